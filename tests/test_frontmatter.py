"""Front matter, and text that only resembles it."""

from __future__ import annotations

import mimetypes
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedtool.model import Enclosure, Meta, Source
from feedtool.readers.front_matter import BadFrontMatter, Declared, hold_back_by_folder, split
from feedtool.text import media_types
from feedtool.text.dates import parse_date, unknown_zone
from feedtool.text.media_types import guess_media_type
from support.messages import says

MP3 = "audio/mpeg"


def meta(block: str) -> Meta:
    return declared(block).meta


def declared(block: str) -> Declared:
    body, found, _ = split(f"---\n{block}\n---\nText.\n")
    assert body == "Text.\n"
    return found


def test_all_fields_are_read() -> None:
    assert meta(
        "id: a-1\ntitle: T\nurl: https://example.org/a\nauthor: A\ndate: 2026-05-25\n"
        "updated: 2026-05-26T01:00:00Z\nlanguage: pt-BR\ntags: [a, b]\nslug: s\nsummary: S\n"
        "draft: true"
    ) == Meta(
        id="a-1",
        title="T",
        url="https://example.org/a",
        author="A",
        published=datetime(2026, 5, 25),
        updated=datetime(2026, 5, 26, 1, tzinfo=UTC),
        language="pt-BR",
        tags=("a", "b"),
        slug="s",
        summary="S",
        draft=True,
    )


def test_only_the_first_hundred_tags_and_former_addresses_are_used() -> None:
    tags = ", ".join(f"t{number}" for number in range(8000))
    aliases = ", ".join(f"/old/{number}/" for number in range(101))
    found = declared(f"tags: [{tags}]\naliases: [{aliases}]")
    assert found.meta.tags == tuple(f"t{number}" for number in range(100))
    assert len(found.meta.aliases) == 100
    assert says(found.notices[0], "tags: … 8000 values … first 100")
    assert says(found.notices[1], "aliases: … 101 values … first 100")


def test_a_missing_field_is_none() -> None:
    assert meta("layout: post\nweight: 3") == Meta()
    assert meta("title:\nauthor: ''\ntags: []\ndate: ''") == Meta()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: No", "No"),
        ("title: 2026-05-25", "2026-05-25"),
        ("title: 1e3", "1e3"),
        ("title: null and void", "null and void"),
        ("TITLE: T", "T"),
        ("title: 'It''s'", "It's"),
        ('title: "War: and peace"', "War: and peace"),
        ("title: >\n  folded\n  line", "folded line"),
        ("title: |\n  two\n  lines", "two lines"),
        ('title: "\\u0000a\\ud800b\\uffff"', "ab"),
        ("title: !!python/object:os.system x", "x"),
        ("title: one\ntitle: two", "two"),
        ("title: 2001", "2001"),
        ("title: [one, two]", "one, two"),
        ("title: 'null'", "null"),
    ],
)
def test_a_title_is_the_string_as_written(line: str, title: str) -> None:
    assert meta(line).title == title


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: [a, b, a]", ("a", "b")),
        ("tags: a, b", ("a", "b")),
        ("tags:\n  - a\n  - 'b c'", ("a", "b c")),
        ("tags: one", ("one",)),
        ("tags: [no, 1, 2026-01-01]", ("no", "1", "2026-01-01")),
        ("tags: [[nested], {a: b}, c]", ("c",)),
        ("tags: ' , '", None),
    ],
)
def test_tags_are_a_list_or_a_line(line: str, tags: tuple[str, ...] | None) -> None:
    assert meta(line).tags == tags


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ("author: Jane Doe", "Jane Doe"),
        ("author: [Jane Doe, 'Max']", "Jane Doe, Max"),
        ("author:\n  - name: Jane Doe\n    email: j@a.example\n  - Max", "Jane Doe, Max"),
        ("author: {name: Jane Doe, email: j@a.example}", "Jane Doe"),
        ("author: null\nauthors: [{Name: Max}]", "Max"),
        ("author: ~", None),
        ("author:", None),
        ("author: []", None),
        ('author: "-"', None),
        ('authors: [Jane Doe, "?"]', "Jane Doe"),
    ],
)
def test_an_author_is_a_name_a_list_or_a_mapping(lines: str, author: str | None) -> None:
    assert meta(lines).author == author
    assert not declared(lines).notices


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("zh_cn", "zh-CN"),
        ("en_US.UTF-8", "en-US"),
        ("sr_latn_RS", "sr-Latn-RS"),
        ("sr_RS@latin", "sr-RS"),
        ("pt-BR", "pt-BR"),
        ("pt-br", "pt-br"),
        ("null", None),
    ],
)
def test_a_locale_is_a_language(value: str, language: str | None) -> None:
    assert meta(f"language: {value}").language == language


@pytest.mark.parametrize(
    "line",
    [
        "draft: 1",
        "published: false",
        "published: no",
        "date: 2020-01-01\npublished: false",
        "publish: false",
        "status: draft",
        "Status: Hidden",
        "status: private",
        "status: pending",
        "visibility: private",
        "visibility: unlisted",
        "unlisted: true",
        "hidden: true",
        "private: yes",
        "published: true\nstatus: draft",
        "draft: false\nhidden: true",
    ],
)
def test_every_word_for_a_draft_holds_back(line: str) -> None:
    assert meta(line).draft is True


@pytest.mark.parametrize(
    "line",
    ["published: 2026-01-01", "status: published", "visibility: public", "hidden: false", "draft:"],
)
def test_other_words_hold_nothing_back(line: str) -> None:
    assert not meta(line).draft


@pytest.mark.parametrize(
    ("key", "block", "draft"),
    [
        ("_drafts/a.md", "title: T", True),
        ("blog/Drafts/2026/a.md", "title: T", True),
        ("_drafts/a.md", "published: true", False),
        ("_drafts/a.md", "draft: false", False),
        ("_drafts/a.md", "published: 2026-01-01", True),
        ("drafts.md", "title: T", None),
        ("drafts-of-laws/a.md", "title: T", None),
    ],
)
def test_a_folder_for_drafts_holds_back(key: str, block: str, draft: bool | None) -> None:
    assert hold_back_by_folder(key, meta(block)).draft is draft


@pytest.mark.parametrize(
    "text",
    [
        "Title: T\nStatus: draft\n\nText.\n",
        "title: T\r\ndate: of a letter\r\npublished: false\r\n\r\n---\r\nText.\r\n",
        ".. title: T\n.. status: private\n\nText.\n",
    ],
)
def test_header_lines_without_fences_can_hold_back(text: str) -> None:
    body, found, _ = split(text)
    assert (body.strip(), found.meta) == ("Text.", Meta(title="T", draft=True))


@pytest.mark.parametrize(
    "text",
    [
        "\nTITLE: T\nDraft: true\nText: more\n",
        "Room: 7\nStatus: draft\n\nText.\n",
        "Scene: a wood\nStatus: draft\nAnn: Who is there?\n\nBob: I am.\n",
    ],
)
def test_lines_that_are_not_certain_to_be_a_header_can_hold_back(text: str) -> None:
    assert split(text) == (text, Declared(Meta(draft=True)), 1)


FENCED = {
    "\n\n---\ntitle: T\ndraft: true\n---\n": 7,
    "\ufeff---\ntitle: T\ndraft: true\n---\n": 5,
    "  ---\n  title: T\n  draft: true\n  ---\n": 5,
    "----\ntitle: T\ndraft: true\n----\n": 5,
    '---\n"title": T\ndraft: true\n---\n': 5,
    "---\n{title: T, draft: true}\n---\n": 4,
    "---\nPublish on: no day\ntitle: T\ndraft: true\n---\n": 6,
    "---yaml\ntitle: T\ndraft: true\n---\n": 5,
    '+++\ntitle = "T"\ndraft = true\n+++\n': 5,
    '---toml\ntitle = "T"\ndraft = true\n---\n': 5,
    '{"title": "T", "draft": true}\n': 2,
    '\n{\n  "title": "T",\n  "draft": true\n}\n': 6,
    ';;;\n"title": "T",\n"draft": true\n;;;\n': 5,
    '---json\n{"title": "T", "draft": true}\n---\n': 4,
}


@pytest.mark.parametrize(("block", "first_line"), FENCED.items())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_block_is_known_by_its_fences(block: str, first_line: int, end: str) -> None:
    text = f"{block}Text.\n".replace("\n", end)
    body, found, line = split(text)
    assert (body, found.meta, line) == ("Text.\n", Meta(title="T", draft=True), first_line)


TOML = """+++
title = "T"
date = 2026-05-25T10:00:00+02:00
updated = 2026-05-26
authors = ["A", {name = "B"}]
language = "zh_cn"
slug = 7
weight = 1.5
[taxonomies]
tags = ["a", "b", 3]
[extra]
draft = true
+++
Text.
"""
JSON = """{
  "title": "T",
  "date": "2026-05-25T10:00:00+02:00",
  "updated": "2026-05-26",
  "authors": ["A", {"name": "B"}],
  "language": "zh_cn",
  "slug": 7,
  "weight": 1.5,
  "tags": "a, b, 3",
  "draft": null
}
Text.
"""


@pytest.mark.parametrize("text", [TOML, JSON])
def test_toml_and_json_are_read_as_yaml_is(text: str) -> None:
    body, found, first_line = split(text)
    assert (body, first_line) == ("Text.\n", text.count("\n"))
    assert found.meta == Meta(
        title="T",
        published=datetime(2026, 5, 25, 8, tzinfo=UTC),
        updated=datetime(2026, 5, 26),
        author="A, B",
        authors=("A", "B"),
        language="zh-CN",
        slug="7",
        tags=("a", "b", "3"),
    )
    assert "weight" in found.ignored


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: T\ndraft: true\n\nText.\n", "line 1: … never closed … `---`"),
        ("\n\n----\ntitle: T\n---\nText.\n", "line 3: … never closed … `----`"),
        ("+++\ntitle = 'T'\n\nText.\n", "line 1: … never closed … `+++`"),
        ("+++\ntitle = T\n+++\nText.\n", "front matter is not TOML: … line 2 … YAML"),
        ('{"title": T}\nText.\n', "front matter is not JSON: … YAML"),
        ("---js\n{title: 'T'}\n---\nText.\n", "… JavaScript … YAML"),
        ("\n---\ntitle: 'T\n---\nText.\n", "front matter is not YAML: line … quotes"),
    ],
)
def test_a_block_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadFrontMatter) as refused:
        split(text)
    assert says(str(refused.value), said)


def test_names_that_are_not_read_are_listed() -> None:
    assert declared("titel: T\nlayout: post\nTags: [a]").ignored == ("titel", "layout")
    assert declared("url: /2026/05/a/") == Declared(Meta(address="/2026/05/a/"))


@pytest.mark.parametrize(
    "value",
    ["0001-01-01T00:00:00Z", "0001-01-01 00:00:00 UTC", "0000-00-00", "0000-00-00 00:00:00"],
)
def test_a_zero_date_is_not_a_date(value: str) -> None:
    assert meta(f"date: {value}") == Meta()


@pytest.mark.parametrize("field", ["title", "summary", "author", "tags"])
def test_characters_that_xml_forbids_are_removed(field: str) -> None:
    for text in (
        f'---\n{field}: "a\\u0000\\ufffeb"\n---\nText.\n',
        f'+++\n{field} = "a\\u0000\\ufffeb"\n+++\nText.\n',
        f'{{"{field}": "a\\u0000\\ud800b"}}\nText.\n',
    ):
        found = getattr(split(text)[1].meta, field)
        assert found == (("ab",) if field == "tags" else "ab")


@pytest.mark.parametrize(
    ("value", "draft"),
    [("true", True), ("Yes", True), ("on", True), ("false", False), ("NO", False), ("off", False)],
)
def test_draft_is_yes_or_no(value: str, draft: bool) -> None:
    assert meta(f"draft: {value}").draft is draft


@pytest.mark.parametrize(
    ("name", "field"),
    [("authors", "author"), ("lang", "language"), ("description", "summary")],
)
def test_field_names_of_other_tools_are_understood(name: str, field: str) -> None:
    assert getattr(meta(f"{name}: en"), field) == "en"


def test_dates_of_other_tools_are_understood() -> None:
    found = meta("published: 2026-01-01\nlastmod: 2026-01-02")
    assert found.published == datetime(2026, 1, 1)
    assert found.updated == datetime(2026, 1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nProse between two rules.\n\n---\nMore.\n",
        "---\nHe said: nothing\nof the kind\n",
        "--- title: T ---\nText.\n",
        "Text.\n---\ntitle: T\n---\n",
        "---\n- a\n- b\n---\nText.\n",
        "---",
        "---\n---\n",
        "---\n\nProse.\n\nDate: of the next meeting\n\n---\nMore.\n",
        "---Forwarded\nFrom: A\n",
        "----\nHe said: nothing\n----\n",
        "+++ Breaking +++\nText.\n",
        "{Curly} brackets.\n",
        '{"a": 1} is an object.\n',
        "{}\nText.\n",
        ";;;\nText.\n;;;\n",
        "Note: this is one line.\nText.\n",
        "Status: draft\n\nText.\n",
        "Opening: noon\nStatus: open\n\nText.\n",
        "Title: T\nText that goes on.\nStatus: draft\n",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert split(text) == (text, Declared(), 1)


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_a_block_ends_as_in_yaml(end: str) -> None:
    body, found, first_line = split(f"---  \n# a comment\n\ntitle: T\n{end}\nText.\n")
    assert (body, found.meta.title, first_line) == ("Text.\n", "T", 6)


DATES = {
    "2026-05-25": "2026-05-25T00:00:00",
    "20260525": "2026-05-25T00:00:00",
    "2026-05-25T10:00": "2026-05-25T10:00:00",
    "2026-05-25 10:00:01": "2026-05-25T10:00:01",
    "2026-05-25T10:00:00Z": "2026-05-25T10:00:00",
    "2026-05-25T10:00:00+02:00": "2026-05-25T08:00:00",
    "2026-05-25 10:00 +0200": "2026-05-25T08:00:00",
    "2026-05-25T10:00:00.999-05:30": "2026-05-25T15:30:00",
    "2026-05-25T23:59:60Z": "2026-05-25T23:59:59",
    "Mon, 25 May 2026 10:00:00 +0200": "2026-05-25T08:00:00",
    "25 May 2026 10:00 GMT": "2026-05-25T10:00:00",
    "Mon, 25 May 2026 10:00:00 -0000": "2026-05-25T10:00:00",
    "1969-07-20T20:17:00Z": "1969-07-20T20:17:00",
    "2026-W22-1": "2026-05-25T00:00:00",
    "2026-1-13": "2026-01-13T00:00:00",
    "2026/01/13": "2026-01-13T00:00:00",
    "2026-1-13 5:00:00": "2026-01-13T05:00:00",
    "2026-05-25 3:05 PM": "2026-05-25T15:05:00",
    "2026-05-25 12:05 a.m.": "2026-05-25T00:05:00",
    "2026-05-25, 3pm": "2026-05-25T15:00:00",
    "May 25, 2026": "2026-05-25T00:00:00",
    "25 May 2026 10:00": "2026-05-25T10:00:00",
}
ZONED = {
    "2026-05-25 10:00 EEST": "2026-05-25T07:00:00",
    "2026-05-25 10:00 utc": "2026-05-25T10:00:00",
    "2026-05-25 10:00 -4": "2026-05-25T14:00:00",
    "2026-05-25 10:00 +05": "2026-05-25T05:00:00",
    "2026-05-25 10:00:00 +5:00:00": "2026-05-25T05:00:00",
    "2026-05-25 10:00 GMT+0300": "2026-05-25T07:00:00",
    "2026-05-25 10:00 UTC-3:30": "2026-05-25T13:30:00",
    "2026-05-25 3:05 PM EST": "2026-05-25T20:05:00",
    "2026-05-25 10:00:00 +0200 CEST": "2026-05-25T08:00:00",
    "Mon May 25 10:00:00 EEST 2026": "2026-05-25T07:00:00",
    "Monday, 25-May-26 10:00:00 GMT": "2026-05-25T10:00:00",
    "Mon, 25 May 26 10:00:00 PDT": "2026-05-25T17:00:00",
    "Mon May 25 2026 10:00:00 GMT+0300 (Eastern European Summer Time)": "2026-05-25T07:00:00",
}


@pytest.mark.parametrize(("written", "meant"), ZONED.items())
def test_a_zone_that_is_named_is_obeyed(written: str, meant: str) -> None:
    assert parse_date(written) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("2026-05-25 10:00 IST", "IST"),
        ("Mon, 25 May 2026 10:00:00 XYZ", "XYZ"),
        ("2026-05-25 10:00 Europe/Athens", "Europe/Athens"),
        ("2026-05-25 10:00:00 +0200 EST", "+0200 EST"),
        ("2026-05-25 10:00 MESZ", "MESZ"),
        ("25 May 26 10:00", None),
        ("soon", None),
    ],
)
def test_a_zone_that_is_not_known_is_named(written: str, zone: str | None) -> None:
    assert parse_date(written) is None
    assert unknown_zone(written) == zone


@pytest.mark.parametrize(("written", "meant"), DATES.items())
def test_a_date_is_a_time_in_utc_or_without_a_zone(written: str, meant: str) -> None:
    found = parse_date(written)
    says_its_zone = re.search(r"Z|GMT|[+-]\d{2}:?\d{2}$", written)
    zone = UTC if says_its_zone and not re.fullmatch(r"[\d-]+", written) else None
    assert found == datetime.fromisoformat(meant).replace(tzinfo=zone)
    assert found.tzinfo == zone


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "03/04/2026",
        "May 2026",
        "2026",
        "2026-13-01",
        "2026-02-30",
        "25.5.2026",
        "12:30",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
        "2026-05-25T25:00",
        "Mon, 05 Jan 2026 10:00:00 +99999999999999999999",
        "25 May 26",
        "2026-05-25 10:00 and more",
        "2026-05-25 13:00 PM",
        "2026-05-25x10:00",
        "2026-05-25-04",
        "25 Foo 2026",
        "2026-05/25",
        "3:05 PM",
    ],
)
def test_an_invalid_or_ambiguous_date_is_none(written: str) -> None:
    assert parse_date(written) is None


@given(st.text())
@example("Mon, 01 Jan 99999999999999999999 00:00:00 +0000")
@example("Mon, 01 Jan 2026 99999999999:00:00 +0000")
def test_any_text_is_a_date_in_utc_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or (found.tzinfo is UTC and found.microsecond == 0)


yaml_like = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "title: ",
                "date: ",
                "tags: ",
                "url: ",
                "enclosure: ",
                "image: ",
                "source: ",
                "https://a.example/",
                "x.mp3",
                "\n",
                "- ",
                ": ",
                "{",
                "}",
                "[",
                "]",
                '"',
                "'",
                "&a ",
                "*a",
                "!!",
                "|",
                ">",
                "#",
                "\t",
                "\\u",
                "\\UFFFFFFFF",
                "\\x0",
                "? ",
                "%",
                "\ud800",
                "---\n",
                "...\n",
                "<<: ",
                "\0",
                "\x85",
                "\ufeff",
                "2026-05-25",
                "http://[",
                "  ",
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)


@given(yaml_like)
@example('title: "\\UFFFFFFFF"')
@example('title: "\\U00110000"')
def test_any_block_is_read_or_refused_with_a_reason(block: str) -> None:
    text = f"---\ntitle: T\n{block}\n---\nText.\n"
    try:
        title = split(text)[1].meta.title or ""
        said = ""
    except BadFrontMatter as error:
        title, said = "", str(error)
    assert not said or "; " in said
    assert "\n" not in said + title


# -- pictures, enclosures, sources ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "enclosure"),
    [
        ("enclosure: https://a.example/b.mp3", Enclosure("https://a.example/b.mp3", 0, MP3)),
        (
            "enclosure: http://a.example/b.mp3?x=1#t=2\nenclosure-length: 1234",
            Enclosure("http://a.example/b.mp3?x=1#t=2", 1234, MP3),
        ),
        (
            "enclosure: https://a.example/b\nenclosure-type: Audio/MPEG\nenclosure-length: '0'",
            Enclosure("https://a.example/b", 0, MP3),
        ),
        (
            "enclosure: https://a.example/b.mp3\nenclosure_type: audio/ogg\nenclosure_length: 5",
            Enclosure("https://a.example/b.mp3", 5, "audio/ogg"),
        ),
        (
            "enclosure: 'https://a.example/ä[1].mp3'",
            Enclosure("https://a.example/%C3%A4%5B1%5D.mp3", 0, MP3),
        ),
        (
            "enclosure: https://a.example/My episode (1).mp3",
            Enclosure("https://a.example/My%20episode%20(1).mp3", 0, MP3),
        ),
        (
            "enclosure: https://münchen.example:81/b.mp3",
            Enclosure("https://xn--mnchen-3ya.example:81/b.mp3", 0, MP3),
        ),
        (
            "enclosure: https://a.example/b.mp3\nenclosure-length: long\nenclosure-type: mp3",
            Enclosure("https://a.example/b.mp3", 0, MP3),
        ),
        (
            "enclosure: {url: 'https://a.example/b.mp3', length: 5, type: audio/ogg}",
            Enclosure("https://a.example/b.mp3", 5, "audio/ogg"),
        ),
        ("enclosure-length: 5\nenclosure-type: audio/mpeg", None),
        ("enclosure: ''", None),
    ],
)
def test_an_enclosure_has_an_address_a_length_and_a_type(
    lines: str, enclosure: Enclosure | None
) -> None:
    assert meta(lines).enclosure == enclosure


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("a.mp3", "audio/mpeg"),
        ("A.M4A", "audio/mp4"),
        ("a.b/c.ogg?d=e.mp3", "audio/ogg"),
        ("a.mp4", "video/mp4"),
        ("a.jpeg", "image/jpeg"),
        ("a.epub", "application/epub+zip"),
        ("a.tar.gz", "application/gzip"),
        ("a.pdf", "application/pdf"),
    ],
)
def test_a_media_type_is_guessed_from_the_extension(path: str, media_type: str) -> None:
    assert guess_media_type(f"https://a.example/{path}") == media_type


@pytest.mark.parametrize("path", ["", "a", "a.mp3/b", "mp3", ".mp3x", "a.svgz", "?a=b.mp3"])
def test_an_unknown_extension_has_no_media_type(path: str) -> None:
    assert guess_media_type(f"https://a.example/{path}") is None


def test_media_types_do_not_depend_on_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mime.types").write_text("audio/of-this-machine pdf ours\n")
    monkeypatch.setattr(mimetypes, "knownfiles", [str(tmp_path / "mime.types")])
    mimetypes.init()
    try:
        assert mimetypes.guess_type("a.ours") == ("audio/of-this-machine", None)
        media_types._table.cache_clear()
        assert guess_media_type("https://a.example/a.ours") is None
        assert guess_media_type("https://a.example/a.pdf") == "application/pdf"
    finally:
        monkeypatch.undo()
        mimetypes.init()


@pytest.mark.parametrize(
    ("value", "image"),
    [
        ("https://a.example/b.jpg", "https://a.example/b.jpg"),
        ("images/b.jpg", "images/b.jpg"),
        ("../ä b.jpg", "../%C3%A4%20b.jpg"),
        ("/b.jpg?c=d&e", "/b.jpg?c=d&e"),
    ],
)
def test_an_image_is_an_address_or_a_path(value: str, image: str) -> None:
    assert meta(f"image: '{value}'").image == image


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        ("source: The Herald", Source("The Herald")),
        (
            "source: The Herald\nsource-url: https://herald.example/feed",
            Source("The Herald", "https://herald.example/feed"),
        ),
        (
            "source: https://herald.example/a",
            Source("herald.example", "https://herald.example/a"),
        ),
        (
            "source_url: https://herald.example/a b",
            Source("herald.example", "https://herald.example/a%20b"),
        ),
    ],
)
def test_a_source_has_a_name_and_perhaps_an_address(lines: str, source: Source) -> None:
    assert meta(lines).source == source


def test_the_creation_time_is_not_the_publication_date() -> None:
    found = meta("created: 1926-05-25\ndate: 2026-05-25T10:00:00Z")
    assert found.created == datetime(1926, 5, 25)
    assert found.published == datetime(2026, 5, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "enclosure: ftp://a.example/a.mp3",
            "enclosure: … 'ftp://a.example/a.mp3' … address … https://",
        ),
        (
            f"enclosure: https://{'ü' * 64}.example/b.mp3",
            f"enclosure: 'https://{'ü' * 64}.example/b.mp3' … host",
        ),
        (
            "enclosure: https://a.example/b",
            "enclosure: … 'https://a.example/b' … media type … enclosure-type: audio/mpeg",
        ),
        (
            "enclosure: https://a.example/b.mp3\nenclosure-length: 12 MB",
            "enclosure-length: … '12 MB' … number … bytes … 1048576",
        ),
        (
            "enclosure: https://a.example/b.mp3\nenclosure-length: -1",
            "enclosure-length: … '-1' … number … bytes … 1048576",
        ),
        (
            "enclosure: https://a.example/b.mp3\nenclosure-type: mp3",
            "enclosure-type: … 'mp3' … media type … audio/mpeg",
        ),
        (
            "image: data:image/png,x",
            "image: … 'data:image/png,x' … https://... … path like images/a.jpg",
        ),
        (
            "image: 'http://['",
            "image: … 'http://[' … https://... … path like images/a.jpg",
        ),
        (
            "image: //a.example/b.png",
            "image: … '//a.example/b.png' … https://... … path like images/a.jpg",
        ),
        (
            "image: 'C:\\\\b.png'",
            "image: … 'C:\\\\b.png' … https://... … path like images/a.jpg",
        ),
        (
            "source: S\nsource-url: herald.example",
            "source-url: … 'herald.example' … address … https://",
        ),
        (
            "source: 'https://herald example/a'",
            "source: … 'https://herald example/a' … host",
        ),
        ("url: javascript:alert(1)", "url: … 'javascript:alert(1)' … address … https://"),
        ("language: Klingon, mostly", "language: … 'Klingon, mostly' … en or pt-BR"),
        ("title: {of: a book}", "title: … text … ignored"),
        ("author: {email: a@a.example}", "author: … name … ignored … Jane Doe"),
        ("author: [[nested]]", "author: … name … ignored … Jane Doe"),
    ],
)
def test_a_value_that_cannot_be_used_costs_the_value_and_is_named(lines: str, said: str) -> None:
    (notice,) = declared(f"summary: S\n{lines}").notices
    assert says(notice, said)
    assert "ignored" in notice
    assert meta(f"summary: S\n{lines}").summary == "S"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("date: {of: today}", "date: … 'of' … date … 2026-05-25"),
        ("date: 2026-05-25 10:00 IST", "date: … '2026-05-25 10:00 IST' … zone 'IST' … +02:00"),
        ("published: soon", "published: … 'soon' … date"),
        ("date: 2026-05-25\npublished: soon", "published: … 'soon' … true … false … date"),
        ("draft: maybe", "draft: … 'maybe' … true … false"),
        ("date: 2026-05-25\nhidden: from view", "hidden: … 'from view' … true … false"),
    ],
)
def test_an_unclear_date_or_flag_is_refused(lines: str, said: str) -> None:
    with pytest.raises(BadFrontMatter) as refused:
        declared(lines).require_date("a.md")
    assert says(str(refused.value), said)
