"""Compressed copies are in step with their files after every build, and deleted with them."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.maintenance.ledger import rename
from feedtool.model import Artifact, Mtime
from feedtool.pipeline.compression import ENCODINGS, compress
from feedtool.pipeline.output_folder import OutputFolder
from feedtool.pipeline.ownership import Ownership
from feedtool.pipeline.publisher import Publisher
from feedtool.state.cache import Cache
from support.messages import says
from support.processes import environment
from support.sites import CONFIG, NOW, NewSite, SiteFolder
from support.texts import story

A, B = "The first of two texts", "The second one of them"
UNPACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".br": brotli.decompress}
PACKING = '\n[output]\ncompress = ["gz", "br"]\n'


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    site.configure(CONFIG + PACKING)
    site.write("a.txt", story(A))
    site.write("b.txt", story(B))
    site.build()
    return site


def compressed_copies(site: SiteFolder) -> dict[str, bytes]:
    return {path: body for path, body in site.files().items() if path[-3:] in UNPACK}


def uncompressed_looks(site: SiteFolder) -> dict[str, tuple[int, int, int]]:
    """Size and time of files that are not compressed; folders change with their content."""
    return {path: look for path, look in site.looks().items() if path[-4:] in (".xml", "html")}


def assert_in_step(site: SiteFolder) -> None:
    files = site.files()
    times = {path: look[2] for path, look in site.looks().items()}
    for path, body in compressed_copies(site).items():
        assert UNPACK[path[-3:]](body) == files[path[:-3]], path
        assert len(body) < len(files[path[:-3]]), path
        assert times[path] == times[path[:-3]], path
    for path in files.keys() - compressed_copies(site).keys():
        # Smaller files get no copy, such as a sitemap with one address.
        if path.endswith((".html", ".xml", ".css")) and len(files[path]) >= 256:
            assert {f"{path}.gz", f"{path}.br"} <= files.keys()


# -- the bytes ---------------------------------------------------------------------------------


@given(st.binary(max_size=600).map(lambda data: data * 7))
def test_compression_is_lossless_and_reduces_the_size(body: bytes) -> None:
    for form in ENCODINGS:
        small = compress(body, form)
        if small is not None:
            assert UNPACK[ENCODINGS[form].suffix](small) == body
            assert len(small) < len(body) >= 256
        else:
            assert len(body) < 256 or len(zlib.compress(body, 9)) + 12 >= len(body)


def test_small_or_incompressible_files_have_no_compressed_copy() -> None:
    for form in ENCODINGS:
        assert compress(b"x" * 255, form) is None
        assert compress(b"x" * 256, form) is not None
        assert compress(compress(story(A).encode(), form) or b"", form) is None


def test_gzip_headers_contain_neither_time_nor_system() -> None:
    assert (compress(b"x" * 999, "gz") or b"")[:10].hex() == "1f8b08000000000002ff"
    assert compress(b"x" * 999, "gz") == compress(b"x" * 999, "gz")


# -- builds ------------------------------------------------------------------------------------


def test_every_compressible_file_has_its_compressed_copies(published: SiteFolder) -> None:
    assert_in_step(published)
    assert "rss.xml.gz" in published.files()
    assert "articles/the-first-of-two-texts.html.br" in published.files()


def test_lists_of_redirects_are_not_packed(published: SiteFolder) -> None:
    """A web server includes them, and may include `redirects.nginx.conf*`."""
    rename(published.config, "a.txt", "another-address", NOW + 60)
    published.build(NOW + 60)
    assert (published.output / "redirects.nginx.conf").stat().st_size > 256
    assert not [path for path in compressed_copies(published) if "redirects" in path]


def test_two_builds_of_the_same_site_give_the_same_compressed_bytes(
    published: SiteFolder, new_site: NewSite
) -> None:
    other = new_site(CONFIG + PACKING)
    other.write("a.txt", story(A))
    other.write("b.txt", story(B))
    other.build()
    assert compressed_copies(other) == compressed_copies(published) != {}


def test_without_news_no_compressed_copy_is_touched_or_checked(published: SiteFolder) -> None:
    before = (published.looks(), published.output.stat().st_mtime_ns)
    # If it were checked, it would be repaired: the time of its folder does not show the damage.
    spoilt = published.output / "articles/the-first-of-two-texts.html.gz"
    whole = spoilt.read_bytes()
    spoilt.write_bytes(b"spoilt")
    assert published.build(NOW + 300).written == ()
    assert spoilt.read_bytes() == b"spoilt"
    spoilt.write_bytes(whole)
    seen = (published.looks(), published.output.stat().st_mtime_ns)
    assert {path for path in seen[0] if seen[0][path] != before[0][path]} == {
        "articles/the-first-of-two-texts.html.gz"
    }


def test_the_copies_of_a_changed_file_change_too(published: SiteFolder) -> None:
    before = published.looks()
    published.write("a.txt", story(A, edit="An edit."))
    written = published.build(NOW + 60).written
    after = published.looks()
    assert_in_step(published)
    assert {"articles/the-first-of-two-texts.html", "rss.xml", "atom.xml"} <= set(written)
    for path in written:
        assert after[path][2] // 10**9 > before[path][2] // 10**9
        assert path[-3:] in UNPACK or {f"{path}.gz", f"{path}.br"} <= set(written)
    assert {path for path in before if before[path] != after[path] and "." in path} == set(written)


@pytest.mark.parametrize("keeps_cache", [True, False], ids=["with cache", "without cache"])
def test_the_copies_of_a_deleted_page_are_deleted_too(
    published: SiteFolder, keeps_cache: bool
) -> None:
    if not keeps_cache:
        (published.state / "cache.sqlite").unlink()
    published.remove("a.txt")
    page = "articles/the-first-of-two-texts.html"
    assert set(published.build(NOW + 60).deleted) == {page, f"{page}.gz", f"{page}.br"}
    assert not any(path.startswith(page) for path in published.files())
    assert_in_step(published)


def test_the_copies_of_a_moved_page_move_too(published: SiteFolder) -> None:
    published.write("a.txt", f"---\nslug: elsewhere\n---\n{story(A)}")
    published.build(NOW + 60)
    assert_in_step(published)


def test_removing_the_setting_deletes_the_copies_and_touches_nothing_else(
    published: SiteFolder,
) -> None:
    before, forms = uncompressed_looks(published), set(compressed_copies(published))
    published.configure(CONFIG)
    report = published.build(NOW + 60)
    assert (report.written, set(report.deleted)) == ((), forms)
    assert compressed_copies(published) == {}
    assert uncompressed_looks(published) == before


def test_removing_one_encoding_keeps_the_other(published: SiteFolder) -> None:
    before = {path: look for path, look in published.looks().items() if path.endswith(".gz")}
    published.configure(CONFIG + '\n[output]\ncompress = ["gz"]\n')
    published.build(NOW + 60)
    assert {path[-3:] for path in compressed_copies(published)} == {".gz"}
    assert before.items() <= published.looks().items()


def test_adding_the_setting_does_not_touch_the_files_themselves(
    site: SiteFolder,
) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = uncompressed_looks(site)
    site.configure(CONFIG + PACKING)
    site.build(NOW + 60)
    assert uncompressed_looks(site) == before
    assert_in_step(site)


@pytest.mark.parametrize("path", ["rss.xml.gz", "articles/the-first-of-two-texts.html.br"])
def test_a_lost_copy_is_written_again_with_its_old_time(published: SiteFolder, path: str) -> None:
    before = published.looks()[path][1:]
    (published.output / path).unlink()
    assert published.build(NOW + 60).written == (path,)
    assert published.looks()[path][1:] == before
    assert_in_step(published)


def test_a_damaged_copy_is_repaired_when_everything_is_checked(published: SiteFolder) -> None:
    (published.output / "style.css.gz").write_bytes(b"spoilt")
    assert published.build(NOW + 60).written == ("style.css.gz",)
    assert_in_step(published)


def test_a_lost_cache_causes_no_copy_to_be_written_again(published: SiteFolder) -> None:
    before = published.looks()
    (published.state / "cache.sqlite").unlink()
    assert published.build(NOW + 60).written == ()
    assert published.looks() == before


def test_an_unrecorded_copy_is_deleted_when_its_file_changes(
    published: SiteFolder,
) -> None:
    (published.state / "cache.sqlite").unlink()
    published.configure(CONFIG)
    own = published.output / "articles" / "others.html.gz"
    own.write_bytes(b"not of feedtool's making")
    published.build(NOW + 60)
    assert "rss.xml.gz" not in published.files()  # it carries a mark
    published.write("a.txt", story(A, edit="An edit."))
    published.build(NOW + 120)
    left = compressed_copies(published)
    assert "rss.xml.gz" not in left
    assert "articles/the-first-of-two-texts.html.br" not in left
    assert "articles/the-second-one-of-them.html.br" in left
    assert own.name in {Path(path).name for path in left}


def test_a_file_that_became_small_loses_its_copies(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "output", ("gz",))
    folder.open()
    for body, deleted in ((b"long " * 100, []), (b"short", ["a.html.gz"]), (b"long " * 200, [])):
        with closing(Cache(tmp_path / "cache.sqlite")) as cache:
            publisher = publisher_of(folder, cache, verify=False)
            publisher.write_if_changed(Artifact("a.html", body))
            assert list(cache.outputs.deletions()) == deleted
            publish(folder, cache, publisher)
        assert (folder.read("a.html.gz") is not None) == (len(body) > 256)
        assert ("a.html.gz" in publisher.documents) == (len(body) > 256)


def publisher_of(folder: OutputFolder, cache: Cache, *, verify: bool) -> Publisher:
    is_foreign = Ownership(folder, cache.outputs).is_foreign
    return Publisher(folder, cache.outputs, verify=verify, is_foreign=is_foreign)


def publish(folder: OutputFolder, cache: Cache, publisher: Publisher) -> None:
    """Completes the pending changes."""
    folder.sync()
    publisher.mark_pending()
    folder.swap_in(cache.outputs.staged())
    publisher.finish()
    cache.commit()


def test_the_copy_of_an_unchanged_file_follows_its_time(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "output", ("gz",))
    folder.open()
    for second in (5, 9):
        folder.stage("a.html", b"the same " * 100, Mtime(exactly=second * 10**9))
        folder.swap_in(["a.html"])
        with closing(Cache(tmp_path / "cache.sqlite")) as cache:
            publisher = publisher_of(folder, cache, verify=True)
            publisher.write_if_changed(Artifact("a.html", b"the same " * 100))
            publish(folder, cache, publisher)
        stamp = folder.stat("a.html.gz")
        assert stamp is not None
        assert stamp.mtime == second * 10**9
    cache.close()


def test_a_plan_lists_compressed_copies_and_writes_none(site: SiteFolder) -> None:
    site.write("a.txt", story(A))
    site.build()
    before = site.looks()
    site.configure(CONFIG + PACKING)
    report, _ = site.plan(NOW + 60)
    assert {"rss.xml.gz", "rss.xml.br"} <= set(report.written)
    assert site.looks() == before
    assert set(site.build(NOW + 60).written) == set(report.written)


def test_an_encoding_whose_package_is_missing_is_refused_before_anything_is_written(
    site: SiteFolder,
) -> None:
    site.configure(CONFIG + PACKING)
    site.write("a.txt", story(A))
    without = "import sys; sys.modules['brotli'] = None; from feedtool.cli import main; main()"
    for command in ("build", "plan"):
        done = subprocess.run(
            [sys.executable, "-c", without, command],
            cwd=site.root,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        place = "feedtool: feedtool.toml: output.compress:"
        assert says(line, f'{place} … "br" … package brotli … install feedtool[br] … remove')
        assert not site.output.exists()
