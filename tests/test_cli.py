"""The command as people and cron run it: a process, its exit status, and its output."""

from __future__ import annotations

import fcntl
import json
import platform
import re
import signal
import subprocess
import sys
import time
import tomllib
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feedtool import __version__
from feedtool.cli import COMMANDS
from support.messages import says
from support.processes import Run, environment, on_a_terminal, run_feedtool
from support.sites import NOW, NewSite, SiteFolder
from support.texts import story

pytestmark = pytest.mark.thorough

A, B = "The first of the texts", "Another one about rivers"


@pytest.fixture
def filled(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", story(A))
    site.write("sub/b.txt", f"Breaking news\n\n{story(B)}\nRelated Articles\n")
    return site


# -- help and usage errors -------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(option: str, tmp_path: Path) -> None:
    done = run_feedtool(option, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z].+\.$", done.stdout, re.M)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_each_command_explains_itself_and_its_options(command: str, tmp_path: Path) -> None:
    done = run_feedtool(command, "-h", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: feedtool {command} ")
    _, _, options = done.stdout.partition("Options:\n")
    names = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", options, re.M)
    assert "--help" in names
    # Each option has a help text next to it, or below it if its name is long.
    for name in names:
        text = re.search(rf"{name}\b[^\n]*?(?:  |\n {{10,}})([A-Z][^\n]+)", options)
        assert text, f"{command} {name} has no description"


def test_the_version_is_printed(tmp_path: Path) -> None:
    first, second, *libraries = run_feedtool("--version", cwd=tmp_path).stdout.splitlines()
    assert (first, second.split()[-1]) == (f"feedtool {__version__}", platform.python_version())
    assert all(re.fullmatch(r"[\w.-]+ \d\S*", line) for line in libraries)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "No such command 'biuld'. Did you mean 'build'?"),
        (["xyzzy"], "No such command 'xyzzy'."),
        (["build", "--ouput", "x"], "--output"),
        (["build", "--jobs", "-1"], "--jobs"),
        (["build", "--jobs", "many"], "--jobs"),
        (["clean"], "PATH"),
        (["clean", "no-such-file.txt"], "no-such-file.txt"),
        (["serve", "--port", "99999"], "--port"),
        (["serve"], "output: does not exist; run `feedtool build` first"),
    ],
)
def test_a_wrong_command_line_exits_with_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run_feedtool(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


# -- init ------------------------------------------------------------------------------------


def test_init_creates_a_site_that_can_be_built(tmp_path: Path) -> None:
    done = run_feedtool(
        "init",
        "blog",
        "--title",
        'My "own" site',
        "--base-url",
        "https://example.org/blog",
        "--language",
        "pt-BR",
        "--author",
        "Zoë\\n",
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "feedtool build" in done.stdout
    made = tomllib.loads((tmp_path / "blog" / "feedtool.toml").read_text("utf-8"))["site"]
    assert uuid.UUID(made.pop("id")).version == 4
    assert made == {
        "title": 'My "own" site',
        "base-url": "https://example.org/blog/",
        "language": "pt-BR",
        "author": "Zoë\\n",
    }
    (tmp_path / "blog" / "articles" / "a.txt").write_text(story(A))
    assert run_feedtool("build", cwd=tmp_path / "blog").returncode == 0
    assert "<language>pt-BR</language>" in (tmp_path / "blog/output/rss.xml").read_text()


def test_init_without_options_needs_no_terminal(tmp_path: Path) -> None:
    assert run_feedtool("init", cwd=tmp_path).returncode == 0
    made = tomllib.loads((tmp_path / "feedtool.toml").read_text("utf-8"))["site"]
    assert made["base-url"] == "http://127.0.0.1:8000/"
    assert made["title"] == tmp_path.name


def test_init_writes_a_site_that_can_be_shown_at_once(tmp_path: Path) -> None:
    done = run_feedtool("init", "blog", cwd=tmp_path, LANG="de_AT.UTF-8", LC_ALL="", LC_MESSAGES="")
    assert done.stdout.startswith(
        "Wrote blog/feedtool.toml, blog/.gitignore and blog/articles/first-article.md. "
    )
    site = tmp_path / "blog"
    assert tomllib.loads((site / "feedtool.toml").read_text("utf-8"))["site"]["language"] == "de"
    built = run_feedtool("build", cwd=site)
    assert (built.returncode, built.stderr) == (0, "")
    assert "A first article" in (site / "output" / "index.html").read_text("utf-8")
    git = ["git", "-C", str(site)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run([*git, "ls-files", "-o", "--exclude-standard"], capture_output=True)
    assert listed.stdout.decode().split() == [
        ".feedtool/ledger.sqlite",
        ".gitignore",
        "articles/first-article.md",
        "feedtool.toml",
    ]


@pytest.mark.parametrize(("text", "options"), [("own", ()), (None, ("--no-example",))])
def test_init_adds_no_article_to_others_and_keeps_a_gitignore(
    tmp_path: Path, text: str | None, options: tuple[str, ...]
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / ".gitignore").write_text("*.swp\n")
    if text is not None:
        (tmp_path / "articles" / "own.txt").write_text(text)
    assert run_feedtool("init", *options, cwd=tmp_path).stdout.startswith("Wrote feedtool.toml. ")
    assert [p.name for p in (tmp_path / "articles").iterdir()] == ["own.txt"] * (text is not None)
    assert (tmp_path / ".gitignore").read_text() == "*.swp\n"


# -- new -------------------------------------------------------------------------------------


def test_new_makes_a_draft_that_no_build_complains_about(
    filled: SiteFolder, feedtool_in: Run
) -> None:
    title = 'The "Ärger": a story'
    done = feedtool_in("new", title, TZ="UTC")
    path = filled.articles / "the-arger-a-story.md"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}\n", "")
    made = path.read_text("utf-8")
    assert made.startswith(
        '---\ntitle: "The \\"Ärger\\": a story"\ndate: 2026-09-21T14:13:20+00:00\n'
    )
    built = feedtool_in("build")
    assert (built.returncode, built.stderr, set(filled.shown())) == (0, "", {A, B})
    again = feedtool_in("new", title)
    assert (again.returncode, "already exists" in again.stderr) == (2, True)
    assert path.read_text("utf-8") == made
    path.write_text(re.sub("draft: .*\n", "", made) + story("Words"))
    assert feedtool_in("build").returncode == 0
    assert set(filled.shown()) == {A, B, title}


def test_an_article_without_text_is_named_with_the_way_out(
    filled: SiteFolder, feedtool_in: Run
) -> None:
    assert feedtool_in("new", "!!!", "--no-draft").stdout.endswith("/articles/article.md\n")
    done = feedtool_in("build")
    assert done.returncode == 3
    assert says(done.stderr, "feedtool: article.md: … no text below … write … `draft: true`")


# -- completion ------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_printed_or_installed(tmp_path: Path, shell: str) -> None:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}
    script = run_feedtool("completion", shell, cwd=tmp_path, **home).stdout
    assert "_FEEDTOOL_COMPLETE" in script
    for _ in range(2):
        done = run_feedtool("completion", shell, "--install", cwd=tmp_path, **home)
        assert (done.returncode, ("fpath" in done.stdout)) == (0, shell == "zsh")
    (installed,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert installed.read_text() == script
    installed.write_text("another's")
    assert run_feedtool("completion", shell, "--install", cwd=tmp_path, **home).returncode == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("feedtool st", ["plain,status"]),
        ("feedtool build --qu", ["plain,--quiet"]),
        ("feedtool explain ar", ["file,ar"]),
        ("feedtool completion z", ["plain,zsh"]),
    ],
)
def test_commands_options_and_paths_are_completed(
    tmp_path: Path, words: str, found: list[str]
) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = run_feedtool(cwd=tmp_path, _FEEDTOOL_COMPLETE="bash_complete", **asked)
    assert done.stdout.splitlines() == found


def test_two_sites_have_two_ids(tmp_path: Path) -> None:
    ids = set()
    for name in ("one", "two"):
        run_feedtool("init", name, cwd=tmp_path)
        ids.add(tomllib.loads((tmp_path / name / "feedtool.toml").read_text())["site"]["id"])
    assert len(ids) == 2


def test_init_never_overwrites_anything(filled: SiteFolder, feedtool_in: Run) -> None:
    before = (filled.root / "feedtool.toml").read_bytes()
    done = feedtool_in("init", "--title", "Another")
    assert done.returncode == 2
    assert "already exists" in done.stderr
    assert (filled.root / "feedtool.toml").read_bytes() == before
    (filled.root / "feedtool.toml").unlink()
    assert feedtool_in("init").returncode == 0
    assert (filled.articles / "a.txt").read_text() == story(A)


@pytest.mark.parametrize(
    "arguments", [["--base-url", "example.org"], ["--language", "not a language"]]
)
def test_init_refuses_what_build_would_refuse(tmp_path: Path, arguments: list[str]) -> None:
    assert run_feedtool("init", "site", *arguments, cwd=tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_init_asks_on_a_terminal(tmp_path: Path) -> None:
    code, screen = on_a_terminal(["init"], tmp_path, "Asked for\nhttps://example.org/\n\n")
    assert code == 0, screen
    assert "Name of the site" in screen
    made = tomllib.loads((tmp_path / "feedtool.toml").read_text("utf-8"))["site"]
    assert (made["title"], made["base-url"]) == ("Asked for", "https://example.org/")


# -- build -----------------------------------------------------------------------------------


def test_a_build_without_a_terminal_is_silent(filled: SiteFolder, feedtool_in: Run) -> None:
    for _ in range(2):
        done = feedtool_in("build")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(filled.shown()) == {A, B}


def test_a_build_prints_a_summary_on_a_terminal(filled: SiteFolder) -> None:
    code, screen = on_a_terminal(["build"], filled.root)
    assert code == 0
    first, second = after_bars(screen)
    written = f"2 articles: 2 new; 12 files written to {filled.output} ("
    assert first.startswith(written)
    assert second == "To look at it: feedtool serve, then open http://127.0.0.1:8000/news/"
    _, screen = on_a_terminal(["build"], filled.root)
    line = after_bars(screen)[0]
    assert line.startswith("2 articles: nothing new (")


def after_bars(screen: str) -> list[str]:
    """The lines of a screen without progress bars, which appear on slow machines."""
    return [line for line in screen.split("\n") if line and not line.startswith("\r")]


def test_a_build_with_v_prints_a_summary_anywhere(filled: SiteFolder, feedtool_in: Run) -> None:
    assert feedtool_in("build", "-v").stdout.startswith("2 articles: 2 new; 12 files written")
    filled.write("a.txt", story(A).replace(story(A).split()[-1], "once."))
    corrected = "2 articles: 1 corrected; "
    assert feedtool_in("build", "-v", now=NOW + 3600).stdout.startswith(corrected)


def test_a_report_in_json_counts_everything(filled: SiteFolder, feedtool_in: Run) -> None:
    filled.write("copy.txt", story(A))
    filled.write("empty.txt", b"")
    done = feedtool_in("build", "--json")
    assert done.returncode == 3
    report = json.loads(re.sub(r'"seconds": [\d.]+', '"seconds": 0', done.stdout))
    assert report == {
        "articles": 2,
        "new": 2,
        "updated": 0,
        "corrected": 0,
        "renamed": 0,
        "moved": 0,
        "removed": 0,
        "files_written": 12,
        "files_deleted": 0,
        "unsettled": 0,
        "silenced": 0,
        "scheduled": None,
        "being_written": None,
        "notices": [],
        "reasons": [],
        "taken_out": [],
        "passed_over": {},
        "seconds": 0,
        "problems": [
            {
                "key": "copy.txt",
                "left_out": False,
                "message": "is the same article as a.txt; delete one of the two files",
                "codes": ["FT403"],
            },
            {
                "key": "empty.txt",
                "left_out": True,
                "message": "is empty; write the article into it or delete it",
                "codes": ["FT101"],
            },
        ],
    }
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["copy.txt", "empty.txt"]
    filled.move("a.txt", "z.txt")
    filled.write("sub/b.txt", story(B, edit="It was edited a little later."))
    for key in ("copy.txt", "empty.txt"):
        filled.remove(key)
    report = json.loads(feedtool_in("build", "--json", now=NOW + 60).stdout)
    assert (report["new"], report["updated"], report["renamed"], report["removed"]) == (0, 1, 1, 0)
    filled.remove("z.txt")
    report = json.loads(feedtool_in("build", "--json", now=NOW + 120).stdout)
    assert (report["removed"], report["files_deleted"], report["articles"]) == (1, 1, 1)


def test_a_copy_is_reported_and_is_not_a_failure(filled: SiteFolder, feedtool_in: Run) -> None:
    filled.write("copy.txt", story(A))
    done = feedtool_in("build")
    assert done.returncode == 0
    assert says(done.stderr, "feedtool: copy.txt: … same … a.txt")


def test_a_build_needs_no_configuration_if_it_has_an_address(
    filled: SiteFolder, feedtool_in: Run, tmp_path: Path
) -> None:
    (filled.root / "feedtool.toml").unlink()
    options = ("--base-url", "https://example.net", "--output", tmp_path / "elsewhere")
    assert feedtool_in("build", *options, "--state", tmp_path / "state").returncode == 0
    atom = (tmp_path / "elsewhere" / "atom.xml").read_text()
    assert "https://example.net/articles/the-first-of-the-texts.html" in atom
    assert (tmp_path / "state" / "ledger.sqlite").exists()
    assert not filled.output.exists()


def test_options_override_the_folders_in_the_file(
    filled: SiteFolder, feedtool_in: Run, tmp_path: Path
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "c.txt").write_text(story("From another folder"))
    done = feedtool_in("build", "--articles", tmp_path / "texts", "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert set(filled.shown()) == {"From another folder"}


def test_folders_are_relative_to_the_configuration_file(filled: SiteFolder, tmp_path: Path) -> None:
    done = run_feedtool("build", "--config", filled.root / "feedtool.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert set(filled.shown()) == {A, B}


def test_source_date_epoch_sets_the_clock(filled: SiteFolder, feedtool_in: Run) -> None:
    feedtool_in("build", now=1_700_000_000)
    assert {s.published.timestamp() for s in filled.shown().values()} == {1.7e9, 1.7e9 - 1}


def test_a_source_date_epoch_that_is_not_a_number_is_reported(
    filled: SiteFolder, feedtool_in: Run
) -> None:
    done = feedtool_in("build", now=None, SOURCE_DATE_EPOCH="yesterday")
    assert done.returncode == 2
    assert says(done.stderr, "… SOURCE_DATE_EPOCH … 'yesterday' … number … seconds")
    assert not filled.output.exists()


def test_without_source_date_epoch_the_system_clock_is_used(
    filled: SiteFolder, feedtool_in: Run
) -> None:
    before = time.time()
    feedtool_in("build", now=None)
    newest = max(shown.published.timestamp() for shown in filled.shown().values())
    assert int(before) <= newest <= time.time()


def test_a_concurrent_second_build_exits_with_75(filled: SiteFolder, feedtool_in: Run) -> None:
    filled.state.mkdir()
    with open(filled.state / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = feedtool_in("build")
        assert done.returncode == 75
        assert "another feedtool process" in done.stderr
        assert not filled.output.exists()
        # Reading does not conflict.
        assert feedtool_in("plan").returncode == 0
        assert feedtool_in("check").returncode == 0
    assert feedtool_in("build").returncode == 0


def test_a_closed_pipe_causes_no_traceback(filled: SiteFolder) -> None:
    command = f"{sys.executable} -m feedtool plan --json | true"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=filled.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


# -- clean, explain, check, serve ------------------------------------------------------------


def test_clean_prints_only_the_body(filled: SiteFolder, feedtool_in: Run) -> None:
    done = feedtool_in("clean", "articles/sub/b.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == story(B).partition("\n\n")[2]


def test_clean_prints_several_under_their_names(filled: SiteFolder, feedtool_in: Run) -> None:
    done = feedtool_in("clean", "articles")
    assert re.findall(r"^==> (.*) <==$", done.stdout, re.M) == ["a.txt", "sub/b.txt"]
    assert "Related Articles" not in done.stdout


def test_clean_writes_files_under_their_folders(
    filled: SiteFolder, feedtool_in: Run, tmp_path: Path
) -> None:
    done = feedtool_in("clean", "--to", tmp_path / "clean", "articles")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    made = {
        p.relative_to(tmp_path / "clean").as_posix() for p in (tmp_path / "clean").rglob("*.txt")
    }
    assert made == {"a.txt", "sub/b.txt"}
    assert (tmp_path / "clean/sub/b.txt").read_text() == story(B).partition("\n\n")[2]


def test_clean_never_overwrites_its_input(filled: SiteFolder, feedtool_in: Run) -> None:
    before = (filled.articles / "a.txt").read_bytes()
    done = feedtool_in("clean", "--to", "articles", "articles/a.txt")
    assert done.returncode == 2
    assert "--to would overwrite it" in done.stderr
    assert (filled.articles / "a.txt").read_bytes() == before


def test_clean_never_writes_two_texts_to_one_file(
    filled: SiteFolder, feedtool_in: Run, tmp_path: Path
) -> None:
    filled.write("a.md", story("The same name in Markdown"))
    done = feedtool_in("clean", "--to", tmp_path / "clean", "articles")
    assert done.returncode == 2
    assert "would be written to" in done.stderr


def test_clean_in_json_includes_everything_known(filled: SiteFolder, feedtool_in: Run) -> None:
    text = story(A).replace("\n\n", "\n\nBy Jane Doe and John Roe\n\n", 1)
    filled.write("a.txt", text)
    done = feedtool_in("clean", "--json", "articles")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["key"], first["title"], first["title_source"]) == ("a.txt", A, "headline")
    assert first["author"] == "Jane Doe and John Roe"
    assert first["authors"] == ["Jane Doe", "John Roe"]
    assert first["paragraphs"] == story(A).strip().split("\n\n")[1:]
    assert first["language"] == "en"
    assert {line["text"] for line in second["dropped"]} >= {"Breaking news", "Related Articles"}
    assert all(line["rule"] and line["why"] and line["line"] for line in second["dropped"])


@pytest.mark.parametrize("alone", [[], ["--alone"]])
def test_clean_continues_after_a_bad_file(
    filled: SiteFolder, feedtool_in: Run, alone: list[str]
) -> None:
    filled.write("bad.txt", b"\0")
    done = feedtool_in("clean", *alone, "articles", "feedtool.toml")
    assert done.returncode == 3
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        "bad.txt",
        "feedtool.toml",
    ]
    assert "==> sub/b.txt <==" in done.stdout


def test_clean_needs_no_site(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(story(A))
    done = run_feedtool("clean", "a.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, story(A).partition("\n\n")[2])
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_explain_covers_every_line(filled: SiteFolder, feedtool_in: Run) -> None:
    said = feedtool_in("explain", "articles/sub/b.txt").stdout
    lines = (filled.articles / "sub/b.txt").read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if line:
            assert re.search(rf"^ *{number} [-+=] {re.escape(line)}", said, re.M), line
    assert re.search(r"^ *1 - Breaking news   <- \S+: .+$", said, re.M)
    assert re.search(rf"^ *3 = {B}", said, re.M)
    assert f"  title      {B}  (headline)" in said


def test_explain_shows_future_and_then_published_values(
    filled: SiteFolder, feedtool_in: Run
) -> None:
    before = feedtool_in("explain", "articles/a.txt").stdout
    assert "would be made from its path, a.txt" in before
    assert "(when it is first built)" in before
    filled.build()
    after = feedtool_in("explain", "articles/a.txt", now=NOW + 99).stdout
    shown = filled.shown()[A]
    for output in (before, after):
        assert shown.guid in output
        assert shown.slug in output
    assert f"published  {shown.published:%Y-%m-%d %H:%M:%S} UTC" in after
    assert "in the ledger since it was first published" in after


@pytest.mark.parametrize("name", ["sub/b.txt", "sub", "."])
def test_explain_names_the_id_that_a_build_gives(
    filled: SiteFolder, feedtool_in: Run, name: str
) -> None:
    said = feedtool_in("explain", f"articles/{name}").stdout
    filled.build()
    assert filled.shown()[B].guid in said
    assert f"  slug       {filled.shown()[B].slug}  (would be made from the title)" in said


def test_explain_uses_the_profile_that_a_build_learns(new_site: NewSite, feedtool_in: Run) -> None:
    site = new_site()
    for n in range(6):
        body = story(f"Text number {n} of a site")
        site.write(f"sub/{n}.txt", f"{body}\n\nThe Harbour Gazette on the quay\nSee you tomorrow\n")
    before = feedtool_in("explain", "articles/sub/1.txt", cwd=site.root).stdout
    site.build()
    assert "site-profile" in before
    after = feedtool_in("explain", "articles/sub/1.txt", cwd=site.root).stdout
    lines = len((site.articles / "sub/1.txt").read_text().splitlines())
    assert before.splitlines()[-lines:] == after.splitlines()[-lines:]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("draft: true", "published  not yet: it is a draft"),
        ("date: 2099-01-02T03:04:05Z", "2099-01-02 03:04:05 UTC  (scheduled; declared)"),
        ("date: 2020-01-02T03:04:05Z", "2020-01-02 03:04:05 UTC  (declared)"),
        ("permalink: /2014/a-trip/", "a-trip  (would be made from the declared address)"),
    ],
)
def test_explain_shows_what_a_build_does_with_front_matter(
    filled: SiteFolder, feedtool_in: Run, head: str, said: str
) -> None:
    filled.write("c.md", f"---\n{head}\n---\n{story('A third text')}")
    assert said in feedtool_in("explain", "articles/c.md").stdout


def test_explain_finds_the_id_of_a_moved_file(filled: SiteFolder, feedtool_in: Run) -> None:
    filled.build()
    filled.move("a.txt", "sub/moved.txt")
    assert filled.shown()[A].guid in feedtool_in("explain", "articles/sub/moved.txt").stdout


def test_check_is_silent_when_all_is_well(filled: SiteFolder, feedtool_in: Run) -> None:
    for _ in range(2):
        done = feedtool_in("check")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        filled.build()
    assert on_a_terminal(["check"], filled.root) == (0, "no problems found\n")


def break_feed(site: SiteFolder) -> None:
    (site.output / "rss.xml").write_text("<rss>")


def lose_page(site: SiteFolder) -> None:
    (site.output / "articles" / "the-first-of-the-texts.html").unlink()


def lose_feed(site: SiteFolder) -> None:
    (site.output / "atom.xml").unlink()


def empty_article(site: SiteFolder) -> None:
    site.write("empty.txt", b"")


def damage_ledger(site: SiteFolder) -> None:
    (site.state / "ledger.sqlite").write_bytes(b"no database " * 500)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (break_feed, 3, "rss.xml: is not a valid feed: "),
        (lose_page, 3, ", which does not exist"),
        (lose_feed, 3, "atom.xml: is not a feed: "),
        (empty_article, 3, "empty.txt: is empty"),
        (damage_ledger, 1, "ledger.sqlite: "),
    ],
)
def test_check_reports_problems_and_writes_nothing(
    filled: SiteFolder, feedtool_in: Run, change: Callable[[SiteFolder], None], code: int, said: str
) -> None:
    filled.build()
    change(filled)
    before = filled.looks()
    done = feedtool_in("check")
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert filled.looks() == before


@contextmanager
def serving(*arguments: str, cwd: Path, **more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that a server prints, and its process."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "feedtool", *arguments, "--port", "0"],
        cwd=cwd,
        env=environment(NOW, **more),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0], process
    finally:
        process.kill()
        process.communicate()


def body_at(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serve_serves_the_site_until_it_is_stopped(
    filled: SiteFolder, stop: signal.Signals
) -> None:
    filled.build()
    with serving("serve", cwd=filled.root) as (address, process):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/news/", address)
        assert f"<link>{address}</link>".encode() in body_at(f"{address}rss.xml")
        process.send_signal(stop)
        assert process.wait(timeout=10) == 0


def test_serve_sends_the_files_as_they_are_if_asked_to(filled: SiteFolder) -> None:
    filled.build()
    with serving("serve", "--raw", cwd=filled.root) as (address, _):
        assert body_at(f"{address}rss.xml") == filled.files()["rss.xml"]


def test_open_opens_the_address_in_the_browser(filled: SiteFolder, tmp_path: Path) -> None:
    filled.build()
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    with serving("open", cwd=filled.root, BROWSER=f"{browser} %s") as (address, _):
        assert b"Test site" in body_at(address)
        assert opened.read_text().strip() == address


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["build", "--quiet", "--quiet"], 0),
        (["build", "--config", "feedtool.toml", "-q"], 0),
        (["build", "--config", "feedtool.toml", "--config", "other.toml"], 2),
        (["build", "--config", "other.toml"], 2),
        (["build", "--config"], 2),
        (["build", "--config", "--quiet"], 2),
        (["build", "-qv"], 2),
        (["build", "articles"], 2),
    ],
)
def test_a_build_without_click_takes_the_same_arguments(
    site: SiteFolder, arguments: list[str], status: int
) -> None:
    """The status, and what is printed, are those of the same call read by click."""
    site.write("a.txt", story("A story"))
    site.build()
    by_click = "import sys; sys.argv[0] = 'feedtool'; from feedtool.cli.commands import run; "
    script = f"{by_click}from feedtool import cli; cli._run = run; cli.main()"
    recorded = site.root / ".feedtool" / "status.json"  # a problem is reported once
    recorded.unlink(missing_ok=True)
    read = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=site.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    recorded.unlink(missing_ok=True)
    done = run_feedtool(*arguments, cwd=site.root)
    assert (done.returncode, done.stdout, done.stderr) == (
        read.returncode,
        read.stdout,
        read.stderr,
    )
    assert done.returncode == status
