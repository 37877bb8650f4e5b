"""Turns the bytes of a file into a `RawDocument`, with one function and one row per format.

Readers decode the bytes and split off the front matter; the text stays as it is. They do not know
what boilerplate is, and they do not open files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from feedtool.model import Meta, Problem, RawDocument
from feedtool.readers.origin import PLAIN, Origins, Regime, regime_of, stated_regime

if TYPE_CHECKING:
    from feedtool.readers.blocks import Fields
    from feedtool.readers.fields import Declared


class NotAnArticle(ValueError):
    """The document has no article in it; the message says what it is."""


Reader = Callable[[str, str, Meta, int], RawDocument]


def read_plain(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Plain text; the cleaner finds out what its lines are."""
    return RawDocument(key, text, meta, "plain", first_line)


def read_markdown(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Markdown; it stays source text until it is rendered."""
    notices = _about_tags(text)
    return RawDocument(key, text, meta, "markdown", first_line, notices=notices)


def read_mdx(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Markdown with JSX, which is taken out; what is written between its tags stays."""
    # Imported here, as below: most sites have no such files.
    from feedtool.readers.mdx import without_jsx

    source, names = without_jsx(text)
    notice = (
        f"has JSX ({', '.join(names[:_NAMED])}{', ...' * (len(names) > _NAMED)}), which a feed "
        "cannot run; its text is published, the components are not"
    )
    notices = ((notice,) if names else ()) + _about_tags(source)
    return RawDocument(key, source, meta, "markdown", first_line, notices=notices)


def read_transcript(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """Subtitles, as paragraphs."""
    from feedtool.readers.transcripts import paragraphs_of

    return RawDocument(key, "\n\n".join(paragraphs_of(text)), meta, "plain", first_line)


def read_rst(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """reStructuredText, as Markdown."""
    from feedtool.readers.rst import to_markdown

    return RawDocument(key, to_markdown(text), meta, "markdown", first_line)


def read_html(key: str, text: str, meta: Meta, first_line: int) -> RawDocument:
    """A page, or a piece of HTML, as Markdown; it is written if it has front matter."""
    has_fields = first_line > 1
    return read_page(key, text, meta, Regime("written", POSTED) if has_fields else None)


def read_page(key: str, text: str, meta: Meta, stated: Regime | None) -> RawDocument:
    """A page as Markdown. Its own elements show its origin, unless that is `stated`.

    Raises `NotAnArticle`, and `ModuleNotFoundError` without trafilatura.
    """
    from feedtool.readers.html.page import NO_TEXT as NOTHING
    from feedtool.readers.html.page import page_of
    from feedtool.readers.html.tree import tree_of

    tree = tree_of(text)
    if tree is None:
        raise NotAnArticle(NOTHING)
    page = page_of(key, text, tree, replace(meta, clean=stated and stated.origin))
    return RawDocument(
        key,
        page.markdown,
        replace(page.meta, clean=meta.clean),
        "markdown",
        origin=page.origin,
        origin_why=page.why if stated is None else stated.why,
        is_extracted=page.is_extracted,
    )


READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".mdown": read_markdown,
    ".mkd": read_markdown,
    ".mdx": read_mdx,
    ".vtt": read_transcript,
    ".srt": read_transcript,
    ".rst": read_rst,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".eml": read_plain,  # of the text in the mail; see `read`
}
TRANSCRIPTS = (".vtt", ".srt")
MAIL = ".eml"
PAGES = (".html", ".htm", ".xhtml")
# In several languages, with the name of the page before it.
SAVED_WITH_PAGE = (
    *("_files", ".files", "-Dateien", "_fichiers", "_bestanden", "_archivos", "_ficheiros"),
    *("_arquivos", "-filer", "_tiedostot", "_pliki", "_soubory", "_dosyalar", "_elemei", "_file"),
)
"""How browsers call the folder with the pictures of a page that they save."""
EXTRAS = {".rst": "rst", **dict.fromkeys(PAGES, "html")}
"""The endings that need an extra, with its name."""
BESIDE = ".meta"
"""The ending of a file that has the front matter of the text with the same name beside it."""

POSTED = "HTML with front matter"
_NAMED = 3  # components, or template tags
_SHORTEST_SENTENCE = 30  # columns
_NOTHING_SAID = Origins()
_ENDINGS = tuple(READERS)
# Lock and temporary files that editors and office programs create under the same extension.
LEFTOVERS = (".", "~$", "#")


def is_article(name: str) -> bool:
    """Whether there is a reader for files of this name.

    >>> [is_article(name) for name in ("a.txt", "B.MD", ".a.txt", "a.txt~", "a.txt.part", "a.pdf")]
    [True, True, False, False, False, False]
    """
    # A run without news checks every name, which may be a hundred thousand.
    return name.lower().endswith(_ENDINGS) and not name.startswith(LEFTOVERS)


def ending_of(key: str) -> str:
    """The ending of a file's name in lower case, with its dot; empty if there is none.

    >>> ending_of("a.b/Notes.MD"), ending_of("a.b/notes")
    ('.md', '')
    """
    _, dot, ending = key.rpartition("/")[2].rpartition(".")
    return dot + ending.lower() if dot else ""


def read(
    key: str,
    data: bytes,
    origins: Origins = _NOTHING_SAID,
    language: str | None = None,
    beside: bytes | None = None,
) -> RawDocument | Problem:
    """The document in `data`, or the problem that prevents reading it.

    `language` is that of the site, a hint to the encoding of what is not UTF-8. `beside` is the
    content of the file with the front matter, if that is beside the text.
    """
    # Imported here: a run without news only checks names.
    from feedtool.readers.decoding import Undecodable, decode
    from feedtool.readers.front_matter import BadFrontMatter, split
    from feedtool.text.markup import decoded as decoded_references
    from feedtool.text.normalize import one_line

    ending = ending_of(key)
    if ending == MAIL:
        from feedtool.readers.dumps import read_entry
        from feedtool.readers.dumps.mail import entry_of_mail

        return read_entry(key, lambda: entry_of_mail(data), origins)
    try:
        fields = None if beside is None else _fields_beside(beside)
        decoded = decode(data, language, _charset(data) if ending in PAGES else None)
        text = _fields_first(decoded.text) if ending == ".rst" else decoded.text
        body, declared, first_line = split(text, fields or {})
        other_date = declared.require_date(key)
    except (Undecodable, BadFrontMatter) as error:
        return Problem(key, str(error))
    # Stops at the first line with text. Byte order marks and control characters are not text.
    # A draft may be about to be written.
    is_draft = declared.meta.draft
    if not any(map(one_line, body.splitlines())) and not is_draft:
        if first_line > 1:
            return Problem(
                key,
                "has front matter and no text below it; write the text, or add `draft: true` until "
                "it is written",
            )
        return Problem(key, "is empty; write the article into it or delete it")
    if not ending and first_line == 1 and not _is_prose(body):
        return Problem(key, NO_TEXT, left_out=False)
    try:
        document, regime = _document(key, body, declared, first_line, origins)
    except NotAnArticle as error:
        return Problem(key, str(error), left_out=False)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(ending)
        return Problem(key, f"needs the Python package {error.name}; install feedtool[{extra}]")
    except RecursionError:
        return Problem(key, "is nested too deeply; take some levels out")
    if regime.origin == "found" and document.markup == "plain":
        document = replace(document, text=decoded_references(document.text))
    nothing = None if is_draft else _nothing_in(document)
    if nothing is not None:
        return Problem(key, nothing)
    return replace(
        document,
        origin=regime.origin,
        origin_why=regime.why,
        is_reprint=regime.is_reprint,
        notices=(
            *filter(None, (decoded.notice, other_date, *declared.notices)),
            *document.notices,
            *((UNREAD_META,) if beside is not None and fields is None else ()),
        ),
        is_cut=decoded.is_cut,
        ignored=declared.ignored,
    )


def _nothing_in(document: RawDocument) -> str | None:
    """What is in a document without a text, and the way out; None if it has one."""
    from feedtool.text.markup import without_comments
    from feedtool.text.normalize import one_line

    if document.markup == "markdown" and not without_comments(document.text).strip():
        return "has nothing but a comment; write the article, or delete the file"
    if not document.text:
        return "is a transcript in which nobody speaks; correct it or delete it"
    if not any(map(one_line, document.text.splitlines())):
        return "has only invisible characters; write the article or delete it"
    return None


def _document(
    key: str, body: str, declared: Declared, first_line: int, origins: Origins
) -> tuple[RawDocument, Regime]:
    """What the reader for the ending of a file makes of its text, and how that came about."""
    from feedtool.readers.front_matter import hold_back_by_folder

    ending = ending_of(key)
    meta = hold_back_by_folder(key, declared.meta)
    reader = READERS.get(ending, read_plain)
    if ending not in PAGES:
        document = reader(key, body, meta, first_line)
        regime = regime_of(key, declared.meta, document.markup, origins, declared.header)
        if ending in TRANSCRIPTS and regime.why == PLAIN:
            regime = Regime("written", "a transcript")
        return document, regime
    stated = stated_regime(key, declared.meta, origins)
    if stated is None:
        document = reader(key, body, meta, first_line)
    else:
        document = read_page(key, body, meta, stated)
    return document, Regime(document.origin, document.origin_why)


NO_TEXT = (
    "has no ending and does not read like a text, so it was passed over; if it is one, name it "
    ".txt or .md"
)
UNREAD_META = (
    "has a .meta file beside it without lines like `.. title: A title`, which was not read; "
    "correct it, or delete it"
)


def _about_tags(text: str) -> tuple[str, ...]:
    """A notice that names the template tags that are left out, the most frequent first."""
    if "{%" not in text and "{{" not in text:
        return ()
    from feedtool.text.shortcodes import left_out

    found = left_out(text)
    if not found:
        return ()
    named = [f"{name} ({number})" for name, number in found.most_common(_NAMED)]
    more = ", ..." if len(found) > _NAMED else ""
    what = "has template tags that only another site generator can fill in"
    return (f"{what}: {', '.join(named)}{more}; the text is published without them",)


def _fields_beside(data: bytes) -> Fields | None:
    from feedtool.readers.front_matter import fields_of

    try:
        return fields_of(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None


def _charset(data: bytes) -> str | None:
    from feedtool.readers.html.charset import declared_charset

    return declared_charset(data)


def _fields_first(text: str) -> str:
    from feedtool.readers.rst import fields_first

    return fields_first(text)


def _is_prose(text: str) -> bool:
    """Whether a text has a sentence in it, and is not a program."""
    from feedtool.text.sentences import ends_like_a_sentence, width

    lines = (line.strip() for line in text.splitlines())
    return not text.startswith("#!") and any(
        width(line) > _SHORTEST_SENTENCE and ends_like_a_sentence(line) for line in lines
    )
