"""The names of files and folders of a site that are known before its configuration is read."""

from __future__ import annotations

CONFIG = "feedtool.toml"
STATE = ".feedtool"  # the state folder, unless the configuration names another
STATUS = "status.json"  # in the state folder, like the others
LOCK = "lock"
UNCHANGED = "unchanged"
