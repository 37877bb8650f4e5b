"""Whether a line may be the headline of another article, as links have it."""

from __future__ import annotations

from feedtool.text.sentences import ends_like_a_sentence, is_listed

_SHORTEST, _LONGEST = 15, 200  # characters
_FEWEST = 3  # words
_DENSE = "\u0e00"  # from here on are scripts that put no spaces between words
_SHORTEST_DENSE = 8  # characters


def reads_like_a_headline(line: str) -> bool:
    """Whether the line has the length, the beginning and the end of a headline.

    A sentence is not one, unless it is a question or an exclamation.

    >>> reads_like_a_headline("How the harbour was lost")
    True
    >>> reads_like_a_headline("The harbour was lost, he said.")
    False
    """
    if not line or len(line) > _LONGEST or line[0].islower() or is_listed(line):
        return False
    if is_dense(line):
        return len(line) >= _SHORTEST_DENSE and not ends_like_a_sentence(line)
    if len(line) < _SHORTEST or line.count(" ") < _FEWEST - 1 or line[-1] in ",;:":
        return False
    return line[-1] in "?!" or not ends_like_a_sentence(line)


def is_dense(line: str) -> bool:
    """Whether most characters are of a script that is written without spaces, such as Thai."""
    return not line.isascii() and sum(char >= _DENSE for char in line) > len(line) / 2
