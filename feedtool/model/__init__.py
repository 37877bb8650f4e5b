"""The records shared by all packages. This package imports nothing else from feedtool.

They are values: frozen, compared by content, without behaviour. In metadata, `None` means that the
source does not declare the field; an empty string or tuple never means that.
"""

from feedtool.model.article import (
    CleanArticle,
    Enclosure,
    Line,
    Markup,
    Meta,
    Origin,
    RawDocument,
    Source,
    TextSnapshot,
    Title,
    Verdict,
)
from feedtool.model.feed import (
    Artifact,
    Channel,
    Condition,
    Entry,
    Feed,
    Former,
    Identity,
    Letters,
    Neighbour,
    Selection,
    SelectionKind,
    Series,
    Site,
    Tombstone,
)
from feedtool.model.feed_options import FeedOptions
from feedtool.model.files import FileStat, InputFile, Mtime
from feedtool.model.problem import BeingWritten, Problem

__all__ = [
    "Artifact",
    "BeingWritten",
    "Channel",
    "CleanArticle",
    "Condition",
    "Enclosure",
    "Entry",
    "Feed",
    "FeedOptions",
    "FileStat",
    "Former",
    "Identity",
    "InputFile",
    "Letters",
    "Line",
    "Markup",
    "Meta",
    "Mtime",
    "Neighbour",
    "Origin",
    "Problem",
    "RawDocument",
    "Selection",
    "SelectionKind",
    "Series",
    "Site",
    "Source",
    "TextSnapshot",
    "Title",
    "Tombstone",
    "Verdict",
]
