"""Removes HTML and Markdown markup from text."""

from __future__ import annotations

import html
import re

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.normalize import one_line

_TAG = re.compile(
    r"</?(?:a|b|big|br|code|div|em|font|h[1-6]|i|mark|p|q|s|small|span|strong|sub|sup|u)\b[^<>]*>",
    re.IGNORECASE,
)
_END_TAG = re.compile(r"</(\w+)\s*>")
_ELEMENTS = frozenset(
    "abbr address article aside audio blockquote body button canvas caption center cite dd del "
    "details dfn dir dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 "
    "head header html iframe ins kbd label legend li link main map marquee menu meta nav noscript "
    "object ol optgroup option param pre ruby s samp script section select source strike style sub "
    "summary sup svg table tbody td template textarea tfoot th thead time title tr tt ul var video "
    "wbr".split()
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ENTITY = re.compile(
    r"&(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip);", re.I
)
_MARK = re.compile(r"[#<\[*_`&]")  # one is in everything that `plain_title` removes
_REFERENCE = lazy_regex(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_LINE_CONTROL = lazy_regex("[\x00-\x1f\x85\u2028\u2029]")
# Code spans and fenced code, which begin and end with the same number of backticks or tildes;
# indented code; or a comment.
_COMMENT = lazy_regex(
    r"(?P<code>(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)|^ {0,3}(~{3,}).*?(?:^ {0,3}\3~*[ \t]*$|\Z)"
    r"|^(?: {4}|\t).*?$)|<!--(?:-?>|.*?-->)",
    re.DOTALL | re.MULTILINE,
)
_OPENING = 2000  # characters; much more than a title or its first sentence has
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$")


def plain_title(text: str) -> str:
    """`text` on one line, without HTML tags and Markdown marks, entities decoded.

    >>> plain_title("# The **new** [law](https://example.org/) &amp; <em>order</em>")
    'The new law & order'
    >>> plain_title("Why Vec<T> beats 2 < 3"), plain_title("<script>x</script>, and <marquee>")
    ('Why Vec<T> beats 2 < 3', 'x, and <marquee>')
    """
    if _MARK.search(text):
        text = HEADING.sub("", text)
        text = _LINK.sub(r"\1", without_tags(text))
        text = _EMPHASIS.sub(r"\2", text)
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return one_line(text)


def plain_opening(text: str) -> str:
    """As `plain_title`, of the beginning of a text that may be very long.

    >>> plain_opening("*Once* " + "and again " * 9999)[:14]
    'Once and again'
    """
    return plain_title(text[:_OPENING])


def decoded(text: str) -> str:
    """`text` with its HTML character references decoded, if it was exported as HTML.

    Then all its ampersands are references. One that is not shows that the text is about HTML, or
    was never HTML.

    >>> decoded("R&amp;D won&#8217;t pay"), decoded("AT&T writes &amp;")
    ('R&D won’t pay', 'AT&T writes &amp;')
    """
    if "&" not in text or len(_REFERENCE.findall(text)) < text.count("&"):
        return text
    return _REFERENCE.sub(_character, text)


def _character(reference: re.Match[str]) -> str:
    """The character that is meant; the reference itself if it would break the line."""
    found = html.unescape(reference[0])
    return reference[0] if _LINE_CONTROL.search(found) else found


def without_tags(text: str) -> str:
    """`text` without HTML tags; what only looks like one stays.

    >>> without_tags("The <em>new</em> law<br>"), without_tags("Vec<T>")
    ('The new law', 'Vec<T>')
    """
    return _TAG.sub("", _without_elements(text))


_MASK = "\x00!--"  # normalized text has no NUL


def without_comments(source: str) -> str:
    """Markdown without its HTML comments; those in code are content.

    >>> without_comments("Text <!-- a note --> and `<!-- code -->`.")
    'Text  and `<!-- code -->`.'
    """
    if "<!--" not in source:
        return source
    end = source.rfind("-->") + 3
    if end < 3:
        return source
    # No comment begins below the last end of one: each attempt would search the rest of the text.
    masked = source[:end] + source[end:].replace("<!--", _MASK)
    return _COMMENT.sub(lambda found: found["code"] or "", masked).replace(_MASK, "<!--")


def outside_code(source: str) -> str:
    """Markdown without its comments and its code.

    >>> outside_code("Text <!-- a note --> and `code`.")
    'Text  and .'
    """
    end = source.rfind("-->") + 3 if "<!--" in source else 0
    masked = source[:end] + source[end:].replace("<!--", _MASK)
    return _COMMENT.sub("", masked).replace(_MASK, "<!--")


def _without_elements(text: str) -> str:
    """`text` without the tags of HTML elements whose end tag it has.

    A tag without one is part of the wording, as in a title about `<marquee>`.
    """
    ended = {name.lower() for name in _END_TAG.findall(text)} & _ELEMENTS
    if not ended:
        return text
    tags = re.compile(rf"</?(?:{'|'.join(sorted(ended))})\b[^<>]*>", re.IGNORECASE)
    return tags.sub("", text)
