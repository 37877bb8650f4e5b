"""The files in docs/running/, and what `feedtool init` prints for a site."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from feedtool.cli import COMMANDS, scheduling
from feedtool.cli.scheduling import Installation
from feedtool.config import Options, load
from feedtool.errors import ConfigError
from support.folders import TESTS, tree
from support.processes import Run, real_program, run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import story

DOCS = TESTS.parent / "docs" / "running"
EXAMPLE = Installation(
    command=("/usr/local/bin/feedtool",),
    config=Path("/srv/news/feedtool.toml"),
    articles=Path("/srv/news/articles"),
    output=Path("/srv/news/output"),
    state=Path("/srv/news/.feedtool"),
    user="news",
    notifies_hubs=False,
)
FILES = {
    "crontab": scheduling.crontab,
    "feedtool.service": scheduling.service,
    "feedtool.timer": scheduling.timer,
}


@pytest.mark.parametrize("name", FILES)
def test_the_documents_are_the_shipped_files_filled_in_for_an_example(name: str) -> None:
    text = FILES[name](EXAMPLE)
    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        (DOCS / name).write_text(text, "utf-8")
    assert (DOCS / name).read_text("utf-8") == text


def test_the_readme_links_to_exactly_the_files_in_the_folder() -> None:
    links = re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text("utf-8"))
    assert {name for name in links if "/" not in name} == {
        path.name for path in DOCS.iterdir() if path.name != "README.md"
    }
    assert all((DOCS / link).is_file() for link in links)


# -- feedtool init --cron, --systemd ---------------------------------------------------------------


def entries(unit: str) -> dict[str, list[str]]:
    """The settings of a unit file, each with all its values."""
    found: dict[str, list[str]] = {}
    for line in unit.splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_init_prints_the_crontab_line_of_an_existing_site_and_writes_nothing(
    site: SiteFolder, feedtool_in: Run
) -> None:
    before = tree(site.root)
    done = feedtool_in("init", "--cron")
    assert (done.returncode, done.stderr, tree(site.root)) == (0, "", before)
    *comments, line = done.stdout.splitlines()
    assert all(comment.startswith("#") for comment in comments)
    assert line.startswith("*/5 * * * * ")
    command = shlex.split(line.removeprefix("*/5 * * * * "))
    assert command == [
        *(sys.executable, "-m", "feedtool", "build", "--quiet"),
        *("--config", str(site.root / "feedtool.toml")),
    ]


@pytest.mark.thorough
def test_the_printed_line_builds_the_site_from_anywhere(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.txt", story("The first of the texts"))
    line = feedtool_in("init", "--cron").stdout.splitlines()[-1].removeprefix("*/5 * * * * ")
    environment = {
        "HOME": "/",
        "SHELL": "/bin/sh",
        "PATH": "/usr/bin:/bin",
    }  # the environment under cron
    environment["PYTHONPATH"] = str(TESTS.parent)
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd="/", env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(site.shown()) == ["The first of the texts"]


def test_init_prints_units_with_the_paths_of_the_site(site: SiteFolder, feedtool_in: Run) -> None:
    site.configure(CONFIG + '\n[output]\nfolder = "../public html"\n')
    done = feedtool_in("init", site.root, "--systemd", cwd=site.root.parent)
    assert (done.returncode, done.stderr) == (0, "")
    service, _, timer = done.stdout.partition("\n# /etc/systemd/system/feedtool-site.timer\n")
    assert service.startswith("# /etc/systemd/system/feedtool-site.service\n")
    found = entries(service)
    assert found["ReadOnlyPaths"] == [str(site.articles)]
    assert shlex.split(found["ReadWritePaths"][0]) == [
        str(site.root / ".." / "public html"),
        str(site.state),
    ]
    assert shlex.split(found["ExecStart"][0])[-2:] == ["--config", f"{site.root}/feedtool.toml"]
    assert entries(timer)["OnCalendar"] == ["*:0/5"]


def test_init_creates_a_new_site_first_and_reports_it_on_stderr(tmp_path: Path) -> None:
    url = ("--base-url", "https://example.org/")
    done = run_feedtool("init", "new", *url, "--cron", "--systemd", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("Wrote new/feedtool.toml, new/.gitignore and ")
    assert done.stdout.startswith("# feedtool: the site in ")
    assert done.stdout.count("/new/feedtool.toml\n") == 2
    again = run_feedtool("init", "new", "--cron", cwd=tmp_path)
    assert done.stdout.startswith(again.stdout)
    assert run_feedtool("init", "new", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("option", ["--cron", "--systemd"])
def test_init_does_not_create_a_site_in_a_folder_that_was_not_named(
    option: str, tmp_path: Path
) -> None:
    done = run_feedtool("init", option, cwd=tmp_path)
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert done.stderr.startswith("feedtool: feedtool.toml: not found in this folder; go to")


def test_an_installed_command_is_written_with_its_path(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command = tmp_path / "bin" / "feedtool"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent))
    source = site.root / "feedtool.toml"
    for name in ("feedtool", str(command), os.path.relpath(command)):
        monkeypatch.setattr(sys, "argv", [name])
        found = scheduling.installation(load(Options(config=source)), source)
        assert [os.path.normpath(part) for part in found.command] == [str(command)]


def test_hubs_need_the_network_and_a_site_below_home_needs_home() -> None:
    closed, told = entries(scheduling.service(EXAMPLE)), replace(EXAMPLE, notifies_hubs=True)
    assert (closed["PrivateNetwork"], closed["RestrictAddressFamilies"]) == (["yes"], ["none"])
    opened = entries(scheduling.service(told))
    assert opened["PrivateNetwork"] == ["no"]
    assert "AF_INET6" in opened["RestrictAddressFamilies"][0]
    assert "IPAddressDeny" not in opened
    assert closed["ProtectHome"] == ["yes"]
    at_home = replace(EXAMPLE, command=("/home/ann/.local/bin/feedtool",))
    assert entries(scheduling.service(at_home))["ProtectHome"] == ["read-only"]
    temporary = replace(EXAMPLE, state=Path("/var/tmp/state"))
    assert entries(scheduling.service(temporary))["PrivateTmp"] == ["no"]


@pytest.mark.parametrize(
    ("folder", "in_crontab", "in_unit"),
    [
        ("my news", "'/srv/my news/feedtool.toml'", '"/srv/my news/feedtool.toml"'),
        ("100%", r"/srv/100\%/feedtool.toml", "/srv/100%%/feedtool.toml"),
        ("a$b", "'/srv/a$b/feedtool.toml'", "/srv/a$$b/feedtool.toml"),
        ('a"b', "'/srv/a\"b/feedtool.toml'", r'"/srv/a\"b/feedtool.toml"'),
        (r"a\b", r"'/srv/a\b/feedtool.toml'", r'"/srv/a\\b/feedtool.toml"'),
        ("жизнь", "'/srv/жизнь/feedtool.toml'", "/srv/жизнь/feedtool.toml"),
        ("@USER@", "/srv/@USER@/feedtool.toml", "/srv/@USER@/feedtool.toml"),
    ],
)
def test_unusual_paths_are_quoted_for_each_kind_of_file(
    folder: str, in_crontab: str, in_unit: str
) -> None:
    site = replace(EXAMPLE, config=Path("/srv") / folder / "feedtool.toml")
    assert scheduling.crontab(site).endswith(f" build --quiet --config {in_crontab}\n")
    assert entries(scheduling.service(site))["ExecStart"][0].endswith(f" --config {in_unit}")
    assert re.fullmatch(r"[\w.-]+", site.unit)


def test_a_path_with_a_newline_is_refused() -> None:
    for text in FILES.values():
        with pytest.raises(ConfigError, match="cannot appear in a crontab or unit"):
            text(replace(EXAMPLE, config=Path("/srv/a\nb/feedtool.toml")))


# -- the container -----------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """Name and value of each instruction of the Containerfile, in order."""
    text = (DOCS / "Containerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [
        (name, value) for name, _, value in (line.partition(" ") for line in joined.split("\n"))
    ]


def test_the_unit_can_do_little_and_take_little(tmp_path: Path) -> None:
    text = scheduling.service(EXAMPLE)
    assert entries(text)["MemoryMax"] == ["2G"]
    (tmp_path / "feedtool.service").write_text(text)
    analyze = real_program("systemd-analyze")
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", tmp_path / "feedtool.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    score = re.search(r"exposure level for feedtool.service: ([\d.]+)", done.stdout)
    assert score is not None, done.stderr
    assert float(score[1]) < 2


def test_the_container_is_shown_with_a_read_only_root() -> None:
    text = (DOCS / "Containerfile").read_text("utf-8")
    assert "--read-only" in text
    assert "--network=none" in text


def test_the_container_runs_one_build_as_an_unprivileged_user() -> None:
    found = dict(instructions())  # of repeated instructions the last counts
    assert found["FROM"].split("/")[-1] == "python:3-slim"
    assert json.loads(found["ENTRYPOINT"]) == ["feedtool"]
    (command,) = json.loads(found["CMD"])
    assert command in COMMANDS
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", found["USER"])


def test_the_volumes_of_the_container_are_the_folders_of_a_site(site: SiteFolder) -> None:
    found = dict(instructions())
    home = Path(found["WORKDIR"])
    folders = {path.name for path in (site.config.articles, site.config.output, site.config.state)}
    assert {Path(volume) for volume in json.loads(found["VOLUME"])} == {
        home / folder for folder in folders
    }


def copied() -> list[tuple[list[str], str]]:
    """The sources and targets that the first stage of the Containerfile copies."""
    words = [v.split() for name, v in instructions() if name == "COPY" and "--from" not in v]
    return [(sources, target) for *sources, target in words]


def test_the_files_that_the_container_copies_exist() -> None:
    sources = [source for sources, _ in copied() for source in sources]
    assert len(sources) > 4
    assert [source for source in sources if not (TESTS.parent / source).exists()] == []


def test_a_linter_finds_nothing_in_the_containerfile() -> None:
    done = subprocess.run(
        [real_program("hadolint"), DOCS / "Containerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow
def test_the_commands_of_the_container_install_a_working_feedtool(
    site: SiteFolder, tmp_path: Path
) -> None:
    """Runs the first stage with /src and /opt in a temporary folder; needs the package index."""
    source, opt = tmp_path / "src", tmp_path / "opt"
    source.mkdir()
    first = instructions()[: [name for name, _ in instructions()].index("FROM", 1)]
    for name, value in first:
        if name == "COPY":
            *sources, target = value.split()
            for path in sources:
                place = source / target / (Path(path).name if target.endswith("/") else "")
                place.parent.mkdir(parents=True, exist_ok=True)
                copy = shutil.copytree if (TESTS.parent / path).is_dir() else shutil.copy
                copy(TESTS.parent / path, place)
        elif name == "RUN":
            script = value.replace("/opt/", f"{opt}/")
            subprocess.run(["sh", "-ec", script], cwd=source, check=True, capture_output=True)
    site.write("a.txt", story("The first of the texts"))
    clean = {"PATH": f"{opt}/feedtool/bin:/usr/bin:/bin"}
    subprocess.run(["feedtool", "build"], cwd=site.root, env=clean, check=True)
    assert list(site.shown()) == ["The first of the texts"]
