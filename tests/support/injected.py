"""Real builds in which one system call fails, or in which the process is killed at one.

strace records the calls with which a build changes files of the site. The same build then runs many
times, each time with another call failing in another way. Afterwards:

- Each file of the output is as before the build, or as the undisturbed build made it, and none is
  missing that both have.
- Every file that a feed links to exists, and every file that the archives link to which can be
  reached from it. (An archive to which no feed leads yet does not matter.)
- The process printed one line and exited with 1; or the failure did not matter, and it printed
  nothing, exited with 0 and the output is the new one; or it was killed.
- The next build produces the same bytes and ids as the undisturbed one, leaves no temporary file
  anywhere, and the build after it has nothing to do.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import unquote, urldefrag

from click.testing import CliRunner
from lxml import etree

from feedtool.cli.commands import root
from feedtool.pipeline.output_folder import STAGING
from feedtool.state.ledger import Ledger
from feedtool.state.ledger.exchange import dump
from support.folders import tree
from support.forked import Builds, imported
from support.processes import environment
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import headline, story

UMASK = 0o077  # a restrictive one: the files for the web server must not depend on it
KILL = "SIGKILL"
# The errors of each call, from its manual page.
_NO_ROOM = ("ENOSPC", "EIO")
_NOT_ALLOWED = ("EACCES", "EROFS")
FAILURES = {
    "openat": (*_NO_ROOM, *_NOT_ALLOWED, "EMFILE"),
    "write": _NO_ROOM,
    "pwrite64": _NO_ROOM,
    "sendfile": _NO_ROOM,
    "rename": (*_NO_ROOM, *_NOT_ALLOWED),
    "renameat2": (*_NO_ROOM, *_NOT_ALLOWED),
    "link": (*_NO_ROOM, *_NOT_ALLOWED),
    "fsync": _NO_ROOM,
    "fdatasync": _NO_ROOM,
    "mkdir": (*_NO_ROOM, *_NOT_ALLOWED),
    "unlink": ("EIO", *_NOT_ALLOWED),
    "unlinkat": ("EIO", *_NOT_ALLOWED),
    "rmdir": ("EIO", *_NOT_ALLOWED),
    "ftruncate": ("EIO", "EACCES"),
    "truncate": ("EIO", *_NOT_ALLOWED),
    "utimensat": ("EIO", *_NOT_ALLOWED),
    "fchmod": ("EIO", "EROFS"),
    "chmod": ("EIO", *_NOT_ALLOWED),
    "flock": ("EIO",),
}
_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)")
_CHANGING = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC)")
ELSEWHERE = ("http:", "https:", "urn:")
_DOCUMENTS = ("rss.xml", "atom.xml", "feed.json")
BASE = "https://example.org/news/"
SMALL = CONFIG + "\n[feeds]\nlimit = 3\n\n[pages]\nper-page = 3\n\n[run]\njobs = 1\n"
BY_FOLDER = '\n[[feed]]\neach = "folder"\n'
BY_TAG = '\n[[feed]]\neach = "tag"\n'
PACKED = '\n[output]\ncompress = ["gz"]\n'


@dataclass(frozen=True, slots=True)
class Scenario:
    """A site before a build, and the changes that give the build something to do."""

    name: str
    before: Callable[[SiteFolder], None]
    change: Callable[[SiteFolder], None]


def _nothing(site: SiteFolder) -> None:
    """Nothing has been published here yet."""


def _fill(site: SiteFolder, settings: str = SMALL + BY_FOLDER) -> None:
    site.configure(settings)
    for number in range(8):
        folder = ("", "world/", "culture/film/")[number % 3]
        tags = "tags: [one, two]" if number % 2 else "tags: [one]"
        text = story(headline(number))
        site.write(
            f"{folder}{number}.md", f"---\ndate: 2026-05-{number + 1:02}\n{tags}\n---\n{text}"
        )


def _edit(site: SiteFolder) -> None:
    """One article added, one edited, one removed, and a second table of feeds."""
    site.write("world/new.txt", story(headline(20)))
    site.write("1-more.txt", story(headline(21)))
    site.write("world/1.md", story(headline(1), edit="This was not in it before."))
    site.remove("culture/film/2.md")
    site.configure(SMALL + BY_FOLDER + BY_TAG)


def _fill_more(site: SiteFolder) -> None:
    _fill(site, SMALL + BY_FOLDER + BY_TAG)


def _clear(site: SiteFolder) -> None:
    """Removes half of the articles and all feeds except the site's own."""
    for key in ("0.md", "world/1.md", "culture/film/2.md", "3.md"):
        site.remove(key)
    site.configure(SMALL)


def _pack(site: SiteFolder) -> None:
    """Turns on compressed copies."""
    site.write("world/new.txt", story(headline(20)))
    site.configure(SMALL + BY_FOLDER + PACKED)


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("first", _nothing, _fill),
        Scenario("change", _fill, _edit),
        Scenario("packed", _fill, _pack),
        Scenario("fewer", _fill_more, _clear),
    )
}


@dataclass(frozen=True, slots=True)
class Point:
    """One system call of one build, and its fault: a signal or an error.

    `number` counts the calls of this name since the process began, `path` is the file below the
    site's folder.
    """

    scenario: str
    call: str
    number: int
    path: str
    fault: str

    def __str__(self) -> str:
        return f"{self.scenario}: {self.call} number {self.number}, {self.path}: {self.fault}"


class Stage:
    """A prepared scenario: the old site, the undisturbed new one, and the calls in between."""

    def __init__(self, scenario: Scenario, home: Path) -> None:
        self.name = scenario.name
        self._template = SiteFolder(home / "template")
        scenario.before(self._template)
        if any(self._template.articles.rglob("*")):
            assert _build(self._template).returncode == 0
        scenario.change(self._template)
        self.old = self._template.files()
        # Compiles the modules to be imported.
        warm = _build(self.copy(home / "warm"), PYTHONPROFILEIMPORTTIME="1")
        self.modules = imported(warm.stderr)
        # A file that replaces one of the same second gets a later time, which takes one more call.
        time.sleep(1.1)
        undisturbed = self.copy(home / "undisturbed")
        started, traced = home / "started.txt", home / "trace.txt"
        done = _build(undisturbed, *_traced(started, FAILURES))
        assert (done.returncode, done.stderr) == (0, ""), done
        forked = self.copy(home / "forked")
        with closing(Builds(self.modules, NOW, UMASK)) as builds:
            done = builds.run(forked.root, _traced(traced, FAILURES))
        assert (done.returncode, done.stderr) == (0, ""), done
        made = [*changes(traced.read_text("utf-8", "replace"), forked.root)]
        # A forked build is like one that cron starts.
        expected = changes(started.read_text("utf-8", "replace"), undisturbed.root)
        assert [(c, p) for c, _, p in made] == [(c, p) for c, _, p in expected]
        self.points = tuple(self._points(made))
        self.new = undisturbed.files()
        self.names = ledger_of(undisturbed)
        self.state = sorted(tree(undisturbed.state))
        self._modes = modes(undisturbed)
        assert self.new != self.old
        whole = faults_between(self.new, self.old, self.new)
        assert whole == [], whole

    def copy(self, target: Path) -> SiteFolder:
        """The site before the build, in its own folder.

        Articles are linked, not copied, because a file with another inode is read again.
        """
        source = self._template.root
        site = SiteFolder(target)
        site.articles.rmdir()
        shutil.copytree(source / "articles", site.articles, copy_function=os.link)
        for name in ("output", ".feedtool", "feedtool.toml"):
            if (source / name).is_dir():
                shutil.copytree(source / name, target / name)
            elif (source / name).exists():
                shutil.copy2(source / name, target / name)
        return site

    def _points(self, calls: Iterable[tuple[str, int, str]]) -> Iterator[Point]:
        """All possible faults of the calls with which a build changes files of the site."""
        for call, number, path in calls:
            faults = FAILURES[call]
            if call == "pwrite64":  # SQLite makes hundreds of them: one error each, in turn
                faults = (faults[number % len(faults)],)
            for fault in (KILL, *faults):
                yield Point(self.name, call, number, path, fault)

    def check(self, point: Point, home: Path, builds: Builds) -> tuple[str, list[str]]:
        """Makes the build fail at the point; how it ended, and what is wrong afterwards."""
        site = self.copy(home)
        action = f"signal={KILL}" if point.fault == KILL else f"error={point.fault}"
        inject = f"inject={point.call}:{action}:when={point.number}"
        log = home / "trace.txt"
        done = builds.run(site.root, [*_traced(log, [point.call]), "-e", inject])
        lines = [n for n in log.read_text("utf-8", "replace").splitlines() if point.path in n]
        log.unlink()
        if point.fault != KILL and not any("(INJECTED)" in line for line in lines):
            return "missed", ["the call was not made, or another was hit: count the calls again"]
        ending, found = self._ending(point, done, site)
        files = {path: body for path, body in site.files().items() if not path.startswith(STAGING)}
        found += faults_between(files, self.old, self.new)
        found += self._aftermath(site)
        return ending, found

    def _ending(
        self, point: Point, done: subprocess.CompletedProcess[str], site: SiteFolder
    ) -> tuple[str, list[str]]:
        printed = done.stderr.splitlines()
        if point.fault == KILL:
            return "killed", [] if done.returncode == -9 else [f"was not killed: {done}"]
        if done.returncode == 0:
            found = [f"exit 0, and it printed {printed}"] if printed else []
            found += ["exit 0, and the output is not the new one"] * (site.files() != self.new)
            return "done anyway", found
        if done.returncode == 1 and len(printed) == 1 and printed[0].startswith("feedtool: "):
            return "reported", []
        return "not reported", [f"exit {done.returncode}, and it printed: " + " / ".join(printed)]

    def _aftermath(self, site: SiteFolder) -> list[str]:
        """What is wrong after the next two, undisturbed builds."""
        found = []
        # In this process, which saves the time in which Python starts.
        arguments = ["build", "--config", str(site.root / "feedtool.toml")]
        done = CliRunner().invoke(root, arguments, env={"SOURCE_DATE_EPOCH": str(NOW)})
        printed = [line for line in done.stderr.splitlines() if ": resolved (was: " not in line]
        if (done.exit_code, printed) != (0, []):
            return [f"the next build: exit {done.exit_code}, {done.exception}, {printed}"]
        files = site.files()
        found += [
            f"after the next build {path} is not as expected"
            for path in sorted(files.keys() | self.new.keys())
            if files.get(path) != self.new.get(path)
        ]
        if ledger_of(site) != self.names:
            found.append("after the next build the ledger has other names or dates")
        if sorted(tree(site.state)) != self.state:
            found.append(f"after the next build the state folder has {sorted(tree(site.state))}")
        found += [
            f"after the next build {path} is there with another mode, or missing"
            for path, _ in sorted(modes(site).items() ^ self._modes.items())
        ]
        again = site.build(NOW + 600)
        if again.written or again.deleted or again.new or again.updated:
            found.append(f"the build after the next still had work: {again}")
        return found


def changes(log: str, home: Path) -> Iterator[tuple[str, int, str]]:
    """The calls in strace's log that change a file below `home`, with their numbers."""
    counts = Counter[str]()
    for line in log.splitlines():
        match = _CALL.match(line)
        if match is None or match[1] not in FAILURES:
            continue
        call, rest = match[1], match[2]
        counts[call] += 1
        path = re.search(rf'["<]{re.escape(str(home))}/([^">]+)[">]', rest)
        if path is None or (call == "openat" and not _CHANGING.search(rest)):
            continue
        yield call, counts[call], path[1]


def faults_between(
    files: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]
) -> list[str]:
    """What would disturb subscribers in an output between two sites."""
    found = []
    known = old.keys() | new.keys()
    for path in sorted(known | files.keys()):
        allowed = {old.get(path), new.get(path)}
        if files.get(path) not in allowed:
            found.append(f"{path} is {'missing' if path not in files else 'neither old nor new'}")
    # From the subscription documents, and the archives that they link to.
    seen = dict.fromkeys(p for p in files if p.rpartition("/")[2] in _DOCUMENTS)
    reached = list(seen)
    for path in reached:
        for target in map(_target, links(path, files[path])):
            if target not in files and not target.startswith(ELSEWHERE):
                found.append(f"{path} leads to {target}, which is not there")
            if target in files and target.endswith((".xml", ".json")) and target not in seen:
                seen[target] = None
                reached.append(target)
    return found


def _target(link: str) -> str:
    """The file in the output folder that a link leads to; the link itself if it leads elsewhere."""
    path = unquote(urldefrag(link).url.removeprefix(BASE))
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def links(path: str, body: bytes) -> Iterator[str]:
    """Every address in a feed document that a reader may follow."""
    if path.endswith(".json"):
        document = json.loads(body)
        for item in (document, *document.get("items", ())):
            yield from (
                item[n] for n in ("url", "feed_url", "home_page_url", "next_url") if n in item
            )
        return
    for element in etree.fromstring(body).iter():
        if isinstance(element.tag, str) and etree.QName(element).localname == "link":
            yield from filter(None, (element.get("href"), (element.text or "").strip()))


def modes(site: SiteFolder) -> dict[str, int]:
    """The modes of the output folder and of everything in it."""
    paths = (site.output, *site.output.rglob("*"))
    return {str(path.relative_to(site.root)): stat.S_IMODE(path.lstat().st_mode) for path in paths}


def ledger_of(site: SiteFolder) -> str:
    """All ids and dates of a site."""
    with closing(Ledger.snapshot(site.state / "ledger.sqlite")) as ledger:
        return "".join(dump(ledger))


def _traced(log: Path, calls: Iterable[str]) -> tuple[str, ...]:
    """The options of strace that log these calls."""
    return "-y", "-o", str(log), "-e", "trace=" + ",".join(calls)


def _build(site: SiteFolder, *strace: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a build like cron, under strace if there are options for it."""
    traced = ["strace", "-f", "-qq", "-s0", *strace] if strace else []
    return subprocess.run(
        [*traced, sys.executable, "-m", "feedtool", "build"],
        cwd=site.root,
        # Files of compiled modules must not add or remove calls, or the numbers would shift.
        env=environment(
            NOW, PYTHONDONTWRITEBYTECODE="1" if strace else "", PYTHONHASHSEED="0", **more
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        umask=UMASK,
    )


# -- trying the points ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a point: how the build ended, and what was wrong."""

    point: Point
    ending: str
    faults: tuple[str, ...]


class Trial:
    """Tries points of several scenarios one after the other."""

    def __init__(self, stages: Iterable[Stage], home: Path) -> None:
        self._stages = {stage.name: stage for stage in stages}
        self._home = home
        modules = (name for stage in self._stages.values() for name in stage.modules)
        self._builds = Builds(dict.fromkeys(modules), NOW, UMASK)
        os.umask(UMASK)  # for the builds in this process

    def __call__(self, point: Point) -> Outcome:
        try:
            ending, found = self._stages[point.scenario].check(point, self._home, self._builds)
            return Outcome(point, ending, tuple(found))
        finally:
            shutil.rmtree(self._home, ignore_errors=True)


# The trial of a process that tries points.
_trial: Trial | None = None


def _start(stages: Iterable[Stage], home: Path) -> None:
    global _trial  # a worker of a pool has no other place
    _trial = Trial(stages, home / str(os.getpid()))


def _try(point: Point) -> Outcome:
    assert _trial is not None
    return _trial(point)


def go_through(stages: Iterable[Stage], points: Iterable[Point], home: Path) -> Iterator[Outcome]:
    """Tries the points, as many in parallel as there are processors."""
    with ProcessPoolExecutor(
        mp_context=get_context("spawn"), initializer=_start, initargs=(tuple(stages), home)
    ) as pool:
        yield from pool.map(_try, points, chunksize=4)


class Record:
    """The outcomes so far in a file, so that a run can be stopped, and go on later."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def outcomes(self) -> Iterator[Outcome]:
        """What earlier runs wrote."""
        if self._path.exists():
            for line in self._path.read_text("utf-8").splitlines():
                point, ending, faults = json.loads(line)
                yield Outcome(Point(**point), ending, tuple(faults))

    def add(self, outcome: Outcome) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([asdict(outcome.point), outcome.ending, outcome.faults]) + "\n")


def sample(points: Sequence[Point], count: int | None = None, seed: int = 1) -> list[Point]:
    """Up to `count` of the points, in a random order that is the same in every run.

    Every fault of every kind of call comes first, then every call once, then every call twice ...
    """
    shuffled = random.Random(seed).sample(points, len(points))
    kinds: dict[tuple[str, str], Point] = {}
    turns = Counter[tuple[str, str, int]]()
    ranks: dict[Point, int] = {}
    for point in shuffled:
        kinds.setdefault((point.call, point.fault), point)
        call = (point.scenario, point.call, point.number)
        ranks[point] = turns[call]
        turns[call] += 1
    return list(dict.fromkeys((*kinds.values(), *sorted(shuffled, key=ranks.__getitem__))))[:count]


def tell(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The figures of a run, and each point at which something was wrong."""
    scenarios = Counter(outcome.point.scenario for outcome in outcomes)
    calls = {(o.point.scenario, o.point.call, o.point.number) for o in outcomes}
    bad = [outcome for outcome in outcomes if outcome.faults]
    yield f"{len(outcomes)} points at {len(calls)} system calls, {len(bad)} with faults"
    for name, counts in (
        ("builds", scenarios),
        ("faults", Counter(outcome.point.fault for outcome in outcomes)),
        ("calls", Counter(outcome.point.call for outcome in outcomes)),
        ("endings", Counter(outcome.ending for outcome in outcomes)),
    ):
        yield f"  {name}: " + ", ".join(f"{n} {count}" for n, count in sorted(counts.items()))
    for outcome in bad:
        yield f"{outcome.point} ({outcome.ending})"
        yield from (f"    {line}" for line in outcome.faults)
