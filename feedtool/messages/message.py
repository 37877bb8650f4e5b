"""An entry of the catalogue of messages."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["error", "left-out", "notice"]
ERROR: Kind = "error"
LEFT_OUT: Kind = "left-out"
NOTICE: Kind = "notice"
# What each kind is, in words.
KINDS: dict[Kind, str] = {
    ERROR: "an error",
    LEFT_OUT: "leaves the document out",
    NOTICE: "a notice, which can be silenced",
}

_VALUE = re.compile(r"\{\w+\}")


class Message(NamedTuple):
    """A message that feedtool can print.

    `form` is its text with `{name}` where a value is; a place, such as `a.md: `, may be before it.
    An "error" ends the run or is a failure, "left-out" keeps a document off the site, and a
    "notice" does neither. `remedy` is the way out if the message does not name it.
    """

    code: str
    kind: Kind
    form: str
    meaning: str
    remedy: str = ""

    @property
    def literals(self) -> tuple[str, ...]:
        """The texts between the values.

        >>> Message("FT000", NOTICE, "is {size} bytes long; split it", "").literals
        ('is ', ' bytes long; split it')
        """
        return tuple(_VALUE.split(self.form))

    @property
    def is_wrapper(self) -> bool:
        """Whether the value `{message}` of the form is another message, which has its own code."""
        return "{message}" in self.form
