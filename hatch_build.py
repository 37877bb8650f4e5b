"""Packs rules and compiles templates when a wheel is built, for checkouts as well."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackRules(BuildHookInterface):  # type: ignore[type-arg]
    """Writes what is made from rules and templates, for wheels and for editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects the files of a wheel."""
        sys.path.insert(0, self.root)
        from feedtool.pipeline.shipped_rules import check_shipped_rules, packed_rules
        from feedtool.render.pages.templates import code_of_templates

        check_shipped_rules()  # `feedtool check` relies on it
        made = {
            "feedtool/data/rules.json": packed_rules(),
            "feedtool/render/pages/compiled.py": code_of_templates().encode(),
        }
        for path, content in made.items():
            Path(self.root, path).write_bytes(content)
            # Git ignores the file, and so would hatchling.
            build_data["artifacts"].append(path)
