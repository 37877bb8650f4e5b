"""Publishes a folder of article texts as RSS, Atom, JSON Feed and HTML pages."""

__version__ = "0.1.0"
