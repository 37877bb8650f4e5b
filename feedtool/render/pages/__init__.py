"""Web pages, and the files that browsers and crawlers read beside them."""
