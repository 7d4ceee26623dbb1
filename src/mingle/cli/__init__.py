"""The `mingle` command: one file a command."""

import sys
from typing import NoReturn

import cyclopts
from rich.console import Console
from rich.markup import escape

from mingle import __version__
from mingle.kernel.errors import OperatorError

app = cyclopts.App(
    name="mingle",
    version=__version__,
    help="""Mingle: one self-hosted platform on which people meet.

    On your own machine, `mingle up` is all you need: it brings its own PostgreSQL and Valkey.

    In production, run `mingle migrate` once for each release, then any number of `mingle serve` and `mingle worker`
    processes, with MINGLE_DATABASE_URL, MINGLE_VALKEY_URL and MINGLE_SECRET set. Every setting of the program is an
    environment variable; `mingle doctor --settings` lists them all. A `.env` file in the working folder is read too.
    """,
)
# By name, so that a command loads nothing but itself.
_COMMANDS = {
    "up": "Run all of Mingle on this machine.",
    "serve": "Serve the API, the sockets and the web app, in production.",
    "worker": "Run jobs, in production.",
    "migrate": "Bring the database to this program's schema.",
    "demo": "Take away the demo people of `mingle up --demo`.",
    "seed": "Fill a development database with people who do not exist.",
    "doctor": "Say what is wrong with this set-up, each line with its mend.",
    "admin": "Make moderators and admins, and list them.",
    "jobs": "Look at jobs that have failed, and try them again.",
    "reports": "Read what people have reported.",
    "openapi": "Print the API as an OpenAPI document.",
}
for _name, _help in _COMMANDS.items():
    app.command(f"mingle.cli.{_name}:app", name=_name, help=_help)


def main() -> NoReturn:
    """Run the command; what a person can mend is told in words, without a traceback."""
    try:
        result = app(result_action="return_value")
    except OperatorError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"[bold red]Mingle cannot go on.[/] {escape(str(error))}"
        )
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)
