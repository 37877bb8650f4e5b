"""Recognizes by-lines and date lines: lines that contain an author or a date and nothing else.

Looks at a single line; its position, and whether a date is plausible, is up to the caller. Unclear
lines are not recognized, nor is prose that begins like a by-line ("By the time ...").
"""

from __future__ import annotations

import re
from functools import lru_cache

from feedtool.clean.bylines import date_data as words
from feedtool.clean.bylines.dates import (
    AROUND,
    DateLine,
    dates_in,
    first_date,
    fold,
    folded,
    only_known,
    without_dates,
    words_of,
)
from feedtool.clean.bylines.given_names import GIVEN_NAMES
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.words import folded_words

LONGEST = 160  # characters; longer lines are prose
_YEAR = re.compile(r"\d{4}")

_BY = {fold(label) for label in words.BY}
_BY_COLON = folded(words.BY_WITH_COLON) | _BY | {"tac gia", "le texte", "η συντακτικη ομαδα"}
AND, _PARTICLES = words.AND, words.PARTICLES
_ABOUT_DATES = AROUND - _PARTICLES
AGENCIES = {
    fold(name.strip()): name.strip() for name in words.AGENCIES.replace("\n", "").split("|")
}
_ROLES = folded(words.ROLES)
NO_NAME = folded(words.NO_NAME) | {day for day in folded(words.WEEKDAYS) if len(day) > 4}
_JOBS = _ROLES | folded(words.JOBS)


_LABELS = {label.split()[0] for label in _BY if label.isascii()}
_READING = re.compile(r"\W{0,3}\d{1,3}[ -]?min(?:ute)?s?\.?(?: read)?\W{0,2}", re.IGNORECASE)
_SPLIT = re.compile(r" ?[|•·] ?| [–—-] ")
_BY_INSIDE = re.compile(r" (?=(?:by|von|par|por|di|door|av|af) [^\W\d_])", re.IGNORECASE)
_WORD = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’.\-‐\u200c]){0,30}"
_CJK = r"[\u3400-\u9fff々ヶァ-ヺー]{2,5}(?:[·・ ]?[\u3400-\u9fffァ-ヺー]{1,8})?"
_EAST = lazy_regex(
    r"[(（【\[]?(?:本报|本報|本社|新华社|新華社|中新社)?"
    r"(?:记者|記者|作者|文|撰文|撰稿|执笔|執筆|筆者|署名|文字|"
    r"取材・文|取材|ライター|通讯员|글|기자)"
    rf"(?: ?[:：/／=＝｜|・] ?| )(?P<a>{_CJK}|[가-힣]{{2,4}})"
    r"(?:[、，, ](?:[\u3400-\u9fff]{2,4}|[가-힣]{2,4})){0,3}"
    r"(?: ?(?:기자|記者|记者|报道|報道))?[)）】\]]?"
)
_KOREAN = lazy_regex(
    r"(?P<a>[가-힣]{3,4}) ?(?:기자|특파원|선임기자|논설위원|객원기자)(?: ?\(?[\w.+-]+@[\w.-]+\)?)?"
)
_RTL = lazy_regex(r"[\u0590-\u08ff\u200c'’\"-]{2,20}(?: [\u0590-\u08ff\u200c'’\"-]{2,20}){1,3}")
_DEVANAGARI = lazy_regex(r"[\u0900-\u097f]{2,20}(?: [\u0900-\u097f]{2,20}){1,3}")


def find_author(line: str) -> str | None:
    """The author as written in the line, if the line is clearly a by-line; else None.

    >>> find_author("By Jane Doe and John Roe, Senior Correspondent")
    'Jane Doe and John Roe'
    >>> find_author("Von Max Mustermann | 25. Mai 2026")
    'Max Mustermann'
    >>> find_author("Автор: Иван Петров"), find_author("记者 张三"), find_author("홍길동 기자")
    ('Иван Петров', '张三', '홍길동')
    >>> find_author("By the time he came, it rained"), find_author("Von der Leyen sagte")
    (None, None)
    """
    return _author_in(line) if len(line) <= LONGEST else None


# Cached because several callers ask about the same line, and lines recur in the texts of a site.
# Long lines are not, because thousands of them take much memory.
@lru_cache(maxsize=1 << 12)
def _author_in(line: str) -> str | None:
    if not _may_be_byline(line):
        return None
    parts = _parts(line)
    for number, part in enumerate(parts):
        name = _name(part)
        if name is not None:
            others = parts[number + 1 :]
            return name if all(len(p.split()) < 8 and p[-1] not in ".!?" for p in others) else None
        if number == len(parts) - 1 or not only_known(without_dates(fold(part))):
            return None  # "A film | By Jane Doe" is a headline
    return None


def _may_be_byline(line: str) -> bool:
    """Whether the line has a label of a by-line, or a colon or a comma; most lines have none."""
    if not line.isascii() or "," in line or ":" in line:
        return True
    return not _LABELS.isdisjoint(folded_words(line))


def find_dates(line: str) -> tuple[DateLine, ...]:
    """All dates of a line that consists of dates (and perhaps an author); else an empty tuple.

    >>> find_dates("Published May 25, 2026 | Updated May 26, 2026")[1].kind
    'updated'
    >>> find_dates("May 25, 2026 10:32 AM EDT")[0].moment.isoformat()
    '2026-05-25T10:32:00-04:00'
    >>> find_dates("03/04/2026"), find_dates("On 25 May 2026 the bridge fell.")
    ((), ())
    """
    return _dates_of(line) if len(line) <= LONGEST and _YEAR.search(line) else ()


@lru_cache(maxsize=1 << 12)
def _dates_of(line: str) -> tuple[DateLine, ...]:
    parts = _parts(line)
    if find_author(line) is not None:  # "BBC News" may come between name and date
        parts = [part for part in parts if any(c.isdecimal() for c in part)]
    return dates_in(" ".join(map(_without_author, parts)))


def _parts(line: str) -> list[str]:
    parts = [part.strip(" ,;") for part in _SPLIT.split(" ".join(line.split()))]
    found: list[str] = []
    for part in filter(None, parts):
        by = _BY_INSIDE.search(part)
        if by is not None and only_known(without_dates(fold(part[: by.start()]))):
            found += [part[: by.start()].strip(" ,;"), part[by.start() :].strip()]
        else:
            found.append(part)
    return [part for part in found if part and not _READING.fullmatch(part)]


def _name(part: str) -> str | None:
    part = " ".join(part.split())
    if not part.isascii():
        east = _EAST.fullmatch(part) or _KOREAN.fullmatch(part)
        if east is not None:
            return east["a"]
    label, value = _label(part)
    if label is None:
        return _signed(part)
    value = _before_date(value)
    if fold(value) in AGENCIES:
        return value
    if not value.isascii() and (_RTL.fullmatch(value) or _DEVANAGARI.fullmatch(value)):
        return value
    names, _, role = value.partition(", ")
    while (
        role
        and fold(role) not in AGENCIES
        and not _JOBS & set(words_of(fold(role.partition(", ")[0])))
    ):
        head, _, rest = role.partition(", ")
        if _people(longer := f"{names}, {head}") is None:
            break
        names, role = longer, rest
    return _people(names) if not role or _is_role(role) else None


def _label(part: str) -> tuple[str | None, str]:
    """The label before a name and what follows it; (None, part) if there is no label."""
    head, colon, tail = part.partition(":" if ":" in part[:40] else "：")
    if colon and fold(head).strip() in _BY_COLON:
        return head, tail.strip()
    split = part.split(" ")
    for count in (3, 2, 1):
        if len(split) > count and fold(" ".join(split[:count])) in _BY:
            return split[0], " ".join(split[count:])
    return None, part


def _before_date(value: str) -> str:
    """`value` up to the first date: "Jane Doe on May 25, 2026" -> "Jane Doe"."""
    text = fold(value)
    hit = first_date(text, 0) if len(text) == len(value) else None
    if hit is None:
        return value
    kept = value[: hit[0].start()].rstrip(" ,;(:")
    while (cut := kept.rpartition(" "))[1] and fold(cut[2]).strip(".,:") in _ABOUT_DATES:
        kept = cut[0].rstrip(" ,;(:")
    return kept


def _without_author(part: str) -> str:
    """The part without its author: "By Jane Doe on May 25, 2026" -> " on May 25, 2026"."""
    label, value = _label(part)
    if _name(part) is None:
        return part
    return value[len(_before_date(value)) :] if label is not None else ""


def people(byline: str) -> tuple[str, ...]:
    """The people in a by-line, one by one. It is one name unless it is clearly several.

    >>> people("Jane Doe, John Roe, and Ann Poe"), people("Anna und Peter Schmidt")
    (('Jane Doe', 'John Roe', 'Ann Poe'), ('Anna und Peter Schmidt',))
    >>> people("Jane Doe, New York")
    ('Jane Doe, New York',)
    >>> people("Ana Ruiz y Juan Gil"), people("Luis Ruiz y Pérez de León")
    (('Ana Ruiz', 'Juan Gil'), ('Luis Ruiz y Pérez de León',))
    """
    names = _divided(byline)
    # What follows may also be what somebody does, or a city or an office after a comma.
    others = [text for name in names[1:] if (text := fold(" ".join(name))) not in AGENCIES]
    is_list = "," not in byline or all(name.split(" ")[0] in GIVEN_NAMES for name in others)
    if not is_list or not _are_people(names) or not _JOBS.isdisjoint(" ".join(others).split()):
        return (byline,)
    return tuple(dict.fromkeys(map(" ".join, names)))


def _people(text: str) -> str | None:
    """`text` if it is a name, or several joined by commas or words for "and"; else None."""
    text = text.strip(" ,;")
    return text if _are_people(_divided(text)) else None


def _divided(text: str) -> list[list[str]]:
    """The words of each name, between commas and words for "and"."""
    names: list[list[str]] = [[]]
    words = text.replace(",", " , ").split()
    for n, word in enumerate(words):
        link = fold(word) if fold(word) in AND else ""
        if link and words[n - 1 : n] == [","]:
            continue  # "Ann Poe, Jane Doe, and John Roe"
        if word == "," or (link and len(names[-1]) > 1 and not _is_within(link, words[n + 1 :])):
            names.append([])
        else:
            names[-1].append(word)
    return names


def _is_within(link: str, following: list[str]) -> bool:
    """Whether a word for "and" belongs to a name, as in "Ruiz y Gil"."""
    return link in _PARTICLES and fold("".join(following[:1])) not in GIVEN_NAMES


def _are_people(names: list[list[str]]) -> bool:
    return all(_is_person(name) or fold(" ".join(name)) in AGENCIES for name in names)


def _is_person(name: list[str]) -> bool:
    if not 2 <= len(name) <= 5 or not name[-1][0].isupper() or not name[0][0].isupper():
        return False
    return all(
        (word[0].isupper() or fold(word) in _PARTICLES or word[:2] in ("al", "el", "d'", "d’"))
        and re.fullmatch(_WORD, word) is not None
        and (word is not name[0] or fold(word).strip(".") not in NO_NAME)
        and (len(word) < 4 or not word.endswith("."))
        for word in name
    )


def _is_role(text: str) -> bool:
    split = text.split()
    return (
        len(split) <= 9
        and not text.endswith((".", "!", "?"))
        and not re.search(r"\d", text)
        and (
            fold(text) in AGENCIES
            or bool(_JOBS & set(words_of(fold(text))))
            or sum(w[0].isupper() for w in split) * 2 > len(split)
        )
    )


def _signed(part: str) -> str | None:
    """The name in a line like "Jane Doe, BBC News", else None."""
    names, comma, role = part.partition(", ")
    if comma and _is_role(role) and _ROLES & set(words_of(fold(role))) and len(role.split()) <= 6:
        return _people(names)
    return None
