"""Strategies for folders of hostile files: odd names, front matter, markup, encodings, settings."""

from __future__ import annotations

import json
import os
from pathlib import PurePosixPath

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from support.sites import CONFIG
from support.texts import sentence, story

EACH = "".join(f'\n[[feed]]\neach = "{kind}"\n' for kind in ("folder", "tag", "author", "language"))

# Characters that XML forbids or discourages, that are invisible, or that change the direction.
_CHARACTERS = (
    "\x01\x0b\x0c\x1b\x7f\x85\u2028\u202e\u2067\u200b\ufffe\uffff\ufdd0\ufeff\u00ad\u00a0\U0001ffff"
)
_REFERENCES = "&#12; &#1; &#0; &#x1b; &#xD800; &#xFFFE; &nbsp; &lt; &nosuch;".split()
_MARKUP = (
    "]]> <![CDATA[ <!-- --> <br> <p></p> <script>x</script> <b> </div> ![](a.png) ![a](%00.png) "
    "[x](%00) [](x) [a](//) [a](http://[) [a](a:b:c) <http://e.org/%00> http://e.org:99999/ "
    "https://ü.example/ [x](http:/) `x <http:/>`_ mailto: "
    "``` ~~~ *** --- [^1] \\ ` * _ ~~ === {{x}} {%y%}"
).split()
_WORDS = "0|a|Word.|By |May 5, 2026|Share|Read more|© 2026|😀|שלום|👩‍👩‍👧‍👦".split("|")
_STARTS = ("# ", "## ##", "> ", "- ", "1. ", "999999999999. ", "    ", "\t", "| a | b |\n|---|")
_BREAKS = ("", " ", "\n", "\n\n")

PIECES: SearchStrategy[str] = st.one_of(
    *map(st.sampled_from, (_CHARACTERS, _REFERENCES, _MARKUP, _WORDS, _STARTS)),
    st.integers(0, 99).map(lambda seed: sentence(seed, 5)),
    st.text(max_size=8),
)
LONG = st.sampled_from(
    (
        "> " * 300 + "x",
        "\n".join("  " * n + "- a" for n in range(100)),
        "[" * 500 + "a" + "]" * 500,
        "*" * 900,
        "x" * 60_000,
        "|" * 400 + "\n" + "|-" * 400,
        "&#12;" * 500,
        "\n" * 4_000 + "a",
    )
)
_NAMES = (
    *"a A é e\u0301 %00 %2e%2e ... - -- ~ con index rss feeds 2026-05-25 😀 a\\b $(id) 0".split(),
    *(" ", "  x", "x ", "\t", "\n", "\x01", "\x1b[2J", "\x7f", "\u202e", "'\"<>&", "x" * 200),
    *("\udcff", "\udced\udca0\udc80", "\ufffe", "\U0001ffff", "\ufeff"),
)
_FIELDS = (
    "title author summary id slug tags url image enclosure source source-url date updated created "
    "language draft enclosure-type nosuch"
).split()
_VALUES = (
    *'"\\0" "\\u0001" "\\ud800" "\\uffff" "" ~ null [] {} [[a]] *a !!python/x @ 0 x nil en'.split(),
    *("[a, b]", "{a: b}", "&a b", "|\n  a\n  b", ">\n  a", "'", '" "', "- a", "[' ', \"\\x01\"]"),
    *"https://example.org/%00 https://example.org/a%00.mp3 images/%00.jpg //x ü &#1; ]]>".split(),
    *"https://example.org/news/%00 https://[::1 https://a:b javascript:x data:,x <b> true".split(),
    *"2026-13-99 2026-05-25 0000-00-00 9999-12-31 1e400 0x10 1:2:3 audio/mpeg".split(),
    "x" * 3000,
)
_ENCODINGS = st.sampled_from(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "cp1252", "shift_jis"))


def _joined(most: int) -> SearchStrategy[str]:
    """Up to `most` pieces."""
    pieces = st.lists(PIECES, max_size=most)
    return st.tuples(pieces, st.sampled_from(_BREAKS)).map(lambda drawn: drawn[1].join(drawn[0]))


# How each dialect begins, writes a name and a value, and ends.
_DIALECTS = (
    *(("---\n", "{}: {}", "\n---\n"),) * 4,
    ("---\n", "{}: {}", "\n...\n"),
    ("---\n", "{}: {}", "\n"),
    ("+++\n", "{} = {}", "\n+++\n"),
    ("+++\n", "{} = '{}'", "\n+++\n"),
    ("", ".. {}: {}", "\n\n"),
    ("", "{}: {}", "\n\n"),
    ("@def ", "{} = {}", "\n"),
    (":", "{}: {}", "\n\n"),
    ("<!--\n", "{}: {}", "\n-->\n"),
)


@st.composite
def _front_matter(draw: st.DrawFn) -> str:
    """Front matter in any dialect, or none."""
    values = st.one_of(st.sampled_from(_VALUES), _joined(2))
    fields = st.lists(st.tuples(st.sampled_from(_FIELDS), values), max_size=5)
    found = draw(fields)
    if not found:
        return ""
    if draw(st.integers(0, 7)) == 0:
        return json.dumps(dict(found), ensure_ascii=draw(st.booleans())) + "\n\n"
    begin, form, end = draw(st.sampled_from(_DIALECTS))
    return begin + "\n".join(form.format(*field) for field in found) + end


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """The bytes of a file."""
    body = draw(st.lists(_joined(6), max_size=4))
    if draw(st.integers(0, 5)) == 0:
        body.append(draw(LONG))
    if draw(st.booleans()):
        body.append(story(draw(_joined(2)), 2))
    text = draw(_front_matter()) + draw(st.sampled_from(("\n", "\n\n", "\r\n", "\x0b"))).join(body)
    encoding = draw(_ENCODINGS)
    data = text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")
    is_cut = draw(st.integers(0, 9)) == 0
    return data[: -draw(st.integers(1, 3))] if is_cut else data


FILES: SearchStrategy[bytes] = st.one_of(contents(), contents(), contents(), st.binary(max_size=40))


_ENDINGS = (".txt", ".md") * 4 + (".html", ".rst", ".vtt", ".mdx", ".eml")


@st.composite
def keys(draw: st.DrawFn) -> bytes:
    """The path of a file below the input folder."""
    parts = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3))
    ending = draw(st.sampled_from(_ENDINGS))
    name = f"{parts.pop()}{draw(st.integers(0, 99))}{ending}"
    return os.fsencode(str(PurePosixPath(*parts, name)))


def _quoted(text: str) -> str:
    """A TOML string, in which every odd character is escaped."""
    plain = "".join(c for c in text if not "\ud800" <= c <= "\udfff")
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08x}" for c in plain) + '"'


# Templates that work, whatever the articles are.
TEMPLATES: SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {},
    optional={
        "article.html": st.sampled_from(
            (
                "",
                "<title>{{ title }} | x</title>\n{{ entry.html|safe }}",
                '{% extends "feedtool/article.html" %}{% block footer %}-->{% endblock %}',
                "<article data-guid='x'>{{ entry.tags|join }}{{ entry.author }}</article>",
            )
        ),
        "redirect.html": st.sampled_from(("moved to {{ target }}", "")),
        "base.html": st.just(
            '{% extends "feedtool/base.html" %}{% block header %}{{ title }}{% endblock %}'
        ),
        "style.css": st.just("</style><script>"),
    },
)

# Tables that make other files and steps.
_TABLES = (
    "[feeds]\nlimit = 2\n",
    "[pages]\nper-page = 2\n",
    '[output]\ncompress = ["gz"]\n',
    '[clean]\nmode = "off"\n',
    '[clean]\nduplicates = "merge"\n',
    '[[redirect]]\nfrom = ["/:year/:title/", "/a/:name"]\n',
    '[theme]\nhead = "<meta name=x>"\n',
)


@st.composite
def _settings(draw: st.DrawFn) -> str:
    """A configuration that is valid, with odd texts."""
    title, description, author, *feed = draw(
        st.lists(_joined(3).map(_quoted), min_size=5, max_size=5)
    )
    return (
        CONFIG.replace('"Test site"', title)
        + f"description = {description}\nauthor = {author}\n"
        + f'\n[[feed]]\nfolder = "a"\ntitle = {feed[0]}\ndescription = {feed[1]}\n'
        + EACH
        + "\n".join(draw(st.lists(st.sampled_from(_TABLES), max_size=3, unique_by=_table)))
    )


def _table(text: str) -> str:
    return text.partition("]")[0]


SETTINGS: SearchStrategy[str] = _settings()
