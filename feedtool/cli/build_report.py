"""The report of a build as text and as JSON."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedtool import config
from feedtool.cli import PORT
from feedtool.cli.waiting import waiting_as_json
from feedtool.messages import with_codes
from feedtool.pipeline.report import ArticleChange, Report


def as_json(report: Report, seconds: float) -> dict[str, object]:
    """The report as an object for JSON."""
    return {
        "articles": report.articles,
        "new": report.new,
        "updated": report.updated,
        "corrected": report.corrected,
        "renamed": report.renamed,
        "moved": report.moved,
        "removed": report.removed,
        "files_written": report.files_written,
        "files_deleted": report.files_deleted,
        "problems": [
            {"key": p.key, "message": p.message, "codes": p.codes, "left_out": p.left_out}
            for p in report.problems
        ],
        "unsettled": report.unsettled,
        "scheduled": waiting_as_json(report.scheduled),
        "being_written": waiting_as_json(report.being_written),
        "notices": list(map(with_codes, report.notices)),
        "silenced": report.silenced,
        "reasons": list(report.reasons),
        "taken_out": list(report.taken_out),
        "passed_over": dict(report.passed_over),
        "seconds": round(seconds, 3),
    }


def summary(report: Report, settings: config.Config, seconds: float) -> tuple[str, str]:
    """What was done, in two lines: the second says how to look at it."""
    counts = {
        "new": report.new,
        "updated": report.updated,
        "corrected": report.corrected,
        "renamed": report.renamed,
        "moved": report.moved,
        "removed": report.removed,
    }
    changes = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    files = f"{report.files_written} files written to {settings.output}"
    is_news = report.files_written or changes
    news = f"{changes or 'no article changed'}; {files}" if is_news else "nothing new"
    articles = f"{report.articles} article{'' if report.articles == 1 else 's'}"
    return (
        f"{articles}: {news} ({seconds:.2f} s)",
        f"To look at it: feedtool serve, then open {_preview_address(settings)}",
    )


def _preview_address(settings: config.Config) -> str:
    """Where `feedtool serve` shows the site, unless its options say otherwise."""
    # The server has the same function, but is slow to import.
    return f"http://127.0.0.1:{PORT}{urlsplit(settings.base_url).path}"


def change_as_json(change: ArticleChange) -> dict[str, object]:
    """A change as an object for JSON."""
    record = change.record
    return {
        "change": change.label,
        "key": change.key,
        "was": change.was.key or "" if change.was is not None else None,
        "guid": record and record.guid,
        "slug": record and record.slug,
        "title": record and record.title,
        "note": change.note or None,
    }


def change_lines(change: ArticleChange) -> tuple[str, ...]:
    """A change in two lines, or one if the article is not published."""
    record = change.record
    if record is None:
        return (f"{change.label}  {change.key}: {change.note}",)
    moved = change.was is not None and change.was.key not in (None, change.key)
    source = f" from {change.was.key}" if change.was is not None and moved else ""
    note = f" {change.note}" if change.note else ""
    return (
        f"{change.label}  {change.key}{source}{note}: {record.title}",
        f"    {record.guid}  articles/{record.slug}.html",
    )
