"""Makes an article of a text that its author wrote: nothing of it is lost.

No classifier, no site profile and no shipped rule applies, with one exception: a reprint may have
been copied with boilerplate from another site, so whole blocks at its edges go if shipped rules
take every line of them. The user's own rules apply to whole blocks, never to a line within one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from feedtool.clean import attribution, openings, paragraphs, titles
from feedtool.clean.bylines.authors import people
from feedtool.clean.judgement import LineVerdicts, Reason
from feedtool.clean.parts import Part
from feedtool.clean.rules.matcher import Rule, RuleSet
from feedtool.clean.verdicts import NOTHING_BUT_BOILERPLATE, Knowledge
from feedtool.model import CleanArticle, Line, RawDocument, Title, Verdict
from feedtool.model.article import TITLE
from feedtool.model.problem import join_notices
from feedtool.text import language
from feedtool.text.fingerprint import fingerprint, sketch
from feedtool.text.markup import plain_title, without_comments
from feedtool.text.normalize import normalize, normalize_shown, normalize_source
from feedtool.text.sentences import ends_like_a_sentence, first_sentence

_BLOCKS = 4  # of the top of a text, for a title


class Layout(msgspec.Struct, frozen=True):
    """The lines of a written document, and its blocks."""

    lines: tuple[str, ...]
    parts: tuple[Part, ...]

    def shown(self, causes: Collection[int] = ()) -> list[Part]:
        """The blocks that show something and are not in `causes`, by their first line."""
        return [part for part in self.parts if part.kind != "hidden" and part.start not in causes]


Causes = dict[int, Reason]


def of_written(
    document: RawDocument, knowledge: Knowledge, recurring: Collection[int] = openings.NONE
) -> CleanArticle:
    """The article in a written document, with a verdict on every line.

    `recurring` has the marks of the phrases that begin texts of the site.
    """
    layout = _layout(document)
    causes: Causes = {}
    _apply_rules(layout, document, knowledge, causes)
    notice = None
    if not layout.shown(causes):
        causes, notice = {}, NOTHING_BUT_BOILERPLATE
    title, taken = _title(document, layout, causes, recurring)
    if taken:
        causes |= dict.fromkeys(taken, Reason(TITLE, "became the title"))
    if taken and notice is None:
        after = dict(causes)
        _apply_rules(layout, document, knowledge, after)  # the title was at the edge
        causes = after if layout.shown(after) else causes
    kept = _paragraphs(document, layout, causes)
    words = tuple(map(without_comments, kept)) if document.markup == "markdown" else kept
    said = _says_who_and_when(layout)
    return CleanArticle(
        key=document.key,
        title=title,
        paragraphs=kept,
        meta=document.meta,
        byline=said.author,
        bylines=people(said.author) if said.author else (),
        dateline=said.published,
        updateline=said.updated,
        markup=document.markup,
        language=document.meta.language or _language(title.text, layout, causes),
        fingerprint=fingerprint(title.text, words),
        sketch=sketch(title.text, words),
        verdicts=_verdicts(document, layout, causes),
        notice=join_notices(notice, *document.notices),
        ignored=document.ignored,
        origin=document.origin,
        origin_why=document.origin_why,
    )


def _layout(document: RawDocument) -> Layout:
    if document.markup == "markdown":
        # Imported here: plain text does not need a parser.
        from feedtool.clean.written_markdown import parts_of

        source = normalize_source(document.text)
        return Layout(tuple(source.split("\n")), parts_of(source))
    lines = tuple(normalize(document.text).split("\n"))
    parts: list[Part] = []
    start = 0
    for end in range(len(lines) + 1):
        if end == len(lines) or not lines[end]:
            if end > start:
                source = "\n".join(lines[start:end])
                parts.append(Part(start, end, source, "text", source))
            start = end + 1
    return Layout(lines, tuple(parts))


def _paragraphs(document: RawDocument, layout: Layout, causes: Collection[int]) -> tuple[str, ...]:
    if document.markup == "markdown":
        return tuple(part.source for part in layout.parts if part.start not in causes)
    shown = normalize_shown(document.text).split("\n")
    lines = ["" if i in causes else line for i, line in enumerate(shown)]
    return paragraphs.of_plain_text(lines)


def _language(title: str, layout: Layout, causes: Collection[int]) -> str | None:
    """The language that is detected in what is not code."""
    shown = (part.source for part in layout.shown(causes) if part.kind != "code")
    return language.detect("\n".join((title, *shown)))


def _verdicts(
    document: RawDocument, layout: Layout, causes: Mapping[int, Reason]
) -> tuple[Verdict, ...]:
    verdicts = []
    for i, text in enumerate(layout.lines):
        line, cause = Line(document.first_line + i, text if text.strip() else ""), causes.get(i)
        verdicts.append(Verdict(line) if cause is None else Verdict(line, cause.rule, cause.why))
    return tuple(verdicts)


# -- rules ---------------------------------------------------------------------------------------


def _apply_rules(
    layout: Layout, document: RawDocument, knowledge: Knowledge, causes: Causes
) -> None:
    if knowledge.own.rules:
        for part in layout.shown(causes):
            causes |= _taken(part, layout, knowledge.own, ("anywhere",))
        _walk_in(layout, layout.parts, knowledge.own, ("head",), causes)
        _walk_in(layout, layout.parts[::-1], knowledge.own, ("tail",), causes)
    if document.is_reprint:
        _walk_in(layout, layout.parts, knowledge.rules, ("head", "anywhere"), causes)
        _walk_in(layout, layout.parts[::-1], knowledge.rules, ("tail", "anywhere"), causes)


def _walk_in(
    layout: Layout, parts: Iterable[Part], rules: RuleSet, where: Sequence[str], causes: Causes
) -> None:
    """Takes blocks from one edge of the text, up to the first that stays."""
    for part in parts:
        if part.kind == "hidden" or part.start in causes:
            continue
        taken = _taken(part, layout, rules, where)
        if not taken:
            return
        causes |= taken


def _taken(part: Part, layout: Layout, rules: RuleSet, where: Sequence[str]) -> Causes:
    """A reason for each line of the block if rules take all of them; empty otherwise."""
    causes: Causes = {}
    if part.kind == "code":
        return causes
    for i in range(part.start, part.end):
        line = layout.lines[i].strip()
        if line:
            rule = _taker(rules.taking(line), where)
            if rule is None:
                return {}
            causes[i] = Reason(rule.id, rule.why)
    return causes


def _taker(rules: Sequence[Rule], where: Sequence[str]) -> Rule | None:
    if any(rule.keep for rule in rules):
        return None
    alone = (rule for rule in rules if rule.also == "nothing")
    return next((rule for rule in alone if rule.where in where), None)


def _says_who_and_when(layout: Layout) -> LineVerdicts:
    """Author and dates in lines at the top that contain nothing else; the lines stay."""
    said = LineVerdicts()
    texts = [part for part in layout.parts if part.kind in ("heading", "text")]
    others = set(range(len(layout.lines)))
    others -= {i for part in texts for i in range(part.start, part.end)}
    attribution.recognize(said, [line.strip() for line in layout.lines], others)
    return said


# -- titles --------------------------------------------------------------------------------------


def _title(
    document: RawDocument, layout: Layout, causes: Collection[int], recurring: Collection[int]
) -> tuple[Title, frozenset[int]]:
    """The title, and the lines that would repeat it in the body."""
    shown = layout.shown(causes)
    headline, taken = _headline(document, layout, shown, recurring)
    if taken.issuperset(part.start for part in shown):
        taken = frozenset()  # there is nothing else
    declared = titles.declared_title(document.meta.title) if document.meta.title else ""
    if declared:
        is_same = headline.casefold() == declared.casefold()
        return Title(declared, "declared"), taken if is_same else frozenset()
    if headline:
        return openings.headed(titles.within_limit(headline), document.key, recurring), taken
    return _title_without_headline(document.key, shown, recurring), frozenset()


def _title_without_headline(key: str, shown: Sequence[Part], recurring: Collection[int]) -> Title:
    first = shown[0] if shown else None
    opening = first_sentence(first.words) if first is not None and first.kind == "text" else ""
    name = titles.readable_name(key)
    is_named = sum(map(str.isalpha, name)) > 2
    begins_apart = not ends_like_a_sentence(opening.strip()) and len(shown) > 1
    if is_named and (begins_apart or titles.is_named_by_hand(key)):
        return Title(openings.unlike_others(name, key, recurring), "file name")
    texts = [part.words for part in shown if part.kind == "text"]
    phrases = [phrase for text in texts[:_BLOCKS] for phrase in openings.sentences(text)]
    if (title := openings.told_apart(phrases, key, recurring)) is not None:
        return title
    clause = next(filter(None, (titles.clause_of(first_sentence(text)) for text in texts)), "")
    if clause:
        return Title(
            clause, "first sentence", otherwise=openings.named(key, clause, recurring) or ""
        )
    return Title(name or key, "file name")


def _headline(
    document: RawDocument, layout: Layout, shown: Sequence[Part], recurring: Collection[int]
) -> tuple[str, frozenset[int]]:
    """The first heading, else a line at the top that reads like one; with its lines to drop.

    For a note, which its file names, only a heading at the top counts.
    """
    is_note = titles.is_named_by_hand(document.key)
    headings = [part for part in shown if part.kind == "heading" and part.words]
    main = [part for part in headings if part.level == 1]
    if headings and headings[0] is shown[0]:
        heading, is_section = headings[0], False
    elif main:
        # Below other text, it may be the heading of a section too, and stays.
        heading = main[0]
        is_section = len(main) > 1 or any(map(_is_content, shown[: shown.index(heading)]))
        if is_section and is_note:
            return "", frozenset()
    elif is_note:
        return "", frozenset()
    else:
        words, taken = _line_like_a_headline(document, layout, shown)
        return ("", frozenset()) if openings.mark(words) in recurring else (words, taken)
    if is_section or heading.has_picture:
        return heading.words, frozenset()
    return heading.words, frozenset(range(heading.start, heading.end))


def _is_content(part: Part) -> bool:
    """Whether a block is more than a picture or a line of dates above the title."""
    return part.kind != "text" or ends_like_a_sentence(part.words)


def _line_like_a_headline(
    document: RawDocument, layout: Layout, shown: Sequence[Part]
) -> tuple[str, frozenset[int]]:
    if not shown or shown[0].kind != "text" or len(layout.lines) == 1:
        return "", frozenset()
    first, start = shown[0], shown[0].start
    lines = [line.rstrip() for line in layout.lines]
    if not titles.is_headline(lines, start):
        return "", frozenset()
    if document.markup == "plain":
        return plain_title(lines[start]), frozenset({start})
    is_apart = first.end == start + 1 and not first.has_picture and "](" not in first.source
    is_apart = is_apart and first.words[-1:] not in ":："  # whose words these are
    return (first.words, frozenset({start})) if is_apart else ("", frozenset())
