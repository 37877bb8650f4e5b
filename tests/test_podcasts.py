"""Podcasts: what directories demand, what players show, and an id that survives everything."""

from __future__ import annotations

import re
import shutil
import struct
import uuid
import zlib
from pathlib import Path

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedtool import config
from feedtool.config import tables
from feedtool.maintenance.check import check
from feedtool.pipeline import digests
from feedtool.pipeline.references import durations, files, update
from feedtool.readers import read
from feedtool.state.ledger import exchange
from feedtool.validate.podcast import artwork_fault
from support.folders import TESTS
from support.processes import run_feedtool
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story
from test_config import LEAST

DAY = 86_400
DOCS = (TESTS.parent / "docs" / "podcasts.md").read_text("utf-8")
GOLDEN = TESTS / "sites" / "podcast"
NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
SHOW = '[podcast]\nemail = "a@example.org"\nimage = "cover.png"\ncategories = ["News"]\n'
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nA transcript that says something, at last.\n"


def png(width: int, height: int, colours: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind))

    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)


def jpeg(width: int, height: int, components: int = 3) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"text"
    frame = struct.pack(">HBHHB", 8 + 3 * components, 8, height, width, components)
    return b"\xff\xd8" + comment + b"\xff\xc4\x00\x02" + b"\xff\xc0" + frame + bytes(20)


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    made = SiteFolder(tmp_path / "site", CONFIG + '[input]\nstatic = "static"\n' + SHOW)
    (made.root / "static").mkdir()
    (made.root / "static" / "cover.png").write_bytes(png(1400, 1400))
    shutil.copy(GOLDEN / "in" / "captain.mp3", made.articles / "talk.mp3")
    made.write("talk.md", "---\ntitle: The talk\nenclosure: talk.mp3\n---\nWhat was said.\n")
    return made


def channel(site: SiteFolder) -> etree._Element:
    found = etree.parse(site.output / "rss.xml").getroot().find("channel")
    assert found is not None
    return found


def guid(site: SiteFolder) -> str:
    return channel(site).findtext("podcast:guid", "", NAMES)


# -- the id of a show ------------------------------------------------------------------------


def test_the_id_is_made_from_the_address_of_the_feed_as_the_specification_says(
    site: SiteFolder,
) -> None:
    site.build()
    space = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert guid(site) == str(uuid.uuid5(space, "example.org/news/rss.xml"))


@pytest.mark.parametrize("loses", ["nothing", "cache", "ledger", "export"])
def test_the_id_survives_a_move_to_another_domain(site: SiteFolder, loses: str) -> None:
    site.build()
    before = guid(site)
    if loses == "export":
        run_feedtool("ledger", "export", "ledger.jsonl", cwd=site.root)
        shutil.rmtree(site.state)
        shutil.rmtree(site.output)
        run_feedtool("ledger", "import", "ledger.jsonl", cwd=site.root)
    elif loses != "nothing":
        (site.state / f"{loses}.sqlite").unlink()
    text = (site.root / "feedtool.toml").read_text("utf-8")
    site.configure(text.replace("https://example.org/news/", "https://example.com/"))
    site.build(NOW + DAY)
    assert guid(site) == before
    assert "https://example.com/" in (site.output / "rss.xml").read_text("utf-8")


def test_a_set_id_replaces_the_made_one_and_stays_after_the_setting_is_gone(
    site: SiteFolder,
) -> None:
    text = (site.root / "feedtool.toml").read_text("utf-8")
    site.configure(text + 'guid = "917393E3-1B1E-5CEF-ACE4-EDAA54E1F810"\n')
    site.build()
    assert guid(site) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    site.configure(text)
    site.build(NOW + DAY)
    assert guid(site) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


@pytest.mark.parametrize("podcasts", [{"urn:uuid:x": "y"}, {"a": 36 * "0"}])
def test_an_import_refuses_ids_that_are_none(podcasts: dict[str, str]) -> None:
    line = exchange.SiteLine(1, podcasts=podcasts)
    assert "is not a UUID" in (exchange.site_fault(line) or "")


# -- episodes --------------------------------------------------------------------------------


def test_feedparser_reads_the_golden_podcast() -> None:
    found = feedparser.parse((GOLDEN / "out" / "rss.xml").read_bytes())
    assert not found.bozo
    assert found.feed.publisher_detail.name == "Harbour office"
    assert found.feed.image.href.endswith("/cover.png")
    assert found.feed.publisher_detail.email == "talk@example.org"
    captain = next(entry for entry in found.entries if "captain" in entry.title)
    assert (captain.itunes_duration, captain.itunes_season, captain.itunes_episode) == (
        "754",
        "1",
        "1",
    )
    assert captain.enclosures[0].type == "audio/mpeg"


def test_transcripts_and_chapters_go_with_their_recording(site: SiteFolder) -> None:
    for ending in (".srt", ".json", ".chapters.json"):
        site.write(f"talk{ending}", "{}" if "json" in ending else VTT)
    site.write("alone.vtt", VTT)
    assert not site.build().problems
    assert set(site.shown()) == {"The talk", "Alone"}
    item = channel(site).find("item[enclosure]", NAMES)
    assert item is not None
    kinds = [e.get("type") for e in item.findall("podcast:transcript", NAMES)]
    assert kinds == ["application/x-subrip", "application/json"]
    assert len(item.findall("podcast:chapters", NAMES)) == 1
    site.write("talk.vtt", VTT)
    report = site.build(NOW + DAY)
    assert set(site.shown()) == {"The talk", "Alone"}
    assert (site.output / "rss.xml").read_text("utf-8").count("<podcast:transcript") == 3
    assert {p for p in report.written if not p.startswith("files/")} == {"rss.xml"}
    site.remove("talk.vtt")
    site.build(NOW + 2 * DAY)
    assert (site.output / "rss.xml").read_text("utf-8").count("<podcast:transcript") == 2
    assert not site.build(NOW + 3 * DAY).files_written


def test_a_transcript_that_is_an_article_already_stays_one(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path / "site", CONFIG)
    site.write("talk.vtt", VTT)
    site.write("talk.md", story("The talk"))
    site.build()
    titles = set(site.shown())
    site.configure(CONFIG + SHOW)
    shutil.copy(GOLDEN / "in" / "captain.mp3", site.articles / "talk.mp3")
    site.write("talk.md", f"---\nenclosure: talk.mp3\n---\n{story('The talk')}")
    site.build(NOW + DAY)
    assert set(site.shown()) == titles
    assert "<podcast:transcript" not in (site.output / "rss.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("declared", "seconds"), [("", "1"), ("duration: 1:02", "62"), ("duration: soon", "1")]
)
def test_a_duration_is_that_of_the_file_unless_declared(
    site: SiteFolder, declared: str, seconds: str
) -> None:
    site.write("talk.md", f"---\nenclosure: talk.mp3\n{declared}\n---\nWhat was said.\n")
    site.build()
    assert channel(site).findtext("item/itunes:duration", None, NAMES) == seconds


def test_without_mutagen_a_notice_says_what_is_missing_and_installing_it_is_noticed(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for module in (durations, files, update, digests):
            patch.setattr(module, "can_read", lambda: False)
        report = site.build()
        assert [p.key for p in report.unresolved] == ["talk.md"]
        assert "install feedtool[podcast]" in report.unresolved[0].message
        assert channel(site).find("item/itunes:duration", NAMES) is None
    assert not site.build(NOW + DAY).unresolved
    assert channel(site).findtext("item/itunes:duration", None, NAMES) == "1"


@given(st.integers(0, 359_999))
def test_a_duration_is_the_same_in_every_form(seconds: int) -> None:
    hours, minutes = seconds // 3600, seconds // 60 % 60
    for text in (f"{seconds}", f"{hours}:{minutes:02}:{seconds % 60:02}"):
        found = read("a.md", f"---\nduration: '{text}'\n---\nText.\n".encode())
        assert (found.meta.episode.duration if found.meta.episode else None) == seconds


@pytest.mark.parametrize(
    "field",
    ["duration: long", "episode: 0", "season: one", "episode-type: long", "explicit: maybe"],
)
def test_a_field_that_is_not_understood_is_named_and_ignored(field: str) -> None:
    found = read("a.md", f"---\n{field}\n---\nText.\n".encode())
    (notice,) = found.notices
    assert notice.startswith(f"{field.partition(':')[0]}: ")
    assert "ignored; write" in notice
    assert found.meta.episode is None


def test_a_site_without_a_podcast_has_none_of_it(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path / "site", CONFIG)
    shutil.copy(GOLDEN / "in" / "captain.mp3", site.articles / "talk.mp3")
    site.write("talk.md", "---\nenclosure: talk.mp3\nepisode: 3\n---\nWhat was said.\n")
    site.write("talk.vtt", VTT)
    site.build()
    text = (site.output / "rss.xml").read_text("utf-8")
    assert "itunes" not in text
    assert "<podcast" not in text
    assert len(site.shown()) == 2


# -- what directories refuse -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (png(1400, 1400), None),
        (png(3000, 3000, 6), None),
        (jpeg(2000, 2000), None),
        (png(1399, 1399), "is 1399 pixels wide"),
        (jpeg(3001, 3001), "is 3001 pixels wide"),
        (png(1400, 1500), "is 1400 x 1500 pixels, and has to be square"),
        (png(1400, 1400, 0), "is not in RGB"),
        (jpeg(1400, 1400, 4), "is not in RGB"),
        (b"GIF89a", "is neither JPEG nor PNG"),
        (b"", "is neither JPEG nor PNG"),
    ],
)
def test_a_cover_that_directories_refuse_is_named(picture: bytes, fault: str | None) -> None:
    found = artwork_fault(picture)
    assert found is None if fault is None else (found or "").startswith(fault)


@given(st.binary(max_size=80), st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff", png(1, 1)[:20]]))
def test_any_bytes_at_all_are_judged_as_a_cover(data: bytes, begin: bytes) -> None:
    artwork_fault(begin + data)


def test_a_show_that_directories_accept_has_no_problem(site: SiteFolder) -> None:
    site.build()
    assert not check(site.config, NOW + DAY).problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("https://example.org/news/", "http://example.org/news/", "site.base-url: .* https"),
        ('language = "en"', "", "site.language: is missing"),
        ('email = "a@example.org"', "", "podcast.email: is missing"),
        ('categories = ["News"]', "", "podcast.categories: is missing"),
        ('image = "cover.png"', "", "podcast.image: is missing"),
        (
            'image = "cover.png"',
            'image = "none.png"',
            "podcast.image: 'none.png' is not in the out",
        ),
        ("cover.png", "small.png", "podcast.image: 'small.png' is 300 pixels wide"),
    ],
)
def test_check_names_what_a_directory_would_refuse(
    site: SiteFolder, old: str, new: str, problem: str
) -> None:
    (site.root / "static" / "small.png").write_bytes(png(300, 300))
    text = (site.root / "feedtool.toml").read_text("utf-8")
    site.configure(text.replace(old, new))
    site.build()
    found = [f"{p.key}: {p.message}" for p in check(site.config, NOW + DAY).problems]
    assert any(re.search(f"feedtool.toml: {problem}", line) for line in found), found
    assert all(p.codes for p in check(site.config, NOW + DAY).problems)
    assert all(not p.left_out for p in check(site.config, NOW + DAY).problems)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("enclosure: https://a.example/a.ogg\nenclosure-length: 9", "type audio/ogg; publish"),
        ("enclosure: http://a.example/a.mp3\nenclosure-length: 9", "at http://a.example/a.mp3"),
        ("enclosure: https://a.example/a.mp3", "of unknown length; write"),
        ("title: No recording", "is a podcast without an episode"),
    ],
)
def test_check_names_the_episodes_that_a_directory_would_refuse(
    site: SiteFolder, fields: str, problem: str
) -> None:
    site.write("talk.md", f"---\n{fields}\n---\nWhat was said.\n")
    site.build()
    (found,) = check(site.config, NOW + DAY).problems
    assert found.key.endswith("output/rss.xml")
    assert problem in found.message


# -- the page --------------------------------------------------------------------------------


def toml_blocks() -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", toml_blocks())
def test_every_example_of_the_page_on_podcasts_is_valid(block: str, tmp_path: Path) -> None:
    assert config.load_text(LEAST + block, "feedtool.toml", tmp_path).has_podcasts


def test_the_page_on_podcasts_has_every_setting_with_its_default() -> None:
    (block,) = [block for block in toml_blocks() if "# default values" in block]
    parsed = config.parse(block, "podcasts.md").podcast
    names = {field.encode_name for field in msgspec.structs.fields(tables.PodcastTable)}
    shown = set(re.findall(r"^([a-z-]+) = ", block, re.MULTILINE))
    assert shown | {"locked"} == names
    assert parsed == tables.PodcastTable()


def test_the_front_matter_of_the_page_on_podcasts_is_valid() -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)
    found = read("a.md", f"{block}\nText.\n".encode())
    assert not found.notices
    assert not found.ignored
    assert found.meta.episode is not None
    assert found.meta.episode.guests == ("Jon Roe",)
