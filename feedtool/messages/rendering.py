"""The messages FT501 to FT530: pages, templates and references."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT501",
        ERROR,
        "templates/{name}: is not a template of feedtool; {hint}",
        "A file in templates/ has a name that is not that of a template, so it would have no "
        "effect.",
    ),
    Message(
        "FT502",
        ERROR,
        "line {line}: {fact}; fix it, or delete the file to use the built-in one",
        "A template of yours has a syntax error, or uses a value that does not exist.",
    ),
    Message(
        "FT503",
        ERROR,
        "'{language}' is outside a table; put it below one like [sv]",
        "The file with your own words (words.toml) has a text that does not belong to a language.",
    ),
    Message(
        "FT504",
        ERROR,
        "[{language}] also needs {names}",
        "A language that feedtool does not know needs all texts, so that no page mixes languages.",
    ),
    Message(
        "FT505",
        ERROR,
        "{table} has no text '{name}'; {hint}",
        "The file with your own words (words.toml) has a text that feedtool does not use.",
    ),
    Message(
        "FT506",
        ERROR,
        "{name}: needs the names of the twelve months, in order",
        "The file with your own words (words.toml) has another list of months.",
    ),
    Message(
        "FT507",
        ERROR,
        "{name}: is not a string; put it in quotes",
        "The file with your own words (words.toml) has a value of another type.",
    ),
    Message(
        "FT508",
        ERROR,
        "{name}: needs {} in place of the number",
        "The text contains a number, and the braces say where it goes.",
    ),
    Message(
        "FT509",
        ERROR,
        "{path} is a page of feedtool's own; rename the file",
        "A file in pages/ would replace a page that every site has.",
    ),
    Message(
        "FT510",
        ERROR,
        "the name becomes part of a URL; use a-z, 0-9 and single hyphens",
        "A file in pages/ has a name that cannot be part of an address.",
    ),
    Message(
        "FT511",
        NOTICE,
        "{address} was not found; add the file, or correct the address",
        "An article links to or shows a file that is not in the input folder.",
    ),
    Message(
        "FT512",
        NOTICE,
        "{name} is not the name of a published text or a file; correct the name",
        "A link such as `[[name]]` leads to nothing.",
    ),
    Message(
        "FT513",
        NOTICE,
        "leads out of the folder; copy the file instead",
        "A link in an article, or a file of `[input] static`, leads out of its folder by `..` "
        "or a symbolic link. Files there are not published.",
    ),
    Message(
        "FT514",
        NOTICE,
        "is hidden, so it is not published; give it another name",
        "The name of a file that an article shows or `[input] static` has, or of a folder "
        "above it, begins with a dot.",
    ),
    Message(
        "FT515",
        NOTICE,
        "is a folder; link to a file in it",
        "An article links to a folder, which cannot be published as a file.",
    ),
    Message(
        "FT516",
        NOTICE,
        "is not a regular file; remove the link, or put a file there",
        "An article links to a device, a socket or a pipe, or one is in `[input] static`.",
    ),
    Message(
        "FT517",
        NOTICE,
        "is a text that is not published; publish it, or remove the link",
        "An article links to a draft, or to a text that was left out.",
    ),
    Message(
        "FT518",
        NOTICE,
        "is excluded by [input] exclude; publish another file",
        "An article links to a file that the configuration keeps off the site.",
    ),
    Message(
        "FT519",
        NOTICE,
        "has articles in it, so it is not published as a file; link to one of them",
        "An article links to a dump, whose parts are published as articles of their own.",
    ),
    Message(
        "FT520",
        NOTICE,
        "cannot be read: {reason}; correct its mode",
        "The operating system refuses to read a file that an article shows, or that is in "
        "`[input] static`.",
    ),
    Message(
        "FT521",
        NOTICE,
        "enclosure: '{address}' is neither a file below the input folder nor an address that "
        "begins with https://, and is ignored; add the file",
        "The recording or other file of an article does not exist.",
    ),
    Message(
        "FT522",
        NOTICE,
        "{path}: is a page of your own, so no redirect was written there; rename it in pages/ "
        "if the old address matters",
        "An article was at this address before, and a file in pages/ is there now.",
    ),
    Message(
        "FT523",
        NOTICE,
        "{path}: exists in the output folder and was not written by feedtool, so no redirect "
        "was written there; move it away",
        "An article was at this address before, and another program has written a file there.",
    ),
    Message(
        "FT524",
        ERROR,
        "has {size} bytes, and {most} are allowed; make it smaller",
        "A picture in `[theme]` is loaded with every page, so its size is limited.",
    ),
    Message(
        "FT525",
        ERROR,
        "is not a picture; name a .png, .jpg, .webp, .svg or .ico file",
        "A picture in `[theme]` has another format than its ending says, or one that browsers "
        "do not show.",
    ),
    Message(
        "FT526",
        ERROR,
        "is not shown by social networks; name a .png or .jpg file",
        "The setting `image` in `[theme]` is for links in social networks, which show only "
        "these formats.",
    ),
    Message(
        "FT527",
        NOTICE,
        "leads out of the input folder; copy the file into it",
        "An article links to a file above the input folder. Only files in it are published.",
    ),
    Message(
        "FT528",
        ERROR,
        "{fact}; correct the template",
        "A template of yours makes a page that cannot be published, for the reason that is named.",
    ),
    Message(
        "FT529",
        NOTICE,
        "enclosure: durations are not read without mutagen; install feedtool[podcast], or "
        "write `duration:`",
        "The feed of a podcast tells how long an episode is.",
    ),
    Message(
        "FT530",
        ERROR,
        "templates: a template {error}; simplify it",
        "A template of yours takes too long. A loop in it may not end.",
    ),
)
