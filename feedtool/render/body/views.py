"""The body of an article as a page shows it, and as a feed does.

A page has a style sheet, and ids that addresses lead to. A feed has neither: readers show many
articles on one page, drop most attributes and do not know what a box of a form is.
"""

from __future__ import annotations

import re

from feedtool.text.lazy_regex import lazy_regex

_CODE = lazy_regex(r'<pre><code class="language-([^"]*)">([^<]*)</code></pre>')
_ID = lazy_regex(r'(<[a-z][a-z0-9]*\b[^<>]*?) id="(?!fn(?:ref)?-\d)[^"]*"')
_SCROLLS = re.compile(r"<(pre|table)(?=[ >])")
_BOX = lazy_regex(r'<input type="checkbox" disabled(?:="")?( checked(?:="")?)?>')


def for_page(rendered: str, url: str) -> str:
    """The body for the article's page at `url`: code is highlighted, and links stay on the page.

    >>> for_page('<a href="https://a.example/b.html#c">c</a>', "https://a.example/b.html")
    '<a href="#c">c</a>'
    """
    if "<input " in rendered:
        rendered = _BOX.sub(_named_box, rendered)
    if f'href="{url}#' in rendered:
        rendered = rendered.replace(f'href="{url}#', 'href="#')
    if '<pre><code class="language-' in rendered:
        rendered = _highlighted(rendered)
    # What scrolls has to be within reach of a keyboard.
    return _SCROLLS.sub(r'<\1 tabindex="0"', rendered)


def _named_box(found: re.Match[str]) -> str:
    """A box with a name for people who cannot see it."""
    return f'{found[0][:-1]} aria-label="{"☑" if found[1] else "☐"}">'


def _highlighted(rendered: str) -> str:
    # Imported here: few articles have code in them.
    from feedtool.render.body.highlight import highlighted

    def colored(found: re.Match[str]) -> str:
        inner = highlighted(found[2], found[1])
        return f'<pre><code class="language-{found[1]}">{inner}</code></pre>'

    return _CODE.sub(colored, rendered)


def for_feed(rendered: str) -> str:
    """The body for a feed: without ids except those of footnotes, which are unique in a site.

    >>> for_feed('<h2 id="a">A</h2> <input type="checkbox" disabled checked> b')
    '<h2>A</h2> ☑ b'
    """
    if ' id="' in rendered:
        rendered = _ID.sub(r"\1", rendered)
    if "<input " in rendered:
        rendered = _BOX.sub(lambda found: "☑" if found[1] else "☐", rendered)
    return rendered
