"""The records that flow from a file to a feed. They import nothing else of feedtool.

They are values: frozen, compared by content, without behaviour of their own. `None` always means
"the source does not say"; an empty string or tuple never does.
"""

from feedtool.model.article import (
    CleanArticle,
    Enclosure,
    Line,
    Markup,
    Meta,
    RawDocument,
    Source,
    TextSnapshot,
    Title,
    Verdict,
)
from feedtool.model.feed import (
    Artifact,
    Channel,
    Entry,
    Feed,
    Identity,
    Neighbour,
    Selection,
    SelectionKind,
    Site,
    Tombstone,
)
from feedtool.model.files import FileStat, InputFile, Mtime
from feedtool.model.problem import BeingWritten, Problem

__all__ = [
    "Artifact",
    "BeingWritten",
    "Channel",
    "CleanArticle",
    "Enclosure",
    "Entry",
    "Feed",
    "FileStat",
    "Identity",
    "InputFile",
    "Line",
    "Markup",
    "Meta",
    "Mtime",
    "Neighbour",
    "Problem",
    "RawDocument",
    "Selection",
    "SelectionKind",
    "Site",
    "Source",
    "TextSnapshot",
    "Title",
    "Tombstone",
    "Verdict",
]
