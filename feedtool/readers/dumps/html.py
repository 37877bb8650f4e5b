"""Reduces the HTML of an entry to Markdown: headings, lists, quotations, code, links, images.

It takes all of the text, because an entry has no page around it. Everything else of the markup is
dropped; what is left is escaped where Markdown would take it for markup.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul".split()
)
_HIDDEN = frozenset(
    "script style head title template noscript iframe object svg form select".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~", "strike": "~~"}
_HEADING = re.compile(r"h([1-6])")
_ESCAPED = re.compile(r"([\\`*_\[\]<]|\{(?=[{%#:.]))")  # the last begins a template tag
_LEADING = re.compile(r"(?m)^(\s*)([#>+=-]|\d{1,9}[.)](?=\s))")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SAFE = ("http://", "https://", "mailto:")
_DEEPEST = 60  # nested lists and quotations


def to_markdown(html: str) -> str:
    r"""The text of an HTML fragment as Markdown.

    >>> to_markdown("<p>It <em>rained</em>.<p>See <a href='https://a.example/'>this</a>.")
    'It *rained*.\n\nSee [this](https://a.example/).'
    >>> to_markdown("<ul><li>one</li><li>two</li></ul><script>x</script>")
    '- one\n- two'
    """
    parser = _Markdown()
    parser.feed(html)
    parser.close()
    return parser.finish()


class _Frame:
    """A block that contains others: the prefix of its first line, and of the other lines."""

    def __init__(self, tag: str, first: str = "", rest: str = "") -> None:
        self.tag = tag
        self.first = first
        self.rest = rest
        self.blocks: list[str] = []
        self.number = 0
        self.is_list = tag in ("ul", "ol")

    def text(self) -> str:
        """The blocks of the frame with their prefixes."""
        joint = "\n" if self.is_list else "\n\n"
        lines = joint.join(self.blocks).split("\n")
        marked = [self.first + lines[0]]
        marked += [
            (self.rest + line).rstrip() if line else self.rest.rstrip() for line in lines[1:]
        ]
        return "\n".join(marked)


class _Markdown(HTMLParser):
    """Collects blocks of Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._frames = [_Frame("")]
        self._inline: list[str] = []
        self._hidden = 0
        self._code = 0  # depth of `pre`
        self._links: list[tuple[str, int]] = []
        self._marks: list[tuple[str, int]] = []

    # -- events ----------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins a block or a mark."""
        if tag in _HIDDEN:
            self._hidden += tag not in _VOID
        if self._hidden:
            return
        known = dict(attrs)
        if self._code:
            if tag == "br":
                self._inline.append("\n")
            return
        if tag in _BLOCKS:
            self._begin_block(tag)
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._image(known)
        elif tag == "a":
            self._links.append((known.get("href") or "", len(self._inline)))
        elif tag in ("code", "kbd", "tt", "samp") or tag in _MARKS:
            self._marks.append((tag, len(self._inline)))

    def handle_endtag(self, tag: str) -> None:
        """Ends a block or a mark."""
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
            return
        if self._hidden:
            return
        if tag == "pre" and self._code:
            self._end_code()
        elif self._code:
            return
        elif tag in _BLOCKS:
            self._end_block(tag)
        elif tag == "a" and self._links:
            self._end_link()
        elif self._marks and self._marks[-1][0] == tag:
            self._end_mark()

    def handle_data(self, data: str) -> None:
        """Adds text."""
        if self._hidden:
            return
        if self._code or (self._marks and self._marks[-1][0] not in _MARKS):
            self._inline.append(data)
            return
        text = _SPACE.sub(" ", data)
        self._inline.append(_ESCAPED.sub(r"\\\1", text))

    def _break(self) -> None:
        """A line break; two of them end the paragraph."""
        before = [part for part in self._inline if part.strip(" ")]
        if before and before[-1] == "\\\n" and not (self._links or self._marks):
            self._flush()
        elif before:
            self._inline.append("\\\n")

    # -- inline ----------------------------------------------------------------------------

    def _image(self, known: dict[str, str | None]) -> None:
        address = _address(known.get("src") or "")
        is_pixel = known.get("width") in ("0", "1") or known.get("height") in ("0", "1")
        if address and not is_pixel:
            label = _ESCAPED.sub(r"\\\1", _SPACE.sub(" ", known.get("alt") or "").strip())
            self._inline.append(f"![{label}]({address})")

    def _end_link(self) -> None:
        href, begin = self._links.pop()
        if begin > len(self._inline):
            return
        label = "".join(self._inline[begin:])
        address = _address(href)
        text = label.strip()
        if address and text:
            space = (label[: len(label) - len(label.lstrip())], label[len(label.rstrip()) :])
            label = f"{space[0]}[{text}]({address}){space[1]}"
        self._inline[begin:] = [label]

    def _end_mark(self) -> None:
        tag, begin = self._marks.pop()
        if begin > len(self._inline):
            return
        label = "".join(self._inline[begin:])
        text = label.strip()
        if text:
            before = label[: len(label) - len(label.lstrip())]
            label = f"{before}{_marked(tag, text)}{label[len(label.rstrip()) :]}"
        self._inline[begin:] = [label]

    # -- blocks ----------------------------------------------------------------------------

    def _begin_block(self, tag: str) -> None:
        self._flush()
        if tag == "pre":
            self._code = 1
        elif tag == "hr":
            self._add("---")
        elif len(self._frames) > _DEEPEST:
            return
        elif tag == "blockquote":
            self._frames.append(_Frame(tag, "> ", "> "))
        elif tag in ("ul", "ol"):
            self._frames.append(_Frame(tag))
        elif tag == "li":
            self._begin_item()

    def _begin_item(self) -> None:
        if self._frames[-1].tag == "li":  # its end tag may be left out
            self._close("li")
        around = self._frames[-1]
        around.number += 1
        sign = f"{around.number}. " if around.tag == "ol" else "- "
        self._frames.append(_Frame("li", sign, " " * len(sign)))

    def _end_block(self, tag: str) -> None:
        heading = _HEADING.fullmatch(tag)
        self._flush("#" * int(heading[1]) + " " if heading else "")
        if tag in ("blockquote", "ul", "ol", "li"):
            self._close(tag)

    def _close(self, tag: str) -> None:
        self._flush()
        if not any(frame.tag == tag for frame in self._frames[1:]):
            return
        while True:
            frame = self._frames.pop()
            if frame.blocks:
                self._frames[-1].blocks.append(frame.text())
            if frame.tag == tag:
                return

    def _end_code(self) -> None:
        text = "".join(self._inline).strip("\n")
        self._inline.clear()
        self._code = 0
        if text.strip():
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
            self._add(f"{fence}\n{text}\n{fence}")

    def _flush(self, prefix: str = "") -> None:
        """Ends the paragraph or the heading that has begun."""
        if self._code:
            return
        text = "".join(self._inline)
        self._inline.clear()
        self._links.clear()
        self._marks.clear()
        text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text)).strip()
        text = re.sub(r"(?:\\\n)+\Z", "", text).strip("\\\n ") if text.endswith("\\") else text
        if not text:
            return
        if prefix:
            self._add(prefix + text.replace("\\\n", " ").replace("\n", " "))
        else:
            self._add(_LEADING.sub(_escape_leading, text))

    def _add(self, block: str) -> None:
        self._frames[-1].blocks.append(block)

    def finish(self) -> str:
        """The Markdown of all that was fed."""
        if self._code:
            self._end_code()
        self._flush()
        while len(self._frames) > 1:
            self._close(self._frames[-1].tag)
        return "\n\n".join(self._frames[0].blocks)


def _escape_leading(found: re.Match[str]) -> str:
    """A sign at the start of a line that would begin a heading, a list or a quotation."""
    sign = found[2]
    return f"{found[1]}{sign[:-1]}\\{sign[-1]}"


def _marked(tag: str, text: str) -> str:
    if tag in _MARKS:
        return f"{_MARKS[tag]}{text}{_MARKS[tag]}"
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in text[:1] + text[-1:] else ""
    return f"{fence}{space}{_SPACE.sub(' ', text)}{space}{fence}"


def _address(value: str) -> str:
    """An address for Markdown; empty if it is not one that a feed may link to."""
    address = value.strip()
    scheme = address.partition(":")[0]
    is_relative = not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) or ":" not in address
    if not address or not (is_relative or address.lower().startswith(_SAFE)):
        return ""
    return quote(address, safe="!#$%&'*+,/:;=?@_~-.")
