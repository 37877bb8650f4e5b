"""The words of a headline in a line that has more, or that repeats it below the text."""

from __future__ import annotations

import re

from feedtool.clean.facts.page import Page, words_of
from feedtool.text.lazy_regex import lazy_regex

_STEP = lazy_regex(r"\s*[>›»/→]+\s*")
_ROOT = re.compile(r"(?:Home(?:page)?|Startseite|Accueil|Inicio|Главная)\b", re.IGNORECASE)
_COMMENTS_ON = lazy_regex(
    r"\d+ (?:thoughts?|comments?|responses?|replies|réflexions?|comentarios?|Gedanken|Kommentare?|"
    r"Antworten?)\b[^“”\"„«]{1,9}[“\"„«](.{12,})[”\"“»]",
    re.IGNORECASE,
)
_SITE = re.compile(r" ?\|+ ?| [-–—·•»:]+ ")
_SHORTEST = 12  # characters of a headline that is part of a line
_STEPS = 3  # of a path below the text
_BELOW = 12  # lines from the start of the body down to a repeated headline
_TWICE = 3  # lines within which a headline may be repeated
_SHORTEST_REPEATED, _LONGEST = 16, 230  # characters


def wording(page: Page, k: int) -> str:
    """The headline in line `k`, without a path before it or the name of the site beside it.

    The end of a path counts if the path has three steps or another line shows its end. The name of
    the site comes off if another line shows it, or the headline alone.
    """
    line = page.lines[k]
    if (end := _end_of_path(page, line)) is not None:
        return end
    if (about := _commented(line)) is not None:
        return about
    for mark in _SITE.finditer(line):
        head, tail = line[: mark.start()].strip(), line[mark.end() :].strip()
        has_colon = ":" in mark.group() or head.endswith(":")
        if len(head) < _SHORTEST or (has_colon and len(head) < len(tail)):
            continue  # words before a colon introduce the headline
        if head.casefold() in page.copies:
            return head
        if len(head) > 2 * len(tail) and tail.casefold() in page.copies:
            return head
    return line


def doubled(page: Page) -> int | None:
    """The first line above the prose that is there twice within a few lines, as a headline is."""
    for k in range(min(len(page.lines) - 1, page.body[0] + 1)):
        line = page.lines[k]
        if not _SHORTEST_REPEATED <= page.sizes[k] <= _LONGEST or page.ends[k]:
            continue
        if any(k < n <= k + _TWICE for n in page.copies[page.folded[k]]):
            long = {word for word in page.words[k] if len(word) > 3}
            if 2 * len(page.spoken & long) >= len(long) > 1 and not page.is_listed(k):
                return k if _commented(line) is None else None
    return None


def repeated(page: Page) -> int | None:
    """The one line below the start of the body that shows the headline of a text without one above.

    It heads the comments ("3 thoughts on ..."), ends a path, or is in a box for reprints, above
    by-line and date.
    """
    return _only(page, [k for k in _below(page) if _may_repeat(page, k)])


def commented_on(page: Page) -> int | None:
    """The line that heads the comments and says what they are about."""
    return _only(page, [k for k in _below(page) if _commented(page.lines[k]) is not None])


def _below(page: Page) -> range:
    return range(page.body[0] + _BELOW, len(page.lines))


def _only(page: Page, found: list[int]) -> int | None:
    """The first of the lines, if all show one headline whose longer words the body has."""
    shown = {wording(page, k) for k in found}
    if len(shown) != 1:
        return None
    long = {word for word in words_of(shown.pop()) if len(word) > 3}
    said = page.spoken & long
    return found[0] if len(said) > 1 and 2 * len(said) >= len(long) else None


def _may_repeat(page: Page, k: int) -> bool:
    line = page.lines[k]
    if len(line) > _LONGEST:
        return False
    if _commented(line) is not None or _is_path(line):
        return True
    if k + 2 >= len(page.lines) or not page.folded[k + 1].startswith("by "):
        return False
    is_long = page.sizes[k] >= _SHORTEST_REPEATED
    return is_long and page.says_who(k + 1) and page.says_when(k + 2)


def _commented(line: str) -> str | None:
    """What the comments below such a heading are about."""
    about = _COMMENTS_ON.fullmatch(line) if line[0].isdecimal() and len(line) <= _LONGEST else None
    return None if about is None else about[1].strip()


def _is_path(line: str) -> bool:
    """Whether the line is a path of three steps or more from the root of a site."""
    if _ROOT.match(line) is None:
        return False
    root, *steps = _STEP.split(line)
    is_long = len(steps) + 1 >= _STEPS and len(steps[-1]) >= _SHORTEST
    return is_long and _ROOT.fullmatch(root) is not None


def _end_of_path(page: Page, line: str) -> str | None:
    """The headline at the end of a path such as "Home > World > The bridge is shut"."""
    root = _ROOT.match(line)
    if root is None:
        return None
    if _is_path(line):
        return _STEP.split(line)[-1]
    rest = _STEP.sub("", line[root.end() :].strip(), count=1)
    if len(rest) >= _SHORTEST and rest.casefold() in page.copies:
        return rest
    return None
