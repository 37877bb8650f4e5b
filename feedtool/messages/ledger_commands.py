"""The messages FT417 to FT456: commands for the ledger, and adopted feeds."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT417",
        ERROR,
        "has no pages of articles from which to rebuild the ledger; restore a backup of {path}",
        "`feedtool ledger rebuild` needs the published pages.",
    ),
    Message(
        "FT418",
        ERROR,
        "{slug}: is not a slug, which consists of a-z, 0-9 and single hyphens{hint}",
        "The new name that is given to `feedtool rename` cannot be part of an address.",
    ),
    Message(
        "FT419",
        ERROR,
        "{name}: is neither the file nor the slug of a published article; `feedtool ledger "
        "export` lists them",
        "`feedtool rename` does not find the article.",
    ),
    Message(
        "FT420",
        ERROR,
        "{slug}: belongs or belonged to another article, {key}; choose another slug",
        "An address that was published leads to its article for good.",
    ),
    Message(
        "FT421",
        ERROR,
        "has `slug: {slug}` in its {place}; change it there",
        "The front matter of the article declares its address, and would change it back.",
    ),
    Message(
        "FT422",
        ERROR,
        "does not exist; create it with `feedtool build`, or with `feedtool ledger rebuild` "
        "from the output folder",
        "The site has no ledger yet.",
    ),
    Message(
        "FT423",
        ERROR,
        "is empty; name a file that `feedtool ledger export` wrote",
        "The file to be imported has no lines.",
    ),
    Message(
        "FT424",
        ERROR,
        "is not the first line that `feedtool ledger export` writes; put it back",
        "The first line of an export describes the site, and is missing or was changed.",
    ),
    Message(
        "FT425",
        ERROR,
        "has format version {version}; install the feedtool that wrote it",
        "The export comes from a newer version of feedtool.",
    ),
    Message(
        "FT426",
        ERROR,
        "{fact}; correct the line",
        "The first line of an export has a value that is not possible.",
    ),
    Message(
        "FT427",
        ERROR,
        "belongs to site {other}, but this ledger to {known}; name another state folder",
        "The export is that of another site.",
    ),
    Message(
        "FT428",
        ERROR,
        "is not an article: {error}; correct or remove the line",
        "A line of an export is not the JSON of an article.",
    ),
    Message(
        "FT429",
        ERROR,
        "{fact}; correct or remove the line",
        "A line of an export has a value that is not possible in a ledger.",
    ),
    Message(
        "FT430",
        ERROR,
        "{guid} is now {other} in the ledger; remove the line",
        "The article was given another id by `feedtool adopt` after the export.",
    ),
    Message(
        "FT431",
        ERROR,
        "{name} belongs to {guid} in the ledger; a name cannot be given twice, so remove one "
        "of the two",
        "The export gives an id or an address to another article than the ledger does.",
    ),
    Message(
        "FT432",
        ERROR,
        "{name} is also in {line}; remove one of the two",
        "Two lines of an export have the same id or address.",
    ),
    Message(
        "FT433",
        ERROR,
        "{guid}: {name} is {theirs}, but {ours} in the ledger; {way_out}make the line agree, "
        "or remove it",
        "The export and the ledger contradict each other about an article.",
    ),
    Message(
        "FT434",
        ERROR,
        "nothing was imported",
        "An import is complete or does nothing. The messages above say what is wrong.",
        "Correct the lines, and import again.",
    ),
    Message(
        "FT435",
        ERROR,
        "cannot be read: {reason}; nothing was imported",
        "The file to be imported is missing, or is not a text in UTF-8.",
    ),
    Message(
        "FT436",
        ERROR,
        "is damaged: {fact}; restore a backup of the ledger, or run `feedtool ledger rebuild`",
        "`feedtool ledger verify` finds that SQLite cannot read the ledger.",
    ),
    Message(
        "FT437",
        ERROR,
        "has the file {file}, as does {other}; restore a backup of the ledger, or run "
        "`feedtool ledger rebuild`",
        "`feedtool ledger verify` finds two articles for one file.",
    ),
    Message(
        "FT438",
        ERROR,
        "has no site id; restore a backup of the ledger, or run `feedtool ledger rebuild`",
        "`feedtool ledger verify` finds articles without the id of their site.",
    ),
    Message(
        "FT439",
        ERROR,
        "{fact}; restore a backup of the ledger, or run `feedtool ledger rebuild`",
        "`feedtool ledger verify` finds a record with an impossible value.",
    ),
    Message(
        "FT440",
        ERROR,
        "belongs to site {known}, but site.id in {source} is {declared}; restore that id",
        "`feedtool ledger verify` finds another id of the site in the configuration.",
    ),
    Message(
        "FT441",
        ERROR,
        "is the page of {guid} and a former page of {other}; restore a backup of the ledger, "
        "or run `feedtool ledger rebuild`",
        "`feedtool ledger verify` finds one address for two articles.",
    ),
    Message(
        "FT442",
        ERROR,
        "is the page of {guid}, which is not in the ledger; restore a backup of the ledger, "
        "or run `feedtool ledger rebuild`",
        "`feedtool ledger verify` finds a published page whose article is not known.",
    ),
    Message(
        "FT443",
        ERROR,
        "is the page of a removed article; run `feedtool build`; if that does not help, "
        "delete cache.sqlite and run it again",
        "`feedtool ledger verify` finds a page that should have been deleted.",
    ),
    Message(
        "FT444",
        ERROR,
        "is missing, although {guid} is on the site; run `feedtool build`; if that does not "
        "help, delete cache.sqlite and run it again",
        "`feedtool ledger verify` does not find the page of an article.",
    ),
    Message(
        "FT445",
        ERROR,
        "is the page of {guid}, but of {other} in the ledger; {way_out}",
        "`feedtool ledger verify` finds the page of another article at an address.",
    ),
    Message(
        "FT446",
        NOTICE,
        "{id} was not adopted: {fact}",
        "The article keeps its id, for the reason that is named.",
    ),
    Message(
        "FT447",
        NOTICE,
        "no article found for '{name}', {id}{hint}",
        "An entry of the old feed matches none of the articles, so it may come from an "
        "article that is not in the input folder.",
        "Add the article, or put `id:` with the old id into its front matter, and adopt again.",
    ),
    Message(
        "FT448",
        NOTICE,
        "{count} entries have no id to adopt",
        "Entries of the old feed without guid or id cannot be recognized by readers either.",
    ),
    Message(
        "FT449",
        NOTICE,
        "the id of the feed itself, {id}, is not adopted; atom.xml keeps {own}, and readers "
        "do not depend on it",
        "Readers know feeds by their addresses.",
    ),
    Message(
        "FT450",
        NOTICE,
        "{count} old ids are not IRIs, for example '{id}'; they are published unchanged, and "
        "Atom validators will report them",
        "Readers compare ids as they are, so an invalid one is kept.",
    ),
    Message(
        "FT451",
        NOTICE,
        "{count} old pages have addresses where feedtool cannot write a redirect, for example "
        "{address}; configure redirects on that server",
        "The old site was on another host or in another folder of it.",
    ),
    Message(
        "FT452",
        ERROR,
        "is not well-formed XML: {error}; save the old feed once more",
        "The feed that is to be adopted has no end, or is not XML at all.",
    ),
    Message(
        "FT453",
        ERROR,
        "is neither RSS nor Atom nor JSON Feed; save the feed itself, not a page",
        "The file that is to be adopted is not a feed.",
    ),
    Message(
        "FT454",
        ERROR,
        "is not JSON: {error}; save the old feed once more",
        "The JSON Feed that is to be adopted has a syntax error.",
    ),
    Message(
        "FT455",
        ERROR,
        "is not a JSON Feed; it must have `version` and `items`",
        "The JSON file that is to be adopted is not a feed.",
    ),
    Message(
        "FT456",
        ERROR,
        "cannot be used: another program has been using it for {seconds} seconds; try again "
        "when that is done",
        "A backup or another program has opened the file with the permanent ids, and holds "
        "its lock.",
    ),
    Message(
        "FT457",
        NOTICE,
        "is not well-formed XML, and was read as far as possible: {error}",
        "The feed that is to be adopted has a syntax error. Feed readers overlook most of them.",
        "Compare the list of adopted articles with the feed.",
    ),
)
