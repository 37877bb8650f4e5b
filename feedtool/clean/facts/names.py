"""Finds names in a line, and what is said about them: by-lines of any form, and bare names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from feedtool.clean.bylines import authors, date_data, dates
from feedtool.clean.bylines.dates import fold, folded
from feedtool.clean.bylines.given_names import GIVEN_NAMES
from feedtool.clean.facts.labels import AUTHOR, WRITES, Label, label_of
from feedtool.text.lazy_regex import lazy_regex

_TOKEN = re.compile(r"[^\W\d_][^\W\d_'’.\-‐]*(?:['’\-‐.][^\W\d_]+)*\.?|\d+|[^\w\s]")
# Where words are glued together in texts made from pages: "ByJane DoeMay 3, 2026".
_UNGLUED = lazy_regex(
    r"(?<=^By)(?=[A-Z])|(?<=\bby)(?=[A-Z])"
    r"|(?<=[^\W\d_A-Z])(?=(?:Updated|Published|Posted|Last|Contribut|Senior|Staff|Editor|Writer|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Twitter|"
    r"Korrespondent|Redakt)[a-z]*\b)|(?<=[^\W\d_])(?=\d{1,4}\b)|(?<=\d)(?=[A-Z][a-z]+ [A-Z])"
)
# What this finds: a capital after another letter or a digit, or a digit after a letter.
_GLUE = re.compile(r"[A-Z\d](?:(?<=[^\W_A-Z][A-Z])|(?<=[^\W\d_]\d))")
_SPLIT = lazy_regex(r"\s*[|•·⋅/]\s*|\s+[-–—]+\s+|\s*—\s*")
_SPLIT_SIGN = re.compile(r"[|•·⋅/–—-]")  # a search for one takes a tenth of the time
_ONE_PERSON = lazy_regex(r"[^,&]+")
_BY = frozenset(
    "by von par por di door av af przez oleh de od автор autor author authors autora autore "
    "auteur contributor contributors tekst text текст yazan szerzo penulis skribent forfatter "
    "verfasser".split()
)
# Labels after which one word is not a name: they also begin sentences and names.
_DOUBTFUL = frozenset("von par por di door av af de da text tekst".split())
_MONTHS = {name for name in dates.month_names() if name.isascii()}
_STOP = (
    folded(date_data.PUBLISHED)
    | folded(date_data.UPDATED)
    | folded(date_data.WEEKDAYS)
    | {"contributor", "contributing", "min", "read", "share", "comments", "in", "on", "at"}
) - {"an", "son", "le", "stand", "sun", "mar"}
_ROLES = folded(date_data.ROLES) | folded(date_data.JOBS)
_LINKS = date_data.PARTICLES | authors.AND | {"&"}
_MOST = 9  # words of the names of several authors
_MOST_BARE = 6  # words of names without a label
_MOST_LISTED = 12  # of several, with commas
_ORDINALS = frozenset("st nd rd th".split())
_RANKS = frozenset(
    "vice president director senior chief deputy head managing associate assistant".split()
)
_POSITIONS = _ROLES | _RANKS
_TEAM = frozenset("team staff editors desk newsroom redaktion".split())
_BIO = lazy_regex(
    r"\s*(?:\([^)]*\)\s*)?,?\s*(?:is|was|has|writes|ist|arbeitet|schreibt|works|covers|loves)\b"
    r".{0,120}?\b(?:writer|writes|author|journalist\w*|editor|blogger|content|reporter|columnist|"
    r"correspondent|freelance\w*|copywriter|contribut\w+|autor\w*|redakt\w+|schreibt|covers|blog)\b",
    re.IGNORECASE,
)
_ABOUT_AUTHOR = re.compile(r"about the author\s*[:：]\s*", re.IGNORECASE)
_BIO_NAME = 80  # characters at the start of a line
_SURNAME = 3  # letters of a word of dates that may also be a surname
_BEFORE = 8  # words of a date before a name
_REACH = 14  # words in front of which a label is looked for

_Token = tuple[str, int, int]


class Named(msgspec.Struct, frozen=True):
    """A name in line `k` of a page, from `start` on, and the `rest` of the line.

    `strict` means that the line is clearly a by-line.
    """

    k: int
    name: str
    label: Label
    strict: bool
    start: int
    rest: str


def names_in(line: str, k: int = 0) -> list[Named]:
    """The names in line `k`, each with what is before and after it.

    >>> [(found.name, found.label) for found in names_in("By Jane Doe in World | 3 May 2026")]
    [('Jane Doe', 1)]
    >>> names_in("By President Jane Doe")[0].name, names_in("By Chief Business Editor")
    ('President Jane Doe', [])
    >>> [found.name for found in names_in("ByJane DoeMay 3, 2026")], names_in("He came by bus.")
    (['Jane Doe'], [])
    """
    return [msgspec.structs.replace(item, k=k) for item in _names_in(line)]


@lru_cache(maxsize=1 << 12)  # lines recur in the texts of a site
def _names_in(line: str) -> tuple[Named, ...]:
    strict = authors.find_author(line) if len(line) <= authors.LONGEST else None
    if strict is not None and not line.isascii():
        label = label_of(line[: line.find(strict)])
        return (Named(0, strict, label, strict=True, start=0, rest=""),)
    if "  " in line:
        line = " ".join(line.split())
    if _GLUE.search(line):
        line = _UNGLUED.sub(" ", line)
    found, place = [], 0
    for part in _SPLIT.split(line) if _SPLIT_SIGN.search(line) else [line]:
        at = line.find(part, place)
        place = at + len(part)
        hit = _first_name(part)
        if hit is None:
            continue
        begin, end = hit
        name, before = part[begin:end].strip(" ,;"), part[:begin]
        label = label_of(before)
        if not _may_precede(before, label) or _is_no_name(name):
            continue
        is_strict = strict is not None and (name in strict or strict in name)
        if strict is not None and is_strict and _is_rest_of(name, strict, line):
            name = strict
        rest = part[end:].strip() or line[place:].strip()
        found.append(Named(0, name, label, is_strict, at + begin, rest))
    if strict is not None and not any(item.strict for item in found) and strict in line:
        start = line.find(strict)
        label = label_of(line[:start])
        if label and not _is_no_name(strict):
            rest = line[start + len(strict) :].strip()
            found.append(Named(0, strict, label, strict=True, start=start, rest=rest))
    return tuple(found)


def _is_rest_of(name: str, strict: str, line: str) -> bool:
    """Whether the clear by-line has several people, or one more word of the name."""
    if not _ONE_PERSON.fullmatch(strict):
        return True
    words = strict.removeprefix(name).split()
    return strict.startswith(f"{name} ") and len(words) == 1 and _GLUE.search(line) is None


def bearer_in(line: str, k: int = 0) -> Named | None:
    """The name at the start of a line that says that its bearer writes.

    >>> bearer_in("Jane Doe is a freelance writer based in Leeds. She likes tea.").name
    'Jane Doe'
    >>> bearer_in("Jane Doe is the mayor of Leeds.") is None
    True
    >>> bearer_in("About the author: Jane Doe is the mayor of Leeds.").name
    'Jane Doe'
    """
    if (about := _ABOUT_AUTHOR.match(line)) is not None:
        found = names_in(line[: about.end() + _BIO_NAME], k)
        return found[0] if found and found[0].label == AUTHOR else None
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(line[:_BIO_NAME])]
    run = _run(tokens, 0) if tokens else []
    if not 2 <= len(run) <= _MOST_BARE:
        return None
    name, rest = line[: tokens[run[-1]][2]], line[tokens[run[-1]][2] :]
    if _BIO.match(rest) is None or _is_no_name(name):
        return None
    return Named(k, name, WRITES, strict=False, start=0, rest=rest.strip())


def _may_precede(before: str, label: Label) -> bool:
    """Whether a by-line may have these words before the name: "A new opera by Jane Doe" is none."""
    if label == 0:
        return not before.strip(" ,;:") or _is_dated(before)
    return label > 1 or _is_dated(before.rstrip(" :").rpartition(" ")[0])


def _is_no_name(name: str) -> bool:
    """Whether the words after "by" begin no name: "By Invitation Only"."""
    first, *others = name.split(" ")
    word = fold(first).strip(".,")
    if len(first) == 2 and first[1] == ".":
        return False  # an initial
    if word == "the" and fold(others[-1] if others else "") in _TEAM:
        return False
    if all(fold(w).strip(".,") in _POSITIONS for w in (first, *others)):
        return True
    if word in authors.AND:
        return word not in GIVEN_NAMES or not others  # "dan" is "and" in Indonesian
    if word in _RANKS and not any(fold(w) in GIVEN_NAMES for w in others):
        return True  # "Chief Business Editor", but "President Jane Doe"
    return word == "dear" or word in authors.NO_NAME


def _first_name(part: str) -> tuple[int, int] | None:
    """Where the first name in `part` is: after a label, else at its start or after a date."""
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(part)]
    labelled = _after_label(part, tokens)
    start = _after_date(tokens) if labelled is None else labelled
    if start is None:
        return None
    run = _run(tokens, start)
    if not run and labelled is not None and start == len(tokens) - 1:
        word = tokens[start][0]  # a user's name
        run = [start] if word[0].isalpha() and word[-1] != "." else []
    most = _MOST_BARE if labelled is None else _MOST
    if any(tokens[n][0] in ",&" for n in run):
        most = _MOST_LISTED
    if not run or len(run) > most:
        return None
    if len(run) == 1 and not _may_stand_alone(tokens, labelled or 0, run[0]):
        return None
    run = _without_role(tokens, run)
    return tokens[run[0]][1], tokens[run[-1]][2]


def _without_role(tokens: Sequence[_Token], run: list[int]) -> list[int]:
    """The name without what its bearer does: "Jane Doe Transport correspondent"."""
    after = tokens[run[-1] + 1 : run[-1] + 2]
    following = [tokens[n][0] for n in run[2:]] + [word for word, _, _ in after]
    is_team = fold(tokens[run[0]][0]) == "the"
    if len(run) < 3 or is_team or not any(fold(word).strip(".") in _ROLES for word in following):
        return run
    longer = len(tokens[run[1]][0].strip(".")) == 1 or fold(tokens[run[1]][0]) in _LINKS
    return run[: 3 if longer else 2]


def _after_label(part: str, tokens: Sequence[_Token]) -> int | None:
    """The number of the first token after a label, if there is one."""
    if (after := _after_about(tokens)) is not None:
        return after
    for n, (word, _, _) in enumerate(tokens[: min(_REACH, len(tokens) - 1)]):
        if fold(word).strip(".") not in _BY:
            continue
        skip = n + 2 if tokens[n + 1][0] in ":：" and n + 2 < len(tokens) else n + 1
        if fold(tokens[skip][0]).strip(".") in _STOP:
            continue  # "Author Posted by"
        is_last = skip == len(tokens) - 1 and (n < 3 or _is_dated(part[: tokens[n][1]]))
        begins = tokens[skip][0][0].isupper() or is_last or _is_team(tokens, skip)
        if begins and label_of(part[: tokens[skip][1]]):
            return skip
    return None


def _after_about(tokens: Sequence[_Token]) -> int | None:
    """The number of the first token of the name in "About Jane Doe" or "About the author: Jane"."""
    words = [fold(word) for word, _, _ in tokens[:5]]
    if words[:1] != ["about"]:
        return None
    start = 1
    if words[1:3] == ["the", "author"]:
        start = 4 if words[3:4] in ([":"], ["："]) else 3
    return start if words[start:] and words[start] in GIVEN_NAMES else None


def _is_team(tokens: Sequence[_Token], start: int) -> bool:
    """Whether the tokens are those of "the Lavazza Team"."""
    return fold(tokens[start][0]) == "the" and any(
        fold(word) in _TEAM for word, _, _ in tokens[start + 1 : start + 4]
    )


def _after_date(tokens: Sequence[_Token]) -> int | None:
    """The number of the first token that is not of a date, if it is not far."""
    for n, (word, _, _) in enumerate(tokens[: _BEFORE + 1]):
        if word[0].isalpha() and (not _is_about_dates(word) or (n == 0 and _begins_name(tokens))):
            return n
    return None


def _begins_name(tokens: Sequence[_Token]) -> bool:
    """Whether the first token is a name although it is a word of dates too: "April Jones"."""
    return len(tokens) > 1 and fold(tokens[0][0]) in GIVEN_NAMES and tokens[1][0][0].isupper()


def _run(tokens: Sequence[_Token], start: int) -> list[int]:
    """The numbers of the tokens from `start` on that may be one name or several."""
    run: list[int] = []
    for n in range(start, len(tokens)):
        word = tokens[n][0]
        if word[0].isupper():
            if _stops(tokens, n, bool(run)):
                break
        elif not (_links(tokens, n) if run else _is_team(tokens, n)):
            break
        run.append(n)
        if len(run) > _MOST_LISTED:
            break
    return run


def _stops(tokens: Sequence[_Token], n: int, is_within: bool) -> bool:
    """Whether a capitalized word is not of a name but of a date or a label."""
    word = fold(tokens[n][0]).strip(".")
    if word in _STOP:
        if not is_within:
            return not _begins_name(tokens[n:])
        # A short one is a surname ("Yo-Yo Ma") unless the date that it belongs to follows.
        near = tokens[n + 1 : n + 4]
        return len(word) > _SURNAME or any(text[0].isdecimal() for text, _, _ in near)
    return is_within and _is_month(tokens, n)


def _links(tokens: Sequence[_Token], n: int) -> bool:
    """Whether the token is a small word between two words of names."""
    below = tokens[n + 1 : n + 2]
    return fold(tokens[n][0]) in _LINKS and bool(below) and below[0][0][0].isupper()


def _may_stand_alone(tokens: Sequence[_Token], start: int, n: int) -> bool:
    """Whether one word is enough: an agency, or a user's name after a clear label."""
    if fold(tokens[n][0]) in authors.AGENCIES:
        return True
    return start > 0 and fold(tokens[start - 1][0]).strip(".") not in _DOUBTFUL


def _is_month(tokens: Sequence[_Token], n: int) -> bool:
    """Whether the token is a month: "Jane Doe May 3"."""
    if fold(tokens[n][0]).strip(".") not in _MONTHS:
        return False
    return n + 1 < len(tokens) and tokens[n + 1][0][0].isdecimal()


def _is_about_dates(word: str) -> bool:
    bare = fold(word).strip(".")
    return bare in _MONTHS or bare in dates.AROUND or bare in _ORDINALS


def _is_dated(text: str) -> bool:
    return all(not word[0].isalpha() or _is_about_dates(word) for word in _TOKEN.findall(text))
