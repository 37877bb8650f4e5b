"""The messages FT701 to FT729: files and folders."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT701",
        ERROR,
        "cannot be written: {reason}; the published site is unchanged",
        "A new file for the site could not be written, for example because the disk is full.",
    ),
    Message(
        "FT702",
        ERROR,
        "cannot be written or deleted: {reason}; only some files of the site were updated, "
        "and the next build updates the rest",
        "The build failed while it put the new files in place.",
    ),
    Message(
        "FT703",
        ERROR,
        "a file that feedtool did not make is where the site has a document: {names}; nothing "
        "was published. Move {it} away, or pass --overwrite to replace {same}",
        "A file in the output folder has the name of a page or a feed, and was written by you "
        "or another program.",
    ),
    Message(
        "FT704",
        ERROR,
        "{count} files that feedtool did not make are where the site has a document: {names}; "
        "nothing was published. Move {them} away, or pass --overwrite to replace {same}",
        "Files in the output folder have the names of pages or feeds, and were written by you "
        "or another program.",
    ),
    Message(
        "FT705",
        ERROR,
        "{removed} of {before} articles are missing, so nothing was published.{fact} To "
        "remove them from the site, pass --allow-removals",
        "Many articles are missing at once, which usually means that a folder is not mounted "
        "or a copy was interrupted.",
    ),
    Message(
        "FT706",
        ERROR,
        "has no articles{others}; put .txt or .md files into it",
        "The input folder has nothing to publish.",
    ),
    Message(
        "FT707",
        ERROR,
        "has no articles{others}, and the site has {count}, so nothing was "
        "published; is it mounted? To remove all of them from the site, pass --allow-removals",
        "The input folder has files, and none of them is an article any more.",
    ),
    Message(
        "FT708",
        ERROR,
        "is empty, and the site has {count}, so nothing was published; is it "
        "mounted? To remove all of them from the site, pass --allow-removals",
        "The input folder is empty, which usually means that it is not mounted.",
    ),
    Message(
        "FT709",
        ERROR,
        "the cache is damaged: {error}",
        "The cache cannot be read. It can be rebuilt, so a build discards it.",
        "Run `feedtool build`. If it happens again, check the disk.",
    ),
    Message(
        "FT710",
        NOTICE,
        "{error}; it was discarded, and every article was read again",
        "The cache could not be read, and the build made a new one. The ledger is not affected.",
        "If it happens again, check the disk.",
    ),
    Message(
        "FT711",
        ERROR,
        "the cache cannot be used: {error}; is the disk full, and may this user write to the "
        "state folder?",
        "The cache in the state folder cannot be opened or written. Or the folder for temporary "
        "files is full: a first build needs 5 KB there for each article.",
        "SQLITE_TMPDIR names another folder for temporary files; otherwise it is /var/tmp or /tmp.",
    ),
    Message(
        "FT712",
        ERROR,
        "cannot be written: {reason}; is the disk full, and may this user write to the state "
        "folder?",
        "A file in the state folder cannot be written.",
    ),
    Message(
        "FT713",
        ERROR,
        "cannot be deleted: {reason}; may this user write to the state folder?",
        "A file in the state folder cannot be deleted.",
    ),
    Message(
        "FT714",
        ERROR,
        "cannot be opened: {reason}; the state folder must be writable",
        "The lock file in the state folder cannot be opened.",
    ),
    Message(
        "FT715",
        ERROR,
        "cannot be locked: {reason}; put the state folder on a local disk",
        "The file system of the state folder has no locks, like some network file systems.",
    ),
    Message(
        "FT716",
        NOTICE,
        "was not copied, because the site has a document there; rename the file",
        "A file of the folder `[input] static` has the name of a page or a feed.",
    ),
    Message(
        "FT717",
        NOTICE,
        "was not copied, because a file that feedtool did not make is at {path}; delete that, "
        "or pass --overwrite to replace it",
        "A file of the folder `[input] static` is to be copied to where another program has "
        "written one.",
    ),
    Message(
        "FT718",
        ERROR,
        "cannot be listed: {reason}; is it mounted, and is [input] static right?",
        "The folder whose files are copied to the site cannot be read.",
    ),
    Message(
        "FT719",
        ERROR,
        "cannot be written: {reason}",
        "A file that a command was asked to write cannot be written.",
        "Correct the path, or the mode of the folder.",
    ),
    Message(
        "FT720",
        ERROR,
        "cannot be decompressed",
        "A compressed copy of a file (`.gz` or `.br`) is damaged.",
        "Build again. If that does not help, delete cache.sqlite and build once more.",
    ),
    Message(
        "FT721",
        ERROR,
        "has other content than {path}",
        "A compressed copy of a file (`.gz` or `.br`) is older than the file.",
    ),
    Message(
        "FT722",
        ERROR,
        "the cache cannot be used: another program has been using it for {seconds} seconds; "
        "try again when that is done",
        "A backup or another program has opened the cache, and holds its lock.",
    ),
    Message(
        "FT723",
        ERROR,
        "has the root <{name}>; it has to be {expected}",
        "A sitemap or a list of feeds is XML of another kind.",
    ),
    Message(
        "FT724",
        ERROR,
        "has {count} addresses; at most {most} are allowed",
        "A sitemap is longer than search engines read.",
    ),
    Message(
        "FT725",
        ERROR,
        "{url} is listed twice",
        "A sitemap names an address twice.",
    ),
    Message(
        "FT726",
        ERROR,
        "has no outline in its body; it needs at least one",
        "The list of feeds (OPML) is empty.",
    ),
    Message(
        "FT727",
        ERROR,
        "contains no feeds; run `feedtool build` first",
        "The output folder was not built, or is another folder.",
    ),
    Message(
        "FT728",
        ERROR,
        "is not a feed: the file does not exist",
        "A feed that belongs to the site is missing.",
    ),
    Message(
        "FT729",
        NOTICE,
        "links to {url}, which does not exist; add the file or correct the link",
        "A page links to a file of the site that is missing.",
    ),
)
