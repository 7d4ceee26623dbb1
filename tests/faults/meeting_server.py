"""A server with sockets in a process of its own, to be killed; it says where it listens."""

import uvicorn

from mingle.app import create_app
from mingle.cli.options import load_settings
from mingle.cli.server import listen, uvicorn_options
from mingle.settings import Settings
from tests.realtime.meeting import MEETING, authenticate_socket
from tests.sample.http import authenticate


def main() -> None:
    """Serve until killed."""
    settings = load_settings(Settings)
    with listen(settings) as listener:
        print(listener.getsockname()[1], flush=True)
        app = create_app(settings, [MEETING], authenticate, authenticate_socket)
        uvicorn.Server(uvicorn.Config(app, **uvicorn_options(settings))).run(sockets=[listener])


if __name__ == "__main__":
    main()
