"""The ledger: what it stores reliably, and what it refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from feedtool.errors import LedgerError
from feedtool.state.ledger import SCHEMA_VERSION, Ledger, Record, moment
from support.messages import says


def record(number: int, **changes: object) -> Record:
    made = Record(
        guid=f"urn:uuid:{number}",
        slug=f"slug-{number}",
        anchor=f"{number}.txt",
        key=f"{number}.txt",
        published=1000 + number,
        updated=1000 + number,
        fingerprint=f"{number:032}",
        title=f"Title {number}",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of three articles."""
    path = tmp_path / "ledger.sqlite"
    with closing(Ledger(path)) as ledger:
        for number in (1, 2, 3):
            ledger.put(record(number))
        ledger.set("id", "the-site")
        ledger.commit()
    return path


def test_committed_records_are_stored(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        assert list(ledger.published()) == [record(1), record(2), record(3)]
        assert ledger.by_guid("urn:uuid:2") == record(2)
        assert ledger.by_key("2.txt") == record(2)
        assert ledger.by_slug("slug-2") == record(2)
        assert ledger.by_fingerprint(f"{2:032}") == (record(2),)
        assert ledger.by_guid("x") is ledger.by_key("x") is ledger.by_slug("x") is None
        assert ledger.count() == 3
        assert ledger.site_id() == "the-site"
        assert ledger.damage() == ()


def test_uncommitted_records_are_discarded(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        ledger.put(record(4))
        ledger.put(record(1, title="Changed"))
        assert ledger.count() == 4
    with closing(Ledger(path)) as ledger:
        assert ledger.count() == 3
        assert ledger.by_key("1.txt") == record(1)


def test_a_withdrawn_article_keeps_its_id_and_slug(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        ledger.mark_gone(record(2), 5000)
        ledger.put(record(1, title="Changed"))
        assert ledger.count() == len(list(ledger.published())) == 2
        assert record(2) not in ledger.published()
        assert ledger.by_guid("urn:uuid:2") == record(2, gone=5000)
        assert ledger.has_slug("slug-2")
        assert not ledger.is_empty()


def test_published_articles_take_precedence_over_withdrawn_ones(path: Path) -> None:
    with closing(Ledger(path)) as ledger:
        ledger.put(record(4, key="1.txt", fingerprint=f"{2:032}"))
        ledger.mark_gone(record(1), 5000)
        ledger.mark_gone(record(2), 6000)
        found = ledger.by_key("1.txt")
        assert found is not None
        assert found.guid == "urn:uuid:4"
        assert [r.guid for r in ledger.by_fingerprint(f"{2:032}")] == ["urn:uuid:4", "urn:uuid:2"]


def test_a_slug_belongs_to_one_article(path: Path) -> None:
    with closing(Ledger(path)) as ledger, pytest.raises(LedgerError):
        ledger.put(record(4, slug="slug-1"))


def test_an_id_is_never_minted_again(path: Path) -> None:
    """The GUID is the key of the row, and its anchor never changes."""
    with closing(Ledger(path)) as ledger:
        ledger.put(record(1, anchor="another", title="New"))
        found = ledger.by_guid("urn:uuid:1")
    assert found == record(1, title="New")


def test_changes_to_a_snapshot_leave_the_file_unchanged(path: Path) -> None:
    before = (path.read_bytes(), sorted(p.name for p in path.parent.iterdir()))
    with closing(Ledger.snapshot(path)) as ledger:
        assert ledger.count() == 3
        ledger.put(record(4))
        ledger.commit()
        assert ledger.count() == 4
    assert (path.read_bytes(), sorted(p.name for p in path.parent.iterdir())) == before


def test_a_snapshot_without_a_file_is_empty_and_creates_none(tmp_path: Path) -> None:
    with closing(Ledger.snapshot(tmp_path / "none.sqlite")) as ledger:
        assert ledger.is_empty()
    assert list(tmp_path.iterdir()) == []


def spoil(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()


@pytest.mark.parametrize("opened", [Ledger, Ledger.snapshot])
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"PRAGMA user_version = {SCHEMA_VERSION + 1}", "newer feedtool"),
        ("PRAGMA application_id = 7", "ledger … feedtool"),
    ],
)
def test_a_foreign_file_is_refused_and_left_alone(
    path: Path, opened: Callable[[Path], Ledger], statement: str, said: str
) -> None:
    spoil(path, statement)
    before = path.read_bytes()
    with pytest.raises(LedgerError) as caught:
        opened(path)
    assert says(str(caught.value), f"{path}: … {said}")
    assert path.read_bytes() == before


@pytest.mark.parametrize("opened", [Ledger, Ledger.snapshot])
@pytest.mark.parametrize("damage", [b"no database " * 500, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_damaged_file_is_reported_and_left_alone(
    path: Path, opened: Callable[[Path], Ledger], damage: bytes
) -> None:
    path.write_bytes(damage)
    with pytest.raises(LedgerError) as caught:
        opened(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert path.read_bytes() == damage


def test_an_unknown_value_is_stored_as_an_empty_text(path: Path) -> None:
    lost = record(4, anchor=None, key=None, fingerprint=None, title=None)
    with closing(Ledger(path)) as ledger:
        ledger.put(lost)
        ledger.commit()
        assert ledger.by_guid("urn:uuid:4") == lost
    with closing(sqlite3.connect(path)) as db:
        row = db.execute(
            "SELECT anchor, key, fingerprint, sketch, title FROM article WHERE sequence = 4"
        ).fetchone()
    assert row == ("",) * 5


def test_times_before_1970_are_times() -> None:
    assert moment(-1).isoformat() == "1969-12-31T23:59:59+00:00"
