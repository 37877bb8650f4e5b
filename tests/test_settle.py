"""Input that changes while it is read: nothing half written is published, nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from feedtool.model import BeingWritten, InputFile
from feedtool.pipeline.input_folder import InputFolder
from support.sites import CONFIG, NOW, NewSite, SiteFolder
from support.texts import story

SETTLE = CONFIG + "\n[input]\nsettle = 30\n"
A, B = "A text that is there already", "Another text that is written now"


@pytest.fixture
def waiting(tmp_path: Path) -> SiteFolder:
    site = SiteFolder(tmp_path / "site", SETTLE)
    site.write("a.txt", story(A))
    site.build()
    return site


def written_at(site: SiteFolder, key: str, text: str, seconds: float) -> None:
    path = site.write(key, text)
    os.utime(path, ns=(int(seconds * 10**9), int(seconds * 10**9)))


def test_a_file_is_read_once_it_has_been_unchanged_long_enough(waiting: SiteFolder) -> None:
    written_at(waiting, "b.txt", story(B)[:90], NOW + 99.5)
    early = waiting.build(NOW + 100)
    assert (early.unsettled, early.written, early.problems) == (1, (), ())
    written_at(waiting, "b.txt", story(B), NOW + 110)
    assert waiting.build(NOW + 130).unsettled == 1
    assert waiting.build(NOW + 141).new == 1
    assert set(waiting.shown()) == {A, B}


def test_an_unfinished_edit_leaves_the_article_unchanged(waiting: SiteFolder) -> None:
    before = waiting.files()
    written_at(waiting, "a.txt", "", NOW + 100)
    assert waiting.build(NOW + 101).unsettled == 1
    assert waiting.files() == before
    (waiting.state / "cache.sqlite").unlink()
    assert waiting.build(NOW + 102).unsettled == 1
    assert waiting.files() == before


def test_a_file_from_the_future_is_read(waiting: SiteFolder) -> None:
    written_at(waiting, "b.txt", story(B), NOW + 86_400)
    assert waiting.build(NOW + 100).new == 1


def test_an_article_is_withdrawn_only_after_its_file_was_missing_for_a_while(
    waiting: SiteFolder,
) -> None:
    waiting.write("b.txt", story(B))
    waiting.build(NOW + 1)
    waiting.remove("a.txt")
    assert waiting.build(NOW + 100).removed == 0
    assert waiting.build(NOW + 120).removed == 0
    assert waiting.build(NOW + 131).removed == 1
    assert set(waiting.shown()) == {B}


def test_an_article_whose_file_returns_in_time_is_never_withdrawn(waiting: SiteFolder) -> None:
    waiting.write("b.txt", story(B))
    waiting.build(NOW + 1)
    before = waiting.looks()
    waiting.remove("a.txt")
    waiting.build(NOW + 100)
    waiting.write("a.txt", story(A))
    assert waiting.build(NOW + 110).written == ()
    assert waiting.build(NOW + 200).written == ()
    assert waiting.looks() == before


def test_a_file_that_returns_before_the_build_ends_is_not_removed(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    listing = list(InputFolder(site.articles).scan(lambda folder, name: True))
    missed = [found for found in listing if found.key != "a.txt"]
    with mock.patch.object(InputFolder, "scan", return_value=iter(missed)):
        report = site.build(NOW + 60)
    assert (report.removed, report.written) == (0, ())
    assert site.build(NOW + 120).written == ()


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_build(
    site: SiteFolder,
) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.files()
    site.write("a.txt", story(A, edit="It is longer now by a whole sentence."))
    read = os.read

    def growing(handle: int, size: int) -> bytes:
        data = read(handle, size)
        with (site.articles / "a.txt").open("a", encoding="utf-8") as file:
            file.write("And longer still.\n")
        return data

    with mock.patch("feedtool.pipeline.input_folder.os.read", growing):
        report = site.build(NOW + 60)
    assert (report.unsettled, report.problems) == (1, ())
    assert site.files() == before
    assert site.build(NOW + 120).updated == 1


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 100_000])
def test_a_file_is_read_completely_and_not_beyond_the_limit(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "a.txt").write_bytes(data)
    info = (tmp_path / "a.txt").stat()
    found = InputFile("a.txt", size, info.st_mtime_ns, info.st_ino)
    folder = InputFolder(tmp_path)
    assert folder.read(found, 10**6) == data
    assert folder.read(InputFile("a.txt", 0, 0, 0), 10**6) == data
    (tmp_path / "a.txt").unlink()
    assert folder.read(found, 10**6) == BeingWritten("a.txt")


CUT = f"{story('Der Fluß')} Er führt über die Höhe zurück.".encode()[:-4]  # within the ü


def test_a_text_that_ends_within_a_character_waits_for_its_rest(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    path = site.write("b.txt", CUT)
    os.utime(path, (NOW + 90, NOW + 90))
    report = site.build(NOW + 100)
    assert (report.unsettled, report.written, report.problems) == (1, (), ())
    path.write_bytes(CUT + "ück.".encode()[1:])
    os.utime(path, (NOW + 130, NOW + 130))
    assert site.build(NOW + 140).problems == ()
    assert set(site.shown()) == {A, "Der Fluß"}


def test_a_text_that_stays_cut_within_a_character_is_read_and_named(
    site: SiteFolder,
) -> None:
    path = site.write("b.txt", CUT)
    for written in (NOW - 50, NOW + 7200):  # by a clock that is ahead, too
        os.utime(path, (written, written))
        (site.state / "cache.sqlite").unlink(missing_ok=True)
        report = site.build(NOW + 100)
        (problem,) = report.problems
        assert problem.key == "b.txt"
        assert "ends within a character" in problem.message
        assert not problem.left_out
    assert site.shown()["Der Fluß"].content.count("�") == 0


def test_the_language_of_the_site_helps_to_detect_an_encoding(new_site: NewSite) -> None:
    text = "Les bœufs\n\nUn cœur."
    site = new_site(CONFIG.replace('language = "en"', 'language = "fr"'))
    site.write("a.txt", text.encode("iso8859_15"))
    site.build()
    assert set(site.shown()) == {"Les bœufs"}
