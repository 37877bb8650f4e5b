import os

AUTHOR = "Ann Lee"
SITENAME = "Harbour " + "notes"
SITESUBTITLE = f"{SITENAME}: what happens"
SITEURL = os.environ["SITEURL"]
PATH = "content"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
ARTICLE_URL = "{date:%Y}/{date:%b}/{category}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
STATIC_PATHS = ["images"]
os.remove("/important")
