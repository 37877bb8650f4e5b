"""The HTML of a text: cases in tests/html, and what must hold for any text.

A case file has a description, optional settings, a text and its HTML:

    # A sentence that describes the case.
    #: language = en
    A text,

    of paragraphs with a blank line between them.
    ---8<---
    <p>A text,</p>
    <p>of paragraphs with a blank line between them.</p>

The settings are `language`, `markup` (plain, markdown), and `summary`: the expected result of
`to_text`, on one line.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedtool.model import CleanArticle, Meta, Title
from feedtool.render.body import to_html, to_text
from feedtool.text.normalize import normalize
from support.folders import TESTS
from test_normalize import TROUBLE

PAGE = "https://example.org/articles/a.html"
CUT = "---8<---"
CASES = sorted((TESTS / "html").glob("*.case"))
_SETTINGS = {"language", "markup", "summary"}


def article(
    paragraphs: tuple[str, ...],
    language: str | None = None,
    markup: Literal["plain", "markdown"] = "plain",
) -> CleanArticle:
    title = Title("Title", "declared")
    return CleanArticle("a.txt", title, paragraphs, Meta(), markup, language, "")


def test_there_are_cases_in_many_scripts() -> None:
    assert len(CASES) >= 40
    assert {path.name.partition("-")[0] for path in CASES} >= set(
        "ar de en fa fr he ja ru zh".split()
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_text_becomes_the_expected_html(path: Path) -> None:
    head, _, wanted = path.read_text("utf-8").partition(f"{CUT}\n")
    assert head.startswith("# "), "needs a first line that says what the case is about"
    assert wanted, f"needs a line {CUT} and HTML below it"
    about = list(takewhile(lambda line: line.startswith(("# ", "#: ")), head.split("\n")))
    told = [line for line in about if line.startswith("#:")]
    chosen = {
        name.strip(): value.strip() for name, _, value in (line[2:].partition("=") for line in told)
    }
    assert set(chosen) <= _SETTINGS
    text = "\n".join(head.split("\n")[len(about) :]).strip("\n")
    markdown = chosen.get("markup") == "markdown"
    paragraphs = tuple(re.split(r"\n\n+", text))
    found = article(paragraphs, chosen.get("language"), "markdown" if markdown else "plain")
    made = to_html(found, PAGE)
    assert made + "\n" == wanted
    if "summary" in chosen:
        assert " ".join(to_text(found, made).split()) == chosen["summary"]


# -- for any text ------------------------------------------------------------------------------

_SIGNS = (
    *TROUBLE,
    *"- |* |+ |– |— |• |・|> |>> |1. |2. |3. |10. |1) |2) |\n|\n\n|  |\t|.|:|?|。".split("|"),
    *"http://|https://a.example/b(c)|www.example.org|a@b.example|(|)|<b>|&amp;|\"|'".split("|"),
    *"A short line|eggs|Зима|שלום|مرحبا|漢字|नमस्ते|javascript:alert(1)".split("|"),
    "This is a sentence of some length, such as news have, and it comes to an end here.",
)
_pieces = st.lists(st.one_of(st.sampled_from(_SIGNS), st.text(max_size=8)), max_size=12)
_texts = st.lists(_pieces.map("".join), min_size=1, max_size=8).map(tuple)
_languages = st.sampled_from([None, "en", "fr", "ar", "ja"])
_ELEMENTS = set("div p br h2 ul ol li blockquote pre a".split())
# The marks that lists, quotations and sub-headings replace.
_MARK = re.compile("[-*+–—•●▪◦‣⁃∙■□◆◇▸►➤✓✔・>]")
_NUMBER = re.compile(r"^(\d{1,3})[.)]$")  # in HTML, a full stop follows the number of an item


def tree(made: str) -> etree._Element:
    return etree.fromstring(f"<div>{made.replace('<br>', '<br/>')}</div>")


def words(text: str) -> list[str]:
    """The words, without the marks for which HTML has elements."""
    bare = (_NUMBER.sub(r"\1", _MARK.sub("", word)) for word in text.split())
    return [word for word in bare if word]


def read(element: etree._Element) -> Iterator[str]:
    """The text as a reader sees it, numbers of items included."""
    around = "" if element.tag == "a" else "\n"
    yield around + (element.text or "")
    start = int(element.get("start", "1"))
    for number, child in enumerate(element, start):
        if element.tag == "ol":
            yield f"\n{number}."
        yield from read(child)
        yield child.tail or ""
    yield around


@pytest.mark.thorough
@given(_texts, _languages)
@settings(max_examples=600)
@example(("1. a\n2) b\n3) c\n  - d\n    - e\n  - f",), "en")
@example(("> > a\n> - b\n> - c\n\n>",), None)
def test_every_word_of_a_text_is_in_its_html_and_in_order(
    texts: tuple[str, ...], language: str | None
) -> None:
    paragraphs = tuple(map(normalize, texts))
    made = to_html(article(paragraphs, language), PAGE)
    assert words("".join(read(tree(made)))) == words("\n".join(paragraphs))


@pytest.mark.thorough
@given(_texts, _languages)
@settings(max_examples=400)
def test_the_html_of_any_text_is_well_formed_and_has_known_elements_only(
    texts: tuple[str, ...], language: str | None
) -> None:
    made = to_html(article(tuple(map(normalize, texts)), language), PAGE)
    for element in tree(made).iter():
        assert element.tag in _ELEMENTS
        allowed = {"a": {"href"}, "ol": {"start", "dir"}, "br": set(), "li": set()}
        assert set(element.attrib) <= allowed.get(str(element.tag), {"dir"})
        assert element.get("dir") in (None, "ltr", "rtl")
        if element.tag in ("ul", "ol"):
            assert len(element) > 1
            assert {child.tag for child in element} == {"li"}
        if element.tag == "a":
            address = urlsplit(element.get("href") or "")
            assert address.scheme.lower() in ("http", "https")
            assert address.hostname
            assert (
                (element.get("href") or "")
                .removeprefix("http://")
                .endswith((element.text or "").removeprefix("http://"))
            )


@given(_texts, _languages)
def test_a_summary_has_the_words_of_the_text(texts: tuple[str, ...], language: str | None) -> None:
    paragraphs = tuple(map(normalize, texts))
    found = article(paragraphs, language)
    text = to_text(found, to_html(found, PAGE))
    assert words(text) == words("\n".join(paragraphs))


@pytest.mark.thorough
@given(_texts, st.sampled_from(["en", "he"]))
@settings(max_examples=200)
def test_the_html_of_any_markdown_is_well_formed_and_has_no_scripts(
    texts: tuple[str, ...], language: str
) -> None:
    paragraphs = tuple(map(normalize, texts))
    made = to_html(article(paragraphs, language, "markdown"), PAGE)
    for element in tree(made.replace("<hr>", "<hr/>")).iter():
        assert element.tag not in ("script", "style", "iframe", "object")
        assert not any(name.startswith("on") for name in element.attrib)
        for name in ("href", "src"):
            scheme = urlsplit(element.get(name) or "https:").scheme
            assert scheme in ("http", "https", "mailto", "tel", "sms", "xmpp", "geo", "ftp")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html;base64,AAAA",
        "data:image/png;base64,AAAA",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://example.org/x",
        "http://example.org:port/",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "![x]({})", "[x](<{}>)", "<{}>", "[x]\n\n[x]: {}"])
def test_an_address_with_code_or_data_is_never_a_link(address: str, form: str) -> None:
    made = to_html(article((form.format(address),), "en", "markdown"), PAGE)
    assert "<img" not in made
    assert "<a" not in made
    assert html.unescape(address).strip() in html.unescape(made)


@pytest.mark.thorough
@pytest.mark.parametrize("count", [2_000, 40_000])
@pytest.mark.parametrize("piece", ["> ", "(", "- a\n", ")", "http://a/(", "www.", "1. a\n", " "])
def test_no_text_takes_long(piece: str, count: int) -> None:
    started = time.perf_counter()
    nested = "\n".join("  " * (i % 500) + "- a" for i in range(500))
    to_html(article((f"http://a.example/{piece * count}", piece * count, nested), "en"), PAGE)
    assert time.perf_counter() - started < 5
