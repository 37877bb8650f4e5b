"""What the profiles newly drop from articles that are already published."""

from __future__ import annotations

from collections import Counter

from feedtool.clean.site_profile import site_of
from feedtool.model import CleanArticle
from feedtool.model.article import PROFILE
from feedtool.model.stored import unpack
from feedtool.text.normalize import normalize

_SHOWN = 8  # lines that are named; a scraped site may have many
_WIDEST = 60  # characters of a line that are shown


class TakenOut:
    """Counts, for each line, the published articles that a profile takes it out of."""

    def __init__(self) -> None:
        self._articles: Counter[tuple[str, str]] = Counter()

    def note(self, article: CleanArticle, published: bytes | None) -> None:
        """Compares an article with the stored one that was `published` before."""
        dropped = {v.line.text.strip() for v in article.verdicts if v.rule == PROFILE}
        before = unpack(published) if dropped else None
        if before is None:
            return
        shown = {
            normalize(line).strip()
            for text in before.article.paragraphs
            for line in text.split("\n")
        } & dropped
        site = site_of(article.key, article.meta)
        self._articles.update((site, line) for line in shown)

    def messages(self) -> tuple[str, ...]:
        """A line of a report for each line that was taken out, the most frequent first."""
        ordered = sorted(self._articles.items(), key=lambda item: (-item[1], item[0]))
        said = [_message(site, line, count) for (site, line), count in ordered[:_SHOWN]]
        if len(ordered) > _SHOWN:
            said.append(f"… and {len(ordered) - _SHOWN} more lines; feedtool profile lists them")
        return tuple(said)


def _message(site: str, line: str, count: int) -> str:
    shown = line if len(line) <= _WIDEST else line[:_WIDEST].rstrip() + "…"
    articles = "1 published article" if count == 1 else f"{count} published articles"
    return (
        f"the profile of {site or 'the folder'} now drops '{shown}' from {articles}; "
        "to keep it, write a rule with keep = true"
    )
