"""feedtool.toml and options, read into one frozen configuration. For faults, see tests/faults."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feedtool.config import (
    Config,
    Options,
    load,
    load_text,
    page_texts,
    rule_texts,
    template_texts,
)
from feedtool.errors import ConfigError
from support.messages import says

LEAST = '[site]\nbase-url = "https://example.org/"\n'


def config(text: str, home: Path) -> Config:
    return load_text(text, "feedtool.toml", home)


def test_only_the_base_url_is_required(tmp_path: Path) -> None:
    found = config(LEAST, tmp_path)
    assert found.site_id is None
    assert (found.title, found.description, found.author) == ("example.org",) * 3
    assert found.language is None
    assert (found.articles, found.output, found.state) == (
        tmp_path / "articles",
        tmp_path / "output",
        tmp_path / ".feedtool",
    )
    assert (found.limit, found.per_page, found.max_bytes) == (50, 50, 10_000_000)
    assert found.rules == ()


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = config(
        '[site]\nid = "6F1D7C3E-52A4-4C0B-9A55-0D7F3F0C8E21"\ntitle = " A\\ntitle "\n'
        'base-url = "https://example.org/"\ndescription = "D"\nauthor = "A"\nlanguage = "pt-BR"\n'
        '[input]\nfolder = "in"\nmax-bytes = 7\n[output]\nfolder = "/srv/www"\n'
        '[state]\nfolder = "../state"\n[feeds]\nlimit = 3\n[pages]\nper-page = 4\n'
        "[run]\njobs = 2\n",
        tmp_path,
    )
    assert found.site_id == "6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21"
    assert (found.title, found.description, found.author) == ("A title", "D", "A")
    assert (found.language, found.max_bytes) == ("pt-BR", 7)
    assert (found.limit, found.per_page, found.jobs) == (3, 4, 2)
    assert (found.articles, found.output) == (tmp_path / "in", Path("/srv/www"))
    assert found.state.resolve() == tmp_path.parent / "state"


def test_a_configuration_is_frozen(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        config(LEAST, tmp_path).title = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("https://example.org/a/b", "https://example.org/a/b/"),
        ("https://example.org/a//", "https://example.org/a/"),
        ("  http://127.0.0.1:8000/  ", "http://127.0.0.1:8000/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("HTTPS://Example.ORG/A", "https://example.org/A/"),
        ("https://example.org:/", "https://example.org/"),
        ("https://example.org/ä/%2Fb/~me", "https://example.org/%C3%A4/%2Fb/~me/"),
    ],
)
def test_an_address_ends_in_one_slash(url: str, meant: str, tmp_path: Path) -> None:
    assert config(f'[site]\nbase-url = "{url}"\n', tmp_path).base_url == meant


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "/",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "https://",
        "https:///a",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://example.org/a b",
        "http://[::1",
        "https://example.org:0/",
        "https://example.org:http/",
        "javascript:alert(1)",
        "https://example.org//a/",
        "https://example.org/../a/",
        "https://example.org/./a/",
        "https://example.org/%2e%2E/a/",
        "https://example.org/%/",
        "https://example.org/%00/",
        "https://example.org\\\\a/",
        "https://example.org/<b>/",
        "https://example.org/\\u202ea/",
        "https://example..org/",
        "https://-/",
    ],
)
def test_an_invalid_address_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"base-url .*address"):
        config(f'[site]\nbase-url = "{url}"\n', tmp_path)


def test_options_override_the_file_and_are_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    (home / "feedtool.toml").write_text(LEAST + '[output]\nfolder = "out"\n')
    monkeypatch.chdir(here)
    found = load(
        Options(
            config=home / "feedtool.toml",
            articles=Path("texts"),
            base_url="http://localhost",
            jobs=3,
        )
    )
    assert (found.articles, found.output) == (here / "texts", home / "out")
    assert (found.base_url, found.jobs) == ("http://localhost/", 3)


def test_the_file_in_this_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feedtool.toml").write_text(LEAST)
    assert load(Options()).articles == tmp_path / "articles"


def test_without_a_file_an_address_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = load(Options(base_url="https://example.org/"))
    assert (found.articles, found.title) == (tmp_path / "articles", "example.org")
    with pytest.raises(ConfigError, match="--base-url"):
        load(Options())


def test_rule_files_next_to_the_configuration_are_found_in_order(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    for name in ("b.toml", "a.toml", "notes.txt"):
        (tmp_path / "rules" / name).write_text("")
    assert [path.name for path in config(LEAST, tmp_path).rules] == ["a.toml", "b.toml"]


@pytest.mark.parametrize(
    ("input_", "output", "state"),
    [
        ("a", "a", "s"),
        ("a", "a/o", "s"),
        ("o/a", "o", "s"),
        ("a", "o", "o"),
        ("a", "o", "o/s"),
        (".", "output", "../s"),
        ("a", ".", "s"),
        ("link/a", "o", "s"),
    ],
)
def test_nested_folders_are_refused(tmp_path: Path, input_: str, output: str, state: str) -> None:
    (tmp_path / "o").mkdir()
    (tmp_path / "link").symlink_to("o")
    text = f'{LEAST}[input]\nfolder = "{input_}"\n[output]\nfolder = "{output}"\n'
    with pytest.raises(ConfigError, match="give each a folder of its own"):
        config(f'{text}[state]\nfolder = "{state}"\n', tmp_path)


@pytest.mark.parametrize(
    ("input_", "output", "state"), [("a", "ao", "aos"), ("x/a", "x/o", "x/s"), ("a", "../o", ".f")]
)
def test_sibling_folders_are_accepted(tmp_path: Path, input_: str, output: str, state: str) -> None:
    text = f'{LEAST}[input]\nfolder = "{input_}"\n[output]\nfolder = "{output}"\n'
    found = config(f'{text}[state]\nfolder = "{state}"\n', tmp_path)
    assert found.output.name == Path(output).name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("base_url", "base-url"),
        ("baseurl", "base-url"),
        ("Title", "title"),
        ("langauge", "language"),
        ("auther", "author"),
        ("descripton", "description"),
    ],
)
def test_a_misspelt_key_gets_a_suggestion(written: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config(f'{LEAST}{written} = "x"\n', tmp_path)
    assert says(str(caught.value), f"feedtool.toml: … [site] … '{written}' … '{meant}'")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[feeds]\nhubs = ["https://me:secret@a.example/"]', "feedtool.toml: feeds … remove it"),
        (
            '[feeds]\nhubs = ["https://hub.example/\\u001b"]',
            "feedtool.toml: feeds.hubs … not a valid URL … https://",
        ),
        (
            '[feeds]\nhubs = ["https://hub.example/\\u202e"]',
            "feedtool.toml: feeds.hubs … not a valid URL … https://",
        ),
        ('[[feed]]\nlanguage = "de_DE"', "feedtool.toml: [[feed]] 1 … 'de_DE' … en or pt-BR"),
        ('[[feed]]\nlanguage = "../x"', "feedtool.toml: [[feed]] 1 … '../x' … en or pt-BR"),
        ('[[feed]]\nlanguage = "<b>"', "feedtool.toml: [[feed]] 1 … '<b>' … en or pt-BR"),
    ],
)
def test_what_would_be_published_is_checked(settings: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config(f"{LEAST}{settings}\n", tmp_path)
    assert says(str(caught.value), message)
    assert "secret" not in str(caught.value)


def test_a_base_url_with_a_password_is_refused_without_printing_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config('[site]\nbase-url = "https://me:secret@example.org/"\n', tmp_path)
    assert says(str(caught.value), "feedtool.toml: base-url … password … remove")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["rules", "templates", "pages", "cases"])
def test_a_folder_that_cannot_be_read_is_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / name).symlink_to(name)  # nobody can read it, not even root
    with pytest.raises(ConfigError) as caught:
        config(LEAST, tmp_path)
    assert says(
        str(caught.value), f"{tmp_path / name}: cannot be read … symbolic links … remove it"
    )


@pytest.mark.parametrize("path", ["templates/article.html", "rules/a.toml", "pages/about.md"])
def test_a_pipe_in_place_of_a_file_is_an_error(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir()
    os.mkfifo(tmp_path / path)
    found = config(LEAST, tmp_path)
    with pytest.raises(ConfigError, match="is not a regular file"):
        rule_texts(found), template_texts(found), page_texts(found)
