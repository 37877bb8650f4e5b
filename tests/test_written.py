"""What an author wrote is published as it was written: no line, mark or heading is lost."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.model import CleanArticle, Meta, Problem, RawDocument
from feedtool.readers import read
from feedtool.readers.origin import Origins, regime_of
from feedtool.render.body import to_html, to_text
from feedtool.render.body.destinations import replaced
from feedtool.render.body.markdown import from_markdown
from feedtool.text.commonmark import blocks, parser
from support.articles import article, read_article
from support.sites import CONFIG, NOW, OWN_RULE, SiteFolder
from support.texts import sentence, story

URL = "https://example.org/a.html"
PROSE = f"{sentence('a')} {sentence('b')}\n\n{sentence('c')} {sentence('d')}"


def shown(found: CleanArticle) -> str:
    return to_html(found, URL)


# -- blocks --------------------------------------------------------------------------------------

SOURCES = {
    "indented code with blank lines": "Text.\n\n    one\n\n\n      two  \n\nMore.",
    "code at the very top": "    one\n    two\n\nText.",
    "nested lists": "- a\n  - b\n\n    c\n- d\n\n  1. e\n  2. f\n\nText.",
    "a loose list and a tight one": "- a\n\n- b\n\n* c\n* d\n",
    "fenced code with blank lines": "```py\na\n\n\nb\n```\n\n~~~\n<!-- shown -->\n~~~",
    "code that is never closed": "Text.\n\n```\na\n\nb\n\n",
    "code in a list that is never closed": "- a\n\n  ```\n  b\n\n\nText.",
    "a table right below a heading": "# A\n| a | b |\n|---|---|\n| 1 | 2 |\n\nText.",
    "HTML": '<div class="a">\n\n*text*\n\n</div>\n<p>a\nb</p>\n\nText.',
    "definitions": "A [b][c] and [d].\n[not]: /a\n\n[c]: /c 'title'\n[d]: <d e>\n\nText [c].",
    "definitions between lists": "- a\n\n[b]: /b\n\n- c [b]",
    "hard breaks": "one  \ntwo\\\nthree\n\nfour  ",
    "a quotation that goes on": "> a\nb\n> c\n\n> d\n\nText.",
    "underlined headings": "A\n===\nText\nB\n---\n\n---\nText.",
    "comments": "a <!-- b\nc --> d\n\n<!--\n\n- e\n\n--> f\n\n<!-- g -->\n\n    h",
    "a comment over items": "- a\n  <!--\n- b\n\nc\n--> d\n- e\n\n- f\n  <!-- g\n\nh\n\n<!-- i -->",
    "empty items": "- \n\n  \n- a\n\n1.\n2. b",
    "tabs": "-\ta\n\n\tb\n\n\tc\n",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_the_blocks_of_a_source_render_like_the_source(source: str) -> None:
    found, _ = blocks(source)
    assert rendered("\n\n".join(block.source for block in found)) == rendered(source)


_PARTS = (
    "- |* |1. |> |    |  |\t|# |```|~~~|a|b c|\n|\n\n||---|===|[r]|[r]: /x|<!--|-->|<div>|`|**"
).split("|")
_PARTS += ["|", "\\", "  \n", "[a]: /y 'z'", "***", "\n    ", "\n- ", "\n\n  ", "\n> ", "|---|"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=25).map("".join))
def test_any_source_is_the_sum_of_its_blocks(source: str) -> None:
    found, _ = blocks(source)
    assert rendered("\n\n".join(block.source for block in found)) == rendered(source)


def rendered(source: str) -> str:
    return replaced(from_markdown(source, "", "ltr"), {}, URL)


def test_nothing_of_a_text_is_lost_whatever_it_looks_like() -> None:
    source = "\n\n".join(
        [
            "Home",
            "## Related Articles",
            "- [One](/1)\n- [Two](/2)",
            "Leave a Reply",
            "By Jane Doe",
            "3 min read",
            PROSE,
            "Back to top",
            "| Share | Tweet |\n|---|---|\n| 1 | 2 |",
        ]
    )
    found = article(f"---\ntitle: T\n---\n{source}\n", "a.md")
    assert shown(found) == rendered(source)
    assert {v.rule for v in found.verdicts} == {None}
    assert found.author == "Jane Doe"


def test_lines_that_recur_stay_in_what_was_written(site: SiteFolder) -> None:
    for number in range(8):
        body = f"# Title {number}\n\n{PROSE.replace('.', f' {number}.')}\n\n## Upgrading\n\nGet it."
        site.write(f"{number}.md", body)
    site.build()
    assert all("<h2>Upgrading</h2>" in entry.content for entry in site.shown().values())


# -- comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- hidden -->",
        "<!--\n\nhidden\n\n- hidden\n-->",
        "Text <!-- hidden\nhidden --> on.",
        "- a\n  <!--\n- hidden\n\nhidden\n-->\n- b",
    ],
)
def test_a_comment_is_shown_nowhere(comment: str) -> None:
    found = article(f"{comment}\n\n# Title <!-- hidden -->\n\n{comment}\n\n{PROSE}", "a.md")
    assert found.title.text == "Title"
    html = shown(found)
    assert "hidden" not in html
    assert "<!--" not in html
    assert "hidden" not in to_text(found, html)


@pytest.mark.parametrize(
    "code", ["`<!-- shown -->`", "```\n<!-- shown -->\n```", "    <!-- shown -->", "<!-- shown"]
)
def test_a_comment_in_code_or_without_an_end_is_text(code: str) -> None:
    assert "&lt;!-- shown" in shown(article(f"# Title\n\n{PROSE}\n\n{code}\n", "a.md"))


UNCLOSED = ["> <!--\n", "> > a\n> > <!-- b\n", "- <!--\n", "- > <!--\n", "> <!--\n\n", "a <!-- b\n"]


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, of C too."""
    count = 0

    def note(frame: object, event: str, what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("below", ["", "\n-->\n"])
@pytest.mark.parametrize("unclosed", UNCLOSED)
def test_the_work_for_comments_without_an_end_is_linear(unclosed: str, below: str) -> None:
    def parsed(times: int) -> int:
        source = unclosed * times + below
        return calls(lambda: (blocks(source), parser().parse(source)))

    parsed(1)  # what is made once
    assert parsed(400) < 2.2 * parsed(200)


def test_a_quotation_with_an_open_comment_stays_one_paragraph() -> None:
    (quotation, comment) = blocks("> a\n> <!-- b\n> c\n\n-->")[0]
    assert (quotation.kind, comment.source) == ("blockquote_open", "-->")
    assert parser().render("> a\n> <!-- b\n> c\n\n-->").count("<p>") == 2


def test_an_article_of_nothing_but_a_comment_is_a_problem() -> None:
    found = read_article(b"---\ntitle: T\n---\n<!-- to be\n\nwritten -->\n", "a.md")
    assert isinstance(found, Problem)
    assert "nothing but a comment" in found.message


def test_an_edit_of_a_comment_changes_no_words() -> None:
    texts = [f"# T\n\n{PROSE}\n\n<!-- {comment} -->\n" for comment in ("one", "another of them")]
    one, other = (article(text, "a.md") for text in texts)
    assert one.fingerprint == other.fingerprint


# -- titles --------------------------------------------------------------------------------------

TITLES = {
    "a heading": ("# Home\n\nText.", "Home"),
    "a lower heading at the top": ("### Menu\n\nText.\n\n# Other", "Menu"),
    "an underlined heading": ("Menu\n----\n\nText.", "Menu"),
    "a heading below a picture": ("[![a](b.png)](c)\n\n# Title\n\nText.", "Title"),
    "a heading below a comment": ("<!-- a -->\n\n# Title\n\nText.", "Title"),
    "code in a heading": ("# The `__init__` of `a<b>`\n\nText.", "The __init__ of a<b>"),
    "a reference in a heading": ("# The [new][n] one\n\nText.\n\n[n]: /n", "The new one"),
    "attributes": ("# Title {#id}\n\nText.", "Title"),
    "a picture first": ("![](a.png)\n\nText that goes on.", "My trip"),
    "a note first": ("> [!note] A feature.\n\nText that goes on.", "My trip"),
    "a list first": ("- a\n- b\n\nText that goes on.", "My trip"),
    "a space": ("&nbsp;\n\nText that goes on.", "Text that goes on"),
    "a break": ("<br>\n\nText that goes on.", "Text that goes on"),
    "a sentence": ("Text that goes on. And on.\n\n- a", "Text that goes on"),
    "a link by name": ("See [[Other|the other]] note. And on.", "See the other note"),
    "a picture alone": ("![](a.png)", "My trip"),
}


@pytest.mark.parametrize(("source", "title"), TITLES.values(), ids=TITLES.keys())
def test_a_written_text_has_the_title_that_its_author_gave_it(source: str, title: str) -> None:
    found = article(source, "2024-01-05-my_trip.md")
    assert found.title.text == title
    if found.title.source == "headline":
        assert f"{title}</h" not in shown(found)
    else:
        assert shown(found) == rendered(source)


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("my-trip/index.md", "My trip"),
        ("my-trip/README.md", "My trip"),
        ("The sea - a note.md", "The sea - a note"),
        ("a.md", "Text that goes on"),
    ],
)
def test_a_file_name_is_made_readable(key: str, title: str) -> None:
    assert article("- a\n\nText that goes on.", key).title.text == title


def test_a_heading_that_is_not_the_declared_title_stays() -> None:
    found = article(f"---\ntitle: Declared\n---\n# Another\n\n{PROSE}", "a.md")
    assert shown(found).startswith('<h1 id="another">Another</h1>')
    same = article(f"---\ntitle: Declared\n---\n# Declared\n\n{PROSE}", "a.md")
    assert "Declared" not in shown(same)


def test_the_heading_of_a_section_gives_the_title_and_stays() -> None:
    found = article(f"{PROSE}\n\n# First part\n\nText.\n\n# Second part\n\nText.", "a.md")
    assert found.title.text == "First part"
    assert '<h1 id="first-part">First part</h1>' in shown(found)


def test_a_better_title_moves_no_page(site: SiteFolder) -> None:
    site.write("my_trip.md", f"- one\n- two\n\n{PROSE}\n")
    site.build()
    (before,) = site.shown().values()
    assert (before.title, before.slug) == ("My trip", "my-trip")
    site.write("my_trip.md", f"# A far better title\n\n- one\n- two\n\n{PROSE}\n")
    site.build(NOW + 3600)
    (after,) = site.shown().values()
    assert after.title == "A far better title"
    assert (after.guid, after.slug, after.published) == (
        before.guid,
        before.slug,
        before.published,
    )


# -- origin --------------------------------------------------------------------------------------

PATTERNS = Origins(found=("scraped/**",), written=("notes/**",), host="example.org")


@pytest.mark.parametrize(
    ("key", "meta", "origin", "why"),
    [
        ("a.md", Meta(), "written", "Markdown"),
        ("a.txt", Meta(), "found", "plain text"),
        ("scraped/b/a.md", Meta(), "found", "[clean] found has scraped/**"),
        ("notes/a.txt", Meta(), "written", "[clean] written has notes/**"),
        ("scraped/a.md", Meta(clean="written"), "written", "declared in the front matter"),
        ("notes/a.txt", Meta(clean="found"), "found", "declared in the front matter"),
        ("a.md", Meta(url="https://example.org/a"), "written", "Markdown"),
        (
            "a.md",
            Meta(url="https://other.example/a"),
            "written",
            "Markdown, first published on other.example",
        ),
    ],
)
def test_the_origin_of_a_text_has_a_reason(key: str, meta: Meta, origin: str, why: str) -> None:
    markup = "markdown" if key.endswith(".md") else "plain"
    regime = regime_of(key, meta, markup, PATTERNS)  # type: ignore[arg-type]
    assert (regime.origin, regime.why) == (origin, why)
    assert regime.is_reprint == ("other.example" in why)


@pytest.mark.parametrize(
    ("header", "origin", "why"),
    [
        (".. title: T\n.. date: 2026-05-01\n", "written", "plain text with a header line 'title:'"),
        ("Title: T\nSlug: t\n", "written", "plain text with a header line 'slug:'"),
        ("Title: T\nRevision: 2\n", "written", "plain text with a header line 'revision:'"),
        ("Title: T\nDate: 2026-05-01\nURL: https://other.example/\n", "found", "plain text"),
        ("Slug: t\n", "found", "plain text"),
        ("Title: T\nSlug: t\nHome\n", "found", "plain text"),
    ],
)
def test_a_header_for_a_site_generator_makes_plain_text_written(
    header: str, origin: str, why: str
) -> None:
    found = article(f"{header}\n{FURNITURE}", "a.txt")
    assert (found.origin, found.origin_why) == (origin, why)
    assert ("Leave a Reply" in found.paragraphs) is (origin == "written")


FURNITURE = f"Home\n\n{PROSE}\n\nLeave a Reply\n\nBack to top button\n"


@pytest.mark.parametrize(("value", "is_kept"), [("off", True), ("written", True), ("found", False)])
@pytest.mark.parametrize("key", ["a.md", "a.txt"])
def test_front_matter_says_whether_a_text_is_cleaned(key: str, value: str, is_kept: bool) -> None:
    found = article(f"---\ntitle: T\nclean: {value}\n---\n{FURNITURE}", key)
    assert ("Leave a Reply" in found.paragraphs) is is_kept
    assert found.origin == ("written" if is_kept else "found")


def test_another_value_is_named() -> None:
    found = read("a.md", b"---\nclean: maybe\n---\nText.\n")
    assert isinstance(found, RawDocument)
    assert any("'maybe' is not off, written or found" in notice for notice in found.notices)


def test_a_reprint_loses_blocks_at_its_edges_that_are_certain() -> None:
    front = "---\ntitle: T\nurl: https://other.example/a\n---\n"
    inner = f"{sentence('x')}\n\nLeave a Reply\n\n{PROSE}"
    found = article(f"{front}{inner}\n\nLeave a Reply\n\nBack to top button\n", "a.md")
    assert shown(found) == rendered(inner)
    whole = f"{PROSE}\n\nLeave a Reply\nand more"
    assert shown(article(f"{front}{whole}", "a.md")) == rendered(whole)


def test_a_rule_of_the_user_takes_whole_blocks_only() -> None:
    text = f"---\ntitle: T\n---\n{sentence('x')}\nBuy now\n\nBuy now\n\n- Buy now\n- Rest\n"
    found = article(text, "a.md", rules=[("rules/own.toml", OWN_RULE)])
    assert shown(found) == rendered(f"{sentence('x')}\nBuy now\n\n- Buy now\n- Rest")
    assert [v.rule for v in found.verdicts].count("own/ad") == 1


def test_the_settings_read_everything_again(site: SiteFolder) -> None:
    site.write("notes/a.txt", f"{story('The story of the harbour')}\nLeave a Reply\n")
    site.build()
    assert "Leave a Reply" not in site.page("The story of the harbour")
    site.configure(f'{CONFIG}\n[clean]\nwritten = ["notes/**"]\n')
    report = site.build(NOW + 3600)
    assert "all articles read again: settings for reading articles changed" in report.reasons
    assert "Leave a Reply" in site.page("The story of the harbour")
