"""The interface texts of pages, in the language of the site.

They come from templates/words.toml; a user's words.toml adds to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import cast

import msgspec
from markupsafe import Markup

from feedtool.errors import ConfigError
from feedtool.model.package import read_file
from feedtool.render.pages import built_in
from feedtool.text.language import direction
from feedtool.text.suggest import suggest

FILE = built_in.WORDS
_FALLBACK = "en"  # the language used if none of the requested ones is known
# Tags whose texts are found under another tag than their own or its prefixes.
_ALIASES = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", "iw": "he"}
_MONTHS = "months"
_SEARCH = "search"  # the texts of a page that most sites do not have begin so
_NUMBERED = ("minutes", "page")

Table = Mapping[str, Mapping[str, str | tuple[str, ...]]]


class Words(msgspec.Struct, frozen=True):
    """The texts of one language: `words["subscribe"]`, or in a template `words.subscribe`.

    `language` is the requested tag if there are texts for it.
    """

    language: str
    text: Mapping[str, str]
    months: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        return self.text[name]

    def date(self, moment: datetime) -> str:
        """The day (UTC) as it is written in this language.

        >>> from datetime import UTC
        >>> words("de").date(datetime(2026, 5, 1, tzinfo=UTC))
        '1. Mai 2026'
        """
        parts = {
            "{day}": str(moment.day),
            "{month}": self.months[moment.month - 1],
            "{number}": str(moment.month),
            "{year}": str(moment.year),
        }
        text = self.text["date"]
        for name, value in parts.items():
            text = text.replace(name, value)
        return text

    def minutes_read(self, minutes: int) -> str:
        """The text for the reading time.

        >>> words("en").minutes_read(4)
        '4 min read'
        """
        return self.text["minutes"].replace("{}", str(minutes))

    def numbered(self, number: int) -> str:
        """The name of a numbered page.

        >>> words("fr-CA").numbered(3)
        'Page 3'
        """
        return self.text["page"].replace("{}", str(number))


@lru_cache  # of the texts of a site, few are in another language
def lang(language: str | None, around: str | None) -> Markup:
    """The attributes of an element in `language`, if the content around it is in another one.

    >>> str(lang("he", "en")), str(lang("en", "en")), str(lang(None, "en"))
    (' lang="he" dir="rtl"', '', '')
    """
    if language is None or language == around:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def words(*languages: str | None, table: Table | None = None) -> Words:
    """The texts of the first of `languages` that has any, else the English ones.

    A language is looked up from its whole tag down to its first subtag (RFC 4647, section 3.4).

    >>> words(None, "de-AT").language, words("zh-TW")["subscribe"], words("tlh").language
    ('de-AT', '訂閱', 'en')
    """
    known = _shipped() if table is None else table
    names = {name.lower(): name for name in known}
    for language in filter(None, languages):
        tag = language.lower()
        while tag:
            name = names.get(_ALIASES.get(tag, tag))
            if name is not None:
                return _of(known, name, language)
            tag = tag.rpartition("-")[0]
    return _of(known, _FALLBACK, _FALLBACK)


def table(own: str | None, source: str) -> Table:
    """The built-in texts, overridden by those in `own`, the contents of a user's words.toml.

    Raises `ConfigError`; `source` names the file in messages.
    """
    shipped = _shipped()
    if own is None:
        return shipped
    # Imported here: most sites have no texts of their own.
    import tomllib

    try:
        added = tomllib.loads(own)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: is not valid TOML: {error}") from None
    merged = dict(shipped)
    for language, entries in added.items():
        if not isinstance(entries, dict):
            raise ConfigError(
                f"{source}: '{language}' is outside a table; put it below one like [sv]"
            )
        checked = _checked(entries, f"{source}: [{language}]")
        known = shipped.get(language) or _texts_of_search()
        merged[language] = {**known, **checked}
        missing = sorted(shipped[_FALLBACK].keys() - merged[language].keys())
        if missing:
            raise ConfigError(f"{source}: [{language}] also needs {', '.join(missing)}")
    return merged


def _texts_of_search() -> dict[str, str | tuple[str, ...]]:
    """The English texts of the search page, which a language of the user's need not have."""
    english = _shipped()[_FALLBACK]
    return {name: text for name, text in english.items() if name.startswith(_SEARCH)}


def _checked(entries: Mapping[str, object], where: str) -> dict[str, str | tuple[str, ...]]:
    names = _shipped()[_FALLBACK]
    checked: dict[str, str | tuple[str, ...]] = {}
    for name, value in entries.items():
        if name not in names:
            close = suggest(name, names)
            hint = f"did you mean '{close}'?" if close else f"known are {', '.join(names)}"
            raise ConfigError(f"{where} has no text '{name}'; {hint}")
        if name == _MONTHS:
            if not isinstance(value, list) or [type(month) for month in value] != [str] * 12:
                raise ConfigError(f"{where} {name}: needs the names of the twelve months, in order")
            checked[name] = tuple(value)
        elif not isinstance(value, str):
            raise ConfigError(f"{where} {name}: is not a string; put it in quotes")
        elif name in _NUMBERED and "{}" not in value:
            raise ConfigError(f"{where} {name}: needs {{}} in place of the number")
        else:
            checked[name] = value
    return checked


def _of(known: Table, name: str, language: str) -> Words:
    entries = known[name]
    text = {key: value for key, value in entries.items() if isinstance(value, str)}
    return Words(language, text, tuple(entries[_MONTHS]))


@cache
def _shipped() -> Table:
    made = built_in.compiled()
    return read_shipped() if made is None else cast("Table", made.TEXTS)


def read_shipped() -> Table:
    """The built-in texts, from the file that people edit."""
    # Imported here: an installation has them in another form.
    import tomllib

    source = read_file(f"templates/{FILE}").decode()
    return {
        language: {n: tuple(v) if isinstance(v, list) else v for n, v in entries.items()}
        for language, entries in tomllib.loads(source).items()
    }
