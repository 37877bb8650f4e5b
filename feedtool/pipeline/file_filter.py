"""Decides by its name which file of the input folder is an article, and counts the others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from fnmatch import translate
from functools import cache

from feedtool.model.dumps import ARCHIVES
from feedtool.model.dumps import ENDINGS as DUMPS
from feedtool.readers import BESIDE, EXTRAS, LEFTOVERS, READERS, ending_of

_ENDINGS = tuple(ending for ending in (*READERS, *DUMPS) if ending not in (*EXTRAS, *ARCHIVES))
_PLAIN = frozenset(_ENDINGS)  # each has one dot, so it is what follows the last one of a name
# About a folder or for a program, and rarely meant as articles: by name without its endings.
_ABOUT = ("readme", "license", "licence", "copying", "contributing", "code_of_conduct", "_index")
_NOT_TEXTS = ("robots.txt", "humans.txt", "requirements.txt")
_UNSURE = (*LEFTOVERS, *_ABOUT, *_NOT_TEXTS)
_MAY_BE_UNSURE = frozenset(first for name in _UNSURE for first in (name[0], name[0].upper()))
# Files without an ending that other programs read.
_OF_PROGRAMS = frozenset(
    "cname makefile gnumakefile dockerfile containerfile vagrantfile gemfile rakefile procfile "
    "jenkinsfile justfile brewfile caddyfile _headers _redirects authors codeowners thumbs".split()
)
_TEMPORARY = ("~", ".part", ".tmp", ".swp", ".bak", ".orig", ".crdownload", "#")
_MEDIA = frozenset(
    ".png .jpg .jpeg .gif .svg .webp .avif .ico .bmp .tif .tiff .mp3 .mp4 .m4a .ogg .oga .ogv "
    ".opus .wav .flac .webm .mov .css .js .json .yml .yaml .toml .xml .woff .woff2 .ttf".split()
)
_PANDOC = {
    ".org": "org",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".tex": "latex",
    ".textile": "textile",
    ".wiki": "mediawiki",
    ".ipynb": "ipynb",
    ".epub": "epub",
}
_ASCIIDOC = (".adoc", ".asciidoc", ".asc")
EXCLUDED = "excluded"
_PACKAGES = {"rst": "docutils", "html": "trafilatura", "warc": "fastwarc"}
"""The package that an extra installs."""
_LABELS = {"rst": ".rst", "html": ".html", "warc": "web archives"}
"""What files that need an extra count as, whatever their ending."""
_SHOWN = 8  # kinds of files that a message names


class FileFilter:
    """Which files are articles: those with an ending that is read, or without any.

    If there are `include` patterns, only files that match one; never those that match `exclude`.
    Files such as README.md are not, unless an `include` pattern ends in that name, or the file
    `is_published`. Such a pattern alone does not keep other files out. Nor are files articles that
    `goes_with_recording` says are transcripts or chapters, unless published. `passed_over` counts
    the files that were asked for and are not articles, by ending or by name, `passed_over_in` those
    in each folder, and `no_dumps` the files that turned out not to be dumps.
    """

    def __init__(
        self,
        include: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        is_published: Callable[[str], bool] = lambda key: False,
        goes_with_recording: Callable[[str], bool] | None = None,
    ) -> None:
        self._include = matcher(p for p in include if not _is_about(_last_part(p)))
        self._added = matcher(p for p in include if _is_about(_last_part(p)))
        self._exclude = matcher(exclude)
        self._is_published = is_published
        self._goes_with_recording = goes_with_recording
        self._takes_all = (
            self._include is None and self._exclude is None and goes_with_recording is None
        )
        self.passed_over_in = defaultdict[str, Counter[str]](Counter)
        self.no_dumps = Counter[str]()

    def __call__(self, below: str, name: str) -> bool:
        """Whether the file `name` in the folder `below`, which ends in a slash, is an article."""
        # A run without news checks every name, which may be a hundred thousand.
        if self._takes_all and (name[0] not in _MAY_BE_UNSURE or not _is_unsure(name)):
            ending = name[name.rfind(".") :]
            if ending in _PLAIN:
                return True
            ending = ending.lower()
            if ending in _PLAIN:
                return True
            if ending in _MEDIA:  # there may be as many pictures as articles
                self.passed_over_in[below][ending] += 1
                return False
        reason = self._reason_against(below + name, name)
        if reason:
            self.passed_over_in[below][reason] += 1
        return reason is None

    @property
    def passed_over(self) -> Counter[str]:
        """How many of the files are not articles, by ending or by name."""
        return sum(self.passed_over_in.values(), self.no_dumps)

    def is_excluded(self, key: str) -> bool:
        """Whether the owner's patterns say that a file is not an article."""
        if self._exclude is not None and self._exclude(key):
            return True
        return self._include is not None and not (self._include(key) or self._is_added(key))

    def is_refused(self, key: str) -> bool:
        """Whether an `exclude` pattern says that a file is not to be read."""
        return self._exclude is not None and self._exclude(key)

    def may_be_text(self, key: str) -> bool:
        """Whether a file is an article or goes with one, whatever the `include` patterns say.

        >>> [FileFilter(("b/*",)).may_be_text(k) for k in ("a.md", "a.png", "README.md", "a.meta")]
        [True, False, False, True]
        """
        name = _last_part(key)
        if self._is_companion(key):
            return False
        if name.startswith(LEFTOVERS) or name.endswith((*_TEMPORARY, BESIDE)):
            return True
        return not _is_about(name) and name.lower().endswith((*_ENDINGS, *ARCHIVES))

    def _is_companion(self, key: str) -> bool:
        return (
            self._goes_with_recording is not None
            and self._goes_with_recording(key)
            and not self._is_published(key)
        )

    def _is_added(self, key: str) -> bool:
        return self._added is not None and self._added(key)

    def _reason_against(self, key: str, name: str) -> str | None:
        """What a file that is not an article counts as, or "" if it does not count."""
        if name.startswith(LEFTOVERS) or name.endswith((*_TEMPORARY, BESIDE)):
            return ""
        if self.is_excluded(key):
            return EXCLUDED
        if _is_about(name) and not (self._is_added(key) or self._is_published(key)):
            return name
        if self._is_companion(key):
            return ""
        ending = ending_of(name)
        if name.lower().endswith(_ENDINGS):
            return None
        if not ending:
            return name if name.lower() in _OF_PROGRAMS else None
        extra = "warc" if name.lower().endswith(ARCHIVES) else EXTRAS.get(ending)
        if extra is None:
            return ending
        return None if has_extra(extra) else _LABELS[extra]


@cache
def has_extra(name: str) -> bool:
    """Whether the packages of an extra are installed, which makes more files readable."""
    # Imported here: most sites have no file that needs one.
    from importlib.util import find_spec

    return find_spec(_PACKAGES[name]) is not None


def _last_part(pattern: str) -> str:
    return pattern.rpartition("/")[2].replace("*", "")


def _is_unsure(name: str) -> bool:
    return name.lower().startswith(_UNSURE)


def _is_about(name: str) -> bool:
    return name.partition(".")[0].lower() in _ABOUT or name.lower() in _NOT_TEXTS


def matcher(patterns: Iterable[str]) -> Callable[[str], bool] | None:
    """Whether a key matches one of the patterns; None without patterns.

    >>> matches = matcher(["drafts", "**/old-*.md"])
    >>> [matches(key) for key in ("a/drafts/b.md", "drafts.md", "old-a.md", "a/old-a.md")]
    [True, False, True, True]
    """
    forms = [_form(pattern.strip("/")) for pattern in patterns if pattern.strip("/")]
    if not forms:
        return None
    matches = re.compile("|".join(forms)).match
    return lambda key: matches(key) is not None


def _form(pattern: str) -> str:
    """A regular expression for the keys of a file or a folder that match."""
    is_anywhere = "/" not in pattern or pattern.startswith("**/")
    inner = translate(pattern.removeprefix("**/")).removesuffix(r"\Z").removesuffix(r"\z")
    return rf"{'(?:.*/)?' if is_anywhere else ''}(?:{inner})(?:/.*)?\Z"


def without(counts: Mapping[str, int], published: Mapping[str, int]) -> dict[str, int]:
    """The counts without files that are published because articles refer to them.

    >>> without({".png": 3, ".org": 1}, {".png": 2, ".wav": 1})
    {'.png': 1, '.org': 1}
    """
    left = {label: count - published.get(label, 0) for label, count in counts.items()}
    return {label: count for label, count in left.items() if count > 0}


def is_news(counts: Mapping[str, int], before: Mapping[str, int]) -> bool:
    """Whether files are passed over that the owner does not know about yet.

    Of pictures and the like only the first is news.

    >>> is_news({".png": 2, ".org": 1}, {".png": 1, ".org": 1}), is_news({".org": 2}, {".org": 1})
    (False, True)
    """
    return any(
        label not in before or (count > before[label] and label not in _MEDIA)
        for label, count in counts.items()
        if label != EXCLUDED
    )


def describe(counts: Mapping[str, int]) -> str:
    """The counts as a line, with what to do about each ending; empty if there are none.

    >>> describe({".png": 2, ".org": 1})
    '3 files passed over: 2 .png, 1 .org (convert with `pandoc -f org -t gfm -o a.md a.org`)'
    """
    total = sum(counts.values())
    if not total:
        return ""
    known = sorted(counts.items(), key=lambda pair: (pair[0] in _MEDIA, -pair[1], pair[0]))
    known.sort(key=lambda pair: -pair[1])
    texts = [pair for pair in known if pair[0] not in _MEDIA]
    media = [pair for pair in known if pair[0] in _MEDIA]
    shown = (texts + media)[:_SHOWN]
    parts = [f"{count} {label}{_way_out(label)}" for label, count in sorted(shown, key=_by_count)]
    rest = total - sum(count for _, count in shown)
    parts += [f"{rest} others"] * (rest > 0)
    return f"{total} file{'s' * (total > 1)} passed over: {', '.join(parts)}"


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return (-pair[1], pair[0])


def _way_out(label: str) -> str:
    for extra, counted in _LABELS.items():
        if label == counted:
            return f" (install feedtool[{extra}]: `pip install 'feedtool[{extra}]'`)"
    if label == ".gz":
        return " (unpack with `gunzip a.gz`)"
    if label in _ASCIIDOC:
        command = f"asciidoctor -b docbook -o - a{label} | pandoc -f docbook -t gfm -o a.md"
        return f" (convert with `{command}`)"
    if label in _PANDOC:
        return f" (convert with `pandoc -f {_PANDOC[label]} -t gfm -o a.md a{label}`)"
    if _is_about(label):
        return " (read if [input] include names it)"
    return ""
