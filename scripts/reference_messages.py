"""Makes the page docs/reference/messages.md from the catalogue of messages."""

from __future__ import annotations

from collections.abc import Iterator

from feedtool import messages
from feedtool.messages.message import KINDS, Message

_HEAD = """\
# Messages

Each message of feedtool has a code, such as `FT101`, which is printed behind it:

    feedtool: notes/draft.md: is empty; write the article into it or delete it [FT101]

`feedtool help FT101` explains it on the command line, as this page does.

In front of a message is what it is about: a file, a setting, a line. `{name}` stands for a value.

- An **error** ends the run, or is a failure that you have to see to. The published site is
  unchanged unless the message says otherwise.
- A message that **leaves a document out** is about one file, or one part of a dump. All others are
  published, and the exit status is 3.
- A **notice** is about something that you may want to change. The document is published.

Notices can be silenced. They are then neither printed nor counted by `feedtool status`;
`feedtool build -v` says how many there were:

```toml
[run]
silence = ["FT213", "FT511"]
```

The codes are also in `feedtool build --json`, in `feedtool status --json`, in `status.json` and in
[`feedtool.api`](../python.md). A code never gets another meaning. Text of the operating system or
of a library has no code of its own.
"""


def messages_page() -> str:
    """The contents of the page."""
    parts = [_HEAD]
    for number, (title, entries) in enumerate(messages.ranges().items()):
        parts.append(f"\n## FT{number}xx: {title}\n")
        parts += ("\n".join(("", *_entry(entry))) for entry in entries)
    return "".join(parts)


def _entry(entry: Message) -> Iterator[str]:
    fence = "``" if "`" in entry.form else "`"
    space = " " if "`" in entry.form else ""
    yield f"### {entry.code}"
    yield ""
    yield f"{fence}{space}{entry.form}{space}{fence}"
    yield ""
    text = f"{entry.meaning} {entry.remedy}".strip()
    yield f"*{KINDS[entry.kind].capitalize()}.* {text}"
    yield ""
