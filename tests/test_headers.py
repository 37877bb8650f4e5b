"""Headers without fences. Each file of tests/headers is a case.

Below a line that says what it shows, `=== NAME` begins the text of a file with this name; a second
one is beside it. `=== reads` begins what is read of it, in TOML, without fields that are not set;
`=== text` begins the text that remains.
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime

import msgspec
import pytest

from feedtool.model import Meta, RawDocument
from feedtool.readers import BESIDE, read
from support.folders import TESTS
from support.messages import says

HEADERS = TESTS / "headers"
PART = re.compile(r"^=== (.+)\n", re.MULTILINE)


@pytest.mark.parametrize("case", sorted(path.name for path in HEADERS.iterdir()))
def test_a_header_is_read_as_the_case_says(case: str) -> None:
    about, *rest = PART.split((HEADERS / case).read_text("utf-8"))
    assert about.startswith("# ")
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    expected, text = tomllib.loads(parts.pop("reads")), parts.pop("text")
    beside = next((t.encode() for name, t in parts.items() if name.endswith(BESIDE)), None)
    key, source = next(iter(parts.items()))
    found = read(key, source.encode(), beside=beside)
    assert isinstance(found, RawDocument)
    assert found.text.strip() == text.strip()
    for said, wanted in zip(found.notices, expected.pop("notices", ()), strict=True):
        assert says(said, wanted)
    assert found.origin == expected.pop("origin")
    assert declared(found.meta) == expected


def declared(meta: Meta) -> dict[str, object]:
    """The fields that are set, as TOML has them."""
    fields = {k: v for k, v in msgspec.structs.asdict(meta).items() if v not in (None, ())}
    fields.pop("labels", None)
    if fields["feed"]:  # the default
        del fields["feed"]
    shown = {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}
    return {
        k: v.isoformat().replace("+00:00", "Z") if isinstance(v, datetime) else v
        for k, v in shown.items()
    }
