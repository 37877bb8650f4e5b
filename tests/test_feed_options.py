"""The options of feeds: what `[feeds]` and `[[feed]]` change, in which formats and files."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool import config
from feedtool.config import tables
from feedtool.errors import ConfigError
from feedtool.maintenance.check import check
from feedtool.model import FeedOptions
from feedtool.render.body.markdown import from_markdown
from feedtool.render.feeds.excerpts import excerpt
from support.folders import TESTS
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import headline, story
from test_channels import archives, chain, fill, ids

DAY = 86_400
DOCS = (TESTS.parent / "docs" / "feeds.md").read_text("utf-8")
FORMATS = ("rss.xml", "atom.xml", "feed.json")


def site_with(tmp_path: Path, settings: str) -> SiteFolder:
    return SiteFolder(tmp_path / "site", CONFIG + settings)


# -- which articles a feed has ---------------------------------------------------------------


def titles(site: SiteFolder, folder: str = "") -> list[str]:
    """The titles in a feed, which are the same in every format."""
    read = [feedparser.parse((site.output / folder / name).read_bytes()) for name in FORMATS[:2]]
    assert not any(feed.bozo for feed in read)
    made = json.loads((site.output / folder / "feed.json").read_bytes())
    found = [item["title"] for item in made["items"]]
    assert all([entry.title for entry in feed.entries] == found for feed in read)
    return found


@pytest.mark.parametrize(
    ("settings", "header", "key", "is_in"),
    [
        ("", "feed: false", "a.txt", False),
        ("", "feed: no", "a.txt", False),
        ("", "feed: true", "a.txt", True),
        ('exclude-tags = ["Secret"]', "tags: [sea, SECRET]", "a.txt", False),
        ('exclude-tags = ["secret"]', "tags: [secrets]", "a.txt", True),
        ('exclude-tags = ["x"]\ntags = ["tags"]', "categories: [x]", "a.txt", True),
        ('exclude-folders = ["world/"]', "tags: a", "world/far/a.txt", False),
        ('exclude-folders = ["world"]', "tags: a", "worlds/a.txt", True),
    ],
)
def test_an_article_that_is_left_out_has_a_page_and_is_in_lists(
    tmp_path: Path, settings: str, header: str, key: str, is_in: bool
) -> None:
    site = site_with(tmp_path, f"[feeds]\n{settings}\n")
    site.write("other.txt", story("Another text"))
    site.write(key, f"---\n{header}\n---\n{story('The text')}")
    assert not site.build().problems
    assert (site.output / "articles" / "the-text.html").exists()
    assert "The text" in (site.output / "index.html").read_text("utf-8")
    assert ("The text" in titles(site)) == is_in
    assert "Another text" in titles(site)


def test_a_feed_has_the_articles_that_meet_all_its_conditions(tmp_path: Path) -> None:
    table = 'tag = "Sea"\nlanguage = "de"\nauthor = "jane doe"\nfolder = "a"\nname = "x"\n'
    site = site_with(tmp_path, f"[[feed]]\n{table}")
    wanted = {"tags": "[sea]", "language": "de", "author": "[Jon Roe, Jane Doe]"}
    for number, missing in enumerate(["", *wanted]):
        head = "".join(f"{n}: {v}\n" for n, v in wanted.items() if n != missing)
        site.write(f"a/{number}.txt", f"---\ntitle: {missing or 'all'}\n{head}---\n{story('T')}")
    site.build()
    assert titles(site, "feeds/x") == ["all"]


def test_the_address_and_id_of_a_combined_feed_do_not_depend_on_the_order(tmp_path: Path) -> None:
    site = site_with(tmp_path, '[[feed]]\ntag = "Sea"\nlanguage = "en"\n')
    site.write("a.txt", f"---\ntags: sea\n---\n{story('Waves')}")
    site.build()
    (made,) = (site.output / "feeds").iterdir()
    before = (made / "atom.xml").read_bytes()
    site.configure(CONFIG + '[[feed]]\nlanguage = "EN"\ntag = "sea"\n')
    site.build(NOW + DAY)
    assert (made / "atom.xml").read_bytes() == before
    assert [made] == list((site.output / "feeds").iterdir())


def test_a_feed_with_its_own_limit_has_its_own_archives(tmp_path: Path) -> None:
    site = site_with(tmp_path, '[[feed]]\nfolder = "world"\nlimit = 2\n')
    fill(site, *range(7), folder="world/")
    site.build()
    assert not (site.output / "archive").exists()
    read = [g for path in chain(site.output, "feeds/world/atom.xml") for g in ids(path)]
    assert len(ids(site.output / "feeds/world/atom.xml")) == 3
    assert len(read) == len(set(read)) == 7


def test_entries_are_sorted_by_update_where_the_feed_says_so(tmp_path: Path) -> None:
    site = site_with(tmp_path, '[[feed]]\nfolder = "w"\nsort = "updated"\n')
    for day, updated in ((1, 9), (2, 3), (4, 4)):
        head = f"date: 2026-05-0{day}\nupdated: 2026-06-0{updated}\ntitle: From day {day}"
        site.write(f"w/{day}.txt", f"---\n{head}\n---\n{story('T')}")
    site.build()
    assert titles(site) == ["From day 4", "From day 2", "From day 1"]
    assert titles(site, "feeds/w") == ["From day 1", "From day 4", "From day 2"]
    assert not site.build(NOW + DAY).files_written


# -- archives --------------------------------------------------------------------------------


@pytest.fixture
def history(tmp_path: Path) -> SiteFolder:
    site = site_with(tmp_path, "[feeds]\nlimit = 4\n")
    fill(site, *range(12))
    site.build()
    return site


def hide(site: SiteFolder, number: int, *, hidden: bool) -> None:
    head = "---\nfeed: false\n---\n" if hidden else ""
    site.write(f"{number:03}.txt", head + story(headline(number)))


def test_the_limit_counts_the_articles_that_are_in_the_feed(history: SiteFolder) -> None:
    archives = {p.name: p.read_bytes() for p in (history.output / "archive").iterdir()}
    assert "atom-2.xml" in archives
    shown = titles(history)
    for number in range(8, 12):  # all that are in no archive
        hide(history, number, hidden=True)
    history.build(NOW + DAY)
    assert titles(history) == [headline(number) for number in (7, 6, 5, 4)]
    closed = {name for name in archives if name[-5] in "12"} & {"atom-1.xml", "atom-2.xml"}
    assert all((history.output / "archive" / n).read_bytes() == archives[n] for n in closed)
    assert not check(history.config, NOW + DAY).problems
    assert not history.build(NOW + 2 * DAY).files_written
    history.write("007.txt", story(headline(7), edit="An edit of more than one word."))
    history.build(NOW + 3 * DAY)
    assert titles(history)[0] == headline(7)
    assert len(titles(history)) == 4
    for number in range(8, 12):
        hide(history, number, hidden=False)
    history.build(NOW + 4 * DAY)
    assert set(titles(history)) >= set(shown)
    assert not check(history.config, NOW + 4 * DAY).problems


def test_an_article_that_is_left_out_later_leaves_its_closed_archive(history: SiteFolder) -> None:
    before = archives(history.output)
    hide(history, 0, hidden=True)
    history.build(NOW + DAY)
    after = archives(history.output)
    assert {name for name in before if before[name] != after[name]} == {
        "atom-1.xml",
        "feed-1.json",
        "rss-1.xml",
    }
    assert len(ids(history.output / "archive" / "atom-1.xml")) == 3


def test_an_article_that_is_let_in_again_reaches_subscribers(history: SiteFolder) -> None:
    shown = {s.title: s.guid for s in history.shown().values()}
    hide(history, 0, hidden=True)
    history.build(NOW + DAY)
    before = archives(history.output)
    hide(history, 0, hidden=False)
    history.build(NOW + 2 * DAY)
    assert headline(0) in history.shown()
    assert headline(0) not in shown
    after = archives(history.output)
    assert all(after[name] == body for name, body in before.items() if "-1." in name)
    read = [g for path in chain(history.output) for g in ids(path)]
    assert len(read) == len(set(read)) == 12


def test_an_edit_of_an_article_that_is_left_out_writes_no_feed(history: SiteFolder) -> None:
    hide(history, 0, hidden=True)
    history.build(NOW + DAY)
    history.write("000.txt", f"---\nfeed: false\n---\n{story(headline(0), paragraphs=9)}")
    written = history.build(NOW + 2 * DAY).written
    assert not [path for path in written if path.endswith((".xml", ".json")) and "map" not in path]


def test_an_option_writes_the_feeds_that_have_it_and_nothing_else(history: SiteFolder) -> None:
    two = '[[feed]]\nmatch = "00[0-9].txt"\nname = "early"\n'
    history.configure(f"{CONFIG}[feeds]\nlimit = 4\n{two}")
    history.build(NOW + DAY)
    names = history.shown().keys()
    guids = [s.guid for s in history.shown().values()]
    history.configure(f'{CONFIG}[feeds]\nlimit = 4\n{two}content = "summary"\n')
    report = history.build(NOW + 2 * DAY)
    assert all(path.startswith("feeds/early/") for path in report.written), report.written
    assert {path.rpartition("/")[2] for path in report.written} >= {"rss.xml", "atom-1.xml"}
    assert not history.build(NOW + 3 * DAY).files_written
    history.configure(f'{CONFIG}[feeds]\nlimit = 4\nttl = 9\n{two}content = "summary"\n')
    report = history.build(NOW + 4 * DAY)
    assert report.reasons == ("feeds and their archives rendered again: options of feeds changed",)
    assert all(path.rpartition("/")[2].startswith("rss") for path in report.written)
    assert (names, guids) == (history.shown().keys(), [s.guid for s in history.shown().values()])


# -- what an entry shows ---------------------------------------------------------------------

LONG = "---\ntitle: Long\nsummary: In short.\n---\n" + "\n\n".join(
    f"Paragraph {n}. " + "It goes on and on. " * 12 for n in range(20)
)


@pytest.mark.parametrize("content", ["full", "excerpt", "summary"])
def test_a_feed_has_as_much_of_an_article_as_it_says(content: str, tmp_path: Path) -> None:
    site = site_with(tmp_path, f'[feeds]\ncontent = "{content}"\nfooter = "<p>The end</p>"\n')
    site.write("a.md", LONG)
    site.build()
    item = json.loads((site.output / "feed.json").read_bytes())["items"][0]
    assert item["summary"] == "In short."
    (atom,), (rss,) = (
        feedparser.parse((site.output / name).read_bytes()).entries
        for name in ("atom.xml", "rss.xml")
    )
    if content == "summary":
        assert (item["content_text"], "content_html" in item) == ("In short.", False)
        assert ("content" in atom, "content" in rss) == (False, False)
        assert atom.summary == rss.summary == "In short."
        return
    assert ("Paragraph 19" in item["content_html"]) == (content == "full")
    for text in (item["content_html"], atom.content[0].value, rss.content[0].value):
        assert "Paragraph 1." in text
        assert text.rstrip().endswith("<p>The end</p>\n</div>")


def test_a_footer_is_a_template_with_the_values_of_the_article_escaped(tmp_path: Path) -> None:
    footer = (
        '<a href=\\"about.html\\">{{ site.title }}</a> {{ entry.title }} in {{ channel.folder }}.'
    )
    site = site_with(tmp_path, f'[feeds]\nfooter = "{footer}"\n[[feed]]\nfolder = "w"\n')
    site.write("w/a.md", "---\ntitle: Tea & <cake>\n---\nA text.\n")
    site.build()
    for folder in ("", "feeds/w/"):
        made = json.loads((site.output / folder / "feed.json").read_bytes())
        link = '<a href="https://example.org/news/about.html">Test site</a>'
        made_of_it = (
            f'<div lang="en" dir="ltr">\n{link} Tea &amp; &lt;cake&gt; in {folder}.\n</div>'
        )
        assert made["items"][0]["content_html"].endswith(made_of_it)


@pytest.mark.parametrize(
    ("text", "is_added"),
    [("Text.", True), ("![A](https://a.example/p.jpg?a=1&b=2) Text.", False)],
)
def test_the_lead_image_is_above_the_text_unless_it_is_in_it(
    text: str, is_added: bool, tmp_path: Path
) -> None:
    site = site_with(tmp_path, "[feeds]\nlead-image = true\n")
    site.write("a.md", f"---\nimage: https://a.example/p.jpg?a=1&b=2\n---\n{text}\n")
    site.build()
    (entry,) = feedparser.parse((site.output / "atom.xml").read_bytes()).entries
    assert entry.content[0].value.count("<img") == 1
    html = json.loads((site.output / "feed.json").read_bytes())["items"][0]["content_html"]
    lead = '<p><img src="https://a.example/p.jpg?a=1&amp;b=2" alt=""></p>'
    assert (lead in html) == is_added


class Balance(HTMLParser):
    """The open elements of an HTML text, which is well-formed if none is left."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("img", "br", "hr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


markdown = st.text(st.sampled_from("ab \n\n>*_#-1.`[]()<>&\"'!|"), max_size=900)


@given(markdown)
def test_an_excerpt_is_well_formed_and_begins_like_the_article(source: str) -> None:
    rendered = from_markdown(source, "x", "ltr")
    made = excerpt(rendered, "The summary")
    found = Balance(made)
    assert not found.open
    if found.words != "The summary":
        whole = "".join(Balance(rendered).words.split())
        assert whole.startswith("".join(found.words.split()))
    assert excerpt(made, "The summary") == made


# -- settings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[feeds]\nfooter = "{{ entri.title }}"', "feeds.footer: line 1: 'entri' is undefined"),
        ('[feeds]\nfooter = "a\\n{% if %}"', "feeds.footer: line 2: Expected an expression"),
        (
            '[[feed]]\ntag = "a"\nfooter = "{{ 1 / 0 }}"',
            r"\[\[feed\]\] 1: footer: line 1: division",
        ),
    ],
)
def test_a_broken_footer_is_named_with_its_place_and_nothing_is_published(
    settings: str, message: str, tmp_path: Path
) -> None:
    site = site_with(tmp_path, settings)
    site.write("a.txt", f"---\ntags: a\n---\n{story('A text')}")
    with pytest.raises(ConfigError, match=f"feedtool.toml: {message}.*; correct the template"):
        site.build()
    assert not site.files()


def toml_blocks() -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", toml_blocks())
def test_every_example_of_the_page_on_feeds_builds_a_site(block: str, tmp_path: Path) -> None:
    site = site_with(tmp_path, block)
    site.write("a.md", f"---\ntags: sea\nlanguage: en\nimage: https://a.example/a.png\n---\n{LONG}")
    site.write("b.txt", story("A text"))
    assert not site.build().problems


def test_the_page_on_feeds_has_every_option_with_its_default() -> None:
    (block,) = [block for block in toml_blocks() if "# default values" in block]
    parsed = config.parse(block, "feeds.md").feeds
    shown = re.findall(r"^([a-z-]+) = ", block, re.MULTILINE)
    names = {field.encode_name for field in msgspec.structs.fields(tables.FeedTable)}
    options = {name.replace("_", "-") for name in FeedOptions.__struct_fields__} & names
    options -= {"podcast"}  # which docs/podcasts.md has
    assert set(shown) == options
    assert parsed == tables.FeedsTable()
    rows = re.findall(r"^\| `([a-z-]+)`.*\|.*\|.*\|.*\|$", DOCS, re.MULTILINE)
    assert set(rows) >= options
