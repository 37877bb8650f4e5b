"""The compiled built-in templates give the bytes that jinja2 gives, and are used if up to date."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from msgspec.structs import replace

from feedtool.model import Artifact, Channel, Enclosure, Neighbour, Series, Source
from feedtool.render.jobs import ListJob, PageJob
from feedtool.render.pages import built_in, templates
from feedtool.render.pages.design import Appearance, Design
from feedtool.render.pages.filters import Safe, shown
from feedtool.render.pages.own_templates import environment
from feedtool.render.pages.template_code import module
from feedtool.render.pages.theme import Theme
from feedtool.render.pages.translations import read_shipped
from feedtool.unchanged import installation
from test_theme import ABOUT, ALL, BASE, ENTRY, FORMATS, SITE, WORLD, page_job

BOTH = Neighbour("Newer <one>", "articles/n.html"), Neighbour("Older", "articles/o.html")
FULL = replace(
    ENTRY,
    title="ما & more",
    language="ar",
    image="https://example.com/i.jpg",
    image_size=(640, 480),
    enclosure=Enclosure("https://example.com/a.mp3", 61_234, "audio/mpeg"),
    source=Source("Elsewhere <&>", "https://elsewhere.example/"),
    identity=replace(ENTRY.identity, updated=ENTRY.identity.updated.replace(day=27)),
)
VIDEO = replace(
    ENTRY, author=None, tags=(), untitled=True, enclosure=Enclosure(BASE + "a.mp4", 0, "video/mp4")
)
SERIES = Series("A series", "feeds/series/a/index.html", *BOTH)
PLAIN = Design()
RICH = Design(
    pages=(ABOUT,),
    has_topics=True,
    has_search=True,
    appearance=Appearance(
        accent="#336699",
        accent_dark="#99ccff",
        logo="logo.svg",
        favicon="https://example.com/f.ico",
        touch_icon="touch.png",
        image="card.png",
        footer="By <us>",
        head="<meta name='x'>",
        scripts="<script></script>",
    ),
)
CHANNELS = (ALL, WORLD, replace(WORLD, kind="year", value="2026", topic="2026"))


def listing(theme: Theme, channel: Channel, number: int | None, *entries: Any) -> Artifact:
    job = ListJob(channel, (), number, None if number is None else "index.html", "pages/1.html")
    return theme.listing(job, entries)


def in_series(job: PageJob) -> PageJob:
    return replace(job, series=SERIES, former_files=("a.png", "b.png"))


PAGES: Mapping[str, Callable[[Theme], Artifact]] = {
    "article": lambda theme: theme.article(page_job(ENTRY, *BOTH, (ALL, WORLD)), ENTRY),
    "article with everything": lambda theme: theme.article(
        in_series(page_job(FULL, *BOTH, (ALL, WORLD))), FULL
    ),
    "article with little": lambda theme: theme.article(page_job(VIDEO), VIDEO),
    "home page": lambda theme: listing(theme, ALL, None, ENTRY, FULL, VIDEO),
    "list of a channel": lambda theme: listing(theme, WORLD, None, FULL),
    "list of a year": lambda theme: listing(theme, CHANNELS[2], 3, ENTRY, VIDEO),
    "empty list": lambda theme: listing(theme, WORLD, 2),
    "subscribe": lambda theme: theme.subscribe(CHANNELS),
    "topics": lambda theme: theme.topics(CHANNELS),
    "no topics": lambda theme: theme.topics([ALL]),
    "search": lambda theme: theme.search(),
    "own page": lambda theme: theme.own_page(ABOUT),
    "not found": lambda theme: theme.not_found(),
    "redirect": lambda theme: theme.redirect(
        "a/b.html", "a/b", "urn:x", "T <1>", "articles/a.html"
    ),
}


def executed(code: str) -> ModuleType:
    made = ModuleType("compiled")
    exec(compile(code, "compiled", "exec"), made.__dict__)
    return made


MADE = executed(templates.code_of_templates())


@pytest.mark.parametrize("design", [PLAIN, RICH], ids=["plain", "rich"])
@pytest.mark.parametrize("language", ["en", "he", None])
@pytest.mark.parametrize("page", PAGES)
def test_compiled_templates_write_what_jinja2_writes(
    page: str, language: str | None, design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = replace(SITE, language=language)
    monkeypatch.setattr(templates, "compiled", dict)
    by_jinja = PAGES[page](Theme(site, FORMATS, {}, design))
    monkeypatch.setattr(templates, "compiled", lambda: MADE.TEMPLATES)
    assert PAGES[page](Theme(site, FORMATS, {}, design)) == by_jinja


@given(st.text() | st.integers() | st.none())
def test_values_are_escaped_as_by_markupsafe(value: object) -> None:
    assert shown(value) == str(escape(value))
    assert shown(Safe(value)) == str(escape(Markup(str(value))))


@pytest.mark.parametrize(
    "text",
    [
        '{% include "base.html" %}',
        "{% macro m() %}{% endmacro %}",
        "{{ a | upper }}",
        "{{ a is odd }}",
        "{{ a ~ b }}",
        "{{ 'x' if a }}",
        "{{ f(a=1) }}",
        "{% for a in b recursive %}{% endfor %}",
    ],
)
def test_what_the_compiler_does_not_know_stops_an_installation(text: str) -> None:
    made = environment(()).overlay(loader=jinja2.DictLoader({"x.html": text}))
    with pytest.raises(NotImplementedError):
        module(["x.html"], made, {}, "")


@pytest.mark.parametrize("changed", ["base.html", "words.toml"])
def test_templates_that_changed_are_not_used_as_compiled(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("templates", "render/pages"):
        shutil.copytree(str(files("feedtool") / path), tmp_path / path)
    monkeypatch.setattr(built_in, "read_file", lambda path: (tmp_path / path).read_bytes())
    monkeypatch.setattr(built_in, "import_module", lambda name: MADE)
    assert built_in.compiled.__wrapped__() is MADE
    with (tmp_path / "templates" / changed).open("a") as file:
        file.write("# changed")
    assert built_in.compiled.__wrapped__() is None


def test_the_texts_of_pages_are_those_of_the_file() -> None:
    assert read_shipped() == MADE.TEXTS


def test_every_page_is_compiled() -> None:
    assert set(MADE.TEMPLATES) == {*built_in.PAGES} - {"base.html"}


def test_a_checkout_without_compiled_templates_uses_jinja2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built_in, "COMPILED", "feedtool.render.pages.missing")
    assert built_in.compiled.__wrapped__() is None


def test_compiled_templates_do_not_count_for_what_was_made_by_which_feedtool(
    tmp_path: Path,
) -> None:
    pages = tmp_path / "render" / "pages"
    pages.mkdir(parents=True)
    (pages / "theme.py").write_text("")
    before = installation.listing(tmp_path)
    (pages / "compiled.py").write_text("")
    assert installation.listing(tmp_path) == before != []
