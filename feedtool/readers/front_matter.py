"""Finds the front matter of an article, the block of metadata above its text, and takes it off.

It is YAML between `---` lines, TOML between `+++` lines, or a JSON object. A block that is not
clearly front matter is text. One that clearly is front matter and cannot be read is an error, and
so its text is not published: the block may say that it is a draft.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from feedtool.model import Meta
from feedtool.readers.blocks import BadFrontMatter, Fields, from_json, from_toml, from_yaml
from feedtool.readers.fields import KNOWN, Declared, declared, is_hidden
from feedtool.text.normalize import fix_line_ends

__all__ = ["BadFrontMatter", "Declared", "hold_back_by_folder", "split"]

_ABOVE = re.compile(r"(?:[ \t]*[\r\n\ufeff\u200b])*")
_FENCE = re.compile(r"([ ]{0,3})(-{3,}|\+{3,}|;{3,})[ \t]*([A-Za-z]*)[ \t]*\n")
_END = r"^[ ]{{0,{indent}}}(?:{fence}{dots})[ \t]*(?:\n|\Z)"
_JSON = re.compile(r"\s*\{\s*\"[^\"\n]{1,80}\"\s*:")
_ABOVE_FIELDS = r"\s*(?:#.*\n\s*)*"
_FIRST_FIELD = {
    "yaml": re.compile(
        _ABOVE_FIELDS + r"(?:\{\s*)?(?:[A-Za-z_][\w-]*|\"[\w -]+\"|'[\w -]+')[ \t]*:(?:\s|\Z)"
    ),
    "toml": re.compile(_ABOVE_FIELDS + r"(?:\[[\w.\" -]+\]|[\w.\"'-]+[ \t]*=)"),
    "json": re.compile(r"\s*[{\"]"),
}
_KNOWN_FIELD = re.compile(
    rf"^[\"']?(?:{'|'.join(sorted(name.replace('-', '[-_]') for name in KNOWN))})[\"']?[ \t]*:\s",
    re.MULTILINE | re.IGNORECASE,
)
_LANGUAGES = {"-": "yaml", "+": "toml", ";": "json"}
_NAMED_LANGUAGES = {
    "": "",
    "yaml": "yaml",
    "yml": "yaml",
    "toml": "toml",
    "json": "json",
    "js": "JavaScript",
    "javascript": "JavaScript",
    "coffee": "CoffeeScript",
    "cson": "CSON",
}
_HEADER_LINE = re.compile(r"(?:\.\. )?([A-Za-z][\w-]*):(?:[ \t]+(.*))?")
# Names that tell a site generator what to do. Scrapers write titles, dates, authors, addresses,
# tags and summaries above a text too.
_OF_AUTHORS = ("slug", "permalink", "layout", "template", "revision", "news-item-format")
_LONGEST_HEADER = 4096  # characters
_DRAFTS = frozenset({"drafts", "_drafts"})


def split(text: str) -> tuple[str, Declared, int]:
    r"""The text below the front matter, what that declares, and the line where the text begins.

    Raises `BadFrontMatter` if there is front matter that cannot be read.

    >>> body, found, first_line = split("---\ntitle: 'No'\n---\nText.")
    >>> body, found.meta.title, first_line
    ('Text.', 'No', 4)
    """
    above = _ABOVE.match(text)
    begin = above.end() if above else 0
    if not text[begin : begin + 6].lstrip(" ").startswith(("---", "+++", ";;;", "{")):
        # Nearly every text.
        return text, _by_header_lines(text, begin), 1
    lines = fix_line_ends(text)
    above = _ABOVE.match(lines)
    begin = above.end() if above else 0
    found = _fenced(lines, begin) or _bare_json(lines, begin)
    if found is None:
        return text, Declared(), 1
    fields, end = found
    return lines[end:], declared(fields), lines.count("\n", 0, end) + 1


def hold_back_by_folder(key: str, meta: Meta) -> Meta:
    """`meta` of a draft if the file is in a folder for drafts and does not say otherwise.

    >>> hold_back_by_folder("blog/_drafts/a.md", Meta()).draft
    True
    """
    folders = key.lower().split("/")[:-1]
    is_draft = meta.draft is None and not _DRAFTS.isdisjoint(folders)
    return replace(meta, draft=True) if is_draft else meta


def _fenced(text: str, begin: int) -> tuple[Fields, int] | None:
    """The fields between two fences, and where the text below begins."""
    opening = _FENCE.match(text, begin)
    if opening is None:
        return None
    indent, fence, named = opening.groups()
    language = _NAMED_LANGUAGES.get(named.lower())
    if language is None:
        return None
    language = language or _LANGUAGES[fence[0]]
    dots = r"|\.\.\." if fence == "---" and language == "yaml" else ""
    pattern = _END.format(indent=len(indent), fence=re.escape(fence), dots=dots)
    closing = re.compile(pattern, re.MULTILINE).search(text, opening.end())
    block = text[opening.end() : closing.start() if closing else len(text)]
    if not _is_metadata(block, language):
        return None
    line = text.count("\n", 0, opening.end())
    if closing is None:
        raise BadFrontMatter(
            f"line {line}: front matter is never closed; add a line `{fence}` below it, or if it "
            "is text, begin the file with another line"
        )
    return _parse(block, language, line), closing.end()


def _is_metadata(block: str, language: str) -> bool:
    """Whether the lines below a fence are names and values, and not text."""
    if language not in _FIRST_FIELD:
        return bool(block.strip())
    if _FIRST_FIELD[language].match(block):
        return True
    return language == "yaml" and bool(_KNOWN_FIELD.search(_first_paragraph(block)))


def _first_paragraph(text: str) -> str:
    return text.lstrip("\n").partition("\n\n")[0]


def _parse(block: str, language: str, lines_above: int) -> Fields:
    # Parsers name the line of an error, which should be that of the file.
    if language == "yaml":
        return from_yaml("\n" * lines_above + block)
    if language == "toml":
        return from_toml("\n" * lines_above + block)
    if language == "json":
        block = block.strip()
        return from_json(block if block.startswith("{") else f"{{{block}}}")[0]
    raise BadFrontMatter(
        f"front matter is in '{language}', which feedtool does not read; use YAML between `---` "
        "lines"
    )


def _bare_json(text: str, begin: int) -> tuple[Fields, int] | None:
    opening = _JSON.match(text, begin)
    if opening is None:
        return None
    begin = text.index("{", begin)
    fields, length = from_json(text[begin:])
    end = begin + length
    line, newline, _ = text[end:].partition("\n")
    # An object with more behind it is part of a sentence.
    return None if line.strip() else (fields, end + len(line) + len(newline))


def _by_header_lines(text: str, begin: int) -> Declared:
    """What lines `Name: value` without fences above a text say of it.

    That is whether it is a draft, and whether its author wrote them. Nothing else is read.
    """
    if not _HEADER_LINE.match(text, begin):
        return Declared()
    lines = _first_paragraph(fix_line_ends(text[begin : begin + _LONGEST_HEADER])).split("\n")
    lines = [line for line in lines if line.strip() and line[0] not in " \t"]
    found = [_HEADER_LINE.fullmatch(line) for line in lines]
    if len(found) < 2 or None in found:
        return Declared()
    fields = {line[1].lower(): (line[2] or "").strip("\"' ") for line in found if line is not None}
    if is_hidden(fields):
        return Declared(Meta(draft=True))
    names = fields if lines[0].startswith("..") else _OF_AUTHORS
    return Declared(header=next((name for name in names if name in fields), ""))
