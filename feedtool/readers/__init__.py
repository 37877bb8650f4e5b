"""Turns the bytes of a file into a `RawDocument`, with one function and one row per format.

Readers decode the bytes and split off the front matter; the text stays as it is. They do not know
what boilerplate is, and they do not open files.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from feedtool.model import Meta, Problem, RawDocument
from feedtool.readers.origin import Origins, regime_of

Reader = Callable[[str, str, Meta, int], RawDocument]


def read_plain(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Plain text; the cleaner finds out what its lines are."""
    return RawDocument(key, text, meta, "plain", first_line)


def read_markdown(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Markdown (CommonMark); it stays source text until it is rendered."""
    return RawDocument(key, text, meta, "markdown", first_line)


READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
}

_NOTHING_SAID = Origins()
_ENDINGS = tuple(READERS)
# Lock and temporary files that editors and office programs create under the same extension.
_LEFTOVERS = (".", "~$", "#")


def is_article(name: str) -> bool:
    """Whether there is a reader for files of this name.

    >>> [is_article(name) for name in ("a.txt", "B.MD", ".a.txt", "a.txt~", "a.txt.part", "a.pdf")]
    [True, True, False, False, False, False]
    """
    # A run without news checks every name, which may be a hundred thousand.
    return name.lower().endswith(_ENDINGS) and not name.startswith(_LEFTOVERS)


def read(
    key: str, data: bytes, origins: Origins = _NOTHING_SAID, language: str | None = None
) -> RawDocument | Problem:
    """The document in `data`, or the problem that prevents reading it.

    `language` is that of the site, a hint to the encoding of what is not UTF-8.
    """
    # Imported here: a run without news only checks names.
    from feedtool.readers.decoding import Undecodable, decode
    from feedtool.readers.front_matter import BadFrontMatter, hold_back_by_folder, split
    from feedtool.text.markup import decoded as decoded_references
    from feedtool.text.markup import without_comments
    from feedtool.text.normalize import one_line

    try:
        decoded = decode(data, language)
        body, declared, first_line = split(decoded.text)
    except (Undecodable, BadFrontMatter) as error:
        return Problem(key, str(error))
    # Stops at the first line with text. Byte order marks and control characters are not text.
    if not any(map(one_line, body.splitlines())):
        if first_line > 1:
            return Problem(key, "has front matter and no text below it; add the text or delete it")
        return Problem(key, "is empty; write the article into it or delete it")
    reader = READERS[key[key.rindex(".") :].lower()]
    document = reader(key, body, hold_back_by_folder(key, declared.meta), first_line)
    if document.markup == "markdown" and not without_comments(body).strip():
        return Problem(key, "has nothing but a comment; write the article, or delete the file")
    regime = regime_of(key, declared.meta, document.markup, origins, declared.header)
    if regime.origin == "found" and document.markup == "plain":
        document = replace(document, text=decoded_references(document.text))
    return replace(
        document,
        origin=regime.origin,
        origin_why=regime.why,
        is_reprint=regime.is_reprint,
        notices=tuple(filter(None, (decoded.notice, *declared.notices))),
        is_cut=decoded.is_cut,
        ignored=declared.ignored,
    )
