"""The messages FT201 to FT231: front matter and header lines."""

from __future__ import annotations

from feedtool.messages.message import LEFT_OUT, NOTICE, Message

MESSAGES = (
    Message(
        "FT201",
        LEFT_OUT,
        "front matter is not YAML: {fact}; put quotes around values with `: `, `#` or `*` in them",
        "The lines between the `---` lines have a syntax error.",
    ),
    Message(
        "FT202",
        LEFT_OUT,
        "front matter has no `name: value` lines; write some or remove it",
        "The lines between the `---` lines are a text or a list.",
    ),
    Message(
        "FT203",
        LEFT_OUT,
        "front matter is not TOML: {error}; correct it, or use YAML between `---` lines",
        "The lines between the `+++` lines have a syntax error.",
    ),
    Message(
        "FT204",
        LEFT_OUT,
        "front matter is not JSON: {error}; correct it, or use YAML between `---` lines",
        "The braces at the start of the file do not contain valid JSON.",
    ),
    Message(
        "FT205",
        LEFT_OUT,
        "front matter has no names and values; write some or remove it",
        "The JSON at the start of the file is not an object.",
    ),
    Message(
        "FT206",
        LEFT_OUT,
        "front matter is longer than {count} characters; shorten it",
        "Such a long block of front matter is usually a text that begins with `---`.",
    ),
    Message(
        "FT207",
        LEFT_OUT,
        "line {line}: front matter is never closed; add a line `{fence}` below it, or if it "
        "is text, begin the file with another line",
        "The file begins with a line of front matter, and no such line follows.",
    ),
    Message(
        "FT208",
        LEFT_OUT,
        "front matter is in '{language}', which feedtool does not read; use YAML between "
        "`---` lines",
        "The first line names a format other than YAML, TOML and JSON.",
    ),
    Message(
        "FT209",
        LEFT_OUT,
        "aliases (*name) are not allowed",
        "The YAML of the front matter refers to another of its values, which can make a small "
        "file very large.",
        "Write the value where it is needed.",
    ),
    Message(
        "FT210",
        NOTICE,
        "begins with lines like a header, which are published as text; if they are one, put a "
        "line `---` above and below them",
        "The first lines look like fields such as `Title: ...`, and may be the start of the "
        "text as well.",
    ),
    Message(
        "FT211",
        NOTICE,
        "has a .meta file beside it without lines like `.. title: A title`, which was not "
        "read; correct it, or delete it",
        "Nikola keeps the fields of an article in such a file. This one has none.",
    ),
    Message(
        "FT212",
        LEFT_OUT,
        "{name}: '{value}' is not a date; write one like 2026-05-25 or 2026-05-25T10:00:00+02:00",
        "The date of an article is written in a form that has several meanings or none. A "
        "date is permanent, so it is not guessed.",
    ),
    Message(
        "FT213",
        NOTICE,
        "{name}: '{value}' is not a date, and is ignored; write one like 2026-05-25",
        "A header line of a text, or a second date field, has a date that is not understood.",
    ),
    Message(
        "FT214",
        LEFT_OUT,
        "{name}: '{value}' has the zone '{zone}', which is unknown or has several meanings; "
        "write an offset like +02:00 instead",
        "Abbreviations of time zones are not unique: IST is a zone in India, Ireland and Israel.",
    ),
    Message(
        "FT215",
        LEFT_OUT,
        "{name}: '{value}' is neither true nor false{or_date}; write one of them",
        "A field such as `draft` decides whether the article is published, so its value is "
        "not guessed.",
    ),
    Message(
        "FT216",
        NOTICE,
        "{name}: has no text in it, and is ignored; write the text behind the colon",
        "The field is there, and its value is a list or has no letters.",
    ),
    Message(
        "FT217",
        NOTICE,
        "{name}: has no name in it, and is ignored; write one like Jane Doe",
        "The field for the author has no letters, or only an address.",
    ),
    Message(
        "FT218",
        NOTICE,
        "{name}: '{value}' is not a number of bytes, and is ignored; write one like 1048576",
        "The length of an enclosure is a whole number.",
    ),
    Message(
        "FT219",
        NOTICE,
        "{name}: '{value}' is not a media type, and is ignored; write one like audio/mpeg",
        "The type of an enclosure is not of the form `type/subtype`.",
    ),
    Message(
        "FT220",
        NOTICE,
        "{name}: '{value}' has an unknown media type, and is ignored; add a line like "
        "enclosure-type: audio/mpeg",
        "Feeds have to declare the type of an enclosure, and the ending of this one does not "
        "reveal it.",
    ),
    Message(
        "FT221",
        NOTICE,
        "{name}: '{value}' is not a web address, and is ignored; begin it with https://",
        "The field needs a complete address.",
    ),
    Message(
        "FT222",
        NOTICE,
        "{name}: '{value}' has an invalid host name, and is ignored; correct it",
        "The part of the address between `//` and the next `/` is not a possible host name.",
    ),
    Message(
        "FT223",
        NOTICE,
        "{name}: '{value}' is not an image, and is ignored; write https://... or a path like "
        "images/a.jpg",
        "The field for the picture of an article has neither an address nor the path of a file.",
    ),
    Message(
        "FT224",
        NOTICE,
        "{name}: '{value}' is not a language tag, and is ignored; write one like en or pt-BR",
        "The language of an article is declared in another form than RFC 5646 has.",
    ),
    Message(
        "FT225",
        NOTICE,
        "{name}: '{value}' is not off, written or found, and is ignored; write one of them",
        "The field says how a text is cleaned and has three values.",
    ),
    Message(
        "FT226",
        NOTICE,
        "{name}: {fact}, and is ignored; {way_out}",
        "A value in the front matter cannot be used, for the reason that is named. The "
        "article is published without it.",
    ),
    Message(
        "FT227",
        NOTICE,
        "`{name}` in the front matter is ignored; did you mean `{meant}`?",
        "A field is not known and resembles one that is, so it is probably misspelled.",
    ),
    Message(
        "FT228",
        NOTICE,
        "slug: '{wanted}' belongs or belonged to another article, so this page stays at "
        "{slug}; choose another slug",
        "An address that was published leads to its article for good and cannot be given to "
        "another one.",
    ),
    Message(
        "FT229",
        NOTICE,
        "{name}: has {count} values, of which only the first {most} are used; remove the others",
        "The list in a field is much longer than an article needs.",
    ),
    Message(
        "FT230",
        NOTICE,
        "{fact}, so the date in its path is used; {way_out}",
        "The date in the front matter is not understood, and the path of the file has one, "
        "such as 2026-05-25.",
    ),
    Message(
        "FT231",
        LEFT_OUT,
        "front matter is not YAML: {fact}; write spaces instead of tabs",
        "YAML does not allow tabs before a name or a value.",
    ),
)
