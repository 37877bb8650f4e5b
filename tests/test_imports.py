"""A run from cron starts fast, because it imports only what it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from feedtool.render.pages.templates import compiled
from support.processes import environment
from support.sites import NOW, SiteFolder
from support.texts import story

HEAVY = {
    "feedgen",
    "lxml",
    "jinja2",
    "yaml",
    "markdown_it",
    "mdit_py_plugins",
    "nh3",
    "pygments",
    "slugify",
    "text_unidecode",
    "charset_normalizer",
    "dateutil",
    "http",
    "multiprocessing",
    "numpy",
    "trafilatura",
}
SPY = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.__stderr__))
sys.argv = ["feedtool", *sys.argv[1:]]
from feedtool.cli import main
main()
"""


def imported(arguments: Sequence[str], cwd: Path) -> set[str]:
    """The top-level modules that a command has imported when it ends."""
    return {name.partition(".")[0] for name in modules(arguments, cwd)}


def modules(arguments: Sequence[str], cwd: Path) -> set[str]:
    """All modules that a command has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", SPY, *arguments],
        cwd=cwd,
        env=environment(NOW + 60),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_a_build_with_news_shows_that_imports_are_detected(site: SiteFolder) -> None:
    site.write("a.md", f"---\ntitle: T\n---\n{story('With front matter')}")
    found = imported(["build"], site.root)
    assert found >= {"feedgen", "lxml", "yaml", "markdown_it", "slugify"}
    # Without compiled templates, as in a checkout that was never installed, all need it.
    assert ("jinja2" in found) == (not compiled())


def test_one_more_article_imports_nothing_that_few_articles_need(site: SiteFolder) -> None:
    site.write("a.txt", story("One"))
    site.build()
    site.write("b.txt", story("Another one"))
    found = modules(["build"], site.root)
    assert "lxml.etree" in found
    unneeded = {"email.utils", "hashlib", "importlib.resources", "logging", "subprocess", "yaml"}
    unneeded |= {"dataclasses", "shutil", "zoneinfo"}
    assert not found & {*unneeded, "difflib", "markdown_it", "tempfile", "urllib.request"}


def test_only_templates_of_the_user_import_jinja2(site: SiteFolder) -> None:
    site.write("a.md", f"---\ntitle: T\n---\n{story('With front matter')}")
    (site.root / "templates").mkdir()
    (site.root / "templates/page.html").write_text('{% extends "feedtool/page.html" %}')
    assert "jinja2" in imported(["build"], site.root)
    site.write("b.txt", story("Another one"))
    (site.root / "templates/page.html").rename(site.root / "templates/style.css")
    assert ("jinja2" in imported(["build"], site.root)) == (not compiled())


def test_a_build_without_news_imports_nothing_that_renders(site: SiteFolder) -> None:
    site.write("a.md", f"---\ntitle: T\n---\n{story('With front matter')}")
    site.build()
    assert not imported(["build"], site.root) & HEAVY


@pytest.mark.parametrize(
    "arguments", [["build"], ["build", "--quiet", "--config", "feedtool.toml"]]
)
def test_a_build_without_news_does_not_import_click(site: SiteFolder, arguments: list[str]) -> None:
    site.write("a.md", f"---\ntitle: T\n---\n{story('With front matter')}")
    site.build()
    assert not imported(arguments, site.root) & {"click", "logging", "hashlib"}


def test_a_build_without_news_does_not_import_the_catalogue_of_messages(site: SiteFolder) -> None:
    site.write("a.md", f"---\ntitle: T\n---\n{story('With a link')}\n\n[Map](map.png)\n")
    assert "feedtool.messages.rendering" in modules(["build"], site.root)  # reports the problem
    found = modules(["build"], site.root)
    assert not {name for name in found if name.startswith("feedtool.messages.")}


def test_a_build_without_news_imports_nothing_for_pages(site: SiteFolder) -> None:
    pytest.importorskip("trafilatura")
    site.write("a.html", f"<title>A page</title><nav>Home</nav><p>{story('A page')}")
    site.build()
    assert not imported(["build"], site.root) & HEAVY


def test_a_page_by_hand_does_not_import_trafilatura(site: SiteFolder) -> None:
    site.write("a.html", f"<h1>By hand</h1><p>{story('By hand')}")
    assert "trafilatura" not in imported(["build"], site.root)


@pytest.mark.parametrize("arguments", [["-h"], ["--version"]])
def test_help_imports_no_command(arguments: list[str], tmp_path: Path) -> None:
    found = imported(arguments, tmp_path)
    assert not found & (HEAVY | {"msgspec", "sqlite3", "tomllib"})


def test_building_plain_texts_imports_neither_yaml_nor_markdown(site: SiteFolder) -> None:
    site.write("a.txt", story("A plain text only"))
    assert not imported(["build"], site.root) & {"yaml", "markdown_it", "charset_normalizer"}


def test_building_markdown_imports_only_what_is_in_it(site: SiteFolder) -> None:
    libraries = {"mdit_py_plugins", "nh3", "pygments"}
    site.write("a.md", f"# Prose\n\n{story('Some *prose* [with](/a) [^1] $5 and `code`')}\n\n- a")
    found = imported(["build"], site.root)
    assert "markdown_it" in found
    assert not found & libraries
    for text, library in (
        ("A note[^1].\n\n[^1]: Here.", "mdit_py_plugins"),
        ("H<sub>2</sub>O", "nh3"),
        ("```python\nx = 1\n```", "pygments"),
    ):
        site.write("a.md", f"# Prose\n\n{story('Some prose')}\n\n{text}\n")
        assert imported(["build"], site.root) & libraries == {library}


def test_each_module_can_be_imported_alone(tmp_path: Path) -> None:
    """No module depends on another one being imported first."""
    import feedtool

    root = Path(feedtool.__file__).parent
    names = sorted(
        ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in root.rglob("*.py")
        if path.name != "__main__.py"
    )
    assert "feedtool.pipeline.build" in names
    script = "\n".join(
        [
            "import importlib, sys",
            f"for name in {names!r}:",
            "    for loaded in [m for m in sys.modules if m.partition('.')[0] == 'feedtool']:",
            "        del sys.modules[loaded]",
            "    importlib.import_module(name)",
        ]
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
