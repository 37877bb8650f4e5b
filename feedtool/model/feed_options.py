"""What the owner of a site decides about one feed: which articles it has, and what it shows."""

from __future__ import annotations

from typing import Literal

import msgspec

from feedtool.model.podcast import Podcast

Contents = Literal["full", "excerpt", "summary"]
Order = Literal["published", "updated"]


class FeedOptions(msgspec.Struct, frozen=True):
    """The options of a feed; `[feeds]` has those of every feed, `[[feed]]` those of one.

    `limit` is the minimum number of entries of the document to subscribe to. Articles with one of
    `exclude_tags` (folded) or in one of `exclude_folders` are not in the feed. `content` says how
    much of an article an entry has; `lead_image` puts the picture of the article above its text,
    `footer` is a template for what comes below it, and `footer_place` names that in messages.
    `media_content` describes the picture with `media:content` as well. `category_scheme` is the
    URI of the taxonomy of tags; `{group}` in it stands for the group of a tag. `image`, `icon` and
    `logo` are URLs; `ttl` is in minutes, 0 for none. Other options are empty for none.
    """

    limit: int = 50
    exclude_tags: tuple[str, ...] = ()
    exclude_folders: tuple[str, ...] = ()
    sort: Order = "published"
    content: Contents = "full"
    lead_image: bool = False
    media_content: bool = False
    footer: str = ""
    footer_place: str = ""
    category_scheme: str = ""
    image: str = ""
    icon: str = ""
    logo: str = ""
    copyright: str = ""
    ttl: int = 0
    managing_editor: str = ""
    web_master: str = ""
    podcast: Podcast | None = None
