"""Writes docs/settings.md anew from src/mingle/settings.py; with --check it fails when the committed file differs."""

import sys
from pathlib import Path
from typing import Any, Final, cast

from mingle.settings import Settings

PAGE: Final = Path(__file__).parents[1] / "docs" / "settings.md"
BEGINNING: Final = """# Settings

<!-- Made by scripts/settings_reference.py from src/mingle/settings.py: change it there. -->

Each is read from the environment, or from a `.env` file in the working folder; a flag of the same name wins over both.
Lists are separated by commas. What is not set keeps its default; a value that is not allowed ends the start with a line
that names it. What production needs: [operating.md](operating.md).

| setting | default | allowed | meaning |
|---|---|---|---|
"""


def page() -> str:
    """The reference, whole."""
    schema = Settings.model_json_schema()
    rows = [_row(name, field, schema["$defs"]) for name, field in schema["properties"].items()]
    return BEGINNING + "".join(rows)


def _row(name: str, field: dict[str, Any], forms: dict[str, Any]) -> str:
    allowed = _allowed(field, forms).replace("|", "\\|")
    meaning = field["description"].replace("|", "\\|")
    return f"| `MINGLE_{name.upper()}` | {_default(field.get('default'))} | {allowed} | {meaning} |\n"


def _default(value: Any) -> str:
    if value in ("", None, []):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return f"`{','.join(map(str, cast('list[Any]', value)))}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _allowed(field: dict[str, Any], forms: dict[str, Any]) -> str:
    """What a field takes, in words: its choices, or its bounds."""
    known = forms[field["$ref"].rpartition("/")[2]] if "$ref" in field else field
    if "anyOf" in known:
        inner = _allowed(known["anyOf"][0], forms)
        return f"{inner}, or empty" if inner else ""
    if "items" in known:
        return _allowed(known["items"], forms)
    if "enum" in known:
        return " ".join(f"`{choice}`" for choice in known["enum"])
    match known.get("type"):
        case "boolean":
            return "`true` `false`"
        case "integer" | "number":
            return _bounds(known)
        case _:
            return ""


def _bounds(known: dict[str, Any]) -> str:
    least = f"more than {known['exclusiveMinimum']:g}" if "exclusiveMinimum" in known else ""
    least = f"{known['minimum']}" if "minimum" in known else least
    if "maximum" not in known:
        return f"{least} or more" if "minimum" in known else least
    return f"{least} to {known['maximum']}" if "minimum" in known else f"{least}, up to {known['maximum']}"


if __name__ == "__main__":
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page())
    elif PAGE.read_text() != page():
        sys.exit("docs/settings.md does not match src/mingle/settings.py: run `python scripts/settings_reference.py`.")
