"""What is wrong with the rules, the input, the ledger or the output, without writing anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from feedtool.build import LEDGER
from feedtool.cache import Changed
from feedtool.clean import cases
from feedtool.clean.article import clean
from feedtool.clean.judge import Knowledge
from feedtool.clean.rules import prove
from feedtool.config import Config, rule_texts
from feedtool.intake import Intake, knowledge
from feedtool.ledger import Ledger
from feedtool.model import CleanArticle, Meta, Problem, RawDocument
from feedtool.parallel import ordered_map
from feedtool.readers import is_article
from feedtool.storage import Found, InputFolder

_ATOM = "{http://www.w3.org/2005/Atom}"


def check(config: Config) -> tuple[Problem, ...]:
    """All problems that can be found. Raises a `FeedtoolError` where it cannot even look."""
    rules = rule_texts(config)
    prove(knowledge(rules, config.mode).rules.rules)
    with closing(Ledger.snapshot(config.state / LEDGER)) as ledger:
        damage = ledger.damage()
    found = [Problem(str(config.state / LEDGER), message) for message in damage]
    found += _cases(config, knowledge(rules, config.mode))
    found += _input(config, Intake(config.articles, config.max_bytes, rules, config.mode))
    found += _output(config)
    return tuple(found)


def _cases(config: Config, known: Knowledge) -> Iterator[Problem]:
    """The user's own cases: texts that were once cleaned wrongly."""
    for path in config.cases:
        name = f"cases/{path.name}"
        try:
            case = cases.parse(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            yield Problem(name, str(error))
            continue
        article = clean(RawDocument(name, case.text, Meta()), known)
        for difference in cases.differences(case, article):
            yield Problem(name, f"{difference}; a rule of your own in rules/ can mend it")


def _input(config: Config, intake: Intake) -> Iterator[Problem]:
    files = []
    for found in InputFolder(config.articles).scan(is_article):
        if isinstance(found, Found):
            files.append(Changed(found, edited=True))
        else:
            yield found
    for result in ordered_map(intake, files, None):
        if isinstance(result, Problem):
            yield result
        elif isinstance(result, CleanArticle) and result.notice is not None:
            yield Problem(result.key, result.notice, left_out=False)


def _output(config: Config) -> Iterator[Problem]:
    """Feeds are well-formed, have the same ids, and lead to pages that are there."""
    rss, atom = config.output / "rss.xml", config.output / "atom.xml"
    if not rss.exists() and not atom.exists():
        return  # nothing was built yet
    ids: dict[Path, list[str]] = {}
    for path, item, guid, link in (
        (rss, "item", "guid", "link"),
        (atom, f"{_ATOM}entry", f"{_ATOM}id", f"{_ATOM}link"),
    ):
        try:
            root = etree.parse(path).getroot()
        except (OSError, etree.XMLSyntaxError) as error:
            yield Problem(str(path), f"is no feed: {error}; the next build writes it again")
            continue
        ids[path] = [entry.findtext(guid) or "" for entry in root.iter(item)]
        for entry in root.iter(item):
            element = entry.find(link)
            url = "" if element is None else element.get("href") or element.text or ""
            yield from _link(config, path, url)
    if len(ids) == 2 and ids[rss] != ids[atom]:
        yield Problem(str(atom), "has other articles than rss.xml; the next build mends it")


def _link(config: Config, path: Path, url: str) -> Iterator[Problem]:
    if not url.startswith(config.base_url):
        yield Problem(
            str(path), f"links to {url}, which is not below {config.base_url}; build again"
        )
    elif not (config.output / unquote(url.removeprefix(config.base_url))).is_file():
        yield Problem(str(path), f"links to {url}, and no such file is there; build again")
