"""The messages FT132 to FT162: rows, mails and other parts of dumps."""

from __future__ import annotations

from feedtool.messages.message import ERROR, LEFT_OUT, NOTICE, Message

MESSAGES = (
    Message(
        "FT132",
        LEFT_OUT,
        "does not look like articles: its first row needs a text, and a title, an address or "
        "a date; name its fields in [input.fields]",
        "The file is a table or a list of data without fields that feedtool knows.",
    ),
    Message(
        "FT133",
        LEFT_OUT,
        "has no text in {wanted}, but {known}; name the right field as text in [input.fields]",
        "The row has fields, and none of them is known to hold the text of an article.",
    ),
    Message(
        "FT134",
        LEFT_OUT,
        "is not JSON: {error}; correct or delete it",
        "A row of a dump is not valid JSON.",
    ),
    Message(
        "FT135",
        LEFT_OUT,
        "is not a JSON object",
        "A row of a dump is a string, a number or a list; an article is an object with named "
        "fields.",
        "Correct or delete the row.",
    ),
    Message(
        "FT136",
        LEFT_OUT,
        "is not JSON: {error}",
        "A part of a dump is not valid JSON.",
        "Correct or delete it.",
    ),
    Message(
        "FT137",
        LEFT_OUT,
        "ends before the array does; correct or delete it",
        "A JSON file ends within its list, as after an interrupted download.",
    ),
    Message(
        "FT138",
        LEFT_OUT,
        "ends before the row does; complete or delete it",
        "The last row of a dump is not complete, and no program has added to it for a while.",
    ),
    Message(
        "FT139",
        LEFT_OUT,
        "is not CSV: {error}; correct or delete it",
        "The rows of the table cannot be separated.",
    ),
    Message(
        "FT140",
        LEFT_OUT,
        "has {count} for {columns} columns; put quotes around values with '{delimiter}'",
        "A row of the table has more or fewer values than the first row has names.",
    ),
    Message(
        "FT141",
        LEFT_OUT,
        "{count} more lines cannot be read",
        "A dump has many faulty lines, and only the first ones are described.",
        "Correct those; the next build describes the next ones.",
    ),
    Message(
        "FT142",
        LEFT_OUT,
        "{faults}. As long as such a line may be any of its rows, no row of this file is withdrawn",
        "Some lines of a dump cannot be read, so it is not known which articles are in them. "
        "Articles that seem to be missing from the dump stay published.",
        "Correct or delete the lines that are named.",
    ),
    Message(
        "FT143",
        LEFT_OUT,
        "is not a mail that can be read: {error}; correct or delete it",
        "A message of a mailbox is damaged.",
    ),
    Message(
        "FT144",
        LEFT_OUT,
        "is not a mail: it has neither a sender nor a subject; move it elsewhere",
        "A file with the ending of a mail does not begin with the header lines of one.",
    ),
    Message(
        "FT145",
        LEFT_OUT,
        "is a mail without text; delete it, or write the article into it",
        "The message has only attachments.",
    ),
    Message(
        "FT146",
        LEFT_OUT,
        "has no record where one was found; fetch the archive once more",
        "A web archive (WARC) changed while it was read, or is damaged.",
    ),
    Message(
        "FT147",
        LEFT_OUT,
        "{error}; correct or delete it",
        "A web archive (WARC) or another dump is damaged where the message says.",
    ),
    Message(
        "FT148",
        LEFT_OUT,
        "is not well-formed: {error}; correct it, or save the feed once more",
        "The XML of a feed in the input folder has a syntax error.",
    ),
    Message(
        "FT149",
        LEFT_OUT,
        "the feed ends too early; correct it, or save the feed once more",
        "A feed in the input folder is not complete, as after an interrupted download.",
    ),
    Message(
        "FT150",
        LEFT_OUT,
        "has no entry where one was found; correct it, or save the feed once more",
        "A feed in the input folder changed while it was read, or is damaged.",
    ),
    Message(
        "FT151",
        LEFT_OUT,
        "has no text; delete the entry, or leave it as it is",
        "An entry of a feed in the input folder has neither content nor a summary.",
    ),
    Message(
        "FT152",
        LEFT_OUT,
        "is being written; try again",
        "The file changed while it was read.",
    ),
    Message(
        "FT153",
        LEFT_OUT,
        "is not named like an article; rename it to end in .txt or .md",
        "The file has an ending that no format of articles has.",
    ),
    Message(
        "FT154",
        LEFT_OUT,
        "is not in {file}; `feedtool clean` lists what is",
        "The dump has no part with this name.",
    ),
    Message(
        "FT155",
        ERROR,
        "was overwritten while feedtool read it; build again",
        "Another program replaced the file during the build.",
    ),
    Message(
        "FT156",
        NOTICE,
        "is a link to a folder that it is in, and is not read; remove the link",
        "With `[input] follow-links`, this link would lead in circles.",
    ),
    Message(
        "FT157",
        NOTICE,
        "is a link to a folder, which belongs to another user and is not read; replace it",
        "With `[input] follow-links`, only your own links and those of the administrator are "
        "followed, so that nobody else can have your files published.",
    ),
    Message(
        "FT158",
        NOTICE,
        "{count} an earlier row of the same id",
        "Rows are in a dump more than once, as when a program appends each night what it "
        "finds. Each is published once.",
        "Nothing has to be done.",
    ),
    Message(
        "FT159",
        LEFT_OUT,
        "has more than {count} lines; split it, or join its lines",
        "Texts with so many lines are usually logs or tables, and take very long to clean.",
    ),
    Message(
        "FT160",
        LEFT_OUT,
        "ends too early; copy it once more",
        "A dump that is packed with gzip is not complete, as after an interrupted download.",
    ),
    Message(
        "FT161",
        LEFT_OUT,
        "is damaged: {error}; copy it once more",
        "A dump that is packed with gzip cannot be unpacked.",
    ),
    Message(
        "FT162",
        LEFT_OUT,
        "unpacks to more than {count} times its size; if that is right, unpack it with `gunzip`",
        "A packed dump is much larger than its file, as files are that are made to fill a disk.",
    ),
)
