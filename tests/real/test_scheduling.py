"""The crontab line and the units, tested with the programs that read them: cron, systemd-analyze.

cron runs in private namespaces in which its folders are empty: it sees only the job of the test,
nothing outside sees that job, and everything is gone when the test ends.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from feedtool.cli import scheduling
from feedtool.config import Options, load
from support.folders import TESTS
from support.namespaces import in_private
from support.processes import environment, real_program, run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import headline, story


@pytest.fixture
def odd(tmp_path: Path) -> SiteFolder:
    """A site in a folder whose name has special characters for shell, cron and systemd."""
    site = SiteFolder(tmp_path / "100% $HOME's news", CONFIG)
    site.write("a.txt", story("The first of the texts"))
    return site


@pytest.fixture
def units(odd: SiteFolder) -> Path:
    """The folder with both units, as `feedtool init --systemd` prints them."""
    source = odd.root / "feedtool.toml"
    site = scheduling.installation(load(Options(config=source)), source)
    folder = odd.root.parent / "units"
    folder.mkdir()
    (folder / f"{site.unit}.service").write_text(scheduling.service(site))
    (folder / f"{site.unit}.timer").write_text(scheduling.timer(site))
    return folder


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [real_program("systemd-analyze"), "--no-pager", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0"},
        timeout=60,
        check=False,
    )


@pytest.fixture
def runnable(units: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The units with a program that exists and is not below the home folder of root."""
    (service,) = units.glob("*.service")
    text = service.read_text().replace(shlex.quote(sys.executable), "/usr/bin/env")
    service.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/usr/bin/env", text, flags=re.M))
    return units


def test_systemd_finds_nothing_wrong_with_the_units(runnable: Path) -> None:
    done = analyze("verify", *runnable.iterdir())
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_reports_an_error_in_the_units(runnable: Path) -> None:
    (service,) = runnable.glob("*.service")
    service.write_text(service.read_text().replace("ProtectSystem=", "ProtectSysten="))
    assert "ProtectSysten' in section" in analyze("verify", *runnable.iterdir()).stderr


@pytest.mark.parametrize(("hubs", "most"), [("[]", 1.5), ('["https://hub.example.org/"]', 2.5)])
def test_the_service_has_a_low_exposure(odd: SiteFolder, hubs: str, most: float) -> None:
    odd.configure(CONFIG + f"\n[feeds]\nhubs = {hubs}\n")
    source = odd.root / "feedtool.toml"
    site = scheduling.installation(load(Options(config=source)), source)
    unit = odd.root.parent / "feedtool-site.service"
    unit.write_text(scheduling.service(site))
    # Whoever runs this test: a site that belongs to root is as exposed as root.
    unit.write_text(re.sub("^User=.*", "User=news", unit.read_text(), flags=re.M))
    done = analyze("security", "--offline=true", unit)
    assert done.returncode == 0, done.stderr
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert level is not None
    print(done.stdout)
    assert 0 < float(level[1]) < most


def allowed_calls(service: str) -> set[str]:
    """The system calls that the filter of a unit allows, with its groups expanded."""
    allowed: set[str] = set()
    for value in re.findall(r"^SystemCallFilter=(.*)$", service, flags=re.M):
        calls = set[str]()
        for group in value.removeprefix("~").split():
            calls |= members(group)
        allowed = allowed - calls if value.startswith("~") else allowed | calls
    return allowed


def members(group: str) -> set[str]:
    done = analyze("syscall-filter", group)
    assert done.returncode == 0, done.stderr
    names = [line.strip() for line in done.stdout.splitlines()[1:]]
    found = {name for name in names if name and not name.startswith(("#", "@"))}
    for name in names:
        if name.startswith("@"):
            found |= members(name)
    return found


def test_a_build_does_nothing_that_the_service_forbids(odd: SiteFolder, units: Path) -> None:
    """Its system calls pass the filter, it writes to two folders only, and opens no socket."""
    (service,) = units.glob("*.service")
    for number in range(300):  # enough for processes to be started
        odd.write(f"{number}.txt", story(headline(number), 1))
    odd.configure(CONFIG + "\n[run]\njobs = 2\n")
    odd.build()  # output and state folder exist before the service runs
    odd.write("a.txt", story("The first of the texts", edit="An edit."))
    for number in range(300):
        odd.write(f"{number}.txt", story(headline(number), 1, edit="An edit."))
    log = odd.root.parent / "trace.txt"
    command = [real_program("strace"), "-f", "-y", "-qq", "-s0", "-o", str(log)]
    done = subprocess.run(
        [
            *command,
            sys.executable,
            "-m",
            "feedtool",
            "build",
            "--config",
            odd.root / "feedtool.toml",
        ],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    trace = log.read_text("utf-8", "replace") if log.exists() else ""
    if done.returncode != 0 and "openat" not in trace:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in trace.splitlines() if "resumed>" not in line]
    calls = {found[1] for line in lines if (found := re.match(r"\d+ +(\w+)\(", line))}
    assert len(calls) > 40
    assert "clone" in calls or "clone3" in calls or "vfork" in calls
    known = allowed_calls(service.read_text())
    assert len(known) > 200
    # If root writes, SQLite gives files to the owner of the ledger; it need not succeed.
    assert calls - known <= ({"fchown"} if os.geteuid() == 0 else set())
    assert not [line for line in lines if " socket(" in line]
    places = (str(odd.output), str(odd.state), "/dev/")
    for line in lines:
        changing = re.search(r"\b(?:openat|mkdir|rename|unlink|rmdir)\(.*", line)
        if changing and ("openat" not in line or re.search(r"O_WRONLY|O_RDWR|O_CREAT", line)):
            path = re.search(r'"([^"]*)"', line)
            assert path is not None, line
            assert path[1].startswith(places), line


# -- cron ----------------------------------------------------------------------------------------

EMPTY = """\
mount -t tmpfs none /run
mount -t tmpfs none /etc/cron.d
mount -t tmpfs none /var/spool/cron
mkdir /var/spool/cron/crontabs
chmod 1730 /var/spool/cron/crontabs
mount --bind /dev/null /etc/crontab
"""


def with_cron(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a script that alone sees cron's folders as empty."""
    real_program("crontab")
    return in_private(EMPTY + script, *arguments)


def printed_crontab(site: SiteFolder) -> Path:
    done = run_feedtool("init", "--cron", cwd=site.root)
    path = site.root.parent / "printed"
    path.write_text(done.stdout)
    return path


def test_crontab_accepts_the_line(odd: SiteFolder) -> None:
    printed = printed_crontab(odd)
    done = with_cron('crontab "$1"; crontab -l', str(printed))
    assert (done.returncode, done.stdout, done.stderr) == (0, printed.read_text(), "")
    example = TESTS.parent / "docs" / "running" / "crontab"
    assert with_cron('crontab "$1"', str(example)).returncode == 0


def test_crontab_refuses_a_wrong_line(odd: SiteFolder) -> None:
    printed = printed_crontab(odd)
    printed.write_text(printed.read_text().replace("*/5 * * * *", "*/5 * * x *"))
    done = with_cron('crontab "$1"', str(printed))
    assert done.returncode != 0
    assert "bad month" in done.stderr


@pytest.mark.slow
def test_cron_builds_the_site_and_mails_problems(odd: SiteFolder) -> None:
    """With every minute instead of every fifth."""
    odd.write("b.txt", b"\0")
    printed = printed_crontab(odd)
    text = printed.read_text()
    assert "\n*/5 * * * * " in text
    # cron gives a job no environment, and feedtool is not installed. Mail goes to a file.
    before = f"PYTHONPATH={TESTS.parent}\n"
    printed.write_text(before + text.replace("\n*/5 * * * * ", "\n* * * * * "))
    script = """
    crontab "$1"
    printf '#!/bin/sh\\ncat >> "%s"\\n' "$3" > "$2/sendmail"
    chmod 755 "$2/sendmail"
    touch /usr/sbin/sendmail 2>/dev/null && mount --bind "$2/sendmail" /usr/sbin/sendmail
    cron -f &
    for i in $(seq 100); do
        sleep 1
        if [ -s "$3" ]; then break; fi
    done
    kill $!
    """
    had = Path("/usr/sbin/sendmail").exists()
    mail = odd.root.parent / "mail"
    try:
        with_cron(script, str(printed), str(odd.root.parent), str(mail))
    finally:
        if not had:
            Path("/usr/sbin/sendmail").unlink(missing_ok=True)
    assert list(odd.shown()) == ["The first of the texts"]
    told = mail.read_text()
    assert "\nSubject: Cron" in told
    assert "feedtool: b.txt: has a NUL byte at offset 0" in told
