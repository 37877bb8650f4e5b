"""`plan` writes nothing, and lists exactly what `build` then does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.processes import Run
from support.sites import CONFIG, NOW, OF_THE_SITE, SiteFolder
from support.texts import headline, story

A, B, C = "The first of the texts", "Another one about rivers", "One more on violins"


def nothing(site: SiteFolder) -> None:
    pass


def edit(site: SiteFolder) -> None:
    site.write("a.txt", story(A, edit="It was edited a little later."))


def add_and_remove(site: SiteFolder) -> None:
    site.remove("a.txt")
    site.write("d.txt", story("Something else is new"))
    site.write("draft.txt", f"---\ndraft: yes\n---\n{story('A draft of it')}")


def rename_and_copy(site: SiteFolder) -> None:
    site.move("a.txt", "sub/z.txt")
    site.write("copy.txt", story(B))


def break_one(site: SiteFolder) -> None:
    site.write("b.txt", b"\0")
    site.write("new.txt", story("A new one beside it"))


def move_the_site(site: SiteFolder) -> None:
    site.configure(CONFIG.replace("example.org", "example.net"))


def lose_the_state(site: SiteFolder) -> None:
    for name in ("cache.sqlite", "ledger.sqlite"):
        (site.state / name).unlink()
    edit(site)


def lose_a_page(site: SiteFolder) -> None:
    (site.output / "articles" / "the-first-of-the-texts.html").unlink()


CHANGES = [
    nothing,
    edit,
    add_and_remove,
    rename_and_copy,
    break_one,
    move_the_site,
    lose_the_state,
    lose_a_page,
]


def everything(site: SiteFolder) -> dict[str, tuple[int, int, bytes]]:
    """All files and folders of the site, with their times."""
    return {
        str(path): (i.st_mtime_ns, i.st_ino, b"" if path.is_dir() else path.read_bytes())
        for path in (site.root, *sorted(site.root.rglob("*")))
        for i in [path.stat()]
    }


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_build_does_what_the_plan_says(
    site: SiteFolder, change: Callable[[SiteFolder], None]
) -> None:
    for key, title in (("a.txt", A), ("b.txt", B), ("c.txt", C)):
        site.write(key, story(title))
    site.build()
    change(site)
    before = everything(site)
    planned, changes = site.plan(NOW + 60)
    assert everything(site) == before
    built = site.build(NOW + 60)
    assert planned == built
    after = {path for path, look in site.looks().items() if (site.output / path).is_file()}
    assert set(built.written) <= after
    assert not set(built.deleted) & after
    shown = {entry.guid: entry for entry in site.shown().values()}
    for told in changes:
        if told.label not in ("waiting", "removed", "copy"):
            assert told.record is not None
            entry = shown[told.record.guid]
            assert (entry.title, entry.slug) == (told.record.title, told.record.slug)
            assert int(entry.published.timestamp()) == told.record.published
            assert int(entry.updated.timestamp()) == told.record.updated


def test_planning_the_first_build_creates_no_folder(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    report, changes = site.plan()
    assert [(change.label, change.key) for change in changes] == [("new", "a.txt")]
    assert report.written[0] == "articles/the-first-of-the-texts.html"
    assert not site.output.exists()
    assert not site.state.exists()


def test_the_kinds_of_change_are_distinguished(site: SiteFolder) -> None:
    for key, title in (("a.txt", A), ("b.txt", B), ("c.txt", C)):
        site.write(key, story(title))
    site.build()
    site.write("a.txt", story(A, edit="It was edited a little later."))
    site.move("b.txt", "sub/b.txt")
    site.remove("c.txt")
    site.write("d.txt", story("Something else is new"))
    site.write("e.txt", story(A, edit="It was edited a little later."))
    site.write("f.txt", f"---\ndate: 2040-01-01\n---\n{story('It is not time yet')}")
    kinds = {change.key: change.label for change in site.plan(NOW + 60)[1]}
    assert kinds == {
        "a.txt": "updated",
        "sub/b.txt": "renamed",
        "c.txt": "removed",
        "d.txt": "new",
        "e.txt": "copy",
        "f.txt": "waiting",
    }


def test_a_plan_is_printed_line_by_line(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story(A))
    done = feedtool_in("plan")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"new  a.txt: {A}"
    assert "urn:uuid:" in lines[1]
    assert lines[1].endswith("  articles/the-first-of-the-texts.html")
    assert lines[2:] == [
        f"write  output/{path}"
        for path in (
            "articles/the-first-of-the-texts.html",
            "style.css",
            "feed.css",
            "subscribe.html",
            "404.html",
            "feeds.opml",
            "index.html",
            "sitemap.xml",
            "rss.xml",
            "atom.xml",
            "feed.json",
        )
    ]
    site.build()
    assert feedtool_in("plan", now=NOW + 60).stdout == "nothing to do\n"


def test_a_plan_in_json_is_one_object_a_line(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story(A))
    first, files = map(json.loads, feedtool_in("plan", "--json").stdout.splitlines())
    assert (first["change"], first["key"], first["was"]) == ("new", "a.txt", None)
    assert first["slug"] == "the-first-of-the-texts"
    assert files["deleted"] == []
    assert set(files["written"]) == {"articles/the-first-of-the-texts.html", *OF_THE_SITE}


@pytest.mark.thorough
def test_a_plan_keeps_the_guard(site: SiteFolder, feedtool_in: Run, tmp_path: Path) -> None:
    for n in range(8):
        site.write(f"{n}.txt", story(headline(n)))
    site.build()
    for n in range(7):
        site.remove(f"{n}.txt")
    refused = feedtool_in("plan")
    assert refused.returncode == 1
    assert "7 of 8 articles are missing" in refused.stderr
    allowed = feedtool_in("plan", "--allow-removals")
    assert allowed.returncode == 0
    assert allowed.stdout.count("\ndelete  output/articles/") == 7


def test_what_is_hidden_in_any_dialect_waits_and_is_no_problem(site: SiteFolder) -> None:
    site.write("public.md", f"---\npublished: true\n---\n{story('For all to see')}")
    for number, (key, above) in enumerate(
        [
            ("a.md", "---\ndraft: true\n---\n"),
            ("b.md", "---\ndate: 2020-01-02\npublished: false\n---\n"),
            ("c.txt", "\n---\nstatus: pending\n---\n"),
            ("d.md", "+++\ndraft = true\n+++\n"),
            ("e.md", '{"visibility": "private"}\n'),
            ("_drafts/f.md", ""),
            ("g.md", "Title: G\nStatus: draft\n\n"),
        ]
    ):
        site.write(key, above + story(f"Hidden text number {number}"))
    report, changes = site.plan()
    assert not report.problems
    assert {c.key for c in changes if c.label == "waiting"} == {
        *("a.md", "b.md", "c.txt", "d.md", "e.md", "_drafts/f.md", "g.md")
    }
    assert not site.build().problems
    assert set(site.shown()) == {"For all to see"}


def test_a_path_as_url_is_an_old_address_and_not_a_problem(site: SiteFolder) -> None:
    site.write("a.txt", story(headline(0)))
    fields = ("draft: true", "date: 2099-01-01", "author: A")
    for edit, now in (("", NOW), ("An edit.", NOW + 60), ("Another.", NOW + 120)):
        for number, field in enumerate(fields, 1):
            text = story(headline(number), edit=edit)
            site.write(f"{number}.md", f"---\nurl: /a/\n{field}\n---\n{text}")
        report = site.build(now)
        assert (report.notices, report.problems) == ((), ())
        assert "a/index.html" in site.files()
