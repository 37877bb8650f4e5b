r"""Template tags of other site generators in a text.

    {% highlight ruby %} {% endhighlight %}     Jekyll and others (Liquid)
    {{< figure src="a.png" >}} {{% note %}}     Hugo
    {{ youtube(id="x") }} {% quote() %}         Zola
    {: .wide #id } {#id}                        kramdown, Pandoc

What a tag shows is known for those in the tables below. All others only their own program can fill
in. Tags that link to other articles are not read here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping

import msgspec

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.markup import outside_code

FIGURES = frozenset("figure img image picture asset_img".split())
QUOTES = frozenset("quote blockquote pullquote".split())
DETAILS = frozenset("details expand spoiler collapse accordion".split())
HIGHLIGHTS = frozenset("highlight codeblock code".split())
CALLOUTS = frozenset(
    "note notice warning tip info alert admonition hint callout danger caution important "
    "attention success error message".split()
)
GENERIC = frozenset("notice alert admonition hint callout message".split())
"""Call-outs whose kind is an argument, if there is one."""
EMBEDS: Mapping[str, str] = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "youtubepl": "https://www.youtube.com/playlist?list={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "x": "https://x.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "asciinema": "https://asciinema.org/a/{}",
    "asciicast": "https://asciinema.org/a/{}",
    "bilibili": "https://www.bilibili.com/video/{}/",
}
_LINKS = frozenset("post_url link ref relref".split())
_ROOTS = frozenset({"site.url", "site.baseurl", "site.github.url"})  # of addresses
_RAW = frozenset({"raw", "comment"})

_INNER = r"(?:[^{}]|\{\{[^{}]*\}\})"
_TAG = lazy_regex(
    rf"\{{%-?[ \t\n]*(?P<liquid>{_INNER}*?)-?%\}}"
    r"|\{\{[<%][ \t\n]*(?P<hugo>[^{}]*?)[%>]\}\}"
    r"|\{\{-?(?P<output>[^{}]*)-?\}\}"
    r"|\{(?P<attributes>[:#.][^{}\n]*)\}"
)
_NAMED = re.compile(r"(?P<close>/|end(?=\w))?\s*(?P<name>[^\W\d][\w.-]*)(?P<rest>.*)\Z", re.DOTALL)
_ARGUMENT = lazy_regex(
    r"(?:(?P<name>[\w-]+)\s*=\s*)?"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|`(?P<back>[^`]*)`|(?P<bare>[^\s,()\"'`]+))"
)
_LITERAL = re.compile(r"""\s*(["'])([^"']*)\1\s*(?:\|[^"']*)?\Z""")
_ATTRIBUTE_LIST = re.compile(
    r"""[:#.](?:\s*(?:[#.][^\s#.{}="']+|[\w-]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'{}]+))?))*\s*\Z"""
)


class Tag(msgspec.Struct, frozen=True):
    """A tag as it is written, its name, and its arguments with and without names.

    `role` is "open" for one that may have an end tag, "close" for an end tag, "output" for the
    value of a variable, "literal" for text in quotes, and "attributes" for an attribute list.
    """

    source: str
    role: str
    name: str = ""
    arguments: tuple[str, ...] = ()
    options: Mapping[str, str] = {}

    def argument(self, *names: str, position: int | None = None) -> str:
        """The value under the first of these names, else at this position; empty if missing."""
        found = next((self.options[name] for name in names if self.options.get(name)), "")
        if not found and position is not None and position < len(self.arguments):
            return self.arguments[position]
        return found

    @property
    def is_known(self) -> bool:
        """Whether it is known what the tag shows."""
        if self.role in ("literal", "attributes", "close") or self.name in _ROOTS:
            return True
        return self.role == "open" and (
            self.name in FIGURES | QUOTES | DETAILS | HIGHLIGHTS | CALLOUTS | _RAW
            or (self.name in EMBEDS and bool(self.arguments or self.options))
        )


def tag_at(source: str, start: int, end: int = sys.maxsize) -> Tag | None:
    """The tag that begins at `start`; None for what is text, or links to another article.

    >>> found = tag_at('{{< figure src="a.png" >}}', 0)
    >>> found.role, found.name, found.argument("src")
    ('open', 'figure', 'a.png')
    >>> tag_at("{% endraw %}", 0).role, tag_at("{x}", 0), tag_at("{% post_url a %}", 0)
    ('close', None, None)
    """
    match = _TAG.match(source, start, end)
    return None if match is None else _tag(match)


def _tag(match: re.Match[str]) -> Tag | None:
    written = match[0]
    if match["attributes"] is not None:
        is_list = _ATTRIBUTE_LIST.match(match["attributes"]) is not None
        return Tag(written, "attributes", match["attributes"]) if is_list else None
    inner = (match["liquid"] or match["hugo"] or match["output"] or "").strip()
    if match["output"] is not None:
        if inner.startswith("/*"):
            return Tag(written, "literal")
        literal = _LITERAL.match(inner)
        if literal is not None:
            return Tag(written, "literal", literal[2])
    if match["hugo"] is not None and inner.startswith("/*"):
        # A tag that Hugo shows instead of filling it in.
        return Tag(written, "literal", written.replace("/*", "", 1).replace("*/", "", 1))
    named = _NAMED.match(inner)
    if named is None or named["name"] in _LINKS:
        return Tag(written, "output", inner) if inner and match["output"] is not None else None
    rest = named["rest"].strip()
    if match["output"] is not None and not rest.startswith("("):
        return Tag(written, "output", named["name"])
    if match["liquid"] is not None and inner == "end":
        return Tag(written, "close", "")
    if named["close"]:
        return Tag(written, "close", named["name"])
    return _opening(written, named["name"], rest)


def _opening(written: str, name: str, rest: str) -> Tag:
    options: dict[str, str] = {}
    arguments: list[str] = []
    for found in _ARGUMENT.finditer(rest.removesuffix("/")):
        value = next((found[k] for k in ("double", "single", "back", "bare") if found[k]), "")
        if found["name"]:
            options.setdefault(found["name"].lower(), value)
        else:
            arguments.append(value)
    return Tag(written, "open", name, tuple(arguments), options)


def embedded(tag: Tag) -> str:
    """The address of what a tag embeds; empty if it does not say."""
    value = tag.argument("id", "url", "src", position=0)
    if value.startswith(("https://", "http://")):
        return value
    if not re.fullmatch(r"[\w./-]+", value):
        return ""
    user = tag.options.get("user", "")
    if tag.name == "gist" and not user and len(tag.arguments) > 1 and "/" not in value:
        return EMBEDS["gist"].format(f"{value}/{tag.arguments[1]}")
    if tag.name == "gist" and user:
        value = f"{user}/{value}"
    return EMBEDS[tag.name].format(value)


def left_out(source: str) -> Counter[str]:
    """The names of the tags that only another program can fill in, with their numbers.

    >>> left_out("{% include a.html %} {{ page.x }} {% include b %} `{{ code }}`")
    Counter({'include': 2, 'page.x': 1})
    """
    if "{%" not in source and "{{" not in source:
        return Counter()
    found: Counter[str] = Counter()
    is_raw = False
    for match in _TAG.finditer(outside_code(source)):
        tag = _tag(match)
        if tag is not None and tag.name == "raw":
            is_raw = tag.role == "open"
        elif tag is not None and not is_raw and not tag.is_known:
            found[tag.name.strip()[:_LONGEST] or tag.source[:_LONGEST]] += 1
    return found


_LONGEST = 40  # characters of a name in a notice
