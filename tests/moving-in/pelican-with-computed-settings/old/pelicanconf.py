from os import environ
SITENAME = environ["NAME"]
ARTICLE_URL = "{lang}/{slug}.html"
DEFAULT_METADATA = {"status": "draft"}
DEFAULT_DATE = "fs"
