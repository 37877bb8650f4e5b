"""Full disks and read-only folders are reported in one line; the next builds recover."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from support.folders import tree
from support.namespaces import in_private
from support.sites import CONFIG, SiteFolder
from support.texts import headline, story

BUILD = f"{shlex.quote(sys.executable)} -m feedtool build --config $site/feedtool.toml"
# Prints the exit status after each build, for the tests to read, and copies the output.
TRY = f"""
try() {{
    status=0
    {BUILD} 2> "$site/said-$1.txt" || status=$?
    echo "$1 $status"
    rm -rf "$site/seen-$1"
    cp -a "$2/output" "$site/seen-$1"
}}
"""


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    """The output of the second build if nothing goes wrong."""
    site = SiteFolder(tmp_path / "undisturbed", CONFIG)
    before(site)
    site.build()
    more(site)
    site.build()
    return site.files()


def before(site: SiteFolder) -> None:
    for number in range(3):
        site.write(f"{number}.txt", story(headline(number)))


def more(site: SiteFolder) -> None:
    for number in range(10, 30):
        site.write(f"{number}.txt", story(headline(number), paragraphs=20))
    site.write("0.txt", story(headline(0), edit="An edit."))
    site.remove("1.txt")


def outcomes(stdout: str) -> dict[str, int]:
    return {name: int(code) for name, code in re.findall(r"^(\w+) (\d+)$", stdout, flags=re.M)}


def printed(site: SiteFolder, name: str) -> str:
    """The one line that a build printed."""
    text = (site.root / f"said-{name}.txt").read_text()
    assert text.count("\n") == 1, text
    assert text.startswith("feedtool: ")
    return text


@pytest.mark.parametrize("kilobytes", [300, 400, 500, 600, 700, 900, 5000])
def test_a_full_disk_keeps_the_old_site_until_there_is_room(
    tmp_path: Path, undisturbed: dict[str, bytes], kilobytes: int
) -> None:
    """Output and state are on one small disk, whose size decides where it fills up."""
    folders = '\n[output]\nfolder = "disk/output"\n[state]\nfolder = "disk/state"\n'
    site = SiteFolder(tmp_path / "site", CONFIG + folders)
    disk = site.root / "disk"
    disk.mkdir()
    before(site)
    later = tmp_path / "later"
    other = SiteFolder(later, CONFIG)
    before(other)
    more(other)
    done = in_private(
        f"""
        site=$1
        {TRY}
        mount -t tmpfs -o size={kilobytes}k none $site/disk
        try first $site/disk
        rm -r $site/articles
        cp -a $2/articles $site/articles
        try second $site/disk
        mount -o remount,size=64m $site/disk
        try third $site/disk
        try fourth $site/disk
        ls -A $site/disk/state
        """,
        str(site.root),
        str(later),
    )
    found = outcomes(done.stdout)
    print(kilobytes, found, done.stderr)
    assert found.keys() == {"first", "second", "third", "fourth"}, done
    assert found["second"] == (kilobytes < 1000)  # otherwise the test would show nothing
    assert found["third"] == found["fourth"] == 0
    seen = {name: tree(site.root / f"seen-{name}") for name in found}
    seen = {
        name: {path: body for path, body in files.items() if not path.startswith(".feedtool")}
        for name, files in seen.items()
    }
    if found["second"] == 1:
        # A failure that was reported already is not reported again.
        said = printed(site, "first" if found["first"] == 1 else "second")
        assert "disk" in said or "No space left" in said
        for path, body in seen["second"].items():
            assert body in (seen["first"].get(path), undisturbed.get(path)), path
    else:
        assert seen["second"] == undisturbed
    if found["first"] == 0:
        assert seen["third"] == seen["fourth"] == undisturbed
    left = set(done.stdout.split("fourth 0\n")[1].split())
    assert left == {"cache.sqlite", "ledger.sqlite", "lock", "status.json"}


@pytest.mark.parametrize("kilobytes", [0, 100, 300])
@pytest.mark.parametrize("folder", ["output", "state"])
def test_a_disk_that_fills_up_is_named_and_keeps_the_old_site_until_there_is_room(
    tmp_path: Path, undisturbed: dict[str, bytes], folder: str, kilobytes: int
) -> None:
    """Either output or state is on a disk of its own, which has so much room left."""
    site = SiteFolder(tmp_path / "site", CONFIG + f'\n[{folder}]\nfolder = "disk/{folder}"\n')
    (site.root / "disk").mkdir()
    before(site)
    other = SiteFolder(tmp_path / "later", CONFIG)
    before(other)
    more(other)
    done = in_private(
        f"""
        site=$1
        {TRY}
        mount -t tmpfs -o size=8m none $site/disk
        try first $3
        rm -r $site/articles
        cp -a $2/articles $site/articles
        free=$(df --output=avail -k $site/disk | tail -1)
        head -c $(((free - {kilobytes}) * 1024)) /dev/zero > $site/disk/other
        try second $3
        rm $site/disk/other
        try third $3
        try fourth $3
        find $site/disk/{folder} -name '*.tmp' -o -name '*-journal' -o -name '*staging*'
        """,
        str(site.root),
        str(other.root),
        str(site.root / ("disk" if folder == "output" else ".")),
    )
    assert done.stdout.split() == "first 0 second 1 third 0 fourth 0".split(), done
    said = printed(site, "second")
    assert f"/disk/{folder}/" in said
    assert "disk" in said.partition(f"/disk/{folder}/")[2] or "No space left" in said
    seen = {name: tree(site.root / f"seen-{name}") for name in ("first", "second", "third")}
    assert seen["second"] == seen["first"]
    assert seen["third"] == tree(site.root / "seen-fourth") == undisturbed


@pytest.mark.parametrize(
    ("folder", "fact"),
    [
        ("output", "cannot be written: Read-only file system; the published site is unchanged"),
        (".feedtool", "the state folder"),
    ],
)
def test_a_read_only_folder_keeps_the_old_site_until_it_is_writable(
    tmp_path: Path, undisturbed: dict[str, bytes], folder: str, fact: str
) -> None:
    site = SiteFolder(tmp_path / "site", CONFIG)
    before(site)
    site.build()
    old = site.files()
    more(site)
    done = in_private(
        f"""
        site=$1
        {TRY}
        mount --bind $site/$2 $site/$2
        mount -o remount,bind,ro $site/$2
        try second $site
        try again $site
        mount -o remount,bind,rw $site/$2
        try third $site
        """,
        str(site.root),
        folder,
    )
    assert outcomes(done.stdout) == {"second": 1, "again": 1, "third": 0}, done
    assert fact in printed(site, "second")
    assert tree(site.root / "seen-second") == tree(site.root / "seen-again") == old
    assert tree(site.root / "seen-third") == undisturbed
    assert {path.name for path in site.state.iterdir()} == {
        *("cache.sqlite", "ledger.sqlite", "lock", "status.json")
    }
