"""`feedtool ledger` exports, imports, rebuilds and verifies ids without losing any."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feedtool.errors import LedgerError
from feedtool.state import CACHE, LEDGER, lock
from feedtool.state.ledger import SCHEMA_VERSION, Ledger, Record
from feedtool.state.ledger.exchange import dump
from feedtool.state.ledger.merge import merge
from feedtool.state.ledger.schema import STEPS, Step
from support.messages import says
from support.processes import Run, run_feedtool
from support.sites import NOW, SITE_ID, NewSite, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

LATER = NOW + 1000
TITLES = ("The first of the texts", "Another one about rivers", "A third about the theatre")


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    """A site of three articles, one of them moved, and a fourth that was withdrawn."""
    for number, title in enumerate(TITLES):
        site.write(f"{number}.txt", story(title))
    site.write("gone.txt", story("It was here for a day"))
    site.build()
    site.remove("gone.txt")
    site.write("0.txt", f"---\nslug: first\n---\n{story(TITLES[0])}")
    site.build(NOW + 100)
    return site


def lines(site: SiteFolder) -> list[str]:
    with closing(Ledger.snapshot(site.state / LEDGER)) as ledger:
        return list(dump(ledger))


def records(site: SiteFolder) -> list[Record]:
    with closing(Ledger.snapshot(site.state / LEDGER)) as ledger:
        return list(ledger.records())


# -- export and import -----------------------------------------------------------------------


def test_an_export_has_a_line_for_the_site_and_one_per_article(
    published: SiteFolder, feedtool_in: Run
) -> None:
    done = feedtool_in("ledger", "export")
    site, *articles = (json.loads(line) for line in done.stdout.splitlines())
    assert (site["feedtool_ledger"], site["site"]) == (1, SITE_ID)
    assert [article["title"] for article in articles] == [*TITLES, "It was here for a day"]
    first, *_, gone = articles
    assert first["former"] == ["articles/the-first-of-the-texts.html"]
    assert first["published"] == "2026-09-21T14:13:17Z"
    assert gone["gone"] == "2026-09-21T14:15:00Z"
    assert "gone" not in first


def test_an_export_is_reproducible_and_the_same_in_a_file(
    published: SiteFolder, feedtool_in: Run
) -> None:
    printed = feedtool_in("ledger", "export", "-").stdout
    assert feedtool_in("ledger", "export", "ledger.jsonl").stdout == ""
    assert (published.root / "ledger.jsonl").read_text("utf-8") == printed
    assert feedtool_in("ledger", "export").stdout == printed


def test_a_new_article_adds_a_line_and_an_edit_changes_one(published: SiteFolder) -> None:
    before = lines(published)
    published.write("new.txt", story("And a fifth one about the market"))
    published.write("1.txt", story(TITLES[1], edit="Some more words about it all, and others."))
    published.build(LATER)
    after = lines(published)
    assert len(after) == len(before) + 1
    differing = [number for number, (a, b) in enumerate(zip(before, after, strict=False)) if a != b]
    assert differing == [2]


def test_an_export_can_be_imported_without_loss(
    published: SiteFolder, feedtool_in: Run, new_site: NewSite
) -> None:
    exported = "".join(f"{line}\n" for line in lines(published))
    other = new_site()
    (other.root / "ledger.jsonl").write_text(exported, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl", cwd=other.root)
    assert done.stdout == "4 added, 0 changed, 0 unchanged\n"
    assert "".join(f"{line}\n" for line in lines(other)) == exported
    assert records(other) == records(published)


def test_importing_known_records_changes_nothing(published: SiteFolder, feedtool_in: Run) -> None:
    feedtool_in("ledger", "export", "ledger.jsonl")
    before = (lines(published), published.looks())
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.stdout == "0 added, 0 changed, 4 unchanged\n"
    published.build(LATER)
    assert (lines(published), published.looks()) == before


def test_a_site_continues_on_another_machine_with_the_same_ids(
    published: SiteFolder, feedtool_in: Run, new_site: NewSite
) -> None:
    """Texts and ledger come through git; their paths differ, and cache and output are missing."""
    feedtool_in("ledger", "export", "ledger.jsonl")
    other = new_site()
    for number, title in enumerate(TITLES):
        front = "---\nslug: first\n---\n" if number == 0 else ""
        other.write(f"moved/{number}.txt", front + story(title))
    (other.root / "ledger.jsonl").write_bytes((published.root / "ledger.jsonl").read_bytes())
    feedtool_in("ledger", "import", "ledger.jsonl", cwd=other.root)
    other.build(LATER)
    assert other.shown() == published.shown()
    assert other.files() == published.files()


def test_two_ledgers_of_a_site_are_merged(
    published: SiteFolder, feedtool_in: Run, new_site: NewSite
) -> None:
    other = new_site()
    other.write("theirs.txt", story("An article that only the other machine has"))
    other.build()
    (published.root / "theirs.jsonl").write_text("\n".join(lines(other)), "utf-8")
    before = lines(published)
    done = feedtool_in("ledger", "import", "theirs.jsonl")
    assert done.stdout == "1 added, 0 changed, 0 unchanged\n"
    after = lines(published)
    assert after[1 : len(before)] == before[1:]
    # Its position is taken here; the next build gives it another one.
    assert after[-1] == lines(other)[-1].replace(',"places":{"":[1]}', "")
    assert ',"places":{"":[1]}' in lines(other)[-1]


def test_an_invalid_line_is_reported_and_nothing_is_imported(
    published: SiteFolder, feedtool_in: Run
) -> None:
    before = lines(published)
    good = before[1].replace("first", "second").replace('"guid":"', '"guid":"x')
    text = "\n".join([before[0], good, "<<<<<<< ours", '{"guid":"x"}', '{"guid":"y","slag":""}'])
    (published.root / "ledger.jsonl").write_text(text, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert says(told[0], "feedtool: ledger.jsonl:3: … article … JSON is malformed")
    assert says(told[1], "feedtool: ledger.jsonl:4: … article … missing required")
    assert "unknown field `slag`" in told[2] or "missing required" in told[2]
    assert says(told[-1], "feedtool: … nothing … imported")
    assert lines(published) == before


CONTRADICTIONS = {
    "slug": ('"slug":"first"', '"slug":"other"', "slug … 'other' … ledger … 'first'"),
    "published": (
        '"published":"2026-09-21T14:13:17Z"',
        '"published":"2020-01-01T00:00:00Z"',
        "published … 2020-01-01T00:00:00Z … ledger … 2026-09-21T14:13:17Z",
    ),
    "title": (
        '"title":"The first of the texts"',
        '"title":"Else"',
        "title … 'Else' … ledger … 'The first of the texts' … --prefer",
    ),
    "slug of another": (
        '"slug":"first"',
        '"slug":"another-one-about-rivers"',
        "slug … another-one-about-rivers … urn:uuid:",
    ),
    "former slug of another": (
        '"former":["articles/the-first-of-the-texts.html"]',
        '"former":["articles/another-one-about-rivers.html"]',
        "articles/another-one-about-rivers.html … urn:uuid:",
    ),
    "unsafe slug": ('"slug":"first"', '"slug":"../first"', "slug … '../first' … a-z"),
    "unsafe path": (
        '"former":["articles/the-first-of-the-texts.html"]',
        '"former":["../../etc/x.html"]',
        "path … '../../etc/x.html' … output folder",
    ),
    "a folder where a page is": (
        '"former":["articles/the-first-of-the-texts.html"]',
        '"former":["articles/first.html/x/"]',
        "path … 'articles/first.html/x/' … document or folder of the site",
    ),
    "a document of the site": (
        '"former":["articles/the-first-of-the-texts.html"]',
        '"former":["feeds/"]',
        "path … 'feeds/' … document or folder of the site",
    ),
    "negative position": ('"":[1]', '"":[-1]', "position -1 … between 1"),
    "huge position": ('"":[1]', '"":[999999999999]', "position … between 1"),
    "unknown channel": ('"":[1]', '"x":[1]', "channel 'x' … line 1"),
    "key outside": ('"key":"', '"key":"../', "key '../ … input folder"),
    "no digits": ('"fingerprint":"', '"fingerprint":"x', "fingerprint … hexadecimal"),
    "control character": ('"guid":"', '"guid":"\\u0001', "guid … control characters"),
    "no time": (
        '"updated":"2026-09-21T14:13:17Z"',
        '"updated":"yesterday"',
        "article … 'yesterday'",
    ),
}


UNSOUND_NAMES = ("../../../x", "/x", "..", ".hidden", "con", "a b", "", "index", "x" * 300, "a\0b")


@pytest.mark.parametrize("name", UNSOUND_NAMES)
def test_the_name_of_a_channel_cannot_lead_anywhere(
    published: SiteFolder, feedtool_in: Run, name: str
) -> None:
    before = lines(published)
    channel = {"kind": "tag", "value": "news", "name": name, "topic": "News"}
    first = json.loads(before[0]) | {"channels": [channel]}
    text = "\n".join((json.dumps(first), *before[1:]))
    (published.root / "ledger.jsonl").write_text(text, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.returncode == 1
    assert says(done.stderr, "feedtool: ledger.jsonl:1: channel name … is not made of a-z")
    assert lines(published) == before


PLANTED = (
    ("data-published", "99999999999999999999999"),
    ("data-published", "999999999999"),
    ("data-place", "999999999"),
    ("data-place", "0"),
    ("data-guid", "&#1;"),
    ("data-aliases", "a&#10;b"),
)


@pytest.mark.parametrize(("attribute", "value"), PLANTED)
def test_a_planted_page_does_not_enter_a_rebuilt_ledger(
    published: SiteFolder, feedtool_in: Run, attribute: str, value: str
) -> None:
    pages = published.output / "articles"
    found = {
        "data-guid": "urn:x:1",
        "data-published": "1",
        "data-updated": "2",
        "data-fingerprint": "ab",
        attribute: value,
    }
    shown = " ".join(f'{name}="{text}"' for name, text in found.items())
    (pages / "planted.html").write_text(f"<article {shown}></article>", "utf-8")
    redirect = '<p data-guid="{}" data-former="../../x.html">'
    guid = json.loads(lines(published)[1])["guid"]
    (pages / "redirect.html").write_text(redirect.format(guid), "utf-8")
    (published.state / "ledger.sqlite").unlink()
    assert feedtool_in("build").returncode == 0
    assert "urn:x:1" not in "".join(lines(published))
    assert "../x" not in "".join(lines(published))


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_conflict_is_reported_with_line_fact_and_remedy(
    published: SiteFolder, feedtool_in: Run, name: str
) -> None:
    old, new, said = CONTRADICTIONS[name]
    before = lines(published)
    assert before[1].count(old) == 1
    fresh = before[4].replace('"guid":"', '"guid":"x').replace('"slug":"', '"slug":"x')
    text = "\n".join([before[0], before[1].replace(old, new), fresh])
    (published.root / "ledger.jsonl").write_text(text, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.returncode == 1
    *_, contradiction, last = done.stderr.splitlines()
    assert says(contradiction, f"feedtool: ledger.jsonl:2: … {said}")
    assert says(last, "feedtool: … nothing … imported")
    assert lines(published) == before


@pytest.mark.parametrize(("prefer", "title"), [("file", "Else"), ("ledger", TITLES[0])])
def test_prefer_decides_conflicts_about_changeable_values(
    published: SiteFolder, feedtool_in: Run, prefer: str, title: str
) -> None:
    text = "\n".join(lines(published)).replace(TITLES[0], "Else")
    (published.root / "ledger.jsonl").write_text(text, "utf-8")
    assert feedtool_in("ledger", "import", "ledger.jsonl", "--prefer", prefer).returncode == 0
    assert records(published)[0].title == title


def test_an_id_cannot_be_in_two_lines(published: SiteFolder, feedtool_in: Run) -> None:
    first, *articles = lines(published)
    text = "\n".join([first, *articles, articles[0]])
    (published.root / "ledger.jsonl").write_text(text, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.returncode == 1
    assert says(done.stderr, "feedtool: ledger.jsonl:6: … guid urn:uuid: … ledger.jsonl:2")


def test_a_page_that_moved_on_one_machine_moves_on_the_other(published: SiteFolder) -> None:
    newer = lines(published)
    with closing(Ledger(None)) as ledger:
        older = [line.replace('"first"', '"the-first-of-the-texts"') for line in newer]
        older[1] = re.sub(r'"former":\[[^]]*\],', "", older[1])
        merge(ledger, "\n".join(older), "older")
        assert merge(ledger, "\n".join(newer), "newer").problems == ()
        assert list(dump(ledger)) == newer
        assert merge(ledger, "\n".join(older), "older").problems == ()
        assert list(dump(ledger)) == newer


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("", "ledger.jsonl:1: … first line … `feedtool ledger export`"),
        ('{"feedtool_ledger":2}', "ledger.jsonl:1: … 2 … install"),
        (
            '{"feedtool_ledger":1,"site":"11111111-1111-1111-1111-111111111111"}',
            f"ledger.jsonl:1: … site 11111111-1111-1111-1111-111111111111 … {SITE_ID}",
        ),
    ],
)
def test_a_ledger_of_another_site_is_refused(
    published: SiteFolder, feedtool_in: Run, first: str, said: str
) -> None:
    before = lines(published)
    text = "\n".join([first, *before[1:]] if first else before[1:])
    (published.root / "ledger.jsonl").write_text(text, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.returncode == 1
    assert says(done.stderr, f"feedtool: {said}")
    assert lines(published) == before


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_file_that_cannot_be_imported_is_named(
    published: SiteFolder, feedtool_in: Run, content: bytes | None
) -> None:
    if content is not None:
        (published.root / "ledger.jsonl").write_bytes(content)
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith("feedtool: ledger.jsonl: ")


# -- rebuild ---------------------------------------------------------------------------------


def test_a_rebuilt_ledger_has_all_ids_of_the_site_and_the_old_file_is_kept(
    published: SiteFolder, feedtool_in: Run
) -> None:
    old, before = (published.state / LEDGER).read_bytes(), published.looks()
    done = feedtool_in("ledger", "rebuild")
    assert done.stdout == (
        f"rebuilt from 3 articles in {published.output}\n"
        f"the old ledger is kept as {published.state}/ledger.sqlite.bak-1\n"
    )
    assert (published.state / "ledger.sqlite.bak-1").read_bytes() == old
    published.build(LATER)
    assert published.looks() == before
    feedtool_in("ledger", "rebuild")
    assert (published.state / "ledger.sqlite.bak-1").read_bytes() == old
    assert (published.state / "ledger.sqlite.bak-2").exists()


def test_an_import_completes_a_rebuilt_ledger(published: SiteFolder, feedtool_in: Run) -> None:
    feedtool_in("ledger", "export", "ledger.jsonl")
    before = {record.guid: record for record in records(published)}
    feedtool_in("ledger", "rebuild")
    assert [record.key for record in records(published)] == [None] * 4
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.stdout == "0 added, 4 changed, 0 unchanged\n"
    assert {record.guid: record for record in records(published)} == before


def test_without_pages_nothing_is_rebuilt_and_the_ledger_stays(
    published: SiteFolder, feedtool_in: Run
) -> None:
    before = lines(published)
    for path in (published.output / "articles").iterdir():
        path.unlink()
    done = feedtool_in("ledger", "rebuild")
    assert done.returncode == 1
    assert "output: has no pages of articles from which to rebuild the ledger; restore a" in (
        done.stderr
    )
    assert lines(published) == before
    assert sorted(path.name for path in published.state.glob("ledger*")) == [LEDGER]


# -- damage ----------------------------------------------------------------------------------


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def overwritten(data: bytes) -> bytes:
    return b"rubbish " * (len(data) // 8)


def with_flipped_pages(data: bytes) -> bytes:
    return data[:4096] + bytes(byte ^ 0xFF for byte in data[4096:16384]) + data[16384:]


def without_its_header(data: bytes) -> bytes:
    return bytes(100) + data[100:]


DAMAGES = (truncated, overwritten, with_flipped_pages, without_its_header)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_detected_before_anything_is_published(
    published: SiteFolder, feedtool_in: Run, damage: Callable[[bytes], bytes]
) -> None:
    path = published.state / LEDGER
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    before = published.looks()
    published.write("new.txt", story("An article that comes now"))
    done = feedtool_in("build")
    assert done.returncode == 1
    assert says(done.stderr, f"feedtool: {path}: … damaged … `feedtool ledger rebuild`")
    assert published.looks() == before
    assert path.read_bytes() == damaged


def test_damage_that_does_not_change_the_file_signature_is_detected_within_a_day(
    published: SiteFolder,
) -> None:
    path = published.state / LEDGER
    info, data = path.stat(), path.read_bytes()
    # At the end of the file, which this build does not read.
    path.write_bytes(data[:-4096] + bytes(4096))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    published.write("new.txt", story("An article that comes now"))
    before = published.looks()
    with pytest.raises(LedgerError, match=r"ledger .*damaged"):
        published.build(NOW + 86_400)
    assert published.looks() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_is_rebuilt_and_the_site_continues(
    published: SiteFolder, feedtool_in: Run, damage: Callable[[bytes], bytes]
) -> None:
    path = published.state / LEDGER
    path.write_bytes(damage(path.read_bytes()))
    before = published.shown()
    assert feedtool_in("ledger", "verify").returncode == 1
    assert feedtool_in("ledger", "rebuild").returncode == 0
    published.write("new.txt", story("An article that comes now"))
    published.build(LATER)
    after = published.shown()
    assert {title: after[title] for title in before} == before
    assert len(after) == len(before) + 1
    assert feedtool_in("ledger", "verify").returncode == 0


def test_an_emptied_ledger_is_rebuilt_and_reported(published: SiteFolder, feedtool_in: Run) -> None:
    (published.state / LEDGER).write_bytes(b"")
    before = published.looks()
    done = feedtool_in("build")
    assert says(done.stderr, "… no ledger … 3 articles")
    assert published.looks() == before


# -- verify ----------------------------------------------------------------------------------


def test_verify_reports_nothing_for_a_correct_site(published: SiteFolder, feedtool_in: Run) -> None:
    done = feedtool_in("ledger", "verify")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def spoil(site: SiteFolder, statement: str) -> None:
    with closing(sqlite3.connect(site.state / LEDGER)) as db:
        db.execute(statement)
        db.commit()


SPOILT: dict[str, tuple[Callable[[SiteFolder], object], str]] = {
    "page gone": (
        lambda site: (site.output / "articles" / "first.html").unlink(),
        "… articles/first.html: … missing … urn:uuid:",
    ),
    "page of another": (
        lambda site: (site.output / "articles" / "first.html").write_bytes(
            (site.output / "articles" / "another-one-about-rivers.html").read_bytes()
        ),
        "… articles/first.html: … page of urn:uuid:",
    ),
    "page without a name": (
        lambda site: (site.output / "articles" / "first.html").write_text("<p>Hello"),
        "… articles/first.html: … no article … ledger … urn:uuid:",
    ),
    "page of nobody": (
        lambda site: spoil(site, "DELETE FROM article WHERE slug = 'another-one-about-rivers'"),
        "… articles/another-one-about-rivers.html: … page of urn:uuid:",
    ),
    "redirect gone": (
        lambda site: (site.output / "articles" / "the-first-of-the-texts.html").unlink(),
        "… articles/the-first-of-the-texts.html: … missing … urn:uuid:",
    ),
    "other guid": (
        lambda site: spoil(site, "UPDATE article SET guid = 'x' WHERE slug = 'first'"),
        "… in the ledger … of x … `feedtool ledger",
    ),
    "slug": (
        lambda site: spoil(site, "UPDATE article SET slug = '../x' WHERE slug = 'first'"),
        "… slug … '../x' … page … backup",
    ),
    "former page": (
        lambda site: spoil(
            site,
            "INSERT INTO former SELECT 'articles/first.html', guid FROM article WHERE key='1.txt'",
        ),
        "… articles/first.html: … page of urn:uuid:",
    ),
    "two in one file": (
        lambda site: spoil(site, "UPDATE article SET key = '1.txt' WHERE key = '0.txt'"),
        "… 1.txt … urn:uuid:",
    ),
    "site": (
        lambda site: spoil(site, "UPDATE site SET value = 'x' WHERE name = 'id'"),
        f"… site x … feedtool.toml … {SITE_ID}",
    ),
    "site unknown": (
        lambda site: spoil(site, "DELETE FROM site WHERE name = 'id'"),
        "… no site id",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_verify_reports_contradictions(published: SiteFolder, feedtool_in: Run, name: str) -> None:
    do, said = SPOILT[name]
    do(published)
    done = feedtool_in("ledger", "verify")
    assert done.returncode == 1
    assert says(done.stderr, said)


def test_without_a_ledger_there_is_nothing_to_verify_or_export(
    site: SiteFolder, feedtool_in: Run
) -> None:
    for command in ("verify", "export"):
        done = feedtool_in("ledger", command)
        assert done.returncode == 1
        assert says(done.stderr, f"… {LEDGER}: … not exist … `feedtool build`")
    assert not site.state.exists()


# -- the lock --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("ledger", "import", "ledger.jsonl"), ("ledger", "rebuild"), ("rename", "0.txt", "x")],
)
def test_writing_commands_do_not_wait_for_another_run(
    published: SiteFolder, feedtool_in: Run, arguments: tuple[str, ...]
) -> None:
    feedtool_in("ledger", "export", "ledger.jsonl")
    before = lines(published)
    with lock.hold(published.state):
        done: subprocess.CompletedProcess[str] = feedtool_in(*arguments)
        assert feedtool_in("ledger", "export").returncode == 0, "what reads needs no lock"
    assert (done.returncode, lines(published)) == (75, before)


# -- migrations ------------------------------------------------------------------------------

SECOND = Step("a note on each article", "ALTER TABLE article ADD COLUMN note TEXT;")
THIRD = Step("notes by default", "UPDATE article SET note = title; CREATE TABLE t (x TEXT) STRICT;")


def history(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT version, what, at FROM migration").fetchall()


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_ledger_records_its_schema_version(published: SiteFolder) -> None:
    path = published.state / LEDGER
    assert version(path) == SCHEMA_VERSION == len(STEPS)
    assert history(path) == [(n, step.what, NOW) for n, step in enumerate(STEPS, 1)]


def test_an_older_ledger_is_migrated_without_loss(
    published: SiteFolder,
) -> None:
    path = published.state / LEDGER
    before = lines(published)
    steps = (*STEPS, SECOND)
    Ledger(path, LATER, steps).close()
    assert version(path) == SCHEMA_VERSION + 1
    assert history(path)[-1] == (SCHEMA_VERSION + 1, SECOND.what, LATER)
    assert len(history(path)) == len(steps)
    with closing(Ledger(path, LATER, steps)) as ledger:
        assert list(dump(ledger)) == before
    assert len(history(path)) == len(steps), "a step is taken once"


def test_a_failed_migration_leaves_no_partial_change(published: SiteFolder) -> None:
    path = published.state / LEDGER
    before = path.read_bytes()
    wrong = Step("nonsense", "CREATE TABLE half (x TEXT) STRICT; ALTER TABLE nothing ADD COLUMN x;")
    with pytest.raises(LedgerError):
        Ledger(path, LATER, (*STEPS, wrong))
    assert version(path) == SCHEMA_VERSION
    assert path.read_bytes() == before
    assert published.build(LATER).written == ()


def test_migrations_before_a_failed_one_are_kept(published: SiteFolder) -> None:
    path = published.state / LEDGER
    wrong = Step("nonsense", "ALTER TABLE nothing ADD COLUMN x;")
    with pytest.raises(LedgerError):
        Ledger(path, LATER, (*STEPS, SECOND, wrong))
    assert version(path) == SCHEMA_VERSION + 1
    Ledger(path, LATER, (*STEPS, SECOND, THIRD)).close()
    assert version(path) == SCHEMA_VERSION + 2


def test_a_snapshot_does_not_migrate_the_file(published: SiteFolder, feedtool_in: Run) -> None:
    path = published.state / LEDGER
    before = path.read_bytes()
    for command in (("plan",), ("check",), ("ledger", "verify"), ("ledger", "export")):
        feedtool_in(*command)
    assert path.read_bytes() == before


def test_a_ledger_of_a_later_version_is_refused(published: SiteFolder, feedtool_in: Run) -> None:
    path = published.state / LEDGER
    Ledger(path, LATER, (*STEPS, SECOND)).close()
    before, looks = path.read_bytes(), published.looks()
    published.write("new.txt", story("An article that comes now"))
    for command in (("build",), ("plan",), ("ledger", "export"), ("rename", "0.txt", "x")):
        done = feedtool_in(*command)
        assert done.returncode == 1
        schemas = f"schema {SCHEMA_VERSION + 1} … {SCHEMA_VERSION}"
        assert says(done.stderr, f"… newer feedtool … {schemas} … install")
    assert path.read_bytes() == before
    assert published.looks() == looks
    assert (published.state / CACHE).exists()


# -- for any ledger --------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# The path of a file below the input folder.
KEYS = TEXTS.map(lambda text: text.replace("\0", "").lstrip("/")).filter(
    lambda key: ".." not in key.split("/")
)
SECONDS = st.integers(-60_000_000_000, 200_000_000_000)  # the years 69 to 8307


@given(
    st.lists(
        st.tuples(KEYS, TEXTS, SECONDS, SECONDS, st.none() | SECONDS, st.booleans()), max_size=8
    )
)
def test_any_ledger_survives_export_and_import(
    articles: list[tuple[str, str, int, int, int | None, bool]],
) -> None:
    with closing(Ledger(None)) as one, closing(Ledger(None)) as other:
        one.set("id", SITE_ID)
        for number, (key, title, published, updated, gone, permalink) in enumerate(articles):
            guid = f"{''.join(filter(str.isprintable, title))}:{number}"
            made = Record(
                guid, f"slug-{number}", key, key, published, updated, f"{number}", title, gone
            )
            one.put(replace(made, permalink=permalink, sketch="0123abcd" * (number % 3)))
            one.add_redirect(f"former/{number}/", guid)
            one.put_alias(f"alias:{number}", guid)
        exported = "\n".join(dump(one))
        merged = merge(other, exported, "ledger.jsonl")
        assert merged.problems == ()
        assert merged.added == len(articles)
        assert "\n".join(dump(other)) == exported
        assert list(other.records()) == list(one.records())
        assert merge(other, exported, "ledger.jsonl").same == len(articles)


def test_a_row_that_declares_a_slug_is_renamed_there(site: SiteFolder) -> None:
    row = {"id": "1", "title": "A trip to the coast", "text": story("A trip"), "slug": "trip"}
    site.write("news.jsonl", json.dumps(row) + "\n")
    site.build()
    done = run_feedtool("rename", "news.jsonl#1", "coast", cwd=site.root)
    assert done.returncode == 2
    assert "news.jsonl#1: has `slug: trip` in its row; change it there" in done.stderr
    site.write("news.jsonl", json.dumps({**row, "slug": "coast"}) + "\n")
    assert site.build(NOW + 60).moved == 1
