"""Opens files of the input folder safely, and finds out what a file is known by.

Memory does not grow with a file.
"""

from __future__ import annotations

import os
import stat
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import msgspec

from feedtool.blake2 import blake2b
from feedtool.pipeline.inside import open_file
from feedtool.pipeline.references.watch import is_hidden
from feedtool.readers import ending_of

_CHUNK = 1 << 20  # bytes that are read at once
_HEAD = 1 << 18  # bytes at the start of a picture, in which its size is
_DIGEST = 16  # bytes; 26 characters
_LARGEST = 100_000  # pixels
_PICTURES = frozenset(".png .jpg .jpeg .gif .webp .avif .svg .bmp".split())
_ICON = b"\0\0\1\0"
_IN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Non-blocking: the file may have been replaced by a pipe since it was looked at.
_OF_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Refused(Exception):
    """A file that is not published. The message is the fact and the way out."""


class Content(msgspec.Struct, frozen=True):
    """What a file is known by: its name, made from its bytes, and the size of a picture in pixels.

    `width` and `height` are 0 if they are unknown.
    """

    name: str
    width: int = 0
    height: int = 0


@contextmanager
def opened_inside(root: Path, path: str, *, follow_links: bool = False) -> Iterator[int]:
    """A descriptor of the regular file at `path`, which is certainly in the folder `root`.

    Links are followed if they stay inside. The path that they lead to is opened part by part
    without following any, so a link that is swapped in meanwhile cannot lead out. With
    `follow_links`, they may (see `inside.open_file`). Raises `Refused` for everything else,
    `OSError` if the file cannot be opened.
    """
    real_root = os.path.realpath(root)
    real = os.path.realpath(f"{real_root}/{path}")
    is_inside = real.startswith(real_root.rstrip("/") + "/")
    if not is_inside and not follow_links:
        raise Refused("leads out of the folder; copy the file instead")
    below = real[len(real_root.rstrip("/")) + 1 :] if is_inside else path
    if any(map(is_hidden, below.split("/"))):
        raise Refused("is hidden, so it is not published; give it another name")
    if is_inside:
        handle = _open_inside(real_root, below)
    else:
        handle = open_file(root, path, follow_links=True)
    try:
        _require_regular(os.fstat(handle))
        yield handle
    finally:
        os.close(handle)


def _open_inside(real_root: str, path: str) -> int:
    """A handle of the file at `path`; no part of the path may be a link."""
    *folders, name = path.split("/")
    folder = os.open(real_root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in folders:
            inner = os.open(part, _IN_FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        # A device must not even be opened.
        _require_regular(os.stat(name, dir_fd=folder, follow_symlinks=False))
        return os.open(name, _OF_FILE, dir_fd=folder)
    finally:
        os.close(folder)


def _require_regular(info: os.stat_result) -> None:
    if stat.S_ISDIR(info.st_mode):
        raise Refused("is a folder; link to a file in it")
    if not stat.S_ISREG(info.st_mode):
        raise Refused("is not a regular file; remove the link, or put a file there")


def content_of(handle: int, path: str) -> Content:
    """What the open file, whose path is `path`, is known by."""
    return Content(file_name(digest_of(handle), path), *size_of(handle, path))


def size_of(handle: int, path: str) -> tuple[int, int]:
    """Width and height of an open file, if it is a picture; zeros if they are unknown."""
    head = os.pread(handle, _HEAD, 0) if ending_of(path) in _PICTURES else b""
    return picture_size(head) if head else (0, 0)


def is_picture(handle: int, path: str) -> bool:
    """Whether an open file is a picture that browsers show, by its ending and its first bytes."""
    ending, head = ending_of(path), os.pread(handle, _HEAD, 0)
    if ending == ".ico":
        return head.startswith(_ICON)
    if ending == ".svg":
        return b"<svg" in head
    return ending in _PICTURES and picture_size(head) != (0, 0)


def digest_of(handle: int) -> bytes:
    """A digest of all bytes of an open file."""
    digest, at = blake2b(digest_size=_DIGEST), 0
    while piece := os.pread(handle, _CHUNK, at):
        digest.update(piece)
        at += len(piece)
    return digest.digest()


def file_name(digest: bytes, path: str) -> str:
    """The name of a file with that digest; it has the ending of `path`.

    >>> file_name(bytes(16), "a/Photo.JPG"), file_name(bytes(16), "a/b.tar gz")[26:]
    ('aaaaaaaaaaaaaaaaaaaaaaaaaa.jpg', '')
    """
    ending = ending_of(path)
    is_usable = ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= 11
    return b32encode(digest).decode().rstrip("=").lower() + (ending if is_usable else "")


def digest_in(name: str) -> bytes:
    """The digest in a name that `file_name` made, as it is in there."""
    return name[:26].encode()


def picture_size(head: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels, as it is shown; zeros if they are not in `head`."""
    # Imported here: it is needed for new pictures only.
    import imagesize

    try:
        width, height = imagesize.get(BytesIO(head))
    except Exception:  # noqa: BLE001  # the library raises whatever a broken picture leads to
        return 0, 0
    width, height = round(width), round(height)
    is_sound = 0 < width <= _LARGEST and 0 < height <= _LARGEST
    return (width, height) if is_sound else (0, 0)
