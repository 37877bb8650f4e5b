"""Access to ledger and cache, and the invariants of the two together."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedtool import state
from feedtool.errors import LedgerError
from feedtool.state.cache.last_build import LastBuild, Notice
from feedtool.state.commit_marker import CommitMarker

NOTICE = Notice("https://h/", "https://e/a", 60)
BUILT = LastBuild("cleaning", {"rules": "0"}, untold=(NOTICE,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder with one build in it."""
    with state.open(tmp_path, 1000) as opened:
        opened.ledger.set("id", "the-site")
        opened.cache.remember(BUILT)
        opened.commit()
    return tmp_path


def test_databases_are_opened_on_first_use(tmp_path: Path) -> None:
    with state.open(tmp_path, 1000) as opened:
        assert list(tmp_path.iterdir()) == []
        assert opened.ledger.is_empty()
    assert [path.name for path in tmp_path.iterdir()] == [state.LEDGER]


def test_a_commit_stores_both_databases_and_the_ledger_signature(folder: Path) -> None:
    with state.open(folder, 2000) as opened:
        assert (opened.ledger.site_id(), opened.ledger.generation()) == ("the-site", "1")
        assert opened.cache.last_build.cleaning == "cleaning"
        assert opened.cache.last_build.ledger_signature == opened.ledger.file_signature()
    assert not (folder / state.JOURNAL).exists()


@pytest.mark.parametrize("way", ["open", "snapshot"])
@pytest.mark.parametrize(("generation", "is_trusted"), [("1", False), ("2", True), ("", True)])
def test_the_cache_is_distrusted_if_only_the_ledger_was_committed(
    folder: Path, way: str, generation: str, is_trusted: bool
) -> None:
    CommitMarker(folder / state.JOURNAL).write(generation)
    with state.open(folder, 2000) if way == "open" else state.snapshot(folder) as opened:
        last = opened.cache.last_build
    assert (last.cleaning, last.untold) == ("cleaning" if is_trusted else None, (NOTICE,))


def test_a_snapshot_writes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with state.snapshot(folder) as copy:
        copy.ledger.set("id", "another")
        copy.cache.remember(LastBuild())
        copy.ledger.commit()
        copy.cache.commit()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_damaged_ledger_is_an_error_only_when_it_is_used(folder: Path) -> None:
    (folder / state.LEDGER).write_bytes(b"no database " * 500)
    with state.snapshot(folder) as copy:
        assert copy.cache.last_build.cleaning == "cleaning"
        with pytest.raises(LedgerError):
            _ = copy.ledger


def test_a_discarded_cache_is_empty(folder: Path) -> None:
    state.forget_cache(folder)
    with state.open(folder, 2000) as opened:
        assert opened.cache.last_build == LastBuild()
        assert opened.ledger.site_id() == "the-site"
