"""Renders feeds: one module and one row in `formats` per format."""
