"""Which documents does a change touch? tests/affected.toml lists them for each kind of change.

Each change is made to a copy of one site of eight articles that shows two per list and feed, has a
feed for each folder and tag, and so has closed archives, closed list pages and open documents. With
FEEDTOOL_UPDATE_GOLDENS=1 the file is written again, to be read before it is committed.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from support.folders import TESTS
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

EXPECTED = TESTS / "affected.toml"
SETTINGS = f"""{CONFIG}
[feeds]
limit = 2
tombstone-days = 30

[pages]
per-page = 2
"""
FOLDERS = '\n[[feed]]\neach = "folder"\n'
TAGS = '\n[[feed]]\neach = "tag"\n'
Change = Callable[[SiteFolder], None]
NAMES = "alpha bravo charlie delta echo foxtrot golf hotel".split()


def text(name: str, *, title: str = "", edit: str = "", extra: str = "") -> str:
    """An article whose date follows from its letter."""
    day = 1 + ord(name[0]) - ord("a")
    head = f"---\ndate: 2026-03-{day:02}\ntags: [{'red' if day % 2 else 'blue'}]\n{extra}---\n"
    first = f"The story of {name}"
    return head + story(first, edit=edit).replace(first, title or first)


def key(name: str) -> str:
    """The key of the article: every other one is in the folder north."""
    return f"{'north' if NAMES.index(name) % 2 else 'south'}/{name}.md"


def rewrite(name: str, **changed: str) -> Change:
    return lambda site: void(site.write(key(name), text(name, **changed)))


def void(_: object) -> None:
    """Discards a result."""


def remove(name: str) -> Change:
    return lambda site: site.remove(key(name))


def add(name: str, day: str) -> Change:
    body = f"---\ndate: {day}\ntags: [red]\n---\n{story(f'The story of {name}')}"
    return lambda site: void(site.write(f"south/{name}.md", body))


def after(first: Change, then: Change) -> Change:
    """A change that follows another one that was published."""

    def change(site: SiteFolder) -> None:
        first(site)
        site.build(NOW + 30, allow_removals=True)
        then(site)

    return change


def configure(settings: str) -> Change:
    return lambda site: site.configure(settings)


def both(*changes: Change) -> Change:
    def change(site: SiteFolder) -> None:
        for one in changes:
            one(site)

    return change


def template(site: SiteFolder) -> None:
    (site.root / "templates").mkdir()
    (site.root / "templates" / "style.css").write_text("body { color: black }\n")


def delete_output(*paths: str) -> Change:
    def change(site: SiteFolder) -> None:
        for path in paths:
            (site.output / path).unlink()

    return change


EDIT = "A sentence that was added to the end of it later on by the author of the text."
CHANGES: dict[str, Change] = {
    "nothing": lambda site: None,
    "an edit of the newest article": rewrite("hotel", edit=EDIT),
    "an edit of an article in a closed archive": rewrite("bravo", edit=EDIT),
    "a correction of an article in a closed archive": rewrite("bravo", edit="Word."),
    "a new title of the newest article": rewrite("hotel", title="Another name for the hotel"),
    "a new title of an article in a closed archive": rewrite("charlie", title="Charlie is back"),
    "a new slug": rewrite("delta", extra="slug: renamed-delta\n"),
    "another tag": lambda site: void(
        site.write(key("hotel"), text("hotel").replace("[blue]", "[red]"))
    ),
    "a file that is renamed": lambda site: site.move(key("golf"), "south/golf-renamed.md"),
    "a file that moves to another folder": lambda site: site.move(key("golf"), "north/golf.md"),
    "a removal of the newest article": remove("hotel"),
    "a removal of an article in a closed archive": remove("alpha"),
    "a return of the newest article": after(remove("hotel"), rewrite("hotel")),
    "a return of an article in a closed archive": after(remove("alpha"), rewrite("alpha")),
    "a new article": add("india", "2026-03-20"),
    "a second new article, which closes an archive": after(
        add("india", "2026-03-20"), add("juliett", "2026-03-21")
    ),
    "a new article with an old date": add("kilo", "2026-02-01"),
    "the first article of a new folder": lambda site: void(
        site.write("west/lima.md", f"---\ndate: 2026-03-22\n---\n{story('The story of lima')}")
    ),
    "a removal and an edit": both(remove("alpha"), rewrite("golf", edit=EDIT)),
    "a template": template,
    "feeds that are not asked for any more": configure(SETTINGS + FOLDERS),
    "robots.txt is asked for": configure(f"{SETTINGS}robots = true\n{FOLDERS}{TAGS}"),
    "packed files are asked for": configure(
        f'{SETTINGS}{FOLDERS}{TAGS}\n[output]\ncompress = ["gz"]\n'
    ),
    "an open document that somebody deleted": delete_output("rss.xml"),
    "a closed archive that somebody deleted": delete_output("archive/atom-1.xml", "rss.xml"),
    "a list page that somebody deleted": delete_output("pages/1.html", "index.html"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The site before the change."""
    site = SiteFolder(tmp_path_factory.mktemp("affected") / "site", SETTINGS + FOLDERS + TAGS)
    for name in NAMES:
        site.write(key(name), text(name))
    site.build()
    return site


def touched(built: SiteFolder, change: Change, root: Path) -> dict[str, list[str]]:
    """The paths that a build writes and deletes after a change, in order."""
    site = SiteFolder(root / "site")
    shutil.rmtree(site.root)
    shutil.copytree(built.root, site.root)
    site._ticks = built._ticks
    change(site)
    report = site.build(NOW + 60, allow_removals=True)
    return {"written": list(report.written), "deleted": list(report.deleted)}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_touches_these_documents(name: str, built: SiteFolder, tmp_path: Path) -> None:
    found = touched(built, CHANGES[name], tmp_path)
    expected = tomllib.loads(EXPECTED.read_text("utf-8"))
    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        EXPECTED.write_text(as_toml(expected | {name: found}), "utf-8")
        return
    assert found == expected[name]


def test_every_answer_belongs_to_a_change() -> None:
    assert tomllib.loads(EXPECTED.read_text("utf-8")).keys() == CHANGES.keys()


def as_toml(expected: dict[str, dict[str, list[str]]]) -> str:
    lines = [
        "# What a build writes and deletes, in order, after one change. See test_affected.py.\n"
    ]
    for name in (n for n in CHANGES if n in expected):
        lines.append(f'["{name}"]')
        for what in ("written", "deleted"):
            paths = "".join(f'\n    "{path}",' for path in expected[name][what])
            lines.append(f"{what} = [{paths}\n]" if paths else f"{what} = []")
        lines.append("")
    return "\n".join(lines)
