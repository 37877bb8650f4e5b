"""HTML as input: tests/pages has pages, and beside each what is read from it.

FEEDTOOL_UPDATE_GOLDENS=1 writes the expectations again, to be read before they are committed.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path
from time import perf_counter
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import Problem, RawDocument
from feedtool.pipeline.file_filter import FileFilter
from feedtool.pipeline.input_folder import InputFolder
from feedtool.readers import PAGES, read
from feedtool.readers.html import markdown_of
from feedtool.readers.html.elements import text_of
from feedtool.readers.html.tree import tree_of
from feedtool.readers.origin import Origins
from feedtool.render.body.markdown import from_markdown
from support.folders import TESTS
from support.messages import says

pytest.importorskip("trafilatura")
FOLDER = TESTS / "pages"
LONGEST = 60  # seconds for a page, on a machine that is busy with other tests
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in PAGES)


def shown(found: RawDocument | Problem) -> str:
    """What was read, as text: metadata and origin, and the Markdown below a blank line."""
    if isinstance(found, Problem):
        return f"left out: {found.left_out}\n{found.message}\n"
    meta = found.meta
    fields = {
        "origin": f"{found.origin}: {found.origin_why}",
        "extracted": found.is_extracted or None,
        "title": meta.title,
        "author": meta.author,
        "published": meta.published,
        "updated": meta.updated,
        "language": meta.language,
        "url": meta.url,
        "image": meta.image,
        "notices": "; ".join(found.notices),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join(lines) + f"\n\n{found.text}\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_expected(name: str) -> None:
    expected = FOLDER / f"{name}.expected"
    found = shown(read(name, (FOLDER / name).read_bytes()))
    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        expected.write_text(found)
    assert found == expected.read_text()


def test_a_page_without_text_says_so() -> None:
    found = read("a.html", b"<html><body><img src='data:,x'><script>x()</script></body></html>")
    assert isinstance(found, Problem)
    assert says(found.message, " … markup … no text … add … delete")


def test_without_trafilatura_a_saved_page_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    found = read("a.html", (FOLDER / "es-saved.html").read_bytes())
    assert isinstance(found, Problem)
    assert says(found.message, " … trafilatura … install feedtool[html]")
    by_hand = read("a.html", (FOLDER / "fr-fragment.html").read_bytes())
    assert isinstance(by_hand, RawDocument)


def test_the_owner_decides_whether_a_page_is_written() -> None:
    page = (FOLDER / "es-saved.html").read_bytes()
    whole = read("a.html", page, Origins(written=("*.html",)))
    assert isinstance(whole, RawDocument)
    assert whole.origin == "written"
    assert "Muy buena noticia" in whole.text
    by_hand = (FOLDER / "en-by-hand.html").read_bytes()
    found = read("a.html", by_hand, Origins(found=("*",)))
    assert isinstance(found, RawDocument)
    assert found.origin == "found"


def test_the_folder_of_a_saved_page_is_passed_over(tmp_path: Path) -> None:
    for name in (
        "Fog.html",
        "Fog_files/ad.html",
        "Nebel.htm",
        "Nebel-Dateien/x.html",
        "b_files/c.md",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>Text.</p>")
    keys = [found.key for found in InputFolder(tmp_path).scan(FileFilter())]
    assert keys == ["Fog.html", "Nebel.htm", "b_files/c.md"]


# -- attacks, and what looks like one -------------------------------------------------------------

MENU = "<nav><a href=/>Home</a></nav>"
ARTICLE = "<p>" + "This sentence of the article is long enough to be found. " * 20
MANY = 20_000
NESTED = ("div", "b", "ul><li", "blockquote", "dl><dd")
ATTACKS = {
    **{
        tag: f"<{tag}>" * 100_000 + "deep" for tag in ("div", "b", "ul><li", "blockquote", "dl><dd")
    },
    "tables": "<table><tr><td>" * MANY + "deep",
    "attribute": f"<p class='{'a b ' * 500_000}' style='{'x' * 500_000}'>",
    "attributes": f"<p {' '.join(f'a{n}=1' for n in range(5 * MANY))}>",
    "address": f"<a href='http://a.example/{'x' * 2_000_000}'>there</a>",
    "embedded": f"<img src='data:image/png;base64,{'A' * 4_000_000}'>",
    "paragraphs": "<p>x" * MANY,
    "columns": f"<table><tr>{'<td>x' * MANY}{'<tr><td>y' * MANY}</table>",
    "spans": f"<table><tr>{'<td colspan=999999999>x' * 999}{'<tr><td>y' * 99}</table>",
    "start": f"<ol start={'9' * 5000}><li>x</ol><ol start=²><li>x</ol>",
    "headings": f"<title>{'word ' * 50_000}</title>" + "<h2>heading number</h2>" * MANY,
    "data": f"<script type=application/ld+json>{'[' * MANY}{']' * MANY}</script>",
    "spaces": " " * 2_000_000,
    "references": "&amp;&#0;&#xFFFFFFFF;&bogus;&" * MANY,
    "comments": "<!-- saved from url=(1)x -->" * MANY,
    "unclosed": "<" * 500_000 + "</p" * 100_000,
    "base": "<base href='javascript:alert(1)//'><base href='http://[::'><a href=x>t</a>",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_costs_seconds_and_no_text(attack: str) -> None:
    begin = perf_counter()
    found = read("a.html", f"{MENU}{attack}{ARTICLE}".encode())
    assert perf_counter() - begin < LONGEST
    assert isinstance(found, RawDocument)
    assert "This sentence of the article" in found.text
    assert "javascript" not in found.text


@pytest.mark.parametrize(
    ("begin", "data"),
    [
        ("<meta charset=utf-8>", "Fähre \xff\x80"),
        ("<meta charset=klingon>", "Fähre"),
        ("<meta charset=utf-7>", "Fähre +ADw-script+AD4-"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "Fähre"),
        ("<meta http-equiv=content-type content='text/html; charset=iso-8859-15'>", "Fähre"),
    ],
)
def test_a_page_in_a_broken_encoding_is_read(begin: str, data: str) -> None:
    text = ARTICLE + "Über die Fähre und die schöne Brücke wäre noch etwas zu sagen. "
    found = read("a.html", f"{begin}{text}{data}".encode("latin-1"), language="de")
    assert isinstance(found, RawDocument)
    assert "schöne Brücke" in found.text


def test_a_page_with_nul_is_left_out_with_its_place() -> None:
    found = read("a.html", b"<p>a\0b")
    assert isinstance(found, Problem)
    assert says(found.message, " … NUL … offset 4 … UTF-8")


@pytest.mark.parametrize("name", ["article", "main", "section", "figure", "x-post"])
def test_a_page_without_head_and_body_has_its_text(name: str) -> None:
    page = f"<!doctype html><title>Fog</title><{name}><p>It is foggy.</p></{name}>It ended."
    assert markdown_of(page) == "It is foggy.\n\nIt ended."
    found = read("a.html", page.encode())
    assert isinstance(found, RawDocument)
    assert found.text == "It is foggy.\n\nIt ended."


def test_a_page_within_noscript_has_its_text() -> None:
    found = read("a.html", f"<body><noscript><p>It is foggy.</p>{ARTICLE}".encode())
    assert isinstance(found, RawDocument)
    assert found.text.startswith("It is foggy.")


def test_a_bug_in_trafilatura_costs_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.extract", mock.Mock(side_effect=IndexError))
    found = read("a.html", f"{MENU}{ARTICLE}".encode())
    assert isinstance(found, RawDocument)
    assert not found.is_extracted
    assert "This sentence of the article" in found.text


# -- pieces of HTML ------------------------------------------------------------------------------

TAGS = "b i em strong code p div span li ul ol blockquote h2 td tr table pre s sup".split()
WORDS = (
    "a b* * _x_ [ ] ( ) # - 1. ! ` | ~~ \\ &amp; &lt; &amp;lt; = --- word é。 「 :> + {{x}}".split()
)


@st.composite
def pieces(draw: st.DrawFn, depth: int = 0) -> str:
    """HTML of any nesting, with text that means something to Markdown."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        if depth > 3 or draw(st.booleans()):
            parts.append(" ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))))
        else:
            tag = draw(st.sampled_from(TAGS))
            parts.append(f"<{tag}>{draw(pieces(depth + 1))}</{tag}>")
    return " ".join(parts)


def words_of(html: str) -> str:
    tree = tree_of(f"<div>{html}</div>")
    shown = "" if tree is None else text_of(tree)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", shown)))


@pytest.mark.thorough
@given(pieces())
def test_no_word_is_lost_and_none_becomes_markup(html: str) -> None:
    shown = from_markdown(markdown_of(html), "https://example.org/", "ltr")
    assert words_of(shown) == words_of(html)
