"""In how many articles of each site every line appears; site profiles are computed from it.

Each article adds to these counts and, when it is gone, subtracts from them. So a profile depends
only on the articles that exist, not on their order of arrival, and the cost of an update depends
only on what changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing

from msgspec.structs import replace

from feedtool.clean.openings import FEWEST, series_of
from feedtool.clean.site_profile import LEAST, Profile, Recurring, Traits, is_copy, level
from feedtool.state.database import Database

# Most lines appear in a single article; the partial index holds only the others.
_RECURRING = f"(line.articles >= {LEAST} OR line.level)"
_AMONG = "line INDEXED BY line_recurring"
SCHEMA = f"""
CREATE TABLE site (site TEXT PRIMARY KEY, articles INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE traits (
    key TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    marks TEXT NOT NULL,
    sketch TEXT NOT NULL,
    openings TEXT NOT NULL,
    counted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX traits_by_site ON traits (site);
CREATE TABLE line (
    site TEXT NOT NULL,
    mark TEXT NOT NULL,
    articles INTEGER NOT NULL,
    level INTEGER NOT NULL,
    PRIMARY KEY (site, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX line_recurring ON line (site) WHERE {_RECURRING};
CREATE INDEX line_gone ON line (site) WHERE articles = 0;
CREATE TABLE opening (
    site TEXT NOT NULL,
    mark INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (site, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX opening_recurring ON opening (site) WHERE articles >= {FEWEST};
CREATE TABLE sketch (hash INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (hash, key))
STRICT, WITHOUT ROWID;
"""
# Whether any text but the one at a key has a paragraph of a sketch.
_SHARES = (
    "SELECT 1 FROM json_each({sketch}) AS own CROSS JOIN sketch ON hash = own.value "
    "WHERE sketch.key <> ?1 LIMIT 1"
)
# A paragraph that more articles have than this, or than a third of those of a smaller site, is
# boilerplate and does not indicate a copy.
_COMMON = 20
_SMALL = 3 * _COMMON  # texts; in a site with more, one text more does not change what is common
_to_json = json.JSONEncoder(ensure_ascii=False).encode


class LineCounts:
    """The line counts in the database of a cache."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._touched: dict[str, None] = {}

    def add(self, key: str, traits: Traits) -> None:
        """Adds the lines of the text at `key`, replacing those it had before."""
        self.remove(key)
        # Of several copies of an article only the one with the smallest key counts, so that the
        # profile does not depend on the order in which they came.
        copies = self._copies(key, traits)
        counted = not any(copy < key for copy in copies)
        marks = _to_json(sorted(traits.marks))
        self._db.execute(
            "INSERT INTO traits VALUES (?, ?, ?, ?, ?, ?)",
            (key, traits.site, marks, _listed(traits.sketch), _listed(traits.openings), counted),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO sketch VALUES (?, ?)", [(h, key) for h in traits.sketch]
        )
        self._count(traits, 1 if counted else 0)
        for copy in copies:
            if copy > key:
                self._recount(copy)

    def remove(self, key: str) -> None:
        """Subtracts the lines of the text at `key`."""
        row = self._row(key)
        if row is None:
            return
        traits, counted = row
        copies = self._copies(key, traits)
        self._db.execute("DELETE FROM traits WHERE key = ?", (key,))
        self._db.executemany(
            "DELETE FROM sketch WHERE hash = ? AND key = ?", [(h, key) for h in traits.sketch]
        )
        self._count(traits, -1 if counted else 0)
        if counted:
            for copy in copies:
                self._recount(copy)

    def update_levels(self) -> dict[str, set[str]]:
        """Updates the level of every line of the sites that changed.

        Returns the marks whose level changed, by site.
        """
        changed: dict[str, set[str]] = {}
        for site in self._touched.copy():
            self._recount_small(site)
            of = self.articles(site)
            rows = self._db.execute(
                f"SELECT mark, articles, level FROM {_AMONG} WHERE site = ? AND {_RECURRING}",
                (site,),
            ).fetchall()
            for mark, articles, old in rows:
                new = level(articles, of)
                if new != old:
                    changed.setdefault(site, set()).add(mark)
                    self._db.execute(
                        "UPDATE line SET level = ? WHERE site = ? AND mark = ?", (new, site, mark)
                    )
            self._db.execute(
                "DELETE FROM line INDEXED BY line_gone WHERE site = ? AND articles = 0", (site,)
            )
            self._db.execute("DELETE FROM site WHERE site = ? AND articles = 0", (site,))
        self._touched.clear()
        return changed

    def texts_with(self, changed: Mapping[str, set[str]]) -> Iterable[str]:
        """The keys of the texts that have any of these marks, without those to be read anyway."""
        query = (
            "SELECT key, marks FROM traits WHERE site = ? "
            "AND key NOT IN (SELECT key FROM temp.changed)"
        )
        for site, marks in changed.items():
            with closing(self._db.execute(query, (site,))) as rows:
                for key, listed in rows:
                    if not marks.isdisjoint(json.loads(listed)):
                        yield key

    def profile(self) -> Profile:
        """The profiles of all sites."""
        return self._profile("SELECT site FROM traits")

    def profile_of_changed(self) -> Profile:
        """The profiles of the sites whose texts are read in this run."""
        return self._profile("SELECT site FROM changed JOIN traits USING (key)")

    def _profile(self, of_sites: str) -> Profile:
        sites: dict[str, dict[str, Recurring]] = {}
        rows = self._db.execute(
            f"SELECT site, mark, level, line.articles, site.articles FROM {_AMONG} "
            f"JOIN site USING (site) WHERE site IN ({of_sites}) AND {_RECURRING} AND level "
            "ORDER BY site, mark"
        )
        for site, mark, known, articles, of in rows.fetchall():
            sites.setdefault(site, {})[mark] = Recurring(mark, known, articles, of)
        openings = self._db.execute(
            "SELECT site, mark FROM opening INDEXED BY opening_recurring "
            f"WHERE articles >= {FEWEST} AND site IN "
            f"(SELECT CASE WHEN site GLOB '*[^0-9]*' THEN site ELSE '' END FROM ({of_sites}))"
        ).fetchall()
        return Profile(sites, _by_site(openings))

    def articles(self, site: str) -> int:
        """How many found articles a site has, not counting copies."""
        return self._db.number("SELECT articles FROM site WHERE site = ?", site)

    def copies(self, key: str) -> tuple[str, ...]:
        """The other texts that share most of their paragraphs with the one at `key`."""
        sketch = "(SELECT sketch FROM traits WHERE key = ?1)"
        if not self._db.exists(_SHARES.format(sketch=sketch), key):
            return ()  # nearly always, and without reading all about the text
        row = self._row(key)
        return tuple(sorted(self._copies(key, row[0]))) if row is not None else ()

    def _row(self, key: str) -> tuple[Traits, bool] | None:
        row = self._db.execute(
            "SELECT site, marks, sketch, openings, counted FROM traits WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        site, *listed, counted = row
        marks, sketch, openings = (frozenset(json.loads(text)) for text in listed)
        return Traits(site, marks, sketch, openings), counted

    def _count(self, traits: Traits, by: int) -> None:
        site, marks = traits.site, traits.marks
        self._touched[site] = None
        if by:
            self._db.executemany(
                "INSERT INTO opening VALUES (?, ?, ?) ON CONFLICT (site, mark) "
                "DO UPDATE SET articles = articles + excluded.articles",
                [(series_of(site), mark, by) for mark in traits.openings],
            )
        if by < 0:
            self._db.executemany(
                "DELETE FROM opening WHERE site = ? AND mark = ? AND articles = 0",
                [(series_of(site), mark) for mark in traits.openings],
            )
        # What an author wrote teaches nothing, and must not make other lines look rarer.
        if by and marks:
            self._db.execute(
                "INSERT INTO site VALUES (?, ?) ON CONFLICT (site) "
                "DO UPDATE SET articles = articles + excluded.articles",
                (site, by),
            )
            self._db.executemany(
                "INSERT INTO line VALUES (?, ?, ?, 0) ON CONFLICT (site, mark) "
                "DO UPDATE SET articles = articles + excluded.articles",
                [(site, mark, by) for mark in marks],
            )

    def _recount(self, key: str) -> None:
        row = self._row(key)
        if row is None:
            return
        traits, counted = row
        counts = not any(copy < key for copy in self._copies(key, traits))
        if counts != bool(counted):
            self._db.execute("UPDATE traits SET counted = ? WHERE key = ?", (counts, key))
            self._count(traits, 1 if counts else -1)

    def _recount_small(self, site: str) -> None:
        """Looks for copies again if one text more may have changed what is common."""
        if self._texts(site) <= _SMALL:
            rows = self._db.execute("SELECT key FROM traits WHERE site = ?", (site,)).fetchall()
            for (key,) in rows:
                self._recount(key)

    def _texts(self, site: str) -> int:
        """How many texts a site has, counted up to one more than `_SMALL`."""
        return self._db.number(
            "SELECT count(*) FROM (SELECT 1 FROM traits WHERE site = ? LIMIT ?)", site, _SMALL + 1
        )

    def _copies(self, key: str, traits: Traits) -> set[str]:
        if not self._shares(key, traits.sketch):  # nearly always
            return set()
        most = min(_COMMON, max(LEAST, self._texts(traits.site) // 3))
        near: set[str] = set()
        common: set[int] = set()
        for h in traits.sketch:
            rows = self._db.execute(
                "SELECT key FROM sketch WHERE hash = ? LIMIT ?", (h, most + 1)
            ).fetchall()
            if len(rows) > most:
                common.add(h)
            else:
                near.update(row[0] for row in rows)
        near.discard(key)
        own = replace(traits, sketch=traits.sketch - common)
        return {other for other in near if self._is_copy(other, own, common)}

    def _shares(self, key: str, sketch: frozenset[int]) -> bool:
        """Whether any other text has a paragraph in common with this one."""
        return self._db.exists(_SHARES.format(sketch="?2"), key, _listed(sketch))

    def _is_copy(self, key: str, traits: Traits, common: set[int]) -> bool:
        row = self._db.execute("SELECT site, sketch FROM traits WHERE key = ?", (key,)).fetchone()
        if row is None or row[0] != traits.site:
            return False
        return is_copy(frozenset(json.loads(row[1])) - common, traits.sketch)


def _listed(marks: Iterable[int]) -> str:
    return _to_json(sorted(marks))


def _by_site(marks: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for site, mark in marks:
        found.setdefault(site, set()).add(mark)
    return {site: frozenset(here) for site, here in found.items()}
