"""Which documents does a change touch? The same question as test_affected.py asks, as a table.

A channel has 9 positions, lists and archives have 2 each: so 1 to 6 are in closed archives, 7 and 8
in the one that is closed next, 9 only in the open document; 1 to 6 are in closed pages of the list.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.pipeline.change import Change
from feedtool.pipeline.paging import OPEN, Pagination
from feedtool.pipeline.targets import (
    Kind,
    Target,
    affected,
    all_of_channel,
    archives_of,
    from_row,
    grown,
    to_row,
)
from feedtool.state.ledger.positions import ALL, Position

TAG = 2


def at(channel: int, position: int, *, again: bool = False) -> Position:
    return Position(channel, position, again)


NINE = Pagination(lambda channel: 9, limit=lambda channel: 2, per_page=2)


def shown(targets: set[Target]) -> set[str]:
    """Targets in the notation of the table: `list 2` is the second page, `list` the open one."""
    return {
        " ".join(
            filter(
                None,
                (
                    "tag" if t.channel == TAG else "",
                    t.kind.name.lower(),
                    str(t.number) if t.number != OPEN else "",
                ),
            )
        )
        for t in targets
        if t.kind not in (Kind.PAGE, Kind.REDIRECT)
    }


@pytest.mark.parametrize(
    ("change", "position", "touched"),
    [
        (Change(0), 1, "list 1, feed, sitemap"),
        (Change.UPDATED, 1, "list 1, feed, sitemap"),
        (Change.RETITLED, 4, "list 2, feed, sitemap"),
        (Change.CORRECTED, 6, "list 3, feed, sitemap"),
        (Change.UPDATED, 7, "list, feed, sitemap, archive 4"),
        (Change.UPDATED, 8, "list, feed, sitemap, archive 4"),
        (Change.UPDATED, 9, "list, feed, sitemap"),
        (Change.REMOVED, 1, "list 1, feed, sitemap, archive 1"),
        (Change.REMOVED, 6, "list 3, feed, sitemap, archive 3"),
        (Change.REMOVED, 8, "list, feed, sitemap, archive 4"),
        (Change.NEW, 3, "list 2, feed, sitemap, archive 2"),  # it is back
        (Change.NEW | Change.UPDATED, 9, "list, feed, sitemap"),
    ],
)
def test_an_article_touches_the_documents_of_its_positions(
    change: Change, position: int, touched: str
) -> None:
    targets = set(affected("g", change, [at(ALL, position)], [ALL], NINE))
    assert shown(targets) == set(touched.split(", "))
    assert Target(Kind.PAGE, guid="g") in targets


def test_an_article_that_leaves_a_channel_touches_its_archive_there() -> None:
    positions = [at(ALL, 1), at(TAG, 1)]
    targets = set(affected("g", Change(0), positions, [ALL], NINE))
    assert shown(targets) == {
        "list 1",
        "feed",
        "sitemap",
        "tag list 1",
        "tag feed",
        "tag archive 1",
    }


def test_a_republished_article_touches_both_of_its_positions() -> None:
    positions = [at(ALL, 1), at(ALL, 9, again=True)]
    targets = set(affected("g", Change.REMOVED, positions, [], NINE))
    assert shown(targets) == {"list 1", "list", "feed", "sitemap", "archive 1"}


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        (0, 1, "list, feed, sitemap"),
        (2, 3, "list, feed, sitemap"),
        (3, 4, "list 1, list, feed, sitemap, archive 1, archive 2"),
        (4, 5, "list, feed, sitemap"),
        (5, 6, "list 1, list 2, list, feed, sitemap, archive 2, archive 3"),
        (6, 8, "list 2, list 3, list, feed, sitemap, archive 3, archive 4"),
    ],
)
def test_a_growing_channel_touches_the_documents_that_it_closes(
    before: int, after: int, touched: str
) -> None:
    old, new = (
        Pagination(lambda _, n=n: n, limit=lambda _: 2, per_page=2) for n in (before, after)
    )
    assert shown(set(grown(ALL, old, new))) == set(touched.split(", "))


@given(st.integers(0, 60), st.integers(1, 5), st.integers(1, 5), st.integers(0, 5))
def test_whatever_changes_is_among_all_documents(
    count: int, limit: int, per_page: int, more: int
) -> None:
    """`affected` and `grown` name only targets that are among all documents."""
    old = Pagination(lambda _: count, lambda _: limit, per_page)
    new = Pagination(lambda _: count + more, lambda _: limit, per_page)
    everything = {*all_of_channel(ALL, new), *archives_of(ALL, new)}
    for position in range(1, count + 1):
        found = affected("g", Change.REMOVED, [at(ALL, position)], [], old)
        for target in found:
            assert target in everything or target.kind in (Kind.PAGE, Kind.REDIRECT)
    if more:
        assert set(grown(ALL, old, new)) <= everything


@given(
    st.builds(
        Target,
        st.sampled_from(Kind),
        st.integers(1, 9),
        st.integers(0, 10**6),
        st.text("abc", max_size=3),
    )
)
def test_a_target_can_be_stored_as_a_row(target: Target) -> None:
    if target.kind != Kind.ARCHIVE or target.number:
        assert from_row(to_row(target)) == target


def test_documents_are_published_after_the_targets_of_their_links() -> None:
    wanted = [
        Target(Kind.PAGE, guid="a"),
        Target(Kind.REDIRECT, guid="a"),
        Target(Kind.SITE),
        Target(Kind.LIST, ALL, 1),
        Target(Kind.LIST, ALL, OPEN),
        Target(Kind.LIST, TAG, OPEN),
        Target(Kind.SITEMAP, ALL, OPEN),
        Target(Kind.ARCHIVE, ALL, 2),
        Target(Kind.ARCHIVE, ALL, 1),
        Target(Kind.FEED, ALL),
        Target(Kind.ARCHIVE, TAG, 1),
        Target(Kind.FEED, TAG),
        Target(Kind.REDIRECT_LIST),
    ]
    assert sorted({*wanted}, key=to_row) == wanted
