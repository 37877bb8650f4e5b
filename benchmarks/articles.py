"""Generated articles of 2 to 4 KB, in any number, for benchmarks.

Each belongs to one of a hundred sites, and has that site's boilerplate above and below its text.
Article 7 is the same in a corpus of ten and in one of a million.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

EPOCH = 1_700_000_000  # date of article 0; each of the others is a minute after its predecessor
_IN_FOLDER = 1000  # articles per folder
_SITES = 100
_SYLLABLES = (
    "ka lo mi ra ten vor dal bex hu sil or an quin ber mar gul pos tre wi zan ed fro nel ost pri "
    "sha ulm yor cam dri fen gor hal ist jun kel lin mon nor ope pel rin sto tam und vel wex ash"
).split()
_COMMON = (
    "the of and to in a that was for on with as by at from it is were had not this but".split()
)
_ABOVE = (
    "World",
    "Business",
    "Share this article",
    "5 min read",
    "Listen to this article",
    "Politics",
)
_BELOW = (
    "Back to top button", "Read more", "Related articles", "Sign up for our newsletter",
    "All rights reserved.", "Follow us on social media", "Leave a comment", "Print this page",
    "Advertisement", "Share on Facebook",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """One article, independent of the format of its file."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def timestamp(self) -> int:
        """When it was written, in Unix seconds."""
        return EPOCH + 60 * self.number

    @property
    def text(self) -> str:
        """As scraped text, in which nothing marks title, body and boilerplate."""
        return "\n".join(
            (*self.above, self.title, "", "\n\n".join(self.paragraphs), "", *self.below)
        )

    @property
    def markdown(self) -> str:
        """As a static site generator needs it, with front matter."""
        date = datetime.fromtimestamp(self.timestamp, UTC).isoformat()
        body = "\n\n".join((*self.above, *self.paragraphs, *self.below))
        return f'---\ntitle: "{self.title}"\ndate: {date}\n---\n\n{body}\n'


def article(number: int) -> Made:
    """Article `number`, always the same."""
    dice = random.Random(number)
    site = random.Random(-1 - number % _SITES)
    vocabulary = ["".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) for _ in range(150)]
    paragraphs, size, wanted = [], 0, dice.randint(1700, 3600)
    while size < wanted:
        paragraph = " ".join(_sentence(dice, vocabulary) for _ in range(dice.randint(1, 4)))
        paragraphs.append(paragraph)
        size += len(paragraph)
    title = " ".join(dice.sample(vocabulary, dice.randint(4, 9))).capitalize()
    return Made(
        number=number,
        title=title,
        paragraphs=tuple(paragraphs),
        above=tuple(site.sample(_ABOVE, site.randint(0, 2))),
        below=tuple(site.sample(_BELOW, site.randint(1, 5))),
    )


def _sentence(dice: random.Random, vocabulary: list[str]) -> str:
    words = [
        dice.choice(_COMMON if dice.random() < 0.45 else vocabulary)
        for _ in range(dice.randint(8, 24))
    ]
    return " ".join(words).capitalize() + "."


def write(folder: Path, numbers: range, ending: str = ".txt") -> None:
    """Writes articles into sub-folders; `ending` selects the format. Existing files are kept."""
    for path, made in _files(folder, numbers, ending):
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made.text if ending == ".txt" else made.markdown, "utf-8")
        os.utime(path, (made.timestamp, made.timestamp))


def path_of(folder: Path, number: int, ending: str = ".txt") -> Path:
    """The path of an article."""
    return folder / f"{number // _IN_FOLDER:04}" / f"{number:07}{ending}"


def _files(folder: Path, numbers: range, ending: str) -> Iterator[tuple[Path, Made]]:
    for number in numbers:
        path = path_of(folder, number, ending)
        if not path.exists():
            yield path, article(number)
