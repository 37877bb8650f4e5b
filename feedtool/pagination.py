"""Which pages of the index have to be made again, without looking at them all."""

from __future__ import annotations

from collections.abc import Sequence

from feedtool.ledger import Ledger, Record


class StaleIndex:
    """Which closed pages of the index list other articles, or other titles, than before."""

    def __init__(self) -> None:
        self._edited: set[int] = set()  # publication times
        self._shifted: int | None = None  # the oldest publication time that came or went

    def note(self, record: Record, shifts: bool) -> None:
        """Takes note of an article that changed, or that came or went."""
        if shifts:
            self._shifted = min(record.published, self._shifted or record.published)
        else:
            self._edited.add(record.published)

    def numbers(self, ledger: Ledger, per_page: int, last: int) -> Sequence[int]:
        """The numbers of the pages to make again, at most `last`."""
        found: set[int] = set()
        if self._shifted is not None:
            first = ledger.count_older(self._shifted) // per_page + 1
            # A page that is closed now, and the one before, whose link to newer articles moves.
            found.update(range(max(1, first - 2), last + 1))
        for published in self._edited:
            found.add(ledger.count_older(published) // per_page + 1)
        return sorted(number for number in found if number <= last)
