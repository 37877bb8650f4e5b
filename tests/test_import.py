"""Sites of other tools move in: tests/moving-in/NAME has the old site, and what becomes of it.

`old/` is the folder of the old site; `arguments.txt`, which is optional, has the arguments instead
of `old`. `new/` has what `feedtool import` prints (`said.txt`) and writes, and the redirects of the
first build. FEEDTOOL_UPDATE_GOLDENS=1 writes it again, to be read before it is committed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from feedtool.cli.moving_in import import_command
from feedtool.config import Options, load
from feedtool.maintenance.moving_in.values import Computed
from feedtool.maintenance.moving_in.values.javascript import properties
from feedtool.maintenance.moving_in.values.python import assigned
from feedtool.pipeline.build import build
from feedtool.pipeline.report import Report
from support.folders import TESTS, folders, tree
from support.processes import run_feedtool
from support.sites import NOW

CASES = TESTS / "moving-in"
BUILT = (".feedtool", "output", "site")


def moved(case: str, home: Path) -> list[str]:
    """A copy of a case's old site, and the arguments that import it, from a folder beside it."""
    shutil.copytree(CASES / case / "old", home / "old")
    for path in (home / "old").rglob("*"):
        os.utime(path, (NOW - 86_400, NOW - 86_400))
    (home / "new").mkdir()
    given = CASES / case / "arguments.txt"
    arguments = shlex.split(given.read_text("utf-8")) if given.exists() else ["old"]
    return [f"../{arguments[0]}", *arguments[1:]]


def written(folder: Path) -> dict[str, str]:
    """The files that an import wrote, without the id, which is always another."""
    return {
        path: re.sub(r'^id = ".*"$', 'id = "..."', data.decode(), flags=re.MULTILINE)
        for path, data in tree(folder).items()
        if path.partition("/")[0] not in BUILT
    }


Import = Callable[..., str]


@pytest.fixture
def imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Import:
    """Runs `feedtool import` in a folder of the test, and returns what it prints."""

    def run(*arguments: str, cwd: str = "new") -> str:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
        monkeypatch.chdir(tmp_path / cwd)
        assert import_command.main(list(arguments), standalone_mode=False) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return run


def built(home: Path, now: int = NOW) -> Report:
    return build(load(Options(config=home / "feedtool.toml")), now)


@pytest.mark.parametrize("case", folders("moving-in"))
def test_a_site_moves_in(case: str, tmp_path: Path, imported: Import) -> None:
    arguments, new = moved(case, tmp_path), tmp_path / "new"
    old = tree(tmp_path / "old")
    dry = imported(*arguments)
    assert list(new.iterdir()) == []
    real = imported(*arguments, "--apply")
    assert real.splitlines()[:-1] == dry.splitlines()[:-1]
    found = {**written(new), "said.txt": dry}

    first = built(new)
    assert not [problem for problem in first.problems if problem.left_out]
    redirects = next(iter(new.glob("*/_redirects")), None)
    found["redirects.txt"] = redirects.read_text("utf-8") if redirects else ""
    second = built(new, NOW + 600)
    assert (second.files_changed, second.problems) == (0, first.problems)
    assert tree(tmp_path / "old") == old, "the old site was changed"

    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        shutil.rmtree(CASES / case / "new", ignore_errors=True)
        for path, text in found.items():
            target = CASES / case / "new" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        pytest.fail(f"tests/moving-in/{case}/new was written again; read it")
    expected = {path: data.decode() for path, data in tree(CASES / case / "new").items()}
    assert found == expected


def test_the_texts_of_a_site_lead_to_its_configuration(tmp_path: Path, imported: Import) -> None:
    moved("hexo", tmp_path)
    (tmp_path / "old" / "_config.yml").rename(tmp_path / "old" / "source" / "_config.yml")
    said = imported("../old/source/_posts")
    assert "the folder above has _config.yml; import that folder" in said


def test_a_site_moves_in_where_it_is(tmp_path: Path, imported: Import) -> None:
    moved("nikola", tmp_path)
    home = tmp_path / "old"
    imported(".", "--apply", cwd="old")
    made = (home / "feedtool.toml").read_text("utf-8")
    assert 'folder = "posts"' in made
    # output/ is that of Nikola.
    assert 'folder = "site"' in made
    built(home)
    assert (home / "site" / "blog" / "ferry" / "index.html").exists()
    assert sorted(path.name for path in (home / "output").iterdir()) == ["index.html", "rss.xml"]


def test_the_old_feed_is_adopted(tmp_path: Path, imported: Import) -> None:
    arguments, new = moved("jekyll", tmp_path), tmp_path / "new"
    imported(*arguments, "--apply")
    built(new)
    feed = (new / "output" / "atom.xml").read_text("utf-8")
    assert "<id>https://harbour.example/ids/ferry</id>" in feed
    assert "<published>2021-05-03T08:00:00+00:00</published>" in feed


def test_the_ids_in_an_export_are_adopted(tmp_path: Path, imported: Import) -> None:
    arguments, new = moved("wordpress", tmp_path), tmp_path / "new"
    imported(*arguments, "--apply")
    built(new)
    feed = (new / "output" / "rss.xml").read_text("utf-8")
    assert '<guid isPermaLink="false">https://harbour.example/?p=7</guid>' in feed


def test_a_feed_can_be_named(tmp_path: Path, imported: Import) -> None:
    arguments, new = moved("hugo", tmp_path), tmp_path / "new"
    feed = (CASES / "jekyll" / "old" / "_site" / "feed.xml").read_text("utf-8")
    (tmp_path / "saved.xml").write_text(feed.replace("The ferry<", "The ferry, again<"), "utf-8")
    given = ("--feed", "../saved.xml", "--base-url", "https://other.example/")
    said = imported(*arguments, *given, "--apply")
    assert "old feed: ../saved.xml: ids of 1 article, 1 entry without" in said
    made = (new / "feedtool.toml").read_text("utf-8")
    assert 'base-url = "https://other.example/"  # --base-url' in made
    assert made.count("\nbase-url = ") == 1


def test_a_configuration_that_exists_is_left_as_it_is(tmp_path: Path, imported: Import) -> None:
    arguments, new = moved("zola", tmp_path), tmp_path / "new"
    own = '[site]\nbase-url = "https://mine.example/"\ntitle = "Mine"\n'
    (new / "feedtool.toml").write_text(own, "utf-8")
    for more in ((), ("--apply",)):
        said = imported(*arguments, *more)
        said = said.partition("feedtool.toml exists and is never overwritten")[2]
        assert '[site] language = "en"  # default_language in config.toml' in said
        assert "[[redirect]]  # the addresses of Zola" in said
        assert "[site] title" not in said
        assert "`feedtool adopt ../old/public/feed.xml`" in said
        assert tree(new) == {"feedtool.toml": own.encode()}


def test_a_file_that_would_be_overwritten_stops_an_import(tmp_path: Path) -> None:
    arguments, new = moved("ghost", tmp_path), tmp_path / "new"
    (new / "articles").mkdir()
    (new / "articles" / "ghost.jsonl").write_text("{}\n", "utf-8")
    done = run_feedtool("import", *arguments, "--apply", cwd=new)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ghost.jsonl: exists, and is not overwritten" in done.stderr
    assert not (new / "feedtool.toml").exists()


SOURCES = {
    "nowhere": "nowhere: is not a folder or a file; name that of the old site",
    "a.txt": "a.txt: is not an export of WordPress or Ghost",
    "a.json": "a.json: is not an export of WordPress or Ghost",
    ".": "has the texts, and the new site in it; start in another folder, such as `mkdir",
}


@pytest.mark.parametrize(("source", "said"), SOURCES.items())
def test_a_source_that_cannot_be_used_is_named(source: str, said: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(CASES / "jekyll" / "old", home)  # whose texts are in several folders
    (home / "a.txt").write_text("A text.\n", "utf-8")
    (home / "a.json").write_text('{"db": [{"data": {"posts": 1}}]}\n', "utf-8")
    done = run_feedtool("import", source, "--apply", cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (home / "feedtool.toml").exists()


def test_an_old_feed_that_cannot_be_read_is_named(tmp_path: Path, imported: Import) -> None:
    arguments = moved("zola", tmp_path)
    (tmp_path / "old" / "public" / "feed.xml").write_text("<feed", "utf-8")
    said = imported(*arguments, "--apply")
    assert "not taken over: ../old/public/feed.xml: is not well-formed XML" in said
    assert "old feed:" not in said


def test_what_a_terminal_would_act_on_is_escaped(tmp_path: Path, imported: Import) -> None:
    arguments = moved("fault-json", tmp_path)
    folder = tmp_path / "old" / ".obsidian"
    (folder / "templates.json").write_text('{"folder": "\\ud800\\u001b[2J"}', "utf-8")
    (folder / "app.json").write_text('"\x1b[2J"', "utf-8")
    assert "\x1b" not in imported(*arguments, "--apply", "-v")


def test_a_hostile_folder_is_only_read(tmp_path: Path) -> None:
    old = tmp_path / "old"
    (old / "_posts").mkdir(parents=True)
    (old / "_posts" / "2021-05-03-a.md").write_text("# A text\n\nThe ferry runs.\n", "utf-8")
    bomb = "".join(f"x{n}: &x{n} [*x{n - 1}, *x{n - 1}, *x{n - 1}]\n" for n in range(1, 60))
    code = "!!python/object/apply:os.system [touch ran]"
    text = f"x0: &x0 [1, 1]\n{bomb}title: *x59\nurl: {code}\npermalink: pretty\n"
    (old / "_config.yml").write_text(text, "utf-8")
    os.mkfifo(old / "pelicanconf.py")
    (old / "conf.py").write_text("POSTS = " + "(" * 5000, "utf-8")
    (old / "package.json").write_text("[" * 100_000, "utf-8")
    done = run_feedtool("import", "old", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ran").exists()


PYTHON = {
    "A = B = 'x'": {"A": "x", "B": "x"},
    "A: str = 'x' 'y'": {"A": "xy"},
    "A = ['x'] + ['y', 1, None]": {"A": ["x", "y", 1, None]},
    "A = f'{B}'": {"A": Computed(1)},
    "A = 'x'\nA += 'y'": {"A": Computed(2)},
    "A = {**B}": {"A": Computed(1)},
    "A = {[]: 1}": {"A": Computed(1)},
    "A = 'x' * 10 ** 10": {"A": Computed(1)},
    "if 1:\n    A = 2": {},
    "A = r'\\d' '\\d'": {"A": "\\d\\d"},
}


@pytest.mark.parametrize(("source", "values"), PYTHON.items())
def test_python_is_parsed_and_not_run(source: str, values: dict[str, object]) -> None:
    assert assigned(source) == values


JAVASCRIPT = {
    "module.exports = {title: 'A', dir: {input: \"b\"}}": {"title": "A", "dir": {"input": "b"}},
    "// title: 'no'\n/* title: 'no' */ x = {'title': `A`}": {"title": "A"},
    "x = {title: `A ${b}`, url: f('c'), d: 'e' + f}": {},
    "x = {title: 'It\\'s \\u00e9'}": {"title": "It's é"},
    "x = {title: 'A', title: 'B'}; y = {a: [{b: 'c'}]}": {"title": "A", "a": {"b": "c"}},
    "x = {a: 'b', a: {c: 'd'}}}}}": {"a": "b"},
    "const a = b ? 'c' : 'd';": {},
    "{title: 'A": {},
}


@pytest.mark.parametrize(("source", "values"), JAVASCRIPT.items())
def test_strings_are_found_in_javascript(source: str, values: dict[str, object]) -> None:
    assert properties(source) == values
