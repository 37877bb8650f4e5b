"""What was decided about a document, and what its owner should know of it."""

from __future__ import annotations

import msgspec

from feedtool.identity.ids import placeholder_slug
from feedtool.identity.similarity import Match
from feedtool.model import TextSnapshot
from feedtool.pipeline.change import Change
from feedtool.pipeline.naming import Candidate, declared_slug
from feedtool.state.ledger import Record


class Decision(msgspec.Struct, frozen=True):
    """What a document is: `record` is its identity from now on, `was` what the ledger had before.

    `was` None: it is new. `twin`: another file has the same article and keeps it. `last_announced`:
    the words that subscribers know, where they are not notified of these. `notice`: what is not
    certain about the decision.
    """

    candidate: Candidate
    record: Record
    was: Record | None
    twin: str | None = None
    last_announced: TextSnapshot | None = None
    notice: str | None = None

    @property
    def old_slug(self) -> str | None:
        """The slug from which readers are redirected to the article's new one."""
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
    """The notice if an article's page cannot have the slug that its front matter asks for."""
    wanted, slug = declared_slug(decision.candidate.article), decision.record.slug
    # What follows a hyphen was added at first sight, for the same reason.
    if wanted is None or wanted == slug or slug.startswith(f"{wanted}-"):
        return None
    return (
        f"slug: '{wanted}' belongs, or belonged, to another article; its page stays at {slug}; "
        "choose another slug"
    )


def was_taken(record: Record, match: Match) -> str:
    """The notice of a doubtful match that was made."""
    return (
        f"was taken for {record.key}, which is gone and shares {match.likeness:.0%} of its words; "
        "if it is another article, take it out, build, and put it in again"
    )


def was_not_taken(record: Record, match: Match) -> str:
    """The notice of a doubtful match that was not made."""
    return (
        f"may be {record.key}, which is gone and shares {match.likeness:.0%} of its words; it was "
        f"published as a new article; {_if_it_is(record)}"
    )


def was_replaced(record: Record) -> str:
    """The notice of a file that has another article now."""
    return (
        f"has nothing in common with '{record.title}', which was here; that one is gone now, and "
        f"this is a new article; {_if_it_is(record)}"
    )


def _if_it_is(record: Record) -> str:
    if record.anchor is None:  # the ledger was rebuilt from the output, which does not have it
        return "if it is that one, put back the old file"
    return f"if it is that one, put `id: {record.anchor}` into its front matter"
