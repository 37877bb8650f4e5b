"""Compiles and fills in templates of users with jinja2, and built-in ones that are not compiled.

With template_code, the only module that uses jinja2. A run on a site without templates of its own
does not import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NoReturn

import jinja2

from feedtool.errors import ConfigError
from feedtool.render.pages import time_limit
from feedtool.render.pages.built_in import FOLDER
from feedtool.render.pages.filters import FILTERS, FUNCTIONS

# The errors that a user's template may raise.
_FAILURES = (
    *(jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    *(RecursionError, OSError, MemoryError, time_limit.TimeUp),
)
MOST_SECONDS = 5  # of processor time, for one document with a user's template


class OwnTemplates:
    """The templates of a site, of which `overrides` are the user's, by file name.

    Raises `ConfigError` if one of the overrides has a syntax error; `filled` raises it for errors
    at run time.
    """

    def __init__(self, overrides: Mapping[str, str]) -> None:
        self._overrides = dict(overrides)
        self._environment = environment(tuple(sorted(self._overrides.items())))
        for name in self._overrides:
            if name.endswith(".html"):
                self._compiled(name)

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
    return environment(()).from_string(source)


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
def environment(overrides: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """The environment of templates, of which these are the user's."""
    # Cached, because compiling the templates takes longer than filling in a hundred.
    own = dict(overrides)

    def load(name: str) -> tuple[str, str, None] | None:
        # Tracebacks of errors show this file name.
        return (own[name], f"{FOLDER}/{name}", None) if name in own else None

    shipped = jinja2.PackageLoader("feedtool", FOLDER)
    made = jinja2.Environment(
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
    made.globals.update(FUNCTIONS)
    made.filters.update(FILTERS)
    return made


def _checked(value: object) -> object:
    """`value`, which a template writes into a page. Raises `ValueError` if no file can have it."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("writes half a character (a lone surrogate)") from None
    return value
