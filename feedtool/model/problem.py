"""Problems with a document, or with what follows a build."""

from __future__ import annotations

import msgspec

from feedtool.messages import ALSO, codes


class Problem(msgspec.Struct, frozen=True):
    """An error or a defect in a document. `left_out` is set if it keeps the document off the site.

    `key` is the path of the document, or the name of a setting. `is_failure` is set if something
    else failed that the owner has to see to, such as an upload.
    """

    key: str
    message: str
    left_out: bool = True
    is_failure: bool = False

    @property
    def is_serious(self) -> bool:
        """Whether to report it again while it persists, and its end."""
        return self.left_out or self.is_failure

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the message, such as FT101: one for each notice that it is joined of."""
        return codes(self.message)


class BeingWritten(msgspec.Struct, frozen=True):
    """A document that is still being written. It is left to the next build."""

    key: str


def join_notices(*notices: str | None) -> str | None:
    """The notices that are not None as one message, each once; None if there are none.

    >>> join_notices(None, "is short; add to it", "has no date; add one")
    'is short; add to it. Also: has no date; add one'
    """
    return ALSO.join(dict.fromkeys(notice for notice in notices if notice)) or None


def split_notices(message: str) -> list[str]:
    """The notices that `join_notices` joined."""
    return message.split(ALSO)
