"""The address that an article had on the site it moves in from, by the pattern of its addresses.

Tools for sites make addresses of the date, the name of the file, the title, and the folders. How
they spell a name or a title in an address differs, which `Letters` names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

import msgspec

from feedtool.identity.dates import local_date
from feedtool.model import CleanArticle, Letters, Meta
from feedtool.model.dumps import dump_of
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.suggest import suggest

_SPACE = lazy_regex(r"[\s-]+")
_SIGNS = lazy_regex(r"[^\w\s.+~#-]")
_ALL_SIGNS = lazy_regex(r"[^\w\s-]")
_DATE = lazy_regex(r"\d{4}-\d{1,2}-\d{1,2}(?:T[\d:-]+Z?)?[-_. ](?=.)")
_PLACEHOLDER = lazy_regex(r":([a-z]+(?:-[a-z]+)*)")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def spelled(text: str, letters: Letters) -> str:
    """A name or a title as part of an address.

    >>> [spelled("Don't panic: Über 1.0", way) for way in ("keep", "lower", "ascii", "words")]
    ["Don't-panic:-Über-1.0", 'dont-panic-über-1.0', 'don-t-panic-uber-1-0', 'dont-panic-uber-10']
    """
    return _SPELLINGS[letters](text)


def _keep(text: str) -> str:
    return re.sub(r"\s+", "-", text)


def _lower(text: str) -> str:
    return _SPACE.sub("-", _SIGNS.sub("", text.lower()).strip())


def _ascii(text: str) -> str:
    # Imported here: most sites have no addresses of another.
    from slugify import slugify

    return slugify(text, backend="text-unidecode", algorithm="legacy")


def _words(text: str) -> str:
    return _ascii(_ALL_SIGNS.sub("", text))


_SPELLINGS: dict[Letters, Callable[[str], str]] = {
    "keep": _keep,
    "lower": _lower,
    "ascii": _ascii,
    "words": _words,
}


class _Facts(msgspec.Struct, frozen=True):
    """What an address is made of; empty where an article does not have it."""

    key: str
    title: str
    meta: Meta
    date: datetime | None
    letters: Letters

    @property
    def file(self) -> str:
        """The name of the file without its ending; of `a/index.md` that of the folder."""
        if dump_of(self.key) is not None:
            return ""
        *folders, name = self.key.split("/")
        stem = name.rpartition(".")[0] or name
        return folders[-1] if _is_bundle(stem, folders) else stem

    @property
    def folder(self) -> str:
        """The folders that the article is in."""
        *folders, name = self.key.split("/")
        if _is_bundle(name.rpartition(".")[0], folders):
            folders.pop()
        return "/".join(spelled(folder, self.letters) for folder in folders)

    @property
    def categories(self) -> tuple[str, ...]:
        """The declared categories."""
        return tuple(name for group, name in self.meta.labels if group == "categories")


def _is_bundle(stem: str, folders: list[str]) -> bool:
    """Whether a file is the text of a folder, which also has its pictures."""
    return bool(folders) and stem.partition(".")[0].lower() == "index"


def _name(facts: _Facts) -> str:
    return spelled(_DATE.sub("", facts.file, count=1), facts.letters)


def _slug(facts: _Facts) -> str:
    return (facts.meta.slug or "").strip("/")


def _title(facts: _Facts) -> str:
    return spelled(facts.title, facts.letters)


def _category(facts: _Facts) -> str:
    first = next(iter(facts.categories), "")
    return spelled(first, facts.letters) if first else facts.folder.rpartition("/")[2]


def _dated(form: str) -> Callable[[_Facts], str]:
    return lambda facts: format(facts.date, form) if facts.date else ""


def _month(length: int | None) -> Callable[[_Facts], str]:
    return lambda facts: _MONTHS[facts.date.month - 1][:length] if facts.date else ""


# An empty value means that an article has no address of a form with it, but for folders and
# categories.
PLACEHOLDERS: Mapping[str, Callable[[_Facts], str]] = {
    "year": _dated("%Y"),
    "short-year": _dated("%y"),
    "month": _dated("%m"),
    "month-number": lambda facts: str(facts.date.month) if facts.date else "",
    "month-name": _month(None),
    "month-short": _month(3),
    "day": _dated("%d"),
    "day-number": lambda facts: str(facts.date.day) if facts.date else "",
    "year-day": _dated("%j"),
    "hour": _dated("%H"),
    "minute": _dated("%M"),
    "second": _dated("%S"),
    "file": lambda facts: spelled(facts.file, facts.letters),
    "name": _name,
    "title": _title,
    "slug": _slug,
    "slug-or-name": lambda facts: _slug(facts) or _name(facts),
    "slug-or-file": lambda facts: _slug(facts) or spelled(facts.file, facts.letters),
    "slug-or-title": lambda facts: _slug(facts) or _title(facts),
    "id": lambda facts: facts.meta.id or "",
    "folder": lambda facts: facts.folder,
    "category": _category,
    "categories": lambda facts: "/".join(
        spelled(name, "lower" if facts.letters == "keep" else facts.letters)
        for name in facts.categories
    ),
}
_MAY_BE_EMPTY = frozenset({"folder", "category", "categories"})


def wrong_placeholder(form: str) -> str | None:
    """What is wrong with a form; None if nothing is.

    >>> wrong_placeholder("/:year/:name.html"), wrong_placeholder("/:yaer/")
    (None, "has ':yaer'; did you mean ':year'?")
    """
    for name in _PLACEHOLDER.findall(form):
        if _known(name) is None:
            close = suggest(name, PLACEHOLDERS)
            known = ", ".join(f":{known}" for known in PLACEHOLDERS)
            hint = f"did you mean ':{close}'?" if close else f"known are {known}"
            return f"has ':{name}'; {hint}"
    return None


def _known(name: str) -> str | None:
    """The placeholder at the beginning of `name`, such as `year` of `year-in-review`."""
    while name and name not in PLACEHOLDERS:
        name = name.rpartition("-")[0]
    return name or None


def former_address(form: str, article: CleanArticle, letters: Letters, zone: tzinfo | None) -> str:
    """The address of an article by a form, relative to the site; empty if it has none.

    A date with a zone of its own is converted to `zone`, that of the site, if there is one.
    """
    facts = _Facts(
        article.key, article.title.text, article.meta, local_date(article, zone), letters
    )
    is_complete = True

    def value(found: re.Match[str]) -> str:
        nonlocal is_complete
        name = _known(found[1])
        if name is None:
            return found[0]
        text = PLACEHOLDERS[name](facts)
        is_complete = is_complete and (bool(text) or name in _MAY_BE_EMPTY)
        return text + found[1][len(name) :]

    path = re.sub(r"/{2,}", "/", _PLACEHOLDER.sub(value, form))
    return path.lstrip("/") if is_complete else ""
