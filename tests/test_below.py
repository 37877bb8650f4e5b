"""Nothing is written or deleted outside the output folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedtool.errors import PublishError
from feedtool.model import Mtime
from feedtool.pipeline.output_folder import OutputFolder
from support.sites import SiteFolder
from support.texts import story

OUTSIDE = ("../x.html", "a/../../x.html", "/x.html", "linked/x.html", "a/linked/x.html", "..", "")


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.html").write_text("of somebody else")
    (tmp_path / "x.html").write_text("of somebody else")
    folder = OutputFolder(tmp_path / "output")
    folder.open()
    (folder.root / "a").mkdir()
    (folder.root / "linked").symlink_to(tmp_path / "elsewhere")
    (folder.root / "a" / "linked").symlink_to(tmp_path / "elsewhere")
    return folder


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leads_out_is_refused(output: OutputFolder, path: str) -> None:
    with pytest.raises(PublishError):
        output.stage(path, b"body", Mtime())
    with pytest.raises(PublishError):
        output.delete([path])
    output.stage("fine.html", b"body", Mtime())
    with pytest.raises(PublishError):
        output.swap_in([path])
    for there in ("x.html", "elsewhere/x.html"):
        assert (output.root.parent / there).read_text() == "of somebody else"


def test_a_folder_that_was_replaced_by_a_link_stops_the_build(
    site: SiteFolder, tmp_path: Path
) -> None:
    site.write("a.txt", story("A text"))
    site.build()
    (site.output / "articles").rename(tmp_path / "moved")
    (site.output / "articles").symlink_to(tmp_path / "moved")
    site.write("b.txt", story("Another text"))
    with pytest.raises(PublishError, match=r"cannot be written: the folder articles is a link"):
        site.build()
