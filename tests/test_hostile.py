"""Hostile input: nothing in it runs, leads out of a folder, or exhausts time and memory.

The messages for single broken files are in tests/faults, the HTML of texts in test_html.py.
"""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from feedtool.identity.ids import RESERVED_SLUGS, is_slug
from feedtool.model import InputFile
from feedtool.pipeline.input_folder import InputFolder
from support.folders import TESTS, tree
from support.pictures import png
from support.processes import environment, run_feedtool
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import headline, story

pytestmark = pytest.mark.thorough

EACH = "".join(f'\n[[feed]]\neach = "{kind}"\n' for kind in ("folder", "tag", "author", "language"))

# -- markup in every field -------------------------------------------------------------------------

MARK = "pwned"  # if this is the name of an element or an attribute, something was not escaped
ATTACKS = {
    "element": f"<{MARK} {MARK}=1>x</{MARK}><script>{MARK}()</script>",
    "attribute": f'"\'><img src=x onerror={MARK}()><{MARK} a="',
    "title": f"</title></head></script></style></textarea><{MARK}>",
    "section": f"]]></content><{MARK}/><![CDATA[ --><{MARK}> <!-- ",
    "entity": f"&lt;{MARK}&gt; &#60;{MARK}&#62; &amp;lt;{MARK}&amp;gt;",
    "template": "{{ 7*191 }} {% for x in y %} ${7*191} #{7*191} <%= 7*191 %>",
    "encoded": f"\\u003c{MARK}\\u003e \u2028\u2029 \u202e +ADw-{MARK}+AD4-",
    "url": f"javascript:{MARK}()",
}
RUNS = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)


def evil_site(site: SiteFolder, attack: str) -> None:
    """A site with the attack in the configuration, in each field of an article, and in its text."""
    quoted = json.dumps(attack)
    site.configure(
        CONFIG.replace('title = "Test site"', f"title = {quoted}\nauthor = {quoted}")
        + f"description = {quoted}\n{EACH}"
    )
    fields = "".join(
        f"{name}: {quoted}\n" for name in ("title", "author", "summary", "id", "slug", "source")
    )
    address = "https://example.com/" + re.sub(r"\s", "+", attack)
    urls = "".join(f"{name}: {json.dumps(address)}\n" for name in ("image", "source-url"))
    front = f"---\n{fields}tags: [{quoted}, {json.dumps('b ' + attack)}]\n---\n"
    body = f"{attack}\n\n{attack}\n\n> {attack}\n\n- {attack}\n- {attack}\n\n\n\n"
    link = f"\n\n[{attack}](<{attack.replace('<', '').replace('>', '')}>) ![{attack}]({MARK}.png)\n"
    site.write("plain.txt", front + body + story("plain", 9))
    other = front.replace(f"id: {quoted}", f"id: {json.dumps('b' + attack)}")
    site.write("marked.md", f"{other}# {attack}\n\n{body}{link}\n\n{story('marked', 9)}")
    site.write("addresses.txt", f"---\n{urls}---\n{story('z')}")
    site.write("bare.txt", f"{attack}\n\nBy {attack}\n\n{story('y')}")
    # What a file system allows in the name of a folder.
    folder = attack.replace("/", "\u2215")[:60]
    site.write(f"{folder}/in-folder.txt", story(headline(3)))


def html_of(site: SiteFolder) -> Iterator[tuple[str, str]]:
    """Every piece of HTML that a browser or feed reader would show, with its location."""
    for path, data in site.files().items():
        if path.endswith(".html"):
            yield path, data.decode()
        elif path.endswith("feed.json"):
            for item in json.loads(data)["items"]:
                yield path, item["content_html"]
        elif path.endswith((".xml", ".opml")):
            root = etree.fromstring(data)
            for element in root.iter():
                assert isinstance(element.tag, str) or element.tag in (etree.PI, etree.Comment), (
                    path
                )
                if isinstance(element.tag, str):
                    assert MARK not in element.tag, path
                    assert not any(MARK in name for name in element.attrib), path
                    name = etree.QName(element).localname
                    # The description of a whole feed is text (RSS Best Practices Profile).
                    parent = element.getparent()
                    is_html = element.get("type") == "html" or name in ("encoded", "description")
                    if is_html and element.text and parent is not None and parent.tag != "channel":
                        yield path, element.text


def shown_without_markup(site: SiteFolder) -> str:
    """All that pages and feeds show; fails if a mark or an attribute of it can do anything."""
    pieces = list(html_of(site))
    assert len(pieces) > 10
    seen = ""
    for path, text in pieces:
        root = lxml_html.document_fromstring(f"<div>{text}</div>" if "<html" not in text else text)
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            assert MARK not in element.tag, path
            for name, value in element.attrib.items():
                assert MARK not in name, path
                assert not name.startswith("on"), (path, name)
                if name in ("href", "src", "action", "formaction", "poster", "data") or (
                    name == "content" and element.get("http-equiv") is not None
                ):
                    assert not RUNS.match(value), (path, name, value)
            if element.tag == "script":
                assert element.get("type") == "application/ld+json", path
                json.loads(element.text or "")
        seen += root.text_content()
    return seen


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_field_is_rendered_as_markup(site: SiteFolder, attack: str) -> None:
    evil_site(site, attack)
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode in (0, 3), done.stderr
    slug = "plain.txt: slug: '"  # the same as that of marked.md
    notices = ("addresses.txt", "marked.md: '", slug, "are dated today", "has template tags")
    lines = done.stderr.splitlines()
    assert all(any(n in line for n in notices) for line in lines), done.stderr
    assert len(list((site.output / "articles").iterdir())) >= 4
    assert len(list(html_of(site))) > 20
    seen = shown_without_markup(site)
    if attack != ATTACKS["template"]:
        assert MARK in seen  # it is present as text
    assert "1337" not in seen  # and no template evaluated it


@pytest.mark.parametrize("above", ["", "---\nclean: off\n---\n"], ids=["found", "written"])
def test_nothing_in_a_page_that_attacks_runs(site: SiteFolder, above: str) -> None:
    page = (TESTS / "pages" / "en-attacks.html").read_text()
    site.configure(CONFIG + EACH)
    date = '<meta name="date" content="2024-05-06"></head>'
    site.write("a.html", above + page.replace("</head>", date, 1))
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 0, done.stderr
    assert all("was not found" in line for line in done.stderr.splitlines()), done.stderr
    seen = shown_without_markup(site)
    assert MARK in seen
    assert "1337" not in seen


def test_a_script_in_structured_data_stays_data(site: SiteFolder) -> None:
    site.write("a.md", "---\ntitle: '</script><!--<script>'\n---\n" + story("x"))
    site.build()
    (page,) = (site.output / "articles").glob("*.html")
    blocks = re.findall(r"<script[^>]*>(.*?)</script", page.read_text(), flags=re.DOTALL)
    assert blocks
    for block in blocks:
        assert not re.search("[<>]|\u2028|\u2029", block)
        json.loads(block)


# -- paths ----------------------------------------------------------------------------------------

TRICKS = [
    *("../x", "..", ".", "/etc/passwd", "a/../../b", "%2e%2e%2f", "..\\x", "\\\\server\\share"),
    *("con", "CON", "nul.txt", "aux ", "com1", "index", "rss", "feed", "atom", ".htaccess", "~"),
    *("x" * 10_000, "😀", "😀😀", "-", "--", "'", '"', "a b", "A  B", "é", "ﬁ", "İ", "ı", "$(id)"),
    *("`id`", "a;b", "|cat", "\u202etxt.exe", "a\u200bb", "index.html", "archive", "pages", "C:x"),
]


@pytest.fixture
def tricky(site: SiteFolder) -> SiteFolder:
    """A site with path tricks in tags, author, language, id and slug, and in folder names."""
    site.configure(CONFIG + EACH)
    tags = json.dumps(TRICKS)
    site.write("a.md", f"---\ntags: {tags}\nauthor: ../../evil\nid: ../../x\n---\n{story('One')}")
    for number, trick in enumerate(TRICKS):
        front = f"---\nid: {json.dumps('id' + trick)}\nslug: {json.dumps(trick)}\n---\n"
        site.write(f"{number}.md", front + story(headline(number)))
        name = trick.replace("/", "")[:60]
        if name not in ("", ".", ".."):
            site.write(f"{name}/{number}.txt", story(headline(100 + number)))
    return site


def test_no_name_leads_out_of_its_folder_or_to_a_device(tricky: SiteFolder) -> None:
    outside = {path for path in tree(tricky.root) if not path.startswith(("output/", ".feedtool/"))}
    assert run_feedtool("build", cwd=tricky.root).returncode == 0
    for path in tree(tricky.root).keys() - outside:
        assert path.startswith(("output/", ".feedtool/")), path
    paths = [path.split("/") for path in tricky.files()]
    assert len(paths) > 300
    known = re.compile(
        r"(?:index|\d+|subscribe|404)\.html|(?:rss|atom|feed)(?:-\d+)?\.(?:xml|json)"
    )
    for *folders, name in paths:
        if folders == ["articles"]:
            assert is_slug(name.removesuffix(".html")), name
        elif folders:
            assert folders[0] in ("feeds", "pages", "archive")
            assert known.fullmatch(name), name
            assert all(is_slug(folder) for folder in folders[1:2]), folders
            assert not RESERVED_SLUGS & set(folders[1:2])
    assert tricky.build().written == ()


def test_a_file_name_cannot_forge_a_line_of_output(site: SiteFolder) -> None:
    site.write("a\nfeedtool: all is well.txt", b"")
    site.write("b\x1b[2J\x07.txt", b"")
    site.write("c\r\u2028.txt", b"")
    done = run_feedtool("build", "-v", cwd=site.root)
    told = [line for line in done.stderr.split("\n") if line]
    assert len(told) == 3, told
    assert told[0].startswith(r"feedtool: a\nfeedtool: all is well.txt: is empty")
    assert told[1].startswith(r"feedtool: b\x1b[2J\x07.txt: is empty")
    assert told[2].startswith(r"feedtool: c\r\u2028.txt: is empty")
    assert all(line.isprintable() for line in told)


def test_devices_sockets_and_links_to_them_are_reported_and_not_opened(site: SiteFolder) -> None:
    site.write("fine.txt", story("A text without fault"))
    os.mkfifo(site.articles / "pipe.txt")
    os.symlink("/dev/zero", site.articles / "zero.txt")
    os.symlink("/proc/self/environ", site.articles / "environ.md")
    os.symlink("self.txt", site.articles / "self.txt")
    here = os.open(".", os.O_RDONLY)
    os.chdir(site.articles)  # the path of a socket may have only 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket.txt")
    finally:
        os.chdir(here)
        os.close(here)
    odd = {"pipe.txt", "zero.txt", "environ.md", "self.txt", "socket.txt"}
    try:
        os.mknod(site.articles / "null.txt", stat.S_IFCHR | 0o666, os.makedev(1, 3))
        odd.add("null.txt")
    except OSError:
        pass  # only root can create devices, and not everywhere
    done = run_feedtool("build", cwd=site.root)
    assert done.returncode == 3
    assert {line.split(": ")[1] for line in done.stderr.splitlines()} == odd
    assert list(site.shown()) == ["A text without fault"]


def nested(folder: Path, name: str, levels: int) -> None:
    """A text in nested folders, however long its path becomes."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(levels):
            os.mkdir(name)
            os.chdir(name)
        Path("deep.txt").write_text(story("Far down"))
    finally:
        os.chdir(here)
        os.close(here)


def removed(folder: Path) -> None:
    subprocess.run(["rm", "-rf", folder], check=True)  # shutil.rmtree does not go that deep


def test_folders_may_be_five_hundred_deep(site: SiteFolder) -> None:
    nested(site.articles, "a", 500)
    try:
        done = run_feedtool("build", cwd=site.root)
        assert (done.returncode, done.stderr) == (0, "")
        assert list(site.shown()) == ["Far down"]
    finally:
        removed(site.articles)


@pytest.mark.parametrize(
    ("name", "levels", "fact"),
    [
        ("a", 1900, "more than 600 folders deep"),
        ("a" * 200, 30, "cannot be listed: File name too long"),
    ],
)
def test_too_deep_folders_leave_the_site_unchanged(
    site: SiteFolder, name: str, levels: int, fact: str
) -> None:
    site.write("b.txt", story("On the ground"))
    site.build()
    before = site.looks()
    nested(site.articles, name, levels)
    try:
        done = run_feedtool("build", cwd=site.root)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert fact in done.stderr
        assert site.looks() == before
    finally:
        removed(site.articles)


# -- time and memory ------------------------------------------------------------------------------

# VmHWM is the peak memory of this program; ru_maxrss includes that of its parent.
MEASURE = """
import re, resource, runpy, sys
sys.argv = ["feedtool", *sys.argv[1:]]
try:
    runpy.run_module("feedtool", run_name="__main__")
except SystemExit as stop:
    code = stop.code
used = resource.getrusage(resource.RUSAGE_SELF)
peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
print(f"\\n{code} {peak} {used.ru_utime + used.ru_stime:.2f}")
"""


def measured(site: SiteFolder, settings: str = "") -> tuple[int, int, float, list[str]]:
    """Exit status of a build, peak memory in MB, CPU seconds, and its output."""
    if not Path("/proc/self/status").exists():
        pytest.skip("needs /proc to measure memory")
    site.configure(f"{CONFIG}\n[run]\njobs = 1\n{settings}")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "build"],
        cwd=site.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    code, peak, seconds = done.stdout.splitlines()[-1].split()
    return int(code), int(peak), float(seconds), done.stderr.splitlines()


def test_a_sparse_file_of_two_gigabytes_costs_nothing(site: SiteFolder) -> None:
    site.write("fine.txt", story("A text without fault"))
    usual = measured(site)
    with open(site.articles / "huge.txt", "wb") as file:
        file.truncate(2 * 10**9)
    code, peak, seconds, told = measured(site)
    assert (code, len(told)) == (3, 1)
    assert peak < usual[1] + 30
    assert seconds < usual[2] + 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("words.txt", b"word " * 200_000),
        ("one.txt", b"x" * 1_000_000),
        ("short.txt", b"a\n" * 100_000),
        ("brackets.md", b"Title\n\n" + b"[" * 50_000),
        ("quotes.md", b"Title\n\n" + b"> " * 50_000 + b"x"),
        ("marks.md", b"Title\n\n" + b"*a **b " * 10_000),
        ("ticks.md", b"Title\n\n" + b"".join(b"`" * n + b" a" for n in range(1, 400))),
        ("links.md", b"Title\n\n" + b"[a](<b" * 10_000),
        ("comments.md", b"Title\n\n" + b"<!-- " * 10_000),
        ("table.md", b"Title\n\n" + b"|" * 5_000 + b"\n" + b"|-" * 5_000 + b"\n"),
    ],
)
def test_one_odd_text_takes_seconds_and_little_memory(
    site: SiteFolder, name: str, text: bytes
) -> None:
    site.write(name, text)
    code, peak, seconds, told = measured(site)
    assert code == 0, told
    assert peak < 400
    assert seconds < 20


@pytest.mark.parametrize("name", ["lines.txt", "lines.md"])
def test_a_text_of_very_many_lines_is_left_out_and_named(site: SiteFolder, name: str) -> None:
    site.write("fine.txt", story("A text without fault"))
    site.write(name, b"a\n" * 4_900_000)
    code, peak, seconds, told = measured(site)
    assert (code, len(told)) == (3, 1)
    assert told[0].startswith(f"feedtool: {name}: has more than 200,000 lines; split it")
    assert peak < 400
    assert seconds < 20


@pytest.mark.slow
@pytest.mark.parametrize("text", [b"word " * 10_000_000, b"x" * 50_000_000], ids=["words", "one"])
def test_a_line_of_fifty_megabytes_takes_a_bounded_time_and_memory(
    site: SiteFolder, text: bytes
) -> None:
    site.write("line.txt", text)
    code, peak, seconds, told = measured(site, "\n[input]\nmax-bytes = 60_000_000\n")
    print(f"{peak} MB, {seconds} s")
    assert code == 0, told
    assert peak < 2_500
    assert seconds < 300


@pytest.mark.slow
def test_a_hundred_thousand_files_in_one_folder_are_listed_in_little_memory(
    site: SiteFolder,
) -> None:
    for number in range(100_000):
        (site.articles / f"{number:06}.txt").touch()
    script = """
import resource, sys, time
from pathlib import Path
from feedtool.pipeline.input_folder import InputFolder
started = time.process_time()
count = sum(1 for _ in InputFolder(Path(sys.argv[1])).scan(lambda folder, name: True))
print(count, time.process_time() - started)
import re
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, site.articles],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    count, seconds, peak = done.stdout.split()
    print(done.stdout)
    assert int(count) == 100_000
    assert float(seconds) < 10
    assert int(peak) < 150


def test_a_folder_that_changes_while_it_is_listed_does_not_stop_a_run(site: SiteFolder) -> None:
    for number in range(50):
        site.write(f"{number:02}.txt", story(headline(number)))
    listing = InputFolder(site.articles).scan(lambda folder, name: True)
    first = next(listing)
    assert isinstance(first, InputFile)
    for number in range(25, 50):
        site.remove(f"{number:02}.txt")
    assert [found.key for found in listing if isinstance(found, InputFile)] == [
        f"{number:02}.txt" for number in range(1, 25)
    ]


def test_a_time_beyond_64_bits_is_a_time_like_any_other(site: SiteFolder) -> None:
    row = {"id": "1", "title": "A row", "text": story("A row")}
    site.write("news.jsonl", json.dumps(row) + "\n")
    site.write("a.txt", story("A text"))
    site.write("b.md", f"# A picture\n\n{story('A picture')}\n\n![The harbour](harbour.png)\n")
    picture = site.articles / "harbour.png"
    picture.write_bytes(png(40, 30))
    late = 15 * 10**18  # nanoseconds: the year 2445
    for path in site.articles.iterdir():
        os.utime(path, ns=(late, late))
    if os.stat(picture).st_mtime_ns != late:
        pytest.skip("this file system has no such times")
    assert site.build().files_written
    assert len(site.shown()) == 3
    assert not site.build(NOW + 300).files_written
    site.write("a.txt", story("A text") + "\nOne more sentence was added to it on the next day.\n")
    os.utime(site.articles / "a.txt", ns=(late + 1, late + 1))
    assert site.build(NOW + 600).files_written
