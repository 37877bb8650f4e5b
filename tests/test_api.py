"""The Python interface does what the commands do."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import feedtool
from feedtool.api import Site, clean, explain
from feedtool.errors import ConfigError
from support.folders import TESTS
from support.sites import NewSite, SiteFolder
from support.texts import story

TITLE = "The council met"


def api(site: SiteFolder) -> Site:
    return Site(site.root / "feedtool.toml")


def test_a_site_is_planned_and_built(new_site: NewSite) -> None:
    site = new_site()
    site.write("a.txt", story(TITLE))
    site.write("empty.txt", b"")
    report, changes = api(site).plan()
    assert ([change.key for change in changes], report.new) == (["a.txt"], 1)
    assert not site.output.exists()
    report = api(site).build()
    assert (report.new, report.left_out, report.problems[0].key) == (1, True, "empty.txt")
    assert api(site).output == site.output
    assert list(site.shown()) == [TITLE]
    assert api(site).build().files_changed == 0


def test_a_missing_configuration_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        Site("nowhere.toml")


def test_markdown_is_kept_as_it_is() -> None:
    text = "---\nauthor: Jane Doe\ndate: 2026-05-25\n---\n# A title\n\nShare this article\n"
    article = clean(text, "a.md")
    assert (article.title, article.author, article.text) == (
        "A title",
        "Jane Doe",
        "Share this article",
    )
    assert f"{article.published:%Y-%m-%d}" == "2026-05-25"


def test_every_line_is_explained() -> None:
    text = f"Breaking news\n\n{story(TITLE)}\nRelated Articles\n"
    lines = explain(text)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert "\n".join(line.text for line in lines) == text
    assert all(line.rule and line.why for line in lines if not line.is_kept)


@pytest.mark.parametrize("text", ["", " \n", "\0binary\0"])
def test_a_text_without_an_article_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"text\.txt: "):
        clean(text)


def test_the_package_loads_the_interface_only_when_it_is_used() -> None:
    code = (
        "import sys, feedtool; before = 'feedtool.api' in sys.modules; feedtool.Site;"
        "print(before, 'feedtool.api' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
    assert feedtool.Site is Site
    with pytest.raises(AttributeError):
        feedtool.nothing  # noqa: B018


def test_the_example_in_the_documentation_runs(
    new_site: NewSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = new_site()
    site.write("a.txt", story(TITLE))
    (site.root / "scraped.txt").write_text(story(TITLE) + "\nBack to top button\n", "utf-8")
    page = (TESTS.parent / "docs" / "python.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert found is not None
    monkeypatch.chdir(site.root)
    exec(compile(found[1], "docs/python.md", "exec"), {})  # our own documentation
    shown = capsys.readouterr().out
    assert f"\n{TITLE} None None\n" in shown
    assert "- Back to top button navigation" in shown
