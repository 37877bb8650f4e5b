"""A decision about the identity of a document, and the notices for the owner of the site."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from feedtool.identity.ids import placeholder_slug
from feedtool.identity.similarity import Match
from feedtool.model import Meta, TextSnapshot
from feedtool.pipeline.change import Change
from feedtool.pipeline.naming import Candidate, declared_slug
from feedtool.state.ledger import Record

_SHOWN = 3  # files that a notice names


class Decision(msgspec.Struct, frozen=True):
    """The identity of a document: `record` from now on, `was` before (None if it is new).

    `twin` is the key of another file that holds the same article and keeps it; `rival` that of a
    file with another article, which has the id that this document declares. `last_announced` is
    the last text that subscribers were notified of, if they are not notified of this one. `notice`
    says what is uncertain about the decision.
    """

    candidate: Candidate
    record: Record
    was: Record | None
    twin: str | None = None
    rival: str | None = None
    last_announced: TextSnapshot | None = None
    notice: str | None = None

    @property
    def old_slug(self) -> str | None:
        """The previous slug, if its page is to redirect to the new one."""
        was = self.was
        if was is None or was.slug == self.record.slug or was.slug == placeholder_slug(was.guid):
            return None
        return was.slug

    @property
    def change(self) -> Change:
        """What happens to the article."""
        was, record = self.was, self.record
        if self.twin is not None:
            return Change.COPY
        if was is None:
            return Change.NEW
        change = Change(0)
        if was.gone is not None:
            change |= Change.NEW
        if was.key not in (None, record.key):
            change |= Change.RENAMED
        if was.slug != record.slug:
            change |= Change.MOVED
        if was.title != record.title:
            change |= Change.RETITLED
        if was.updated != record.updated:
            change |= Change.UPDATED
        elif self.last_announced is not None and was.fingerprint != record.fingerprint:
            change |= Change.CORRECTED
        return change


def refused_slug(decision: Decision) -> str | None:
    """The notice if an article cannot have the slug in its front matter."""
    wanted, slug = declared_slug(decision.candidate.article), decision.record.slug
    if wanted is None or wanted == slug:
        return None
    return (
        f"slug: '{wanted}' belongs or belonged to another article, so this page stays at {slug}; "
        "choose another slug"
    )


def shares_id(declared: Meta, others: Sequence[str]) -> str:
    """The notice about a file that declares the same id as other files."""
    if declared.id is not None:
        name, value, way_out = "id", declared.id, "give each file an id of its own"
    else:
        name, value, way_out = "url", declared.url or "", "give each file an `id:` of its own"
    shown = ", ".join(others[:_SHOWN]) + (
        f" and {len(others) - _SHOWN} more" * (len(others) > _SHOWN)
    )
    return f"{name}: '{value}' is also that of {shown}; all are published; {way_out}"


def uncertain_match(record: Record, match: Match) -> str:
    """The notice about an uncertain match that was accepted."""
    return (
        f"was taken for {record.key}, which is gone and shares {match.likeness:.0%} of its words; "
        "if it is a different article, move the file out, build, and move it back in"
    )


def uncertain_new_article(record: Record, match: Match) -> str:
    """The notice about an uncertain match that was rejected."""
    return (
        f"may be {record.key}, which is gone and shares {match.likeness:.0%} of its words, but was "
        f"published as a new article; {_if_same(record)}"
    )


def replaced_article(record: Record) -> str:
    """The notice about a file that now holds a different article."""
    return (
        f"has nothing in common with '{record.title}', which was in this file before, so that "
        f"article was removed and this one is new; {_if_same(record)}"
    )


def _if_same(record: Record) -> str:
    if record.anchor is None:  # the ledger was rebuilt from the output, which does not contain it
        return "if they are the same article, restore the old file"
    return f"if they are the same article, put `id: {record.anchor}` into its front matter"
