"""The parts of a written text: blocks of Markdown, or lines."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["heading", "text", "code", "other", "hidden"]


class Part(msgspec.Struct, frozen=True):
    """A block: lines that rules take together or not at all, from `start` to before `end`.

    `source` are these lines as they are rendered, `words` is what a heading or a paragraph shows.
    `level` is that of a heading. Hidden is what shows nothing, such as a comment.
    """

    start: int
    end: int
    source: str
    kind: Kind
    words: str = ""
    level: int = 0
    has_picture: bool = False
