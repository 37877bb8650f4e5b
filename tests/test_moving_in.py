"""Which files are articles, where their dates come from, and what is reported about the others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from feedtool.cli.grouping import grouped, summary
from feedtool.identity.dates import date_in_path
from feedtool.model import Problem, RawDocument
from feedtool.pipeline import file_filter
from feedtool.pipeline.file_filter import FileFilter, describe
from feedtool.readers import read
from support.processes import run_feedtool
from support.sites import CONFIG, NOW, NewSite, SiteFolder
from support.texts import sentence, story

# -- endings -------------------------------------------------------------------------------------

WANTED = (
    "a.txt a.TEXT a.md a.markdown a.mdown a.mkd a.MDX a.vtt a.srt a READMEs.md readings.md Note "
    "a.html a.HTM a.xhtml a.rst"
).split()
PASSED_OVER = {
    "a.Org": ".org",
    "a.adoc": ".adoc",
    "p.png": ".png",
    "README.md": "README.md",
    "readme": "readme",
    "_index.de.md": "_index.de.md",
    "LICENSE": "LICENSE",
    "robots.txt": "robots.txt",
    "Makefile": "Makefile",
}
PAGES = ("a.html", "a.HTM", "a.xhtml")
NOT_COUNTED = [".a.md", "a.txt~", "#a.md#", "~$a.txt", "a.md.swp", "a.meta"]


@pytest.mark.parametrize("name", WANTED)
def test_a_text_is_an_article(name: str) -> None:
    assert FileFilter()("b/", name)


@pytest.mark.parametrize(("name", "label"), PASSED_OVER.items())
def test_another_file_is_passed_over_and_counted(name: str, label: str) -> None:
    chosen = FileFilter()
    assert not chosen("b/", name)
    assert chosen.passed_over == {label: 1}


@pytest.mark.parametrize(
    ("name", "label"), {"a.rst": ".rst", **dict.fromkeys(PAGES, ".html")}.items()
)
def test_a_file_that_needs_an_extra_is_passed_over_without_it(
    name: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_filter, "has_extra", lambda extra: False)
    chosen = FileFilter()
    assert not chosen("b/", name)
    assert chosen.passed_over == {label: 1}


@pytest.mark.parametrize("name", NOT_COUNTED)
def test_a_leftover_is_not_counted(name: str) -> None:
    chosen = FileFilter()
    assert not chosen("", name)
    assert not chosen.passed_over


@pytest.mark.parametrize(
    ("include", "exclude", "key", "is_article"),
    [
        (("posts/**",), (), "posts/a/b.md", True),
        (("posts/**",), (), "pages/b.md", False),
        (("posts",), (), "a/posts/b.md", True),
        ((), ("drafts",), "a/drafts/b.md", False),
        ((), ("drafts",), "drafts.md", True),
        ((), ("*.txt",), "a/b.txt", False),
        ((), ("old/a.md",), "old/a.md", False),
        (("posts/**",), ("posts/x*",), "posts/x.md", False),
        (("README.md",), (), "a/README.md", True),
        (("README.md",), (), "a/b.md", True),
        (("posts/**", "_index*.md"), (), "posts/_index.de.md", True),
        (("posts/**",), (), "posts/README.md", False),
    ],
)
def test_patterns_choose_files(
    include: tuple[str, ...], exclude: tuple[str, ...], key: str, is_article: bool
) -> None:
    folder, slash, name = key.rpartition("/")
    assert FileFilter(include, exclude)(folder + slash, name) is is_article


def test_the_line_about_other_files_says_what_to_do() -> None:
    said = describe({".org": 2, ".png": 700, ".rst": 1, ".html": 1, "README.md": 3})
    assert said.startswith("707 files passed over: 700 .png, 3 README.md")
    assert "`pandoc -f org -t gfm -o a.md a.org`" in said
    assert "install feedtool[rst]" in said
    assert "`pip install 'feedtool[html]'`" in said


def test_files_that_articles_refer_to_are_not_passed_over(site: SiteFolder) -> None:
    site.write("a.md", "We saw a heron: ![](heron.png)\n")
    (site.articles / "heron.png").write_bytes(b"\x89PNG")
    (site.articles / "other.png").write_bytes(b"\x89PNG")
    site.build()
    assert run_feedtool("check", cwd=site.root).stderr.startswith(
        "feedtool: 1 file passed over: 1 .png"
    )


def test_files_are_passed_over_with_a_word_and_once(site: SiteFolder) -> None:
    site.write("a.txt", story("A text"))
    site.write("b.org", "* A text\n")
    first = run_feedtool("build", cwd=site.root)
    assert first.returncode == 0
    assert "1 file passed over: 1 .org (convert" in first.stderr
    assert run_feedtool("build", cwd=site.root).stderr == ""
    assert "1 file passed over: 1 .org" in run_feedtool("check", cwd=site.root).stderr
    assert "1 file passed over: 1 .org" in run_feedtool("status", cwd=site.root).stdout
    shown = json.loads(run_feedtool("status", "--json", cwd=site.root).stdout)
    assert shown["passed_over"] == {".org": 1}
    site.write("c.org", "* Another text\n")
    assert "2 files passed over" in run_feedtool("build", cwd=site.root).stderr


def test_a_folder_of_other_files_says_what_they_are(site: SiteFolder) -> None:
    site.write("a.adoc", "= A text\n")
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 1
    assert "has no articles (1 file passed over: 1 .adoc (convert with `asciidoctor" in done.stderr


def test_what_was_published_stays_although_its_name_is_passed_over(site: SiteFolder) -> None:
    site.configure(f'{CONFIG}\n[input]\ninclude = ["README.md"]\n')
    site.write("README.md", "# About us\n\nA text.\n")
    site.write("a.txt", story("A text"))
    site.build()
    site.configure(CONFIG)
    assert site.build(NOW + 60).removed == 0
    site.write("README.md", "# About us\n\nAnother text, which says more.\n")
    site.build(NOW + 120)
    assert "says more" in site.page("About us")


def test_an_article_that_the_owner_excludes_leaves_the_site(site: SiteFolder) -> None:
    site.write("old/a.txt", story("An old text"))
    site.write("b.txt", story("A new text"))
    site.build()
    site.configure(f'{CONFIG}\n[input]\nexclude = ["old/"]\n')
    assert site.build(NOW + 60).removed == 1
    assert list(site.shown()) == ["A new text"]
    assert not site.build(NOW + 120).files_changed
    site.configure(CONFIG)
    assert site.build(NOW + 180).new == 1


@pytest.mark.parametrize("text", ["#!/bin/sh\necho This is a sentence of a program.\n", "a = 1\n"])
def test_a_file_without_an_ending_that_is_no_text_is_named(text: str) -> None:
    found = read("tool", text.encode())
    assert isinstance(found, Problem)
    assert (found.left_out, "does not read like a text" in found.message) == (False, True)


def test_a_file_beside_a_text_is_read_again_when_it_changes(site: SiteFolder) -> None:
    site.write("a.txt", story("A text"))
    site.write("a.meta", ".. title: One\n.. slug: one\n")
    site.build()
    assert list(site.shown()) == ["One"]
    site.write("a.meta", ".. title: Another title\n.. slug: one\n")
    site.build(NOW + 60)
    assert list(site.shown()) == ["Another title"]
    site.remove("a.meta")
    site.build(NOW + 120)
    assert list(site.shown()) == ["A text"]


SRT = """1
00:00:01,000 --> 00:00:02,000
<i>Hello</i> there,

2
00:00:02,000 --> 00:00:03,000
ANN: how are
you?

3
00:00:03,000 --> 00:00:04,000
>> Well enough.

4
00:00:30,000 --> 00:00:31,000
Let us begin.
"""


def test_subtitles_become_paragraphs() -> None:
    found = read("a.srt", SRT.encode())
    assert isinstance(found, RawDocument)
    assert (found.origin, found.origin_why) == ("written", "a transcript")
    assert found.text.split("\n\n") == [
        "Hello there,",
        "ANN: how are you?",
        "Well enough.",
        "Let us begin.",
    ]


MDX = """import A from 'a'
export const b = {
  c: 1,
}

# Title

<A b="1" c={{d: 1}}>

    Indented by the tag.

</A>

Text with <B/>a part, `<C>` and {/* a note */}more.

```jsx
import D from 'd'
<E/>
```
"""


def test_mdx_becomes_markdown() -> None:
    found = read("a.mdx", MDX.encode())
    assert isinstance(found, RawDocument)
    assert "has JSX (A, B)" in found.notices[0]
    assert found.text.split("\n\n")[-2:] == [
        "Text with a part, `<C>` and more.",
        "```jsx\nimport D from 'd'\n<E/>\n```\n",
    ]
    assert "Indented by the tag." in found.text
    assert not any(word in found.text for word in ("<A", "</A>", "<B", "const", "from 'a'"))


RST = """The harbour
===========

:date: 2026-05-25

Some *text*, ``code`` and `a link <https://a.example/>`_.

- one
- two

  1. three

.. code:: python

   x = 1

.. chart:: Bar

   not known to docutils

========  =====
Name      Count
========  =====
Ann       1
========  =====
"""


def test_restructured_text_becomes_markdown() -> None:
    pytest.importorskip("docutils")
    found = read("a.rst", RST.encode())
    assert isinstance(found, RawDocument)
    assert found.meta.published == datetime(2026, 5, 25)
    assert found.text.split("\n\n") == [
        "# The harbour",
        "Some *text*, `code` and [a link](https://a.example/).",
        "- one",
        "- two",
        "  1. three",
        "```python\nx = 1\n```",
        "```\n.. chart:: Bar",
        "   not known to docutils\n```",
        "| Name | Count |\n| --- | --- |\n| Ann | 1 |",
    ]


# -- dates ---------------------------------------------------------------------------------------

PATHS = {
    "2013-05-09-x.md": "2013-05-09",
    "2013_05_09_x.md": "2013-05-09",
    "20151015_x.md": "2015-10-15",
    "x_2004_02_04.txt": "2004-02-04",
    "x-2004-02-04.txt": "2004-02-04",
    "2018/08/04/x.md": "2018-08-04",
    "2018/08/04-x.md": "2018-08-04",
    "blog/2018/08/x.md": "2018-08-01",
    "2018-08/x.md": "2018-08-01",
    "2018-08-04-x/index.md": "2018-08-04",
    "2018/x.md": None,
    "2018/13/x.md": None,
    "20189999_x.md": None,
    "x-1234567890.md": None,
    "chapter-10-20.md": None,
    "3018/08/x.md": None,
}


@pytest.mark.parametrize(("key", "day"), PATHS.items())
def test_a_path_has_a_date(key: str, day: str | None) -> None:
    found, _ = date_in_path(key)
    assert (found and found.date().isoformat()) == day


def test_a_date_line_is_more_exact_than_the_folder_of_a_month(site: SiteFolder) -> None:
    for month in ("05", "06"):
        dated = f"Report {month} on the harbour\n25 May 2020\n\n{sentence(month)} {sentence('b')}\n"
        site.write(f"2020/{month}/a.txt", dated)
    site.build()
    days = {entry.published.date().isoformat() for entry in site.shown().values()}
    assert days == {"2020-05-25", "2020-06-01"}


@pytest.mark.parametrize(("source", "year"), [("mtime", 2011), ("git", 2009), ("", 2026)])
def test_articles_without_a_date_take_that_of_their_file(
    new_site: NewSite, source: str, year: int
) -> None:
    if source == "git" and shutil.which("git") is None:
        pytest.skip("git is not installed")
    site = new_site(f'{CONFIG}\n[input]\ndates = "{source}"\n')
    path = site.write("a.txt", story("A text"))
    old = datetime(2011, 1, 2, tzinfo=UTC).timestamp()
    date = "2009-01-02T00:00:00Z"
    if source == "git":
        commit = ["-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qm", "A"]
        times = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        for arguments in (["init", "-q"], ["add", "."], commit):
            subprocess.run(
                ["git", *arguments], cwd=site.articles, check=True, env={**os.environ, **times}
            )
    os.utime(path, (old, old))
    site.build()
    assert site.shown()["A text"].published.year == year
    site.write("a.txt", story("A text", edit="More of it."))
    site.configure(CONFIG)
    site.build(NOW + 60)
    assert site.shown()["A text"].published.year == year


def test_git_without_a_history_is_an_error(new_site: NewSite) -> None:
    site = new_site(f'{CONFIG}\n[input]\ndates = "git"\n')
    site.write("a.txt", story("A text"))
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 1
    assert "[input] dates is 'git', but git" in done.stderr


def test_the_first_build_says_how_many_articles_are_dated_today(site: SiteFolder) -> None:
    for number in range(5):
        site.write(f"{number}.txt", story(f"Text {number} about the harbour"))
    (notice,) = site.build().notices
    assert notice.startswith("5 of 5 articles have no date")
    site.write("5.txt", story("One more about the harbour"))
    assert site.build(NOW + 60).notices == ()


# -- old addresses -------------------------------------------------------------------------------


def test_an_old_address_leads_to_the_page_and_names_it(site: SiteFolder) -> None:
    front = "---\nurl: /2014/03/a-trip/\naliases: [/old/trip.html, Our trip]\n---\n"
    site.write("a.md", f"{front}{story('# A trip to the coast')}")
    site.write("b.md", f"---\nredirect_from: /2014/03/a-trip/\n---\n{story('# Another trip')}")
    site.build()
    assert site.shown()["A trip to the coast"].slug == "a-trip"
    listed = site.files()["_redirects"].decode().splitlines()[1:]
    assert listed == [
        "/news/2014/03/a-trip/ /news/articles/a-trip.html 301",
        "/news/old/trip.html /news/articles/a-trip.html 301",
    ]


def test_categories_make_feeds_if_the_owner_says_so(new_site: NewSite) -> None:
    feeds = '[[feed]]\neach = "tag"\n'
    text = f"---\ntags: [bridge]\ncategory: Town\n---\n{story('# A text')}"
    found = {}
    for number, setting in enumerate(('tags = ["tags"]', 'tags = ["categories"]', "")):
        site = new_site(f"{CONFIG}\n[feeds]\n{setting}\n{feeds}")
        site.write("a.md", text)
        site.build()
        found[number] = {path.split("/")[1] for path in site.files() if path.startswith("feeds/")}
        assert b"<category>bridge</category>" in site.files()["rss.xml"]
        assert b"<category>Town</category>" in site.files()["rss.xml"]
    assert found == {0: {"bridge"}, 1: {"town"}, 2: {"bridge", "town"}}


# -- reports -------------------------------------------------------------------------------------


def test_problems_are_grouped_by_kind() -> None:
    problems = [
        Problem(f"{n}.md", f"image: 'c:\\{n}' is not an image; write a path", left_out=False)
        for n in range(9)
    ]
    problems += [Problem("z.md", "date: 'soon' is not a date; write one like 2026-05-25")]
    groups = grouped(problems)
    assert [len(group.keys) for group in groups] == [1, 9]
    lines = [line.text for line in summary(problems, "see -v")]
    assert lines[0].startswith("z.md: date: 'soon'")
    assert lines[1].startswith("9 files, such as 0.md, 1.md, 2.md: image: 'c:\\0' is not an image;")
    assert lines[2:] == ["See -v"]


def test_a_report_about_two_thousand_files_is_short() -> None:
    problems = [
        Problem(f"{n}.md", f"{'abcdefghij'[n % 10] * (n % 97 + 1)}: is bad") for n in range(2000)
    ]
    assert len(list(summary(problems, "see -v"))) <= 15


def test_a_first_build_of_many_faulty_files_prints_a_few_lines(site: SiteFolder) -> None:
    site.write("fine.txt", story("A text without fault"))
    for number in range(30):
        site.write(f"{number}.md", f"---\nimage: 'c:/{number}.png'\ndate: soon\n---\n{number}.\n")
        site.write(f"p{number}.md", f"---\nimage: 'c:/{number}.png'\n---\n# T{number}\n\nText.\n")
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) <= 5
    assert "30 files, such as 0.md, 1.md, 10.md: date: 'soon' is not a date" in done.stderr
    everything = run_feedtool("build", "-v", cwd=site.root).stderr.splitlines()
    assert len(everything) >= 60
    status = run_feedtool("status", cwd=site.root)
    assert len(status.stdout.splitlines()) <= 8
    assert len(json.loads(run_feedtool("status", "--json", cwd=site.root).stdout)["problems"]) == 60
