"""A document that sets off a bug, in whatever stage, is left out alone; the rest is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from feedtool.bugs import Bug
from feedtool.errors import PublishError
from feedtool.model import Artifact, Channel, CleanArticle, Entry, Feed, Problem
from feedtool.pipeline import articles as articles_module
from feedtool.pipeline import channels as channels_module
from feedtool.pipeline import ingest, recognition
from feedtool.pipeline.failures import Failures, StartOver, in_passes
from feedtool.render import renderer
from feedtool.render.feeds import formats
from feedtool.render.feeds.opml import opml
from feedtool.render.pages.theme import Theme
from feedtool.text.normalize import xml_safe
from support.sites import CONFIG, NOW, NewSite, SiteFolder
from support.texts import headline, story
from test_feeds import SITE
from test_formats import an_entry

EACH = '\n[[feed]]\neach = "folder"\n'
TRIGGER = "Zanzibar"


def fails_on(holds: Callable[..., bool], function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, with a bug that the arguments for which `holds` is true set off."""

    def failing(*args: Any, **named: Any) -> Any:
        if holds(*args):
            raise ValueError("a bug")
        return function(*args, **named)

    return failing


def about(article: Any) -> bool:
    text = article.title.text if isinstance(article, CleanArticle) else article.title
    return TRIGGER in text


def in_reading(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ingest, "read", fails_on(lambda _, d, *__: TRIGGER.encode() in d, ingest.read))


def in_traits(patch: pytest.MonkeyPatch) -> None:
    broken = fails_on(lambda lines, _: TRIGGER in lines[0], ingest.traits)
    patch.setattr(ingest, "traits", broken)


def in_cleaning(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ingest, "clean", fails_on(lambda d, *_: TRIGGER in d.text, ingest.clean))


def in_recognition(patch: pytest.MonkeyPatch) -> None:
    for name in ("decide_now", "_by_declaration"):
        function = getattr(recognition.Recognizer, name)
        broken = fails_on(lambda _, candidate: about(candidate.article), function)
        patch.setattr(recognition.Recognizer, name, broken)


def in_storing(patch: pytest.MonkeyPatch) -> None:
    broken = fails_on(lambda stored: about(stored.article), articles_module.pack)
    patch.setattr(articles_module, "pack", broken)


def in_the_body(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(renderer, "to_html", fails_on(lambda a, *_: about(a), renderer.to_html))


def in_the_page(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Theme, "article", fails_on(lambda _, __, entry: about(entry), Theme.article))


def in_a_list(patch: pytest.MonkeyPatch) -> None:
    def holds(_: Theme, __: object, entries: Sequence[Entry]) -> bool:
        return any(map(about, entries))

    patch.setattr(Theme, "listing", fails_on(holds, Theme.listing))


def in_a_feed(patch: pytest.MonkeyPatch) -> None:
    broken = fails_on(lambda _, entries: any(map(about, entries)), renderer.render_feed)
    patch.setattr(renderer, "render_feed", broken)


def in_the_gate(patch: pytest.MonkeyPatch) -> None:
    """One format loses the title of the entry."""
    row = formats.FORMATS[0]

    def render(feed: Any, entries: Sequence[Entry]) -> bytes:
        return row.render(feed, entries).replace(TRIGGER.encode(), b"Elsewhere")

    changed = replace(row, render=render)
    patch.setattr(formats, "FORMATS", (changed, *formats.FORMATS[1:]))


STAGES = {
    "read": in_reading,
    "cleaned": in_cleaning,
    "recognized": in_recognition,
    "stored": in_storing,
    "body": in_the_body,
    "page": in_the_page,
    "list": in_a_list,
    "feed": in_a_feed,
    "gate": in_the_gate,
}
break_stage = pytest.mark.parametrize("break_it", STAGES.values(), ids=STAGES)


def problem_of(problems: Sequence[Problem]) -> Problem:
    (problem,) = problems
    assert "because of a bug in feedtool (" in problem.message
    assert "Please report it and attach this file" in problem.message
    assert problem.left_out
    return problem


@break_stage
def test_a_new_text_that_sets_off_a_bug_is_left_out_alone(
    new_site: NewSite, break_it: Callable[[pytest.MonkeyPatch], None]
) -> None:
    site, sound = new_site(CONFIG + EACH), new_site(CONFIG + EACH)
    for here in (site, sound):
        for number in range(4):
            here.write(f"world/{number}.txt", story(headline(number)))
    site.write("world/bad.txt", story(f"A journey to {TRIGGER}"))
    with pytest.MonkeyPatch.context() as patch:
        break_it(patch)
        report = site.build()
        assert problem_of(report.problems).key == "world/bad.txt"
        assert (report.new, report.articles) == (4, 4)
        sound.build()
        assert site.files().keys() == sound.files().keys()
        assert site.shown().keys() == sound.shown().keys()
        planned, _ = site.plan()
        assert planned.written == ()
        again = site.build(NOW + 60)
        assert problem_of(again.problems).key == "world/bad.txt"
        assert (again.written, again.deleted) == ((), ())
    # The bug is fixed.
    report = site.build(NOW + 120)
    assert (report.new, report.problems) == (1, ())


@break_stage
def test_an_article_stays_as_it_was_if_its_edit_sets_off_a_bug(
    new_site: NewSite, break_it: Callable[[pytest.MonkeyPatch], None]
) -> None:
    site = new_site(CONFIG + EACH)
    for number in range(4):
        site.write(f"world/{number}.txt", story(headline(number)))
    site.build()
    before = site.files()
    retitled = f"{headline(2)} in {TRIGGER}"
    site.write("world/2.txt", story(headline(2)).replace(headline(2), retitled))
    with pytest.MonkeyPatch.context() as patch:
        break_it(patch)
        report = site.build(NOW + 60)
        assert problem_of(report.problems).key == "world/2.txt"
        assert site.files() == before
        site.write("world/9.txt", story("Another text"))
        report = site.build(NOW + 120)
        assert (report.new, report.articles) == (1, 5)
        assert headline(2) in site.shown()
    assert site.build(NOW + 180).problems == ()
    assert retitled in site.shown()


def in_the_topics(patch: pytest.MonkeyPatch) -> None:
    broken = fails_on(lambda article, *_: about(article), channels_module.topics_of)
    patch.setattr(channels_module, "topics_of", broken)


@pytest.mark.parametrize(
    "break_it", [in_the_body, in_the_page, in_a_list, in_a_feed, in_the_topics]
)
def test_a_published_article_that_cannot_be_rendered_any_more_keeps_its_page(
    site: SiteFolder, break_it: Callable[[pytest.MonkeyPatch], None]
) -> None:
    for number in range(3):
        site.write(f"{number}.txt", story(headline(number)))
    site.write("bad.txt", story(f"A journey to {TRIGGER}"))
    site.build()
    page = site.output / "articles" / f"a-journey-to-{TRIGGER.lower()}.html"
    before = page.read_bytes()
    site.configure(CONFIG.replace("Test site", "New name") + EACH)
    with pytest.MonkeyPatch.context() as patch:
        break_it(patch)
        report = site.build(NOW + 60)
        assert problem_of(report.problems).key == "bad.txt"
        assert report.removed == 0
        assert page.read_bytes() == before
        assert set(site.shown()) == {headline(number) for number in range(3)}
        assert b"New name" in (site.output / "index.html").read_bytes()
        site.build(NOW + 120)
        assert page.read_bytes() == before
    assert site.build(NOW + 180).problems == ()
    assert len(site.shown()) == 4


def test_an_article_that_moves_stays_if_its_edit_sets_off_a_bug(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        site.write(f"{number}.txt", story(headline(number)))
    site.build()
    before = site.files()
    in_the_body(monkeypatch)
    site.remove("2.txt")
    retitled = f"{headline(2)} in {TRIGGER}"
    site.write("moved.txt", story(headline(2)).replace(headline(2), retitled))
    for minute in (1, 2):
        report = site.build(NOW + 60 * minute)
        assert problem_of(report.problems).key == "moved.txt"
        assert (report.removed, report.articles) == (0, 3)
        assert site.files() == before
    monkeypatch.undo()
    assert site.build(NOW + 180).problems == ()
    assert retitled in site.shown()


def test_a_new_text_that_cannot_be_compared_with_others_is_left_out_alone(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.txt", story(headline(1)))
    site.build()
    site.remove("a.txt")
    site.write("b.txt", story(headline(1), edit="An edit on the way."))
    site.write("bad.txt", story("Another text"))
    similarity = recognition.similarity
    broken = fails_on(lambda came, *_: "bad.txt" in came, similarity.match_pairs)
    monkeypatch.setattr(similarity, "match_pairs", broken)
    report = site.build(NOW + 60)
    assert problem_of(report.problems).key == "bad.txt"
    assert (report.new, report.renamed, report.removed) == (0, 1, 0)


@pytest.mark.parametrize("error", [MemoryError, OSError, PublishError])
def test_an_error_that_concerns_the_run_ends_it(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error("of the run")

    site.write("a.txt", story(f"An error, {error.__name__}"))
    monkeypatch.setattr(renderer, "to_html", fail)
    with pytest.raises(error, match="of the run"):
        site.build()


def test_a_bug_on_every_page_stops_the_build_and_empties_no_feed(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        site.write(f"{number}.txt", story(headline(number)))
    site.build()
    before = site.looks()
    site.write("0.txt", f"---\nslug: moved\n---\n{story(headline(0))}")
    for broken in ("article", "redirect", "listing"):
        with monkeypatch.context() as patch:
            patch.setattr(Theme, broken, fails_on(lambda *_: True, getattr(Theme, broken)))
            site.configure(CONFIG.replace("Test site", "New name"))
            with pytest.raises(ValueError, match="a bug"):
                site.build(NOW + 60)
        assert site.looks() == before


def test_a_text_of_whose_lines_nothing_can_be_learned_is_published(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.txt", story(headline(1)))
    site.write("bad.txt", story(f"A journey to {TRIGGER}"))
    in_traits(monkeypatch)
    report = site.build()
    assert (report.new, report.problems) == (2, ())


def test_a_bug_that_no_article_sets_off_stops_the_build(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.txt", story(headline(1)))
    site.build()
    before = site.looks()
    monkeypatch.setattr(renderer, "render_feed", fails_on(lambda *_: True, renderer.render_feed))
    site.write("b.txt", story(headline(2)))
    with pytest.raises(ValueError, match="a bug"):
        site.build(NOW + 60)
    monkeypatch.undo()
    row = formats.FORMATS[0]
    broken = replace(row, render=lambda feed, entries: b"<rss/>")
    monkeypatch.setattr(formats, "FORMATS", (broken, *formats.FORMATS[1:]))
    with pytest.raises(PublishError, match="Nothing was published"):
        site.build(NOW + 60)
    assert site.looks() == before


def test_a_document_that_fails_although_it_is_left_out_ends_the_build() -> None:
    passes = []

    def build(failures: Failures) -> None:
        passes.append(failures.left_out)
        failures.add("a.txt", Bug("ValueError: a bug"))
        failures.start_over()

    with pytest.raises(StartOver, match=r"a.txt: could not be published .*ValueError: a bug"):
        in_passes(build)
    assert [tuple(left_out.documents) for left_out in passes] == [(), ("a.txt",)]


# -- characters that XML forbids -------------------------------------------------------------------

ODD = st.text(
    st.sampled_from("aZ é<&]>\x00\x01\x0b\x0c\x1b\x7f\x85\x9f\ud800\udfff\ufffe\uffff\ufdd0😀")
)


def like(value: Any, draw: Callable[[st.SearchStrategy[str]], str]) -> Any:
    """A record like `value`, with other strings; ids and addresses keep their beginning."""
    if isinstance(value, str):
        return value + draw(ODD)
    if isinstance(value, tuple):
        return tuple(like(one, draw) for one in value)
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{name: like(field, draw) for name, field in fields.items()})
    return value


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_site_channel_and_entry_give_wellformed_documents(data: st.DataObject) -> None:
    entry = xml_safe(like(an_entry(), data.draw))
    site = xml_safe(like(SITE, data.draw))
    odd = Channel(f"urn:uuid:{SITE.id}", data.draw(ODD), data.draw(ODD), "", data.draw(ODD))
    named = replace(odd, title=f"A{odd.title}", description=f"B{odd.description}")
    channel = xml_safe(named)
    feed = Feed(site, channel, entry.identity.updated)
    for artifact in formats.render_feed(feed, (entry,)):
        read_strictly(artifact)
    read_strictly(opml(site, (channel,)))


def read_strictly(artifact: Artifact) -> None:
    if artifact.path.endswith(".json"):
        json.loads(artifact.body.decode())
    else:
        etree.fromstring(artifact.body)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("a.md", "# A headline\n\nA form feed &#12; in a text [of](http://e.org/&#12;) words.\n"),
        ("a.md", "---\nimage: images/a%00b.jpg\n---\n" + story("A headline")),
        ("a.txt", "---\nenclosure: https://example.org/news/a%00.mp3\n---\n" + story("A headline")),
        ("a.md", "# A headline\n\n[Words](%00) ![a](https://example.org/news/%00)\n"),
        (" /a.txt", story("A headline")),
        ("\x01\x1b/a\x07.txt", story("A headline")),
    ],
)
def test_odd_characters_and_addresses_keep_no_article_off_the_site(
    new_site: NewSite, key: str, text: str
) -> None:
    odd = CONFIG.replace("Test site", "A\\u0001\\uffff site") + 'author = "\\u0001"\n' + EACH
    site = new_site(odd)
    site.write(key, text)
    report = site.build()
    assert (report.new, report.left_out) == (1, False)
    assert set(site.shown()) == {"A headline"}
    assert site.build(NOW + 60).written == ()
