"""Words of date lines and by-lines in many languages; data only.

Words are spelled normally; `dates.fold` removes letter case and accents before they are compared.
`MONTHS` has twelve words per language, with variants joined by "|".
"""

from __future__ import annotations

MONTHS: dict[str, str] = {
    "en": "January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug "
    "September|Sep|Sept October|Oct November|Nov December|Dec",
    "de": "Januar|Jänner Februar|Feber|Febr März|Mrz April Mai Juni Juli August September "
    "Oktober|Okt "
    "November Dezember|Dez",
    "fr": "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre "
    "octobre novembre décembre|déc",
    "es": "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago "
    "septiembre|setiembre|set octubre "
    "noviembre diciembre|dic",
    "pt": "janeiro fevereiro|fev março abril maio|mai junho julho agosto setembro outubro|out "
    "novembro dezembro|dez",
    "it": "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto "
    "settembre|sett ottobre|ott "
    "novembre dicembre",
    "nl": "januari februari maart|mrt april mei juni juli augustus september oktober "
    "november december",
    "pl": "stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec "
    "lipca|lipiec sierpnia|sierpień września|wrzesień października|październik listopada|listopad "
    "grudnia|grudzień",
    "ru": "января|янв|январь февраля|фев|февр|февраль марта|мар|март апреля|апр|апрель "
    "мая|май июня|июн|июнь "
    "июля|июл|июль августа|авг|август сентября|сен|сент|сентябрь октября|окт|октябрь "
    "ноября|ноя|нояб|ноябрь "
    "декабря|дек|декабрь",
    "uk": "січня|січень лютого|лютий березня|березень квітня|квітень травня|травень "
    "червня|червень "
    "липня|липень серпня|серпень вересня|вересень жовтня|жовтень листопада|листопад "
    "грудня|грудень",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "el": "Ιανουαρίου|Ιανουάριος|Ιαν Φεβρουαρίου|Φεβρουάριος|Φεβ Μαρτίου|Μάρτιος|Μαρ "
    "Απριλίου|Απρίλιος|Απρ Μαΐου|Μάιος|Μάϊος|Μαΐ|Μαι Ιουνίου|Ιούνιος|Ιουν Ιουλίου|Ιούλιος|Ιουλ "
    "Αυγούστου|Αύγουστος|Αυγ Σεπτεμβρίου|Σεπτέμβριος|Σεπ Οκτωβρίου|Οκτώβριος|Οκτ "
    "Νοεμβρίου|Νοέμβριος|Νοε Δεκεμβρίου|Δεκέμβριος|Δεκ",
    "ar": "يناير|جانفي فبراير|فيفري|شباط مارس|آذار أبريل|إبريل|ابريل|أفريل|نيسان مايو|ماي|أيار "
    "يونيو|يونيه|جوان|حزيران يوليو|يوليه|جويلية|تموز أغسطس|اغسطس|أوت|آب سبتمبر|شتنبر|أيلول "
    "أكتوبر|اكتوبر نوفمبر|نونبر ديسمبر|دجنبر",
    "fa": "ژانویه فوریه مارس آوریل|آپریل مه|مهٔ|می ژوئن|جون ژوئیه|جولای اوت|آگوست سپتامبر "
    "اکتبر نوامبر دسامبر",
    "he": "ינואר|בינואר פברואר|בפברואר מרץ|במרץ|מרס|במרס אפריל|באפריל מאי|במאי יוני|ביוני "
    "יולי|ביולי "
    "אוגוסט|באוגוסט ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember|des",
    "fi": "tammikuuta|tammikuu helmikuuta|helmikuu maaliskuuta|maaliskuu huhtikuuta|huhtikuu "
    "toukokuuta|toukokuu kesäkuuta|kesäkuu heinäkuuta|heinäkuu elokuuta|elokuu syyskuuta|syyskuu "
    "lokakuuta|lokakuu marraskuuta|marraskuu joulukuuta|joulukuu",
    "cs": "ledna|leden února|únor března|březen dubna|duben května|květen června|červen "
    "července|červenec "
    "srpna|srpen září října|říjen listopadu|listopad prosince|prosinec",
    "hu": "január|jan február|febr március|márc április|ápr május|máj június|jún július|júl "
    "augusztus "
    "szeptember|szept október november december",
    "ro": "ianuarie|ian februarie martie aprilie mai iunie|iun iulie|iul august septembrie "
    "octombrie "
    "noiembrie decembrie",
    "id": "Januari Februari|Feb Maret April Mei Juni Juli Agustus|Agt|Agu September Oktober "
    "November Desember|Des",
    "hi": "जनवरी फ़रवरी|फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर "
    "नवंबर|नवम्बर दिसंबर|दिसम्बर",
}
# Months of two words.
MONTH_PAIRS: dict[str, int] = {
    "كانون الثاني": 1, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12,
    "tháng một": 1, "tháng hai": 2, "tháng ba": 3, "tháng tư": 4, "tháng năm": 5, "tháng sáu": 6,
    "tháng bảy": 7, "tháng tám": 8, "tháng chín": 9, "tháng mười": 10,
}  # fmt: skip

WEEKDAYS = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat
Sun
Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag Mo Di Mi Do Fr Sa So
lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
segunda terça quarta quinta sexta feira seg ter qua qui sex
lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo
poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob ndz
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
понеділок вівторок середа четвер п'ятниця субота неділя нд
Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar
Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή Δευ Τρι Τετ Πεμ Παρ Σαβ Κυρ
الإثنين الاثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد
دوشنبه سه‌شنبه شنبه سه چهارشنبه پنجشنبه پنج‌شنبه جمعه یکشنبه یک‌شنبه
יום שני שלישי רביעי חמישי שישי שבת ראשון
måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ma ti ke to pe la su
pondělí úterý středa čtvrtek pátek neděle
hétfő kedd szerda csütörtök péntek szombat vasárnap
luni marți miercuri joi vineri sâmbătă duminică
Senin Selasa Rabu Kamis Jumat Sabtu Minggu
thứ hai ba tư năm sáu bảy chủ nhật
सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार
星期 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日
週一 週二 週三 週四 週五 週六 週日
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月 火 水 木 金 土 日
월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일
"""

# Words that may occur in a date line. A word that also begins sentences does no harm, because a date
# line has a date with a year and no unknown words.
FILLERS = """
on at by date time am um Uhr den von vom Datum le à h el a las hs hrs horas en del de fecha il
alle ore
data às em op om uur dnia godz godzina o r roku в г года час время дата року р saat tarih tarihi
στις ώρα ημερομηνία في يوم الموافق الساعة تاريخ م در ساعت تاریخ שעה בשעה ב תאריך בתאריך
時間 时间 日期 오전 오후 上午 下午 午前 午後 kl klo datum ora la pukul jam wib lúc giờ tháng ngày
तिथि को पर बजे
"""

PUBLISHED = """
published publish posted post publication release released created issued first
veröffentlicht erstellt erschienen Erscheinungsdatum publiziert
publié publie publiée posté mis en ligne paru créé
publicado publicada publicación
pubblicato pubblicata
publicado publicada
gepubliceerd geplaatst
opublikowano publikacji dodano utworzono
опубликовано опубликована публикации
опубліковано
yayınlanma yayımlanma yayın giriş oluşturulma eklenme
δημοσίευση δημοσιεύθηκε δημοσιεύτηκε
نشر نشرت النشر منشور
انتشار منتشر شده
פורסם פרסום
发布 發布 发布时间 發布時間 发表 發表 发表于 發表於 发布于
公開 公開日 掲載 掲載日 配信 投稿日 投稿 作成
입력 등록 게재 송고 기사입력 승인 발행 작성
publicerad publicerades publiceret offentliggjort udgivet publisert julkaistu
publikováno vydáno zveřejněno
megjelent közzétéve létrehozva
publicat publicată
dipublikasikan diterbitkan terbit tayang
đăng
प्रकाशित
"""

UPDATED = """
updated update last modified revised edited
aktualisiert aktualisierung zuletzt geändert stand letzte letztes update bearbeitet
jour modifié modifiée actualisé màj
actualizado actualizada actualización última modificado modificación
aggiornato aggiornata aggiornamento ultimo modifica
atualizado atualizada atualização
bijgewerkt gewijzigd laatst laatste
zaktualizowano aktualizacja ostatnia zmiana
обновлено изменено обновление последнее
оновлено востаннє
güncelleme güncellenme güncellendi son
ενημέρωση ενημερώθηκε τελευταία
تحديث آخر التحديث محدث
به‌روزرسانی بروزرسانی آخرین
עודכן עדכון אחרון לאחרונה
更新 更新日 更新时间 更新於 更新于 最終更新 最后更新
수정 최종수정 업데이트
uppdaterad opdateret oppdatert senast sist sidst
päivitetty
aktualizováno aktualizace
frissítve frissült módosítva
actualizat actualizată ultima actualizare
diperbarui pembaruan terakhir
cập nhật
अपडेट अद्यतन
"""

# Hours east of UTC. CST, IST and AST are missing because they are ambiguous.
ZONES: dict[str, float] = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "bst": 1, "wet": 0, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "мск": 3, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "wib": 7, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "pkt": 5, "trt": 3,
}  # fmt: skip
# Names of ambiguous zones; a time with one stays without a zone.
DOUBTFUL_ZONES = "et ct mt pt cst ist ast local time uhr hrs h Ortszeit"

# Labels before a name: those that need a colon, then the few that do not.
BY_WITH_COLON = """
by author authors written words text story report reporter writer
autor autorin autoren text von verfasser
auteur auteurs texte par rédaction autrice
autora autores texto por
autore testo di autrice
tekst door
автор авторы текст автори
yazan yazar haber
κείμενο συντάκτης συντάκτρια ρεπορτάζ συντακτης γράφει
بقلم كتب كتبت الكاتب تحرير إعداد المحرر
نویسنده خبرنگار نگارنده گزارشگر
מאת כתב כתבה כותב
av af skribent text tekst forfatter
teksti kirjoittaja toimittaja
szerző írta
oleh penulis
लेखक रिपोर्टर
"""

BY = frozenset(
    "by|written by|words by|posted by|story by|text by|published by|reported by|report by|"
    "von|ein kommentar von|eine analyse von|ein gastbeitrag von|text von|kommentar von|"
    "geschrieben von|veröffentlicht von|par|propos recueillis par|écrit par|publié par|rédigé par|"
    "por|escrito por|publicado por|di|a cura di|scritto da|door|geschreven door|av|af|skrevet av|"
    "skrevet af|oleh|irta|kirjoittanut|napsal|napsala|de către|yazan|του|της|γράφει ο|γράφει η|"
    "текст|автор|بقلم|מאת".split("|")
)

AND = frozenset(
    "and & und et y e en och og i и та ve και ja és și si dan và with mit avec con com met".split()
)

# Small words inside a name.
PARTICLES = set(
    "de del della di da do dos das du des la le van von der den ten ter te zu zum zur y e i "
    "al el ul "
    "bin bint ibn ben bar abu af av st o' d' l' 't".split()
)

# Agencies and desks that appear instead of a person.
AGENCIES = """
Reuters|AFP|AP|Associated Press|The Associated Press|dpa|APA|ANSA|EFE|Agencia EFE|Europa Press|
TASS|Xinhua|PTI|ANI|
IANS|UPI|Bloomberg|Bloomberg News|Lusa|PAP|ČTK|MTI|Agerpres|TT|NTB|Ritzau|STT|Belga|ANP|Kyodo|
Kyodo News|Yonhap|
Agence France-Presse|Press Association|PA Media|Anadolu|Anadolu Agency|Antara|Keystone-SDA|SDA|
Canadian Press|
The Canadian Press|Agenzia Nova|Agência Brasil|Agência Lusa|Interfax|Ukrinform|News Desk|
Web Desk|Staff Reporter|
Staff Writer|Our Correspondent|Staff
"""

# A line "Name, role" is a by-line only if its role has one of these words.
ROLES = """
correspondent reporter journalist columnist staff writer bureau newsdesk BBC CNN Reuters AFP
Guardian
Korrespondent Korrespondentin Redakteur Redakteurin Reporter Reporterin Volontär
correspondant correspondante envoyé envoyée journaliste
corresponsal periodista redactor redactora
correspondente repórter jornalista
corrispondente giornalista
correspondent verslaggever redacteur
korespondent korespondentka dziennikarz
корреспондент корреспондентка обозреватель кореспондент
muhabir muhabiri
ανταποκριτής
مراسل
korrespondent journalist
"""

# Words that may also occur in a role after "By Jane Doe, ".
JOBS = """
editor senior chief political special news press times post daily guest contributor contributing
producer fellow founder cofounder owner reviewer blogger author professor photographer agency
agencies media digital team
leitung Leiter Leiterin Chefredakteur Chefredakteurin Autor Autorin freie freier Agentur
rédacteur rédactrice chef auteur autrice agence agences envoyé
editora editor jefe autor autora colaborador colaboradora especial
direttore direttrice inviato inviata autore autrice
redaktor dziennikarka
"""

# Capitalized words after "By" that do not begin a name, as in "By Popular Demand".
NO_NAME = """
the a an all any each every his her its our their this that these those my your now then day night
popular request law order default design land sea air train car plane hand heart contrast
comparison
far itself himself herself themselves noon midnight dawn dusk force accident mistake chance
millions thousands hundreds half invitation appointment reservation subscription donation proxy definition
virtue reason means way fact dive spotlight company email mail phone post courtesy signing clicking using continuing entering
two three four five six seven eight nine ten god jove numbers
der die das dem den ein eine einem einer heute morgen gestern hier dort nun anfang ende
le la les un une des ce cette exemple conséquent ailleurs fin favor supuesto eso primera ejemplo lo
il lo gli uno una questo questa nuovo più
het een deze die dit omstandigheden
"""
