"""The messages FT901 to FT913: import, preview and bugs."""

from __future__ import annotations

from feedtool.messages.message import ERROR, LEFT_OUT, NOTICE, Message

MESSAGES = (
    Message(
        "FT901",
        ERROR,
        "has the texts, and the new site in it; start in another folder, such as {commands}",
        "`feedtool import` must not write into the folder of the old site.",
    ),
    Message(
        "FT902",
        ERROR,
        "exists, and is not overwritten; add what it does not have by hand, and adopt the old "
        "feed with `feedtool adopt`",
        "There is a configuration file already, which `feedtool import` does not change.",
    ),
    Message(
        "FT903",
        ERROR,
        "exists, and is not overwritten; move it away",
        "A file that `feedtool import` would write is there already.",
    ),
    Message(
        "FT904",
        ERROR,
        "is not an export of WordPress or Ghost; name the folder of the old site, or put the "
        "file into the input folder if it is a dump",
        "`feedtool import` does not know the format of the file.",
    ),
    Message(
        "FT905",
        ERROR,
        "is not a folder or a file; name that of the old site",
        "The path that is given to `feedtool import` does not exist.",
    ),
    Message(
        "FT906",
        ERROR,
        "port {port}: cannot be used: {reason}; name another with --port, or any free one "
        "with --port 0",
        "Another program uses the port, or it needs the rights of the administrator.",
    ),
    Message(
        "FT907",
        ERROR,
        "{fact}; run `feedtool build` first, or name it with --output",
        "`feedtool serve` finds no output folder.",
    ),
    Message(
        "FT908",
        ERROR,
        "feedtool watch: needs the Python package watchfiles; install feedtool[watch]",
        "Changes of files are noticed with a library that is not installed.",
    ),
    Message(
        "FT909",
        ERROR,
        "feedtool watch: cannot watch: {error}; use `feedtool serve`",
        "The system does not report changes of files, for example because its limit of "
        "watched folders is reached.",
    ),
    Message(
        "FT910",
        LEFT_OUT,
        "could not be {done} because of a bug in feedtool ({fact}). Please report it and "
        "attach this file; move the file out of the input folder for now",
        "Something in the document leads to an error that feedtool does not expect. All other "
        "documents are published.",
    ),
    Message(
        "FT911",
        ERROR,
        "{problems}. Nothing was published; the published site is unchanged. This is a bug in "
        "feedtool. Please report it; until it is fixed, revert your last change to the site "
        "or downgrade feedtool",
        "Feeds are checked before they are published, and one of the new ones is invalid.",
    ),
    Message(
        "FT912",
        NOTICE,
        "no browser was found; open {address} in one yourself",
        "`feedtool open` finds no program on this machine that shows pages.",
    ),
    Message(
        "FT913",
        ERROR,
        "the build failed because of a bug in feedtool ({fact}); please report it",
        "`feedtool watch` builds again after the next change. The published site is unchanged.",
    ),
)
