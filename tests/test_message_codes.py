"""What a user sees of the codes of messages, and what `[run] silence` hides."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from feedtool.config import Options, load
from feedtool.errors import ConfigError
from feedtool.messages import catalogue, code
from support.processes import Run
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

GOOD = story("A text that is in order")
LINK = f"---\ntitle: With a link\n---\n{GOOD}\n\n[Map](map.png)\n"
RULE = """
[[rule]]
id = "own"
why = "own"
where = "anywhere"
equals = ["Share this"]
drops = ["Something else"]
keeps = ["Share this with us, he said"]
"""


def missing(site: SiteFolder) -> None:
    site.build()
    site.remove("good.txt")


def broken_feed(site: SiteFolder) -> None:
    site.build()
    (site.output / "feed.json").write_text("{")


def after(site: SiteFolder) -> None:
    site.configure(f'{CONFIG}[run]\nafter = ["false"]\n')


def same_ids(site: SiteFolder) -> None:
    for name in ("a.md", "b.md"):
        site.write(name, f"---\nid: one\ntitle: {name}\n---\n{story(name)}")


# Each: the code, what leads to it, and the command.
FAULTS: dict[str, tuple[Callable[[SiteFolder], object], tuple[str, ...]]] = {
    "FT007": (lambda site: site.configure(f"{CONFIG}[run]\njob = 1\n"), ("build",)),
    "FT101": (lambda site: site.write("bad.txt", ""), ("build",)),
    "FT212": (lambda site: site.write("a.md", f"---\ndate: soon\n---\n{GOOD}"), ("build",)),
    "FT318": (lambda site: site.rule(RULE), ("build",)),
    "FT401": (same_ids, ("build",)),
    "FT511": (lambda site: site.write("a.md", LINK), ("build",)),
    "FT611": (broken_feed, ("check", "--output")),
    "FT708": (missing, ("build",)),
    "FT813": (after, ("build",)),
    "FT907": (lambda site: None, ("serve",)),
}


@pytest.mark.parametrize("wanted", FAULTS)
def test_a_message_ends_with_its_code(site: SiteFolder, feedtool_in: Run, wanted: str) -> None:
    site.write("good.txt", GOOD)
    prepare, arguments = FAULTS[wanted]
    prepare(site)
    lines = feedtool_in(*arguments, now=NOW + 60).stderr.splitlines()
    assert any(line.endswith(f" [{wanted}]") for line in lines), lines


def test_an_unknown_command_has_a_code(feedtool_in: Run) -> None:
    assert feedtool_in("bild").stderr.endswith("Did you mean 'build'? [FT001]\n")


def test_codes_are_in_json_and_in_the_status(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("good.txt", GOOD)
    site.write("bad.txt", "")
    found = json.loads(feedtool_in("build", "--json").stdout)["problems"]
    assert [problem["codes"] for problem in found] == [["FT101"]]
    stored = json.loads((site.state / "status.json").read_text("utf-8"))["problems"]
    assert [problem["codes"] for problem in stored] == [["FT101"]]
    found = json.loads(feedtool_in("status", "--json").stdout)["problems"]
    assert [problem["codes"] for problem in found] == [["FT101"]]
    assert feedtool_in("status").stdout.endswith("[FT101]\n")
    assert site.build(NOW + 60).problems[0].codes == ("FT101",)


def test_many_messages_with_a_code_are_one_kind(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("good.txt", GOOD)
    for number in range(5):
        site.write(f"{number}.md", f"---\ntitle: T{number}\ndate: day {number}\n---\n{GOOD}")
    first, *others = feedtool_in("build").stderr.splitlines()
    assert first.startswith("feedtool: 5 files, such as 0.md, 1.md, 2.md: date: 'day 0' is not")
    assert first.endswith(" [FT212]")
    assert len(others) == 1


SILENT = f'{CONFIG}[run]\nsilence = ["FT511"]\n'


def test_a_silenced_notice_is_not_reported(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("a.md", LINK)
    assert "[FT511]" in feedtool_in("build").stderr
    site.configure(SILENT)
    done = feedtool_in("build", "-v")
    assert done.stderr == ""
    assert "1 notice silenced" in done.stdout
    assert json.loads(feedtool_in("build", "--json").stdout)["silenced"] == 1
    assert json.loads(feedtool_in("status", "--json").stdout)["problems"] == []
    checked = feedtool_in("check", "-v")
    assert "[FT511]" not in checked.stderr
    assert "1 notice silenced" in checked.stdout
    site.configure(CONFIG)
    assert "[FT511]" in feedtool_in("build", "-v").stderr


def test_only_the_silenced_one_of_joined_notices_is_hidden(site: SiteFolder) -> None:
    site.write("a.md", LINK.replace("---\n", "---\nlanguage: '?'\n", 1))
    (before,) = site.build().problems
    assert len(before.codes) == 2
    site.configure(SILENT)
    report = site.build(NOW + 60)
    (after_it,) = report.problems
    assert "FT511" not in after_it.codes
    assert (len(after_it.codes), report.silenced) == (1, 1)


def test_a_document_that_is_left_out_is_reported_with_all_its_notices(site: SiteFolder) -> None:
    site.write("good.txt", GOOD)
    site.write("bad.txt", "")
    site.configure(SILENT)
    assert [problem.codes for problem in site.build().problems] == [("FT101",)]


def test_passed_over_files_can_be_silenced(site: SiteFolder, feedtool_in: Run) -> None:
    site.write("good.txt", GOOD)
    site.write("table.xlsx", "x")
    notice = feedtool_in("build").stderr.strip()
    passed_over = code(notice.rpartition(" [")[0])
    assert passed_over is not None
    site.configure(f'{CONFIG}[run]\nsilence = ["{passed_over}"]\n')
    assert feedtool_in("build", "-v").stderr == ""
    assert feedtool_in("check").stderr == ""


@pytest.mark.parametrize(
    ("silence", "fact"),
    [
        ("FT999", "'FT999' is not the code of a message"),
        ("ft511", "'ft511' is not the code of a message; did you mean 'FT511'?"),
        ("FT101", "FT101 is not a notice, so it cannot be silenced"),
        ("FT002", "FT002 is not a notice"),
    ],
)
def test_what_cannot_be_silenced_is_refused(site: SiteFolder, silence: str, fact: str) -> None:
    site.configure(f'{CONFIG}[run]\nsilence = ["{silence}"]\n')
    with pytest.raises(ConfigError, match=r"run\.silence: ") as caught:
        _ = site.config
    assert fact in str(caught.value)
    assert caught.value.code in {"FT032", "FT033"}


def test_an_error_has_a_code_in_python(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(Options(config=tmp_path / "feedtool.toml"))
    assert caught.value.code == "FT055"


@pytest.mark.parametrize("topic", ["FT101", "ft101", "[FT101]"])
def test_help_explains_a_code(topic: str, feedtool_in: Run) -> None:
    done = feedtool_in("help", topic)
    assert (done.returncode, done.stderr) == (0, "")
    entry = catalogue()["FT101"]
    assert done.stdout.startswith(f"FT101: leaves the document out\n\n    {entry.form}\n\n")
    assert " ".join(done.stdout.split()).endswith(f"{entry.meaning} {entry.remedy}".strip())


def test_help_also_explains_commands(feedtool_in: Run) -> None:
    assert feedtool_in("help", "status").stdout == feedtool_in("status", "-h").stdout
    assert feedtool_in("help").stdout == feedtool_in("-h").stdout
    unknown = feedtool_in("help", "FT1234")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith("feedtool: 'FT1234' is neither a command nor the code")
