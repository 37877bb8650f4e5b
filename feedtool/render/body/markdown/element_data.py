"""Which elements of HTML are kept in a text, with which attributes."""

from __future__ import annotations

from collections.abc import Mapping

INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var".split()
)
BLOCKS = frozenset(
    "address aside audio blockquote caption col colgroup dd details div dl dt figcaption figure "
    "h1 h2 h3 h4 h5 h6 li ol p picture pre section summary table tbody td tfoot th thead tr ul "
    "video".split()
)
VOID = frozenset("br hr img source track wbr col".split())
KEPT = INLINE | BLOCKS | VOID
_ATTRIBUTES = {
    "a": "href id title",
    "abbr": "title",
    "audio": "src controls",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "data": "value",
    "del": "cite datetime",
    "details": "open",
    "dfn": "title",
    "img": "src alt title width height",
    "ins": "cite datetime",
    "li": "value",
    "ol": "start reversed type",
    "q": "cite",
    "source": "src type",
    "td": "colspan rowspan",
    "th": "colspan rowspan scope",
    "time": "datetime",
    "track": "src kind srclang label",
    "video": "src controls poster width height",
}
_WITH_ID = frozenset("div figure h1 h2 h3 h4 h5 h6 p section span table".split())
_WITH_DIRECTION = frozenset("bdi bdo div p span".split())
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    name: frozenset(_ATTRIBUTES.get(name, "").split())
    | ({"id"} if name in _WITH_ID else set())
    | ({"dir", "lang"} if name in _WITH_DIRECTION else set())
    for name in KEPT
}

# Former elements, and those of a whole page, with what they are in a text.
RENAMED: Mapping[str, str] = {
    "acronym": "abbr",
    "article": "section",
    "big": "span",
    "center": "div",
    "dir": "ul",
    "font": "span",
    "footer": "div",
    "header": "div",
    "hgroup": "div",
    "main": "div",
    "menu": "ul",
    "nav": "div",
    "nobr": "span",
    "strike": "s",
    "tt": "code",
}
# Elements that are left out, with their content kept.
LEFT_OUT = frozenset(
    "applet area base basefont body button canvas datalist dialog embed fieldset form frame "
    "frameset head html input label legend link map marquee meta meter noframes noscript object "
    "optgroup option output param plaintext progress select slot template textarea title".split()
)
LEFT_OUT_VOID = frozenset("area base basefont embed frame input link meta param".split())
# Elements whose content is not Markdown, and those whose content is not for readers.
NOT_MARKDOWN = ("script", "style", "pre", "svg", "math", "iframe")
NOT_READ = frozenset({"script", "style"})
# The attribute that has the address of what a frame shows.
FRAMES: Mapping[str, str] = {"embed": "src", "frame": "src", "iframe": "src", "object": "data"}
ENDS_BY_ITSELF = frozenset("p li dt dd td th tr tbody thead tfoot colgroup".split())
NEUTRAL = frozenset({"div", "section", "span"})  # without a style sheet they show nothing
PARENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"),
        frozenset({"table"}),
    ),
    **dict.fromkeys(("dd", "dt"), frozenset({"dl"})),
    **dict.fromkeys(("rp", "rt"), frozenset({"ruby"})),
    **dict.fromkeys(("source", "track"), frozenset({"audio", "video"})),
    "figcaption": frozenset({"figure"}),
    "li": frozenset({"ul", "ol"}),
    "summary": frozenset({"details"}),
}
KNOWN = frozenset({*KEPT, *RENAMED, *LEFT_OUT, *NOT_MARKDOWN})
ADDRESSES = ("href", "src", "poster", "cite")
FLAGS = frozenset({"controls", "open", "reversed"})
NUMBERS = frozenset({"width", "height", "colspan", "rowspan", "start", "value", "span"})
