"""Reads the owner's pages, `pages/*.md` next to feedtool.toml: About, an imprint, a contact.

They are not articles: they have no id, no date and no place in feeds, lists and the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from feedtool.clean.cleaner import clean
from feedtool.config import Config
from feedtool.errors import ConfigError
from feedtool.identity.ids import is_slug
from feedtool.model import Problem, Site, paths
from feedtool.pipeline.ingest import load_knowledge
from feedtool.pipeline.plan import Plan
from feedtool.readers import read
from feedtool.render.body import to_html, to_text
from feedtool.render.entries import summarize
from feedtool.render.pages.design import Design, OwnPage

_TAKEN = (paths.INDEX, paths.SUBSCRIBE, paths.TOPICS, paths.NOT_FOUND)


def design_of(config: Config, plan: Plan, site: Site, pictures: Mapping[str, str]) -> Design:
    """The appearance, the own pages and the header of the site.

    `pictures` are the addresses of published pictures, by setting. Raises `ConfigError` if a page
    cannot be read, or its name cannot be part of an address.
    """
    appearance = replace(config.appearance, **pictures)
    pages = tuple(_pages(config, plan, site))
    return Design(appearance, pages, bool(config.selections), config.search)


def _pages(config: Config, plan: Plan, site: Site) -> Iterator[OwnPage]:
    for name, text in sorted(plan.pages.items()):
        source, stem = f"pages/{name}", name.removesuffix(".md")
        path = f"{stem}.html"
        if path in _TAKEN or (config.search and path == paths.SEARCH):
            raise ConfigError(f"{source}: {path} is a page of feedtool's own; rename the file")
        if not is_slug(stem):
            raise ConfigError(
                f"{source}: the name becomes part of a URL; use a-z, 0-9 and single hyphens"
            )
        document = read(source, text.encode(), language=config.language)
        if isinstance(document, Problem):
            raise ConfigError(f"{source}: {document.message}")
        article = clean(document, load_knowledge(plan.rules, config.mode))
        if article.meta.draft:
            continue
        html = to_html(article, site.url + path, site.language)
        yield OwnPage(
            path=path,
            title=article.title.text,
            html=html,
            description=article.meta.summary or summarize(to_text(article, html)),
            language=article.language or site.language,
        )
