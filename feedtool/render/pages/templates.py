"""Loads and fills in templates. A user's template replaces the built-in one of the same name.

The built-in ones are compiled when feedtool is installed (`template_code`). The content of pages is
decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from feedtool.errors import ConfigError
from feedtool.model.package import read_file
from feedtool.model.paths import FEED_STYLESHEET, SEARCH_SCRIPT, STYLESHEET
from feedtool.render.pages import built_in
from feedtool.render.pages.built_in import FOLDER, PAGES, WORDS
from feedtool.text.suggest import suggest

if TYPE_CHECKING:
    from feedtool.render.pages.own_templates import OwnTemplates

NAMES = (*PAGES, STYLESHEET, FEED_STYLESHEET, SEARCH_SCRIPT, WORDS)

Filled = Callable[[Mapping[str, object]], str]
"""A template: its values by name -> text."""


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
        # One of them may be what another one extends.
        is_own = any(name.endswith(".html") for name in self._overrides)
        self._compiled = {} if is_own else compiled()
        self._others = None if self._compiled else _others(self._overrides)

    def own(self, name: str) -> str | None:
        """The source of the user's file `name`; None if there is none."""
        return self._overrides.get(name)

    def text(self, name: str) -> str:
        """The source of the file `name`, from the user or built in."""
        own = self.own(name)
        return read_file(f"{FOLDER}/{name}").decode() if own is None else own

    def filled(self, name: str, values: Mapping[str, object]) -> str:
        """The template `name` with values filled in. Raises `ConfigError`."""
        if self._others is not None:
            return self._others.filled(name, values)
        return self._compiled[name](values)


def _others(overrides: Mapping[str, str]) -> OwnTemplates:
    # Imported here: it imports jinja2, which takes longer than filling in a hundred templates.
    from feedtool.render.pages.own_templates import OwnTemplates

    return OwnTemplates(overrides)


def compiled() -> Mapping[str, Filled]:
    """The compiled built-in templates; none unless they were made from the files as they are."""
    made = built_in.compiled()
    return {} if made is None else dict(made.TEMPLATES)


def code_of_templates() -> str:
    """The module with the compiled templates and the texts, for the files as they are now."""
    # Imported here: only an installation needs them.
    from feedtool.render.pages.own_templates import environment
    from feedtool.render.pages.template_code import module
    from feedtool.render.pages.translations import read_shipped

    names = [name for name in PAGES if name != "base.html"]
    return module(names, environment(()), read_shipped(), built_in.digest())
