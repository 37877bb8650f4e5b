"""Ids and slugs that must never change: tests/pins/*.json has their first values.

A pin is never edited. If one of these tests fails, the change under test would show old articles
as new to every subscriber.
"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.identity.ids import (
    RESERVED_SLUGS,
    SLUG_LENGTH,
    mint_guid,
    mint_slug,
    site_id_from_url,
    slugify,
)
from feedtool.model import Channel, paths
from feedtool.text.fingerprint import fingerprint
from support.articles import article
from support.folders import TESTS

GUID = "urn:uuid:c551349f-6558-5541-baf1-4e93ccb28f51"


def pins(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((TESTS / "pins" / f"{name}.json").read_text("utf-8"))
    assert found
    return found


@pytest.mark.parametrize("pin", pins("guids"), ids=lambda pin: pin["anchor"])
def test_a_guid_never_changes(pin: dict[str, str]) -> None:
    assert mint_guid(pin["site_id"], pin["anchor"]) == pin["guid"]


@pytest.mark.parametrize("pin", pins("site-ids"), ids=lambda pin: pin["base_url"])
def test_a_site_id_made_from_an_address_never_changes(pin: dict[str, str]) -> None:
    assert site_id_from_url(pin["base_url"]) == pin["site_id"]


@pytest.mark.parametrize("pin", pins("slugs"), ids=lambda pin: pin["title"][:40])
def test_a_slug_never_changes(pin: dict[str, str]) -> None:
    assert mint_slug(pin["title"], GUID, lambda slug: False) == pin["slug"]


@pytest.mark.parametrize("pin", pins("fingerprints"), ids=lambda pin: pin["title"][:40])
def test_a_fingerprint_never_changes(pin: dict[str, str]) -> None:
    assert fingerprint(pin["title"], tuple(pin["paragraphs"])) == pin["fingerprint"]


@pytest.mark.parametrize("pin", pins("paths"), ids=lambda pin: pin["path"])
def test_an_address_never_changes(pin: dict[str, str]) -> None:
    if "slug" in pin:
        path = paths.page_path(pin["slug"])
    elif "file" in pin:
        path = paths.feed_path(channel(pin), pin["file"], number(pin))
    else:
        path = paths.list_path(channel(pin), number(pin))
    assert path == pin["path"]


def channel(pin: dict[str, str]) -> Channel:
    return Channel("urn:uuid:0", "", "", pin.get("folder", ""))


def number(pin: dict[str, str]) -> int | None:
    return int(pin["number"]) if "number" in pin else None


@given(st.text())
def test_any_title_yields_a_slug_that_is_safe_in_an_address(title: str) -> None:
    slug = mint_slug(title, GUID, lambda slug: False)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LENGTH + 9
    assert slug not in RESERVED_SLUGS
    assert paths.slug_of(paths.page_path(slug)) == slug


@given(st.text(), st.text())
def test_two_articles_never_share_a_slug(one: str, other: str) -> None:
    first = mint_slug(one, GUID, lambda slug: False)
    second = mint_slug(other, GUID.replace("c551349f", "00000000"), lambda slug: slug == first)
    assert first != second


def test_a_slug_whose_suffixed_form_is_taken_gets_the_whole_guid() -> None:
    digits = "c551349f65585541baf14e93ccb28f51"
    taken = {"a-title", "a-title-c551349f"}
    assert mint_slug("A title", GUID, taken.__contains__) == f"a-title-{digits}"
    assert mint_slug("!!!", GUID, {"article-c551349f"}.__contains__) == f"article-{digits}"


@pytest.mark.parametrize("title", ["", "!!!", "🎉", "…", "\u200d", "   "])
def test_a_title_without_letters_gets_a_slug_from_the_guid(title: str) -> None:
    assert slugify(title) == ""
    assert mint_slug(title, GUID, lambda slug: False) == "article-c551349f"


@pytest.mark.parametrize("title", ["Index", "feed", "RSS", "Atom!", "con", "NUL", "com1", "LPT9"])
def test_a_reserved_name_gets_a_suffix(title: str) -> None:
    assert mint_slug(title, GUID, lambda slug: False).endswith("-c551349f")


def test_a_slug_is_cut_between_words() -> None:
    slug = slugify("Many " + "words " * 30)
    assert slug == "many-words-words-words-words-words-words-words-words-words"
    assert len(slugify("x" * 500)) == SLUG_LENGTH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Some “words” — here.", 'some "words" - HERE'),
        ("a  b\nc", "a b c"),
        ("cafe\u0301", "café"),
        ("ﬁnal ½", "final 1⁄2"),
        ("STRASSE", "straße"),
    ],
)
def test_the_same_words_have_one_fingerprint(one: str, other: str) -> None:
    assert fingerprint("T", (one,)) == fingerprint("T", (other,))


@pytest.mark.parametrize(
    ("one", "other"), [("a b", "ab"), ("a b", "b a"), ("1 2", "12"), ("!", "?"), ("не", "ни")]
)
def test_other_words_have_another_fingerprint(one: str, other: str) -> None:
    assert fingerprint("", (one,)) != fingerprint("", (other,))


def test_a_fingerprint_ignores_paragraph_breaks_but_not_the_title() -> None:
    assert fingerprint("T", ("a", "b")) == fingerprint("T", ("a b",))
    assert fingerprint("T", ("a",)) != fingerprint("U", ("a",))


def test_an_article_has_the_fingerprint_of_its_title_and_body() -> None:
    found = article("A headline of it\n\nThe body of the text, which has one sentence.\n")
    assert found.fingerprint == fingerprint(found.title.text, found.paragraphs)
