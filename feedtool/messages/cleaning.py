"""The messages FT301 to FT337: cleaning and rules."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT301",
        NOTICE,
        "reads mostly like boilerplate; only lines that certainly are boilerplate were dropped",
        "The file may be a list of links, an error page or a form, and not an article. Little "
        "was removed, to be safe.",
        "Look at the page. If it is not an article, delete the file; `feedtool explain` shows "
        "why each line was kept.",
    ),
    Message(
        "FT302",
        NOTICE,
        "is nothing but boilerplate according to the rules; it was kept whole",
        "All lines match rules for boilerplate, so none was removed.",
        "Delete the file if it is not an article. If it is, correct the rule that `feedtool "
        "explain` names.",
    ),
    Message(
        "FT303",
        NOTICE,
        "has template tags that only another site generator can fill in: {tags}; the text is "
        "published without them",
        "The text has commands such as `{{ partial }}`, which belong to the templates of "
        "another tool.",
        "Write out what the tags stand for.",
    ),
    Message(
        "FT304",
        NOTICE,
        "has JSX ({names}), which a feed cannot run; its text is published, the components are not",
        "The text is MDX and uses components of a web framework.",
    ),
    Message(
        "FT305",
        ERROR,
        "'{name}' is not allowed; use [[rule]] tables only",
        "A file in rules/ has something else than rules at its top level.",
    ),
    Message(
        "FT306",
        ERROR,
        "write [[rule]] with two brackets, for a list of rules",
        "A file in rules/ has a single `[rule]` table.",
    ),
    Message(
        "FT307",
        ERROR,
        "is not TOML: {error}",
        "A file in rules/ has a syntax error.",
        "Correct the line that is named.",
    ),
    Message(
        "FT308",
        ERROR,
        "rule {id} is already in {file}; give it another id",
        "Each rule has an id of its own, so that `feedtool explain` can name it.",
    ),
    Message(
        "FT309",
        ERROR,
        "'{name}' is not a key of rules; {hint}",
        "A rule has a key that feedtool does not know.",
    ),
    Message(
        "FT310",
        ERROR,
        'needs {name} = "..."',
        "A rule lacks its id, its reason, or another key that every rule has.",
    ),
    Message(
        "FT311",
        ERROR,
        "{name} should be a list of strings",
        "The key of a rule has another type.",
    ),
    Message(
        "FT312",
        ERROR,
        "where should be one of {values}",
        "The key `where` of a rule has an unknown value.",
    ),
    Message(
        "FT313",
        ERROR,
        "also should be one of {values}",
        "The key `also` of a rule has an unknown value.",
    ),
    Message(
        "FT314",
        ERROR,
        'also needs where = "anywhere"',
        "The key `also` of a rule has no effect for rules that apply only at the top or the "
        "bottom.",
    ),
    Message(
        "FT315",
        ERROR,
        "keep should be true or false",
        "The key `keep` of a rule has another type.",
    ),
    Message(
        "FT316",
        ERROR,
        "needs equals or matches, with letters in each phrase",
        "The rule would match nothing, or lines without letters.",
    ),
    Message(
        "FT317",
        ERROR,
        "needs drops and keeps, at least one example of each",
        "Each rule proves itself with lines that it drops, and similar ones that it keeps.",
    ),
    Message(
        "FT318",
        ERROR,
        "should take '{example}' of drops, but does not",
        "The rule does not do what its examples say.",
        "Correct its pattern or the example.",
    ),
    Message(
        "FT319",
        ERROR,
        "should leave '{example}' of keeps, but takes it",
        "The rule drops more than its examples allow.",
        "Make its pattern more specific, or correct the example.",
    ),
    Message(
        "FT320",
        ERROR,
        "'{pattern}' is not a regular expression: {error}",
        "The pattern of a rule has a syntax error.",
    ),
    Message(
        "FT321",
        ERROR,
        "'{pattern}' has a group; write (?:...) instead of (...)",
        "Groups that capture cost time, and rules do not use what they capture.",
    ),
    Message(
        "FT322",
        ERROR,
        "'{pattern}' takes every empty line; require a character",
        "The pattern of a rule matches an empty text.",
    ),
    Message(
        "FT323",
        ERROR,
        "'{pattern}' may take years on some lines, because there are too many ways to match "
        "them; do not repeat something inside or beside another repeat that matches the same "
        "characters, or bound it, as in {1,40}",
        "The regular expression has repeats that can share the same characters in very many ways.",
    ),
    Message(
        "FT324",
        ERROR,
        "has the flag a; leave it out",
        "Rules are for texts in all scripts, and the flag limits patterns to ASCII.",
    ),
    Message(
        "FT325",
        ERROR,
        "has repeats inside repeats that cannot be followed; nest fewer",
        "It cannot be shown that the pattern is fast on every line.",
    ),
    Message(
        "FT326",
        ERROR,
        "has something whose cost is not known ({part}); leave it out",
        "It cannot be shown that the pattern is fast on every line.",
    ),
    Message(
        "FT327",
        ERROR,
        "repeats something that may be empty; put * or ? on one of the two",
        "It cannot be shown that the pattern is fast on every line.",
    ),
    Message(
        "FT328",
        NOTICE,
        "{difference}; you can correct it with a rule in rules/",
        "A text in cases/ is cleaned in another way than the case says.",
    ),
    Message(
        "FT329",
        ERROR,
        "needs a first line `# ...` that describes the case, and a text",
        "A file in cases/ lacks its first line.",
    ),
    Message(
        "FT330",
        ERROR,
        "line {line}: can expect only {names}",
        "A file in cases/ expects something that articles do not have.",
    ),
    Message(
        "FT331",
        ERROR,
        "line {line}: needs a mark ({marks}) and a space",
        "Each line of a file in cases/ begins with a mark that says what becomes of it.",
    ),
    Message(
        "FT332",
        ERROR,
        "would be written to {target}, as {other} was; use a different folder for each of them",
        "`feedtool clean --to` was given two files with the same name.",
    ),
    Message(
        "FT333",
        ERROR,
        "--to would overwrite it; name another folder",
        "`feedtool clean` never overwrites the text that it reads.",
    ),
    Message(
        "FT334",
        ERROR,
        "has too many alternatives that may begin alike; make several patterns of it",
        "It cannot be shown that the pattern is fast on every line.",
    ),
    Message(
        "FT335",
        ERROR,
        "{name} has control characters; remove them",
        "The id and the reason of a rule are printed on one line.",
    ),
    Message(
        "FT336",
        ERROR,
        "id is longer than {count} characters; shorten it",
        "The id of a rule is printed for each line that it drops.",
    ),
    Message(
        "FT337",
        ERROR,
        'needs where = "head", "tail" or "anywhere"',
        "A rule does not say where in a text it applies.",
    ),
    Message(
        "FT338",
        ERROR,
        "'{pattern}' may take {count} steps on a line, more than {most}; bound its repeats, as in "
        "{1,40}, or have a word between them",
        "With lines made for the pattern, an article could hold up a build for hours. A step is a "
        "look at a character.",
    ),
)
