"""Templates of users: mistakes have a place, and no page loses the identity of its article."""

from __future__ import annotations

import os
import shutil
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.errors import ConfigError
from feedtool.render.pages import own_templates
from feedtool.render.pages.identity import (
    PageIdentity,
    RedirectIdentity,
    article_in,
    redirect_in,
    with_article,
    with_redirect,
)
from support.messages import says
from support.processes import run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import story

PAGE = (
    "<!DOCTYPE html>\n<html><head><title>{}</title></head>\n<body>{{{{ entry.html|safe }}}}</body>"
)


def template(site: SiteFolder, text: str, name: str = "article.html") -> None:
    (site.root / "templates").mkdir(exist_ok=True)
    (site.root / "templates" / name).write_text(text, "utf-8")


# -- mistakes --------------------------------------------------------------------------------------

MISTAKES = {
    "<p>\n{% for i in range(10**12) %}{% endfor %}": "line 2: takes more than",
    "<p>\n\n{{ '\\ud800' }}": "line 3: … half a character",
    "<p>\n{{ entry.title ~ '\\udfff' }}": "line 2: … half a character",
    "{{ 'x' * 10**18 }}": "line 1: … MemoryError",
    "{{ cycler.__init__.__globals__.os.listdir('/none') }}": "line 1: … No such file",
    "{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}": "line 1: … recursion",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_template_has_its_line(
    site: SiteFolder, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.txt", story("First"))
    site.build()
    before = site.looks()
    template(site, text)
    monkeypatch.setattr(own_templates, "MOST_SECONDS", 0.5)
    with pytest.raises(ConfigError) as caught:
        site.build()
    assert says(str(caught.value), f"templates/article.html: {MISTAKES[text]}")
    assert site.looks() == before


def test_a_folder_in_place_of_a_template_is_an_error(site: SiteFolder) -> None:
    site.write("a.txt", story("First"))
    (site.root / "templates" / "article.html").mkdir(parents=True)
    with pytest.raises(ConfigError, match=r"article.html: cannot be read: is not a regular file"):
        site.build()


# -- identity --------------------------------------------------------------------------------------

LOSING = {
    "no attributes": PAGE.format("{{ title }}"),
    "title not alone": PAGE.format("{{ title }} | {{ site.title }}"),
    "no title": "{{ entry.html|safe }}",
    "empty": "",
}


@pytest.mark.thorough
@pytest.mark.parametrize("text", LOSING.values(), ids=LOSING)
def test_a_lost_ledger_is_rebuilt_from_pages_of_any_template(site: SiteFolder, text: str) -> None:
    site.configure(CONFIG)
    template(site, text)
    template(site, "moved", "redirect.html")
    site.write("a.md", "---\ntitle: 'A -- b --> <c> & \"d\"'\n---\n" + story("First"))
    site.write("b.txt", story("Second"))
    site.build()
    run_feedtool("rename", "b.txt", "another", cwd=site.root)
    site.build()
    before, looks = site.shown(), site.looks()
    assert run_feedtool("ledger", "verify", cwd=site.root).stderr == ""
    shutil.rmtree(site.state)
    os.remove(site.articles / "a.md")
    site.write("c.md", "---\ntitle: 'A -- b --> <c> & \"d\"'\n---\n" + story("First"))
    site.build()
    assert site.shown() == before
    assert site.looks() == looks
    assert (site.output / "articles" / "second.html").exists()


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
IDENTITIES = st.builds(
    PageIdentity,
    guid=TEXTS,
    published=st.integers(-(10**11), 10**11),
    updated=st.integers(-(10**11), 10**11),
    fingerprint=st.text("0123456789abcdef", min_size=1, max_size=40),
    permalink=st.booleans(),
    aliases=st.lists(TEXTS, max_size=3).map(tuple),
    position=st.none() | st.integers(1, 10**6),
    title=TEXTS,
)


@given(IDENTITIES, TEXTS)
def test_an_identity_in_a_comment_is_read_back(identity: PageIdentity, title: str) -> None:
    page = with_article(f"<title>{escape(title)}</title>\n<p>{escape(title)}</p>\n", identity)
    assert article_in(page.encode()) == identity
    assert page.count("--") == 2  # nothing in it ends the comment
    assert with_article(page, identity) == page


@given(TEXTS, TEXTS)
def test_a_redirect_in_a_comment_is_read_back(guid: str, former: str) -> None:
    page = with_redirect("", RedirectIdentity(guid, former))
    assert redirect_in(page.encode()) == RedirectIdentity(guid, former)
    assert with_redirect(page, RedirectIdentity(guid, former)) == page
