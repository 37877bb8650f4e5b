"""Recognizes lines about a picture or about the publication, which are never the headline."""

from __future__ import annotations

import re

from feedtool.clean.bylines import authors, date_data
from feedtool.clean.bylines.dates import folded
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.words import folded_words

_CREDIT = lazy_regex(
    r"\b(?:photo\w*|foto\w*|bild\w*|image\w*|picture|credit\w*|crédits?|créditos?|source|quelle|"
    r"illustration|zdj(?:ęcie)?|фото)\s*[:：©/]|©|\bgetty images\b",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 230  # characters
_CREDIT_SIGNS = ":：©/"  # a credit has one of these, or the name
_PUBLISHED = lazy_regex(
    r"(?:published|posted|filed|(?:last )?updated|(?:artikel )?veröffentlicht|erstellt)"
    r"(?:\s*:| (?:in|on|by|under|at|am|von))\s*\w",
    re.IGNORECASE,
)
# Of a date: "Updated Feb 27, 2026". Short ones are articles and prepositions too.
_LABELS = {w for w in folded(date_data.PUBLISHED) | folded(date_data.UPDATED) if len(w) > 4}


def is_credit(line: str) -> bool:
    """Whether the line says whose a picture is.

    >>> is_credit("The town library — Foto: Archive"), is_credit("A photo of the town")
    (True, False)
    """
    return (
        len(line) < _LONGEST_CREDIT
        and (any(sign in line for sign in _CREDIT_SIGNS) or "getty" in line.lower())
        and _CREDIT.search(line) is not None
    )


def is_about_publication(line: str) -> bool:
    """Whether the line says where or when the text was published.

    >>> is_about_publication("Published in Creativity, Graphic Design")
    True
    >>> is_about_publication("Published poets read in the park")
    False
    >>> is_about_publication("Updated Feb 27, 2026"), is_about_publication("27 February 2026")
    (True, False)
    """
    if _PUBLISHED.match(line) is not None:
        return True
    return bool(authors.find_dates(line)) and not _LABELS.isdisjoint(folded_words(line))
