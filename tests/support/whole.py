"""One file through the whole pipeline, and what must hold for any bytes in it."""

from __future__ import annotations

from datetime import UTC, datetime

from feedtool.clean.cleaner import clean
from feedtool.model import Channel, Feed, Identity, Problem, Site
from feedtool.pipeline.ingest import load_knowledge
from feedtool.readers import read
from feedtool.render.body import to_html, to_text, with_language
from feedtool.render.entries import to_entry
from feedtool.render.feeds.formats import FORMATS, parsers, render_feed
from feedtool.render.jobs import Item, PageJob
from feedtool.render.pages.theme import Theme
from feedtool.validate import feed_problems

SITE = Site("6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21", "T", "https://e.example/", "D", "A", "en")
CHANNEL = Channel(f"urn:uuid:{SITE.id}", "T", "D", "")
WHEN = datetime(2026, 5, 25, 10, 0, 0, tzinfo=UTC)
IDENTITY = Identity("urn:uuid:0d7f3f0c-52a4-4c0b-9a55-0d7f3f0c8e21", "a", WHEN, WHEN)
KNOWN = load_knowledge((), "auto")
THEME = Theme(SITE, FORMATS)


def check(data: bytes) -> None:
    """Turns the bytes of a file into feeds and a page. Raises `AssertionError` if one is wrong."""
    if not data:
        return
    document = read("a.md" if data[0] % 2 else "a.txt", data[1:])
    if isinstance(document, Problem):
        assert document.message
        return
    article = clean(document, KNOWN)
    assert article.title.text.strip(), "no title"
    html = to_html(article, SITE.url + "articles/a.html")
    entry = to_entry(article, IDENTITY, SITE, with_language(html, None), to_text(article, html))
    for artifact in render_feed(Feed(SITE, CHANNEL, WHEN), (entry,)):
        found = feed_problems(artifact.path, artifact.body, parsers(), SITE.url)
        wrong = [problem for problem in found if problem.left_out]
        assert not wrong, wrong
    item = Item(entry.identity, b"")
    job = PageJob(item, article.fingerprint, (), 1, None, None, (CHANNEL,))
    page = THEME.article(job, entry).body
    assert page.count(b"<script") == 1, "a script from the text"
