"""A server with every feature in a process of its own, to be killed; it listens at the port that it is given."""

import sys

import uvicorn

from mingle.app import create_app
from mingle.cli.options import load_settings
from mingle.cli.server import listen, uvicorn_options
from mingle.settings import Settings


def main() -> None:
    """Serve until killed."""
    settings = load_settings(Settings).model_copy(update={"port": int(sys.argv[1]), "chats_compare_seconds": 1.0})
    with listen(settings) as listener:
        print("listening", flush=True)
        uvicorn.Server(uvicorn.Config(create_app(settings), **uvicorn_options(settings))).run(sockets=[listener])


if __name__ == "__main__":
    main()
