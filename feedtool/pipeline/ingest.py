"""Reads and cleans the files of the input folder, in this process or in workers.

An `ArticleReader` is small and can be sent to another process or machine; each of them loads the
rules once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool.bugs import Bug, attempt
from feedtool.clean import facts, openings
from feedtool.clean.classifier import Model
from feedtool.clean.cleaner import clean
from feedtool.clean.rules.matcher import Rule, RuleSet
from feedtool.clean.site_profile import NO_PROFILE, Profile, Traits, site_of, traits
from feedtool.clean.verdicts import Knowledge
from feedtool.config import Config, Mode, RuleText, rule_texts
from feedtool.model import BeingWritten, CleanArticle, InputFile, Problem, RawDocument
from feedtool.model.dumps import DumpSettings, is_part
from feedtool.model.package import read_file
from feedtool.pipeline.input_folder import InputFolder, too_large
from feedtool.pipeline.shipped_rules import load_rulebook
from feedtool.pipeline.workers import Workers
from feedtool.readers import read
from feedtool.readers.origin import Origins
from feedtool.render.body import references_of
from feedtool.state.cache.line_counts import LineCounts
from feedtool.state.cache.run import ToRead
from feedtool.text.normalize import normalize

MOST_LINES = 200_000  # of a text; cleaning takes about 1 KB and 0.05 ms for each


class ArticleReader(msgspec.Struct, frozen=True):
    """Reads and cleans batches of files below `root`; `rules` are the user's rules.

    `origins` says which texts the owner declares as written or found; `language` is that of the
    site, a hint to the encoding of what is not UTF-8. A file that ends within a character counts as
    being written if its mtime is between the two of `growing` (nanoseconds).
    """

    root: Path
    max_bytes: int
    rules: tuple[RuleText, ...]
    mode: Mode = "auto"
    profile: Profile = NO_PROFILE
    origins: Origins = Origins()
    language: str | None = None
    growing: tuple[int, int] | None = None
    dumps: DumpSettings = DumpSettings()

    @classmethod
    def of(cls, config: Config, rules: tuple[RuleText, ...]) -> ArticleReader:
        """A reader for the input folder of a site, with its user's rules."""
        return cls(
            root=config.articles,
            max_bytes=config.max_bytes,
            rules=rules,
            mode=config.mode,
            origins=config.origins,
            language=config.language,
            dumps=config.dumps,
        )

    def __call__(self, batch: list[ToRead]) -> list[CleanArticle | Problem | BeingWritten]:
        """The article in each file of the batch, in order, or the reason why there is none."""
        return [self.article(changed.found) for changed in batch]

    def article(self, found: InputFile) -> CleanArticle | Problem | BeingWritten:
        """The article in a file, or the reason why there is none."""
        document = self.document(found)
        if not isinstance(document, RawDocument):
            return document
        article = attempt(self.clean, document)
        if isinstance(article, Bug):
            return Problem(found.key, article.message("cleaned"))
        return article

    def document(self, found: InputFile) -> RawDocument | Problem | BeingWritten:
        """The document in a file, or the reason why there is none."""
        if is_part(found):
            return self._part(found)
        folder = InputFolder(self.root, follow_links=self.dumps.follow_links)
        data = too_large(found.key, found.size, self.max_bytes) or folder.read(
            found, self.max_bytes
        )
        if not isinstance(data, bytes):
            return data
        beside = folder.read_beside(found.key, self.max_bytes)
        document = attempt(read, found.key, data, self.origins, self.language, beside)
        if isinstance(document, Bug):
            return Problem(found.key, document.message("read"))
        if isinstance(document, RawDocument) and document.is_cut and self._may_grow(found):
            return BeingWritten(found.key)
        return _bounded(document)

    def _part(self, found: InputFile) -> RawDocument | Problem | BeingWritten:
        """The document in a part of a dump."""
        # Imported here: most sites have no dumps.
        from feedtool.pipeline.dump_files import read_part
        from feedtool.readers.dumps import read_part as to_document

        data = read_part(self.root, found, self.dumps)
        if not isinstance(data, tuple):
            return data
        document = attempt(to_document, found.key, *data, self.origins)
        if isinstance(document, Bug):
            return Problem(found.key, document.message("read"))
        return _bounded(document)

    def _may_grow(self, found: InputFile) -> bool:
        return self.growing is not None and self.growing[0] <= found.mtime <= self.growing[1]

    def clean(self, document: RawDocument) -> CleanArticle:
        """The article in a document, cleaned with the profile of its site."""
        site = site_of(document.key, document.meta)
        article = clean(
            document,
            load_knowledge(self.rules, self.mode),
            self.profile.sites.get(site, {}),
            self.profile.openings.get(openings.series_of(site), openings.NONE),
        )
        return replace(article, references=references_of(article, self.origins.host))


def _bounded(document: RawDocument | Problem) -> RawDocument | Problem:
    """The document, unless it has more lines than are cleaned."""
    if isinstance(document, RawDocument) and document.text.count("\n") >= MOST_LINES:
        return Problem(
            document.key, f"has more than {MOST_LINES:,} lines; split it, or join its lines"
        )
    return document


def reader_of(config: Config) -> ArticleReader:
    """The reader of a site's input folder, without profiles.

    Raises `ConfigError` if a file of rules cannot be read.
    """
    return ArticleReader.of(config, rule_texts(config))


class TraitsReader(msgspec.Struct, frozen=True):
    """Reads batches of files, as `reader` does, for the traits that make site profiles."""

    reader: ArticleReader

    def __call__(self, batch: list[ToRead]) -> list[Traits | None]:
        """The traits of each file of the batch, in order; None for a file with a problem."""
        return [self.traits(changed.found) for changed in batch]

    def traits(self, found: InputFile) -> Traits | None:
        """The traits of one file."""
        document = self.reader.document(found)
        if not isinstance(document, RawDocument):
            return None
        learned = attempt(_traits_of, document)
        if isinstance(learned, Bug):
            return None  # a file that is not learned from can still be cleaned
        # What an author wrote is not boilerplate, however often it recurs.
        return replace(learned, marks=frozenset()) if document.origin == "written" else learned


def _traits_of(document: RawDocument) -> Traits:
    lines = normalize(document.text).split("\n")
    learned = traits(lines, site_of(document.key, document.meta))
    return replace(learned, openings=openings.openings(document.key, lines))


def learn_profiles(
    counts: LineCounts,
    reader: ArticleReader,
    files: Iterable[ToRead],
    workers: Workers,
    on_progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Adds the traits of `files` to the counts; `on_progress` gets the number of files read."""
    for done, (changed, found) in enumerate(workers.map(TraitsReader(reader), files), 1):
        if found is not None:
            counts.add(changed.found.key, found)
        on_progress(done)


@cache
def load_knowledge(texts: tuple[RuleText, ...], mode: Mode) -> Knowledge:
    """The rules that ship with feedtool and the user's rules in `texts`, and the classifier.

    Raises `ConfigError` if one of the user's rules is not well-formed, or contradicts its own
    examples.
    """
    book = load_rulebook()
    own = _own_rules(texts, book.rules) if texts else ()
    model = found = None
    if mode != "off":
        model = Model.from_json(read_file("data/line-classifier.json"))
        found = facts.Model.from_json(read_file("data/facts.json"))
    return Knowledge(book.joined(own), model, mode, RuleSet(own), found)


def _own_rules(texts: tuple[RuleText, ...], shipped: tuple[Rule, ...]) -> tuple[Rule, ...]:
    # Imported here: most sites have no rules of their own.
    from feedtool.clean.rules import files

    rules: tuple[Rule, ...] = ()
    for name, text in texts:
        own = files.load(text, name)
        files.check_examples(own)
        rules += own
    files.refuse_duplicate_ids((*shipped, *rules))
    return rules
