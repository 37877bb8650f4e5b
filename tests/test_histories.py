"""Random histories of a site, compared with a simple model of what subscribers must see.

Every article keeps one unique GUID; it is published exactly once while its file exists; its
publication date never changes, and `updated` changes only if the article did.
"""

from __future__ import annotations

import html
import os
import random
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from feedtool.pipeline import digests
from support.sites import NOW, Shown, SiteFolder
from support.texts import sentence, story

pytestmark = pytest.mark.thorough

PLACES = [
    f"{folder}{n}{suffix}"
    for folder in ("", "in/", "of/world/")
    for n in range(5)
    for suffix in (".txt", ".md", ".html")
]
SLOGAN = "Subscribe to the harbour letter today"
RULE = f"""
[[rule]]
id = "own/slogan"
why = "slogan"
where = "tail"
equals = ["{SLOGAN}"]
drops = ["{SLOGAN}"]
keeps = ["{SLOGAN}, he said"]
"""


# Files that belong to somebody else, where a site has documents, or could have them.
STRANGERS = (
    "about.html", "feeds/index.html", "archive/notes.txt", "pages/99.html", "sitemaps/own.xml",
    "articles/by-hand.html", "feeds/world/rss.xml", "robots.txt", "style.css.map", ".htaccess",
)  # fmt: skip


class Crash(BaseException):
    """The machine crashed."""


@dataclass
class Article:
    """The state of one article in the model. `guid` is None before it is published."""

    number: int
    title: str
    sentences: list[str]
    place: str | None
    guid: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    touched: set[str] = field(default_factory=set)  # changes since the last build

    @property
    def text(self) -> str:
        paragraphs = [" ".join(self.sentences[i : i + 3]) for i in range(0, len(self.sentences), 3)]
        blocks = (self.title, *paragraphs, SLOGAN)
        if is_page(self.place):
            title, *rest = map(html.escape, blocks)
            return f"<h1>{title}</h1>\n" + "\n".join(f"<p>{block}" for block in rest) + "\n"
        return "\n\n".join(blocks) + "\n"


def is_page(place: str | None) -> bool:
    return place is not None and place.endswith(".html")


class Histories(RuleBasedStateMachine):
    """Steps in the life of a site. Changes between two builds happen at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="feedtool-history-"))
        self.site = SiteFolder(self.home / "site")
        self.articles: list[Article] = []
        self.guids: dict[str, int] = {}
        self.now = NOW
        self.count = 0
        self.lost: set[str] = set()
        self.strangers: dict[str, bytes] = {}
        self.is_built = False

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def move(self, article: Article, place: str) -> None:
        assert article.place is not None
        self.site.move(article.place, place)
        was, article.place = article.place, place
        if is_page(was) != is_page(place):
            self.write(article)
        self.is_built = False

    # -- what happens to files --------------------------------------------------------------------

    @property
    def present(self) -> list[Article]:
        return [article for article in self.articles if article.place is not None]

    def free(self, data: st.DataObject) -> str:
        taken = {article.place for article in self.present}
        return data.draw(st.sampled_from([p for p in PLACES if p not in taken]), "place")

    def one(self, data: st.DataObject, among: list[Article]) -> Article:
        return among[data.draw(st.integers(0, len(among) - 1), "article")]

    def write(self, article: Article) -> None:
        assert article.place is not None
        self.site.write(article.place, article.text)
        self.is_built = False

    @precondition(lambda self: len(self.present) < 9)
    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        self.count += 1
        number = self.count
        title = f"Report {number}: {sentence(('title', number), 4)}".rstrip(".")
        sentences = [sentence((number, n)) for n in range(24)]
        article = Article(number, title, sentences, self.free(data))
        self.articles.append(article)
        self.write(article)

    @precondition(lambda self: any("edited" not in a.touched for a in self.present))
    @rule(data=st.data(), share=st.sampled_from([0.1, 0.2]), seed=st.integers(0, 10**6))
    def edit(self, data: st.DataObject, share: float, seed: int) -> None:
        article = self.one(data, [a for a in self.present if "edited" not in a.touched])
        dice = random.Random(seed)
        for place in dice.sample(range(24), round(24 * share)):
            article.sentences[place] = sentence((article.number, place, seed))
        article.touched.add("edited")
        self.write(article)

    @precondition(lambda self: self.present)
    @rule(data=st.data(), seed=st.integers(0, 10**6))
    def small_edit(self, data: st.DataObject, seed: int) -> None:
        article = self.one(data, self.present)
        dice = random.Random(seed)
        place = dice.randrange(24)
        words = article.sentences[place].split()
        words[dice.randrange(1, len(words) - 1)] = f"slip{seed}"
        article.sentences[place] = " ".join(words)
        article.touched.add("corrected")
        self.write(article)

    @precondition(lambda self: self.present)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        self.move(self.one(data, self.present), self.free(data))

    @precondition(lambda self: len(self.present) > 1)
    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        one = self.one(data, self.present)
        other = self.one(data, [a for a in self.present if a is not one])
        one.place, other.place = other.place, one.place
        self.write(one)
        self.write(other)

    @precondition(lambda self: len(self.present) > 1)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        article = self.one(data, self.present)
        assert article.place is not None
        self.site.remove(article.place)
        article.place = None
        self.is_built = False

    @precondition(lambda self: len(self.present) < len(self.articles))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        article = self.one(data, [a for a in self.articles if a.place is None])
        article.place = self.free(data)
        self.write(article)

    @precondition(lambda self: self.present)
    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        """Another article at the path of one that moves away, as with `latest.txt`."""
        article = self.one(data, self.present)
        place = article.place
        self.move(article, self.free(data))
        if len(self.present) < 9:
            self.add(data)
            assert place is not None
            self.move(self.articles[-1], place)

    @rule()
    def change_rules(self) -> None:
        self.site.rule(RULE if not (self.site.root / "rules" / "own.toml").exists() else "")
        if (self.site.root / "rules" / "own.toml").stat().st_size == 0:
            (self.site.root / "rules" / "own.toml").unlink()
        self.lost.add("rules")  # the cause of a change, author or rules, is unknown
        self.is_built = False

    @rule(path=st.sampled_from(STRANGERS), seed=st.integers(0, 99))
    def add_file_of_somebody_else(self, path: str, seed: int) -> None:
        file = self.site.output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        self.strangers[path] = f"<p>Made by hand {seed}</p>".encode()
        file.write_bytes(self.strangers[path])
        self.is_built = False

    # -- what happens to feedtool -----------------------------------------------------------------

    @rule(what=st.sampled_from(["cache", "ledger", "both", "output"]))
    def lose(self, what: str) -> None:
        if what in ("ledger", "both"):
            # Articles neither in the ledger nor on the site can only be guessed; so can those
            # edited while both were lost.
            self.build()
        for name in ("cache", "ledger"):
            if what in (name, "both"):
                (self.site.state / f"{name}.sqlite").unlink(missing_ok=True)
        if what == "output":
            shutil.rmtree(self.site.output, ignore_errors=True)
            self.strangers.clear()
        if what in ("ledger", "both"):
            self.articles = self.present
            before = self.site.looks() if self.present else {}
            self.is_built = False
            self.build()
            assert self.site.looks() == before or not self.present
        elif what == "cache":
            self.lost.add(what)
            self.is_built = False

    @precondition(lambda self: self.present)
    @rule(step=st.integers(0, 8))
    def crash(self, step: int) -> None:
        """The machine crashes while files are put in place."""
        replace, left = os.replace, [step]

        def failing(*arguments: object, **options: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Crash
            replace(*arguments, **options)  # type: ignore[arg-type]

        self.now += 600
        with mock.patch("os.replace", failing), suppress(Crash):
            self.site.build(self.now, allow_removals=True)
        self.is_built = False

    @precondition(lambda self: self.present and not self.is_built)
    @rule()
    def build(self) -> None:
        if not self.present:
            return
        self.now += 3600
        self.site.build(self.now, allow_removals=True)
        self.is_built = True
        self.check()
        looks = self.site.looks()
        assert not self.site.build(self.now + 1).written
        assert self.site.looks() == looks

    def check(self) -> None:
        """Subscribers see exactly what the model expects."""
        shown = self.site.shown()
        assert set(shown) == {article.title for article in self.present}
        for article in self.present:
            entry = shown[article.title]
            assert article.guid in (None, entry.guid), "announced under another name"
            assert self.guids.setdefault(entry.guid, article.number) == article.number
            if article.guid is not None:
                assert entry.published == article.published
                assert article.updated is not None
                assert entry.updated >= article.updated
                if not article.touched:
                    assert entry.updated == article.updated, "told of, and nothing happened"
                if "edited" in article.touched and not self.lost:
                    assert entry.updated > article.updated, "not told of"
            article.guid, article.published = entry.guid, entry.published
            article.updated = entry.updated
            article.touched.clear()
        self.lost.clear()

    @invariant()
    def files_of_others_are_as_they_were(self) -> None:
        for path, body in self.strangers.items():
            assert (self.site.output / path).read_bytes() == body

    @invariant()
    def no_page_is_half_written(self) -> None:
        for path in self.site.output.glob("articles/*.html"):
            if f"articles/{path.name}" in self.strangers:
                continue
            assert path.read_bytes().endswith(b"</html>\n")


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=60,
    stateful_step_count=24,
    deadline=None,
    # A failure shows its history; shrinking it would take minutes of builds.
    phases=(Phase.generate,),
)


# -- upgrades ------------------------------------------------------------------------------------

DAY = 86_400
PROSE = story("The first line of the text")


@dataclass(frozen=True)
class Upgrade:
    """A text, and the title in the header that a later version learns to read."""

    key: str
    text: str
    title: str


UPGRADES = {
    "Pelican": Upgrade("a.md", f"Title: On rain\nDate: 2013-05-07\n\n{PROSE}", "On rain"),
    "a slug": Upgrade("a.md", f"Title: On rain\nSlug: rain-again\n\n{PROSE}", "On rain"),
    "a date of an update": Upgrade(
        "a.md", f"Title: On rain\nModified: 2013-06-01\nTags: a\n\n{PROSE}", "On rain"
    ),
    "Nikola": Upgrade("a.txt", f".. title: On rain\n.. slug: rain\n\n{PROSE}", "On rain"),
    "an old address": Upgrade(
        "a.md", f"title: On rain\npermalink: /2013/rain/\n---\n\n{PROSE}", "On rain"
    ),
    "an id": Upgrade("a.md", f"title: On rain\nid: rain-1\n---\n\n{PROSE}", "On rain"),
    "the address of the original": Upgrade(
        "a.md", f"Title: On rain\nURL: https://a.example/rain\nTags: a\n\n{PROSE}", "On rain"
    ),
}


def the_other(site: SiteFolder) -> Shown:
    shown = site.shown()
    (title,) = shown.keys() - {"Another text"}
    return shown[title]


@pytest.mark.parametrize("upgrade", UPGRADES.values(), ids=UPGRADES.keys())
def test_an_upgrade_changes_the_title_and_nothing_permanent(
    site: SiteFolder, upgrade: Upgrade
) -> None:
    site.write("another.txt", story("Another text"))
    site.write(upgrade.key, upgrade.text)
    with mock.patch("feedtool.readers.front_matter.find_header", return_value=None):
        site.build()
        before = the_other(site)
    assert before.title != upgrade.title
    with mock.patch.object(digests, "package_digest", return_value="a later version"):
        report = site.build(NOW + DAY)
        after = the_other(site)
        assert after.title == upgrade.title
        assert (after.guid, after.link) == (before.guid, before.link)
        assert (after.published, after.updated) == (before.published, before.updated)
        assert (report.new, report.updated, report.moved, report.removed) == (0, 0, 0, 0)
        assert not site.build(NOW + 2 * DAY).files_changed
        site.write(upgrade.key, f"{upgrade.text}\nOne more sentence at the end of it.\n")
        site.build(NOW + 3 * DAY)
        assert the_other(site).link == before.link


def test_a_new_article_has_all_that_its_header_declares(site: SiteFolder) -> None:
    site.write("a.md", f"title: On rain\ndate: 2013-05-07\nslug: rain\n---\n\n{PROSE}")
    site.build()
    entry = site.shown()["On rain"]
    assert (entry.slug, entry.published.year) == ("rain", 2013)


# -- pages ---------------------------------------------------------------------------------------

PAGE = (
    "<html lang='en'><head><title>On fog | The Post</title>{head}</head><body>{around}{text}</body>"
)
AROUND = "<nav><a href='/'>Home</a> <a href='/sea'>Sea</a></nav>"
HEAD = """<script src='/x.js'></script><meta property='og:site_name' content='The Post'>
<link rel='canonical' href='https://post.example/fog'>"""
PARAGRAPHS = [f"{sentence((n, 'fog'))} {sentence((n, 'sea'))}" for n in range(12)]


def web_page(kind: str, paragraphs: list[str]) -> str:
    """A page with the text, by hand or as a browser saves it."""
    text = "<h1>On fog</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    by_hand = kind == "by hand"
    return PAGE.format(head="" if by_hand else HEAD, around="" if by_hand else AROUND, text=text)


@pytest.mark.parametrize("kind", ["by hand", "saved"])
def test_a_page_keeps_its_identity(site: SiteFolder, kind: str) -> None:
    pytest.importorskip("trafilatura")
    site.write("another.txt", story("Another text"))
    site.write("fog.html", web_page(kind, PARAGRAPHS))
    site.build()
    before = the_other(site)
    assert before.title == "On fog"
    site.move("fog.html", "weather/old fog.htm")
    site.build(NOW + DAY)
    assert the_other(site) == before
    edited = [*PARAGRAPHS, sentence("more")]
    site.write("weather/old fog.htm", web_page(kind, edited))
    site.build(NOW + 2 * DAY)
    after = the_other(site)
    assert (after.guid, after.link, after.published) == (before.guid, before.link, before.published)
    for name in ("ledger", "cache"):
        (site.state / f"{name}.sqlite").unlink()
    site.build(NOW + 3 * DAY)
    assert the_other(site) == after
    site.remove("weather/old fog.htm")
    site.write("fog.md", "# On fog\n\n" + "\n\n".join(edited))
    site.build(NOW + 4 * DAY, allow_removals=True)
    last = the_other(site)
    assert (last.guid, last.link, last.published) == (before.guid, before.link, before.published)


def test_pages_that_were_passed_over_are_new_articles(site: SiteFolder) -> None:
    """An upgrade, or `pip install feedtool[html]`, publishes them and changes nothing else."""
    pytest.importorskip("trafilatura")
    site.write("another.txt", story("Another text"))
    site.write("a/fog.html", web_page("by hand", PARAGRAPHS))
    with mock.patch("feedtool.pipeline.file_filter.has_extra", return_value=False):
        report = site.build()
    assert (report.new, report.passed_over) == (1, {".html": 1})
    before = site.shown()
    with mock.patch.object(digests, "package_digest", return_value="a later version"):
        report = site.build(NOW + DAY)
        assert (report.new, report.updated, report.moved, report.removed) == (1, 0, 0, 0)
        assert not report.passed_over
        shown = site.shown()
        assert shown.pop("On fog").published.timestamp() >= NOW + DAY
        assert shown == before
        assert not site.build(NOW + 2 * DAY).files_changed
