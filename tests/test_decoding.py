"""From bytes to text, in the encodings that articles have."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.readers.decoding import Decoded, Undecodable, decode
from support.folders import TESTS

ordinary_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1
).filter(lambda text: not text.startswith("\ufeff"))

RUSSIAN = (
    "Город открыл сегодня новый мост через реку после трёх лет работы, и на церемонию пришло "
    "много жителей. Инженер сказал, что мост выдерживает и автомобили, и поезда."
)
GERMAN = (
    "Die Stadt hat heute eine neue Brücke über den Fluß eröffnet, und viele Bürger waren dabei. "
    "Der Bürgermeister sagte, daß die Brücke für Züge und Autos schön breit genug wäre."
)
JAPANESE = (
    "市は今日、三年の工事を経て川に架かる新しい橋を開通させ、多くの住民が式典に訪れた。"
    "技術者は、橋は車と列車の両方を支えると述べた。費用は予想より少なかったという。"
)
CHINESE = (
    "这座城市今天在河上开通了一座新桥，经过三年的建设，许多居民参加了仪式。"
    "工程师说，这座桥既能承载汽车，也能承载火车，而且费用比预期的要低。"
)
GREEK = (
    "Η πόλη άνοιξε σήμερα μια νέα γέφυρα πάνω από τον ποταμό μετά από τρία χρόνια εργασίας, "
    "και πολλοί κάτοικοι ήρθαν στην τελετή. Ο μηχανικός είπε ότι η γέφυρα αντέχει και τρένα."
)
KOREAN = (
    "시는 오늘 삼 년의 공사 끝에 강 위에 새 다리를 개통했고 많은 주민이 기념식에 참석했다. "
    "기술자는 다리가 자동차와 기차를 모두 견딜 수 있다고 말했다."
)


@given(ordinary_text)
def test_utf8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode()) == Decoded(text)
    assert decode(codecs.BOM_UTF8 + text.encode()) == Decoded(text)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@given(text=ordinary_text)
def test_a_byte_order_mark_is_believed(encoding: str, text: str) -> None:
    assert decode(("\ufeff" + text).encode(encoding)) == Decoded(text)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN),
        ("cp1252", GERMAN),
        ("cp1253", GREEK),
        ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("euc_kr", KOREAN),
        ("cp1252", "“Smart quotes” — the only thing in this text that is not ASCII, he said."),
    ],
)
def test_a_legacy_encoding_is_guessed(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


def decoded(data: bytes) -> str | Undecodable:
    try:
        return decode(data).text
    except Undecodable as error:
        return error


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_bytes_are_text_or_a_reason_why_not(data: bytes) -> None:
    text = decoded(data)
    if isinstance(text, Undecodable):
        assert str(text).startswith(("has ", "is ", "begins "))
    else:
        assert "\0" not in text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"text\0", "has a NUL byte at offset 4"),
        ("text".encode("utf-16-le"), "has a NUL byte at offset 1"),
        (b"\xff\xfet\0e\0x", "begins with the byte order mark of UTF-16-LE and is not"),
        (codecs.BOM_UTF8 + b"caf\xe9", "begins with the byte order mark of UTF-8 and is not"),
        (b"\xff\xfea\0\0\0", "has a NUL character"),
        (bytes(range(1, 32)) * 9, "is binary"),
        (b"\x1f\x8b\x08\x08" + bytes(range(1, 9)) * 9, "is binary"),
    ],
)
def test_binary_data_is_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(data)
    assert str(caught.value).startswith(said)


def test_a_stray_control_character_does_not_make_a_text_binary() -> None:
    text = "A page of a mainframe\f\n" + "It has one bell\a." + " And many words without." * 9
    assert decode(text.encode()) == Decoded(text)


@pytest.mark.parametrize("broken", [b"\xff", b"\xe9", b"\xff\xfe\x81"])
def test_a_few_broken_bytes_in_a_utf8_text_are_replaced_and_reported(broken: bytes) -> None:
    data = ("The naïve café. " * 100).encode() + broken + (" More. " * 100).encode()
    found = decode(data)
    assert found.text.replace("�", "") == data.replace(broken, b"").decode()
    assert found.notice is not None
    assert f"the first ({broken[0]:#04x}) at offset 1800" in found.notice
    assert not found.is_cut


def test_a_text_with_many_broken_bytes_is_not_utf8() -> None:
    assert decode("Größe über alles, schöne Grüße. ".encode("cp1252") * 9).text.startswith("Größe")


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said “we don’t know yet” and left the hall — nobody followed",
        "Der Bürgermeister sagte, die Brücke über den Fluß bleibe geöffnet",
        "Le maire a été réélu à l’hôtel de ville",
        RUSSIAN,
        JAPANESE,
    ],
)
def test_utf8_that_is_cut_within_a_character_is_utf8(text: str) -> None:
    data = text.encode()
    for end in range(4, len(data)):
        if data[end] & 0xC0 == 0x80:
            found = decode(data[:end])
            whole = data[:end].decode("utf-8", "ignore")
            assert (found.text, found.is_cut) == (whole, True), data[:end]
            assert found.notice is not None
            assert "ends within a character" in found.notice


@pytest.mark.parametrize("word", ["café", "Menü", "città", "allé", "peña"])
def test_a_legacy_letter_at_the_very_end_is_no_cut_character(word: str) -> None:
    assert decode(f"This is the {word}".encode("cp1252")).text == f"This is the {word}"


# Each line has a language, encodings and a text.
SHORT_TEXTS = [
    (language, encoding, text)
    for line in (TESTS / "encodings" / "short.txt").read_text("utf-8").splitlines()
    if line
    for language, encodings, text in [line.split(" | ")]
    for encoding in encodings.split()
]


@pytest.mark.parametrize(("language", "encoding", "text"), SHORT_TEXTS)
def test_a_short_text_is_read_with_the_language_of_the_site_and_without(
    language: str, encoding: str, text: str
) -> None:
    data = text.encode(encoding)
    assert decode(data, language).text == text
    assert decode(data).text == text


@pytest.mark.parametrize(("language", "encoding", "text"), SHORT_TEXTS)
def test_the_language_of_the_site_does_not_outweigh_the_letters(
    language: str, encoding: str, text: str
) -> None:
    assert decode(text.encode(encoding), "de" if language == "en" else "en").text == text


def test_a_reading_with_another_near_it_is_reported_as_a_guess() -> None:
    found = decode(b"It cost \xa35.")
    assert found.notice is not None
    assert "read as windows-1252, which is a guess" in found.notice
    assert decode(GERMAN.encode("cp1252")).notice is None
