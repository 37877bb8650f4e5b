"""What a build does with one article."""

from __future__ import annotations

import enum


class Change(enum.Flag):
    """What a build does with an article; the empty change leaves it as it is.

    NEW: subscribers see an article that was not there before. RENAMED: its file has another key.
    MOVED: its page has another address. UPDATED: subscribers are notified that it changed.
    CORRECTED: its words changed, and nobody is notified. RETITLED: its title changed, whether or
    not subscribers are notified. WAITING: it is a draft, or its date has not come. COPY: another
    file has the same article.
    """

    NEW = enum.auto()
    RENAMED = enum.auto()
    MOVED = enum.auto()
    UPDATED = enum.auto()
    CORRECTED = enum.auto()
    RETITLED = enum.auto()
    REMOVED = enum.auto()
    WAITING = enum.auto()
    COPY = enum.auto()

    @property
    def label(self) -> str:
        """The change as reports print it.

        >>> (Change.NEW | Change.RENAMED | Change.RETITLED).label, Change(0).label
        ('new and renamed', 'same')
        """
        return " and ".join(one.name.lower() for one in _REPORTED & self if one.name) or "same"


NONE = Change(0)
_REPORTED = ~Change.RETITLED
