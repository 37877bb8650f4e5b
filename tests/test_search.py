"""The search index: which words lead to which articles, and which files a change rewrites."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedtool.model import CleanArticle, Meta, Title
from feedtool.pipeline import paging
from feedtool.render.pages.search import DIGITS, MOST_WORDS, Found, search_index, words_of
from feedtool.text.search_words import LONGEST, search_words
from support.sites import CONFIG, NOW, OF_THE_SITE, SiteFolder
from support.texts import story

SEARCHED = f"{CONFIG}\n[pages]\nsearch = true\n"


def unpacked(packed: str) -> Iterator[tuple[str, list[int]]]:
    """The words of a part of the index with the numbers of their articles."""
    parts, word = packed.split(" "), ""
    for shared, numbers in zip(parts[::2], parts[1::2], strict=True):
        word = word[: DIGITS.index(shared[0])] + shared[1:]
        yield word, [DIGITS.index(digit) for digit in numbers]


def found(site: SiteFolder, word: str) -> set[str]:
    """The titles of the articles that the index has for a word."""
    titles = set()
    for path, body in site.files().items():
        if path.startswith("search/"):
            part = json.loads(body)
            numbers = dict(unpacked(part["words"])).get(word, [])
            titles |= {part["articles"][number][1] for number in numbers}
    return titles


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Straße STRASSE Ærø naïve İstanbul", "strasse aero naive istanbul"),
        ("ΟΔΌΣ οδός", "οδοσ"),
        ("snake_case, it's 3.5 %", "snake case it s 3 5"),
        ("हिन्दी की भाषा", "हिन्दी की भाषा"),
        ("مَدْرَسَة المدرسه مدرسة", "مدرسه"),
        ("שָׁלוֹם שלום", "שלום"),
        ("한국어로 쓴 글", "한국어로 쓴 글"),
        ("北京。雨", "北京 雨"),
        ("ตลาด iPhone版", "ตล ลา าด iphone 版"),
        ("❤️ ½ ﬁne Ⅷ", "1 2 fine viii"),
        ("x" * 99, "x" * LONGEST),
    ],
)
def test_a_text_is_found_under_these_words(text: str, words: str) -> None:
    assert " ".join(search_words(text)) == words


@given(st.text(max_size=60))
def test_a_word_is_found_under_itself(text: str) -> None:
    for word in search_words(text):
        assert " " not in word
        assert len(word) <= LONGEST or not word.isascii()


@given(
    st.lists(st.sets(st.text("abéй北", min_size=1, max_size=5)), max_size=len(DIGITS)),
)
def test_an_index_has_the_words_of_each_article(texts: list[set[str]]) -> None:
    articles = [(Found(f"a-{n}", "A", "", "", ""), words) for n, words in enumerate(texts)]
    part = json.loads(search_index("search/1.json", 0, articles).body)
    assert [slug for slug, *_ in part["articles"]] == [f"a-{n}" for n in range(len(texts))]
    there: dict[str, list[int]] = {}
    for number, words in enumerate(texts):
        for word in words:
            there.setdefault(word, []).append(number)
    assert dict(unpacked(part["words"])) == there if texts and any(texts) else not part["words"]


def test_what_a_page_does_not_show_is_not_found() -> None:
    text = (
        "A [link](https://a.example/address 'tip') <b class=mark>bold</b> {{< widget >}} {% tag %}",
        "[name]: https://b.example/place",
        "<!-- remark -->See https://c.example/plain[^1]",
        "[^1]: A note &amp; more",
    )
    article = CleanArticle(
        "a.md", Title("The title", "declared"), text, Meta(tags=("Sea",)), "markdown", "en", ""
    )
    shown = "the title sea a link bold see 1 note more"
    assert " ".join(words_of(article, "The title")) == shown


def test_only_so_many_words_of_a_long_text_are_in_the_index() -> None:
    text = " ".join(f"w{n}" for n in range(2 * MOST_WORDS))
    article = CleanArticle("a.txt", Title("T", "declared"), (text,), Meta(), "plain", None, "")
    assert len(list(words_of(article, "T"))) == MOST_WORDS


def test_a_part_has_a_digit_for_each_article_and_each_shared_character() -> None:
    assert len(DIGITS) >= max(paging._SEARCH, LONGEST + 1)
    assert json.loads(json.dumps(DIGITS)) == DIGITS
    assert json.dumps(DIGITS) == f'"{DIGITS}"'


def test_without_the_setting_there_is_no_search(site: SiteFolder) -> None:
    site.write("a.txt", story("The first of the texts"))
    site.build()
    assert site.files().keys() - {"articles/the-first-of-the-texts.html"} == OF_THE_SITE


def test_an_edit_writes_one_part_of_the_index(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "_SEARCH", 2)
    site.configure(SEARCHED)
    for n in range(5):
        site.write(f"{n}.md", f"---\ndate: 2026-03-0{n + 1}\n---\n# Number {n}\n\nA text, t{n}.\n")
    site.build()
    indexes = {path for path in site.files() if path.startswith("search")}
    assert indexes == {
        *("search.html", "search.js", "search/1.json", "search/2.json", "search/newest.json")
    }
    assert found(site, "t1") == {"Number 1"}
    assert site.build(NOW + 30).written == ()

    site.write("1.md", "---\ndate: 2026-03-02\n---\n# Number 1\n\nA text, changed.\n")
    written = site.build(NOW + 60).written
    assert [path for path in written if path.startswith("search")] == ["search/1.json"]
    assert (found(site, "t1"), found(site, "changed")) == (set(), {"Number 1"})

    site.write("5.md", "---\ndate: 2026-03-06\n---\n# Number 5\n\nA text, t5.\n")
    written = site.build(NOW + 90).written
    assert [path for path in written if path.startswith("search")] == ["search/newest.json"]

    site.remove("3.md")
    written = site.build(NOW + 120, allow_removals=True).written
    assert [path for path in written if path.startswith("search")] == ["search/2.json"]
    assert found(site, "t3") == set()
    assert found(site, "text") == {f"Number {n}" for n in (0, 1, 2, 4, 5)}

    site.configure(CONFIG)
    report = site.build(NOW + 150)
    assert indexes <= set(report.deleted)
    assert not [path for path in site.files() if path.startswith("search")]


def test_a_page_or_file_of_the_owner_with_that_name_is_named(site: SiteFolder) -> None:
    site.write("a.txt", story("The first of the texts"))
    (site.root / "static").mkdir()
    (site.root / "static" / "search.js").write_text("// mine")
    site.configure(f'{SEARCHED}\n[input]\nstatic = "static"\n')
    assert any("search.js: was not copied" in notice for notice in site.build().notices)
    assert "// mine" not in (site.output / "search.js").read_text()
