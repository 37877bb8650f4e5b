"""Undoes the division of words at line ends."""

from __future__ import annotations

from collections.abc import Iterable

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import is_cjk

_COMPOUND = lazy_regex(r"[^\W\d_]+-[^\W\d_]+")
_WORD = lazy_regex(r"[^\W\d_]+")
_LAST_WORD = lazy_regex(r"(-?)([^\W\d_]+)-$")
_ENDS_IN_PART = lazy_regex(r"[^\W\d_]+-$")
# After a hyphen that stands for the rest of a word: "Ein- und Ausgang", "pre- and post-war".
_JOINING = frozenset("und oder bis sowie and or to y e o et ou en of och eller og и или".split())
# Words that begin compounds with a hyphen, and are hardly the first half of a divided word.
_OPENING = frozenset(
    "well long short high low self half non ex mid anti anglo euro pre post all cross deep far "
    "fast first second third free full good hard ill left middle multi near new old open part "
    "right "
    "semi single so two three four five six seven eight nine ten twenty thirty forty fifty".split()
)


class Hyphens:
    """Joins lines, and knows from the text which words are written with a hyphen."""

    def __init__(self, lines: Iterable[str]) -> None:
        texts = list(lines)
        self._compounds: frozenset[str] = frozenset()
        self._words: frozenset[str] = frozenset()
        if any(_ends_in_hyphen(line.rstrip()) for line in texts):
            self._compounds = frozenset(w.casefold() for x in texts for w in _COMPOUND.findall(x))
            whole = (_ENDS_IN_PART.sub("", line.rstrip()) for line in texts)
            self._words = frozenset(w.casefold() for x in whole for w in _WORD.findall(x))

    def joined(self, line: str, following: str) -> str:
        """The two lines on one, with a word in one piece that was divided between them.

        >>> Hyphens(["infor-", "mation"]).joined("more infor-", "mation")
        'more information'
        >>> Hyphens(["Ein-", "und Ausgang"]).joined("der Ein-", "und Ausgang")
        'der Ein- und Ausgang'
        """
        if _ends_in_hyphen(line):
            first = _WORD.match(following)
            if first is None or first[0].casefold() in _JOINING:
                return f"{line} {following}"
            last = _LAST_WORD.search(line)
            if last is None or first[0][0].isupper() or self._is_compound(last[2], first[0]):
                return line + following
            if last[1] and last[2].casefold() in self._words:  # state-of-the-art
                return line + following
            return line[:-1] + following
        if is_cjk(line[-1:] or " ") and is_cjk(following[0]):
            return line + following
        if _is_cjk_mark(line[-1:]) and (is_cjk(following[0]) or _is_cjk_mark(following[0])):
            return line + following
        if is_cjk(line[-1:] or " ") and _is_cjk_mark(following[0]):
            return line + following
        return f"{line} {following}"

    def _is_compound(self, last: str, first: str) -> bool:
        if f"{last}-{first}".casefold() in self._compounds:
            return True
        return (last + first).casefold() not in self._words and last.casefold() in _OPENING


def _ends_in_hyphen(line: str) -> bool:
    return line.endswith("-") and line[-2:-1].isalpha()


def _is_cjk_mark(character: str) -> bool:
    return "\u3000" <= character <= "\u303f"
