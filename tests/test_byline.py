"""By-lines and date lines in many languages, and prose that only resembles them."""

import pytest

from feedtool.clean.bylines.authors import find_author, find_dates, people

AUTHORS = [
    ("By Jane Doe", "Jane Doe"),
    ("By JANE DOE", "JANE DOE"),
    ("BY JANE DOE AND JOHN ROE", "JANE DOE AND JOHN ROE"),
    ("By Jane Doe, John Roe and Ann Poe", "Jane Doe, John Roe and Ann Poe"),
    ("By Jane Doe, John Roe, and Ann Poe", "Jane Doe, John Roe, and Ann Poe"),
    ("By Jane Doe, and John Roe, Founder", "Jane Doe, and John Roe"),
    ("Por Santiago Ramón y Cajal", "Santiago Ramón y Cajal"),
    ("By Jane Doe, BBC News", "Jane Doe"),
    ("By Jane Doe, Senior Correspondent", "Jane Doe"),
    ("Von Max Mustermann", "Max Mustermann"),
    ("Von Max Mustermann und Erika Musterfrau, Berlin", "Max Mustermann und Erika Musterfrau"),
    ("Von Max von der Heide, dpa", "Max von der Heide"),
    ("Par Jeanne Dupont", "Jeanne Dupont"),
    ("Par Jean-Pierre Dupont avec AFP", "Jean-Pierre Dupont avec AFP"),
    ("Por Juan Pérez García", "Juan Pérez García"),
    ("Por María José Ruiz y Pedro Gómez", "María José Ruiz y Pedro Gómez"),
    ("Di Marco Rossi", "Marco Rossi"),
    ("di Maria Bianchi", "Maria Bianchi"),
    ("Door Jan de Vries", "Jan de Vries"),
    ("Av Anna Svensson", "Anna Svensson"),
    ("Af Jens Hansen", "Jens Hansen"),
    ("Автор: Иван Петров", "Иван Петров"),
    ("Автор: Іван Петренко", "Іван Петренко"),
    ("بقلم أحمد علي", "أحمد علي"),
    ("بقلم: أحمد علي حسن", "أحمد علي حسن"),
    ("كتب: محمد حسن", "محمد حسن"),
    ("نویسنده: علی رضایی", "علی رضایی"),
    ("מאת: דנה כהן", "דנה כהן"),
    ("מאת דנה כהן", "דנה כהן"),
    ("Γράφει ο Γιώργος Παπαδόπουλος", "Γιώργος Παπαδόπουλος"),
    ("Της Μαρίας Ιωάννου", "Μαρίας Ιωάννου"),
    ("记者 张三", "张三"),
    ("文/李四", "李四"),
    ("作者：王小明", "王小明"),
    ("本报记者 张三 李四", "张三 李四"),
    ("文・山田太郎", "山田太郎"),
    ("執筆：山田 太郎", "山田 太郎"),
    ("홍길동 기자", "홍길동"),
    ("홍길동 기자 hong@example.com", "홍길동"),
    ("글 홍길동", "홍길동"),
    ("Jane Doe, BBC News", "Jane Doe"),
    ("Jane Doe, Staff Writer", "Jane Doe"),
    ("By Jane Doe | May 25, 2026", "Jane Doe"),
    ("By Jane Doe on May 25, 2026", "Jane Doe"),
    ("By Jane Doe, May 25, 2026 10:32 AM", "Jane Doe"),
    ("Written by Jane Doe", "Jane Doe"),
    ("Author: Jane Doe", "Jane Doe"),
    ("By Reuters", "Reuters"),
    ("By Associated Press", "Associated Press"),
    ("Oleh Budi Santoso", "Budi Santoso"),
    ("Penulis: Budi Santoso", "Budi Santoso"),
    ("Írta: Kovács János", "Kovács János"),
    ("Szerző: Nagy Éva", "Nagy Éva"),
    ("लेखक: राम कुमार", "राम कुमार"),
    ("Yazan: Ayşe Yılmaz", "Ayşe Yılmaz"),
    ("Tác giả: Nguyễn Văn An", "Nguyễn Văn An"),
    ("By John O'Brien", "John O'Brien"),
    ("By J. K. Smith", "J. K. Smith"),
    ("By Mary-Jane van der Berg", "Mary-Jane van der Berg"),
    ("Posted by Jane Doe on May 25, 2026 at 10:32 am", "Jane Doe"),
    ("May 25, 2026 by Jane Doe", "Jane Doe"),
    ("May 25, 2026 | By Jane Doe", "Jane Doe"),
    ("By Jane Doe | BBC News | 25 May 2026", "Jane Doe"),
]

NO_AUTHORS = [
    "By the time he came, it rained",
    "By 2030 half of all cars will be electric",
    "By Monday Evening",
    "By The Sea",
    "By Popular Demand",
    "Von der Leyen sagte",
    "Von der Leyen",
    "Von Angst und Hoffnung",
    "Von Hamburg nach München",
    "Par exemple Jean",
    "Par la force des choses",
    "Por fin libre",
    "Por supuesto que no",
    "Di Maria segna ancora",
    "Door de regen",
    "Av alla dessa",
    "By night, by day",
    "Angela Merkel, Chancellor of Germany",
    "Tom Brown, chief executive",
    "Automatisch",
    "Autor: unbekannt",
    "By Jane Doe's own account, it was late.",
    "By Jane Doe was sung the last song",
    "文章的重点是文化",
    "记者 问他为什么没有来参加昨天的会议",
    "Stand by me",
    "By and large",
    "By Fire and Sword",
    "By George",
    "A poem by Jane Doe",
    "Why we fight | By Jane Doe",
    "A new opera by Jane Doe",
    "Text: Lukas 2, 1-20",
    "Von Max Mustermann stammt das Bild.",
    "كتب الرجل رسالة إلى أمه",
    "Paris, London, Rome",
    "By Car, Train and Plane",
    "Text Neck: the new plague",
]

DATES = [
    ("Published: 25 May 2026, 10:32", "2026-05-25T10:32:00", "published"),
    ("25. Mai 2026 um 10:32 Uhr", "2026-05-25T10:32:00", "published"),
    ("25. Mai 2026, 10.32 Uhr", "2026-05-25T10:32:00", "published"),
    ("25.05.2026", "2026-05-25T00:00:00", "published"),
    ("25.05.2026 - 10:32 Uhr", "2026-05-25T10:32:00", "published"),
    ("Stand: 25.05.2026, 10:32 Uhr", "2026-05-25T10:32:00", "updated"),
    ("Zuletzt aktualisiert: 25. Mai 2026", "2026-05-25T00:00:00", "updated"),
    ("May 25, 2026 10:32 AM EDT", "2026-05-25T10:32:00-04:00", "published"),
    ("May 25, 2026", "2026-05-25T00:00:00", "published"),
    ("Monday, May 25, 2026", "2026-05-25T00:00:00", "published"),
    ("Mon 25 May 2026 10.32 BST", "2026-05-25T10:32:00+01:00", "published"),
    ("Updated 10:32 AM EDT, May 25, 2026", "2026-05-25T10:32:00-04:00", "updated"),
    ("Published 10:32 AM EDT, May 25, 2026", "2026-05-25T10:32:00-04:00", "published"),
    ("2026-05-25", "2026-05-25T00:00:00", "published"),
    ("2026-05-25T10:32:00Z", "2026-05-25T10:32:00+00:00", "published"),
    ("2026-05-25T10:32:00+02:00", "2026-05-25T10:32:00+02:00", "published"),
    ("2026-05-25 10:32:11", "2026-05-25T10:32:11", "published"),
    ("2026年5月25日 10:32", "2026-05-25T10:32:00", "published"),
    ("2026年05月25日 星期一", "2026-05-25T00:00:00", "published"),
    ("2026年5月25日 下午3:20", "2026-05-25T15:20:00", "published"),
    ("发布时间：2026-05-25 10:32", "2026-05-25T10:32:00", "published"),
    ("25 мая 2026, 10:32", "2026-05-25T10:32:00", "published"),
    ("Опубликовано 25 мая 2026 г. в 10:32 МСК", "2026-05-25T10:32:00+03:00", "published"),
    ("25 травня 2026, 10:32", "2026-05-25T10:32:00", "published"),
    ("Оновлено: 25 травня 2026", "2026-05-25T00:00:00", "updated"),
    ("Δευτέρα 25 Μαΐου 2026", "2026-05-25T00:00:00", "published"),
    ("ΔΕΥΤΕΡΑ 25 ΜΑΪΟΥ 2026", "2026-05-25T00:00:00", "published"),
    ("25 Μαΐου 2026, 3:20 μ.μ.", "2026-05-25T15:20:00", "published"),
    ("٢٥ مايو ٢٠٢٦", "2026-05-25T00:00:00", "published"),
    ("تاريخ النشر: 25 مايو 2026", "2026-05-25T00:00:00", "published"),
    ("الإثنين 25 مايو 2026 - 10:32 ص", "2026-05-25T10:32:00", "published"),
    ("آخر تحديث: 25 مايو 2026", "2026-05-25T00:00:00", "updated"),
    ("25 أيار 2026", "2026-05-25T00:00:00", "published"),
    ("۲۵ مه ۲۰۲۶", "2026-05-25T00:00:00", "published"),
    ("۲۵ مهٔ ۲۰۲۶", "2026-05-25T00:00:00", "published"),
    ("25 במאי 2026", "2026-05-25T00:00:00", "published"),
    ("פורסם: 25 במאי 2026, 10:32", "2026-05-25T10:32:00", "published"),
    ("יום שני, 25 במאי 2026", "2026-05-25T00:00:00", "published"),
    ("Publié le 25 mai 2026 à 10h32", "2026-05-25T10:32:00", "published"),
    ("Mis à jour le 25 mai 2026 à 10:32", "2026-05-25T10:32:00", "updated"),
    ("lundi 25 mai 2026", "2026-05-25T00:00:00", "published"),
    ("1er mai 2026", "2026-05-01T00:00:00", "published"),
    ("Publicado el 25 de mayo de 2026 a las 10:32", "2026-05-25T10:32:00", "published"),
    ("25 de mayo de 2026", "2026-05-25T00:00:00", "published"),
    ("Actualizado: 25/05/2026 10:32h", "2026-05-25T10:32:00", "updated"),
    ("25 de maio de 2026 às 10h32", "2026-05-25T10:32:00", "published"),
    ("Publicado em 25/05/2026", "2026-05-25T00:00:00", "published"),
    ("25 maggio 2026, ore 10:32", "2026-05-25T10:32:00", "published"),
    ("Lunedì 25 Maggio 2026", "2026-05-25T00:00:00", "published"),
    ("25 mei 2026 om 10:32", "2026-05-25T10:32:00", "published"),
    ("maandag 25 mei 2026", "2026-05-25T00:00:00", "published"),
    ("25 maja 2026, 10:32", "2026-05-25T10:32:00", "published"),
    ("Opublikowano: 25.05.2026, godz. 10:32", "2026-05-25T10:32:00", "published"),
    ("25 Mayıs 2026 Pazartesi 10:32", "2026-05-25T10:32:00", "published"),
    ("Güncelleme: 25 Mayıs 2026", "2026-05-25T00:00:00", "updated"),
    ("Giriş: 25.05.2026 - 10:32", "2026-05-25T10:32:00", "published"),
    ("입력 2026.05.25. 오전 10:32", "2026-05-25T10:32:00", "published"),
    ("입력 2026.05.25 10:32 수정 2026.05.26 11:00", "2026-05-25T10:32:00", "published"),
    ("2026년 5월 25일", "2026-05-25T00:00:00", "published"),
    ("25 maj 2026 kl. 10.32", "2026-05-25T10:32:00", "published"),
    ("Publicerad 25 maj 2026", "2026-05-25T00:00:00", "published"),
    ("25. mai 2026 kl. 10:32", "2026-05-25T10:32:00", "published"),
    ("25. toukokuuta 2026 klo 10.32", "2026-05-25T10:32:00", "published"),
    ("25. května 2026", "2026-05-25T00:00:00", "published"),
    ("2026. május 25.", "2026-05-25T00:00:00", "published"),
    ("2026. május 25., hétfő 10:32", "2026-05-25T10:32:00", "published"),
    ("25 mai 2026, 10:32", "2026-05-25T10:32:00", "published"),
    ("Senin, 25 Mei 2026 10:32 WIB", "2026-05-25T10:32:00+07:00", "published"),
    ("25 tháng 5, 2026", "2026-05-25T00:00:00", "published"),
    ("Thứ Hai, 25/5/2026, 10:32 (GMT+7)", "2026-05-25T10:32:00+07:00", "published"),
    ("25 मई 2026", "2026-05-25T00:00:00", "published"),
    ("Published May 25, 2026 | Updated May 26, 2026", "2026-05-25T00:00:00", "published"),
    ("Published May 25, 2026 at 10:32 a.m. ET", "2026-05-25T10:32:00", "published"),
    ("First published on Mon 25 May 2026 10.32 CEST", "2026-05-25T10:32:00+02:00", "published"),
    ("Posted on May 25, 2026 by Jane Doe", "2026-05-25T00:00:00", "published"),
    ("25/05/2026 10:32", "2026-05-25T10:32:00", "published"),
    ("Last updated on 25 May 2026", "2026-05-25T00:00:00", "updated"),
    ("May 25, 2026 • 5 min read", "2026-05-25T00:00:00", "published"),
    ("25-May-2026", "2026-05-25T00:00:00", "published"),
    ("25th May 2026", "2026-05-25T00:00:00", "published"),
    ("2026/05/25 10:32", "2026-05-25T10:32:00", "published"),
    ("الاثنين، 25 مايو/أيار 2026", "2026-05-25T00:00:00", "published"),
]

NO_DATES = [
    "03/04/2026",
    "03-04-2026",
    "May 2026",
    "2026",
    "On 25 May 2026 the bridge fell.",
    "25 May 2026 was a Monday",
    "10:32",
    "The fair runs from 25 May 2026 to 30 May 2026",
    "25 May 2026: Berlin",
    "Am 25. Mai 2026 um 10 Uhr brach der Damm",
    "31.02.2026",
    "Berlin, 25. Mai 2026",
    "1. May 25, 2026 - Madrid",
    "Tickets from 25 May 2026",
    "12 May 2026 - 7 Reno",
    "Le 25 mai 2026, la France",
    "May 25, 2026 – Oslo, Norway",
    "3 2026-05-25",
    "Jane Doe | 25 May 2026",
]


PEOPLE = [
    ("Jane Doe", ["Jane Doe"]),
    ("JANE DOE AND JOHN ROE", ["JANE DOE", "JOHN ROE"]),
    ("Jane Doe, John Roe and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
    ("Jane Doe, John Roe, and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
    ("Jane Doe & John Roe", ["Jane Doe", "John Roe"]),
    ("Jane Doe and Jane Doe", ["Jane Doe"]),
    ("Max von der Heide und Erika Musterfrau", ["Max von der Heide", "Erika Musterfrau"]),
    ("Jean-Pierre Dupont avec Reuters", ["Jean-Pierre Dupont", "Reuters"]),
    ("María José Ruiz y Pedro Gómez", ["María José Ruiz", "Pedro Gómez"]),
    ("Иван Петров и Анна Сидорова", ["Иван Петров", "Анна Сидорова"]),
    # One name, or not clearly several.
    ("Santiago Ramón y Cajal", ["Santiago Ramón y Cajal"]),
    ("Luis Ruiz y Pérez de León", ["Luis Ruiz y Pérez de León"]),
    ("Anna und Peter Schmidt", ["Anna und Peter Schmidt"]),
    ("Doe, Jane", ["Doe, Jane"]),
    ("Jane Doe, New York", ["Jane Doe, New York"]),
    ("Jane Doe Founder & Lead Reviewer", ["Jane Doe Founder & Lead Reviewer"]),
    ("Ministry of Health and Social Affairs", ["Ministry of Health and Social Affairs"]),
    ("张三 李四", ["张三 李四"]),
]


@pytest.mark.parametrize(("byline", "names"), PEOPLE)
def test_several_authors_are_named_one_by_one_if_that_is_clear(
    byline: str, names: list[str]
) -> None:
    assert list(people(byline)) == names


@pytest.mark.parametrize(("line", "author"), AUTHORS)
def test_a_by_line_names_its_author(line: str, author: str) -> None:
    assert find_author(line) == author


@pytest.mark.parametrize("line", NO_AUTHORS)
def test_prose_that_looks_like_a_by_line_has_no_author(line: str) -> None:
    assert find_author(line) is None


@pytest.mark.parametrize(("line", "moment", "kind"), DATES)
def test_a_date_line_has_a_time_and_a_kind(line: str, moment: str, kind: str) -> None:
    found = find_dates(line)[0]
    assert (found.moment.isoformat(), found.kind) == (moment, kind)


@pytest.mark.parametrize("line", NO_DATES)
def test_an_ambiguous_date_is_not_guessed(line: str) -> None:
    assert find_dates(line) == ()


def test_one_line_may_contain_both_dates() -> None:
    found = find_dates("Published May 25, 2026 | Updated May 26, 2026")
    assert [date.kind for date in found] == ["published", "updated"]
