"""Boilerplate rules, proved by their own examples. For faults in rules, see tests/faults."""

from __future__ import annotations

import runpy
import shutil
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedtool.clean.rules import matcher, packed
from feedtool.clean.rules.files import load
from feedtool.clean.rules.needs import needs_of
from feedtool.clean.rules.prefixes import opening, openings
from feedtool.errors import ConfigError
from feedtool.pipeline import shipped_rules
from feedtool.text.normalize import one_line
from feedtool.unchanged import installation
from support.articles import article
from support.texts import story

BODY = "\n\n".join(story("Nothing but a seed for these words", 4).strip().split("\n\n")[1:])
SHIPPED = [
    (rule, example, field)
    for file in sorted(files("feedtool").joinpath("rules").iterdir(), key=lambda f: f.name)
    if file.name.endswith(".toml")
    for rule in tomllib.loads(file.read_text("utf-8"))["rule"]
    for field in ("drops", "keeps")
    for example in rule[field]
]


def named(values: object) -> str:
    return str(values) if isinstance(values, str) else values["id"]  # type: ignore[index]


def placed(line: str, where: str) -> str:
    """An article with the line at a position where such a rule would match it."""
    middle = BODY.replace("\n\n", f"\n\n{line}\n\n", 1)
    whole = {"head": f"{line}\n\n{BODY}", "tail": f"{BODY}\n\n{line}"}.get(where, middle)
    return f"---\ntitle: Declared\n---\n{whole}\n"


def lines_of(text: str, rules: list[tuple[str, str]] | None = None) -> str:
    return "\n".join(article(text, rules=rules or []).paragraphs)


@pytest.mark.parametrize(
    ("rule", "example"),
    [(rule, example) for rule, example, field in SHIPPED if field == "drops"],
    ids=named,
)
def test_what_a_shipped_rule_drops_is_gone_from_an_article(
    rule: dict[str, str], example: str
) -> None:
    first, *others = BODY.split("\n\n")
    expected = {"above": others, "below": [first]}.get(rule.get("also", ""), [first, *others])
    assert lines_of(placed(example, rule["where"])) == "\n".join(expected)


@pytest.mark.parametrize(
    ("rule", "example"),
    [(rule, example) for rule, example, field in SHIPPED if field == "keeps"],
    ids=named,
)
def test_what_a_shipped_rule_keeps_stays_in_an_article(rule: dict[str, str], example: str) -> None:
    found = lines_of(placed(example, "anywhere")).split("\n")
    assert set(example.split("\n")) <= set(found)


def own(where: str, **more: str) -> list[tuple[str, str]]:
    fields = {
        "id": '"own/ad"',
        "why": '"advertisement"',
        "where": f'"{where}"',
        "equals": '["Buy now"]',
        "drops": '["Buy now"]',
        "keeps": '["Buy now, he said"]',
    } | more
    text = "[[rule]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items())
    return [("rules/own.toml", text)]


@pytest.mark.parametrize(
    ("where", "place", "gone"),
    [
        ("head", "head", True),
        ("head", "tail", False),
        ("head", "anywhere", False),
        ("tail", "tail", True),
        ("tail", "head", False),
        ("tail", "anywhere", False),
        ("anywhere", "head", True),
        ("anywhere", "tail", True),
        ("anywhere", "anywhere", True),
    ],
)
def test_a_rule_takes_a_line_only_in_its_place(where: str, place: str, gone: bool) -> None:
    line = "Xyzzy plugh of the week"
    rules = own(where, equals=f'["{line}"]', drops=f'["{line}"]', keeps='["Xyzzy"]')
    assert (line not in lines_of(placed(line, place), rules).split("\n")) is gone


@pytest.mark.parametrize(
    "line", ["Buy now", "BUY NOW", "  » Buy   now!  ", "*Buy now*", "Buy now:"]
)
def test_equal_means_without_case_and_outer_punctuation(line: str) -> None:
    assert line.strip() not in lines_of(placed(line, "tail"), own("tail"))


HEADLINE = "How the harbour was lost"


@pytest.mark.parametrize(
    ("box", "gone"),
    [
        (f"Read also:\n{HEADLINE}", True),
        (f"READ ALSO\n\n{HEADLINE}", True),
        (f"Lire aussi :\n{HEADLINE} ?", True),
        (f"Read also:\n{HEADLINE}.", False),
        (f"Read also:\n{HEADLINE.lower()}", False),
        ("Read also:\nA book", False),
        (f"Read also:\n- {HEADLINE}", False),
        (f"Read also:\n{HEADLINE}\n{HEADLINE} 2\n{HEADLINE} 3\n{HEADLINE} 4", False),
        (f"Read more\n{HEADLINE}", False),  # a button below an excerpt
        (f"Read more:\n{HEADLINE}", True),
    ],
)
def test_a_label_goes_with_the_headline_below_it_or_stays(box: str, gone: bool) -> None:
    found = lines_of(placed(box, "anywhere")).split("\n")
    kept = [line for line in box.split("\n") if line in found]
    assert kept == ([] if gone else [line for line in box.split("\n") if line])


def test_the_last_of_several_headlines_below_a_label_may_be_a_subheading() -> None:
    text = placed(f"Read also:\n{HEADLINE}\nA new harbour for the town", "anywhere")
    assert lines_of(text) == BODY.replace("\n\n", "\n\nA new harbour for the town\n\n", 1).replace(
        "\n\n", "\n"
    )


@pytest.mark.parametrize("end", ["", "\n\nSee also"])
def test_a_label_at_the_end_of_a_text_stays_with_what_is_below_it(end: str) -> None:
    text = f"---\ntitle: Declared\n---\n{BODY}\n\nA note\n\nSee also\n\nThe Book of Harbours\n{end}"
    assert "The Book of Harbours" in lines_of(text)


def test_a_tail_is_taken_line_by_line_from_the_end() -> None:
    text = placed("Buy now\n\nRelated Articles\n\nBuy now\n\nLeave a Reply", "tail")
    found = article(text, rules=own("tail"))
    assert "\n".join(found.paragraphs) == BODY.replace("\n\n", "\n")
    dropped = [(v.line.text, v.rule) for v in found.verdicts if v.rule is not None]
    assert [text for text, _ in dropped] == [
        "Buy now",
        "Related Articles",
        "Buy now",
        "Leave a Reply",
    ]
    assert dropped[0] == ("Buy now", "own/ad")


def test_a_rule_that_keeps_is_stronger_than_all_that_drop() -> None:
    line = "Back to top"
    assert line not in lines_of(placed(line, "anywhere"))
    keep = own(
        "anywhere", equals='["Back to top"]', drops='["Back to top"]', keeps='["Top"]', keep="true"
    )
    assert line in lines_of(placed(line, "anywhere"), keep).split("\n")


def test_code_is_never_boilerplate() -> None:
    text = f"---\ntitle: T\n---\n{BODY}\n\n```\nBuy now\nBack to top\n```\n"
    found = article(text, "a.md", rules=own("anywhere"))
    assert found.paragraphs[-1] == "```\nBuy now\nBack to top\n```"


def test_every_line_has_one_verdict_with_the_number_an_editor_shows() -> None:
    text = f"---\ntitle: T\n---\n{BODY}\n\nBuy now\n"
    found = article(text, rules=own("tail"))
    lines = text.split("\n")
    assert [v.line.number for v in found.verdicts] == list(range(4, len(lines) + 1))
    assert [v.line.text for v in found.verdicts] == lines[3:]
    assert all(v.why for v in found.verdicts if v.rule is not None)


def test_a_text_of_nothing_but_boilerplate_is_kept_whole_and_told_of() -> None:
    found = article("Related Articles\n\nLeave a Reply\n\nBack to top\n")
    assert "Leave a Reply" in "\n".join((found.title.text, *found.paragraphs))
    assert found.notice is not None
    assert "nothing but boilerplate" in found.notice


def test_a_rule_knows_where_it_comes_from() -> None:
    ((name, text),) = own("tail")
    (rule,) = load(text, name)
    assert (rule.id, rule.source, rule.where) == ("own/ad", "rules/own.toml", "tail")
    assert rule.takes("Buy now!")
    assert not rule.takes("Buy now, he said")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files that packed rules are made from, without packed rules."""
    root = tmp_path / "feedtool"
    for folder in ("rules", "clean/rules", "text"):
        shutil.copytree(str(files("feedtool") / folder), root / folder)
    (root / "data").mkdir()
    monkeypatch.setattr(shipped_rules, "_PACKAGE", root)
    monkeypatch.setattr(shipped_rules, "PACKED", root / "data" / "rules.json")
    return root


def test_packed_rules_are_those_of_the_files(package: Path) -> None:
    from_files = shipped_rules.load_rulebook()
    (package / "data/rules.json").write_bytes(shipped_rules.packed_rules())
    book = shipped_rules.load_rulebook()
    assert book == from_files
    assert [(rule.id, rule.equals, rule.matches) for rule in book.rules] == [
        (rule.id, rule.equals, rule.matches) for rule in shipped_rules.shipped_rules()
    ]
    assert book.index.size == sum(len(rule.matches) for rule in book.rules)
    assert len(book.index.anywhere) < 12


def test_packed_rules_are_read_without_their_files(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (package / "data/rules.json").write_bytes(shipped_rules.packed_rules())
    monkeypatch.setattr(shipped_rules, "shipped_rules", lambda: pytest.fail("read from files"))
    assert shipped_rules.load_rulebook().rules


@pytest.mark.parametrize("changed", ["rules/en.toml", "clean/rules/prefixes.py"])
def test_packed_rules_that_are_out_of_date_are_not_used(package: Path, changed: str) -> None:
    (package / "data/rules.json").write_bytes(shipped_rules.packed_rules())
    rule = '[[rule]]\nid = "en/new"\nwhy = "w"\nwhere = "tail"\nequals = ["New"]\n'
    rule += 'drops = ["New"]\nkeeps = ["Old"]\n'
    with (package / changed).open("a") as file:
        file.write(f"\n{rule if changed.endswith('toml') else '# changed'}")
    before = packed.unpack((package / "data/rules.json").read_bytes())
    found = shipped_rules.load_rulebook()
    assert found.source != before.source
    is_new = {rule.id for rule in found.rules} - {rule.id for rule in before.rules}
    assert is_new == ({"en/new"} if changed.endswith("toml") else set())


def test_rules_are_checked_unless_they_were_packed(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped_rules.check_shipped_rules()
    rule = '[[rule]]\nid = "xx/bad"\nwhy = "w"\nwhere = "tail"\nequals = ["New"]\n'
    rule += 'drops = ["Old"]\nkeeps = ["Gold"]\n'
    (package / "rules/xx.toml").write_text(rule)
    for path in (package / "rules").glob("[a-w]*.toml"):
        path.unlink()
    with pytest.raises(ConfigError, match="xx/bad: should take 'Old' of drops"):
        shipped_rules.check_shipped_rules()
    (package / "data/rules.json").write_bytes(shipped_rules.packed_rules())
    monkeypatch.setattr(shipped_rules, "shipped_rules", lambda: pytest.fail("read from files"))
    shipped_rules.check_shipped_rules()


def test_only_rules_that_hold_are_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ConfigError("a rule is wrong")

    monkeypatch.setattr(shipped_rules, "check_shipped_rules", refuse)
    monkeypatch.setattr(shipped_rules, "packed_rules", lambda: pytest.fail("packed"))
    monkeypatch.setattr(sys, "path", [*sys.path])  # the hook adds its folder
    root = Path(__file__).parents[1]
    packing = runpy.run_path(str(root / "hatch_build.py"))["PackRules"]
    with pytest.raises(ConfigError):
        packing(str(root), {}, None, None, "", "wheel").initialize("standard", {"artifacts": []})


@pytest.mark.parametrize("body", [b"", b"[]", b'{"source": "", "rules": 1, "openings": {}}'])
def test_packed_rules_that_are_damaged_are_not_used(package: Path, body: bytes) -> None:
    (package / "data/rules.json").write_bytes(body)
    assert shipped_rules.load_rulebook().rules


def test_packed_rules_do_not_count_for_what_was_made_by_which_feedtool(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "line-classifier.json").write_text("{}")
    before = installation.listing(tmp_path)
    (data / "rules.json").write_text("{}")
    assert installation.listing(tmp_path) == before != []


@pytest.mark.thorough
def test_the_rules_that_are_asked_at_once_are_those_that_take_the_line() -> None:
    rules = tuple(shipped_rules.shipped_rules())
    asked = packed.unpack(shipped_rules.packed_rules()).joined(())
    lines = {one_line(example) for _, example, _ in SHIPPED}
    lines |= {change(line) for line in lines for change in (str.upper, str.lower, str.title)}
    lines |= {f" {line[1:]}" for line in lines} | {line[:-1] for line in lines} | {"", "x", "…"}
    for line in sorted(lines)[::7]:
        names = {rule.id for rule in rules if rule.takes(line)}
        assert {rule.id for rule in asked.taking(line)} == names, line


PATTERNS = sorted({pattern for rule in shipped_rules.shipped_rules() for pattern in rule.matches})


@given(st.data())
def test_a_line_that_a_pattern_takes_is_not_ruled_out_unasked(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    line = data.draw(st.from_regex(matcher.compiled(pattern), fullmatch=True)).strip()
    assume(len(line) <= matcher.LONGEST_LINE and matcher.compiled(pattern).fullmatch(line))
    assert needs_of(pattern).fit(len(line))
    assert needs_of(pattern).are_met(line)
    begins = openings(pattern)
    assert begins is None or any(opening(line).startswith(begin) for begin in begins)
