"""The phrases that begin a text, and a title for a text that begins like others of its site.

"Welcome to another issue" is a poor title if it begins every issue. The title is then made from the
name of the file. The openings of a site are counted like its recurring lines, but those of written
texts count too: nothing is removed because of them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from feedtool.blake2 import blake2b
from feedtool.clean import titles
from feedtool.model import CleanArticle, Title
from feedtool.text.fingerprint import fingerprint, sketch
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.markup import plain_opening, without_comments
from feedtool.text.sentences import FULL_STOPS, first_sentence
from feedtool.text.words import folded_words

FEWEST = 3  # texts of a site that begin with a phrase before it gives way
NONE: frozenset[int] = frozenset()
_LINES, _BLOCKS = 3, 2  # at the top of a text
_FEWEST_WORDS = 4  # of a sentence that becomes the title instead
_NUMBER = lazy_regex(r"[\d\W_]*\d[\d\W_]*")
_DATE = lazy_regex(r"\d{4}-\d\d-\d\d")
# Names that programs give: hexadecimal digits, long numbers, letters and digits in turns.
_ID = lazy_regex(r"(?=.*\d)(?:[0-9a-f]{8,}|[0-9a-f-]{20,}|\d{9,}|(?:[a-z]+\d+){3,}[a-z]*)", re.I)
# Words that say nothing about a text that is called "page 12".
_EMPTY = frozenset(
    "article articles doc docs document file item new news note notes out output page pages post "
    "posts raw sample story text texts txt untitled content entry entries data "
    "artikel datei dokument eintrag seite text artículo archivo página fichier texte".split()
)
_MANY = frozenset(
    "chapters episodes issues lectures lessons letters newsletters parts sermons talks "
    "transcripts".split()
)


def openings(key: str, lines: Sequence[str]) -> frozenset[int]:
    """The marks of the phrases that begin the text in the file `key`, and of the file's name."""
    found = {titles.readable_name(key)}
    for unit in _units(lines):
        found.add(unit)
        found.update(sentences(unit))
    return frozenset(mark(phrase) for phrase in found if folded_words(phrase))


def series_of(site: str) -> str:
    """The texts among which an opening is counted: those of a site; folders of years are one.

    >>> series_of("2024"), series_of("newsletter")
    ('', 'newsletter')
    """
    return "" if site.isascii() and site.isdigit() else site


def mark(phrase: str) -> int:
    """The key by which a phrase recurs: its words.

    >>> mark("**Welcome** to the show!") == mark("Welcome to the show")
    True
    """
    words = " ".join(folded_words(phrase))
    return int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=7).digest())


def _units(lines: Sequence[str]) -> Iterator[str]:
    """The first lines, and the first blocks of lines, without markup."""
    filled = [i for i, line in enumerate(lines) if any(map(str.isalnum, line))]
    for i in filled[:_LINES]:
        yield plain_opening(lines[i])
    blocks = [i for i in filled if i == 0 or not lines[i - 1]]
    for start in blocks[:_BLOCKS]:
        end = next((i for i in range(start, len(lines)) if not lines[i]), len(lines))
        yield plain_opening(" ".join(lines[start:end]))


def named(key: str, phrase: str, recurring: Collection[int]) -> str | None:
    """A title from the name of a file whose text begins with a phrase that recurs.

    None if the name says nothing.

    >>> named("2019/issue-235.md", "Welcome!", NONE), named("news/letters/235.md", "Welcome!", NONE)
    ('Issue 235', 'Letter 235')
    >>> named("235.md", "Welcome to the show!", NONE)
    'Welcome to the show! (235)'
    >>> named("2024-01-05-digest.md", "Welcome!", {mark("Digest")})
    'Digest 2024-01-05'
    >>> named("9f86d081884c.md", "Welcome!", NONE), named("page-12.md", "Welcome!", NONE)
    (None, None)
    """
    name = titles.readable_name(key)
    if _NUMBER.fullmatch(name):
        if _ID.fullmatch(name):
            return None
        return _numbered(key, name) or f"{phrase.rstrip(FULL_STOPS)} ({name})"
    if not _says_something(name):
        return None
    title = unlike_others(name, key, recurring)
    return title if title != name or mark(name) not in recurring else None


def unlike_others(name: str, key: str, recurring: Collection[int]) -> str:
    """The name of a file as a title, with its date or folder if other files have that name."""
    apart = _apart(key) if mark(name) in recurring else None
    return name if apart is None else f"{name} {apart}"


def beside(heading: str, key: str, recurring: Collection[int]) -> str:
    """A heading that recurs, with what sets the file apart from others.

    >>> beside("Town News", "2019/issue-235.md", NONE), beside("Town News", "235.md", NONE)
    ('Town News: Issue 235', 'Town News 235')
    >>> beside("Town News", "2024-01-05-town-news.md", NONE), beside("Town News", "a.md", NONE)
    ('Town News 2024-01-05', 'Town News')
    """
    name = titles.readable_name(key)
    if _NUMBER.fullmatch(name):
        return heading if _ID.fullmatch(name) else f"{heading} {name}"
    words = set(folded_words(name))
    if mark(name) in recurring or words.issubset(folded_words(heading)):
        apart = _apart(key)
        return heading if apart is None else f"{heading} {apart}"
    if not _says_something(name):
        return heading
    return name if words.issuperset(folded_words(heading)) else f"{heading}: {name}"


def headed(headline: str, key: str, recurring: Collection[int]) -> Title:
    """The headline of a text as its title, with the name of the file if it recurs."""
    if mark(headline) not in recurring:
        return Title(headline, "headline")
    text = beside(headline, key, recurring)
    return Title(text, "headline", otherwise=headline if text != headline else "")


def told_apart(phrases: Sequence[str], key: str, recurring: Collection[int]) -> Title | None:
    """The title of a text whose first phrase recurs: the name of its file, else the next phrase.

    None if the first phrase does not recur, or there is nothing better.
    """
    if not phrases or mark(phrases[0]) not in recurring:
        return None
    clause = titles.clause_of(phrases[0])
    name = named(key, clause, recurring)
    if name is not None:
        return Title(name, "file name", otherwise=clause)
    return next_phrase(phrases, recurring)


def next_phrase(phrases: Sequence[str], recurring: Collection[int]) -> Title | None:
    """The first phrase that does not recur as a title; None if the very first one does not."""
    if not phrases or mark(phrases[0]) not in recurring:
        return None
    for phrase in phrases[1:]:
        if len(folded_words(phrase)) >= _FEWEST_WORDS and mark(phrase) not in recurring:
            clause = titles.clause_of(phrase)
            return Title(clause, "first sentence", otherwise=titles.clause_of(phrases[0]))
    return None


def sentences(text: str, most: int = 2) -> Iterator[str]:
    """The first sentences of a text, at most so many."""
    for _ in range(most):
        sentence = first_sentence(text)
        if not sentence:
            return
        yield sentence
        text = text[len(sentence) :].lstrip()


def keeping_title(article: CleanArticle, former: str | None) -> CleanArticle:
    """The article with the title under which it was published, if only other texts changed that."""
    title = article.title
    if former != title.otherwise or not former:
        return article
    words = article.paragraphs
    if article.origin == "written" and article.markup == "markdown":
        words = tuple(map(without_comments, words))
    return replace(
        article,
        title=Title(former, title.source, otherwise=title.text),
        fingerprint=fingerprint(former, words),
        sketch=sketch(former, words),
    )


def _says_something(name: str) -> bool:
    words = [word for word in folded_words(name) if not word.isdecimal()]
    is_id = _ID.fullmatch(name.replace(" ", "-")) is not None
    return sum(map(str.isalpha, name)) > 2 and not is_id and not _EMPTY.issuperset(words)


def _numbered(key: str, number: str) -> str | None:
    """A number with the name of the nearest folder that has one of words."""
    for folder in reversed(key.split("/")[:-1]):
        name = titles.readable_name(folder + ".")
        if _says_something(name):
            return f"{name[:-1] if name.casefold() in _MANY else name} {number}"
    return None


def _apart(key: str) -> str | None:
    """What sets files of one name apart: the date in the name, else the number of the folder."""
    *folders, name = key.split("/")
    date = _DATE.match(name)
    if date is not None:
        return date[0]
    numbers = (folder for folder in reversed(folders) if _NUMBER.fullmatch(folder))
    return next(numbers, None)
