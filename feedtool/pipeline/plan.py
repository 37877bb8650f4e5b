"""What a build has to do, and why: compares input, rules and output with the last build.

It writes nothing but the lists of this run. A run without news ends here, and has read only
directory entries, the configuration and the state.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from feedtool.config import Config, RuleText, page_texts, rule_texts, template_texts
from feedtool.config.tables import FeedsTable
from feedtool.errors import ConfigError, PublishError
from feedtool.identity.ids import site_id_from_url
from feedtool.model import FileStat, Problem
from feedtool.model.dumps import is_dump
from feedtool.pipeline.changed_folders import ChangedFolders
from feedtool.pipeline.comparison import Comparison
from feedtool.pipeline.digests import Digests, digests_of, options_of
from feedtool.pipeline.file_filter import FileFilter, describe
from feedtool.pipeline.input_folder import InputFolder
from feedtool.pipeline.publisher import Output
from feedtool.pipeline.recordings import companions_in
from feedtool.readers import ending_of
from feedtool.state import State
from feedtool.state.ledger import Ledger

_GUARD_COUNT, _GUARD_SHARE = 5, 0.2  # removing more than both at once may be an accident


class Cause(enum.Enum):
    """Why there is something to do. The value completes "all documents rendered again: ..."."""

    INPUT = "articles changed"
    FILES = "files of articles changed"
    EXPIRED = "a tombstone expired"
    FIRST = "this is the first build"
    INTERRUPTED = "the last build was interrupted"
    OUTPUT = "another program changed the output folder"
    TEMPLATES = "templates or own pages changed"
    SETTINGS = "settings changed"
    FEEDS = "the list of feeds changed"
    OPTIONS = "options of feeds changed"
    RULES = "rules changed"
    READING = "settings for reading articles changed"
    UPGRADE = "feedtool was upgraded"
    NO_CACHE = "there was no usable cache"
    NO_OUTPUT = "the output folder has no site yet"
    NO_LEDGER = "the ledger was rebuilt from the output folder"
    OLD_LEDGER = "the ledger was completed from the output folder"


_NO_LAST_BUILD = frozenset(
    {Cause.FIRST, Cause.NO_CACHE, Cause.NO_OUTPUT, Cause.NO_LEDGER, Cause.OLD_LEDGER}
)
_ONLY_RENDERING = frozenset({Cause.TEMPLATES, Cause.SETTINGS, Cause.FEEDS, Cause.OUTPUT})


class Plan(msgspec.Struct, frozen=True):
    """What a build has to do. `rules`, `templates` and `pages` are the user's own.

    `reread_everything`: every article may come out of cleaning differently. `rewrite_everything`:
    every document may differ from the published one. `must_wait`: an article is being overwritten,
    and without a cache its previous text is unknown, so nothing is published yet.
    `rules_may_differ`: fingerprints were made under other rules, so that a difference between them
    does not show that the author changed the text. `problems` are those of the scan, and
    `passed_over` counts the files that are not articles, by ending or name. `indexed`: dumps were
    compared with the last build, which the cache has to keep even if nothing else is due. `notices`
    are about dumps. `passed_over_in` counts by folder.
    """

    now: int
    causes: frozenset[Cause]
    digests: Digests
    rules: tuple[RuleText, ...]
    templates: Mapping[str, str]
    pages: Mapping[str, str]
    site_id: str
    reread_everything: bool
    rewrite_everything: bool
    rules_may_differ: bool
    must_wait: bool
    problems: tuple[Problem, ...]
    passed_over: Mapping[str, int]
    indexed: bool = False
    passed_over_in: Mapping[str, Mapping[str, int]] = {}
    notices: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether this run has anything to do."""
        return bool(self.causes) and not self.must_wait

    @property
    def check_output(self) -> bool:
        """Whether every document is rendered and compared with the published file."""
        return self.rewrite_everything or bool(self.causes & {Cause.INTERRUPTED, Cause.OUTPUT})

    @property
    def nothing_known(self) -> bool:
        """Whether the cache is empty: missing articles show only after all files were read."""
        return bool(self.causes & _NO_LAST_BUILD)

    @property
    def assign_feeds(self) -> bool:
        """Whether articles may belong to channels in which they do not have a position yet."""
        return bool(self.causes & {*_NO_LAST_BUILD, Cause.FEEDS})

    def reasons(self) -> tuple[str, ...]:
        """Why more is done than the changed articles require, one line for each kind of work."""
        lines = []
        wide = self.causes - {Cause.INPUT, Cause.FILES, Cause.EXPIRED, Cause.OPTIONS}
        if Cause.FIRST in self.causes:
            return ()
        if self.reread_everything:
            lines.append(f"all articles read again: {_listed(wide - _ONLY_RENDERING)}")
        if self.rewrite_everything:
            lines.append(f"all documents rendered again: {_listed(wide)}")
        elif self.check_output:
            lines.append(f"all documents compared with the output folder: {_listed(wide)}")
        if Cause.EXPIRED in self.causes:
            lines.append(f"all feeds rendered again: {Cause.EXPIRED.value}")
        if Cause.OPTIONS in self.causes and not self.rewrite_everything:
            lines.append(f"feeds and their archives rendered again: {Cause.OPTIONS.value}")
        return tuple(lines)


def _listed(causes: Iterable[Cause]) -> str:
    order = list(Cause)
    return ", ".join(cause.value for cause in sorted(causes, key=order.index))


def make_plan(
    config: Config,
    state: State,
    output: Output,
    now: int,
    allow_removals: bool,
    folders: ChangedFolders | None = None,
) -> Plan:
    """Fills the lists of this run and returns the plan; `now` is in Unix seconds.

    Lists only the `folders` of the input that changed, if that is known. Raises `PublishError` if
    the input folder cannot be listed or is suddenly empty, `ConfigError` if the site was published
    under another id.
    """
    rules, templates, pages = rule_texts(config), template_texts(config), page_texts(config)
    digests = digests_of(config, rules, templates, pages)
    site_id = site_id_of(config, state.ledger)
    causes = set(_changed_settings(config, state, digests))
    reread = state.was_recovered or state.cache.last_build.cleaning != digests.cleaning
    rewrite = state.cache.last_build.rendered != msgspec.structs.asdict(digests)
    chosen = FileFilter(
        config.include, config.exclude, _published_in(state.ledger), companions_in(config)
    )
    known = None if reread else folders
    problems, indexed, notices = _list_work(
        config, state, now, reread, allow_removals, chosen, known
    )
    causes.update(_changed_files(state, output, now))
    nothing_known = bool(causes & _NO_LAST_BUILD)
    # Without a cache, the previous text of an article that is being overwritten is unknown.
    must_wait = nothing_known and any(
        state.ledger.by_key(key) is not None or (is_dump(key) and state.ledger.has_parts(key))
        for key in state.cache.run.unsettled()
    )
    return Plan(
        now=now,
        causes=frozenset(causes),
        digests=digests,
        rules=rules,
        templates=templates,
        pages=pages,
        site_id=site_id,
        reread_everything=reread,
        rewrite_everything=rewrite,
        rules_may_differ=state.ledger.rules_digest() != digests.cleaning,
        must_wait=must_wait,
        problems=problems,
        passed_over=dict(chosen.passed_over),
        passed_over_in=chosen.passed_over_in,
        indexed=indexed,
        notices=notices,
    )


def _published_in(ledger: Ledger) -> Callable[[str], bool]:
    """Whether an article was published from a file, so that it stays."""

    def is_published(key: str) -> bool:
        record = ledger.by_key(key)
        return record is not None and record.gone is None

    return is_published


def _changed_settings(config: Config, state: State, digests: Digests) -> Iterator[Cause]:
    """What differs from the last build, except for input and output files."""
    last = state.cache.last_build
    if state.was_recovered:
        yield Cause.NO_LEDGER
    elif state.was_completed:
        yield Cause.OLD_LEDGER
    elif state.ledger.is_empty():
        yield Cause.FIRST
    elif last.cleaning is None:
        yield Cause.NO_CACHE if config.output.is_dir() else Cause.NO_OUTPUT
    elif last.rendered is None:
        yield Cause.INTERRUPTED
    if last.channels not in (None, channels_of(config)):
        yield Cause.FEEDS
    before = last.rendered
    if before is None:
        return
    if last.options not in (None, options_of(config)):
        yield Cause.OPTIONS
    for name, cause in (
        ("package", Cause.UPGRADE),
        ("rules", Cause.RULES),
        ("reading", Cause.READING),
        ("templates", Cause.TEMPLATES),
        ("settings", Cause.SETTINGS),
    ):
        if before.get(name) != getattr(digests, name):
            yield cause


def channels_of(config: Config) -> str:
    """The settings that decide which articles are in which feeds, as text."""
    is_default = config.label_groups == FeedsTable().tags
    return repr(config.selections) if is_default else repr((config.selections, config.label_groups))


def _list_work(
    config: Config,
    state: State,
    now: int,
    reread: bool,
    allow_removals: bool,
    chosen: FileFilter,
    folders: ChangedFolders | None,
) -> tuple[tuple[Problem, ...], bool, tuple[str, ...]]:
    """Lists changed and missing files; returns the problems of the scan.

    The second value is whether any dump was indexed, the third has the notices about them.
    """
    run, dumps = state.cache.run, state.cache.dumps
    dumps.distrust_below(config.max_bytes)
    comparison = Comparison(config, state.cache, chosen, folders)
    problems = comparison.run(everything=reread)
    if config.settle:
        # Up to the end of the present second, but not later: a file that is dated in the future
        # would never settle.
        run.postpone(now - config.settle + 1, now + 1)
        if run.count_missing():
            run.hold_back_missing(now)
    indexed, notices = _index_dumps(config, state, now, reread)
    dumps.add_missing()
    dumps.add_again()
    run.add_due(now)
    run.drop_dumps()
    others = tuple(dumps.others())
    chosen.no_dumps.update(map(ending_of, others))
    if comparison.is_empty(len(others)) and not allow_removals:
        _refuse_empty(config, state.ledger, describe(chosen.passed_over))
    return problems, indexed, notices


def _index_dumps(
    config: Config, state: State, now: int, reread: bool
) -> tuple[bool, tuple[str, ...]]:
    """Lists the parts that changed, of the dumps that did; whether any did, and notices."""
    if not state.cache.run.has_changed_dumps():
        return False, ()
    # Imported here: most sites have no dumps.
    from feedtool.pipeline.dump_index import DumpIndex

    index = DumpIndex(config.articles, config.dumps, now, config.settle)
    return index.update(state.cache, everything=reread), tuple(index.notices)


def _changed_files(state: State, output: Output, now: int) -> Iterator[Cause]:
    """What changed in the input and output since the last build, or with time."""
    cache = state.cache
    if cache.run.has_any():
        yield Cause.INPUT
    if cache.references.has_changed():
        yield Cause.FILES
    if cache.last_build.expires is not None and cache.last_build.expires <= now:
        yield Cause.EXPIRED
    if cache.outputs.is_interrupted():
        if not state.was_completed:  # otherwise this only means that the cache is distrusted
            yield Cause.INTERRUPTED
    elif is_output_changed(state, output):
        yield Cause.OUTPUT


def is_output_changed(state: State, output: Output) -> bool:
    """Whether files of the output folder are not those of the last build."""
    stats = state.cache.last_build.output_stats
    return bool(stats) and stats != stats_of(output, stats)


def stats_of(output: Output, paths: Iterable[str]) -> dict[str, FileStat | None]:
    """The sizes and times of files and folders of the output; None for one that does not exist."""
    return {path: output.stat(path) for path in paths}


def refuse_mass_removal(config: Config, state: State, removed: int, before: int) -> None:
    """Raises `PublishError` if so many articles are missing that it may be an accident.

    If the folder is on another device than at the last build, more than half of a small site is
    enough.
    """
    device, known = InputFolder(config.articles).device(), state.cache.last_build.device
    is_elsewhere = known is not None and device != known
    if removed <= _GUARD_COUNT and not (is_elsewhere and 2 * removed > before):
        return
    if removed <= _GUARD_SHARE * before:
        return
    fact = " The folder is on another device than before; is it mounted?" if is_elsewhere else ""
    raise PublishError(
        f"{config.articles}: {removed} of {before} articles are missing, so nothing was published."
        f"{fact} To remove them from the site, pass --allow-removals"
    )


def site_id_of(config: Config, ledger: Ledger) -> str:
    """The site's id: the one under which it was first published.

    Raises `ConfigError` if the configuration has another one.
    """
    known = ledger.site_id()
    if config.site_id is not None and known not in (None, config.site_id):
        raise ConfigError(
            f"{config.source}: site.id is {config.site_id}, but this site was published as "
            f"{known}; restore that id or, for another site, name another state folder"
        )
    return config.site_id or known or site_id_from_url(config.base_url)


def _refuse_empty(config: Config, ledger: Ledger, passed_over: str) -> None:
    others = f" ({passed_over})" if passed_over else ""
    if ledger.is_empty():
        raise PublishError(
            f"{config.articles}: has no articles{others}; put .txt or .md files into it"
        )
    fact = f"has no articles{others}" if others else "is empty"
    articles = ledger.count()
    count = f"{articles} article{'s' * (articles > 1)}"
    raise PublishError(
        f"{config.articles}: {fact}, and the site has {count}, so nothing was published; is it "
        "mounted? To remove all of them from the site, pass --allow-removals"
    )
