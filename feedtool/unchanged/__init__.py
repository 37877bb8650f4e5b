"""Shows that nothing changed since a run that found nothing to do.

Such a run records which files and folders it depended on, and what they were like. As long as all
of them are the same, another run would find nothing to do either, so it can end before it imports
what a build needs. Nothing here knows what a file means, or decides what to do if one changed: a
build plans that, and starts from the folders that changed.

These modules import as little as possible: not even `re`, `typing` and `pathlib`.
"""
