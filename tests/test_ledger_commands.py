"""`feedtool ledger`: names go out, come in, are made again, are checked; and none is ever lost."""

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
from support.processes import Run
from support.sites import NOW, SITE_ID, NewSite, SiteFolder
from support.texts import story

LATER = NOW + 1000
TITLES = ("The first of the texts", "Another one about rivers", "A third about the theatre")


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    """A site of three articles, one of them moved, and a fourth that is gone."""
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


def test_an_export_has_a_line_for_the_site_and_one_an_article(
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


def test_an_export_is_the_same_every_time_and_in_a_file_too(
    published: SiteFolder, feedtool_in: Run
) -> None:
    printed = feedtool_in("ledger", "export", "-").stdout
    assert feedtool_in("ledger", "export", "ledger.jsonl").stdout == ""
    assert (published.root / "ledger.jsonl").read_text("utf-8") == printed
    assert feedtool_in("ledger", "export").stdout == printed


def test_an_article_more_is_a_line_more_and_an_edit_touches_one(published: SiteFolder) -> None:
    before = lines(published)
    published.write("new.txt", story("And a fifth one about the market"))
    published.write("1.txt", story(TITLES[1], edit="Some more words about it all, and others."))
    published.build(LATER)
    after = lines(published)
    assert len(after) == len(before) + 1
    differing = [number for number, (a, b) in enumerate(zip(before, after, strict=False)) if a != b]
    assert differing == [2]


def test_what_was_exported_comes_back_to_the_letter(
    published: SiteFolder, feedtool_in: Run, new_site: NewSite
) -> None:
    exported = "".join(f"{line}\n" for line in lines(published))
    other = new_site()
    (other.root / "ledger.jsonl").write_text(exported, "utf-8")
    done = feedtool_in("ledger", "import", "ledger.jsonl", cwd=other.root)
    assert done.stdout == "4 added, 0 changed, 0 known already\n"
    assert "".join(f"{line}\n" for line in lines(other)) == exported
    assert records(other) == records(published)


def test_an_import_of_what_is_known_changes_nothing(
    published: SiteFolder, feedtool_in: Run
) -> None:
    feedtool_in("ledger", "export", "ledger.jsonl")
    before = (lines(published), published.looks())
    done = feedtool_in("ledger", "import", "ledger.jsonl")
    assert done.stdout == "0 added, 0 changed, 4 known already\n"
    published.build(LATER)
    assert (lines(published), published.looks()) == before


def test_a_site_on_another_machine_goes_on_under_the_same_names(
    published: SiteFolder, feedtool_in: Run, new_site: NewSite
) -> None:
    """Text and ledger come by git; the files are elsewhere, and no cache and output is there."""
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
    assert done.stdout == "1 added, 0 changed, 0 known already\n"
    after = lines(published)
    assert after[1 : len(before)] == before[1:]
    # Its place is taken here; the next build gives it another one.
    assert after[-1] == lines(other)[-1].replace(',"places":{"":[1]}', "")
    assert ',"places":{"":[1]}' in lines(other)[-1]


def test_what_is_no_line_of_a_ledger_is_named_and_nothing_is_imported(
    published: SiteFolder, feedtool_in: Run
) -> None:
    before = lines(published)
    good = before[1].replace("first", "second").replace('"guid":"', '"guid":"x')
    text = "\n".join([before[0], good, "    assert says(done.stderr, "… no ledger … 3 articles")
    assert published.looks() == before


# -- verify ----------------------------------------------------------------------------------


def test_verify_has_nothing_to_say_of_a_sound_site(published: SiteFolder, feedtool_in: Run) -> None:
    done = feedtool_in("ledger", "verify")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def spoil(site: SiteFolder, statement: str) -> None:
    with closing(sqlite3.connect(site.state / LEDGER)) as db:
        db.execute(statement)
        db.commit()


SPOILT: dict[str, tuple[Callable[[SiteFolder], object], str]] = {
    "page gone": (
        lambda site: (site.output / "articles" / "first.html").unlink(),
        "… articles/first.html: … not there … urn:uuid:",
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
        "… articles/the-first-of-the-texts.html: … not there … urn:uuid:",
    ),
    "other guid": (
        lambda site: spoil(site, "UPDATE article SET guid = 'x' WHERE slug = 'first'"),
        "… in the ledger … of x; … `feedtool ledger",
    ),
    "slug": (
        lambda site: spoil(site, "UPDATE article SET slug = '../x' WHERE slug = 'first'"),
        "… slug … '../x' … page … copy",
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
        "… id of its site",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_verify_names_what_does_not_agree(
    published: SiteFolder, feedtool_in: Run, name: str
) -> None:
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
        assert says(done.stderr, f"… {LEDGER}: … not there … `feedtool build`")
    assert not site.state.exists()


# -- the lock --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("ledger", "import", "ledger.jsonl"), ("ledger", "rebuild"), ("rename", "0.txt", "x")],
)
def test_what_writes_waits_for_no_other_run(
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


def test_a_ledger_keeps_a_record_of_its_layout(published: SiteFolder) -> None:
    path = published.state / LEDGER
    assert version(path) == SCHEMA_VERSION == len(STEPS)
    assert history(path) == [(n, step.what, NOW) for n, step in enumerate(STEPS, 1)]


def test_an_older_ledger_takes_the_steps_that_it_lacks_and_keeps_all_it_has(
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


def test_a_step_that_fails_leaves_no_half_of_it(published: SiteFolder) -> None:
    path = published.state / LEDGER
    before = path.read_bytes()
    wrong = Step("nonsense", "CREATE TABLE half (x TEXT) STRICT; ALTER TABLE nothing ADD COLUMN x;")
    with pytest.raises(LedgerError):
        Ledger(path, LATER, (*STEPS, wrong))
    assert version(path) == SCHEMA_VERSION
    assert path.read_bytes() == before
    assert published.build(LATER).written == ()


def test_steps_before_the_one_that_fails_are_taken(published: SiteFolder) -> None:
    path = published.state / LEDGER
    wrong = Step("nonsense", "ALTER TABLE nothing ADD COLUMN x;")
    with pytest.raises(LedgerError):
        Ledger(path, LATER, (*STEPS, SECOND, wrong))
    assert version(path) == SCHEMA_VERSION + 1
    Ledger(path, LATER, (*STEPS, SECOND, THIRD)).close()
    assert version(path) == SCHEMA_VERSION + 2


def test_a_rehearsal_takes_no_step_in_the_file(published: SiteFolder, feedtool_in: Run) -> None:
    path = published.state / LEDGER
    before = path.read_bytes()
    for command in (("plan",), ("check",), ("ledger", "verify"), ("ledger", "export")):
        feedtool_in(*command)
    assert path.read_bytes() == before


def test_a_ledger_from_the_future_is_left_to_the_feedtool_that_made_it(
    published: SiteFolder, feedtool_in: Run
) -> None:
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
SECONDS = st.integers(-60_000_000_000, 200_000_000_000)  # the years 69 to 8307


@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, SECONDS, SECONDS, st.none() | SECONDS, st.booleans()), max_size=8
    )
)
def test_any_ledger_comes_back_to_the_letter(
    articles: list[tuple[str, str, int, int, int | None, bool]],
) -> None:
    with closing(Ledger(None)) as one, closing(Ledger(None)) as other:
        one.set("id", SITE_ID)
        for number, (key, title, published, updated, gone, permalink) in enumerate(articles):
            guid = f"{title}:{number}"
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
