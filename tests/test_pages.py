"""Pages for people: escaped, in the right direction, self-contained."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from lxml import etree
from lxml import html as lxml_html

from feedtool.errors import ConfigError
from feedtool.identity.ids import slugify
from support.messages import says
from support.pictures import png
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import headline, story

OTHERS = {"subscribe.html", "404.html"}
DAY = 86_400
BASE = "https://example.org/news/"
DATA = '<script type="application/ld+json">'
EVIL = "<script>alert('x')</script> & \"quotes\""
PICTURE = f'<img src="{BASE}articles/x" alt="">'  # of the Markdown below
NAME = EVIL.replace("</script>", "")  # names that also contain end tags lose them


@pytest.fixture
def built(site: SiteFolder) -> SiteFolder:
    """A site in which every value contains special characters."""
    settings = CONFIG.replace('title = "Test site"', "title = 'Tea </title> & <b>cake</b>'")
    site.configure(
        f"{settings}description = '{EVIL.replace(chr(39), '')}'\n\n[pages]\nper-page = 2\n"
    )
    for n in range(5):
        site.write(f"{n}.txt", story(headline(n)))
    evil, name = EVIL.replace("'", "''"), NAME.replace("'", "''")
    site.write(
        "evil.txt",
        f"---\ntitle: '{name}'\nauthor: '{name}'\ntags: ['{name}']\nsummary: '{evil}'\n---\n"
        f"{EVIL} is all that there is to say in this text, said the man.\n\n</article></main>\n",
    )
    site.write("evil.md", f"# A heading\n\n{EVIL}\n\n<img src=x onerror=alert(1)>\n")
    site.build()
    return site


def pages(site: SiteFolder) -> dict[str, lxml_html.HtmlElement]:
    found = {
        path: lxml_html.document_fromstring(body.decode())
        for path, body in site.files().items()
        if path.endswith(".html")
    }
    assert len(found) > 8
    return found


def test_nothing_in_a_text_becomes_markup(built: SiteFolder) -> None:
    for path, body in built.files().items():
        if path.endswith(".html"):
            text = body.decode()
            assert text.replace(DATA, "").count("<script") == 0
            assert text.count("</script>") == text.count(DATA)
            assert "<img" not in text.replace(PICTURE, "")  # without what would run
            assert "<b>" not in text.replace("<b><bdi>", "")  # our own, around a neighbour's title
            assert text.count("</article>") <= 1
            assert text.count("</main>") == 1
    evil = built.page(NAME)
    assert "<h1>&lt;script&gt;alert(&#39;x&#39;) &amp; " in evil
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in evil


def test_pages_load_nothing_from_other_hosts_and_run_no_scripts(built: SiteFolder) -> None:
    for path, page in pages(built).items():
        assert not page.xpath("//script[@type != 'application/ld+json'] | //script[not(@type)]")
        assert not page.xpath(
            "//style | //@style | //iframe | //object | //embed | //form | //base"
        )
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        for link in page.xpath("//link[@rel='stylesheet']/@href | //img/@src"):
            assert urljoin(BASE + path, link) in (BASE + "style.css", BASE + "articles/x")
        (policy,) = page.xpath("/html/head/meta[@http-equiv='Content-Security-Policy']/@content")
        scripts = page.xpath("//script")
        assert policy.startswith("script-src 'sha256-" if scripts else "script-src 'none'; ")
        for kind in ("object", "frame", "connect", "font", "worker", "manifest"):
            assert f"; {kind}-src 'none'" in policy
        assert policy.endswith("; base-uri 'none'; form-action 'none'")
    style = built.files()["style.css"].decode()
    assert "url(" not in style
    assert "@import" not in style


def test_every_page_can_be_subscribed_from(built: SiteFolder) -> None:
    for page in pages(built).values():
        feeds = page.xpath("/html/head/link[@rel='alternate']")
        assert [(f.get("type"), f.get("href")) for f in feeds] == [
            ("application/rss+xml", BASE + "rss.xml"),
            ("application/atom+xml", BASE + "atom.xml"),
            ("application/feed+json", BASE + "feed.json"),
        ]
        assert all(feed.get("title") for feed in feeds)


def test_every_page_declares_language_charset_and_address(built: SiteFolder) -> None:
    for path, page in pages(built).items():
        text = built.files()[path].decode()
        assert text.startswith("<!DOCTYPE html>\n<html lang=")
        assert page.xpath("/html/head/meta/@charset") == ["utf-8"]
        assert page.xpath("/html/head/meta[@name='viewport']")
        assert len(page.xpath("//h1")) == 1
        canonical = [] if path == "404.html" else [BASE + ("" if path == "index.html" else path)]
        assert page.xpath("/html/head/link[@rel='canonical']/@href") == canonical
        assert page.xpath("/html/@dir") == ["ltr"]


def test_every_link_within_the_site_leads_somewhere(built: SiteFolder) -> None:
    there = set(built.files())
    for path, page in pages(built).items():
        links = page.xpath("//a/@href")
        assert links
        for link in links:
            target = urljoin(BASE + path, link)
            assert target.startswith(BASE)
            assert (target.partition("#")[0].removeprefix(BASE) or "index.html") in there, (
                path,
                link,
            )


def test_every_article_can_be_reached_from_the_home_page(built: SiteFolder) -> None:
    found, waiting = set[str](), ["index.html"]
    made = pages(built)
    while waiting:
        path = waiting.pop()
        if path not in found and path in made:
            found.add(path)
            waiting += [
                urljoin(BASE + path, link).removeprefix(BASE)
                for link in made[path].xpath("//a/@href")
            ]
    assert found == set(made) - {"404.html"}


def test_the_index_lists_every_article_once_newest_first(built: SiteFolder) -> None:
    made = pages(built)
    order = ["index.html", "pages/2.html", "pages/1.html"]
    assert set(order) == {path for path in made if not path.startswith("articles/")} - OTHERS
    listed = [
        (time, title)
        for path in order
        for entry in made[path].xpath("//ol/li")
        for time in entry.xpath(".//time/@datetime")
        for title in entry.xpath(".//h3/a/text()")
    ]
    assert len({title for _, title in listed}) == len(listed) == 7
    assert listed == sorted(listed, reverse=True)


def test_a_closed_page_of_the_index_is_not_touched_by_new_articles(built: SiteFolder) -> None:
    closed = built.files()["pages/1.html"]
    looks = built.looks()["pages/1.html"]
    for n in range(6):
        built.write(f"new-{n}.txt", story(headline(100 + n)))
        written = built.build(1_790_000_100 + n).written
        assert "pages/1.html" not in written
    assert built.looks()["pages/1.html"] == looks
    assert built.files()["pages/1.html"] == closed
    assert "pages/4.html" in built.files()


def test_an_edited_old_article_rewrites_only_the_page_that_lists_it(built: SiteFolder) -> None:
    built.write("0.txt", story(headline(0)).replace(headline(0), "Under another headline now"))
    written = built.build(1_790_000_100).written
    assert [path for path in written if path.startswith("pages/")] == ["pages/1.html"]


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("fa", "rtl"),
        ("he-IL", "rtl"),
        ("ur", "rtl"),
        ("en", "ltr"),
        ("en-GB", "ltr"),
        ("ja", "ltr"),
        ("az-Arab", "rtl"),
        ("ku-Latn", "ltr"),
    ],
)
def test_an_article_declares_its_language_and_direction(
    site: SiteFolder, language: str, direction: str
) -> None:
    site.write("a.txt", f"---\nlanguage: {language}\n---\n{story('In another language')}")
    site.build()
    article = lxml_html.document_fromstring(site.page("In another language"))
    assert (article.get("lang"), article.get("dir")) == (language, direction)
    index = lxml_html.document_fromstring(site.files()["index.html"].decode())
    (entry,) = index.xpath("//ol/li")
    said = (entry.get("lang"), entry.get("dir"))
    assert said == ((language, direction) if language != "en" else (None, None))
    assert (index.get("lang"), index.get("dir")) == ("en", "ltr")


def test_a_text_in_an_unknown_language_declares_that(site: SiteFolder) -> None:
    site.configure(CONFIG.replace('language = "en"\n', ""))
    site.write("a.txt", "Zxcv qwrt\n\nQwrt plmk zxcv bnmh trwq.\n")
    site.build()
    assert '<html lang="und" dir="ltr">' in site.page("Zxcv qwrt")


def test_dates_are_readable_for_machines_and_people(site: SiteFolder) -> None:
    site.write("a.txt", f"---\ndate: 2026-05-25T22:30:00-04:00\n---\n{story('A dated text')}")
    site.build()
    assert '<time datetime="2026-05-26T02:30:00Z">26 May 2026</time>' in site.page("A dated text")


def test_pages_are_well_formed_xml(built: SiteFolder) -> None:
    void = re.compile(r"<(meta|link|br|hr|wbr|img)\b([^>]*?)/?>")
    for path, body in built.files().items():
        if path.endswith(".html"):
            text = void.sub(r"<\1\2/>", body.decode().removeprefix("<!DOCTYPE html>\n"))
            etree.fromstring(text)


def test_the_style_sheet_supports_phones_and_dark_mode(built: SiteFolder) -> None:
    style = built.files()["style.css"].decode()
    assert "prefers-color-scheme: dark" in style
    assert "color-scheme: light dark" in style
    assert "max-inline-size" in style
    assert "@media print" in style
    assert ":focus-visible" in style


def colours(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", scheme))


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_all_text_has_the_contrast_required_by_wcag(built: SiteFolder) -> None:
    light, dark, _ = built.files()["style.css"].decode().split(":root {", 3)[1:]
    for scheme in (colours(light), colours(dark)):
        pairs = [
            (text, ground) for text in ("ink", "faint", "accent") for ground in ("paper", "raised")
        ]
        for text, ground in [*pairs, ("on-accent", "accent"), ("paper", "ink")]:
            one, other = sorted((luminance(scheme[text]), luminance(scheme[ground])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (text, ground)


def test_the_markup_around_an_article_is_small(built: SiteFolder) -> None:
    style = len(built.files()["style.css"])
    for path, body in built.files().items():
        if path.startswith("articles/"):
            (text,) = re.findall(rb'<div class="text">.*?</div>', body, re.DOTALL)
            assert len(body) - len(text) + style < 20_000


def test_the_home_page_links_to_the_feeds(built: SiteFolder) -> None:
    home = pages(built)["index.html"]
    assert home.xpath("//p[@class='subscribe']/a/@href") == [
        "subscribe.html",
        "rss.xml",
        "atom.xml",
        "feed.json",
    ]


def test_the_page_to_subscribe_from_has_every_address(built: SiteFolder) -> None:
    page = pages(built)["subscribe.html"]
    assert [code.text_content() for code in page.xpath("//code")] == [
        BASE + "rss.xml",
        BASE + "atom.xml",
        BASE + "feed.json",
    ]
    assert page.xpath("//p[@class='opml']/a/@href") == ["feeds.opml"]


def test_the_404_page_links_home_from_any_depth(built: SiteFolder) -> None:
    page = pages(built)["404.html"]
    links = page.xpath("//a/@href | //link/@href")
    assert {link for link in links if not link.startswith(BASE)} == {"#content"}
    assert page.xpath("/html/head/meta[@name='robots']/@content") == ["noindex"]


def test_every_page_can_be_used_by_keyboard(built: SiteFolder) -> None:
    for page in pages(built).values():
        assert page.xpath("/html/body/*")[0].get("href") == "#content"
        assert page.xpath("//main/@id") == ["content"]


# -- pages of the owner's, topics and years --------------------------------------------------------

EACH = "".join(f'\n[[feed]]\neach = "{kind}"\n' for kind in ("tag", "folder", "author", "year"))


@pytest.fixture
def rich(site: SiteFolder) -> SiteFolder:
    """A site with channels of every kind, and two pages of its own."""
    site.configure(f"{CONFIG}\n[pages]\nper-page = 2\n[feeds]\nlimit = 2\n{EACH}")
    (site.root / "pages").mkdir()
    (site.root / "pages" / "about.md").write_text("# About us\n\nThree people & a <b>dog</b>.\n")
    (site.root / "pages" / "imprint.md").write_text("---\ntitle: Imprint\n---\n\nHarbour 3.\n")
    for n in range(9):
        front = f"date: {2024 + n // 4}-0{1 + n % 4}-01\nauthor: Ann {n % 2}\ntags: [tag-{n % 3}]"
        site.write(f"town-sport/{n}.md", f"---\n{front}\n---\n{story(headline(n))}")
    site.build()
    return site


def test_pages_of_the_owner_are_linked_from_every_page_and_in_no_feed(rich: SiteFolder) -> None:
    made = pages(rich)
    for path, page in made.items():
        titles = [a.text for a in page.xpath("//header[@class='site']/nav/a")]
        assert titles == ["Topics", "About us", "Imprint", "Subscribe"], path
    about = made["about.html"]
    assert about.xpath("//h1/text()") == ["About us"]
    assert b"/about.html</loc>" in rich.files()["sitemap.xml"]
    assert "Three people & a" in about.xpath("//main")[0].text_content()
    for path, body in rich.files().items():
        if path.endswith((".xml", ".json", ".opml")):
            assert b"About us" not in body


def test_a_page_of_the_owner_that_is_deleted_leaves_the_site(rich: SiteFolder) -> None:
    (rich.root / "pages" / "imprint.md").unlink()
    (rich.state / "cache.sqlite").unlink()
    assert rich.build(NOW + DAY).deleted == ("imprint.html",)
    assert b"Imprint" not in rich.files()["index.html"]
    (rich.root / "pages" / "about.md").write_text("# About us\n\nFour people.\n")
    assert rich.build(NOW + 2 * DAY).written == ("about.html",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Über uns.md", "pages/Über uns.md: … URL; use a-z"),
        ("index.md", "pages/index.md: index.html … rename"),
        ("bad.md", "pages/bad.md: … front matter"),
    ],
)
def test_a_page_that_cannot_be_published_stops_the_build(
    rich: SiteFolder, name: str, message: str
) -> None:
    (rich.root / "pages" / name).write_text("---\ntitle: [\n---\n\nText.\n")
    before = rich.files()
    with pytest.raises(ConfigError) as raised:
        rich.build(NOW + DAY)
    assert says(str(raised.value), message)
    assert rich.files() == before


def test_a_page_of_the_owner_stays_where_a_redirect_would_go(rich: SiteFolder) -> None:
    rich.write("town-sport/0.md", f"---\naliases: [/news/about.html]\n---\n{story(headline(0))}")
    for now in (NOW + DAY, NOW + 2 * DAY):
        report = rich.build(now)
        assert b"Three people" in rich.files()["about.html"]
        assert not report.written if now > NOW + DAY else report.notices


def test_topics_have_names_that_a_person_would_write(rich: SiteFolder) -> None:
    page = pages(rich)["topics.html"]
    assert [li.text_content() for li in page.xpath("//main//li")] == [
        *("Tag 0", "Tag 1", "Tag 2", "Town sport", "Ann 0", "Ann 1", "2026", "2025", "2024")
    ]
    article = lxml_html.document_fromstring(rich.page(headline(8)))
    assert article.xpath("//ul[@class='tags']//a/@href") == ["../feeds/tag-2/index.html"]
    assert article.xpath("//a[@class='author']/@href") == ["../feeds/ann-0/index.html"]


def test_a_year_lists_the_articles_that_were_published_in_it(rich: SiteFolder) -> None:
    made = pages(rich)
    listed = [
        time[:4]
        for path, page in made.items()
        if path.startswith("feeds/2025/")
        for time in page.xpath("//ol/li//time/@datetime")
    ]
    assert listed == ["2025"] * 4
    assert [h2.text for h2 in made["index.html"].xpath("//section[@class='year']/h2")] == [
        *("2026", "2025")
    ]


def test_a_new_article_changes_only_the_documents_that_show_it(rich: SiteFolder) -> None:
    rich.write(
        "town-sport/new.md", f"---\ntags: [tag-0]\nauthor: Ann 0\n---\n{story('The newest')}"
    )
    written = set(rich.build(NOW + DAY).written)
    own = ("", "feeds/tag-0/", "feeds/town-sport/", "feeds/ann-0/", "feeds/2026/")
    shown = {
        folder + file
        for folder in own
        for file in ("index.html", "rss.xml", "atom.xml", "feed.json", "sitemap.xml")
    }
    rest = {path for path in written - shown if "/archive/" not in f"/{path}"}
    # Its page and the older neighbour's, and pages of lists that it closes.
    assert {path for path in rest if "/pages/" not in f"/{path}"} == {
        "articles/the-newest.html",
        next(path for path in rest if path.startswith("articles/") and "newest" not in path),
    }
    assert {f"{folder}index.html" for folder in own} <= written
    assert not written & {"topics.html", "subscribe.html", "about.html", "style.css", "404.html"}


def test_parts_of_a_series_link_to_each_other(site: SiteFolder) -> None:
    site.configure(f'{CONFIG}\n[[feed]]\neach = "series"\n')

    def part(n: int, more: str = "") -> None:
        front = f"date: 2025-0{n}-01\n" + ("series: The bridge\n" if n % 2 else "")
        site.write(f"{n}.md", f"---\n{front}---\n# {headline(n)}{more}\n\n{story('x')}")

    def linked(n: int, more: str = "") -> list[str]:
        page = lxml_html.document_fromstring(site.page(headline(n) + more))
        series = page.xpath("//nav[@class='turn' and p]")
        return [] if not series else [b.text_content() for b in series[0].xpath(".//a")][1:]

    for n in range(1, 6):
        part(n)
    site.build()
    assert linked(2) == []
    assert linked(3) == [f"Newer {headline(5)}", f"Older {headline(1)}"]
    assert linked(5) == [f"Older {headline(3)}"]
    part(7)
    written = site.build(NOW + DAY).written
    assert linked(5) == [f"Newer {headline(7)}", f"Older {headline(3)}"]
    part(3, " again")
    written = site.build(NOW + 2 * DAY).written
    assert linked(1) == [f"Newer {headline(3)} again"]
    assert len([path for path in written if path.startswith("articles/")]) == 5  # 1 to 5
    site.remove("3.md")
    site.build(NOW + 3 * DAY)
    assert linked(5)[1] == f"Older {headline(1)}"
    assert linked(1) == [f"Newer {headline(5)}"]
    made = site.files()
    (site.state / "cache.sqlite").unlink()
    assert not site.build(NOW + 4 * DAY).files_changed
    assert site.files() == made


def test_a_part_that_leaves_a_series_is_not_a_neighbour_until_it_is_back(site: SiteFolder) -> None:
    site.configure(f'{CONFIG}\n[[feed]]\neach = "series"\n')

    def part(n: int, series: str = "The bridge") -> None:
        front = f"date: 2025-0{n}-01\n" + (f"series: {series}\n" if series else "")
        site.write(f"{n}.md", f"---\n{front}---\n# {headline(n)}\n\n{story('x')}")

    def linked(n: int) -> list[str]:
        page = lxml_html.document_fromstring(site.page(headline(n)))
        links = page.xpath("//nav[@class='turn' and p]//a//b")
        return [link.text_content() for link in links]

    def pages(now: int) -> list[str]:
        written = site.build(now).written
        return sorted(path[9:-5] for path in written if path.startswith("articles/"))

    for n in range(1, 7):
        part(n)
    site.build()
    part(3, "")
    assert pages(NOW + DAY) == sorted(slugify(headline(n)) for n in (2, 3, 4))
    assert linked(2) == [headline(4), headline(1)]
    assert linked(4) == [headline(5), headline(2)]
    part(4, "Another")
    assert pages(NOW + 2 * DAY) == sorted(slugify(headline(n)) for n in (2, 4, 5))
    assert linked(2) == [headline(5), headline(1)]
    part(3)
    part(4)
    site.build(NOW + 3 * DAY)
    assert [linked(n) for n in (2, 3, 4, 5)] == [
        [headline(n + 1), headline(n - 1)] for n in (2, 3, 4, 5)
    ]
    part(2, "")
    part(3, "")
    part(7)
    site.build(NOW + 4 * DAY)
    assert linked(4) == [headline(5), headline(1)]
    assert linked(6) == [headline(7), headline(5)]
    made = site.files()
    (site.state / "cache.sqlite").unlink()
    assert not site.build(NOW + 5 * DAY).files_changed
    assert site.files() == made


def test_a_list_without_articles_says_so(site: SiteFolder) -> None:
    site.configure(CONFIG + '\n[[feed]]\nmatch = "*-report.txt"\n')
    site.write("a.txt", story("Not a report"))
    site.build()
    empty = pages_of(site, "feeds/report-txt/index.html")
    assert empty.xpath("//p[@class='empty']/text()") == ["Nothing has been published here yet."]


def pages_of(site: SiteFolder, path: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(site.files()[path].decode())


# -- pictures of [theme] ---------------------------------------------------------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4"/></svg>'


def themed(site: SiteFolder, **settings: str) -> None:
    lines = "".join(f'{name.replace("_", "-")} = "{path}"\n' for name, path in settings.items())
    site.configure(f"{CONFIG}\n[theme]\n{lines}")


def test_pictures_of_the_theme_are_published_under_the_digest_of_their_content(
    site: SiteFolder,
) -> None:
    themed(site, logo="img/logo.svg", favicon="img/logo.svg", image="card.png", accent="#123456")
    (site.root / "img").mkdir()
    (site.root / "img/logo.svg").write_bytes(SVG)
    (site.root / "card.png").write_bytes(png(20, 10))
    site.write("a.md", f"# {headline(1)}\n\n{story('x')}")
    site.build()
    files = site.files()
    (logo,) = (path for path in files if path.startswith("files/logo-"))
    (card,) = (path for path in files if path.startswith("files/card-"))
    assert files[logo] == SVG
    page = lxml_html.document_fromstring(site.page(headline(1)))
    assert page.xpath("//img[@class='logo']/@src") == [f"../{logo}"]
    assert page.xpath("/html/head/link[@rel='icon']/@href") == [f"../{logo}"]
    (shared,) = page.xpath("/html/head/meta[@property='og:image']/@content")
    assert shared.endswith(f"/{card}")
    colours = page.xpath("/html/head/meta[@name='theme-color']/@content")
    assert colours == ["#123456", "#123456"]
    assert not site.build(NOW + DAY).files_changed

    changed = SVG.replace(b"M0", b"M1")
    (site.root / "img/logo.svg").write_bytes(changed)
    site.build(NOW + 2 * DAY)
    after = site.files()
    assert {*files} <= {*after}  # the old address stays alive
    assert changed in [body for path, body in after.items() if path.startswith("files/logo-")]
    site.state.joinpath("cache.sqlite").unlink()
    site.build(NOW + 3 * DAY)
    assert site.files() == after


@pytest.mark.parametrize(
    ("setting", "path", "body", "message"),
    [
        ("logo", "gone.svg", None, "theme.logo: 'gone.svg' was not found; put the file into"),
        ("touch_icon", "a.png", b"text", "theme.touch-icon: 'a.png' is not a picture; name"),
        ("logo", "a.txt", b"text", "theme.logo: 'a.txt' is not a picture; name a .png"),
        ("favicon", "a.ico", bytes(1_000_001), "theme.favicon: 'a.ico' has 1,000,001 bytes"),
        ("image", "a.svg", SVG, "theme.image: 'a.svg' is not shown by social networks"),
        ("image", "../a.png", b"x", "theme.image: '../a.png' leads out of the folder"),
        ("logo", ".a.svg", SVG, "theme.logo: '.a.svg' is hidden"),
    ],
)
def test_a_picture_of_the_theme_that_cannot_be_published_is_named(
    site: SiteFolder, setting: str, path: str, body: bytes | None, message: str
) -> None:
    themed(site, **{setting: path})
    site.write("a.md", f"# {headline(1)}\n\n{story('x')}")
    if body is not None:
        (site.root / path).write_bytes(body)
    with pytest.raises(ConfigError, match=re.escape(message)):
        site.build()
    assert site.files() == {}


def test_a_picture_of_the_theme_may_be_in_the_output_already(site: SiteFolder) -> None:
    themed(site, logo="own/logo.svg")
    (site.output / "own").mkdir(parents=True)
    (site.output / "own/logo.svg").write_bytes(SVG)
    site.write("a.md", f"# {headline(1)}\n\n{story('x')}")
    site.build()
    assert 'src="../own/logo.svg"' in site.page(headline(1))
