"""Site ids, GUIDs and slugs: permanent identifiers, computed by frozen functions.

If a function in this module returned something else, old articles would appear as new to every
subscriber; `tests/pins/` pins the results. What has been published before is known to the ledger,
not to this module.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from feedtool.model.sha import sha1
from feedtool.text.lazy_regex import lazy_regex

SLUG_LENGTH = 60  # characters, before a suffix
_LONGEST_SLUG = 100  # with a suffix
_SLUG = lazy_regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# Names that a web server or a file system (Windows device names) treats specially; not to be used
# as an article's address.
RESERVED_SLUGS = frozenset(
    {"index", "feed", "rss", "atom", "con", "prn", "aux", "nul"}
    | {f"{device}{digit}" for device in ("com", "lpt") for digit in range(10)}
)


def uuid5(namespace: uuid.UUID, name: str) -> uuid.UUID:
    """As `uuid.uuid5` (RFC 9562, section 5.5), which loads OpenSSL.

    >>> uuid5(uuid.NAMESPACE_URL, "é") == uuid.uuid5(uuid.NAMESPACE_URL, "é")
    True
    """
    digest = sha1(namespace.bytes + name.encode(), usedforsecurity=False).digest()
    return uuid.UUID(bytes=digest[:16], version=5)


def site_id_from_url(base_url: str) -> str:
    """A site id for a site that declares none.

    It is computed when a site is first published and kept in the ledger from then on, so a change
    of the base URL does not change it.

    >>> site_id_from_url("https://example.org/")
    '527dda32-a0de-5105-a042-cb475b5f7d11'
    """
    return str(uuid5(uuid.NAMESPACE_URL, base_url))


def mint_guid(site_id: str, anchor: str) -> str:
    """The GUID of the article first seen under `anchor`, as a URN (RFC 9562, section 5.5).

    >>> mint_guid("0b5f9b2e-3c1d-4a57-9a3e-2f4f6f0f4c11", "world/a.txt")
    'urn:uuid:c551349f-6558-5541-baf1-4e93ccb28f51'
    """
    return uuid5(uuid.UUID(site_id), anchor).urn


def mint_slug(title: str, guid: str, taken: Callable[[str], bool]) -> str:
    """The file name, without `.html`, of an article first seen under `title`.

    At most `SLUG_LENGTH` characters of a-z, 0-9 and hyphens, cut between words. If the slug is
    reserved or `taken`, digits of the GUID are appended. A counter would depend on the order in
    which articles arrive.
    """
    digits = guid.rpartition(":")[2].replace("-", "")
    slug = slugify(title)
    if slug and slug not in RESERVED_SLUGS and not taken(slug):
        return slug
    slug = f"{slug or 'article'}-{digits[:8]}"
    if taken(slug):
        slug = f"{slug.removesuffix('-' + digits[:8])}-{digits}"
    return slug


def is_slug(text: str) -> bool:
    """Whether `text` is a valid slug.

    >>> is_slug("a-title"), is_slug("A title"), is_slug("index")
    (True, False, False)
    """
    return (
        len(text) <= _LONGEST_SLUG
        and _SLUG.fullmatch(text) is not None
        and text not in RESERVED_SLUGS
    )


def placeholder_slug(guid: str) -> str:
    """A temporary slug for an article whose own slug is lost."""
    name = guid.removeprefix("urn:uuid:")
    # Another publisher's GUID may be anything.
    return f"gone-{name if name != guid else uuid5(uuid.NAMESPACE_URL, guid)}"


def slugify(text: str) -> str:
    """`text` as part of a URL; empty if it has no letter or digit.

    >>> slugify("72 dead as Syria army tries to free troops from Takfiri militants")
    '72-dead-as-syria-army-tries-to-free-troops-from-takfiri'
    >>> slugify("Москва")
    'moskva'
    """
    # Imported here: minting is rare, and the tables of text-unidecode are large.
    from slugify import slugify as library_slugify

    # The default backend depends on what else is installed, and "legacy" is the algorithm whose
    # output the library promises never to change.
    return library_slugify(
        text,
        max_length=SLUG_LENGTH,
        word_boundary=True,
        save_order=True,
        backend="text-unidecode",
        algorithm="legacy",
    )
