"""The templates: feedtool's own, and a user's instead of them, file by file.

The only module that knows jinja2. What a page says is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import NoReturn

import jinja2
from jinja2.bccache import Bucket

from feedtool.errors import ConfigError
from feedtool.model.paths import FEED_STYLESHEET, STYLESHEET
from feedtool.render.pages.metadata import iso
from feedtool.render.pages.translations import FILE as WORDS
from feedtool.render.pages.translations import lang
from feedtool.text.language import direction
from feedtool.text.suggest import suggest

NAMES = (
    *("base.html", "article.html", "listing.html", "subscribe.html", "404.html", "redirect.html"),
    *(STYLESHEET, FEED_STYLESHEET, WORDS),
)
FOLDER = "templates"
# What may go wrong inside a template of the user's own.
_FAILURES = (
    *(jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    RecursionError,
)


class Templates:
    """The templates of one site; `overrides` are the user's own, by file name.

    Raises `ConfigError` if one of them has no counterpart here or is no template; later, if it
    asks for what is not there. `store` has what was compiled.
    """

    def __init__(self, overrides: Mapping[str, str]) -> None:
        self._overrides = dict(overrides)
        for name in self._overrides:
            if name not in NAMES:
                close = suggest(name, NAMES)
                hint = f"did you mean '{close}'?" if close else f"there are {', '.join(NAMES)}"
                raise ConfigError(f"{FOLDER}/{name}: is no template of feedtool; {hint}")
        self._environment, self.store = _environment(tuple(sorted(self._overrides.items())))
        for name in self._overrides:
            if name.endswith(".html"):
                self._compiled(name)

    def own(self, name: str) -> str | None:
        """The user's own file of that name, as it is."""
        return self._overrides.get(name)

    def text(self, name: str) -> str:
        """The file of that name, as it is."""
        own = self.own(name)
        shipped = files("feedtool").joinpath(FOLDER, name)
        return shipped.read_text("utf-8") if own is None else own

    def filled(self, name: str, values: Mapping[str, object]) -> str:
        """The template of that name with values filled in."""
        template = self._compiled(name)
        try:
            return template.render(values)
        except _FAILURES as error:
            _tell(error)

    def _compiled(self, name: str) -> jinja2.Template:
        try:
            return self._environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            if error.name not in self._overrides:
                raise
            raise _failure(f"{FOLDER}/{error.name}", error.lineno, error.message) from None


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates as Jinja compiled them, by its key. That takes 35 ms, to fill one in less than one.

    Jinja itself sees which are of another text, or for another Python.
    """

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}
        self.fresh: dict[str, bytes] = {}  # what was compiled here, to be given to `recall` later

    def recall(self, compiled: Mapping[str, bytes]) -> None:
        """Takes what was compiled in an earlier run."""
        self._known = dict(compiled)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja asks for a template."""
        code = self._known.get(bucket.key)
        if code is not None:
            try:
                bucket.bytecode_from_string(code)
            except Exception:  # noqa: BLE001  # whatever is wrong with it, it can be made again
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja has compiled a template."""
        self.fresh[bucket.key] = bucket.bytecode_to_string()


def _tell(error: Exception) -> NoReturn:
    """Raises a `ConfigError` if a template of the user's own is to blame, else the error itself."""
    import traceback

    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(f"{FOLDER}/"):
            raise _failure(frame.filename, frame.lineno, str(error)) from None
    raise error


def _failure(file: str, line: int | None, fact: str | None) -> ConfigError:
    return ConfigError(
        f"{file}: line {line}: {fact}; mend it, or delete the file to have feedtool's own"
    )


@lru_cache(maxsize=4)
def _environment(
    overrides: tuple[tuple[str, str], ...],
) -> tuple[jinja2.Environment, CompiledTemplates]:
    # Kept, because to compile the templates takes longer than to fill in a hundred.
    own = dict(overrides)

    def load(name: str) -> tuple[str, str, None] | None:
        # The file's name is what an error's traceback tells of the place.
        return (own[name], f"{FOLDER}/{name}", None) if name in own else None

    store = CompiledTemplates()
    shipped = jinja2.PackageLoader("feedtool", FOLDER)
    environment = jinja2.Environment(
        # Under a name with a prefix, a user's own template can extend the one it stands for.
        loader=jinja2.ChoiceLoader(
            [jinja2.FunctionLoader(load), shipped, jinja2.PrefixLoader({"feedtool": shipped})]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=store,
    )
    environment.globals["lang"] = lang
    environment.filters.update(iso=iso, unix=_unix, direction=direction, size=_size)
    return environment, store


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())


def _size(length: int) -> str:
    """Bytes as people read them.

    >>> _size(999), _size(61_234), _size(12_300_000)
    ('1 kB', '61 kB', '12 MB')
    """
    megabytes = round(length / 1_000_000)
    return f"{megabytes} MB" if megabytes else f"{max(1, round(length / 1000))} kB"
