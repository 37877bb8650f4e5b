"""Features of a line on its own, as small integers.

Every feature is binned into a few levels (`LOCAL`), so that a model is a set of lookup tables. No
feature depends on knowing the language: letters with case, caseless scripts and scripts without
spaces have levels of their own, and lengths are in Latin-script characters (see `script_scale`).

Training imports this module, so that it cannot drift apart from what runs.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from feedtool.text.lazy_regex import lazy_regex

# The features and their numbers of levels, in the order of `describe`.
LOCAL = {
    "length": 16, "end": 10, "inner_ends": 5, "commas": 5, "word_length": 8, "capitals": 8,
    "start": 8, "digits": 7, "marks": 4, "pattern": 8, "quote": 3, "colon": 3, "glued": 3,
    "function_words": 5, "indent": 4, "words": 14,
}  # fmt: skip
# Characters of a line from which all features but its length and its sentence ends are computed. A
# long line is mostly prose, which shows early.
HEAD = 64

_WIDE = lazy_regex("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = lazy_regex("[\uac00-\ud7a3]")
_DIGITS = lazy_regex(r"\d+")
_MARKS = lazy_regex(r"[|›»>/·•→@©#&_=+\\\[\]{}<~^*®™▼▲►]")
# A capital after another letter. Capitals are rare, so the search begins with them.
_GLUED = lazy_regex(
    "[A-Z\u00c0-\u00de\u0410-\u042f]"
    "(?<=[a-z\u00df-\u00ff\u0430-\u045f)][A-Z\u00c0-\u00de\u0410-\u042f])"
)
_PATTERN = lazy_regex(
    r"(?P<a1>https?:|www\.|\S@\S)"
    r"|(?P<a2>©|\([cC]\) ?\d)"
    r"|(?P<a3>\b\d{1,2}[:.h]\d\d\b(?!\.))"
    r"|(?P<a4>\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\d年|\d월)"
    r"|(?P<a5>\b(?:19|20)\d\d\b)"
    r"|(?P<a6>[$€£¥]|\d ?%)"
    r"|(?P<a7>^\W*\d+[.)]?\W)"
)
# Where a pattern may begin that is not an address with an @, nor the number before a line.
_PATTERN_START = lazy_regex(r"[hw©(\d$€£¥]")
BULLETS = " \t\u00a0*+•·‣▪►▶–—-○●"
_SENTENCE_ENDS = frozenset(".。．।॥۔։᙮።")
_CLOSERS = frozenset("\"'”’»)]」』）】›“")
_QUOTES = frozenset('"“„«”「『‘’»')
_END_LEVEL = {
    **dict.fromkeys(_SENTENCE_ENDS, 1), **dict.fromkeys("!！", 2), **dict.fromkeys("?？؟;", 3),
    "…": 4, ":": 5, "：": 5, **dict.fromkeys(",;，、،؛", 6),
}  # fmt: skip
# The most frequent function words of about twenty languages.
_FUNCTION_WORDS = frozenset(
    """
    the of and to in a is that for it was on are as with his they be at this have from or had by
    but not what we were when your can said there an which their if will has who der die das und
    ist von den mit sich des auf für im dem nicht ein eine als auch es werden aus er hat dass sie
    nach wird bei einer um am sind noch wie einem über einen so zum war le la les et en un une du
    que est dans qui par pour au il sur ne pas plus se ce avec sont el los las y del por con una
    su para al lo como más pero sus no di che per non sono da della dei ha si o e os dos uma com
    não na mais em foi het een van ik te dat niet zijn op voor met maar i w z do się nie że jest
    od po jak za co и в не на что с по как это а но от за к из для так был у же bir ve bu de için
    ile olarak çok daha olan في من على أن إلى عن التي الذي هذا ما لا كان و که در به از این را با
    است برای של את על לא הוא עם זה כי και να το του της με που για την τα στο і що до та це є och
    att det som på är av för med inte till og ikke jeg az és hogy nem
    """.split()
)
_LENGTH_EDGES = (4, 8, 13, 19, 26, 35, 46, 60, 80, 105, 140, 190, 260, 360, 520)
_LENGTH_LEVEL = [bisect_right(_LENGTH_EDGES, n) for n in range(1025)]
# Typed as a bullet at the start of a line; elsewhere it is a word, such as the Portuguese article.
_LETTER_BULLET = "o"
# Long lines have word weights of their own, for the words at both ends only.
LONG_LINE = 140
_ENDS = 70
_AROUND_WORDS = ".,:;!?…()[]{}<>\"'“”„‘’«»‹›|/*+–—-•·→#。，、！？"
_WORDS_EDGES = (-60, -40, -25, -15, -7, -1, 1, 7, 15, 25, 40, 60, 90)
NEUTRAL = 7  # the highest level of `words` that does not speak for boilerplate


def script_scale(text: str) -> float:
    """How many Latin-script characters a character of this text is worth: 1.0 to 2.6.

    A Chinese or Japanese character stands for about 2.6 letters, a Korean one for 1.8 (measured on
    parallel texts).
    """
    if text.isascii():
        return 1.0
    sample = text[:4000]
    wide = len(_WIDE.findall(sample)) / (len(sample) or 1)
    hangul = len(_HANGUL.findall(sample)) / (len(sample) or 1)
    return 1.0 + round(8 * (1.6 * wide + 1.1 * hangul)) / 8


def _start_level(char: str) -> int:
    if char.islower():
        return 0
    if char.isupper():
        return 1
    if char.isalpha():
        return 2
    if char.isdigit():
        return 3
    if char in _QUOTES:
        return 4
    return 5 if char in "([#@©" else 6


def end_level(line: str) -> int:
    """How a line, which must not be empty, ends.

    0: a letter; 1 to 3: a sentence; 4: dots; 5: a colon; 6: a comma; 7: a bracket or quotation mark;
    8: a digit; 9: anything else.
    """
    last = line[-1]
    level = _END_LEVEL.get(last)
    if level is not None:
        return 4 if level == 1 and line.endswith("...") else level
    if last.isalpha():
        return 0
    if last.isdigit():
        return 8
    if last in _CLOSERS:
        inner = _END_LEVEL.get(line[-2:-1])
        return inner if inner is not None and inner < 4 else 7
    return 9


def _capitals_level(words: Sequence[str]) -> int:
    """From no letters with case (0) and only lower case (1) to only upper case (7)."""
    firsts = [word[0] for word in words]
    upper = sum(map(str.isupper, firsts))
    lower = sum(map(str.islower, firsts))
    if not upper:
        return 1 if lower else 0
    if not lower:
        return 7 if words[0].isupper() and words[-1].isupper() else 6
    share = upper / (upper + lower)
    return 2 if share <= 0.25 else 3 if share <= 0.45 else 4 if share <= 0.65 else 5


def _word_length_level(letters: int, spaces: int) -> int:
    return bisect_right((3.0, 4.0, 4.8, 5.6, 6.4, 7.6, 10.0), letters / (spaces + 1))


def _pattern_level(head: str, digits: bool) -> int:
    if (
        not digits
        and "@" not in head
        and "://" not in head
        and "www." not in head
        and "©" not in head
    ):
        return 0
    found = _PATTERN.search(head) if "@" in head else _first_pattern(head)
    return int(found.lastgroup[1]) if found and found.lastgroup else 0


def _first_pattern(head: str) -> re.Match[str] | None:
    """What `_PATTERN.search` finds in a text without @, in a tenth of the time."""
    found = _PATTERN.match(head)
    for start in _PATTERN_START.finditer(head) if found is None else ():
        found = _PATTERN.match(head, start.start())
        if found is not None:
            break
    return found


def _tokens(words: list[str]) -> set[str]:
    tokens = set(words)
    if len(words) > 1:
        tokens.add(f"^{words[0]} {words[1]}")
        tokens.add(f"${words[-2]} {words[-1]}")
    if len(words) < 6:
        tokens.add("=" + " ".join(words))
    return tokens


def words_of(line: str) -> set[str]:
    """The tokens of a line: each word, its first and last pair of words, and a short line as a whole.

    Of a line of `LONG_LINE` characters or more only the ends count.

    >>> sorted(words_of("Read more here"))
    ['$more here', '=read more here', '^read more', 'here', 'more', 'read']
    """
    shown = line if len(line) < LONG_LINE else f"{line[:_ENDS]} {line[-_ENDS:]}"
    return _tokens([w for x in shown.lower().split() if (w := x.strip(_AROUND_WORDS))])


Describe = Callable[[str, float], tuple[int, ...]]


def describer(short: Mapping[str, int], long: Mapping[str, int]) -> Describe:
    """A function that returns the levels of `LOCAL` for a non-blank line, then its length in letters.

    `short` and `long` are the weights of words in lines below and above `LONG_LINE`, in tenths of a
    logit for boilerplate. The function caches short lines, because boilerplate recurs in a folder.
    """
    short_known, long_known = frozenset(short), frozenset(long)
    bullet_weight = max(0, short.get(_LETTER_BULLET, 0))

    def describe(raw: str, scale: float) -> tuple[int, ...]:
        line = raw.strip(BULLETS)
        if not line:
            return (0, 9, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 6, 1)
        length = len(line)
        size = min(int(length * scale), 1024)
        head = line[:HEAD]
        ends = 0 if length < 20 else line.count(". ") + line.count("? ") + line.count("! ")
        commas = head.count(",")
        if not line.isascii():
            ends += line.count("。") + line.count("؟ ") + line.count("！") + line.count("？")
            commas += head.count("，") + head.count("、") + head.count("،")
        groups = _DIGITS.findall(head)
        digits = 0
        if groups:
            share = len("".join(groups)) / len(head)
            digits = bisect_right((0.03, 0.08, 0.16, 0.3, 0.55), share) + 1
        words = words_of(line)
        if length < LONG_LINE:
            pattern = _pattern_level(head, bool(groups))
            weight = sum(map(short.__getitem__, short_known & words))
            if _LETTER_BULLET in words and line[:2] != f"{_LETTER_BULLET} ":
                weight -= bullet_weight
        else:
            pattern = 0
            weight = sum(map(long.__getitem__, long_known & words))
        first = line[0]
        bullet = indent = 0
        if raw[0] != first:
            shown = raw.lstrip()
            indent = min(3, (len(raw) - len(shown) + 7) // 8)
            bullet = shown[0] != first
        return (
            _LENGTH_LEVEL[size],
            end_level(line),
            min(4, ends),
            min(4, commas),
            _word_length_level(len(head), head.count(" ")),
            _capitals_level(head.split()),
            7 if bullet else _start_level(first),
            digits,
            min(3, len(_MARKS.findall(head))),
            pattern,
            2 if first in _QUOTES else 1 if '"' in head or "“" in head or "«" in head else 0,
            0 if ": " not in head else 1 if head.find(": ") < 30 else 2,
            min(2, len(_GLUED.findall(head))),
            min(4, len(_FUNCTION_WORDS & words)),
            indent,
            bisect_right(_WORDS_EDGES, weight),
            size,
        )

    remembered = lru_cache(maxsize=1 << 13)(describe)
    return lambda raw, scale: (remembered if len(raw) < LONG_LINE else describe)(raw, scale)


def describe_all(
    lines: Sequence[str], scale: float, describe: Describe
) -> tuple[list[tuple[int, ...]], list[int]]:
    """The columns of `LOCAL` for non-blank lines, and their lengths in letters."""
    *columns, sizes = zip(*[describe(line, scale) for line in lines], strict=True)
    return columns, list(sizes)
