"""The heart: from a document as found to the article alone.

Cleaning is a pure function of the document and the rules. It runs anywhere, can be repeated, and
explains itself line by line: every line gets exactly one verdict.
"""

from feedtool.clean.article import TITLE, clean

__all__ = ["TITLE", "clean"]
