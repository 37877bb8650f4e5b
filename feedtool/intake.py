"""From a file in the input folder to a clean article, in whatever process does it.

An `Intake` is small and can be sent to another process, or another machine; the rules are loaded
once in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from feedtool.cache import Changed
from feedtool.clean import clean
from feedtool.clean.rules import Rule, RuleSet, load, refuse_twins
from feedtool.errors import ConfigError
from feedtool.model import CleanArticle, Problem
from feedtool.readers import read
from feedtool.storage import InputFolder, too_large

RuleText = tuple[str, str]  # the name of a rule file, for messages, and its text


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads and cleans batches of files below `root`; `rules` are the user's own."""

    root: Path
    max_bytes: int
    rules: tuple[RuleText, ...]

    def __call__(self, batch: list[Changed]) -> list[CleanArticle | Problem]:
        """An article or a problem for each file of the batch, in its order."""
        folder = InputFolder(self.root)
        return [self.take(folder, changed.found.key, changed.found.size) for changed in batch]

    def take(self, folder: InputFolder, key: str, size: int) -> CleanArticle | Problem:
        """The article in the file at `key`, or what is wrong with it."""
        problem = too_large(key, size, self.max_bytes)
        if problem is not None:
            return problem
        data = folder.read(key, self.max_bytes)
        return data if isinstance(data, Problem) else self.from_bytes(key, data)

    def from_bytes(self, key: str, data: bytes) -> CleanArticle | Problem:
        """The article in `data`, which is, or would be, the content of the file at `key`."""
        document = read(key, data)
        return document if isinstance(document, Problem) else clean(document, rule_set(self.rules))


def rule_texts(paths: tuple[Path, ...]) -> tuple[RuleText, ...]:
    """The user's rule files, read. Raises `ConfigError` if one cannot be."""
    texts = []
    for path in paths:
        try:
            texts.append((f"rules/{path.name}", path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
            raise ConfigError(f"{path}: cannot be read: {reason}") from None
    return tuple(texts)


@cache
def rule_set(texts: tuple[RuleText, ...]) -> RuleSet:
    """The rules that ship with feedtool and the user's, loaded and proved.

    Raises `ConfigError` if a rule is disproved by its own examples.
    """
    rules: list[Rule] = []
    for name, text in (*_shipped(), *texts):
        rules += load(text, name)
    refuse_twins(rules)
    return RuleSet(rules)


def _shipped() -> list[RuleText]:
    folder = files("feedtool") / "rules"
    return sorted(
        (f"feedtool/rules/{file.name}", file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    )
