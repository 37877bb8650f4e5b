"""Turns subtitles, WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip, into paragraphs to read.

Cues are joined, speakers are kept, times and styles are not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from feedtool.text.normalize import fix_line_ends, one_line
from feedtool.text.sentences import ends_like_a_sentence, is_cjk

_TIMES = re.compile(
    r"\s*(?P<begin>(?:\d+:)?\d+:\d\d[.,]\d+)\s*-->\s*(?P<end>(?:\d+:)?\d+:\d\d[.,]\d+)"
)
_NOT_CUES = ("WEBVTT", "NOTE", "STYLE", "REGION")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z0-9:.]+[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
_TURN = re.compile(r"(?:>>+|&gt;&gt;)\s*|[-–—]\s+(?=\S)")  # another person speaks
_NAME = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}):\s+(?=\S)")
_PAUSE = 3.0  # seconds, after which a new paragraph begins if the sentence is over
_LONG = 600  # characters, after which a paragraph ends with the sentence


def paragraphs_of(source: str) -> tuple[str, ...]:
    r"""What is said, in paragraphs; a speaker with a name comes first, as in `Ann: Hello.`

    >>> paragraphs_of("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello\n\n"
    ...     "00:02.000 --> 00:03.000\nto you.\n\n00:03.000 --> 00:04.000\n<v Bob>Hi.")
    ('Ann: Hello to you.', 'Bob: Hi.')
    """
    found: list[str] = []
    speaker, last, end = "", "", 0.0
    for begin, until, lines in _cues(source):
        for line in lines:
            voice = _VOICE.search(line)
            text = one_line(html.unescape(_TAG.sub("", line)))
            turn = _TURN.match(text)
            text = text[turn.end() :] if turn else text
            if not text or text == last:  # live captions repeat the line above
                continue
            last = text
            name = _NAME.match(text)
            if voice is not None and voice[1] != speaker:
                speaker = one_line(voice[1])
                found.append(f"{speaker}: {text}")
            elif turn or name or not found or _is_over(found[-1], begin - end):
                found.append(text)
            else:
                found[-1] = _joined(found[-1], text)
        end = until
    return tuple(found)


def _is_over(paragraph: str, pause: float) -> bool:
    is_long = len(paragraph) > _LONG
    if ends_like_a_sentence(paragraph):
        return is_long or pause > _PAUSE
    # Automatic captions have no sentences.
    return is_long and (pause > _PAUSE or len(paragraph) > 2 * _LONG)


def _joined(paragraph: str, text: str) -> str:
    is_spaced = not (is_cjk(paragraph[-1]) and is_cjk(text[0]))
    return paragraph + " " * is_spaced + text


def _cues(source: str) -> Iterator[tuple[float, float, list[str]]]:
    """The cues in order: begin and end in seconds, and the lines."""
    for block in re.split(r"\n[ \t]*\n", fix_line_ends(source)):
        lines = block.strip("\ufeff\n").split("\n")
        at = next((i for i, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
        if at is None:
            # A blank line within a cue of SubRip; a number alone is that of a cue.
            rest = [line for line in lines if line.strip() and not line.strip().isdecimal()]
            if rest and not lines[0].startswith(_NOT_CUES):
                yield 0.0, 0.0, rest
            continue
        times = _TIMES.match(lines[at])
        if times is not None:
            yield _seconds(times["begin"]), _seconds(times["end"]), lines[at + 1 :]


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = 60 * total + float(part)
    return total
