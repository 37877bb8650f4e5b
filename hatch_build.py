"""Checks and packs the rules when a wheel is built; runs in a checkout read them packed as well."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackRules(BuildHookInterface):  # type: ignore[type-arg]
    """Writes feedtool/data/rules.json, for wheels and for editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files of a wheel."""
        sys.path.insert(0, self.root)
        from feedtool.pipeline.shipped_rules import check_shipped_rules, packed_rules

        check_shipped_rules()  # `feedtool check` relies on it
        path = "feedtool/data/rules.json"
        Path(self.root, path).write_bytes(packed_rules())
        # Git ignores the file, and so would hatchling.
        build_data["artifacts"].append(path)
