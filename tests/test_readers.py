"""Which files are articles, and how they are parsed."""

from __future__ import annotations

import pytest

from feedtool.model import Problem, RawDocument
from feedtool.readers import READERS, is_article, read


@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        "a.md",
        "A.TXT",
        "a.b.Md",
        "no ascii ☃.txt",
        "-.txt",
        "2026-05-25-x.txt",
        "a~b.txt",
        "part.txt",
        "my.part.txt",
        "tmp.md",
    ],
)
def test_an_article_file_is_recognized(name: str) -> None:
    assert is_article(name)


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.txt",
        ".txt",
        ".a.txt.swp",
        "a.txt~",
        "~$a.txt",
        "#a.txt#",
        "a.txt.part",
        "a.txt.crdownload",
        "a.txt.swp",
        "a.txt.tmp",
        "a.txt.bak",
        "a.txt.orig",
        "a.md.PART",
        "a.pdf",
        "a.html.part",
        "a",
        "txt",
        "a.txt.gz",
        "Thumbs.db",
        "a.txt ",
    ],
)
def test_other_files_are_not_articles(name: str) -> None:
    assert not is_article(name)


def test_every_format_has_a_reader_and_is_found() -> None:
    assert all(is_article(f"a{ending}") for ending in READERS)
    assert set(READERS) >= {".txt", ".md"}


@pytest.mark.parametrize(
    ("key", "markup"), [("a.txt", "plain"), ("b/c.md", "markdown"), ("D.MD", "markdown")]
)
def test_the_extension_determines_the_format(key: str, markup: str) -> None:
    found = read(key, b"# A line\n")
    assert isinstance(found, RawDocument)
    assert (found.key, found.markup, found.text) == (key, markup, "# A line\n")


def test_a_text_below_front_matter_has_its_first_line_number() -> None:
    found = read("a.txt", b"---\r\ntitle: T\r\nauthor: A\r\n---\r\n\r\nText\r\n")
    assert isinstance(found, RawDocument)
    assert found.first_line == 5
    assert (found.meta.title, found.meta.author) == ("T", "A")
    assert found.text == "\nText\n"


def test_front_matter_is_found_after_a_byte_order_mark_and_in_any_encoding() -> None:
    text = "---\ntitle: Café\n---\nText\n"
    for data in (text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("utf-32")):
        found = read("a.txt", data)
        assert isinstance(found, RawDocument)
        assert (found.meta.title, found.text) == ("Café", "Text\n")


@pytest.mark.parametrize(
    "data", [b"", b"  \n\t\r\n", b"\0", b"---\ntitle: T\n---\n", b"---\ndate: soon\n---\nText\n"]
)
def test_an_unusable_file_is_a_problem_and_not_an_exception(data: bytes) -> None:
    found = read("sub/a.txt", data)
    assert isinstance(found, Problem)
    assert found.key == "sub/a.txt"
    assert found.left_out
    assert "; " in found.message or found.message.endswith("delete it")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xef\xbb\xbf \n",
        "\ufeff\n \n".encode("utf-16-le"),
        "\u200b\u00ad\n\u2060".encode(),
    ],
)
def test_a_file_without_visible_characters_is_empty(data: bytes) -> None:
    found = read("a.txt", data)
    assert isinstance(found, Problem)
    assert found.message.startswith("is empty")


@pytest.mark.parametrize(
    ("key", "source", "wanted"),
    [
        ("a.txt", "R&amp;D&nbsp;is &mdash; caf&eacute; &#128; &#x2019;", "R&D\u00a0is — café € ’"),
        ("a.txt", "R&D, in HTML R&amp;D", "R&D, in HTML R&amp;D"),
        ("a.txt", "a&#10;b&#0;c &unknown; &lt;b&gt;", "a&#10;b\ufffdc &unknown; <b>"),
        ("a.txt", "&amp;lt; is a sign", "&lt; is a sign"),
        ("a.txt", "---\nclean: off\n---\nR&amp;D", "R&amp;D"),
        ("a.md", "R&amp;D", "R&amp;D"),
    ],
)
def test_references_are_decoded_in_found_plain_text(key: str, source: str, wanted: str) -> None:
    document = read(key, source.encode())
    assert isinstance(document, RawDocument)
    assert document.text == wanted
