"""Prints problems and log records on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from feedtool.cli import print_error, print_notice
from feedtool.cli.terminal import printable
from feedtool.model import Problem


def print_problems(problems: Iterable[Problem]) -> None:
    """Prints one line on standard error for each problem."""
    for problem in problems:
        _print(f"{problem.key}: {problem.message}", problem.is_serious)


def print_summary(problems: Sequence[Problem], where: str) -> None:
    """Prints the problems by kind on standard error; `where` says how to list all of them."""
    if not problems:
        return
    # Imported here: cron jobs rarely have problems.
    from feedtool.cli.grouping import summary

    for line in summary(problems, where):
        _print(line.text, line.is_serious)


def _print(line: str, is_serious: bool) -> None:
    (print_error if is_serious else print_notice)(line)


def log_to_stderr() -> None:
    """Prints log records on standard error, one line each."""
    # Imported here: cron jobs do not log, and the module is slow to import.
    import logging

    class OneLine(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return printable(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    for noisy in ("asyncio", "distributed", "charset_normalizer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
