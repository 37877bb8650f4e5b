"""What is made of the built-in templates and texts when feedtool is installed.

It is used only if it was made from the very files that are there now.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from feedtool.blake2 import blake2b
from feedtool.model.package import read_file

COMPILED = "feedtool.render.pages.compiled"
FOLDER = "templates"
PAGES = (
    *("base.html", "article.html", "listing.html", "topics.html", "page.html", "subscribe.html"),
    *("search.html", "404.html", "redirect.html"),
)
WORDS = "words.toml"
_COMPILER = "render/pages/template_code.py"


@cache
def compiled() -> Any:
    """The module with `TEMPLATES` and `TEXTS`; None if there is none of the present files."""
    try:
        made = import_module(COMPILED)
    except ImportError:  # such as in a checkout that was never installed
        return None
    return made if digest() == made.SOURCE else None


def digest() -> str:
    """A digest of everything that the module is made from."""
    made = blake2b(digest_size=12)
    for path in (*(f"{FOLDER}/{name}" for name in (*PAGES, WORDS)), _COMPILER):
        content = read_file(path)
        made.update(f"{path} {len(content)}\n".encode())
        made.update(content)
    return made.hexdigest()
