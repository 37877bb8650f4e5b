"""From articles to feeds and pages. Pure: the same article gives the same bytes every time."""
