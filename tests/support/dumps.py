"""Dumps in each format, with the same articles in each."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from xml.sax.saxutils import escape

import msgspec

from support.texts import headline, story


class Row(msgspec.Struct, frozen=True):
    """An article in a dump. `id` is not written if it is empty."""

    id: str
    title: str
    text: str

    @property
    def date(self) -> datetime:
        return datetime(2026, 5, 1 + len(self.title) % 28, 10, tzinfo=UTC)


def row(number: int, edit: str = "", id: str | None = None) -> Row:  # of a row
    """Row `number`, always the same; `edit` is added to its text."""
    title = headline(number)
    body = story(title, edit=edit).removeprefix(title).strip()
    return Row(f"https://rows.example/{number}" if id is None else id, title, body)


def json_lines(rows: Sequence[Row]) -> bytes:
    return "".join(json.dumps(_fields(r)) + "\n" for r in rows).encode()


def json_array(rows: Sequence[Row]) -> bytes:
    return json.dumps([_fields(r) for r in rows], indent=1).encode()


def _fields(found: Row) -> dict[str, str]:
    fields = {"title": found.title, "text": found.text, "date": found.date.isoformat()}
    return {**fields, "id": found.id} if found.id else fields


def csv_rows(rows: Sequence[Row]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("id", "title", "text", "date"))
    writer.writerows((r.id, r.title, r.text, r.date.isoformat()) for r in rows)
    return file.getvalue().encode()


def rss(rows: Sequence[Row]) -> bytes:
    items = "\n".join(
        f"<item><title>{escape(r.title)}</title>{f'<guid>{r.id}</guid>' if r.id else ''}"
        f"<pubDate>{format_datetime(r.date)}</pubDate>"
        f"<description>{escape(_paragraphs(r.text))}</description></item>"
        for r in rows
    )
    return f"<rss version='2.0'><channel><title>A feed</title>{items}</channel></rss>\n".encode()


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))


def mbox(rows: Sequence[Row]) -> bytes:
    return b"".join(
        b"From a@rows.example Mon May  4 10:00:00 2026\n" + mail(r) + b"\n" for r in rows
    )


def mail(found: Row) -> bytes:
    message = EmailMessage()
    message["From"] = "Jane Doe <jane@rows.example>"
    message["Subject"] = found.title
    message["Date"] = found.date
    if found.id:
        message["Message-ID"] = f"<{found.id.replace('/', '.').replace(':', '')}@rows.example>"
    message.set_content(found.text + "\n")
    return message.as_bytes()


def wet(rows: Sequence[Row]) -> bytes:
    return b"".join(record(r.id, f"{r.title}\n\n{r.text}\n".encode(), r.date) for r in rows)


def record(uri: str, body: bytes, date: datetime) -> bytes:
    """A record of a web archive with a plain text."""
    head = {
        "WARC-Type": "conversion",
        "WARC-Target-URI": uri,
        "WARC-Date": date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Record-ID": "<urn:uuid:6f1d7c3e-52a4-4c0b-9a55-0d7f3f0c8e21>",
        "Content-Type": "text/plain",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + body + b"\r\n\r\n"


def response(uri: str, body: bytes, date: datetime, content: str = "text/html") -> bytes:
    """A record of a web archive with what a server answered."""
    headers = f"HTTP/1.1 200 OK\r\nContent-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
    whole = record(uri, headers.encode() + body, date)
    return whole.replace(b"WARC-Type: conversion", b"WARC-Type: response", 1).replace(
        b"Content-Type: text/plain", b"Content-Type: application/http; msgtype=response", 1
    )


def packed(data: bytes) -> bytes:
    """A gzip file of several members, as programs write that append to one."""
    middle = len(data) // 2
    return gzip.compress(data[:middle], mtime=0) + gzip.compress(data[middle:], mtime=0)


FORMATS: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "news.jsonl": json_lines,
    "news.json": json_array,
    "news.csv": csv_rows,
    "news.rss": rss,
    "news.mbox": mbox,
    "news.wet": wet,
    "news.jsonl.gz": lambda rows: packed(json_lines(rows)),
    "news.json.gz": lambda rows: packed(json_array(rows)),
    "news.csv.gz": lambda rows: packed(csv_rows(rows)),
    "news.xml.gz": lambda rows: packed(rss(rows)),
    "news.mbox.gz": lambda rows: packed(mbox(rows)),
}
