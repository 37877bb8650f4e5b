"""Addresses that articles had on another site, by the form of its addresses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from feedtool.identity.former import PLACEHOLDERS, former_address
from feedtool.model import CleanArticle, Letters, Meta, Title
from support.sites import CONFIG, NOW, NewSite, SiteFolder
from support.texts import story

TITLE = "What's new in Zürich: 2.0"
KEY = "news/2014-03-09-The_Trip.md"
LATE = datetime.fromisoformat("2014-03-09T23:30:00+00:00")

# form, key, front matter, letters, address
CASES: list[tuple[str, str, Meta, Letters, str]] = [
    ("/:year/:month/:day/:name.html", KEY, Meta(), "keep", "2014/03/09/The_Trip.html"),
    ("/:year/:month-number/:day-number/", KEY, Meta(), "keep", "2014/3/9/"),
    ("/:short-year/:year-day/", KEY, Meta(), "keep", "14/068/"),
    ("/:month-name/:month-short/", KEY, Meta(), "keep", "March/Mar/"),
    ("/:hour-:minute-:second/", "a.md", Meta(published=LATE), "keep", "23-30-00/"),
    ("/:file/", KEY, Meta(), "keep", "2014-03-09-The_Trip/"),
    ("/:folder/:name/", KEY, Meta(), "lower", "news/the_trip/"),
    ("/:folder/:name/", "a.md", Meta(), "keep", "a/"),
    ("/:folder/:name/", "Our Posts/2020-01-02-x/index.md", Meta(), "ascii", "our-posts/x/"),
    ("/:title/", KEY, Meta(), "lower", "whats-new-in-zürich-2.0/"),
    ("/:title/", KEY, Meta(), "ascii", "what-s-new-in-zurich-2-0/"),
    ("/:title/", KEY, Meta(), "words", "whats-new-in-zurich-20/"),
    ("/:slug/", KEY, Meta(slug="Trip"), "lower", "Trip/"),
    ("/:slug/", KEY, Meta(), "lower", ""),
    ("/:slug-or-name/", KEY, Meta(), "lower", "the_trip/"),
    ("/:slug-or-name/", KEY, Meta(slug="trip"), "lower", "trip/"),
    ("/:slug-or-file/", KEY, Meta(), "lower", "2014-03-09-the_trip/"),
    ("/:slug-or-title/", KEY, Meta(slug="trip"), "lower", "trip/"),
    ("/:id/", KEY, Meta(id="77"), "keep", "77/"),
    ("/:category/:name/", KEY, Meta(), "words", "news/the-trip/"),
    ("/:category/:name/", KEY, Meta(labels=(("categories", "A B"),)), "lower", "a-b/the_trip/"),
    (
        "/:categories/:name/",
        KEY,
        Meta(labels=(("categories", "A"), ("tags", "t"), ("categories", "B"))),
        "keep",
        "a/b/The_Trip/",
    ),
    ("/:categories/:name/", KEY, Meta(), "keep", "The_Trip/"),
    ("/:year/:name/", "a.md", Meta(), "keep", ""),
    ("/:year-in-review/", KEY, Meta(), "keep", "2014-in-review/"),
    ("/:name/", "posts.jsonl#7", Meta(), "keep", ""),
    ("/:slug/", "posts.jsonl#7", Meta(slug="seven"), "keep", "seven/"),
]


def article(key: str, meta: Meta) -> CleanArticle:
    return CleanArticle(key, Title(TITLE, "declared"), ("Text.",), meta, "markdown", None, "0")


@pytest.mark.parametrize(("form", "key", "meta", "letters", "address"), CASES)
def test_a_form_gives_an_address(
    form: str, key: str, meta: Meta, letters: Letters, address: str
) -> None:
    assert former_address(form, article(key, meta), letters, None) == address


def test_every_placeholder_has_a_case() -> None:
    used = {name for name in PLACEHOLDERS if any(f":{name}" in case[0] for case in CASES)}
    assert used == set(PLACEHOLDERS)


def test_the_day_is_that_of_the_zone_of_the_site() -> None:
    late = article("a.md", Meta(published=LATE))
    assert former_address("/:day/", late, "keep", None) == "09/"
    assert former_address("/:day/", late, "keep", ZoneInfo("Europe/Berlin")) == "10/"


FORMS = """
[[redirect]]
match = "posts/**"
from = ["/:year/:month/:name/", "/:name.html"]

[[redirect]]
from = ["/:folder/:slug-or-name/"]
letters = "lower"
"""


def listed(site: SiteFolder) -> dict[str, str]:
    lines = site.files().get("_redirects", b"").decode().splitlines()[1:]
    return {line.split()[0]: line.split()[1] for line in lines}


def test_articles_are_redirected_from_their_former_addresses(new_site: NewSite) -> None:
    site = new_site(CONFIG + FORMS)
    site.write("posts/2014-03-09-trip.md", story("# A trip to the coast"))
    site.write("Pages/About.md", f"---\nslug: us\n---\n{story('# About the harbour')}")
    site.build()
    assert listed(site) == {
        "/news/2014/03/trip/": "/news/articles/a-trip-to-the-coast.html",
        "/news/trip.html": "/news/articles/a-trip-to-the-coast.html",
        "/news/pages/us/": "/news/articles/us.html",
    }
    assert not site.build(NOW + 60).files_changed
    site.write("posts/2014-03-10-new.md", story("# One more day at the coast"))
    site.build(NOW + 120)
    assert len(listed(site)) == 5


def test_forms_that_are_added_later_count_for_all_articles(site: SiteFolder) -> None:
    site.write("posts/2014-03-09-trip.md", story("# A trip to the coast"))
    site.build()
    before = site.shown()
    site.configure(CONFIG + FORMS)
    site.build(NOW + 60)
    assert set(listed(site)) == {"/news/2014/03/trip/", "/news/trip.html"}
    assert site.shown() == before
    assert not site.build(NOW + 120).files_changed


def test_the_first_article_keeps_an_address_that_two_would_have(new_site: NewSite) -> None:
    site = new_site(f'{CONFIG}\n[[redirect]]\nfrom = ["/:name/"]\n')
    site.write("a/trip.md", story("# A trip to the coast"))
    site.write("b/trip.md", story("# Quite another journey by train"))
    site.build()
    assert list(listed(site)) == ["/news/trip/"]
    assert not site.build(NOW + 60).files_changed


def test_a_declared_address_is_in_place_of_that_by_a_form(new_site: NewSite) -> None:
    site = new_site(f'{CONFIG}\n[[redirect]]\nfrom = ["/:name/"]\n')
    site.write("a.md", f"---\npermalink: /trips/1/\n---\n{story('# A trip to the coast')}")
    site.build()
    assert list(listed(site)) == ["/news/trips/1/"]


def test_an_address_of_its_own_site_redirects_to_the_page(site: SiteFolder) -> None:
    front = "---\nurl: https://example.org/news/2014/trip/\n---\n"
    site.write("a.md", front + story("# A trip to the coast"))
    site.build()
    assert listed(site) == {"/news/2014/trip/": "/news/articles/a-trip-to-the-coast.html"}
    assert "2014/trip" not in site.page("A trip to the coast")
