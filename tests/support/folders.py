"""Folders of test data, and their content."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent.parent


def folders(of: str) -> list[str]:
    """The names of the folders in tests/`of`."""
    names = sorted(path.name for path in (TESTS / of).iterdir() if path.is_dir())
    assert names, f"tests/{of} is empty"
    return names


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root`, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
