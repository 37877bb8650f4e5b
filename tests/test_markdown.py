"""Markdown as people write it: cases in tests/markdown, and what must hold for any text.

Each folder has an `input.md` and the `expected.html`; `attacks.txt` has HTML and Markdown that
tries to run something.
"""

from __future__ import annotations

import html
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from feedtool.clean.written_markdown import parts_of
from feedtool.readers import read
from feedtool.readers.html import markdown_of as of_html
from feedtool.readers.rst import to_markdown as of_rst
from feedtool.render.body.destinations import replaced
from feedtool.render.body.markdown import from_markdown
from feedtool.render.body.markdown.element_data import ATTRIBUTES
from feedtool.render.body.views import for_feed, for_page
from feedtool.text.commonmark import blocks
from support.folders import TESTS
from support.sites import NOW, SiteFolder
from support.texts import story

URL = "https://example.org/articles/a.html"
CASES = sorted(path.parent for path in (TESTS / "markdown").glob("*/input.md"))


def rendered(source: str, url: str = URL) -> str:
    return replaced(from_markdown(source, "a", "ltr"), {}, url)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_markdown_becomes_the_expected_html(case: Path) -> None:
    source = (case / "input.md").read_text("utf-8")
    assert rendered(source) + "\n" == (case / "expected.html").read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_blocks_of_a_case_render_like_the_whole(case: Path) -> None:
    source = (case / "input.md").read_text("utf-8").strip("\n")
    found, _ = blocks(source)
    assert rendered("\n\n".join(block.source for block in found)) == rendered(source)


# -- nothing is lost -------------------------------------------------------------------------------

_WORDS = "alpha beta gamma ünal नमस्ते 漢字".split()
_SIGNS = [
    *(
        "\n",
        "\n\n",
        " ",
        "  \n",
        "\t",
        "\n    ",
        "*",
        "**",
        "_",
        "~~",
        "==",
        "$",
        "$$",
        "`",
        "```\n",
    ),
    *("- ", "\n1. ", "> ", "> [!NOTE] ", "\n# ", "\n: ", ": ", "[ ] ", "[x] ", "[^a]", "[^a]: "),
    *("\n[^a]: ", "[", "](", ")", "<b>", "</b>", "<div>", "</div>", "<p>", "<li>", "<br>", "<td>"),
    *("<details>", "<summary>", "<table>", "<script>", "<pre>", "</pre>", "<a href=x>", "</a>"),
    *("<T>", "<", ">", "&", "<!--", "{", "}", "{{", "{%", "%}", "{{<", ">}}", "{#", "{: ", ":::"),
    *("\n::: note\n", "\n:::\n", "\n!!! note\n", "https://a.example/", "www.", "$5", "\\", "'"),
    *('"', "|", "\n| a | b |\n|---|---|\n"),
]
_sources = st.lists(st.sampled_from((*_WORDS, *_WORDS, *_SIGNS)), max_size=30).map("".join)


def words(text: str) -> Counter[str]:
    return Counter(re.findall("|".join(_WORDS), text))


def meant_to_be_hidden(source: str) -> str:
    """The source without comments, tags and their attributes, and definitions of links."""
    source = re.sub(r"<!--.*?-->|<!--+>", "", source, flags=re.DOTALL)
    return re.sub(r"<script>.*?</script>", "", source, flags=re.DOTALL)


@pytest.mark.thorough
@given(_sources)
@settings(max_examples=800, deadline=None)
@example("[^a]: alpha\n[^a]: beta\n\n[^a] gamma")
@example("<details>\nalpha\n\n<b>beta")
@example("::: note\nalpha")
@example("> [!NOTE] alpha\nbeta")
@example("!!! note\nalpha")
@example("alpha\n: beta\n: gamma <li> ünal")
def test_no_word_of_a_text_is_lost(source: str) -> None:
    shown = lxml_html.document_fromstring(f"<div>{rendered(source)}</div>").text_content()
    lost = words(meant_to_be_hidden(source)) - words(shown + addresses(source))
    assert not lost


def addresses(source: str) -> str:
    """What may be hidden in an address, a tag, an attribute list or the name of something."""
    hidden = (
        r"\]\([^()\n]*\)?|\]:\s*\S*|\[\^[^\]\s]*\]|<[^<>]*>|\{[^{}]*\}+|\{[{%][^{}]*"
        r"|```[^\n]*|:::[^\n]*|\[!\w*\]|!!![^\n]*|\"[^\"]*\"|'[^']*'|\([^()]*\)"
    )
    return " ".join(re.findall(hidden, source))


# -- attacks ---------------------------------------------------------------------------------------

ATTACKS = [
    line.replace(r"\n", "\n")
    for line in (TESTS / "markdown" / "attacks.txt").read_text("utf-8").splitlines()[1:]
]
_OURS = {"class", "id", "dir", "title", "checked", "disabled", "type", "style"}
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "xmpp", "geo", "ftp"}
# What pages add for keyboards, and for people who cannot see a box.
_ON_PAGES = {
    *(("pre", "tabindex", "0"), ("table", "tabindex", "0")),
    *(("input", "aria-label", "☑"), ("input", "aria-label", "☐")),
}
_CLASS = re.compile(
    r"callout [^\s\"'<>]*|callout-title|footnote-(?:ref|back)|footnotes|math|task|hl-[a-z]"
    r"|language-.*"
)


def harmless(made: str) -> Iterator[str]:
    """What is wrong with a piece of HTML, by the strictest reading."""
    for element in lxml_html.fragment_fromstring(made, create_parent="div").iter():
        name = str(element.tag)
        if name not in ATTRIBUTES and name not in ("input", "div"):
            yield f"<{name}>"
        if name == "input" and element.get("type") != "checkbox":
            yield "an input"
        for key, value in element.attrib.items():
            if (name, key, value) in _ON_PAGES:
                continue
            if key not in _OURS | set(ATTRIBUTES.get(name, ())) | {"lang"}:
                yield f"{name} {key}"
            if key in ("href", "src", "poster", "cite") and urlsplit(value).scheme not in _SCHEMES:
                yield f"{key}={value}"
            if key == "style" and not re.fullmatch(r"text-align:\s*\w+;?", value):
                yield value
            if key == "class" and not _CLASS.fullmatch(value):
                yield f"class={value}"
            if key == "id" and value == "content":
                yield "the id of the page"


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_does_nothing_on_a_page_and_in_a_feed(attack: str) -> None:
    for source in (attack, f"Text {attack} text", f"> {attack}", f"- {attack}", f"<div>\n{attack}"):
        made = rendered(source)
        assert not list(harmless(made))
        assert not list(harmless(for_page(made, URL).replace('href="#', f'href="{URL}#')))
        assert not list(harmless(for_feed(made)))
        assert lxml_html.document_fromstring(f"<div>{made}</div><p id=end>").xpath(
            "/html/body/*[@id='end']"
        ), "the body ends something around it"


@pytest.mark.thorough
def test_attacks_are_published_in_valid_feeds(site: SiteFolder) -> None:
    for number, attack in enumerate(ATTACKS):
        text = f"# Attack {number}\n\n{story(str(number))}\n\n{attack}\n\nThe end of it."
        site.write(f"{number}.md", text)
    site.build()
    feed = json.loads((site.output / "feed.json").read_text("utf-8"))
    contents = [item["content_html"] for item in feed["items"]]
    for name, path in (("rss.xml", "{*}encoded"), ("atom.xml", "{*}content")):
        root = etree.fromstring((site.output / name).read_bytes())
        contents += [element.text or "" for element in root.iter(path)]
    assert len(contents) > 100
    assert not [fault for content in contents for fault in harmless(content)]


# -- ids -------------------------------------------------------------------------------------------


def test_ids_are_unique_on_a_page_and_in_a_feed_of_many_articles(site: SiteFolder) -> None:
    text = "{}\n\n## Same\n\nNote[^1].\n\n## Same\n\n<a id=same>x</a>\n\n[^1]: Here.\n"
    for number in range(4):
        site.write(f"{number}.md", f"# Title {number}\n\n{text.format(story(str(number)))}")
    site.build()
    feed = json.loads((site.output / "feed.json").read_text("utf-8"))
    bodies = "".join(item["content_html"] for item in feed["items"])
    ids = re.findall(r' id="([^"]*)"', bodies)
    assert len(ids) == len(set(ids)) == 8
    for page in (site.output / "articles").glob("*.html"):
        ids = re.findall(r' id="([^"]*)"', page.read_text("utf-8"))
        assert len(ids) == len(set(ids)) >= 5
        for target in re.findall(r'href="#([^"]*)"', page.read_text("utf-8")):
            assert html.unescape(target) in ids


# -- where it is shown -----------------------------------------------------------------------------


def test_code_is_highlighted_on_pages_only(site: SiteFolder) -> None:
    site.write("a.md", f"# T\n\n{story('a')}\n\n```python\ndef f(): return 'x'\n```\n")
    site.build()
    assert '<span class="hl-k">def</span>' in site.page("T")
    feed = json.loads((site.output / "feed.json").read_text("utf-8"))
    assert "def f(): return" in feed["items"][0]["content_html"]
    assert "<span" not in feed["items"][0]["content_html"]


def test_highlighted_code_is_the_code() -> None:
    code = 'def f(x):\n\n    """<&> \t"""\n    return x  # ü\n\n\n'
    for language in ("python", "html", "diff", "console", "js", "unknown"):
        made = for_page(rendered(f"```{language}\n{code}```"), URL)
        (shown,) = lxml_html.fragments_fromstring(made)
        assert shown.text_content() == code


def test_a_summary_has_no_footnotes(site: SiteFolder) -> None:
    site.write("a.md", "# T\n\nH<sub>2</sub>O[^1] and so on.\n\n[^1]: A note.\n")
    site.build()
    feed = json.loads((site.output / "feed.json").read_text("utf-8"))
    assert feed["items"][0]["summary"] == "H2O and so on."


def test_template_tags_that_are_left_out_are_reported_by_name() -> None:
    text = "{% include a.html %} {{ page.x }} {% include b %} {{< figure src=a.png >}} `{{ code }}`"
    document = read("a.md", f"# T\n\n{text}\n".encode())
    assert document.notices == (NOTICE,)  # type: ignore[union-attr]


NOTICE = (
    "has template tags that only another site generator can fill in: include (2), page.x (1); "
    "the text is published without them"
)


def test_a_new_rendering_announces_nothing(site: SiteFolder) -> None:
    """What an article is, and whether it changed, depends on its source, not on its HTML."""
    source = (TESTS / "markdown" / "footnotes" / "input.md").read_text("utf-8")
    site.write("a.md", f"# T\n\n{story('a')}\n\n{source}")
    site.build()
    (before,) = site.shown().values()
    site.write("a.md", f"# T\n\n{story('a')}\n\n{source.replace('[^1]: With', '[^1]:   With')}")
    site.build(NOW + 3600)
    (after,) = site.shown().values()
    assert (before.guid, before.updated) == (after.guid, after.updated)


def test_tags_in_text_of_other_formats_are_text() -> None:
    text = "Use {{ name }}, {% if x %} and {: this}."
    made = rendered(of_html(f"<p>{text}</p>")), rendered(of_rst(f"Title\n=====\n\n{text}\n"))
    assert all(f"<p>{text}</p>" in body for body in made)


def test_code_in_tags_is_one_block() -> None:
    source = "{% highlight ruby %}\n# a comment\n- b\n{% endhighlight %}\n\n# Title"
    assert [part.kind for part in parts_of(source)] == ["code", "heading"]


# -- time ------------------------------------------------------------------------------------------

_PIECES = [
    *("[a]: b\n", "[a]: b '\n", "[^a]: b\n", "[^a]", "[", "]", "![a](", "[a](b", "](http://a"),
    *("*a*", "**a", "*a **a ", "_a_", "~~a", "==a", "==a== ", "`a", "&a", "(", "\\", "<a", "<b>"),
    *("<b>a</b>", "<div>\n\n", "</div>\n\n", "<p>", "<table><tr><td>", "<script>", "<pre>\n"),
    *("a <pre> ", "<!--", "<svg><b>", "> ", "- ", "> [!a]-\n\n", "::: a\n", ":::: a\n"),
    *("::: a\n:::\n", "!!! a\n", "a\n: b\n", ": ", "$a ", "$$a ", "$$\n", "{% a %} ", "{{ a "),
    *("{% note %}\n\n", "{% highlight a %}\n", "{% highlight a %} ", "{{", "{: .a}", "{% raw %}"),
    *("http://", "www.", "www.a.b ", "# a\n", "- [ ] a\n", "|a", "|-|-|\n"),
]


@pytest.mark.thorough
@pytest.mark.parametrize("piece", _PIECES)
def test_the_time_for_hostile_markdown_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        source = f"[^a]: x\n\n{piece * (size // len(piece))}"
        start = time.process_time()
        blocks(source)
        rendered(source)
        return time.process_time() - start

    seconds(100)  # what is made once
    # Four times the size: quadratic time would be sixteen times as much.
    assert seconds(40_000) < 8 * seconds(10_000) + 0.3


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("above", "piece", "below"),
    [
        ("- a\n", "  <pre>\n", "</pre>"),
        ("", "> <pre>\n", "\n</pre>"),
        ("> a\n", "> {% highlight a %}\n", "\n{% endhighlight %}"),
        ("", "a\n$$\n", "\n$$ b"),
        ("", "::: a\n", ":::"),
        ("", "<b>", "</i>"),
        ("", "[^b]\n", "\n[^b]: c"),
    ],
)
def test_an_end_mark_out_of_reach_costs_linear_time(above: str, piece: str, below: str) -> None:
    def seconds(size: int) -> float:
        source = above + piece * (size // len(piece)) + below
        start = time.process_time()
        blocks(source)
        rendered(source)
        return time.process_time() - start

    seconds(100)
    assert seconds(40_000) < 8 * seconds(10_000) + 0.3


def test_deep_levels_stay_text() -> None:
    for mark in ("> ", "- "):
        assert "word" in rendered(mark * 300 + "word")
    assert "word" in rendered("::: a\n" * 300 + "word\n" + ":::\n" * 300)
