"""The sample app, and routes that break, as `mingle serve` runs it: `python -m tests.ops.traced_server`.

It says where it is, and then logs as the settings say.
"""

from typing import Annotated, Any

import msgspec
import uvicorn
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import JSONBody

from mingle.app import create_app
from mingle.cli.options import load_settings
from mingle.cli.serve import configure_logs
from mingle.cli.server import listen, uvicorn_options
from mingle.kernel.feature import Feature
from mingle.kernel.http import Ok, post
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.sample.http import authenticate
from tests.support.servers import FEATURES


class Confession(msgspec.Struct):
    """Things that belong in no log."""

    password: str
    text: Annotated[str, msgspec.Meta(max_length=200)]


@post("/api/confess")
async def confess(data: JSONBody[Confession], request: Request[Any, Any, Any]) -> Ok[None]:
    """Break with secrets in local variables."""
    password, copy, cookies = data.password, {"text": data.text}, dict(request.cookies)
    get_logger(__name__).warning("noted", password=password, refresh_token=password, content=data.text)
    msg = f"broke over {len(password)}, {len(copy)} and {len(cookies)} things\n2026 [error] a line of its own"
    raise ZeroDivisionError(msg)


@post("/api/store")
async def store(data: JSONBody[Confession], resources: NamedDependency[Resources]) -> Ok[None]:
    """Break in PostgreSQL, which quotes the row in its error."""
    async with resources.db.transaction() as tx:
        await tx.execute("INSERT INTO notes (author_id, text, letters) VALUES (NULL, %s, 1)", (data.text,))
    return Ok(data=None)


CARELESS = Feature("careless", routes=[confess, store])


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings(Settings)
    configure_logs(settings)
    with listen(settings) as listener:
        app = create_app(settings, [*FEATURES, CARELESS], authenticate)
        print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn.Config(app, **uvicorn_options(settings))).run(sockets=[listener])


if __name__ == "__main__":
    main()
