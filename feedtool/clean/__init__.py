"""Cleaning: extracts the article from a document.

`cleaner.clean` is a pure function of the document, the knowledge of boilerplate (rules and line
classifier) and the profile of the document's site. It gives every line exactly one verdict, so that
`explain` can show what became of it and why.

This module imports nothing, because a run without news needs only `site_profile`.
"""
