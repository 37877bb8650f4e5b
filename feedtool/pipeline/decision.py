"""What was decided on a document, and what there is to tell of it."""

from __future__ import annotations

import msgspec

from feedtool.identity.similarity import Match
from feedtool.model import TextSnapshot
from feedtool.pipeline.naming import Candidate, declared_slug
from feedtool.state.ledger import Record


class Decision(msgspec.Struct, frozen=True):
    """What a document is: `record` is its name from now on, `was` what the ledger had before.

    `was` None: it is new. `twin`: another file, which keeps the name, has the same article.
    `told`: the words that subscribers were last told of, if they are not told of these.
    `notice`: what is not certain about the decision.
    """

    candidate: Candidate
    record: Record
    was: Record | None
    twin: str | None = None
    told: TextSnapshot | None = None
    notice: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What a report counts it as; nothing if it is as it was."""
        holds = {
            "new": self.is_new,
            "renamed": self.is_renamed,
            "moved": self.is_moved,
            "updated": self.is_updated,
            "corrected": self.is_corrected,
        }
        return tuple(kind for kind, is_so in holds.items() if is_so)

    @property
    def is_new(self) -> bool:
        """Whether subscribers see an article that was not there before."""
        return self.was is None or self.was.gone is not None

    @property
    def is_renamed(self) -> bool:
        """Whether a known article lies in another place."""
        return self.was is not None and self.was.key not in (None, self.record.key)

    @property
    def is_moved(self) -> bool:
        """Whether a known article's page lies at another address."""
        return self.was is not None and self.was.slug != self.record.slug

    @property
    def is_updated(self) -> bool:
        """Whether subscribers are told that a known article changed."""
        return self.was is not None and self.was.updated != self.record.updated

    @property
    def is_corrected(self) -> bool:
        """Whether the words of a known article changed, and nobody is told of it."""
        if self.was is None or self.told is None or self.is_updated:
            return False
        return self.was.fingerprint != self.record.fingerprint


def refused_slug(decision: Decision) -> str | None:
    """What to tell if an article's page cannot lie where its front matter wants it."""
    wanted, slug = declared_slug(decision.candidate.article), decision.record.slug
    # What follows a hyphen was added at first sight, for the same reason.
    if wanted is None or wanted == slug or slug.startswith(f"{wanted}-"):
        return None
    return (
        f"slug: '{wanted}' belongs, or belonged, to another article; its page stays at {slug}; "
        "write another"
    )


def was_taken(record: Record, match: Match) -> str:
    """What to tell of a doubtful match that was made."""
    return (
        f"was taken for {_name(record)}, which is gone and shares {match.likeness:.0%} of its "
        "words; if it is another article, take it out, build, and put it in again"
    )


def was_not_taken(record: Record, match: Match) -> str:
    """What to tell of a doubtful match that was not made."""
    return (
        f"may be {_name(record)}, which is gone and shares {match.likeness:.0%} of its words; it "
        f"was published as a new article; {_if_it_is(record)}"
    )


def was_replaced(record: Record) -> str:
    """What to tell of a file that holds another article now."""
    return (
        f"has nothing in common with '{record.title}', which was here; that one is gone now, and "
        f"this is a new article; {_if_it_is(record)}"
    )


def _name(record: Record) -> str:
    return record.key or record.slug


def _if_it_is(record: Record) -> str:
    if record.anchor is None:  # the ledger was made again from the output, which does not have it
        return "if it is that one, put back the old file"
    return f"if it is that one, put `id: {record.anchor}` into its front matter"
