"""The messages FT401 to FT416: ids, the ledger and adopted feeds."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT401",
        NOTICE,
        "{name}: '{value}' is also that of {files}; all are published; {way_out}",
        "Several files declare the same id or address, so it is not known which of them is "
        "the article.",
    ),
    Message(
        "FT402",
        NOTICE,
        "is nearly the same as {files}, and both are published; to publish only one, set "
        '[clean] duplicates = "merge"',
        "Two files have almost the same text, such as copies from two agencies.",
    ),
    Message(
        "FT403",
        NOTICE,
        "is the same article as {file}; delete one of the two files",
        "Two files have the same text. It is published once.",
    ),
    Message(
        "FT404",
        NOTICE,
        "was taken for {file}, which is gone and shares {likeness} of its words; if it is a "
        "different article, move the file out, build, and move it back in",
        "A file is new, a similar one is missing, so the file was probably renamed and "
        "edited. The article keeps its id and address.",
    ),
    Message(
        "FT405",
        NOTICE,
        "may be {file}, which is gone and shares {likeness} of its words, but was published "
        "as a new article; if they are the same article, {way_out}",
        "A file is new and another one is missing; they are similar, but not similar enough "
        "to be sure.",
    ),
    Message(
        "FT406",
        NOTICE,
        "has nothing in common with '{title}', which was in this file before, so that article "
        "was removed and this one is new; if they are the same article, {way_out}",
        "The file has an entirely different text than at the last build.",
    ),
    Message(
        "FT407",
        NOTICE,
        "{undated} of {total} articles have no date, and are dated today for good; to date "
        'them by their files instead, set [input] dates = "git" or "mtime", delete {state}/ '
        "and {output}/, and build again before anybody subscribes",
        "At the first build, articles without a date get the date of that day.",
    ),
    Message(
        "FT408",
        ERROR,
        "[input] dates is 'git', but git cannot be run: {reason}; install it, or remove the "
        "setting",
        "The dates of articles are to be those of their first commits.",
    ),
    Message(
        "FT409",
        ERROR,
        "[input] dates is 'git', but git has no history of {folder}: {reason}; commit the "
        "articles, or remove the setting",
        "The input folder is not in a Git repository, or Git refuses to read it.",
    ),
    Message(
        "FT410",
        NOTICE,
        "had no ledger; rebuilt it from {count} in {output}",
        "The file with the permanent ids was missing, and was recovered from the published pages.",
        "Restore a backup of the ledger if there is one: it also has what pages do not contain.",
    ),
    Message(
        "FT411",
        NOTICE,
        "the ledger was older than {output}; completed it with the names and dates of {count} "
        "published since",
        "The ledger comes from a backup, and the output folder has newer articles.",
    ),
    Message(
        "FT412",
        ERROR,
        "the ledger is damaged: {fact}; restore a backup of it, or rebuild it from the output "
        "folder with `feedtool ledger rebuild`",
        "SQLite cannot read the file with the permanent ids. Nothing is published, so that no "
        "article gets another id.",
    ),
    Message(
        "FT413",
        ERROR,
        "cannot be used: {error}; is the disk full, and may this user write to the state folder?",
        "The file with the permanent ids cannot be opened or written.",
    ),
    Message(
        "FT414",
        ERROR,
        "is not a feedtool ledger; name another state folder",
        "The state folder has a ledger.sqlite that another program made.",
    ),
    Message(
        "FT415",
        ERROR,
        "was written by a newer feedtool (schema {version}; this one supports {supported}); "
        "install the newer one again",
        "An older version of feedtool cannot read the ledger.",
    ),
    Message(
        "FT416",
        ERROR,
        "site.id is {declared}, but this site was published as {known}; restore that id or, "
        "for another site, name another state folder",
        "The id of the site is part of the ids of its articles and must never change.",
    ),
)
