"""The records of an article, in the order in which they are made from a file."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from feedtool.model.podcast import Episode

Markup = Literal["plain", "markdown"]
Origin = Literal["written", "found"]
"""Whether a text was written by an author, who wants all of it published, or found somewhere, with
boilerplate around it."""


class Enclosure(msgspec.Struct, frozen=True):
    """A media file attached to an article. `length` is in bytes, 0 if unknown.

    In the metadata of a document, `url` may be the path of a file, relative to the document.
    """

    url: str
    length: int
    type: str


class Source(msgspec.Struct, frozen=True):
    """The publication in which an article first appeared, with its URL if known."""

    title: str
    url: str | None = None


class Meta(msgspec.Struct, frozen=True):
    """The metadata that a document declares.

    `created` is when the article was written, if that differs from when it was published. `clean`
    is the origin of the text: `clean: off` declares that it was written. `address` is the path of
    the page on the site that the text moved in from, `aliases` are others that lead to it. `labels`
    has each of `tags` with its group, such as `categories`; it is empty if all are tags. `series`
    is the name of the series that the article is a part of. `authors` has the names in `author` if
    they are declared one by one. `feed` is False if the article is on the site and in no feed.
    `episode` has what is declared about the recording in `enclosure`.
    """

    id: str | None = None
    title: str | None = None
    url: str | None = None
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] | None = None
    slug: str | None = None
    summary: str | None = None
    draft: bool | None = None
    enclosure: Enclosure | None = None
    image: str | None = None
    source: Source | None = None
    created: datetime | None = None
    clean: Origin | None = None
    address: str | None = None
    aliases: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    series: str | None = None
    authors: tuple[str, ...] = ()
    feed: bool = True
    episode: Episode | None = None


class RawDocument(msgspec.Struct, frozen=True):
    """A document as read: decoded, without its front matter, otherwise unchanged.

    `key` is its path relative to the input folder, with forward slashes (`world/a.txt`).
    `first_line` is the line number in the file, counted from 1, of the first line of `text`.
    `origin_why` says why `origin` is assumed; `is_reprint` means that a written text was first
    published on another site, `is_extracted` that the reader took a found text out of its page.
    `notices` are messages to the owner about encoding and front matter, and `ignored` has the names
    of fields there that are not read. `is_cut` says that the file ends within a character.
    """

    key: str
    text: str
    meta: Meta
    markup: Markup = "plain"
    first_line: int = 1
    origin: Origin = "found"
    origin_why: str = "plain text"
    is_reprint: bool = False
    is_extracted: bool = False
    notices: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    is_cut: bool = False


class Line(msgspec.Struct, frozen=True):
    """A line of a normalized document. `number` is its line number in the file, from 1."""

    number: int
    text: str


class Verdict(msgspec.Struct, frozen=True):
    """What became of a line, by which rule and why.

    `rule` is None if the line was kept as part of the article. Otherwise it is the id of the rule
    that removed the line, or one of the constants in this module: the classifier, the site
    profile, the page break that it belongs to, or the field that the line was used for (title,
    by-line, date). `confidence` (0 to 1) is set if the verdict rests on a score.
    """

    line: Line
    rule: str | None = None
    why: str = ""
    confidence: float | None = None


class Title(msgspec.Struct, frozen=True):
    """The title of an article, on one line, and where it came from.

    `otherwise` is the title that the article would have if other texts of its site began otherwise;
    empty if they do not matter.
    """

    text: str
    source: Literal["declared", "headline", "file name", "first sentence"]
    otherwise: str = ""


class CleanArticle(msgspec.Struct, frozen=True):
    """An article extracted from a document.

    A paragraph may contain line breaks (verse, lists, addresses). In plain text, one that begins
    with white space is preformatted, and lines that begin with ">" are quoted. In Markdown a
    paragraph is a block of source, and joining the blocks with blank lines gives the document.
    `fingerprint` depends only on the words of the title and the body; `sketch` is a sample of
    those words that identifies the article after an edit. `byline`, `dateline` and `updateline`
    are the author, the date of publication and the date of the last change found in lines of the
    text; `bylines` are the authors one by one. `kind` is the classifier's name for the sort of
    text, `notice` a message to the owner, `ignored` has the names of fields in the front matter
    that are not read.
    `origin` and `origin_why` are those of the document. `references` are the addresses in text and
    metadata that may lead to files and articles of the site, as they are written.
    """

    key: str
    title: Title
    paragraphs: tuple[str, ...]
    meta: Meta
    markup: Markup
    language: str | None
    fingerprint: str
    sketch: str = ""
    verdicts: tuple[Verdict, ...] = ()
    byline: str | None = None
    dateline: datetime | None = None
    updateline: datetime | None = None
    kind: str | None = None
    notice: str | None = None
    origin: Origin = "found"
    origin_why: str = ""
    ignored: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()

    @property
    def author(self) -> str | None:
        """The declared author, else the one in the by-line."""
        return self.meta.author or self.byline

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors one by one, as far as they are declared so."""
        if self.meta.author is None and self.bylines:
            return self.bylines
        return self.meta.authors or ((self.author,) if self.author else ())


class TextSnapshot(msgspec.Struct, frozen=True):
    """The words of a document: those of the article, and the lines that were removed.

    Both are needed to recognize an edit: other documents can change the verdict on a line, but
    not whether the author wrote it.
    """

    title: str
    paragraphs: tuple[str, ...]
    dropped: tuple[str, ...]


CLASSIFIER = "line-classifier"


PROFILE = "site-profile"


PAGE_BREAK = "page-break"


BYLINE = "by-line"


DATELINE = "date"


TITLE = "title"


TITLE_COPY = "title-copy"
