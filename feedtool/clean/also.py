"""What goes with a line that a rule matches: the headline below a label, or all above or below.

Pure. Which lines belong together is decided here; `verdicts` drops them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedtool.clean.rules.matcher import Rule
from feedtool.text.headlines import is_dense, reads_like_a_headline
from feedtool.text.sentences import ends_like_a_sentence

_PROSE = 60  # characters; a sentence this long is a paragraph of the article
_LINKS = 3  # headlines below one label


def taken_together(
    lines: Sequence[str], takers: Sequence[tuple[Rule, ...]]
) -> Iterator[tuple[Rule, int]]:
    """Each line that goes because of a rule with `also`, and the rule."""
    for i, rules in enumerate(takers):
        for rule in rules:
            if rule.also == "headline":
                yield from ((rule, j) for j in _with_headlines(lines, i))
            elif rule.also == "above":
                yield from ((rule, j) for j in range(i + 1) if lines[j])
            elif rule.also == "below":
                yield from ((rule, j) for j in range(i, len(lines)) if lines[j])


def _with_headlines(lines: Sequence[str], label: int) -> list[int]:
    """The label and the headlines below it, if these are between paragraphs; else nothing.

    At the end of a text, and in a list, a label may belong to what the author wrote ("See also").
    """
    filled = [i for i in range(label + 1, min(label + 4 * _LINKS, len(lines))) if lines[i]]
    links = []
    for i in filled:
        if not reads_like_a_headline(lines[i]):
            break
        links.append(i)
    after = filled[len(links) : len(links) + 1]
    above = next((line for line in reversed(lines[:label]) if line), "")
    if not 0 < len(links) <= _LINKS or not after:
        return []
    if not (ends_like_a_sentence(above) or _is_prose(above)) or not _is_prose(lines[after[0]]):
        return []
    # The last of several may be the sub-heading of what follows.
    return [label, *(links[:-1] or links)]


def _is_prose(line: str) -> bool:
    # Thai has no full stop.
    return len(line) >= _PROSE and (ends_like_a_sentence(line) or is_dense(line))
