"""Which addresses in a file lead to the preview, and what stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.preview.rewriting import rewritten

PUBLIC, HERE = "https://example.org/news/", "http://127.0.0.1:8000/news/"
HTML, XML, JSON, CSS = (
    "text/html; charset=utf-8",
    "application/xml",
    "application/feed+json",
    "text/css",
)

REPLACED = [
    '<a href="{}">',
    "<a href='{}a.html'>",
    "<a href={}a.html>",
    '<IMG SRC="{}a.png">',
    '<a title="a > b" href="{}?q#f">',
    '<img srcset="{}a.png 1x, {}b.png 2x">',
    '<meta http-equiv="refresh" content="0; url={}a.html">',
    '<meta property="og:url" content="{}">',
    '<p style="background: url({}a.png)">',
    '<script type="application/ld+json">{{"url":"{}a.html"}}</script>',
]
KEPT = [
    "<p>https://example.org/news/</p>",
    '<p>&lt;a href="https://example.org/news/"&gt;</p>',
    '<code>"https://example.org/news/"</code>',
    '<meta name="description" content="https://example.org/news/ moved">',
    '<a href="https://example.org/newsletter">',
    '<a href="https://example.org/">',
    '<a href="https://example.organic/news/">',
    '<a href="https://web.archive.org/https://example.org/news/">',
    '<script>const home = "https://example.org/news/";</script>',
    "<script>x = '<a href=\"https://example.org/news/\">'</script>",
]


@pytest.mark.parametrize("page", REPLACED)
@pytest.mark.parametrize("public", [PUBLIC, "http://example.org/news/", "//EXAMPLE.org/news/"])
def test_addresses_in_markup_lead_here(page: str, public: str) -> None:
    before, after = page.format(*[public] * 2), page.format(*[HERE] * 2)
    assert rewritten(HTML, before.encode(), PUBLIC, HERE).decode() == after


@pytest.mark.parametrize("page", KEPT)
def test_texts_and_other_addresses_stay(page: str) -> None:
    assert rewritten(HTML, page.encode(), PUBLIC, HERE).decode() == page


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (XML, "<feed><link href='{}a'/></feed>", '<feed><link href="{}a"/></feed>'),
        (XML, "<rss><link>{}</link></rss>", "<rss><link>{}</link></rss>"),
        (
            XML,
            "<urlset><url><loc>{}</loc></url></urlset>",
            "<urlset><url><loc>{}</loc></url></urlset>",
        ),
        (
            XML,
            '<f><content>&lt;a href="{}"&gt;</content></f>',
            '<f><content>&lt;a href="{}"&gt;</content></f>',
        ),
        (JSON, '{{"feed_url":"{}feed.json"}}', '{{\n  "feed_url": "{}feed.json"\n}}\n'),
        (
            JSON,
            '{{"items":[{{"content_html":"<a href=\'{}\'>"}}]}}',
            '{{\n  "items": [\n    {{\n      "content_html": "<a href=\'{}\'>"\n    }}\n  ]\n}}\n',
        ),
        (CSS, "p {{ background: url('{}a.png') }}", "p {{ background: url('{}a.png') }}"),
        (CSS, '@import "{}a.css";', '@import "{}a.css";'),
    ],
)
def test_addresses_in_feeds_lists_and_styles_lead_here(kind: str, before: str, after: str) -> None:
    found = rewritten(kind, before.format(PUBLIC).encode(), PUBLIC, HERE).decode()
    assert found.removeprefix("<?xml version='1.0' encoding='UTF-8'?>\n") == after.format(HERE)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (XML, "<entry><id>https://example.org/news/a</id></entry>"),
        (XML, "<item><guid>https://example.org/news/a</guid></item>"),
        (XML, "<item><title>https://example.org/news/a</title></item>"),
        (JSON, '{"id": "https://example.org/news/a"}'),
        (JSON, '{"title": "https://example.org/news/a"}'),
    ],
)
def test_ids_and_titles_in_feeds_stay(kind: str, body: str) -> None:
    assert b"127.0.0.1" not in rewritten(kind, body.encode(), PUBLIC, HERE)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (XML, b"<rss><link>https://example.org/news/</rss>"),
        (JSON, b'{"url": "https://example.org/news/"'),
        (HTML, b'\xff<p>https://example.org/news/ <a href="https://example.org/news/'),
    ],
)
def test_what_is_malformed_stays(kind: str, body: bytes) -> None:
    assert rewritten(kind, body, PUBLIC, HERE) == body


def test_a_site_without_a_path_is_replaced_up_to_the_end_of_its_host() -> None:
    page = b'<a href="https://example.org"><a href="https://example.org/a"><a href="https://example.org.uk/">'
    assert rewritten(HTML, page, "https://example.org/", "http://localhost:1/") == (
        b'<a href="http://localhost:1"><a href="http://localhost:1/a"><a href="https://example.org.uk/">'
    )


@given(
    st.text(alphabet="<>\"'= ahref/https:example.org/news&;"),
    st.sampled_from((HTML, CSS, XML, JSON)),
)
def test_what_does_not_have_the_host_stays_byte_for_byte(text: str, kind: str) -> None:
    body = text.replace("example.org", "").encode()
    assert rewritten(kind, body, PUBLIC, HERE) == body


@given(
    st.lists(st.sampled_from([*"<>\"' =a", "<a href=", "https://example.org/news/", "</script>"]))
)
def test_rewriting_twice_changes_nothing(parts: list[str]) -> None:
    once = rewritten(HTML, "".join(parts).encode(), PUBLIC, HERE)
    assert rewritten(HTML, once, PUBLIC, HERE) == once
