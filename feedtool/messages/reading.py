"""The messages FT101 to FT131: reading files and dumps."""

from __future__ import annotations

from feedtool.messages.message import ERROR, LEFT_OUT, NOTICE, Message

MESSAGES = (
    Message(
        "FT101",
        LEFT_OUT,
        "is empty; write the article into it or delete it",
        "The file has no text at all, or only spaces.",
    ),
    Message(
        "FT102",
        LEFT_OUT,
        "has front matter and no text below it; write the text, or add `draft: true` until it "
        "is written",
        "The file has fields such as a title between its `---` lines, and nothing after them.",
    ),
    Message(
        "FT103",
        LEFT_OUT,
        "has no text; write the article into it or delete it",
        "A part of a dump has a title or other fields, and an empty text.",
    ),
    Message(
        "FT104",
        NOTICE,
        "has no ending and does not read like a text, so it was passed over; if it is one, "
        "name it .txt or .md",
        "A file without an ending may be anything. This one does not look like prose.",
    ),
    Message(
        "FT105",
        NOTICE,
        "has markup and no text, and was passed over; add the text or delete it",
        "The HTML page has no text to publish, for example because scripts fill it in.",
    ),
    Message(
        "FT106",
        NOTICE,
        "only leads to another page, and was passed over; delete it",
        "The HTML page contains nothing but a redirect.",
    ),
    Message(
        "FT107",
        NOTICE,
        "is a list of articles and was passed over; if it is an article, name it in [clean] "
        "written",
        "The HTML page shows the beginnings of several articles, as a home page or an archive "
        "does.",
    ),
    Message(
        "FT108",
        LEFT_OUT,
        "has nothing but a comment; write the article, or delete the file",
        "All text of the file is in a comment, which is not published.",
    ),
    Message(
        "FT109",
        LEFT_OUT,
        "is a transcript in which nobody speaks; correct it or delete it",
        "The file of subtitles has times and no words.",
    ),
    Message(
        "FT110",
        LEFT_OUT,
        "has only invisible characters; write the article or delete it",
        "The text consists of characters such as zero-width spaces.",
    ),
    Message(
        "FT111",
        LEFT_OUT,
        "needs the Python package {name}; install feedtool[{extra}]",
        "Files of this format are read with a library that is not installed.",
    ),
    Message(
        "FT112",
        LEFT_OUT,
        "is nested too deeply; take some levels out",
        "The file has lists, quotes or elements inside each other, more deeply than can be read.",
    ),
    Message(
        "FT113",
        LEFT_OUT,
        "has a NUL byte at offset {offset}, so it is not text (or is UTF-16 without a byte "
        "order mark); save it as UTF-8",
        "Texts have no NUL bytes, so this file is binary, or in an encoding that cannot be "
        "recognized.",
    ),
    Message(
        "FT114",
        LEFT_OUT,
        "is binary, not text; move it out of the input folder",
        "The file begins like a picture, an archive or another binary format.",
    ),
    Message(
        "FT115",
        LEFT_OUT,
        "has a NUL character, so it is not text; save it as UTF-8",
        "The file was decoded by its byte order mark and has a character that texts do not have.",
    ),
    Message(
        "FT116",
        LEFT_OUT,
        "begins with the byte order mark of {encoding} and is not valid {same} at offset "
        "{offset}; save it as UTF-8",
        "The file announces an encoding at its start and does not keep to it, so it is "
        "damaged or was joined from different files.",
    ),
    Message(
        "FT117",
        LEFT_OUT,
        "is not UTF-8 (byte {byte} at offset {offset}), and its encoding cannot be detected; "
        "save it as UTF-8",
        "The file is in an older encoding, and there is too little text to recognize which.",
    ),
    Message(
        "FT118",
        NOTICE,
        "is not UTF-8 and was read as {encoding}, which is a guess; check the published "
        "letters, and save it as UTF-8",
        "The file is in an older encoding that was guessed by the letters of its language.",
    ),
    Message(
        "FT119",
        NOTICE,
        "has {count} not UTF-8, the first ({byte}) at offset {offset}; {character} is shown "
        "in place of each. Correct the text and save it as UTF-8",
        "Nearly all of the file is UTF-8, so a few characters are damaged.",
    ),
    Message(
        "FT120",
        NOTICE,
        "ends within a character, so its end is missing; save the whole text again",
        "The last character of the file is cut off, as after an interrupted download or a "
        "full disk.",
    ),
    Message(
        "FT121",
        LEFT_OUT,
        "is larger than {bytes} bytes; split it or raise [input] max-bytes",
        "Files above this size are not read, because they are rarely articles.",
    ),
    Message(
        "FT122",
        LEFT_OUT,
        "is longer than {bytes} bytes; split it or raise [input] max-bytes",
        "A row of a dump is larger than an article may be.",
    ),
    Message(
        "FT123",
        LEFT_OUT,
        "is a link that leads out of the input folder; copy the file instead",
        "Symbolic links are followed only within the input folder, so that nothing else is "
        "published by accident.",
    ),
    Message(
        "FT124",
        LEFT_OUT,
        "cannot be accessed: {reason}",
        "The operating system refuses information about the file.",
        "Correct the owner or the mode of the file and of the folders above it.",
    ),
    Message(
        "FT125",
        LEFT_OUT,
        "has a name that is not UTF-8; rename it",
        "The name of the file cannot be shown or used in an address.",
    ),
    Message(
        "FT126",
        LEFT_OUT,
        "is not a regular file; move it out of the input folder",
        "A device, a socket or a pipe has the name of an article.",
    ),
    Message(
        "FT127",
        NOTICE,
        "is a link to a folder, which is not read; set [input] follow-links, move or mount "
        "the folder here, or name the link in [input] exclude",
        "Links to folders are followed only if the configuration says so, because they can "
        "lead anywhere.",
    ),
    Message(
        "FT128",
        ERROR,
        "is more than {count} folders deep, which looks like a mistake; move it up, or out of "
        "the input folder",
        "Such deep folders are usually the result of a copy into itself or of a mounted loop.",
    ),
    Message(
        "FT129",
        ERROR,
        "cannot be listed: {reason}; is it mounted, and may this user read it?",
        "The input folder, or a folder in it, cannot be read. Nothing is published, because "
        "articles would seem to be missing.",
    ),
    Message(
        "FT130",
        ERROR,
        "cannot be read: {reason}",
        "The operating system refuses to read the file. If it is an article, only that one is "
        "left out.",
        "Correct the owner or the mode of the file.",
    ),
    Message(
        "FT131",
        NOTICE,
        "{count} passed over: {endings}",
        "Files in the input folder have endings or names that articles do not have. They are "
        "counted by ending.",
        "Nothing has to be done if they are not articles. `[input] exclude` hides them, "
        "`[input] include` has them read.",
    ),
)
