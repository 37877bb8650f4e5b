"""The rules that ship with feedtool: as people write them, and packed.

`rules/*.toml` is the source. `data/rules.json` is made from it when feedtool is installed, and read
in a twentieth of the time; it is used only if it was made from these very files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from feedtool.blake2 import blake2b
from feedtool.clean.rules import packed
from feedtool.clean.rules.matcher import Rule

_PACKAGE = Path(__file__).parents[1]
PACKED = _PACKAGE / "data" / "rules.json"
# What the packed rules are made by: another version may make them differently.
_CODE = ("clean/rules", "text")


def shipped_rules() -> Iterator[Rule]:
    """The rules as they are written, with their examples, which runs do not need."""
    # Imported here: most runs read the packed rules.
    from feedtool.clean.rules.files import load

    for name, text in _files("rules", ".toml"):
        yield from load(text.decode("utf-8"), f"feedtool/rules/{name}")


def load_rulebook() -> packed.Rulebook:
    """The rules for a run: packed ones if they are up to date, else those in the files."""
    source = _digest()
    return _unpacked(source) or packed.rulebook(shipped_rules(), source)


def check_shipped_rules() -> None:
    """Checks the rules against their own examples; packed ones were checked when they were packed.

    Raises `ConfigError` with the file, the rule and the pattern or example that is wrong.
    """
    if _unpacked(_digest()) is None:
        # Imported here: only a checkout with changed rules gets here.
        from feedtool.clean.rules.files import check_examples

        check_examples(shipped_rules())


def packed_rules() -> bytes:
    """The content of the packed file for the rule files as they are now, which are not checked."""
    return packed.pack(packed.rulebook(shipped_rules(), _digest()))


def _unpacked(source: str) -> packed.Rulebook | None:
    """The packed rules, if they were made from the files with this digest."""
    try:
        book = packed.unpack(PACKED.read_bytes())
    except (OSError, msgspec.DecodeError):  # such as in a checkout that was never installed
        return None
    return book if book.source == source else None


def _files(folder: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of the files in a folder of the package, by name."""
    for file in sorted((_PACKAGE / folder).iterdir(), key=lambda file: file.name):
        if file.name.endswith(suffix):
            yield file.name, file.read_bytes()


def _digest() -> str:
    """A digest of everything that the packed rules are made from."""
    digest = blake2b(digest_size=12)
    for folder, suffix in (("rules", ".toml"), *((folder, ".py") for folder in _CODE)):
        for name, content in _files(folder, suffix):
            digest.update(f"{folder}/{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
