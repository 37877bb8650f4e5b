"""Finds the front matter of an article, the block of metadata above its text, and takes it off.

It is YAML between `---` lines, TOML between `+++` lines, a JSON object, or a header without fences
(`header_lines`). A block that is not clearly front matter is text. One that clearly is front matter
and cannot be read is an error, and so its text is not published: the block may say that it is a
draft.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from feedtool.model import Meta
from feedtool.readers.blocks import BadFrontMatter, Fields, from_json, from_toml, from_yaml
from feedtool.readers.fields import KNOWN, Declared, declared, is_hidden
from feedtool.readers.header_lines import (
    OF_AUTHORS,
    Header,
    find_header,
    may_begin,
    resembles_header,
    without_julia_dates,
)
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.normalize import fix_line_ends

__all__ = ["BadFrontMatter", "Declared", "hold_back_by_folder", "split"]

_ABOVE = re.compile(r"(?:[ \t]*[\r\n\ufeff\u200b])*")
_FENCE = lazy_regex(r"([ ]{0,3})(-{3,}|\+{3,}|;{3,})[ \t]*([A-Za-z]*)[ \t]*\n")
_END = r"^[ ]{{0,{indent}}}(?:{fence}{dots})[ \t]*(?:\n|\Z)"
_JSON = lazy_regex(r"\s*\{\s*\"[^\"\n]{1,80}\"\s*:")
_ABOVE_FIELDS = r"\s*(?:#.*\n\s*)*"
_FIRST_FIELD = {
    "yaml": lazy_regex(
        _ABOVE_FIELDS + r"(?:\{\s*)?(?:[A-Za-z_][\w-]*|\"[\w -]+\"|'[\w -]+')[ \t]*:(?:\s|\Z)"
    ),
    "toml": lazy_regex(_ABOVE_FIELDS + r"(?:\[[\w.\" -]+\]|[\w.\"'-]+[ \t]*=)"),
    "json": lazy_regex(r"\s*[{\"]"),
}
_KNOWN_FIELD = lazy_regex(
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
_HEADER_LINE = lazy_regex(r"(?:\.\. )?([A-Za-z][\w-]*):(?:[ \t]+(.*))?")
_LONGEST_HEADER = 4096  # characters
_NO_FIELDS: Fields = {}
_RESEMBLES = (
    "begins with lines like a header, which are published as text; if they are one, put a line "
    "`---` above and below them"
)
_DRAFTS = frozenset({"drafts", "_drafts"})


def split(text: str, beside: Fields = _NO_FIELDS) -> tuple[str, Declared, int]:
    r"""The text below the front matter, what that declares, and the line where the text begins.

    `beside` are the fields of a file next to that of the text; those of the text come first. Raises
    `BadFrontMatter` if there is front matter that cannot be read.

    >>> body, found, first_line = split("---\ntitle: 'No'\n---\nText.")
    >>> body, found.meta.title, first_line
    ('Text.', 'No', 4)
    """
    begin = _begin(text)
    is_fenced = _begins_with_fence(text, begin)
    if not is_fenced and not may_begin(text, begin):
        # Nearly every text.
        return text, _of_beside(beside, Declared()), 1
    lines = fix_line_ends(text)
    header = _header(lines, is_fenced)
    if header is None:
        found = Declared() if is_fenced else _unread(lines, _begin(lines))
        return text, _of_beside(beside, found), 1
    found = declared({**beside, **header.fields})
    name = header.name or next(iter(beside), "")
    found = replace(found, header=name, notices=(*header.notices, *found.notices))
    return lines[header.end :], found, lines.count("\n", 0, header.end) + 1


def fields_of(text: str) -> Fields | None:
    """The fields in a text that is nothing but front matter; None if it is not.

    Raises `BadFrontMatter` if it cannot be read.

    >>> fields_of(".. title: T\\n.. slug: t\\n")
    {'title': 'T', 'slug': 't'}
    """
    # A header needs a text below it.
    lines = f"{fix_line_ends(text).rstrip()}\n\n\0"
    header = _header(lines, _begins_with_fence(lines, _begin(lines)))
    return None if header is None or lines[header.end :].strip() != "\0" else header.fields


def _begin(text: str) -> int:
    above = _ABOVE.match(text)
    return above.end() if above else 0


def _begins_with_fence(text: str, begin: int) -> bool:
    return text[begin : begin + 6].lstrip(" ").startswith(("---", "+++", ";;;", "{"))


def _header(text: str, is_fenced: bool) -> Header | None:
    begin = _begin(text)
    if not is_fenced:
        return find_header(text, begin)
    found = _fenced(text, begin) or _bare_json(text, begin)
    return None if found is None else Header(*found)


def _of_beside(beside: Fields, found: Declared) -> Declared:
    """What a file beside a text declares, and what is said of the text itself."""
    if not beside:
        return found
    other = declared(beside)
    meta = replace(other.meta, draft=other.meta.draft or found.meta.draft)
    notices = (*other.notices, *found.notices)
    return replace(other, meta=meta, notices=notices, header=next(iter(beside)))


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
        return from_toml("\n" * lines_above + without_julia_dates(block))
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


def _unread(text: str, begin: int) -> Declared:
    """What lines say that are not certain to be a header, and stay in the text.

    That is whether the text is a draft, and whether its author wrote them. Nothing else is read.
    """
    lines = _first_paragraph(text[begin : begin + _LONGEST_HEADER]).split("\n")
    lines = [line for line in lines if line.strip() and line[0] not in " \t"]
    found = [_HEADER_LINE.fullmatch(line) for line in lines]
    name = ""
    if len(found) > 1 and None not in found:
        pairs = ((line[1].lower(), line[2] or "") for line in found if line is not None)
        fields = {name: value.strip("\"' ") for name, value in pairs}
        if is_hidden(fields):
            return Declared(Meta(draft=True))
        names = fields if lines[0].startswith("..") else OF_AUTHORS
        name = next((name for name in names if name in fields), "")
    is_doubtful = resembles_header(text, begin)
    return Declared(notices=(_RESEMBLES,) if is_doubtful else (), header=name)
