"""The part of a text by which its language is detected: sentences, without code, addresses, names.

Keywords of a program are English words, the letters of hashes are words of several languages, and
the particles of names ("de la", "da") are words of the language that the name is from.
"""

from __future__ import annotations

import re

from feedtool.text.lazy_regex import lazy_regex

_ENOUGH = 1500  # characters
_PROSE = 400  # characters of sentences; with fewer, all lines are the sample
_WORDS = 6  # in a sentence, or in a long line of verse; menus and headings have fewer
_DENSE = 25  # characters of a sentence in a script without spaces
_UNSPACED = lazy_regex("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]{4}")
_OF_A_LINE = 600  # characters, so that a long quotation does not decide
_FENCE = lazy_regex(r"\s{0,3}(`{3,}|~{3,})")
_BEGINS_CODE = lazy_regex(
    r"\s*(?:\$ |>>> |#!|//|/\*|\*/|@\w+$|#include\b|import \w|from [\w.]+ import\b|"
    r"def \w+\(|class \w+[:({]|return\b|(?:el)?if\b.*:$|else:|try:|for\b.*\bin\b.*:$|while\b.*:$|"
    r"(?:var|let|const|public|private|static|function|fn|func) [\w ]+[=({:]|SELECT |INSERT )"
)
_HAS_CODE = lazy_regex(r"[{}\\]$|\);$|\w\(\)|[=!+]=|[-=]>|::|&&|\|\||\w = \S|\$\{|__|\w\[\w+\]")
_SIGN = lazy_regex(r"[{}\\=<>&|$_\[(:]")  # without any, a line has no code that `_HAS_CODE` finds
_SENTENCES = 160  # characters; a line this long is code only if it is full of signs
_SIGNED = 0.05  # share of signs
_TITLED = 0.75  # share of capitalized words from which they are those of a title
_SIGNS = frozenset("(){}[]=<>_;$")  # in an indented line, one of these is enough
_TAG = lazy_regex(r"</?[a-zA-Z!][^<>]{0,300}>")
_SPAN = lazy_regex(r"`+[^`\n]{1,80}`+")
# The address of a Markdown link or picture, and of a link that shows its address.
_ADDRESS = lazy_regex(r"(?<=\])\([^()\s]{1,2000}+\)|\bhttps?://[^\s)\]>]+")
# The marker of a list item; that of a text browser is a word of some languages.
_BULLET = lazy_regex(r"[ \t]*[o*+\-\u2022] +(?=\S)")
# Whole words: not parts of an address, a path, a hash, an identifier or a compound with figures.
_WORD = lazy_regex(r"(?<![\w@#/\\.&<$%=~+-])[^\W\d_]++(?![\w@/\\=<(+-]|\.\w)")
# Lower-case words within names, such as "João da Silva" and "Ursula von der Leyen".
_PARTICLES = frozenset("de da do dos das del della di la van der von y e du".split())


def prose(text: str) -> str:
    """The first sentences of a text that are not code, in all up to some 2,000 characters.

    If it has few, as a list or a short text, its other lines are in the sample too.
    """
    lines: list[str] = []
    sentences: list[str] = []
    length = prose_length = 0
    fence, was_code = "", False
    for line in text.split("\n", 2000)[:2000]:
        if not line or line.isspace():
            continue
        mark = _FENCE.match(line)
        if mark is not None:
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
            continue
        plain = _plain(line)
        was_code = fence != "" or _is_code(plain, below_code=was_code)
        if was_code:
            continue
        plain = " ".join(plain.split())[:_OF_A_LINE]
        if length < _ENOUGH:
            lines.append(plain)
            length += len(plain)
        if _is_sentence(plain):
            sentences.append(plain)
            prose_length += len(plain)
            if prose_length >= _ENOUGH:
                break
    return "\n".join(sentences if prose_length >= _PROSE else lines)


def _plain(line: str) -> str:
    """A line without tags, addresses, soft hyphens and the marker of a list item."""
    if "<" in line:
        line = _TAG.sub("", line)
    if "](" in line or "://" in line:
        line = _ADDRESS.sub("", line)
    if "\xad" in line:
        line = line.replace("\xad", "")
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _is_sentence(line: str) -> bool:
    if line.count(" ") + 1 >= _WORDS:
        return True
    return len(line) >= _DENSE and not line.isascii() and _UNSPACED.search(line) is not None


def words(sample: str) -> tuple[list[str], int]:
    """The words of a sample in lower case without those of names, and how many those are.

    If nearly all words are capitalized, as in a title, they are not taken for names.

    >>> words("He met João da Silva at 9f3e, see www.example.com/da-do and `let a = e`.")
    (['he', 'met', 'at', 'see', 'and'], 3)
    """
    if "`" in sample:
        sample = _SPAN.sub(" ", sample)
    found = list(_WORD.finditer(sample))
    shown = [match[0] for match in found]
    doubtful = [n for n, word in enumerate(shown) if word in _PARTICLES or word[0].isupper()]
    named = {n for n in doubtful if _is_named(sample, found, n) or _is_in_name(shown, n)}
    if named and len(named) <= _TITLED * len(found):
        shown = [word for n, word in enumerate(shown) if n not in named]
    else:
        named.clear()
    return ("\n".join(shown).casefold().split("\n") if shown else []), len(named)


def _is_named(sample: str, found: list[re.Match[str]], n: int) -> bool:
    """Whether word `n` is capitalized within a sentence, or begins a name in parentheses."""
    match = found[n]
    if not match[0][0].isupper():
        return False
    before = sample[max(0, match.start() - 2) : match.start()]
    if before.endswith("("):
        return n + 1 < len(found) and found[n + 1][0][0].isupper()
    return len(before) == 2 and before[1] == " " and (before[0].isalnum() or before[0] in ",;")


def _is_in_name(shown: list[str], n: int) -> bool:
    """Whether the word is a particle between two capitalized words, other particles aside."""
    if shown[n] not in _PARTICLES:
        return False
    first, last = n - 1, n + 1
    while first >= 0 and shown[first] in _PARTICLES:
        first -= 1
    while last < len(shown) and shown[last] in _PARTICLES:
        last += 1
    if first < 0 or last >= len(shown):
        return False
    return shown[first][0].isupper() and shown[last][0].isupper()


def _is_code(line: str, below_code: bool) -> bool:
    if len(line) > _SENTENCES:
        return sum(map(line.count, _SIGNS)) > _SIGNED * len(line)
    if line.startswith(("\t", "    ")) and (below_code or not _SIGNS.isdisjoint(line)):
        return True
    if _SIGN.search(line) and _HAS_CODE.search(line):
        return True
    return _BEGINS_CODE.match(line) is not None
