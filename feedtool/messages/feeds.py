"""The messages FT601 to FT627: feeds and what is published."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT601",
        ERROR,
        "{message}; build again; if that does not help, delete cache.sqlite and build once more",
        "`feedtool check` finds a fault in a published file.",
    ),
    Message(
        "FT602",
        ERROR,
        "cannot be checked: {fact}",
        "A file was given to be checked as a feed, and has another name.",
    ),
    Message(
        "FT603",
        ERROR,
        "is not a {kind}: {message}",
        "The feed, sitemap or list of feeds cannot be read, for the reason that is named.",
    ),
    Message(
        "FT604",
        ERROR,
        "it declares the encoding {encoding}; use UTF-8, which every reader supports",
        "The first line of the XML names another encoding.",
    ),
    Message(
        "FT605",
        ERROR,
        "it has a DOCTYPE, which readers reject; remove it",
        "A document type can make a reader load other files, so readers refuse it.",
    ),
    Message(
        "FT606",
        ERROR,
        "it has a text of more than {bytes} bytes, which many readers reject; split that article",
        "Parsers limit the size of a single text in XML.",
    ),
    Message(
        "FT607",
        ERROR,
        "it is not UTF-8: line {line} has the byte {byte}",
        "The feed has bytes that are not text.",
    ),
    Message(
        "FT608",
        ERROR,
        "it is not well-formed: {error}",
        "The XML of the feed has a syntax error.",
    ),
    Message(
        "FT609",
        ERROR,
        "its root is <{name}>; it has to be {expected}",
        "The file is XML of another kind.",
    ),
    Message(
        "FT610",
        ERROR,
        "it has {count} <channel>; there has to be exactly one",
        "The RSS feed has no channel, or several.",
    ),
    Message(
        "FT611",
        ERROR,
        "it is not JSON: {error}",
        "The JSON Feed has a syntax error.",
    ),
    Message(
        "FT612",
        ERROR,
        "it is not a JSON object",
        "A JSON Feed is an object with `version` and `items`.",
    ),
    Message(
        "FT613",
        ERROR,
        "has its root element after the first {bytes} bytes; move it up for type detection",
        "Readers and browsers look for the root element at the start of a file.",
    ),
    Message(
        "FT614",
        ERROR,
        "has {urls}; it needs exactly one, {own}",
        "A feed names its own address once, so that readers can find it again.",
    ),
    Message(
        "FT615",
        ERROR,
        "has the self URL {url}; it has to be {own}",
        "The feed names another address as its own, as after a change of `base-url` without a "
        "build.",
    ),
    Message(
        "FT616",
        ERROR,
        "does not link to its page of the site; add the link",
        "A feed links to the page that shows the same articles.",
    ),
    Message(
        "FT617",
        ERROR,
        "has the same id as {entry}",
        "Two entries of a feed have one id, so readers show only one of them.",
    ),
    Message(
        "FT618",
        NOTICE,
        "has an id that is not an IRI; keep it if it was adopted",
        "Ids are addresses or URNs. An old id that readers know must not be changed.",
    ),
    Message(
        "FT619",
        NOTICE,
        "was updated before it was published",
        "The two dates of an article contradict each other.",
        "Correct the dates in its front matter.",
    ),
    Message(
        "FT620",
        ERROR,
        "is newer than the feed ({date})",
        "The date of a feed is that of its newest change.",
    ),
    Message(
        "FT621",
        ERROR,
        "{date} is not a valid date (expected something like {example})",
        "A date has another form than the format of the feed requires.",
    ),
    Message(
        "FT622",
        NOTICE,
        "{date} is in the future; correct this machine's clock or the article's date",
        "Many readers hide entries from the future, or keep them on top.",
    ),
    Message(
        "FT623",
        NOTICE,
        "{date} is a placeholder for a missing date; set the article's date",
        "The date is one that programs write if they have none, such as 1970-01-01.",
    ),
    Message(
        "FT624",
        ERROR,
        "is newer than the one before it; sort entries newest first",
        "Readers expect the newest entry first.",
    ),
    Message(
        "FT625",
        ERROR,
        "{url} is relative; write the full URL",
        "An address in a feed, a sitemap or a list of feeds is not complete, so readers do "
        "not know what it refers to.",
    ),
    Message(
        "FT626",
        ERROR,
        "has the relative URL '{url}' in its text; write the full URL",
        "Readers do not know what a relative address in a text refers to.",
    ),
    Message(
        "FT627",
        ERROR,
        "has a style sheet {url} of type '{type}'; use CSS",
        "A style sheet of another type can run scripts.",
    ),
)
