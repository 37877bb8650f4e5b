"""What a build does with one article."""

from __future__ import annotations

import enum


class Change(enum.Flag):
    """What a build does with an article; the empty change means nothing.

    NEW: subscribers see an article that was not there before. RENAMED: its file has another key.
    MOVED: its page has another address. UPDATED: its date of update changes, so that readers show
    it as changed. CORRECTED: its words changed, but not its date of update. RETITLED: its title
    changed. REMOVED: no file holds it any more. WAITING: it is a draft, or its date is in the
    future. COPY: another file holds the same article.
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
        """The text of the change in reports.

        >>> (Change.NEW | Change.RENAMED | Change.RETITLED).label, Change(0).label
        ('new and renamed', 'same')
        """
        return " and ".join(one.name.lower() for one in _REPORTED & self if one.name) or "same"


_REPORTED = ~Change.RETITLED
