import time
BLOG_AUTHOR = "Ann Lee"
BLOG_TITLE = {"en": "Harbour notes", "de": "Hafennotizen"}
SITE_URL = "https://harbour.example/"
BLOG_DESCRIPTION = "What happens at the harbour"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/London"
POSTS = (("posts/*.md", "blog", "post.tmpl"), ("posts/*.txt", "blog", "post.tmpl"))
PAGES = (("pages/*.md", "", "page.tmpl"),)
REDIRECTIONS = [("a.html", "/b.html")]
