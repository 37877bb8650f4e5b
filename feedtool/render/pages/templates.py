"""Loads and fills in templates. A user's template replaces the built-in one of the same name.

The only module that uses jinja2. The content of pages is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import NoReturn
from urllib.parse import urlsplit

import jinja2

from feedtool.errors import ConfigError
from feedtool.model.paths import FEED_STYLESHEET, SEARCH_SCRIPT, STYLESHEET
from feedtool.render.pages import time_limit
from feedtool.render.pages.metadata import iso
from feedtool.render.pages.translations import FILE as WORDS
from feedtool.render.pages.translations import lang
from feedtool.text.language import direction
from feedtool.text.suggest import suggest

NAMES = (
    *("base.html", "article.html", "listing.html", "topics.html", "page.html", "subscribe.html"),
    *("search.html", "404.html", "redirect.html"),
    *(STYLESHEET, FEED_STYLESHEET, SEARCH_SCRIPT, WORDS),
)
FOLDER = "templates"
# The errors that a user's template may raise.
_FAILURES = (
    *(jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    *(RecursionError, OSError, MemoryError, time_limit.TimeUp),
)
MOST_SECONDS = 5  # of processor time, for one document with a user's template


class Templates:
    """The templates of a site; `overrides` are the user's, by file name.

    Raises `ConfigError` if one of the overrides has an unknown name or a syntax error; `filled`
    raises it for errors at run time.
    """

    def __init__(self, overrides: Mapping[str, str]) -> None:
        self._overrides = dict(overrides)
        for name in self._overrides:
            if name not in NAMES:
                close = suggest(name, NAMES)
                hint = f"did you mean '{close}'?" if close else f"known are {', '.join(NAMES)}"
                raise ConfigError(f"{FOLDER}/{name}: is not a template of feedtool; {hint}")
        self._environment = _environment(tuple(sorted(self._overrides.items())))
        for name in self._overrides:
            if name.endswith(".html"):
                self._compiled(name)

    def own(self, name: str) -> str | None:
        """The source of the user's file `name`; None if there is none."""
        return self._overrides.get(name)

    def text(self, name: str) -> str:
        """The source of the file `name`, from the user or built in."""
        own = self.own(name)
        shipped = files("feedtool").joinpath(FOLDER, name)
        return shipped.read_text("utf-8") if own is None else own

    def filled(self, name: str, values: Mapping[str, object]) -> str:
        """The template `name` with values filled in. Raises `ConfigError`."""
        template = self._compiled(name)
        if not self._overrides:
            return template.render(values)
        try:
            with time_limit.of(MOST_SECONDS):
                return template.render(values)
        except _FAILURES as error:
            _reraise(error)

    def _compiled(self, name: str) -> jinja2.Template:
        try:
            return self._environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            if error.name not in self._overrides:
                raise
            raise _failure(f"{FOLDER}/{error.name}", error.lineno, error.message) from None


def filled_text(source: str, place: str, values: Mapping[str, object]) -> str:
    """The template `source`, which is not a file, with values filled in.

    Raises `ConfigError`; `place` is what the message begins with.
    """
    try:
        return _compiled_text(source).render(values)
    except _FAILURES as error:
        raise _failure_in_text(error, place) from None


def require_compilable(source: str, place: str) -> None:
    """Raises `ConfigError` if `source`, a template that is not a file, has a syntax error."""
    try:
        _compiled_text(source)
    except _FAILURES as error:
        raise _failure_in_text(error, place) from None


def _failure_in_text(error: Exception, place: str) -> ConfigError:
    line = getattr(error, "lineno", None) or _line_of(error)
    fact = f"line {line}: {error}" if line else str(error)
    return ConfigError(f"{place}: {fact}; correct the template")


@lru_cache(maxsize=16)
def _compiled_text(source: str) -> jinja2.Template:
    return _environment(()).from_string(source)


def _line_of(error: Exception) -> int | None:
    """The line of a template that is not a file in which an error was raised."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == "<template>"), None)


def _reraise(error: Exception) -> NoReturn:
    """Raises a `ConfigError` if `error` comes from a user's template, else `error` itself."""
    import traceback

    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(f"{FOLDER}/"):
            fact = str(error) or type(error).__name__
            raise _failure(frame.filename, frame.lineno, fact) from None
    if isinstance(error, time_limit.TimeUp):  # just when the template was done
        raise ConfigError(f"{FOLDER}: a template {error}; simplify it") from None
    raise error


def _failure(file: str, line: int | None, fact: str | None) -> ConfigError:
    return ConfigError(
        f"{file}: line {line}: {fact}; fix it, or delete the file to use the built-in one"
    )


@lru_cache(maxsize=4)
def _environment(
    overrides: tuple[tuple[str, str], ...],
) -> jinja2.Environment:
    # Cached, because compiling the templates takes longer than filling in a hundred.
    own = dict(overrides)

    def load(name: str) -> tuple[str, str, None] | None:
        # Tracebacks of errors show this file name.
        return (own[name], f"{FOLDER}/{name}", None) if name in own else None

    shipped = jinja2.PackageLoader("feedtool", FOLDER)
    environment = jinja2.Environment(
        # The prefix lets a user's template extend the built-in one that it replaces.
        loader=jinja2.ChoiceLoader(
            [jinja2.FunctionLoader(load), shipped, jinja2.PrefixLoader({"feedtool": shipped})]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_checked if overrides else None,
    )
    environment.globals["lang"] = lang
    environment.filters.update(iso=iso, unix=_unix, direction=direction, size=_size, joined=_joined)
    return environment


def _checked(value: object) -> object:
    """`value`, which a template writes into a page. Raises `ValueError` if no file can have it."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("writes half a character (a lone surrogate)") from None
    return value


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())


def _joined(root: str, address: str) -> str:
    """An address as it leads from a page; `root` leads to the output folder.

    >>> _joined("../", "logo.svg"), _joined("../", "https://example.org/logo.svg")
    ('../logo.svg', 'https://example.org/logo.svg')
    """
    return address if urlsplit(address).scheme or address.startswith("/") else root + address


def _size(length: int) -> str:
    """A size in bytes, in kB or MB.

    >>> _size(999), _size(61_234), _size(12_300_000)
    ('1 kB', '61 kB', '12 MB')
    """
    megabytes = round(length / 1_000_000)
    return f"{megabytes} MB" if megabytes else f"{max(1, round(length / 1000))} kB"
