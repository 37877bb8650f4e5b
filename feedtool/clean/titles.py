"""The title of an article: declared, else its headline, else a clause of its first sentence."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from feedtool.clean.wording import (
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
from feedtool.normalize import one_line

LONGEST_HEADLINE = 120  # columns; a longer line is a paragraph, or a stand-first
LONGEST_CLAUSE = 90  # columns of a title that is cut from a sentence
LONGEST_TITLE = 300  # columns of a declared title: more is a mistake that readers choke on
_SHORTEST_CLAUSE = 30
_NO_END_OF_HEADLINE = FULL_STOPS + ",;:，；：、،؛"
_TAG = re.compile(
    r"</?(?:a|b|big|br|code|div|em|font|h[1-6]|i|mark|p|q|s|small|span|strong|sub|sup|u)\b[^<>]*>",
    re.IGNORECASE,
)
_END_TAG = re.compile(r"</(\w+)\s*>")
_ELEMENTS = frozenset(
    "abbr address article aside audio blockquote body button canvas caption center cite dd del "
    "details dfn dir dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 "
    "head header html iframe ins kbd label legend li link main map marquee menu meta nav noscript "
    "object ol optgroup option param pre ruby s samp script section select source strike style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr tt ul var video "
    "wbr".split()
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ENTITY = re.compile(
    r"&(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip);", re.I
)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$")
_CLAUSE_END = re.compile(r"[,;:—–]\s|\s[-—–]\s|[、，；：]")
# Words that a title cut short must not end in. A short list for common languages: where it fails,
# the title only ends a little less well.
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


def plain_title(text: str) -> str:
    """`text` on one line, without HTML tags, Markdown marks and entities.

    >>> plain_title("# The **new** [law](https://example.org/) &amp; <em>order</em>")
    'The new law & order'
    >>> plain_title("Why Vec<T> beats 2 < 3"), plain_title("<script>x</script>, and <marquee>")
    ('Why Vec<T> beats 2 < 3', 'x, and <marquee>')
    """
    text = _HEADING.sub("", text)
    text = _without_elements(text)
    text = _LINK.sub(r"\1", _TAG.sub("", text))
    text = _EMPHASIS.sub(r"\2", text)
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return one_line(text)


def _without_elements(text: str) -> str:
    """`text` without the tags of HTML elements that it also ends.

    One that is only named, as in a title about `<marquee>`, is of the words.
    """
    ended = {name.lower() for name in _END_TAG.findall(text)} & _ELEMENTS
    if not ended:
        return text
    tags = re.compile(rf"</?(?:{'|'.join(sorted(ended))})\b[^<>]*>", re.IGNORECASE)
    return tags.sub("", text)


def declared_title(text: str) -> str:
    """A title as a source declares it, cut only where it is beyond reason."""
    title = plain_title(text)
    return title if width(title) <= LONGEST_TITLE else _cut(title, LONGEST_TITLE)


def is_headline(lines: Sequence[str], index: int) -> bool:
    """Whether the line at `index` is the headline of the lines that follow it.

    It is short, no item of a list, does not end as a sentence in prose does, and stands apart, or
    has a sentence right below it, or heads a text without any prose (results, a recipe, verse).
    """
    line = lines[index].strip()
    if not line or width(line) > LONGEST_HEADLINE or is_listed(line):
        return False
    if not any(character.isalnum() for character in line):
        return False
    # What is quoted may be a sentence: “It is over.”
    if without_closers(line)[-1:] in _NO_END_OF_HEADLINE and not ends_abbreviated(line):
        return False
    below = [text for text in lines[index + 1 :] if text]
    if not below:
        return False
    stands_apart = index + 1 < len(lines) and not lines[index + 1]
    is_salutation = len(below) > 1 and width(below[0]) < 40 and below[0].endswith((",", "，", "،"))
    if stands_apart or is_salutation:
        return True
    # A line that goes on in the next one is none of its own.
    goes_on = below[0].lstrip()[:1].islower()
    return not goes_on and (ends_like_a_sentence(below[0]) or _has_no_prose(below))


def is_likely_headline(line: str) -> bool:
    """Whether the line, which stands above a body, reads like the headline of it.

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


def heading_of(lines: Sequence[str], index: int) -> bool:
    """Whether the Markdown line at `index` is a heading, in either of its forms."""
    if _HEADING.match(lines[index]):
        return True
    below = lines[index + 1] if index + 1 < len(lines) else ""
    return bool(lines[index].strip() and re.fullmatch(r"(?:=+|-{3,})", below.strip()))


def clause(text: str) -> str:
    """A title made of the first sentence of `text`: all of it, or a clause, or its first words.

    >>> clause("The council met. It voted.")
    'The council met'
    >>> clause("Up to 40 soldiers have been killed and 80 others wounded in a multi-pronged "
    ...     "attack by militants in the province of Idlib.")
    'Up to 40 soldiers have been killed and 80 others wounded in a multi-pronged attack…'
    """
    sentence = first_sentence(plain_title(text)).strip()
    if width(sentence) <= LONGEST_CLAUSE:
        bare = sentence.rstrip(FULL_STOPS + ",;:，；：、")
        return sentence if ends_abbreviated(sentence) else bare or sentence
    return _cut(sentence, LONGEST_CLAUSE)


def _cut(text: str, columns: int) -> str:
    """The beginning of `text`, ended at a clause or a word, with an ellipsis."""
    room = _prefix(text, columns - 1)
    ends = [
        m.start() for m in _CLAUSE_END.finditer(room) if width(room[: m.start()]) > _SHORTEST_CLAUSE
    ]
    if ends and width(room[: ends[-1]]) > columns // 2:
        return room[: ends[-1]].rstrip(" ,;:-—–") + "…"
    if len(room) < len(text) and not text[len(room)].isspace():
        words = room.rsplit(None, 1)
        # A text without spaces is cut between any two characters.
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
