"""The marks by which feedtool recognizes its own files in the output folder, without its records.

Every file that is rendered carries one: feeds and pages name their generator, as is customary, and
other files have a comment, as do pages and style sheets from a user's template without a mark.
"""

from __future__ import annotations

GENERATOR = "feedtool"  # without a version: an upgrade alone must not change any bytes
COMMENT = f"Written by {GENERATOR}"
_COMMENTS = {"html": f"<!-- {COMMENT} -->\n", "css": f"/* {COMMENT} */\n", "js": f"// {COMMENT}\n"}
_NAMED = (
    f'<meta name="generator" content="{GENERATOR}">'.encode(),
    f"<generator>{GENERATOR}</generator>".encode(),
    f'"_{GENERATOR}": {{'.encode(),
)
_HEAD = 65_536  # bytes at the start of a file in which its generator is named
_EDGE = 400  # bytes at either end of a file in which a comment may be


def marked(name: str, text: str) -> str:
    """The text of the page or style sheet `name`, with a mark at its end if it has none.

    >>> marked("a.css", "p {}\\n"), marked("a.html", '<meta name="generator" content="feedtool">')
    ('p {}\\n/* Written by feedtool */\\n', '<meta name="generator" content="feedtool">')
    """
    return text if is_marked(text.encode()) else text + _COMMENTS[name.rpartition(".")[2]]


def is_marked(body: bytes) -> bool:
    """Whether a file carries one of the marks.

    >>> is_marked(b"# Written by feedtool: do not edit.\\n"), is_marked(b"<p>Mine</p>")
    (True, False)
    """
    comment = COMMENT.encode()
    if comment in body[:_EDGE] or comment in body[-_EDGE:]:
        return True
    head = body[:_HEAD]
    return any(name in head for name in _NAMED)
