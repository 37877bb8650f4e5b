"""Renders web pages, and the other files that browsers and crawlers read."""
