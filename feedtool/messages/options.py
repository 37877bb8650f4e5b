"""The messages FT001 to FT064: options and configuration."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT001",
        ERROR,
        "No such command '{command}'.{hint}",
        "The first word behind `feedtool` is not the name of a command.",
        "`feedtool --help` lists the commands.",
    ),
    Message(
        "FT002",
        ERROR,
        "not found in this folder; create it with `feedtool init`, pass another file with "
        "--config, or pass --base-url to run without one",
        "The current folder has no feedtool.toml, and no option names another file.",
    ),
    Message(
        "FT003",
        ERROR,
        "[site] has no base-url; set it to the address of the published site",
        "Feeds and pages contain full addresses, so feedtool has to know the address at which "
        "the output folder will be served.",
    ),
    Message(
        "FT004",
        ERROR,
        "is not valid TOML: {error}",
        "The file has a syntax error; the text behind the colon is what the parser reports, "
        "with the line and the column.",
        "Correct that line. Strings need quotes, and tables have names in brackets.",
    ),
    Message(
        "FT005",
        ERROR,
        "{setting}: is not valid: {fact}",
        "The value of a setting has another type than it must have, or is outside its range.",
        'Write a value of the type that is expected, for example 20 and not "20".',
    ),
    Message(
        "FT006",
        ERROR,
        "{setting} was removed; use {replacement} instead",
        "The setting existed in an earlier version of feedtool.",
    ),
    Message(
        "FT007",
        ERROR,
        "{table} has no setting '{name}'; {hint}",
        "The table has a setting that feedtool does not know, probably because its name is "
        "misspelled.",
    ),
    Message(
        "FT008",
        ERROR,
        "there is no table '{name}'; {hint}",
        "The configuration has a table that feedtool does not know, probably because its name "
        "is misspelled.",
    ),
    Message(
        "FT009",
        ERROR,
        "[{table}] has single brackets; {hint}",
        "The table can appear several times, and each needs two brackets.",
    ),
    Message(
        "FT010",
        ERROR,
        "needs one of {kinds}, each",
        "A `[[feed]]` table selects articles by at least one property, and this one has none.",
    ),
    Message(
        "FT011",
        ERROR,
        "each takes names and titles from the articles; remove name and title",
        "A `[[feed]]` table with `each` makes many feeds, so a single name and title cannot "
        "be used for them.",
    ),
    Message(
        "FT012",
        ERROR,
        "{kind} is empty; set it, or remove the table",
        "A `[[feed]]` table selects articles by an empty value.",
    ),
    Message(
        "FT013",
        ERROR,
        "name '{name}' becomes part of a URL; use a-z, 0-9 and single hyphens",
        "The name of a `[[feed]]` table is the name of a folder in the addresses of its feeds.",
    ),
    Message(
        "FT014",
        ERROR,
        'has no from; write one like from = ["/:year/:month/:name/"]',
        "A `[[redirect]]` table does not say how the old addresses look.",
    ),
    Message(
        "FT015",
        ERROR,
        "from: '{form}' has ':{name}'; {hint}",
        "A `[[redirect]]` table uses a placeholder that feedtool does not know.",
    ),
    Message(
        "FT016",
        ERROR,
        "from: '{form}' is not a path on the site; write one like /:year/:name/",
        "A `[[redirect]]` table has an address with a scheme and a host, or no path at all. "
        "Redirects are only possible on this site.",
    ),
    Message(
        "FT017",
        ERROR,
        "two [[feed]] tables have the name '{name}'; rename one",
        "Both feeds would have the same address.",
    ),
    Message(
        "FT018",
        ERROR,
        "two [[feed]] tables have {selection}; remove one",
        "Both tables select the same articles, so the feeds would be the same.",
    ),
    Message(
        "FT019",
        ERROR,
        "run.executor is '{name}'; write \"dask\" or module:name",
        "The setting that selects where articles are processed has another form.",
    ),
    Message(
        "FT020",
        ERROR,
        "[input.fields] has no '{name}'; {hint}",
        "The left side of a line in `[input.fields]` is not something that an article can have.",
    ),
    Message(
        "FT021",
        ERROR,
        "[input.fields] {name} is empty; name a field, or remove the line",
        "A line in `[input.fields]` does not name the field of the dump to read.",
    ),
    Message(
        "FT022",
        ERROR,
        "run.after has an empty command; write a command line, or remove it",
        "One of the commands to run after a build is empty, or has a NUL character.",
    ),
    Message(
        "FT023",
        ERROR,
        "{name}: '{url}' is not a valid URL (expected something like https://hub.example.org/)",
        "The setting needs a complete address with scheme and host.",
    ),
    Message(
        "FT024",
        ERROR,
        "site.timezone: '{name}' is not a time zone known on this machine; use a name like "
        "Europe/Berlin or UTC",
        "The name is misspelled, or the time zone database of this machine does not have it.",
        "If the name is right, install the package `tzdata`.",
    ),
    Message(
        "FT025",
        ERROR,
        "site.language: '{tag}' is not a language tag; use one like en or pt-BR",
        "The language of the site is declared in another form than RFC 5646 has.",
    ),
    Message(
        "FT026",
        ERROR,
        "base-url '{url}' is not the address of a site (expected something like "
        "https://example.org/news/, without spaces, '?' or '#')",
        "The address of the site cannot be the start of the addresses of its pages.",
    ),
    Message(
        "FT027",
        ERROR,
        "site.id: '{text}' is not a UUID; run `feedtool init` in an empty folder to get one",
        "The id of the site is part of the ids of its articles and must have the form of a UUID.",
        "If the site was published before, restore the id that it had.",
    ),
    Message(
        "FT028",
        ERROR,
        "the {inner} folder {path} is in the {outer} folder; give each a folder of its own",
        "The folders for input, output and state must not contain each other, so that "
        "feedtool never reads or deletes the wrong files.",
    ),
    Message(
        "FT029",
        ERROR,
        "the folder input.static {static} and the {name} folder {path} overlap; give each a "
        "folder of its own",
        "The folder whose files are copied must be separate from the folders for input, "
        "output and state.",
    ),
    Message(
        "FT030",
        ERROR,
        "theme.{name}: '{value}' {fact}",
        "A value in `[theme]` is not of the kind that this setting needs.",
    ),
    Message(
        "FT031",
        ERROR,
        "theme.allow: '{origin}' is not an origin; write one such as \"https://stats.example.org\"",
        "An entry of `allow` has a path or lacks the scheme. The policy of a page names "
        "origins, which are a scheme and a host.",
    ),
    Message(
        "FT032",
        ERROR,
        "run.silence: '{code}' is not the code of a message; {hint}",
        "The list of messages to silence has a word that is not a code of feedtool.",
        "The page on messages lists the codes.",
    ),
    Message(
        "FT033",
        ERROR,
        "run.silence: {code} is not a notice, so it cannot be silenced; remove it, and "
        "correct what it reports",
        "Only notices can be silenced. Errors, and problems that leave a document out, are "
        "always reported.",
    ),
    Message(
        "FT034",
        ERROR,
        'output.compress: "{form}" needs the Python package {module}; install '
        "feedtool[{form}], or remove the setting",
        "Compressed copies in this format are made with a library that is not installed.",
    ),
    Message(
        "FT035",
        ERROR,
        "SOURCE_DATE_EPOCH: '{value}' is not a number of seconds; correct or unset it",
        "The environment variable that sets the time of a build is not a Unix time.",
    ),
    Message(
        "FT036",
        ERROR,
        "{value}: has a character that cannot appear in a crontab or unit; rename it",
        "A path is to be written into a crontab or a systemd unit, where its line break or "
        "other control character would break the line.",
    ),
    Message(
        "FT037",
        ERROR,
        "already exists; edit it, or start in another folder",
        "`feedtool init` never overwrites a configuration file.",
    ),
    Message(
        "FT038",
        ERROR,
        "SOURCE_DATE_EPOCH: {seconds} is not between 1970 and the year 9999; correct or unset it",
        "The environment variable that sets the time of a build is a number, and no time that "
        "feeds can have.",
    ),
    Message(
        "FT039",
        ERROR,
        "language '{language}' is not a language tag; use one like en or pt-BR",
        "A `[[feed]]` table selects articles by a language that none can have.",
    ),
    Message(
        "FT040",
        ERROR,
        "feeds.hubs: the URL of the hub {host} has a user name or password, which feeds would "
        "publish; remove it",
        "Feeds contain the addresses of their hubs.",
    ),
    Message(
        "FT041",
        ERROR,
        "base-url has a user name or password, which would be published; remove everything "
        "between '//' and '@'",
        "All addresses of the site begin with `base-url`.",
    ),
    Message(
        "FT042",
        ERROR,
        "base-url '{url}' has '//', '.', '..' or a stray '%' in its path, which browsers "
        "change; write the address as they show it",
        "Readers would get other addresses than browsers, so they would not recognize pages.",
    ),
    Message(
        "FT043",
        ERROR,
        "each cannot be combined with {names}; remove one of them",
        "A `[[feed]]` table with `each` makes many feeds, and selects by that property only.",
    ),
    Message(
        "FT044",
        ERROR,
        "'{address}' is not an address; write the path of a file in the output folder, or one "
        "that begins with https://",
        "A setting of a feed or a podcast needs an address.",
    ),
    Message(
        "FT045",
        ERROR,
        "'{text}' is not a mail address with a name; write one like \"jane@example.org (Jane "
        'Doe)"',
        "A person in a feed is named with a mail address.",
    ),
    Message(
        "FT046",
        ERROR,
        "'{text}' is not a URI; write one like https://example.org/{group}/",
        "A setting of a feed needs an address or a URN.",
    ),
    Message(
        "FT047",
        ERROR,
        "'{email}' is not a mail address; write one like jane@example.org",
        "Directories of podcasts write to this address.",
    ),
    Message(
        "FT048",
        ERROR,
        "'{name}' is not a category of Apple Podcasts; {hint}",
        "Directories of podcasts only accept the categories of Apple's list.",
    ),
    Message(
        "FT049",
        ERROR,
        "{category} has no sub-categories; write '{same}' only",
        "The category of the podcast is written as a main category with a part.",
    ),
    Message(
        "FT050",
        ERROR,
        "'{text}' is not a UUID; copy that of the former feed, or remove the line",
        "The id of a podcast has the form of a UUID.",
    ),
    Message(
        "FT051",
        ERROR,
        'has no name; write one like name = "Jane Doe"',
        "A person in a podcast has no name.",
    ),
    Message(
        "FT052",
        ERROR,
        "--quiet and --verbose exclude each other.",
        "One option asks for less to be printed, and the other for more.",
    ),
    Message(
        "FT053",
        ERROR,
        "is not from feedtool; move it away",
        "`feedtool completion` would replace a file that another program has written.",
    ),
    Message(
        "FT054",
        ERROR,
        "already exists; edit it, or choose another title",
        "`feedtool new` never overwrites an article.",
    ),
    Message(
        "FT055",
        ERROR,
        "does not exist; correct --config, or run `feedtool init` first",
        "The configuration file that was named is missing.",
    ),
    Message(
        "FT056",
        NOTICE,
        "Apple Podcasts and Spotify demand https; publish the site with it",
        "Directories of podcasts do not load feeds over http.",
    ),
    Message(
        "FT057",
        NOTICE,
        "is missing, which Apple Podcasts and Spotify demand; write one like {example}",
        "Directories of podcasts refuse a show without this setting.",
    ),
    Message(
        "FT058",
        NOTICE,
        "is missing; Apple Podcasts and Spotify send the proof that the show is yours to it",
        "Directories of podcasts write to this address.",
    ),
    Message(
        "FT059",
        NOTICE,
        "is missing, which Apple Podcasts and Spotify demand; name a square JPEG or PNG",
        "Directories of podcasts refuse a show without a cover.",
    ),
    Message(
        "FT060",
        NOTICE,
        "'{path}' is not in the output folder; put it into the folder that [input] static names",
        "The cover of a podcast is not published, so nobody can load it.",
        'Write `static = "static"` under `[input]`, and put the picture into that folder.',
    ),
    Message(
        "FT061",
        ERROR,
        'is not valid TOML: {error}; write straight quotes (") instead of {quote}',
        "A word processor has replaced the quotes around a value by typographic ones.",
    ),
    Message(
        "FT062",
        ERROR,
        "[[{table}]] has double brackets; write [{name}]{more}",
        "The table can appear only once, with one bracket on each side.",
    ),
    Message(
        "FT063",
        ERROR,
        "not found in this folder; go to the folder of your site, or name it, as in `feedtool "
        "init mysite --cron`",
        "`feedtool init --cron` and `--systemd` print text for a site, and the current folder "
        "has none.",
    ),
    Message(
        "FT064",
        ERROR,
        "'{topic}' is neither a command nor the code of a message, which is like FT101; "
        "`feedtool help` lists the commands",
        "`feedtool help` explains commands, and messages by the codes behind them.",
    ),
)
