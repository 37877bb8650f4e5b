"""The records, in the order in which they flow from a file to a feed.

They are values: frozen, compared by content, without behaviour of their own. `None` always means
"the source does not say"; an empty string or tuple never does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Markup = Literal["plain", "markdown"]


class Enclosure(msgspec.Struct, frozen=True):
    """A media file that belongs to an article: its address, its bytes, its media type."""

    url: str
    length: int
    type: str


class Source(msgspec.Struct, frozen=True):
    """Where an article was published first: a name, and an address if one is known."""

    title: str
    url: str | None = None


class Meta(msgspec.Struct, frozen=True):
    """What a source says of itself. `created`: when it was written, where that is another time."""

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


class RawDocument(msgspec.Struct, frozen=True):
    """One article as found: decoded, its front matter taken off, otherwise untouched.

    `key` is its place below the input folder, with forward slashes (`world/a.txt`).
    `first_line` is the number, counted from 1, that the first line of `text` has in the file.
    """

    key: str
    text: str
    meta: Meta
    markup: Markup = "plain"
    first_line: int = 1


class Line(msgspec.Struct, frozen=True):
    """One line of a normalized document; `number` counts from 1 as an editor shows it."""

    number: int
    text: str


class Verdict(msgspec.Struct, frozen=True):
    """What became of one line, by which rule and why.

    `rule` None: the line was kept as part of the article. Otherwise it is the id of the rule that
    took it out, or one of the constants in this module: the classifier, the site profile, or the
    use that the line was put to (title, by-line, date). `confidence`, 0 to 1, is set where
    something was weighed.
    """

    line: Line
    rule: str | None = None
    why: str = ""
    confidence: float | None = None


class Title(msgspec.Struct, frozen=True):
    """The one line that names an article, and where it came from."""

    text: str
    source: Literal["declared", "headline", "first sentence"]


class CleanArticle(msgspec.Struct, frozen=True):
    """What is left of a document when only the article remains.

    A paragraph may hold line breaks (verse, lists, addresses). In Markdown a paragraph is a
    block of source, and the blocks joined by blank lines are the document again.
    `fingerprint` names the words of title and body, and nothing else of them; `sketch` is a
    sample of them, by which the article is known again after an edit. `byline`, `dateline`
    and `updateline` are the author, the date of publication and that of the last change which
    lines of the text said. `kind` is what sort of
    text it was taken for, `notice` what its owner should know.
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

    @property
    def author(self) -> str | None:
        """Who wrote it: as declared, else as its by-line says."""
        return self.meta.author or self.byline


class TextSnapshot(msgspec.Struct, frozen=True):
    """The words of a document: those that make the article, and the lines that were taken out.

    Whether a line is of the article may depend on other documents; whether its author wrote it,
    does not.
    """

    title: str
    paragraphs: tuple[str, ...]
    dropped: tuple[str, ...]


CLASSIFIER = "line-classifier"


PROFILE = "site-profile"


BYLINE = "by-line"


DATELINE = "date"


TITLE = "title"
