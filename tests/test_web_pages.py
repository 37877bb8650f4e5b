"""HTML as input: tests/pages has pages, and beside each what is read from it.

FEEDTOOL_UPDATE_GOLDENS=1 writes the expectations again, to be read before they are committed.
"""

from __future__ import annotations

import os

import pytest

from feedtool.model import Problem, RawDocument
from feedtool.readers import PAGES, read
from support.folders import TESTS

pytest.importorskip("trafilatura")
FOLDER = TESTS / "pages"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in PAGES)


def shown(found: RawDocument | Problem) -> str:
    """What was read, as text: metadata and origin, and the Markdown below a blank line."""
    if isinstance(found, Problem):
        return f"left out: {found.left_out}\n{found.message}\n"
    meta = found.meta
    fields = {
        "origin": f"{found.origin}: {found.origin_why}",
        "extracted": found.is_extracted or None,
        "title": meta.title,
        "author": meta.author,
        "published": meta.published,
        "updated": meta.updated,
        "language": meta.language,
        "url": meta.url,
        "image": meta.image,
        "notices": "; ".join(found.notices),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join(lines) + f"\n\n{found.text}\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_expected(name: str) -> None:
    expected = FOLDER / f"{name}.expected"
    found = shown(read(name, (FOLDER / name).read_bytes()))
    if os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1":
        expected.write_text(found)
    assert found == expected.read_text()
