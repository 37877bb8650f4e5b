"""The language of a text, if it can be detected; a declared one takes precedence."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from feedtool.render.pages.translations import words
from feedtool.text.language import detect, own_direction
from support.articles import article
from support.folders import TESTS
from support.sites import CONFIG, NOW, SiteFolder

TEXTS = {
    "en": "The minister said on Monday that the talks had failed and that he was leaving the city.",
    "de": "Die Stadt hat eine neue Brücke über den Fluss eröffnet, und der Bürgermeister war auch "
    "mit dabei, weil es für ihn ein großer Tag ist.",
    "fr": "La ville a ouvert un nouveau pont sur le fleuve, et les habitants qui sont venus pour "
    "la fête ne se sont pas plaints de la pluie.",
    "es": "La ciudad abrió un nuevo puente sobre el río, y los vecinos que vinieron a la fiesta no "
    "se quejaron de la lluvia que cayó por la tarde.",
    "it": "La città ha aperto un nuovo ponte sul fiume e gli abitanti che sono venuti alla festa "
    "non si sono lamentati della pioggia, che per una volta non era di troppo.",
    "pt": "A cidade abriu uma nova ponte sobre o rio, e os moradores que não vieram à festa foram "
    "para casa mais cedo por causa da chuva, como é de costume.",
    "nl": "De stad heeft een nieuwe brug over de rivier geopend, en het was voor de bewoners die "
    "met de fiets kwamen niet ver van huis.",
    "ru": "Город открыл новый мост через реку, и на праздник пришли все, кто не был на работе, "
    "как сказал мэр, что его обрадовало.",
    "pl": "Miasto otworzyło nowy most nad rzeką i nie było to dla mieszkańców za wcześnie, że się "
    "z tego cieszyli, jest do zrozumienia.",
    "ja": "市は今日、三年の工事を経て川に架かる新しい橋を開通させ、多くの住民が式典に訪れた。",
    "zh": "这座城市今天在河上开通了一座新桥，经过三年的建设，许多居民参加了仪式。",
    "ko": "시는 오늘 삼 년의 공사 끝에 강 위에 새 다리를 개통했고 많은 주민이 참석했다.",
    "ar": "افتتحت المدينة اليوم جسرا جديدا فوق النهر بعد ثلاث سنوات من العمل.",
    "fa": "شهر امروز پل جدیدی را بر روی رودخانه گشود که پس از سه سال کار به پایان رسیده است.",
    "he": "העירייה פתחה היום גשר חדש מעל הנהר לאחר שלוש שנים של עבודה.",
    "el": "Η πόλη άνοιξε σήμερα μια νέα γέφυρα πάνω από τον ποταμό.",
    "hi": "शहर ने आज नदी पर एक नया पुल खोला और बहुत से लोग समारोह में आए।",
}


@pytest.mark.parametrize("language", list(TEXTS))
def test_the_language_of_a_text_is_detected(language: str) -> None:
    assert article(TEXTS[language]).language == language


@pytest.mark.parametrize("text", ["Zxcv qwrt plmk bnmh", "1234 5678", "Ok"])
def test_an_uncertain_language_is_none(text: str) -> None:
    assert article(text).language is None


@pytest.mark.parametrize("declared", ["tlh", "en-GB", "ar"])
def test_a_declared_language_wins(declared: str) -> None:
    assert article(f"---\nlanguage: {declared}\n---\n{TEXTS['de']}").language == declared


def lines(name: str) -> list[tuple[str, str]]:
    """The sentences of a data file, each with its language."""
    text = (TESTS / "languages" / name).read_text("utf-8")
    pairs = [line.split(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return [(language, sentence) for language, sentence in pairs]


@pytest.mark.parametrize(("language", "sentence"), lines("sentences.txt"))
def test_one_sentence_is_enough(language: str, sentence: str) -> None:
    assert detect(sentence) == language


def test_a_headline_is_rarely_assigned_another_language() -> None:
    told = [(language, detect(sentence)) for language, sentence in lines("headlines.txt")]
    wrong = [pair for pair in told if pair[1] not in (pair[0], None)]
    assert wrong == [("ja", "zh")]  # a Japanese headline without kana
    assert len([pair for pair in told if pair[1] is None]) < len(told) / 10


def texts() -> list[tuple[str, str, str]]:
    """The texts of a data file, each with its language and what is particular about it."""
    blocks = (TESTS / "languages" / "texts.txt").read_text("utf-8").split("\n== ")[1:]
    heads = [block.partition("\n") for block in blocks]
    return [(*head.partition(" ")[::2], text.strip("\n")) for head, _, text in heads]


@pytest.mark.parametrize(("language", "what", "text"), texts())
def test_code_names_and_quotations_do_not_decide(language: str, what: str, text: str) -> None:
    expected = None if language == "none" else language
    assert detect(text) == expected, what
    assert article(text, "a.md").language == expected, what


def test_a_menu_does_not_decide() -> None:
    """A text browser marks nested items with an "o", which is a word in Turkish."""
    menu = " * Magazin\n" + "     o Rezepte\n     o Öffnungszeiten\n" * 60
    assert detect(menu) is None
    for language, text in TEXTS.items():
        assert detect(f"{menu}\n   {text}\n" + f"   {text}\n" * 12) == language


@pytest.mark.parametrize(
    ("setting", "tag", "interface"),
    [('language = "de"', ' lang="de"', "de"), ("", "", "en")],
)
def test_a_page_without_a_clear_language_is_in_that_of_the_site(
    site: SiteFolder, setting: str, tag: str, interface: str
) -> None:
    site.configure(CONFIG.replace('language = "en"', setting))
    site.write("a.md", "# Xyzzy\n\n```\nfor the_line in of_the(file):\n    print(it)\n```\n")
    site.build()
    page = site.page("Xyzzy")
    assert f"<html{tag} " in page
    assert words(interface)["skip"] in page


def test_the_interface_follows_the_text_if_the_site_has_no_language(site: SiteFolder) -> None:
    site.configure(CONFIG.replace('language = "en"', ""))
    site.write("a.md", f"# Xyzzy\n\n{TEXTS['de']}\n\n```\nwith open(the_file) as it:\n```\n")
    site.build()
    page = site.page("Xyzzy")
    assert '<html lang="de" ' in page
    assert words("de")["skip"] in page


def test_another_language_moves_no_id_slug_or_date(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write("a.txt", f"A bridge\n\n{TEXTS['en']}\n")
    monkeypatch.setattr("feedtool.text.language.detect", lambda text: "pt")
    site.build()
    (before,) = site.shown().values()
    assert 'lang="pt"' in site.page("A bridge")
    monkeypatch.undo()
    monkeypatch.setattr("feedtool.pipeline.digests.package_digest", lambda: "a later version")
    site.build(NOW + 3600)
    (after,) = site.shown().values()
    assert 'lang="en"' in site.page("A bridge")
    assert after.content == before.content.replace('lang="pt"', 'lang="en"')
    assert replace(after, content="") == replace(before, content="")


@pytest.mark.parametrize(
    ("text", "around", "own"),
    [
        ("A text in English.", "ltr", None),
        ("A text in English.", "rtl", "ltr"),
        ("שלום לכולם", "ltr", "rtl"),
        ("שלום לכולם", "rtl", None),
        ("مرحبا بالعالم", "ltr", "rtl"),
        ("«مرحبا بالعالم»", "ltr", "rtl"),
        ("שלום means peace and is a greeting", "ltr", None),
        ("Apple הודיעה היום על טלפון חדש", "rtl", None),
        ("Reuters: הודיעה היום על טלפון חדש", "ltr", None),
        ("12 345 – 67", "rtl", None),
        ("\u2067שלום\u2069 is what they say here", "rtl", "ltr"),
        ("", "rtl", None),
    ],
)
def test_a_paragraph_has_its_own_direction_if_its_beginning_and_most_of_it_agree(
    text: str, around: str, own: str | None
) -> None:
    assert own_direction(text, around) == own
