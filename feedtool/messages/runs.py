"""The messages FT801 to FT823: runs, workers, commands and hubs."""

from __future__ import annotations

from feedtool.messages.message import ERROR, NOTICE, Message

MESSAGES = (
    Message(
        "FT801",
        ERROR,
        "another feedtool process is using this folder; try again later, or pass --wait",
        "Two runs must not change one site at the same time. If cron starts builds, nothing "
        "has to be done: the next one does the work.",
    ),
    Message(
        "FT802",
        ERROR,
        "interrupted; the published site is intact",
        "The run was stopped with Ctrl-C.",
    ),
    Message(
        "FT803",
        ERROR,
        "terminated by a signal; the published site is intact",
        "The run was stopped by the system or by another program.",
    ),
    Message(
        "FT804",
        ERROR,
        "the site was never built; run `feedtool build`",
        "`feedtool status` finds no report of a build in the state folder.",
    ),
    Message(
        "FT805",
        NOTICE,
        "{count} batches were retried locally because workers died or became unreachable "
        "({reason}). Nothing was lost; check that workers have enough memory",
        "A process that reads articles ended unexpectedly, and its work was done again.",
    ),
    Message(
        "FT806",
        ERROR,
        "{error}; pip install 'feedtool[cluster]'",
        'The setting `run.executor = "dask"` needs a library that is not installed.',
    ),
    Message(
        "FT807",
        ERROR,
        "no cluster is configured; set DASK_SCHEDULER_ADDRESS to the scheduler's address, "
        "such as tcp://10.0.0.1:8786",
        'The setting `run.executor = "dask"` needs the address of a running scheduler.',
    ),
    Message(
        "FT808",
        ERROR,
        "run.executor: {name} does not work: {error}; name a callable, as module:name, that "
        "returns a concurrent.futures.Executor",
        "Your own executor cannot be imported or started.",
    ),
    Message(
        "FT809",
        ERROR,
        "run.executor: {name} returned {value}; it must return a concurrent.futures.Executor",
        "Your own executor is something else.",
    ),
    Message(
        "FT810",
        ERROR,
        "run.executor: no worker of {executor} responds: {error}; start workers, or remove "
        "the line",
        "The cluster has no workers, or they fail at once.",
    ),
    Message(
        "FT811",
        ERROR,
        "run.executor: the workers have feedtool {version}, but this is {own}; install the "
        "same version there",
        "Different versions could clean texts differently.",
    ),
    Message(
        "FT812",
        ERROR,
        "is missing, or a different folder, on the workers of {executor}; share it under the "
        "same path",
        "Workers on other machines read articles by their paths.",
    ),
    Message(
        "FT813",
        ERROR,
        "command {number} ({name}) {fact}; the next build runs it again",
        "A command of `run.after` failed. The site itself is published.",
        "Run the command by hand to see what is wrong.",
    ),
    Message(
        "FT814",
        ERROR,
        "the health check was not reached: {fact}",
        "The address in `run.ping` did not answer. The site itself is published.",
    ),
    Message(
        "FT815",
        NOTICE,
        "WebSub hub {hub}: {why}, and was not told of {feeds}; {way_out}",
        "The hub could not be notified that feeds have changed.",
    ),
    Message(
        "FT816",
        NOTICE,
        "{fact} (was: {message})",
        "A problem that was reported before is resolved, or its file is gone. The code is "
        "that of the problem.",
    ),
    Message(
        "FT817",
        ERROR,
        "as before: {message}",
        "The build failed for the same reason as the last one. The code is that of the reason.",
    ),
    Message(
        "FT818",
        ERROR,
        "could not be uploaded or deleted: {error}; try again",
        "`feedtool upload` could not transfer some files. The next upload transfers them.",
    ),
    Message(
        "FT819",
        ERROR,
        "'{url}' is not the address of a bucket; write s3://bucket or s3://bucket/folder "
        "(credentials belong into the environment)",
        "The target of an upload has another form.",
    ),
    Message(
        "FT820",
        ERROR,
        "the bucket {name} does not exist",
        "The object storage does not have the bucket, or the credentials are for another account.",
        "Create the bucket, or correct its name.",
    ),
    Message(
        "FT821",
        ERROR,
        "is not a folder; run `feedtool build` first",
        "`feedtool upload` finds no output folder.",
    ),
    Message(
        "FT822",
        ERROR,
        "feedtool upload: needs the Python package s3fs; install feedtool[s3]",
        "Object storage is reached with a library that is not installed.",
    ),
    Message(
        "FT823",
        ERROR,
        "ran out of memory; the published site is intact. Lower [input] max-bytes or [run] jobs",
        "The machine, or the limit that a unit sets, has less memory than the texts need.",
    ),
)
