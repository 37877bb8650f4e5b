"""Years of a site in minutes: a scraper, continuous builds, nginx, and polling readers.

    PYTHONPATH=.:tests python -m support.soak SECONDS [SEED [SHARE [KILLS [PAUSE]]]]

A scraper adds, edits, renames and removes texts with and without pictures, gives them other
addresses, and adds rows to a dump, at random and slowly, while builds run one after another. A
share of them is killed or terminated. The site has feeds by folder and tag, compressed copies and
redirects. Readers keep polling through nginx. Each poll
must be well-formed, every link in it must lead to a page, no article may appear under two ids,
and at the end every article with a file must be published once. Prints a summary as JSON. With
KILLS, it ends early, after as many builds were killed; PAUSE is the longest pause of the scraper.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser

from support.newsboat import Subscriber
from support.pictures import png
from support.processes import environment
from support.servers import Server, free_port, nginx
from support.sites import SiteFolder
from support.texts import sentence

FEEDS = ("rss.xml", "atom.xml", "feed.json")
SETTINGS = """
language = "en"
[feeds]
limit = 10
[clean]
mode = "off"
[output]
compress = ["gz"]
[[feed]]
each = "folder"
[[feed]]
each = "tag"
[[redirect]]
from = ["/:year/:title/"]
"""


def text_of(number: int, edits: int) -> str:
    """An article that contains its number, so that it can be recognized in every state."""
    lines = [f"{sentence((number, i), 18)} {sentence((number, -i), 18)}" for i in range(1, 5)]
    lines += [f"Later it was heard that {sentence((number, 'edit', n), 12)}" for n in range(edits)]
    return f"Report number {number} from the islands\n\n" + "\n\n".join(lines) + "\n"


def marked_up(number: int, edits: int, slug: str) -> str:
    """The article in Markdown, with tags, an address and a picture that is beside it."""
    title, _, body = text_of(number, edits).partition("\n\n")
    front = f"---\ntitle: {title}\ntags: [tag {number % 3}, all]\nslug: {slug}\n---\n"
    return f"{front}![A picture](picture-{number % 5}.png)\n\n{body}"


class Scraper(threading.Thread):
    """Changes the input at random. `files` are the current files, by article number."""

    def __init__(self, folder: Path, seed: str, stop: threading.Event, pause: float) -> None:
        super().__init__()
        self._folder = folder
        self._pause = pause
        self._random = random.Random(seed)
        self._stop_asked = stop
        self._born = 0
        self.files: dict[int, tuple[Path, int]] = {}
        self.rows: list[int] = []
        self.did: Counter[str] = Counter()

    def run(self) -> None:
        while not self._stop_asked.is_set():
            chances = {"add": 6, "edit": 4, "rename": 2, "remove": 1, "dump": 1}
            chances = chances if self.files else {"add": 1}
            (act,) = self._random.choices([*chances], [*chances.values()])
            getattr(self, act)()
            self.did[act] += 1
            time.sleep(self._random.uniform(0.01, self._pause))

    def add(self) -> None:
        self._born += 1
        ending = self._random.choice([".txt", ".md"])
        folder = self._random.choice(["", "world/", "sport/"])
        path = self._folder / f"{folder}{self._born}{ending}"
        path.parent.mkdir(exist_ok=True)
        path.with_name(f"picture-{self._born % 5}.png").write_bytes(png(4, 3, self._born % 5))
        self._write(path, self._text(path, self._born, 0))
        self.files[self._born] = path, 0

    def edit(self) -> None:
        number, (path, edits) = self._random.choice([*self.files.items()])
        self._write(path, self._text(path, number, edits + 1))
        self.files[number] = path, edits + 1

    def _text(self, path: Path, number: int, edits: int) -> str:
        """Each third edit of a text in Markdown also gives it another address."""
        if path.suffix == ".txt":
            return text_of(number, edits)
        return marked_up(number, edits, f"report-{number}-{edits // 3}")

    def dump(self) -> None:
        self._born += 1
        rows = [*self.rows, self._born]
        draft = self._folder / "dump.part"
        texts = [text_of(number, 0).partition("\n\n") for number in rows]
        lines = [json.dumps({"title": title, "text": text}) + "\n" for title, _, text in texts]
        draft.write_text("".join(lines), "utf-8")
        draft.replace(self._folder / "dump.jsonl")
        self.rows = rows

    def rename(self) -> None:
        number, (path, edits) = self._random.choice([*self.files.items()])
        target = path.with_name(f"{number}-{self._random.randrange(10**6)}{path.suffix}")
        path.rename(target)
        self.files[number] = target, edits

    def remove(self) -> None:
        number = self._random.choice([*self.files])
        self.files.pop(number)[0].unlink()

    def _write(self, path: Path, text: str) -> None:
        """Writes like scrapers: in place, in two parts, or to another file that is then moved."""
        if self._random.random() < 0.5:
            half = len(text) // 2
            with path.open("w", encoding="utf-8") as file:
                file.write(text[:half])
                file.flush()
                time.sleep(self._random.uniform(0, 0.05))
                file.write(text[half:])
        else:
            draft = path.with_name(path.name + ".part")
            draft.write_text(text, "utf-8")
            draft.replace(path)


class Reader(threading.Thread):
    """Polls the feeds like subscribers, and records every fault."""

    def __init__(self, server: Server, stop: threading.Event) -> None:
        super().__init__()
        self._server = server
        self._stop_asked = stop
        self._tags: dict[str, tuple[str, bytes]] = {}
        self.polls: Counter[int] = Counter()
        self.ids: dict[str, str] = {}  # title -> id
        self.faults: list[str] = []

    def run(self) -> None:
        while not self._stop_asked.is_set():
            for feed in FEEDS:
                self.poll(feed)
            time.sleep(0.05)

    def poll(self, feed: str) -> None:
        tag = self._tags.get(feed, (None, b""))[0]
        answer = self._server.get(f"/{feed}", If_None_Match=tag)
        self.polls[answer.status] += 1
        if answer.status == 200:
            self._tags[feed] = (answer["ETag"] or "", answer.body)
            for title, guid, link in entries(feed, answer.body):
                if self.ids.setdefault(title, guid) != guid:
                    self.faults.append(f"{feed}: {title} is {self.ids[title]} and {guid}")
                self.follow(feed, guid, link)
        elif answer.status not in (304, 404) or (answer.status == 404 and self._tags):
            self.faults.append(f"{feed}: {answer.status}")

    def follow(self, feed: str, guid: str, link: str) -> None:
        """A page that is gone by now must also be gone from the feed."""
        path = urlsplit(link).path
        if self._server.get(path).status == 200:
            return
        now = {guid for _, guid, _ in entries(feed, self._server.get(f"/{feed}").body)}
        if guid in now and self._server.get(path).status != 200:
            self.faults.append(f"{feed}: {link} is not there")


class Subscriptions(threading.Thread):
    """Real feed readers that poll continuously: newsboat, and the library `reader` if installed.

    They must see each article exactly once, whatever happened to its file.
    """

    def __init__(self, home: Path, base: str, stop: threading.Event) -> None:
        super().__init__()
        self._base = base
        self._stop_asked = stop
        self._newsboats = [Subscriber(home / f"newsboat-{n}", base + n) for n in FEEDS[:2]]
        self.polls = 0
        self.faults: list[str] = []

    def run(self) -> None:
        library = self._library()
        while not self._stop_asked.is_set():
            self.poll(library)
        self.poll(library)

    def poll(self, library: Any) -> None:
        """Lets every reader poll, and looks for articles that it has twice."""
        for newsboat in self._newsboats:
            seen = newsboat.poll()
            self._check("newsboat", [title for title, *_ in seen.values()])
        if library is not None:
            for _ in library.update_feeds_iter():
                pass
            for feed in library.get_feeds():
                titles = [entry.title for entry in library.get_entries(feed=feed)]
                self._check(f"reader {feed.url}", titles)
        self.polls += 1

    def _check(self, who: str, titles: list[str]) -> None:
        twice = [title for title, count in Counter(titles).items() if count > 1]
        self.faults += [f"{who} has {title} twice" for title in twice]

    def _library(self) -> Any:
        try:
            from reader import make_reader
        except ImportError:
            return None
        made = make_reader(":memory:")
        for feed in FEEDS:
            made.add_feed(self._base + feed)
        return made


def entries(feed: str, body: bytes) -> list[tuple[str, str, str]]:
    """Title, id and link of every entry. Raises `AssertionError` if the feed is not well-formed."""
    if feed.endswith(".json"):
        items = json.loads(body)["items"]
        return [(item["title"], item["id"], item["url"]) for item in items]
    read = feedparser.parse(body)
    assert not read.bozo, read.bozo_exception
    return [(entry.title, entry.id, entry.link) for entry in read.entries]


def history(output: Path) -> Counter[str]:
    """The titles of all articles in a feed and its archives, with their number."""
    found: dict[str, str] = {}
    path: Path | None = output / "feed.json"
    while path is not None:
        read = json.loads(path.read_bytes())
        for item in read["items"]:
            found.setdefault(item["id"], item["title"])
        following = read.get("next_url")
        path = output / urlsplit(following).path.lstrip("/") if following else None
    return Counter(found.values())


def build(site: SiteFolder, kill_after: float | None) -> int:
    """Runs a build like cron; kills or terminates it after `kill_after` seconds."""
    command = [sys.executable, "-m", "feedtool", "build", "--allow-removals", "--jobs", "1"]
    with subprocess.Popen(
        command, cwd=site.root, env=environment(), stderr=subprocess.PIPE
    ) as process:
        try:
            _, told = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(random.choice([signal.SIGKILL, signal.SIGTERM]))
            process.communicate()
            return -1
        if process.returncode not in (0, 1, 3):
            raise AssertionError(f"exit status {process.returncode}: {told.decode()}")
        if process.returncode == 1:
            print(told.decode(), file=sys.stderr)
        return process.returncode


def soak(
    root: Path,
    seconds: float,
    seed: str = "soak",
    share: float = 0.15,
    kills: float = inf,
    pause: float = 0.15,
) -> dict[str, object]:
    """Runs everything for some time, and returns a summary with the faults.

    `share` is how many of the builds are killed or terminated, at any time in the length of a
    build; it ends early after `kills`. `pause` is the longest time between two changes.
    """
    chance = random.Random(seed)
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    site = SiteFolder(
        root / "site",
        f'[site]\nid = "6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21"\ntitle = "Islands"\n'
        f'base-url = "{base}"\n{SETTINGS}',
    )
    site.output.mkdir()
    stop, builds = threading.Event(), Counter[int]()
    with nginx(root / "nginx", site.output) as server:
        scraper, reader = Scraper(site.articles, seed, stop, pause), Reader(server, stop)
        subscriptions = Subscriptions(root, f"http://127.0.0.1:{server.port}/", stop)
        scraper.add()
        builds[build(site, None)] += 1
        took = 1.0
        threads = (scraper, reader, subscriptions)
        for thread in threads:
            thread.start()
        try:
            deadline = time.monotonic() + seconds
            while (begun := time.monotonic()) < deadline and builds[-1] < kills:
                is_killed = chance.random() < share
                ending = build(site, chance.uniform(0.05, took) if is_killed else None)
                builds[ending] += 1
                if ending >= 0:
                    took = time.monotonic() - begun
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        time.sleep(2.1)  # files written just now are checked again by the last build
        builds[build(site, None)] += 1
        builds[build(site, None)] += 1
        for feed in FEEDS:
            reader.poll(feed)
    numbers = (*scraper.files, *scraper.rows)
    expected = Counter(f"Report number {number} from the islands" for number in numbers)
    shown = history(site.output)
    faults = reader.faults + subscriptions.faults
    faults += [f"{title} is there {shown[title]} times" for title in shown if shown[title] != 1]
    faults += [f"{title} is lost" for title in expected if title not in shown]
    faults += [f"{title} is there, and its file is not" for title in shown if title not in expected]
    left = [p.name for p in (site.output, site.state) for p in p.glob("*staging*")]
    return {
        "seconds": seconds,
        "scraper": dict(scraper.did),
        "builds by exit status (-1: stopped)": dict(builds),
        "polls by status": dict(reader.polls),
        "polls of newsboat and reader": subscriptions.polls,
        "articles seen": len(reader.ids),
        "articles in the end": len(shown),
        "faults": faults + left,
    }


if __name__ == "__main__":
    home = Path(tempfile.mkdtemp(prefix="soak-"))
    numbers = map(float, sys.argv[3:])
    try:
        print(json.dumps(soak(home, float(sys.argv[1]), *sys.argv[2:3], *numbers), indent=2))
    finally:
        shutil.rmtree(home)
