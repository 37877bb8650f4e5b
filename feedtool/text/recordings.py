"""The names of recordings and of the files that go with them: transcripts and chapters."""

from __future__ import annotations

from urllib.parse import urlsplit

RECORDINGS = (
    *(".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".mp4", ".m4v"),
    *(".mov", ".webm"),
)
"""The endings of recordings, in lower case."""

CHAPTERS = ".chapters.json"
TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    CHAPTERS: "application/json+chapters",
}
"""The media types of the files that go with a recording, by what follows its name."""


def companions(address: str) -> dict[str, str]:
    """The addresses of the files that may go with a recording, with their endings.

    >>> list(companions("a/one.mp3"))
    ['a/one.vtt', 'a/one.srt', 'a/one.json', 'a/one.chapters.json']
    >>> companions("https://example.org/one.mp3"), companions("one.pdf")
    ({}, {})
    """
    stem, dot, ending = address.rpartition(".")
    is_file = not urlsplit(address).scheme
    if not (is_file and stem and f"{dot}{ending}".lower() in RECORDINGS):
        return {}
    return {stem + ending: ending for ending in TYPES}


def stem_of_companion(name: str) -> str | None:
    """The name of the recording, without its ending, that a file would go with.

    >>> [stem_of_companion(name) for name in ("a.vtt", "a.chapters.json", "a.md")]
    ['a', 'a', None]
    """
    lower = name.lower()
    for ending in (CHAPTERS, *TYPES):
        if lower.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return None
