"""The documents that a build leaves out because they set off a bug in feedtool.

A build is one transaction. A pass that meets such documents ends with `StartOver` and commits
nothing; the next pass leaves them out. So nothing half done has to be undone: what was published of
them stays, and everything else is published. A build without bugs is a single pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from feedtool.bugs import Bug, attempt
from feedtool.errors import PublishError
from feedtool.model import Problem
from feedtool.pipeline import log
from feedtool.state.ledger import Record

T = TypeVar("T")


class Failed(msgspec.Struct, frozen=True):
    """A document that is left out. `guid` is set if it was recognized as that article."""

    problem: Problem
    guid: str | None = None


class LeftOut(msgspec.Struct, frozen=True):
    """What a pass leaves out.

    `documents` are not published; they are keyed by the path of the file. `articles` are GUIDs of
    articles that cannot be rendered even as they were last published: their pages stay, and other
    documents are rendered without them.
    """

    documents: Mapping[str, Failed] = msgspec.field(default_factory=dict)
    articles: frozenset[str] = frozenset()

    def __or__(self, more: LeftOut) -> LeftOut:
        """Both together."""
        return LeftOut({**self.documents, **more.documents}, self.articles | more.articles)


class StartOver(PublishError):
    """Ends a pass. `found` is what the next pass leaves out as well."""

    def __init__(self, found: LeftOut) -> None:
        problems = [failed.problem for failed in found.documents.values()]
        super().__init__("; ".join(f"{problem.key}: {problem.message}" for problem in problems))
        self.found = found


class Failures:
    """Collects the documents of one pass that set off a bug; `left_out` are those known before."""

    def __init__(self, left_out: LeftOut) -> None:
        self.left_out = left_out
        self._documents: dict[str, Failed] = {}
        self._articles: set[str] = set()

    def __bool__(self) -> bool:
        """Whether this pass met any."""
        return bool(self._documents or self._articles)

    def attempt(self, key: str, work: Callable[[], T]) -> T | None:
        """The result of `work` on the document at `key`; None if it sets off a bug."""
        done = attempt(work)
        if isinstance(done, Bug):
            self.add(key, done)
            return None
        return done

    def add(self, key: str, bug: Bug) -> None:
        """Adds a document that could not be recognized or stored."""
        self._documents[key] = Failed(Problem(key, bug.message("published")))

    def attempt_article(self, record: Record, work: Callable[[], T]) -> T | None:
        """The result of `work` on an article with an identity; None if it sets off a bug."""
        done = attempt(work)
        if isinstance(done, Bug):
            self.add_article(record, done)
            return None
        return done

    def add_article(self, record: Record, bug: Bug) -> None:
        """Adds an article that could not be rendered.

        If its document is left out already, the text is the one that was published before.
        """
        key = record.key
        if key is None or key in self.left_out.documents:
            self._articles.add(record.guid)
        if key is not None:
            self._documents[key] = Failed(Problem(key, bug.message("published")), record.guid)

    def start_over(self) -> None:
        """Raises `StartOver` if this pass met any."""
        if self:
            raise StartOver(LeftOut(self._documents, frozenset(self._articles)))


def in_passes(build: Callable[[Failures], T]) -> T:
    """What `build` returns when no document that it does not leave out sets off a bug.

    Raises `StartOver` if a document that it leaves out does.
    """
    left_out = LeftOut()
    while True:
        try:
            return build(Failures(left_out))
        except StartOver as ended:
            both = left_out | ended.found
            if (both.documents.keys(), both.articles) == (
                left_out.documents.keys(),
                left_out.articles,
            ):
                raise
            left_out = both
            log.info("starting over without documents that set off a bug: %s", ended)
