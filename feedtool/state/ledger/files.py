"""The published files of articles, such as pictures: their addresses, and which articles show them.

A file is known by its name, which is made from its content, so that it keeps its address wherever
it is in the input folder. Rows are never deleted: an address is given once.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.state.database import Database

# Whether an article showed a file, to be completed by a condition on that article.
_SHOWS = (
    "SELECT 1 FROM shown AS by JOIN article ON article.guid = by.guid WHERE by.name = file.name"
)


class Files:
    """The files in the database of a ledger."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def path_of(self, name: str) -> str | None:
        """The path below the output folder of the file with this name, if it was ever published."""
        path: str | None = self._db.value("SELECT path FROM file WHERE name = ?", name)
        return path

    def put(self, name: str, path: str) -> None:
        """Records the path of a file, unless it has one already."""
        self._db.execute("INSERT OR IGNORE INTO file VALUES (?, ?)", (name, path))

    def add_shown(self, guid: str, name: str) -> None:
        """Records that an article shows a file."""
        self._db.execute("INSERT OR IGNORE INTO shown VALUES (?, ?)", (guid, name))

    def of(self, guid: str) -> tuple[str, ...]:
        """The paths of the files that an article ever showed, sorted."""
        rows = self._db.execute(
            "SELECT path FROM shown JOIN file USING (name) WHERE guid = ? ORDER BY path", (guid,)
        )
        return tuple(row[0] for row in rows)

    def only_of(self, guid: str) -> tuple[str, ...]:
        """The paths of the files that an article ever showed, and no other one on the site."""
        rows = self._db.execute(
            "SELECT path FROM shown JOIN file USING (name) WHERE guid = ? AND NOT EXISTS "
            f"({_SHOWS} AND by.guid <> ? AND gone IS NULL) ORDER BY path",
            (guid, guid),
        )
        return tuple(row[0] for row in rows)

    def withdrawn(self) -> Iterator[str]:
        """The paths of the files that only articles showed that are gone, sorted."""
        rows = self._db.execute(
            f"SELECT path FROM file WHERE EXISTS ({_SHOWS}) "
            f"AND NOT EXISTS ({_SHOWS} AND gone IS NULL) ORDER BY path"
        )
        return (row[0] for row in rows)
