"""From the bytes of a file to a `RawDocument`: one function and one row a format.

Readers decode, take front matter off and leave the text as it is. They do not know what is
boilerplate, and they open no file.
"""

from __future__ import annotations

from collections.abc import Callable

from feedtool.model import Meta, Problem, RawDocument

Reader = Callable[[str, str, Meta, int], RawDocument]


def read_plain(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Plain text: what a line means is for the cleaner to say."""
    return RawDocument(key, text, meta, "plain", first_line)


def read_markdown(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Markdown (CommonMark); it stays source until it is rendered."""
    return RawDocument(key, text, meta, "markdown", first_line)


READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
}

_ENDINGS = tuple(READERS)
# What editors and office programs leave lying under the same ending, while they work.
_LEFTOVERS = (".", "~$", "#")


def is_article(name: str) -> bool:
    """Whether a file of this name is for a reader.

    >>> [is_article(name) for name in ("a.txt", "B.MD", ".a.txt", "a.txt~", "a.txt.part", "a.pdf")]
    [True, True, False, False, False, False]
    """
    # A hundred thousand names are asked about in a run without news.
    return name.lower().endswith(_ENDINGS) and not name.startswith(_LEFTOVERS)


def read(key: str, data: bytes) -> RawDocument | Problem:
    """The document in `data`, or what is wrong with it and what to do about it."""
    # Imported here: a run without news asks for names only.
    from feedtool.readers.decoding import Undecodable, decode
    from feedtool.readers.front_matter import BadFrontMatter, split
    from feedtool.text.normalize import one_line

    try:
        text = decode(data)
        body, meta, first_line = split(text)
    except (Undecodable, BadFrontMatter) as error:
        return Problem(key, str(error))
    # Only until the first line with something in it: marks and controls alone are no text.
    if not any(map(one_line, body.splitlines())):
        if first_line > 1:
            return Problem(key, "has front matter and no text below it; add the text or delete it")
        return Problem(key, "is empty; write the article into it or delete it")
    reader = READERS[key[key.rindex(".") :].lower()]
    return reader(key, body, meta, first_line)
