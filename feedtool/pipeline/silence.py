"""Takes the notices out of a report that the owner does not want to see: `[run] silence`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from feedtool.messages import code
from feedtool.model import Problem
from feedtool.model.problem import join_notices, split_notices
from feedtool.pipeline.file_filter import describe
from feedtool.pipeline.report import Report


def silenced(report: Report, silence: Collection[str]) -> Report:
    """The report without the notices that have one of these codes; it counts them."""
    notices = tuple(notice for notice in report.notices if code(notice) not in silence)
    problems, count = without_silenced(report.problems, silence)
    passed_over = report.passed_over
    if passed_over and code(describe(passed_over)) in silence:
        passed_over = {}
    return replace(
        report,
        notices=notices,
        problems=problems,
        unresolved=without_silenced(report.unresolved, silence)[0],
        passed_over=passed_over,
        silenced=count
        + (len(report.notices) - len(notices))
        + (len(passed_over) < len(report.passed_over)),
    )


def count_of(silenced: int) -> str:
    """A line that says how many notices were silenced."""
    return f"{silenced} notice{'s' * (silenced != 1)} silenced by [run] silence"


def without_silenced(
    problems: Iterable[Problem], silence: Collection[str]
) -> tuple[tuple[Problem, ...], int]:
    """The problems without the notices that have one of these codes, and how many these are.

    What leaves a document out, or is a failure, stays as it is.
    """
    kept, count = [], 0
    for problem in problems:
        if problem.is_serious:
            kept.append(problem)
            continue
        all_of_it = split_notices(problem.message)
        others = [notice for notice in all_of_it if code(notice) not in silence]
        count += len(all_of_it) - len(others)
        if len(others) == len(all_of_it):
            kept.append(problem)
        elif others:
            kept.append(replace(problem, message=join_notices(*others) or ""))
    return tuple(kept), count
