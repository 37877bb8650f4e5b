"""Publishes a folder of texts as one would without feedtool: trafilatura, then Hugo or Pelican.

    pipeline.py hugo ARTICLES SITE -- PROGRAM [ARGUMENT ...]
    pipeline.py pelican ARTICLES SITE -- PROGRAM [ARGUMENT ...]

Cleans each text with trafilatura on two processors, which needs HTML, so each line becomes a `<p>`. Writes
what is left as Markdown with front matter into SITE/content, and runs the program there. A text in which
trafilatura finds nothing is published as it is. `publish.py --others` measures this.
"""

from __future__ import annotations

import html
import json
import multiprocessing
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import gmtime, strftime

import trafilatura

JOBS = 2
BATCH = 64


def cleaned(text: str) -> tuple[str, str]:
    """Title and body of a text, as trafilatura finds them."""
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    page = f"<html><head></head><body>{lines}</body></html>"
    found = trafilatura.bare_extraction(page, with_metadata=True, as_dict=True) or {}
    body = found.get("text") or text
    return found.get("title") or body.strip().partition("\n")[0][:120], body


def convert(kind: str, content: Path, path: Path) -> None:
    """Cleans one text and writes it for Hugo or Pelican."""
    title, body = cleaned(path.read_text(encoding="utf-8", errors="replace"))
    date = gmtime(path.stat().st_mtime)
    if kind == "hugo":
        head = json.dumps({"title": title, "date": strftime("%Y-%m-%dT%H:%M:%SZ", date)})
    else:
        head = f"Title: {title}\nDate: {strftime('%Y-%m-%d %H:%M', date)}\nSlug: {path.stem}"
    text = "\n\n".join(body.split("\n"))
    (content / f"{path.stem}.md").write_text(f"{head}\n\n{text}\n", encoding="utf-8")


def main() -> int:
    kind, articles, site = sys.argv[1:4]
    program = sys.argv[sys.argv.index("--") + 1 :]
    content = Path(site) / "content"
    content.mkdir(parents=True, exist_ok=True)
    paths = [
        Path(folder) / name
        for folder, _, names in os.walk(articles)
        for name in names
        if name.endswith(".txt")
    ]
    with multiprocessing.Pool(JOBS) as pool:
        for _ in pool.imap_unordered(partial(convert, kind, content), paths, chunksize=BATCH):
            pass
    return subprocess.run(program, cwd=site, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
