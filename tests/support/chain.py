"""A chain of generations of one site, each with one change that must not disturb subscribers.

    PYTHONPATH=.:tests python -m support.chain FOLDER

writes the site of every generation to FOLDER/00-NAME, FOLDER/01-NAME ..., for any tool that checks
what subscribers see, and prints a line for each: what was done, and what a subscriber with
feedparser sees. Exit status 1 means that a subscriber was disturbed. `test_chain.py` runs the chain
with real readers.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import feedparser

from support.sites import CONFIG, NOW, SiteFolder
from support.texts import sentence

COUNT = 40
HOUR = 3600
FOLDERS = ("", "world/", "culture/film/")


def key_of(number: int) -> str:
    return f"{FOLDERS[number % 3]}{number:02}.txt"


def text_of(number: int) -> str:
    """An article of 12 paragraphs, with its number in the title."""
    title = f"Story {number:02} of {sentence(('title', number), 3).rstrip('.').lower()}"
    body = [f"{sentence((number, n), 16)} {sentence((number, n, 'more'), 12)}" for n in range(12)]
    return "\n\n".join((title, *body)) + "\n"


def with_words_replaced(text: str, count: int, seed: object) -> str:
    """The text with some words of its body replaced."""
    head, _, body = text.partition("\n\n")
    words = body.split(" ")
    for n, place in enumerate(random.Random(repr(seed)).sample(range(len(words)), count)):
        end = "\n\n" + words[place].rpartition("\n\n")[2] if "\n\n" in words[place] else ""
        words[place] = f"changed{n}{end}"
    return f"{head}\n\n" + " ".join(words)


@dataclass(frozen=True)
class Expected:
    """What subscribers may see: stories that are new, updated or gone."""

    new: frozenset[int] = frozenset()
    updated: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()


NOTHING = Expected()


@dataclass
class World:
    """The site as it evolves, and the path and text of each story."""

    site: SiteFolder
    keys: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def put(self, number: int) -> None:
        self.site.write(self.keys[number], self.texts[number])

    def move(self, number: int, key: str) -> None:
        self.site.move(self.keys[number], key)
        self.keys[number] = key

    def edit(self, number: int, words: int) -> None:
        self.texts[number] = with_words_replaced(self.texts[number], words, number)
        self.put(number)

    def remove(self, number: int) -> None:
        self.site.remove(self.keys[number])


def begin(world: World) -> Expected:
    for number in range(COUNT):
        world.keys[number], world.texts[number] = key_of(number), text_of(number)
        world.put(number)
    return Expected(new=frozenset(range(COUNT)))


def rebuild(world: World) -> Expected:
    return NOTHING


def edit_texts(world: World) -> Expected:
    for number in (1, 2, 3):
        world.edit(number, 40)
    return Expected(updated=frozenset({1, 2, 3}))


def correct_slips(world: World) -> Expected:
    for number in (4, 5):
        world.edit(number, 2)
    return NOTHING


def retitle(world: World) -> Expected:
    world.texts[6] = world.texts[6].replace("Story 06 of", "Story 06, retold, of")
    world.put(6)
    return Expected(updated=frozenset({6}))


def change_boilerplate(world: World) -> Expected:
    for number in (7, 8):
        text = f"Breaking news\n\n{world.texts[number]}\nRelated Articles\n\nLeave a Reply\n"
        world.site.write(world.keys[number], text)
    return NOTHING


def change_rules(world: World) -> Expected:
    dropped = world.texts[9].strip().rpartition("\n\n")[2].partition(". ")[0] + "."
    world.site.rule(
        f'[[rule]]\nid = "own/one"\nwhy = "one"\nwhere = "anywhere"\nequals = ["{dropped}"]\n'
        f'drops = ["{dropped}"]\nkeeps = ["{dropped} he said"]\n'
    )
    return NOTHING


def rename_and_move(world: World) -> Expected:
    world.move(10, "renamed.txt")
    world.move(11, "far/away/11.txt")
    world.move(12, "12.md")
    return NOTHING


def rename_a_folder(world: World) -> Expected:
    (world.site.articles / "world").rename(world.site.articles / "abroad")
    for number, key in world.keys.items():
        world.keys[number] = key.replace("world/", "abroad/")
    return NOTHING


def rename_and_edit(world: World) -> Expected:
    for number, key in ((13, "z/13.txt"), (14, "14-again.md")):
        world.move(number, key)
        world.edit(number, 40)
    return Expected(updated=frozenset({13, 14}))


def swap(world: World) -> Expected:
    world.keys[15], world.keys[16] = world.keys[16], world.keys[15]
    world.put(15)
    world.put(16)
    return NOTHING


def rotate(world: World) -> Expected:
    key = world.keys[17]
    world.move(17, "archive/17.txt")
    world.keys[40], world.texts[40] = key, text_of(40)
    world.put(40)
    return Expected(new=frozenset({40}))


def split(world: World) -> Expected:
    head, *paragraphs = world.texts[18].strip().split("\n\n")
    world.texts[18] = "\n\n".join((head, *paragraphs[:8])) + "\n"
    world.put(18)
    world.keys[41] = "second-half.txt"
    world.texts[41] = "\n\n".join(("Story 41 of another half", *paragraphs[8:])) + "\n"
    world.put(41)
    return Expected(new=frozenset({41}), updated=frozenset({18}))


def merge(world: World) -> Expected:
    world.texts[19] += "\n" + "\n\n".join(world.texts[20].strip().split("\n\n")[1:5]) + "\n"
    world.put(19)
    world.remove(20)
    return Expected(updated=frozenset({19}), gone=frozenset({20}))


def remove(world: World) -> Expected:
    for number in (21, 22):
        world.remove(number)
    return Expected(gone=frozenset({21, 22}))


def bring_back(world: World) -> Expected:
    world.put(21)
    world.keys[22] = "back/22.txt"
    world.put(22)
    return NOTHING  # subscribers have them already


def change_address(world: World) -> Expected:
    world.site.configure(CONFIG.replace("https://example.org/news/", "https://example.net/"))
    return NOTHING


def change_title(world: World) -> Expected:
    toml = world.site.root / "feedtool.toml"
    toml.write_text(toml.read_text().replace("Test site", "Another name"))
    return NOTHING


def lose(*names: str) -> Callable[[World], Expected]:
    def lost(world: World) -> Expected:
        for name in names:
            (world.site.state / f"{name}.sqlite").unlink()
        return NOTHING

    return lost


def lose_output(world: World) -> Expected:
    shutil.rmtree(world.site.output)
    return NOTHING


def go_to_another_machine(world: World) -> Expected:
    shutil.rmtree(world.site.state)
    away = world.site.articles.with_name("away")
    shutil.copytree(world.site.articles, away, copy_function=shutil.copyfile)
    shutil.rmtree(world.site.articles)
    away.rename(world.site.articles)
    return NOTHING


GENERATIONS: dict[str, Callable[[World], Expected]] = {
    "begin": begin,
    "rebuild": rebuild,
    "text-edited": edit_texts,
    "slips-corrected": correct_slips,
    "retitled": retitle,
    "boilerplate-changed": change_boilerplate,
    "rules-changed": change_rules,
    "renamed-and-moved": rename_and_move,
    "folder-renamed": rename_a_folder,
    "renamed-and-edited": rename_and_edit,
    "swapped": swap,
    "rotated": rotate,
    "split": split,
    "merged": merge,
    "removed": remove,
    "back-a-month-later": bring_back,
    "address-changed": change_address,
    "title-changed": change_title,
    "ledger-lost": lose("ledger"),
    "cache-lost": lose("cache"),
    "both-lost": lose("ledger", "cache"),
    "output-lost": lose_output,
    "another-machine": go_to_another_machine,
}


@dataclass(frozen=True)
class Generation:
    """A site after one step, and what its subscribers may see of it."""

    name: str
    output: Path
    expected: Expected


def generations(folder: Path) -> Iterator[Generation]:
    """Yields one generation after the other, built in `folder`."""
    world = World(SiteFolder(folder / "site", f"{CONFIG}\n[feeds]\nlimit = 100\n"))
    _keep_limit(world)
    now = NOW
    for name, step in GENERATIONS.items():
        now += 30 * 24 * HOUR if "month" in name else HOUR
        expected = step(world)
        _keep_limit(world)
        world.site.build(now)
        yield Generation(name, world.site.output, expected)


def _keep_limit(world: World) -> None:
    toml = world.site.root / "feedtool.toml"
    text = toml.read_text()
    if "[feeds]" not in text:
        toml.write_text(f"{text}\n[feeds]\nlimit = 100\n")


class Tracker:
    """A subscriber that keeps every entry by its id, as nearly all readers do.

    It recognizes an article by the number in its title, and reports what is wrong in a generation.
    """

    def __init__(self) -> None:
        self._story: dict[str, int] = {}  # by id
        self._published: dict[str, str] = {}
        self._updated: dict[str, str] = {}
        self._there: set[int] = set()

    def check(self, path: Path, expected: Expected) -> list[str]:
        """Reads the feed at `path`, and returns what should not have been seen."""
        feed = feedparser.parse(path.read_bytes())
        faults = [f"cannot be read: {feed.bozo_exception}"] if feed.bozo else []
        new, updated, there = set(), set(), set()
        for entry in feed.entries:
            number = int(entry.title.split()[1].rstrip(","))
            stamp = dict.get(entry, "updated", "")  # feedparser's own would fall back and warn
            if number in there:
                faults.append(f"story {number} appears twice")
            there.add(number)
            if entry.id not in self._story:
                new.add(number)
            elif self._story[entry.id] != number:
                faults.append(f"story {number} has the id of story {self._story[entry.id]}")
            elif entry.published != self._published[entry.id]:
                faults.append(f"story {number} has another date")
            elif stamp != self._updated[entry.id]:
                updated.add(number)
            self._story[entry.id] = number
            self._published[entry.id] = entry.published
            self._updated[entry.id] = stamp
        known = set(self._story.values())
        if len(known) < len(self._story):
            faults.append("a story appeared under a second id")
        faults += _differ("new", new, set(expected.new))
        faults += _differ("gone", self._there - there, set(expected.gone))
        if path.name == "atom.xml":
            faults += _differ("updated", updated, set(expected.updated))
        self._there = there
        return faults


def _differ(what: str, found: set[int], wanted: set[int]) -> list[str]:
    return [f"{what}: {sorted(found)}, and not {sorted(wanted)}"] if found != wanted else []


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    trackers = {feed: Tracker() for feed in ("rss.xml", "atom.xml")}
    failed = 0
    for number, generation in enumerate(generations(folder)):
        faults = []
        for feed, tracker in trackers.items():
            faults += [
                f"{feed}: {m}" for m in tracker.check(generation.output / feed, generation.expected)
            ]
        shutil.copytree(generation.output, folder / f"{number:02}-{generation.name}")
        print(f"{number:02} {generation.name:22} {'; '.join(faults) or 'as expected'}")
        failed += bool(faults)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
