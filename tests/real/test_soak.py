"""A short soak; the long one is `python -m support.soak 600`."""

from __future__ import annotations

from pathlib import Path

from support.soak import soak


def test_a_busy_site_is_consistent_at_every_poll_and_complete_at_the_end(tmp_path: Path) -> None:
    told = soak(tmp_path, 20)
    assert told["faults"] == []
    assert isinstance(told["articles in the end"], int)
    assert told["articles in the end"] > 20
