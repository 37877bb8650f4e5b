"""No name of a file, and no text, reaches a terminal as something that it acts on."""

from __future__ import annotations

import json
import re

import pytest

from feedtool import cli
from feedtool.cli import commands
from feedtool.pipeline import signals
from support.processes import run_feedtool
from support.sites import CONFIG, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

EVIL = "\x1b]0;title\x07\x1b[31m\x1b[2J\nfeedtool: forged\r\x9b31m\u202egnp\u2028"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e]|^feedtool: forged", re.M)
NAME = f"a{EVIL}.txt"
COMMANDS = [
    *(("plan",), ("plan", "--json"), ("build", "-v", "--json"), ("build", "-vv"), ("profile",)),
    *(("explain", "articles"), ("explain", "--case", f"articles/{NAME}"), ("clean", "articles")),
    *(("clean", "--json", "articles"), ("status",), ("status", "--json"), ("check", "-v")),
    *(("ledger", "verify"), ("ledger", "export"), ("rename", NAME, "another"), ("plan",)),
]


def test_every_command_escapes_the_names_of_files(site: SiteFolder) -> None:
    site.configure(CONFIG + '[[feed]]\neach = "folder"\n')
    site.write(NAME, story("First"))
    site.write(f"in{EVIL}/b.txt", story("Second"))
    site.write(f"empty{EVIL}.txt", b"")
    for command in COMMANDS:
        done = run_feedtool(*command, cwd=site.root)
        assert not UNSAFE.search(done.stdout), command
        assert not UNSAFE.search(done.stderr), command
        assert "Traceback" not in done.stderr, command
        if "--json" in command or command == ("ledger", "export"):
            assert all(json.loads(line) for line in done.stdout.splitlines())


def test_a_renamed_file_is_escaped_in_both_names(site: SiteFolder) -> None:
    site.write(NAME, story("First"))
    site.build()
    site.move(NAME, f"moved{EVIL}.txt")
    done = run_feedtool("plan", cwd=site.root)
    assert done.returncode == 0
    assert r"from a\x1b]0;title\x07" in done.stdout
    assert not UNSAFE.search(done.stdout)


def test_an_exported_ledger_with_odd_names_is_imported_as_it_was(site: SiteFolder) -> None:
    site.write(NAME, story("First"))
    site.build()
    exported = run_feedtool("ledger", "export", cwd=site.root).stdout
    (site.root / "ledger.jsonl").write_text(exported, "utf-8")
    done = run_feedtool("ledger", "import", "ledger.jsonl", cwd=site.root)
    assert done.stdout == "0 added, 0 changed, 1 unchanged\n"


def test_a_log_has_one_line_for_each_record(site: SiteFolder) -> None:
    site.write(NAME, story("First"))
    done = run_feedtool("build", "-vv", cwd=site.root)
    assert r"a\x1b]0;title\x07" in done.stderr
    assert not UNSAFE.search(done.stderr)


def test_a_lack_of_memory_is_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(signals, "stop_when_asked", lambda: None)
    monkeypatch.setattr(commands.root, "main", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("feedtool: ran out of memory; the published site")
