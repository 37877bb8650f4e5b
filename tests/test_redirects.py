"""A page gets another address, and the article stays the same."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from feedtool.model import Site
from feedtool.render.feeds.formats import FORMATS
from feedtool.render.pages.redirects import file_at, lists, may_be_former, redirect_page
from feedtool.render.pages.theme import Theme
from feedtool.state import LEDGER
from feedtool.state.ledger import Ledger
from support.messages import says
from support.processes import Run
from support.sites import NOW, SiteFolder
from support.texts import story

TITLE, OTHER = "The council met in the harbour", "Another article about rivers"
OLD = "the-council-met-in-the-harbour"
LATER = NOW + 1000


def with_slug(slug: str, title: str = TITLE) -> str:
    return f"---\nslug: {slug}\n---\n{story(title)}"


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    """A site of two articles, built once."""
    site.write("a.txt", story(TITLE))
    site.write("b.txt", story(OTHER))
    site.build()
    return site


def redirects(site: SiteFolder) -> dict[str, str]:
    """The targets in `_redirects`, by former path."""
    path = site.output / "_redirects"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    found = {}
    for line in lines:
        if not line.startswith("#"):
            old, new, status = line.split(" ")
            assert status == "301"
            found[old.removeprefix("/news/articles/")] = new.removeprefix("/news/articles/")
    return found


def target(site: SiteFolder, slug: str) -> str | None:
    """The target of the redirect page of a slug; None if it is an article's page."""
    page = (site.output / "articles" / f"{slug}.html").read_text("utf-8")
    found = re.search(r'http-equiv="refresh" content="0; url=\.\./articles/([^"]+)\.html"', page)
    return found[1] if found else None


def test_a_slug_in_front_matter_moves_the_page_and_nothing_else(published: SiteFolder) -> None:
    before = published.shown()[TITLE]
    published.write("a.txt", with_slug("council"))
    report = published.build(LATER)
    after = published.shown()[TITLE]
    assert (report.moved, report.new, report.updated) == (1, 0, 0)
    assert after.slug == "council"
    assert (after.guid, after.published, after.updated) == (
        before.guid,
        before.published,
        before.updated,
    )
    assert target(published, "council") is None
    assert target(published, OLD) == "council"


def test_a_redirect_page_names_its_target_in_four_ways(published: SiteFolder) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    page = (published.output / "articles" / f"{OLD}.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/news/articles/council.html">' in page
    assert '<meta http-equiv="refresh" content="0; url=../articles/council.html">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'<a href="../articles/council.html">{TITLE}</a>' in page


def test_the_slug_of_the_first_build_is_not_a_move(site: SiteFolder) -> None:
    site.write("a.txt", with_slug("council"))
    site.build()
    site.write("a.txt", with_slug("council") + "More.\n")
    assert site.build(LATER).moved == 0
    assert not (site.output / "_redirects").exists()


def test_a_chain_of_moves_redirects_straight_to_the_last(published: SiteFolder) -> None:
    for number, slug in enumerate(("one", "two", "three"), 1):
        published.write("a.txt", with_slug(slug))
        published.build(NOW + 100 * number)
    assert redirects(published) == {
        f"{OLD}.html": "three.html",
        "one.html": "three.html",
        "two.html": "three.html",
    }
    assert target(published, OLD) == target(published, "one") == "three"


def test_a_former_address_that_is_used_again_is_not_a_redirect(published: SiteFolder) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    published.write("a.txt", with_slug(OLD))
    published.build(LATER + 100)
    assert redirects(published) == {"council.html": f"{OLD}.html"}
    assert target(published, OLD) is None
    assert target(published, "council") == OLD


def test_a_former_slug_is_never_given_to_another_article(published: SiteFolder) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    published.write("c.txt", story(TITLE, paragraphs=5) + "A wholly different text.\n")
    published.write("d.txt", with_slug(OLD, "Some other text of no relation"))
    published.build(LATER + 100)
    assert target(published, OLD) == "council"
    slugs = [path.stem for path in (published.output / "articles").iterdir()]
    assert sum(slug.startswith(f"{OLD}-") for slug in slugs) == 2


@pytest.mark.parametrize("wanted", ["another-article-about-rivers", "Another Article about Rivers"])
def test_the_slug_of_another_article_is_refused_and_reported(
    published: SiteFolder, wanted: str
) -> None:
    published.write("a.txt", with_slug(wanted))
    report = published.build(LATER)
    assert report.moved == 0
    assert published.shown()[TITLE].slug == OLD
    (problem,) = report.problems
    assert problem.key == "a.txt"
    assert not problem.left_out
    assert says(problem.message, "slug: … 'another-article-about-rivers' … belong")


def test_the_redirects_of_a_removed_article_leave_and_return_with_it(
    published: SiteFolder,
) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    before = published.files()
    published.remove("a.txt")
    assert f"articles/{OLD}.html" in published.build(LATER + 100).deleted
    assert redirects(published) == {}
    assert not (published.output / "_redirects").exists()
    assert not (published.output / "redirects.nginx.conf").exists()
    published.write("a.txt", with_slug("council"))
    published.build(LATER + 200)
    after = published.files()
    assert {path for path in after if not path.endswith(".xml")} == {
        path for path in before if not path.endswith(".xml")
    }
    assert redirects(published) == {f"{OLD}.html": "council.html"}


@pytest.mark.parametrize(
    "lost",
    [("cache.sqlite",), (LEDGER,), ("cache.sqlite", LEDGER)],
    ids=["cache", "ledger", "both"],
)
def test_redirects_survive_the_loss_of_the_state(
    published: SiteFolder, lost: tuple[str, ...]
) -> None:
    for number, slug in enumerate(("one", "two"), 1):
        published.write("a.txt", with_slug(slug))
        published.build(NOW + 100 * number)
    before = published.looks()
    for name in lost:
        (published.state / name).unlink()
    published.build(LATER)
    assert published.looks() == before
    with closing(Ledger.snapshot(published.state / LEDGER)) as ledger:
        assert [path for path, _ in ledger.redirects()] == [
            "articles/one.html",
            f"articles/{OLD}.html",
        ]


@pytest.mark.parametrize("path", [f"articles/{OLD}.html", "_redirects", "redirects.nginx.conf"])
def test_a_lost_or_damaged_redirect_is_written_again(published: SiteFolder, path: str) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    before = published.files()
    (published.output / path).unlink()
    published.build(LATER + 100)
    assert published.files() == before


def test_a_build_without_news_leaves_redirects_alone(published: SiteFolder) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    before = published.looks()
    assert published.build(LATER + 100).written == ()
    published.write("c.txt", story("A third article about nothing much"))
    written = published.build(LATER + 200).written
    assert f"articles/{OLD}.html" not in written
    assert "_redirects" not in written
    assert before["_redirects"] == published.looks()["_redirects"]


def test_a_new_title_is_shown_on_the_redirect_page_too(published: SiteFolder) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    text = (published.articles / "a.txt").read_text().replace(TITLE, "A better <title> & more")
    published.write("a.txt", text)
    published.build(LATER + 100)
    page = (published.output / "articles" / f"{OLD}.html").read_text()
    assert "A better &lt;title&gt; &amp; more" in page
    assert "<title> &" not in page


def test_a_foreign_list_is_left_alone_and_reported(published: SiteFolder) -> None:
    (published.output / "_redirects").write_text("/a /b 301\n")
    published.write("a.txt", with_slug("council"))
    report = published.build(LATER)
    assert (published.output / "_redirects").read_text() == "/a /b 301\n"
    assert report.notices[0].startswith("_redirects: exists in the output folder and was not")


def test_a_plan_shows_the_move_and_does_nothing(published: SiteFolder, feedtool_in: Run) -> None:
    published.write("a.txt", with_slug("council"))
    before = published.looks()
    done = feedtool_in("plan")
    assert f"moved  a.txt: {TITLE}" in done.stdout
    assert "write  output/_redirects" in done.stdout
    assert published.looks() == before


# -- feedtool rename -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt", OLD])
def test_rename_moves_the_page_with_the_next_build(
    published: SiteFolder, feedtool_in: Run, name: str
) -> None:
    before = published.shown()[TITLE]
    done = feedtool_in("rename", name, "council")
    assert done.stdout == f"articles/{OLD}.html -> articles/council.html, with the next build\n"
    report = published.build(LATER)
    after = published.shown()[TITLE]
    assert (report.new, report.updated, report.removed) == (0, 0, 0)
    assert (after.guid, after.updated, after.slug) == (before.guid, before.updated, "council")
    assert target(published, OLD) == "council"
    assert published.build(LATER + 100).written == ()


def test_rename_survives_edits_and_cold_builds(published: SiteFolder, feedtool_in: Run) -> None:
    feedtool_in("rename", "a.txt", "council")
    (published.state / "cache.sqlite").unlink()
    published.write("a.txt", story(TITLE, edit="And then some more was said about it all."))
    published.build(LATER)
    assert published.shown()[TITLE].slug == "council"
    assert target(published, OLD) == "council"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing.txt", "x"), "nothing.txt: … file … slug … article"),
        (("a.txt", "Über uns!"), "Über uns!: … slug … a-z, 0-9 … hyphens"),
        (("a.txt", "../../etc"), "../../etc: … slug"),
        (("a.txt", "index"), "index: … slug"),
        (
            ("a.txt", "another-article-about-rivers"),
            "another-article-about-rivers: … belong … another article … b.txt",
        ),
    ],
)
def test_an_impossible_rename_is_reported_and_changes_nothing(
    published: SiteFolder, feedtool_in: Run, arguments: tuple[str, str], said: str
) -> None:
    done = feedtool_in("rename", *arguments)
    assert done.returncode == 2
    assert says(done.stderr, f"feedtool: {said}")
    assert published.build(LATER).written == ()


def test_rename_is_refused_if_front_matter_declares_a_slug(
    published: SiteFolder, feedtool_in: Run
) -> None:
    published.write("a.txt", with_slug("council"))
    published.build(LATER)
    done = feedtool_in("rename", "a.txt", "town")
    assert done.returncode == 2
    assert says(done.stderr, "feedtool: … a.txt: … `slug: council` … front matter")


# -- lists and paths -------------------------------------------------------------------------

SITE = Site("id", "T", "https://example.org/a%20b/", "T", "T", None)
THEME = Theme(SITE, FORMATS)


def test_lists_escape_special_characters() -> None:
    netlify, nginx = lists([('2020/a "b" *:c/', "x")], SITE)
    assert netlify.body.decode().splitlines()[1:] == [
        "/a%20b/2020/a%20%22b%22%20%2A%3Ac/ /a%20b/articles/x.html 301"
    ]
    assert '    "/a b/2020/a \\"b\\" *:c/" "/a%20b/articles/x.html";' in nginx.body.decode()


def test_a_redirect_page_escapes_what_it_shows() -> None:
    page = redirect_page('2020/"x"/', 'urn:"><script>', "<b>&", "x", THEME)
    assert page is not None
    assert "<script>" not in page.body.decode()
    assert "<b>" not in page.body.decode()
    assert page.path == '2020/"x"/index.html'


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "index.html", "rss.xml", "atom.xml", "style.css", "pages/3.html", "_redirects"),
        *("../x.html", "a/../b", "/etc/x", ".feedtool/x", "a//b", "a\\b", "a\nb", "x" * 201),
    ],
)
def test_no_redirect_is_at_the_path_of_another_file_or_outside(path: str) -> None:
    assert not may_be_former(path)


@pytest.mark.parametrize("path", ["articles/a.html", "2020/05/title/", "post/123", "a.php", "é/ü"])
def test_redirects_are_at_the_paths_of_old_pages(path: str) -> None:
    assert may_be_former(path)


def test_no_page_is_written_where_it_would_get_another_media_type() -> None:
    assert file_at("old.php") is None
    assert redirect_page("old.php", "g", "t", "s", THEME) is None
