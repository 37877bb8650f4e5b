"""Mail: single messages (`.eml`, RFC 5322) and mailboxes (`.mbox`, RFC 4155).

A message is published as its author wrote it. What a mail program or a list adds around it is taken
off: the signature, the message that it answers when that is quoted below, and the footer that says
how to unsubscribe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import BinaryIO

import msgspec

from feedtool.model.dumps import DumpSettings, part_digest
from feedtool.readers.blocks import fields_of_pairs
from feedtool.readers.dumps.json_rows import too_long
from feedtool.readers.dumps.scan import Entry, Fault, Part, Position, Scan, Unreadable

# The line that begins a message has the time at which it arrived.
_BEGINS = re.compile(rb"From [^\n]*\d\d:\d\d[^\n]*\r?\n?")
_QUOTED_BEGIN = re.compile(rb"^>(>*From )", re.M)
_MESSAGE_ID = re.compile(rb"^message-id:\s*<?([^>\s]+)", re.I | re.M)
_HEADERS = 1 << 16  # bytes in which the headers of a message end
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_LIST_FOOTER = re.compile(r"^[_-]{20,}\n(?:.*\n?){1,8}\Z", re.M)
# What shows that lines below a rule are of a list's program, and not the author's.
_OF_A_LIST = re.compile(
    r"^\W*(?:\S+ ){1,3}mailing[- ]?list\W*(?:$|--? \S+@|<)|/(?:listinfo|mailman3?|postorius)/|"
    r"-(?:request|leave|unsubscribe)@",
    re.I | re.M,
)
_SENTENCE = re.compile(r"(?:\S+\s+){8}|[.!?…。][\"'”’)]*\s*$")
_REPLY_BELOW = re.compile(
    r"^(?:-{2,} ?(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Forwarded message)"
    r".*|[^\n>]{0,200}(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef)"
    r"[^\n>:]{0,80}:)\s*\n"
    r"(?:\s*>.*\n?|\s*\n)*\Z",
    re.M | re.I,
)
_FOOTER = re.compile(
    r"unsubscribe|opt[- ]?out|(?:update|manage) (?:your )?(?:email )?(?:preferences|subscription)|"
    r"view (?:this|it) (?:e-?mail )?(?:online|in (?:your|a) browser)|abbestellen|abmelden|"
    r"im browser (?:ansehen|anzeigen)|abmeldung|désabonner|désinscri|darse de baja|"
    r"cancelar (?:la|tu) suscrip|disiscri|cancella(?:re|ti)? .{0,20}iscrizione|"
    r"afmelden|uitschrijven|wypisz|отписаться|avregistrera|退订|配信停止",
    re.I,
)
_RULE = re.compile(r"[\s*_=\\-]*")
_FEW = 6  # paragraphs at the end of a message that may be its footer
_SHORT = 60  # words that a paragraph of a footer has at most
_PLAIN_SHARE = 0.5  # of the words of the HTML that a plain text has if it says the same


class Mailbox(msgspec.Struct, frozen=True):
    """A mailbox: messages, each behind a line that begins with `From `."""

    settings: DumpSettings
    goes_on: bool = True

    def digest(self, data: bytes) -> int:
        """The digest of a message."""
        return part_digest(data)

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan that begins at a message."""
        return _Messages(stream, start, self.settings)

    def read(self, data: bytes) -> Entry:
        """The article in a message."""
        message = data.partition(b"\n")[2]
        return entry_of_mail(_QUOTED_BEGIN.sub(rb"\1", message))


def open_mailbox(head: bytes, settings: DumpSettings) -> Mailbox | None:
    """The mailbox that begins with `head`; None if it is not one."""
    return Mailbox(settings) if head.startswith(b"From ") else None


class _Messages:
    """A scan of messages. It goes on with the last one, which may be longer by then."""

    def __init__(self, stream: BinaryIO, start: Position, settings: DumpSettings) -> None:
        self._stream = stream
        self._most = settings.max_bytes
        self.position = start
        self.is_cut = False

    def __iter__(self) -> Iterator[Part | Fault]:
        offset, lines = self.position
        message, size, is_blank = bytearray(), 0, True
        while line := self._stream.readline(1 << 20):
            if is_blank and message and _BEGINS.fullmatch(line):
                yield self._message(bytes(message), size)
                message.clear()
                size = 0
                self.position = Position(offset, lines)
            if len(message) <= self._most:
                message += line
            is_blank = not line.strip()
            offset += len(line)
            size += len(line)
            lines += line.endswith(b"\n")
        if message:
            yield self._message(bytes(message), size)

    def _message(self, data: bytes, size: int) -> Part | Fault:
        begin, lines = self.position
        if size > self._most:
            return Fault(lines + 1, too_long(self._most))
        data = data.rstrip(b"\r\n")
        headers = re.split(rb"\r?\n\r?\n", data[:_HEADERS], maxsplit=1)[0]
        found = _MESSAGE_ID.search(headers)
        known = None if found is None else found[1].decode("utf-8", "replace")
        return Part(known, part_digest(data), begin, len(data))


def entry_of_mail(data: bytes) -> Entry:
    """The article in a message. Raises `Unreadable` if it has no text."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        text, form = _text(message)
        fields = _fields(message)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        # The library raises any of these for headers that are not well-formed.
        raise Unreadable(f"is not a mail that can be read: {error}; correct or delete it") from None
    if not {"title", "author"} & fields.keys():
        raise Unreadable("is not a mail: it has neither a sender nor a subject; move it elsewhere")
    text = without_footers(text)
    if not text.strip():
        raise Unreadable("is a mail without text; delete it, or write the article into it")
    return Entry(fields, text, form, is_written=True, why="a mail")


def _fields(message: EmailMessage) -> dict[str, str]:
    name, address = parseaddr(str(message.get("From", "")))
    pairs = {
        "title": str(message.get("Subject", "")),
        "author": name or address.partition("@")[0],
        "date": str(message.get("Date", "")),
        "id": str(message.get("Message-ID", "")).strip(" <>"),
        "language": str(message.get("Content-Language", "")).partition(",")[0],
        "tags": str(message.get("Keywords", "")),
    }
    found = {key: value for key, value in pairs.items() if value.strip()}
    return dict(fields_of_pairs(found.items()))


def _text(message: EmailMessage) -> tuple[str, str]:
    """The text of a message; that of its HTML if its plain text says nothing."""
    plain, html = (_part(message, kind) for kind in ("plain", "html"))
    markdown = _markdown_of(html) if html.strip() else ""
    if plain.strip() and len(plain.split()) >= _PLAIN_SHARE * len(markdown.split()):
        return plain, "plain"
    return (markdown, "markdown") if markdown else (plain, "plain")


def _markdown_of(html: str) -> str:
    # Imported here: many mails have no HTML.
    from feedtool.readers.html import markdown_of

    return markdown_of(html)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    if body is None:
        return ""
    content = body.get_content()
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


def without_footers(text: str) -> str:
    r"""The text without signature, quoted reply and the footer of a list or newsletter.

    >>> without_footers("It rained.\n\nUnsubscribe: https://a.example/u\n")
    'It rained.'
    >>> without_footers("Yes.\n\nOn Monday, Jane wrote:\n> Did it rain?\n")
    'Yes.'

    Below a rule may also be what the author wrote:

    >>> without_footers(f"Hi.\n{'_' * 40}\nBirds mailing list\nbirds@a.example\n")
    'Hi.'
    >>> without_footers(f"Hi.\n\n{'-' * 40}\nP.S. It is about birds.\n").splitlines()[-1]
    'P.S. It is about birds.'
    """
    text = text.replace("\r\n", "\n").strip("\n")
    signatures = list(_SIGNATURE.finditer(text))
    if signatures and text[: signatures[-1].start()].strip():
        text = text[: signatures[-1].start()]
    for pattern in (_LIST_FOOTER, _REPLY_BELOW):
        found = pattern.search(text)
        while found and pattern is _LIST_FOOTER and not _is_of_a_list(text, found):
            found = pattern.search(text, found.start() + 1)
        text = text[: found.start()] if found and text[: found.start()].strip() else text
    blocks = re.split(r"\n[ \t]*\n+", text.strip("\n"))
    if len(blocks) > 1 and _is_footer(blocks[0]):
        del blocks[0]
    for at in range(max(1, len(blocks) - _FEW), len(blocks)):
        if _is_footer(blocks[at]):
            del blocks[at:]
            break
    while len(blocks) > 1 and _RULE.fullmatch(blocks[-1]):
        del blocks[-1]
    return "\n\n".join(blocks)


def _is_underline(text: str, found: re.Match[str]) -> bool:
    """Whether the first line of a match underlines the line above it, which is a heading then."""
    line, above = found[0].partition("\n")[0], text[: found.start()].split("\n")[-2:-1]
    return line.startswith("-") and abs(len(line) - len("".join(above))) <= 2  # columns


def _is_of_a_list(text: str, found: re.Match[str]) -> bool:
    """Whether a rule and what is below it are the footer of a mailing list or newsletter."""
    rule, _, below = found[0].partition("\n")
    if _OF_A_LIST.search(below) or _FOOTER.search(below):
        return not _is_underline(text, found)
    # Mailman's rule is of underscores, and what is below it consists of names and addresses.
    return rule.startswith("_") and not any(_SENTENCE.search(line) for line in below.split("\n"))


def _is_footer(block: str) -> bool:
    return len(block.split()) <= _SHORT and _FOOTER.search(block) is not None
