"""feedtool publishes a folder of article texts as RSS, Atom and readable pages."""

__version__ = "0.1.0"
