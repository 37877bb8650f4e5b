"""The title of an article: declared, else its headline, else a clause of its first sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.markup import HEADING, plain_opening, plain_title
from feedtool.text.normalize import one_line
from feedtool.text.sentences import (
    FULL_STOPS,
    SENTENCE_ENDS,
    ends_abbreviated,
    ends_like_a_sentence,
    first_sentence,
    is_cjk,
    is_listed,
    width,
    without_closers,
)

LONGEST_HEADLINE = 120  # columns; a longer line is a paragraph or a stand-first
LONGEST_CLAUSE = 90  # columns of a title made from a sentence
LONGEST_TITLE = 300  # columns of a declared title; longer ones are mistakes and break feed readers
_SHORTEST_CLAUSE = 30
_NO_END_OF_HEADLINE = FULL_STOPS + ",;:，；：、،؛"
_SHORTEST_HEAD = 8  # columns that a title keeps before the name of a site
_JOINT = lazy_regex(r" ?\|+ ?| [-–—·•»]+ ")
_INDEXES = frozenset({"index", "_index", "readme"})
_DATE_IN_NAME = re.compile(r"\d{4}-\d\d-\d\d(?:[-_ ]+|$)")
_CLAUSE_END = lazy_regex(r"[,;:—–]\s|\s[-—–]\s|[、，；：]")
# Words that a shortened title must not end in. A short list for common languages is enough: with a
# word that is missing here, the title only ends less well.
_DANGLING = frozenset(
    "a an and are as at be but by for from had has have in into is it its nor of off on onto or "
    "over s that the their to under was were which who will with "
    "auf aus bei das dass dem den der des die ein eine einem einen einer für im in ist mit nach "
    "oder sich um und von vor wie zu zum zur "
    "au aux avec ce ces dans de des du en est et la le les leur leurs ou par pour que qui sa ses "
    "son sur un une al con del e el en es las los para por se su sus un una y da das do dos na "
    "no nos o os com che da di il lo gli i per tra fra het een van voor met op te en "
    "и в на с по к о из от за для что не".split()
)


def declared_title(text: str) -> str:
    """A declared title as plain text, cut only if it is unreasonably long."""
    return within_limit(plain_title(text))


def within_limit(title: str) -> str:
    """A title, cut only if it is unreasonably long."""
    return title if width(title) <= LONGEST_TITLE else _cut(title, LONGEST_TITLE)


def is_headline(lines: Sequence[str], index: int) -> bool:
    """Whether the line at `index` is the headline of the lines that follow it.

    A headline is short, is not a list item and does not end with a full stop. A blank line or a
    sentence follows it, or a text without any prose (results, a recipe, verse).
    """
    line = lines[index].strip()
    if not line or width(line) > LONGEST_HEADLINE or is_listed(line):
        return False
    if not any(character.isalnum() for character in line):
        return False
    # A quotation with a full stop inside ends like a sentence too: “It is over.”
    if without_closers(line)[-1:] in _NO_END_OF_HEADLINE and not ends_abbreviated(line):
        return False
    below = [text for text in lines[index + 1 :] if text]
    if not below:
        return False
    stands_apart = index + 1 < len(lines) and not lines[index + 1]
    is_salutation = len(below) > 1 and width(below[0]) < 40 and below[0].endswith((",", "，", "،"))
    if stands_apart or is_salutation:
        return True
    # A line that continues in the next one is not a headline.
    goes_on = below[0].lstrip()[:1].islower()
    return not goes_on and (ends_like_a_sentence(below[0]) or _has_no_prose(below))


def is_likely_headline(line: str) -> bool:
    """Whether a line above the body reads like its headline.

    >>> is_likely_headline("Council votes to keep the bridge"), is_likely_headline("Home")
    (True, False)
    """
    words = width(line) / 2 if any(map(is_cjk, line)) else 3 * len(line.split())
    return (
        12 <= words <= 90
        and width(line) <= LONGEST_HEADLINE
        and not is_listed(line)
        and line[-1] not in _NO_END_OF_HEADLINE
        and "|" not in line
    )


def without_site(title: str, recurs: Callable[[str], bool]) -> str:
    """A title without the name of the site at its end, if that recurs on the site as a line.

    >>> without_site("A bridge is shut | Town News", {"Town News"}.__contains__)
    'A bridge is shut'
    >>> without_site("A bridge is shut - again", {"Town News"}.__contains__)
    'A bridge is shut - again'
    """
    for joint in _JOINT.finditer(title):
        head, tail = title[: joint.start()].rstrip(), title[joint.end() :].strip()
        if width(head) >= _SHORTEST_HEAD and tail and recurs(tail):
            return head
    return title


def heading_of(lines: Sequence[str], index: int) -> bool:
    """Whether the Markdown line at `index` is a heading, ATX or setext (CommonMark 4.2, 4.3)."""
    if HEADING.match(lines[index]):
        return True
    below = lines[index + 1] if index + 1 < len(lines) else ""
    return bool(lines[index].strip() and re.fullmatch(r"(?:=+|-{3,})", below.strip()))


def clause(text: str) -> str:
    """A title made from the first sentence of `text`: all of it, a clause, or its first words.

    >>> clause("The council met. It voted.")
    'The council met'
    >>> clause("Up to 40 soldiers have been killed and 80 others wounded in a multi-pronged "
    ...     "attack by militants in the province of Idlib.")
    'Up to 40 soldiers have been killed and 80 others wounded in a multi-pronged attack…'
    """
    return clause_of(first_sentence(plain_opening(text)))


def clause_of(sentence: str) -> str:
    """A title made from a sentence without markup: all of it, a clause, or its first words."""
    sentence = sentence.strip()
    if width(sentence) <= LONGEST_CLAUSE:
        bare = sentence.rstrip(FULL_STOPS + ",;:，；：、")
        return sentence if ends_abbreviated(sentence) else bare or sentence
    return _cut(sentence, LONGEST_CLAUSE)


def readable_name(key: str) -> str:
    """The name of a file as a title; that of its folder for index.md and README.md.

    >>> readable_name("2024-01-05-my_trip.md"), readable_name("notes/The sea - a note.md")
    ('My trip', 'The sea - a note')
    >>> readable_name("docs/first-steps/README.md"), readable_name("2024-01-05.md")
    ('First steps', '2024-01-05')
    """
    *folders, name = key.split("/")
    name = name.rpartition(".")[0] or name
    if name.lower() in _INDEXES and folders:
        name = folders[-1]
    name = one_line(_DATE_IN_NAME.sub("", name)) or name
    if " " not in name and not _DATE_IN_NAME.match(name):
        name = one_line(re.sub("[-_]+", " ", name)) or name
    return name[:1].upper() + name[1:] if name.partition(" ")[0].islower() else name


def is_named_by_hand(key: str) -> bool:
    """Whether the name of a file is a title: that of a note has spaces, that of a transcript may.

    >>> [is_named_by_hand(key) for key in ("Manage notes.md", "manage-notes.md", "talk.vtt")]
    [True, False, True]
    """
    name = key.rpartition("/")[2].lower()
    return " " in name.strip() or name.endswith((".vtt", ".srt"))


def _cut(text: str, columns: int) -> str:
    """The beginning of `text`, cut after a clause or a word, with an ellipsis."""
    room = _prefix(text, columns - 1)
    ends = [
        m.start() for m in _CLAUSE_END.finditer(room) if width(room[: m.start()]) > _SHORTEST_CLAUSE
    ]
    if ends and width(room[: ends[-1]]) > columns // 2:
        return room[: ends[-1]].rstrip(" ,;:-—–") + "…"
    if len(room) < len(text) and not text[len(room)].isspace():
        words = room.rsplit(None, 1)
        # Text without spaces may be cut between any two characters.
        room = words[0] if len(words) == 2 and not is_cjk(room[-1]) else room
    words = room.split()
    while len(words) > 3 and words[-1].casefold().strip("\"'“”’«»(") in _DANGLING:
        words.pop()
    return " ".join(words).rstrip(" ,;:-—–" + SENTENCE_ENDS) + "…"


def _prefix(text: str, columns: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += 2 if is_cjk(character) else 1
        if taken > columns:
            return text[:index]
    return text


def _has_no_prose(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and all(width(line) < 80 for line in lines)
