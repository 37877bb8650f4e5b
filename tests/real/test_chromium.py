"""A real browser can use the site, and fetches nothing from other hosts."""

from __future__ import annotations

import json
import os
import threading
import wave
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from feedtool.preview.server import server
from feedtool.text.search_words import search_words
from support.processes import real_program
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story

try:
    from selenium import webdriver
    from selenium.webdriver.support.wait import WebDriverWait
except ImportError:
    if os.environ.get("FEEDTOOL_REQUIRE_REAL") == "1":
        raise
    pytest.skip("selenium is not installed", allow_module_level=True)

TITLE = "The first of the texts"
PHONE, DESKTOP = (390, 844), (1280, 900)
# Chromium requests it from every host by itself, and feedtool has none.
BY_ITSELF = "favicon.ico"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Headless Chromium with its own profile, which logs what it fetches."""
    options = webdriver.ChromeOptions()
    options.binary_location = real_program("chromium")
    for argument in (
        "--headless=new",
        "--no-sandbox",  # which root may not use
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-proxy-server",
        "--disable-background-networking",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    service = webdriver.ChromeService(real_program("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


@pytest.fixture
def address(site: SiteFolder) -> Iterator[str]:
    """The address of a small served site, which is also its base URL."""
    site.output.mkdir()
    with server(site.output, 0) as running:
        found = f"http://127.0.0.1:{running.server_address[1]}/"
        site.configure(CONFIG.replace("https://example.org/news/", found))
        site.write("a.txt", story(TITLE, paragraphs=30))
        site.write("b.md", "# Of rivers\n\nA text.\n\n```\n" + "a long line " * 40 + "\n```\n")
        site.write("c.txt", f"---\nlanguage: he\n---\n{story('Another one on violins')}")
        site.build()
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield found
        running.shutdown()
        thread.join()


def fetched(browser: webdriver.Chrome) -> set[str]:
    """The addresses requested since the last call."""
    events = [json.loads(line["message"])["message"] for line in browser.get_log("performance")]
    return {
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }


def complaints(browser: webdriver.Chrome) -> list[str]:
    """The messages in the console, above all about blocked content."""
    return [
        line["message"] for line in browser.get_log("browser") if BY_ITSELF not in line["message"]
    ]


def click(browser: webdriver.Chrome, text: str) -> None:
    browser.find_element("link text", text).click()


def test_a_reader_can_get_from_the_home_page_to_an_article_and_subscribe(
    browser: webdriver.Chrome, address: str
) -> None:
    fetched(browser)
    complaints(browser)
    browser.get(address)
    assert browser.title == "Test site"
    click(browser, TITLE)
    assert browser.current_url == f"{address}articles/the-first-of-the-texts.html"
    assert browser.find_element("tag name", "h1").text == TITLE
    click(browser, "Subscribe")
    assert browser.current_url == f"{address}subscribe.html"
    addresses = [code.text for code in browser.find_elements("tag name", "code")]
    assert addresses[:2] == [f"{address}rss.xml", f"{address}atom.xml"]
    click(browser, "All articles")
    assert browser.current_url == f"{address}index.html"
    asked = {url for url in fetched(browser) if not url.startswith(("data:", "chrome:"))}
    assert f"{address}style.css" in asked
    assert {url for url in asked if not url.startswith(address)} == set()
    assert complaints(browser) == []


def test_the_browser_log_detects_requests_to_other_hosts(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    elsewhere = "http://127.0.0.1:9/x.js"
    page = (site.output / "404.html").read_text()
    script = f'<script src="{elsewhere}"></script>'
    (site.output / "blocked.html").write_text(page.replace("</head>", f"{script}</head>"))
    start = page.index('<meta http-equiv="Content-Security-Policy"')
    free = page[:start] + script + page[page.index(">", start) + 1 :]
    (site.output / "free.html").write_text(free)
    fetched(browser)
    complaints(browser)
    browser.get(f"{address}blocked.html")
    assert any("Content Security Policy" in complaint for complaint in complaints(browser))
    fetched(browser)
    browser.get(f"{address}free.html")
    assert elsewhere in fetched(browser)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_the_screen_and_follows_the_color_scheme(
    browser: webdriver.Chrome, address: str, site: SiteFolder, size: tuple[int, int], scheme: str
) -> None:
    width, _ = size
    _show_as(browser, size, scheme)
    for path in (path for path in site.files() if path.endswith(".html")):
        browser.get(urljoin(address, path))
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path
        red, green, blue = map(int, _digits(browser, "body", "background-color"))
        assert (red + green + blue > 382) == (scheme == "light"), path
    browser.get(address)
    column = browser.find_element("tag name", "main").size["width"]
    assert width - 60 < column < width - 30 if width < 500 else 600 < column < 750


def test_the_first_tab_stop_is_a_visible_link_to_the_content(
    browser: webdriver.Chrome, address: str
) -> None:
    from selenium.webdriver import Keys

    browser.get(address)
    link = browser.find_element("class name", "skip")
    assert link.size["height"] <= 1
    browser.find_element("tag name", "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element == link
    assert link.size["height"] > 20
    link.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("#content")


def test_a_site_can_be_opened_without_a_server(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    complaints(browser)
    browser.get((site.output / "index.html").as_uri())
    click(browser, TITLE)
    assert Path(browser.current_url).name == "the-first-of-the-texts.html"
    assert _digits(browser, "body", "background-color") != ["0", "0", "0", "0"]
    assert complaints(browser) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["rss.xml", "atom.xml"])
def test_a_feed_opens_as_a_readable_page(
    browser: webdriver.Chrome, address: str, path: str, size: tuple[int, int]
) -> None:
    _show_as(browser, size, "light")
    complaints(browser)
    browser.get(urljoin(address, path))
    shown = browser.find_element("css selector", ":root").text.splitlines()
    assert shown[0] == "Test site"
    assert {TITLE, "Of rivers"} <= set(shown)
    assert not [line for line in shown if "urn:uuid:" in line or "<p>" in line]
    entries = [e for e in browser.find_elements("css selector", "item, entry") if e.is_displayed()]
    assert len(entries) == 3
    assert all(entry.text.count("\n") >= 2 for entry in entries)  # title, date, summary
    note = "return getComputedStyle(document.documentElement, '::before').content"
    assert "copy the address of this page" in browser.execute_script(note)
    # Letters are as large as on the other pages, whatever width a phone pretends to have.
    pretended = browser.execute_script("return window.innerWidth") / size[0]
    letters = browser.execute_script(
        "return parseFloat(getComputedStyle(document.querySelector('item, entry')).fontSize)"
    )
    assert 16 <= letters / pretended <= 20
    assert browser.execute_script(
        "return document.documentElement.scrollWidth <= window.innerWidth"
    )
    assert complaints(browser) == []


WIDE = """# The summer timetable

| Departure | From | To | Passengers | Price |
|---|---|---|--:|--:|
| 06:10 | Northernmost harbour | Ferry landing | 1,240 | 12.50 |
| 12:40 | Ferry landing | Northernmost harbour | 980 | 9.00 |

```
{code}
```

> A quotation.
"""


def test_a_wide_table_and_long_code_scroll_on_a_phone(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    site.write("wide.md", WIDE.format(code="a long line " * 40))
    site.build(NOW + 60)
    _show_as(browser, PHONE, "light")
    browser.get(f"{address}articles/the-summer-timetable.html")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]
    for tag in ("table", "pre"):
        box = browser.find_element("tag name", tag)
        inside, shown = (box.get_property(name) for name in ("scrollWidth", "clientWidth"))
        assert inside > shown <= PHONE[0], tag
    # Each heading is one word, which needs a second line only if it is broken.
    cells = browser.find_elements("css selector", "th, td:first-child")
    assert {round(cell.size["height"]) for cell in cells if cell.tag_name == "th"} == {
        round(cells[0].size["height"])
    }
    for cell in browser.find_elements("css selector", "td:nth-child(4), td:nth-child(5)"):
        assert cell.value_of_css_property("text-align") == "right"
        assert "tabular-nums" in cell.value_of_css_property("font-variant-numeric")


def test_quotations_are_marked_where_a_line_begins(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    site.write("rtl.md", "---\nlanguage: he\nslug: rtl\n---\n# A\n\n> B\n\n- C\n\n1. D\n")
    site.build(NOW + 60)
    browser.get(f"{address}articles/rtl.html")
    quotation = browser.find_element("tag name", "blockquote")
    sides = [quotation.value_of_css_property(f"border-{s}-width") for s in ("left", "right")]
    assert float(sides[0][:-2]) == 0 < float(sides[1][:-2])
    for tag in ("ul", "ol"):
        listed = browser.find_element("css selector", f".text {tag}")
        assert listed.value_of_css_property("padding-left") == "0px"
        assert listed.value_of_css_property("padding-right") != "0px"


def test_a_printed_page_has_the_name_of_the_site_and_its_address(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(f"{address}articles/of-rivers.html")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = browser.find_element("tag name", "body").text
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen"})
    assert shown.startswith("Test site\nOf rivers")
    assert f"{address}articles/of-rivers.html" in shown
    assert "Subscribe" not in shown


def _show_as(browser: webdriver.Chrome, size: tuple[int, int], scheme: str) -> None:
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def _digits(browser: webdriver.Chrome, tag: str, name: str) -> list[str]:
    value = browser.find_element("tag name", tag).value_of_css_property(name)
    return value.partition("(")[2].rstrip(")").replace(",", "").split()[:3]


def test_a_local_recording_plays(browser: webdriver.Chrome, site: SiteFolder) -> None:
    with wave.open(str(site.articles / "talk.wav"), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(bytes(2 * 8000 * 30))
    site.write("a.md", f"---\nenclosure: talk.wav\n---\n{story(TITLE)}")
    site.output.mkdir(exist_ok=True)
    with server(site.output, 0) as running:
        found = f"http://127.0.0.1:{running.server_address[1]}/"
        site.configure(CONFIG.replace("https://example.org/news/", found))
        site.build()
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            browser.get(f"{found}articles/the-first-of-the-texts.html")
            seconds = browser.execute_async_script(
                "const done = arguments[0], player = document.querySelector('audio');"
                "player.onerror = () => done(player.error.message);"
                "player.onseeked = () => done([player.duration, player.currentTime]);"
                "player.onloadedmetadata = () => { player.currentTime = 25; };"
                "player.preload = 'metadata'; player.load();"
            )
        finally:
            running.shutdown()
            thread.join()
    assert seconds == [30, 25]


MANY_SCRIPTS = (
    "Straße STRASSE Ærø naïve İstanbul snake_case it's 3.5 % ΟΔΌΣ οδός Fähren "
    "हिन्दी की भाषा مَدْرَسَة المدرسه والبيت کتاب شָׁלוֹם 한국어로 쓴 글 北京。雨 東京タワー ตลาด iPhone版 "
    "❤️ ½ ﬁne Ⅷ 葛\U000e0100飾 Tiếng Việt ქართული հայերեն "
) + "x" * 99


def test_readers_find_articles_in_every_script(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    texts = {"zh": "北京的春天来了", "ar": "الصيّادون في الميناء القديم", "th": "ตลาดน้ำยามเช้า"}
    for language, text in texts.items():
        site.write(f"{language}.md", f"---\nlanguage: {language}\n---\n# In {language}\n\n{text}\n")
    configured = (site.root / "feedtool.toml").read_text()
    site.configure(f"{configured}\n[pages]\nsearch = true\n")
    site.build(NOW + 60)
    _show_as(browser, DESKTOP, "light")
    complaints(browser)
    fetched(browser)
    browser.get(f"{address}search.html")
    for words, titles in {
        "RIVERS": ["Of rivers"],
        "river long": ["Of rivers"],
        "春天": ["In zh"],
        "春 北京": ["In zh"],
        "صيادون ميناء": ["In ar"],
        "ตลาด": ["In th"],
        "rivers 春天": [],
        "<img src=x>": [],
    }.items():
        assert _searched(browser, words) == titles, words
    assert browser.find_element("id", "status").text == "No article has all of these words."
    assert not browser.find_element("id", "older").is_displayed()
    browser.get(f"{address}search.html?q=rivers")
    _wait_for(browser, "Of rivers")
    click(browser, "Of rivers")
    assert browser.current_url == f"{address}articles/of-rivers.html"
    asked = {url for url in fetched(browser) if not url.startswith(("data:", "chrome:"))}
    assert {url for url in asked if not url.startswith(address)} == set()
    assert complaints(browser) == []


def test_the_search_page_divides_words_as_the_index_does(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    site.configure((site.root / "feedtool.toml").read_text() + "\n[pages]\nsearch = true\n")
    site.build(NOW + 60)
    browser.get(f"{address}search.html")
    words = browser.execute_script("return searchWords(arguments[0])", MANY_SCRIPTS)
    assert words == list(search_words(MANY_SCRIPTS))


def test_the_search_page_says_what_it_needs(
    browser: webdriver.Chrome, address: str, site: SiteFolder
) -> None:
    site.configure((site.root / "feedtool.toml").read_text() + "\n[pages]\nsearch = true\n")
    site.build(NOW + 60)
    (site.output / "search" / "newest.json").unlink()
    browser.get(f"{address}search.html")
    assert _searched(browser, "rivers") == []
    assert "could not be loaded" in browser.find_element("id", "status").text
    browser.get((site.output / "search.html").as_uri())
    assert _searched(browser, "rivers") == []
    assert "could not be loaded" in browser.find_element("id", "status").text
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{address}search.html")
        shown = browser.find_element("tag name", "main").text
        assert "needs JavaScript" in shown
        assert not browser.find_element("id", "search").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _searched(browser: webdriver.Chrome, words: str) -> list[str]:
    """The titles that the search page finds."""
    field = browser.find_element("id", "query")
    field.clear()
    field.send_keys(words)
    browser.find_element("css selector", "#search button").click()
    shown = "return document.getElementById('found').children.length > 0 || status_of()"
    status = "const status_of = () => !['', '…'].includes(document.getElementById('status').text"
    WebDriverWait(browser, 10).until(lambda b: b.execute_script(f"{status}Content); {shown}"))
    return [heading.text for heading in browser.find_elements("css selector", "#found h2")]


def _wait_for(browser: webdriver.Chrome, text: str) -> None:
    WebDriverWait(browser, 10).until(lambda b: b.find_elements("link text", text))
