"""Feeds: one module and one row per format."""
