"""Blocks of plain text that are laid out: code, tables and quoted mail.

Their line breaks and spaces carry meaning, so they are never joined to paragraphs. Only what is
certain counts: prose that is indented as a whole, verse and addresses are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.sentences import SENTENCE_ENDS, ends_like_a_sentence, is_listed

INDENT = "    "  # before each line of what is preformatted
_TAB = 4  # columns of an indentation
_STEP = 2  # columns of the least one
_GAP = lazy_regex(r"(?<=\S)(?: {2,}|[ ]*\t[ \t]*)(?=\S)")
_AFTER_A_SENTENCE = lazy_regex(r"[.?!:;…][\"'”’)]?$")
_QUOTED = lazy_regex(r" {0,3}>[ \t]?")
_PROMPT = lazy_regex(r"(?:>>>|\.\.\.|\$|%|#|C:\\[^>]*>|In \[\d+\]:|[\w.@~/-]+[$#]) \S")
_SHORT = 200  # characters of a line that is remembered
_PROMPT_SIGNS = re.compile(r"[>$%#\[]|^\.\.\.")  # a line with a prompt has one of these
# What is in lines of programs, and hardly in prose: operators and ends of statements, ...
_OPERATORS = lazy_regex(r"=>|->|\+=|-=|==|!=|:=|&&|\|\||</?\w+[^<>]*/?>|\w\[\w+\]")
_AT_START = lazy_regex(
    r"""\s*(?:[})\]]+[;,]?\s*$|[\w.\[\]'"]+\s*=\s*\S|[\w.]+\([^)]*\)\s*$|"[^"]+"\s*:\s|@\w+$"""
    r"""|//|/\*|\#!|--?\w+[= ])"""
)
_AT_END = lazy_regex(r"[{};]\s*$|\)\s*:\s*$")
# A line without any of these signs has none of the operators, and one without any of the others has
# nothing of a program at its start, unless it is "-". Most lines of prose have none.
_OPERATOR_SIGNS = lazy_regex(r"[=<>&|\[]")
_SIGNS = re.compile(r"""[{}()\[\]=<>&|@/"#]""")
# ... keywords at their start, and commands of a shell.
_KEYWORDS = re.compile(
    r"""\s*(?:\#include|import\s+[\w.{*]+|from\s+[\w.]+\s+import|def\s+\w+\s*\(|class\s+\w+\s*[:({]"""
    r"""|return\b|if\s*\(|for\s*\(|while\s*\(|else\s*[:{]|elif\b|try:|except\b.*:|fn\s+\w+\(|func\s+\w+"""
    r"""|var\s+\w+\s*=|let\s+\w+\s*=|const\s+\w+|public\s|private\s|SELECT\s|INSERT\s"""
    r"""|(?:sudo|git|npm|pip|cd|ls|apt|make|docker|curl|ssh|mkdir|cp|mv|rm|echo|cat)\s+\S+(?:\s|$))"""
)
_BORDER = lazy_regex(r"[\s|+:=-]*[|+=-]{3}[\s|+:=-]*")
_FEW = 3  # lines that a table without a ruled border has at least
_ALIGNED = 0.8  # share of the lines of a table whose columns are aligned


def indentation(line: str) -> int:
    """The columns before the first character; a tab goes to the next fourth.

    >>> indentation("  a"), indentation(chr(9) + "a")
    (2, 4)
    """
    if not line[:1].isspace():
        return 0
    size = len(line) - len(line.lstrip())
    return len(line[:size].expandtabs(_TAB)) if "\t" in line else size


def is_preformatted(block: tuple[str, ...], margin: int = 0) -> bool:
    """Whether the lines, without blank ones, are code or a table.

    `margin` is the indentation of the paragraphs around them.

    >>> is_preformatted(("for x in range(3):", "    print(x)"))
    True
    >>> is_preformatted(("    It was a long letter, and it was", "    indented as a whole."))
    False
    """
    return _is_line_of_code(block[0], margin) if len(block) == 1 else _is_laid_out(block, margin)


# Each block of a text is asked about six times: three for the verdicts, three for the paragraphs.
@lru_cache(maxsize=1 << 10)
def _is_laid_out(block: tuple[str, ...], margin: int) -> bool:
    return is_table(block) or _is_code(block, margin)


def is_table(block: Sequence[str]) -> bool:
    """Whether the lines have columns that are aligned.

    >>> is_table(["Name    Age", "Anna     41", "Jonathan  7"])
    True
    """
    if len(block) < 2:
        return False
    rows = [line for line in block if line[:1].isalnum() or not _BORDER.fullmatch(line)]
    bordered = len(block) - len(rows)
    with_bar = [line for line in block if "|" in line]
    barred = sum(line.count("|") >= 2 or line.strip().startswith("|") for line in with_bar)
    if len(block) >= _FEW and bordered + barred >= len(block) - 1 and (bordered or barred > 2):
        return True
    if all("\t" in line.strip() for line in block):
        return len({line.strip().count("\t") for line in block}) == 1
    return len(rows) >= _FEW - (bordered > 0) and _has_columns(rows)


def _has_columns(rows: Sequence[str]) -> bool:
    """Whether nearly all rows have a cell that begins or ends at the same column."""
    needed = _ALIGNED * len(rows)
    if sum("  " in row.strip() or "\t" in row for row in rows) < needed:
        return False
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    divided = 0
    for row in rows:
        shown = row.rstrip().expandtabs(8)
        gaps = [
            gap
            for gap in _GAP.finditer(shown)
            if gap.end() - gap.start() > 2 or not _AFTER_A_SENTENCE.search(shown[: gap.start()])
        ]
        divided += bool(gaps) and not is_listed(shown)
        for at in {gap.end() for gap in gaps}:
            starts[at] = starts.get(at, 0) + 1
        for at in {gap.start() for gap in gaps[1:]} | ({len(shown)} if gaps else set()):
            ends[at] = ends.get(at, 0) + 1
    return divided >= needed and max((*starts.values(), *ends.values()), default=0) >= needed


def _is_code(block: Sequence[str], margin: int) -> bool:
    if len(block) == 1:
        return _is_line_of_code(block[0], margin)
    indents = [indentation(line) for line in block]
    apart = min(indents) - margin
    coded = sum(map(_is_coded, block))
    if not coded and (apart < _STEP or not _is_nested(indents)):
        return False
    worded = islice(filter(_is_worded, block), coded + 1)  # prose shows in its first lines
    if len(list(worded)) > coded or (is_listed(block[0]) and 2 * coded <= len(block)):
        return False
    if apart >= _TAB and 3 * coded >= len(block):
        return True
    if apart >= _STEP and len(block) >= _FEW and _is_nested(indents):
        return True
    if _PROMPT.match(block[0].strip()) and block[0].lstrip()[0] in ">$":
        return not any(ends_like_a_sentence(line) and line.count(" ") > 5 for line in block)
    if 2 * coded <= len(block):
        return False
    return (
        _is_nested(indents) or coded == len(block) > 2 or (coded == len(block) and indents[0] > 0)
    )


def _is_coded(line: str) -> bool:
    return _short_is_coded(line) if len(line) <= _SHORT else _has_code(line)


def _has_code(line: str) -> bool:
    return _has_operators(line) or _has_keywords(line) or _has_prompt(line.strip())


# The same lines are asked about several times for one text, as a block, and within quotations; and
# they recur in the texts of a site. Long ones are not cached, because they take much memory.
_short_is_coded = lru_cache(maxsize=1 << 12)(_has_code)


def _has_keywords(line: str) -> bool:
    first = line.lstrip()[:1]
    return (first.islower() or first in "#SI") and _KEYWORDS.match(line) is not None


def _has_prompt(line: str) -> bool:
    return _PROMPT_SIGNS.search(line) is not None and _PROMPT.match(line) is not None


def _has_operators(line: str) -> bool:
    if _SIGNS.search(line) is None and line.lstrip()[:1] != "-":
        return line.rstrip().endswith(";")
    return (
        _AT_START.match(line) is not None
        or _AT_END.search(line) is not None
        or (_OPERATOR_SIGNS.search(line) is not None and _OPERATORS.search(line) is not None)
    )


def _is_line_of_code(line: str, margin: int) -> bool:
    """Whether a line between blank ones is indented like code, and has some."""
    is_apart = indentation(line) - margin >= _TAB
    return is_apart and (_is_coded(line) or _is_command(line))


def _is_nested(indents: Sequence[int]) -> bool:
    """Whether lines are indented below others, and not only the first line of a paragraph."""
    return len(indents) > 1 and max(indents[1:]) > min(indents)


@lru_cache(maxsize=1 << 10)
def _is_worded(line: str) -> bool:
    """Whether the line is of words as in prose: five or more, of letters, with little else."""
    words = line.split()
    plain = sum(word.strip("\"'“”‘’«».,;:!?()-–—").isalpha() for word in words)
    return len(words) >= 5 and plain >= 0.8 * len(words) and not _has_operators(line)


def _is_command(line: str) -> bool:
    words = line.strip()
    return (
        words[:1].islower()
        and not ends_like_a_sentence(words)
        and words[-1] not in ",;:-"
        and words.count(" ") < 8
        and any(not c.isalpha() and c not in " ,'’" for c in words)
    )


def quoted_runs(block: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """The lines of a block in runs, with whether they are quoted with `>` as in mail.

    A single line with a `>` is an arrow or a prompt, unless it is a sentence; below a line that
    does not end, it is a sign.
    """
    if not any(">" in line for line in block):
        yield False, list(block)
        return
    above = ""
    plain: list[str] = []
    for quoted, run in groupby(block, lambda line: _QUOTED.match(line) is not None):
        lines = list(run)
        is_open = len(lines) == 1 and bool(above) and above[-1] not in SENTENCE_ENDS + ":："
        above = lines[-1].rstrip()
        if not quoted or is_open or not _is_quotation(lines):
            plain += lines
            continue
        if plain:
            yield False, plain
            plain = []
        yield True, lines
    if plain:
        yield False, plain


def _is_quotation(lines: Sequence[str]) -> bool:
    """Whether quoted lines are a sentence, or several lines that are not code."""
    inner = [unquoted(line) for line in lines]
    if any(ends_like_a_sentence(line) and " " in line.strip() for line in inner):
        return True
    shown = [line for line in inner if line.strip()]
    return len(shown) > 1 and not _is_code(shown, 0)


def unquoted(line: str) -> str:
    """The line without the outermost mark of a quotation."""
    return _QUOTED.sub("", line, count=1)
