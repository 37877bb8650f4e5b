"""The verdicts on the lines of a text, while they are being made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from feedtool.clean.facts import Found
from feedtool.model.article import CLASSIFIER, PROFILE
from feedtool.text.sentences import ends_like_a_sentence

_PROSE = 80  # characters; a sentence this long surely belongs to the body


class Reason(msgspec.Struct, frozen=True):
    """Why a line is not in the body. `confidence`, 0 to 1, is set only by the classifier."""

    rule: str
    why: str
    confidence: float | None = None


class LineVerdicts(msgspec.Struct):
    """What became of the lines of a text, by index. A line that is not in `causes` was kept.

    `kind` is the classifier's kind of text and the reason for it. `whole` means that everything was
    kept because nothing would have been left. `notice` is for the owner.
    """

    causes: dict[int, Reason] = msgspec.field(default_factory=dict)
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    title: Found | None = None
    kind: str | None = None
    whole: bool = False
    notice: str | None = None

    def kept(self, lines: Sequence[str]) -> list[int]:
        """The indexes of the non-blank lines that were kept; one may still become the title."""
        return [i for i, line in enumerate(lines) if line and i not in self.causes]

    def confidence(self, i: int) -> float | None:
        """The probability for which the classifier dropped the line; None if it did not."""
        cause = self.causes.get(i)
        return cause.confidence if cause is not None and cause.rule == CLASSIFIER else None

    def is_learned(self, i: int) -> bool:
        """Whether the line was dropped for what was learned from data, not by a rule."""
        cause = self.causes.get(i)
        return cause is not None and cause.rule in (CLASSIFIER, PROFILE)


def is_prose(line: str) -> bool:
    """Whether the line is a long sentence, which surely belongs to the body."""
    return len(line) >= _PROSE and ends_like_a_sentence(line)
