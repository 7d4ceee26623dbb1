"""A hook of the wheel's build: the built web app goes with the program, where there is one."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApp(BuildHookInterface[Any]):
    """Puts web/dist into the wheel as mingle/web, where `mingle.site` looks for it first."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add it; an editable install reads the checkout's."""
        web = Path(self.root) / "web" / "dist"
        if version == "standard" and (web / "index.html").is_file():
            build_data["force_include"][str(web)] = "mingle/web"
