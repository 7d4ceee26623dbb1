"""`mingle openapi`: the API as an OpenAPI document."""

import sys

import msgspec
from cyclopts import App

from mingle.settings import Mode, Settings

app = App(name="openapi")


@app.default
def openapi() -> None:
    """Print the API as an OpenAPI 3.1 document in JSON."""
    from mingle.app import create_api  # noqa: PLC0415  # slow to import, and only this needs it

    schema = create_api(Settings.model_construct(mode=Mode.DEVELOPMENT)).openapi_schema.to_schema()
    # In one order always: it is committed, and a difference should mean something.
    raw = msgspec.json.encode(schema, order="sorted")
    sys.stdout.buffer.write(msgspec.json.format(raw, indent=2) + b"\n")
