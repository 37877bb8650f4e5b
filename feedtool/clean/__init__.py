"""The heart: from a document as found to the article alone.

Cleaning is a pure function of the document, of what is known of boilerplate (rules, the line
classifier), and of the profile of the document's site. It runs anywhere, can be repeated, and
explains itself line by line: every line gets exactly one verdict.

`article.clean` does it. This module imports nothing: a run without news needs `profile` alone, and
must not pay for the rest.
"""
