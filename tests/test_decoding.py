"""From bytes to text, in the encodings that articles have."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.readers.decoding import Undecodable, decode

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
    assert decode(text.encode()) == text
    assert decode(codecs.BOM_UTF8 + text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@given(text=ordinary_text)
def test_a_byte_order_mark_determines_the_encoding(encoding: str, text: str) -> None:
    assert decode(("\ufeff" + text).encode(encoding)) == text


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
    assert decode(text.encode(encoding)) == text


def decoded(data: bytes) -> str | Undecodable:
    try:
        return decode(data)
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
    assert decode(text.encode()) == text


def test_one_broken_byte_in_a_long_utf8_text_is_reported() -> None:
    broken = ("The naïve café. " * 100).encode() + b"\xff\xfe\x81" + ("More. " * 100).encode()
    text = decoded(broken)
    assert isinstance(text, Undecodable) or "�" not in text
