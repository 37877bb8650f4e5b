"""Each message of feedtool is in the catalogue, and is recognized by its form."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool import messages
from feedtool.errors import ConfigError
from feedtool.messages.message import ERROR, Message
from feedtool.model import Problem
from support.message_forms import Form, forms, sample

PINS = Path(__file__).parent / "pins" / "messages.json"
UPDATES = os.environ.get("FEEDTOOL_UPDATE_GOLDENS") == "1"


@cache
def source() -> tuple[Form, ...]:
    return forms()


def entries() -> Iterator[tuple[int, Message]]:
    """All entries, with the number of their range."""
    for number, found in enumerate(messages.ranges().values()):
        yield from ((number, entry) for entry in found)


def literal(entry: Message) -> int:
    return sum(map(len, entry.literals))


def test_every_message_in_the_source_has_an_entry() -> None:
    missing = [f for f in source() if next(messages.matching(f.sample), None) is None]
    assert not missing, "add them to feedtool/messages/, then ./run goldens"


def test_every_entry_has_a_place_in_the_source() -> None:
    used: set[str] = set()
    for form in source():
        wrappers = [m for m in messages.matching(form.sample) if m.is_wrapper]
        used |= {messages.code(form.sample) or "", *(m.code for m in wrappers)}
    unused = [entry for _, entry in entries() if entry.code not in used]
    assert not unused, "delete these entries and `./run goldens`; their codes stay in tests/pins"


@pytest.mark.parametrize("kind", ["source", "catalogue"])
def test_no_two_entries_match_a_message_equally_well(kind: str) -> None:
    texts = [form.sample for form in source()] if kind == "source" else []
    texts += [sample(entry.form) for _, entry in entries()]
    for text in texts:
        best, *others = [m for m in messages.matching(text) if not m.is_wrapper] or [None]
        ties = [m for m in others if best is not None and literal(m) == literal(best)]
        assert not ties, (text, best, ties)


def test_an_entry_matches_its_own_form() -> None:
    for _, entry in entries():
        assert messages.code(sample(entry.form)) == entry.code


def test_codes_are_unique_and_in_their_range() -> None:
    codes = [entry.code for _, entry in entries()]
    assert codes == sorted(set(codes), key=lambda code: (code[2], int(code[2:])))
    for number, entry in entries():
        assert re.fullmatch(rf"FT{number}\d\d\d?", entry.code)


def test_errors_that_end_a_run_are_called_errors() -> None:
    for form in source():
        code = messages.code(form.sample)
        if form.ends_run and code is not None:
            assert messages.catalogue()[code].kind == ERROR, form


def test_codes_are_never_reused() -> None:
    """A deleted code stays in the pins; a reworded form of the same message is changed there."""
    pinned = json.loads(PINS.read_text("utf-8")) if PINS.exists() else {}
    here = {entry.code: entry.form for _, entry in entries()}
    if UPDATES:
        pinned = dict(sorted({**here, **pinned}.items()))
        PINS.write_text(json.dumps(pinned, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert here == {code: pinned.get(code) for code in here}


def test_entries_are_written_for_readers() -> None:
    for _, entry in entries():
        for text in filter(None, (entry.meaning, entry.remedy)):
            assert text[0].isupper() or text[0] == "`", entry
            assert text.endswith("."), entry


@given(st.text())
def test_any_text_has_a_code_or_none(text: str) -> None:
    assert messages.code(text) in {None, *messages.catalogue()}


@given(st.data())
def test_values_do_not_hide_a_message(data: st.DataObject) -> None:
    _, entry = data.draw(st.sampled_from(list(entries())))
    values = data.draw(st.lists(st.text(), min_size=12, max_size=12))
    text = "".join(part + value for part, value in zip(entry.literals, values, strict=False))
    text = text[: len(text) - len(values[len(entry.literals) - 1])] if values else text
    found = next(messages.matching(text))
    assert literal(found) >= literal(entry)


def test_joined_notices_have_a_code_each() -> None:
    first, second = "is nested too deeply; take some levels out", "a text that nobody knows"
    joined = f"{first}. Also: {second}. Also: {first}"
    problem = Problem("a.md", joined)
    code = messages.code(first)
    assert problem.codes == (code, code)
    assert (
        messages.with_codes(joined) == f"{first} [{code}]. Also: {second}. Also: {first} [{code}]"
    )


def test_a_message_around_another_has_the_code_of_the_inner_one() -> None:
    inner = "is empty; write the article into it or delete it"
    assert messages.code(f"a.md: resolved (was: {inner})") == messages.code(inner)
    outer = messages.code("a.md: resolved (was: of a library)")
    assert outer is not None
    assert messages.catalogue()[outer].form == "{fact} (was: {message})"


def test_an_exception_has_a_code() -> None:
    assert ConfigError("x: no words of ours").code is None
    assert ConfigError("feedtool.toml: is not valid TOML: x (at line 1)").code == "FT004"
