"""The sample app, and routes that break, as `mingle serve` runs it: `python -m tests.ops.traced_server`.

It says where it is, and then logs as the settings say.
"""

import uvicorn

from mingle.app import create_app
from mingle.cli.options import load_settings
from mingle.cli.serve import configure_logs
from mingle.cli.server import listen, uvicorn_options
from mingle.settings import Settings
from tests.sample.http import authenticate
from tests.support.careless import CARELESS
from tests.support.servers import FEATURES


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
