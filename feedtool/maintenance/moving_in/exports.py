"""Exports that are one file: of WordPress (WXR), which feedtool reads, and of Ghost (JSON).

A Ghost export is tables whose rows name each other. feedtool reads rows that are whole, so that
posts are written as JSON Lines, each with its tags and authors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from feedtool.maintenance.moving_in.understanding import (
    Collected,
    Redirect,
    Setting,
    Understanding,
)
from feedtool.maintenance.moving_in.values import ConfigFile
from feedtool.model.dumps import DumpSettings
from feedtool.readers.dumps.xml_feeds import open_feed

GHOST, WORDPRESS = "Ghost", "WordPress"
HEAD = 1 << 16  # bytes at the start of an export of WordPress, which has the site in them
_WXR = b"http://wordpress.org/export/"
_ROWS = "ghost.jsonl"
_SELF = "__GHOST_URL__"  # what stands for the address of the site in an export


def understand(name: str, data: bytes) -> tuple[str, Understanding] | None:
    """The tool that a file is an export of, and what is in it; None if it is not an export.

    `data` are at least the first `HEAD` bytes of the file, and all of a file of JSON.
    """
    if name.lower().endswith(".json"):
        tables = _ghost_tables(data)
        return None if tables is None else (GHOST, _ghost(name, tables))
    if _WXR in data[:HEAD]:
        return WORDPRESS, _wordpress(name, data)
    return None


def _wordpress(name: str, data: bytes) -> Understanding:
    feed = open_feed(data[:HEAD], DumpSettings())
    fields = ("title", "description", "language", "base_blog_url", "base_site_url", "link")
    values = {} if feed is None else {field: feed.about.value(field) for field in fields}
    found = Collected([ConfigFile(name, dict(values))])
    found.site(
        title=("title",),
        description=("description",),
        language=("language",),
        base_url=("base_blog_url", "link", "base_site_url"),
    )
    found.left.append(
        "pictures are on the old site; copy wp-content/uploads into a folder, and name that folder "
        "in [input] static"
    )
    # It is RSS, with the ids that are in the feeds of the site, of all posts.
    return Understanding("", tuple(found.settings), feeds=(name,), left=tuple(found.left))


def _ghost_tables(data: bytes) -> Mapping[str, Any] | None:
    """The tables of a Ghost export; None if the file is not one."""
    try:
        root = json.loads(data)
        database = root["db"][0] if "db" in root else root
        tables = database["data"]
        return tables if isinstance(tables["posts"], list) else None
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None


def _ghost(name: str, tables: Mapping[str, Any]) -> Understanding:
    rows = {str(row.get("key")): row.get("value") for row in _rows(tables, "settings")}
    found = Collected([ConfigFile(f"the settings of {name}", rows)])
    found.site(
        title=("title",),
        description=("description",),
        language=("locale", "lang", "default_locale"),
        timezone=("timezone", "active_timezone"),
        base_url=("url",),
    )
    posts, empty = _posts(tables)
    why = "the posts of a Ghost export were written by their authors"
    found.settings.append(Setting("clean", "written", (f"{_ROWS}*",), why))
    found.redirects.append(Redirect(("/:slug/",), "keep", "the default of Ghost"))
    if empty:
        found.left.append(f"{name}: posts without html and text, which were left out: {empty}")
    pages = sum(row.get("type") == "page" for row in _rows(tables, "posts"))
    if pages:
        found.left.append(f"{name}: pages, which are not in the feed of Ghost: {pages}")
    lines = "".join(f"{json.dumps(post, ensure_ascii=False)}\n" for post in posts)
    return Understanding(
        "",
        settings=tuple(found.settings),
        redirects=tuple(found.redirects),
        left=(*found.left, "pictures are on the old site; copy content/images from there"),
        converted=((_ROWS, lines.encode("utf-8", "surrogatepass")),),
    )


def _rows(tables: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _posts(tables: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """The posts as rows that are whole, and how many have no text."""
    tags = _named(tables, "tags", "posts_tags", "tag_id")
    authors = _named(tables, "users", "posts_authors", "author_id")
    posts, empty = [], 0
    for row in _rows(tables, "posts"):
        if row.get("type", "post") == "page" or row.get("page") in (True, 1):
            continue
        text = row.get("html") or row.get("plaintext")
        if not isinstance(text, str) or not text.strip():
            empty += 1
            continue
        post = {
            "id": str(row.get("comment_id") or row.get("id") or ""),
            "title": row.get("title"),
            "slug": row.get("slug"),
            "date": row.get("published_at") or row.get("created_at"),
            "updated": row.get("updated_at"),
            "author": ", ".join(authors.get(row.get("id"), ())),
            "tags": [tag for tag in tags.get(row.get("id"), ()) if not tag.startswith("#")],
            "summary": row.get("custom_excerpt"),
            "image": row.get("feature_image"),
            "status": row.get("status"),
            "visibility": row.get("visibility"),
            "html" if row.get("html") else "text": text,
        }
        posts.append({key: _local(value) for key, value in post.items() if value})
    return posts, empty


def _named(tables: Mapping[str, Any], of: str, between: str, column: str) -> dict[Any, list[str]]:
    """The names of tags or users, by the post that has them."""
    names = {row.get("id"): str(row.get("name")) for row in _rows(tables, of)}
    found: dict[Any, list[str]] = {}
    for row in sorted(_rows(tables, between), key=_order):
        if row.get(column) in names:
            found.setdefault(row.get("post_id"), []).append(names[row[column]])
    return found


def _order(row: Mapping[str, Any]) -> int:
    order = row.get("sort_order")
    return order if isinstance(order, int) else 0


def _local(value: Any) -> Any:
    """Text with links to its own site as paths."""
    return value.replace(_SELF, "") if isinstance(value, str) else value
