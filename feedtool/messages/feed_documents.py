"""The messages FT628 to FT651: archives, the formats of a feed, and links between documents."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT628",
        ERROR,
        "has no {name}; it has to {purpose}",
        "The mark of a deleted entry (RFC 6721) lacks the id of the entry or the time of its "
        "deletion.",
    ),
    Message(
        "FT629",
        ERROR,
        "is listed twice; keep one",
        "The mark of a deleted entry (RFC 6721) appears twice.",
    ),
    Message(
        "FT630",
        ERROR,
        "is still in the feed, as {entry}",
        "An entry is marked as deleted (RFC 6721) and is in the feed as well.",
    ),
    Message(
        "FT631",
        ERROR,
        "is the document to subscribe to, and {fact}",
        "The document to subscribe to is the newest, and no archive (RFC 5005). Readers would "
        "not fetch an archive again.",
    ),
    Message(
        "FT632",
        ERROR,
        "has both fh:complete and a link to an archive; remove the wrong one",
        "A feed is complete, or continues in archives (RFC 5005).",
    ),
    Message(
        "FT633",
        ERROR,
        "has neither fh:complete nor a prev-archive link; it needs one of them",
        "A feed is complete, or continues in archives (RFC 5005).",
    ),
    Message(
        "FT634",
        ERROR,
        "has {count} prev-archive links; at most one is allowed",
        "There is one archive before a document (RFC 5005).",
    ),
    Message(
        "FT635",
        ERROR,
        "links to {url} as its archive; that is not the URL of an archive",
        "The link to older entries leads elsewhere (RFC 5005).",
    ),
    Message(
        "FT636",
        ERROR,
        "is an archive and links to a hub; remove the link, because archives never change",
        "Hubs announce changes, and an archive (RFC 5005) has none.",
    ),
    Message(
        "FT637",
        ERROR,
        "{document} and has {mark}; remove that",
        "An archive is marked as complete, or an open one as closed (RFC 5005).",
    ),
    Message(
        "FT638",
        ERROR,
        "is the first archive and links to {url} as the archive before it",
        "There is no archive before the first one (RFC 5005).",
    ),
    Message(
        "FT639",
        ERROR,
        "links to {urls} as the {relation}; it has to be {address}",
        "The links between the archives of a feed are broken, so readers miss entries.",
    ),
    Message(
        "FT640",
        ERROR,
        "is an archive that cannot be reached from {path}",
        "The links between the archives of a feed lead past this one.",
    ),
    Message(
        "FT641",
        ERROR,
        "is not closed, but the next archive is number {number}",
        "Only the last archive of a feed may be open.",
    ),
    Message(
        "FT642",
        ERROR,
        "is archive {number} of {count}, but is not closed",
        "Only the last archive of a feed may be open.",
    ),
    Message(
        "FT643",
        ERROR,
        "also appears in {path}, unchanged",
        "An entry is in two documents of a feed, so readers see it twice.",
    ),
    Message(
        "FT644",
        ERROR,
        "has the {name} '{value}', but {path} has '{other}'",
        "The formats of one feed differ.",
    ),
    Message(
        "FT645",
        ERROR,
        "links to {url}, but {path} links to {other}",
        "The formats of one feed, or of an entry, link to different pages.",
    ),
    Message(
        "FT646",
        ERROR,
        "has other hubs than {path}: {hubs} instead of {others}",
        "The formats of one feed name different hubs.",
    ),
    Message(
        "FT647",
        ERROR,
        "has other entries than {path}: {difference}",
        "The formats of one feed have different entries.",
    ),
    Message(
        "FT648",
        ERROR,
        "differs from {path} in fh:archive or fh:complete",
        "The formats of one feed are marked in different ways (RFC 5005).",
    ),
    Message(
        "FT649",
        ERROR,
        "{leads} to {url}, which is not below {site}",
        "An entry, a sitemap or a list of feeds leads out of the site.",
    ),
    Message(
        "FT650",
        ERROR,
        "{leads} to {url}, which does not exist",
        "An entry, a sitemap or a list of feeds leads to a page that is missing.",
    ),
    Message(
        "FT651",
        NOTICE,
        "{name} {url} is below the site's URL, but the file does not exist; add the file or "
        "correct the URL in the article",
        "A picture or a recording in an article has an address on this site, and the output "
        "folder does not have the file.",
    ),
)
