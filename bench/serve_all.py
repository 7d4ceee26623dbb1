"""Our server as `mingle serve` runs it, with every feature."""

import uvicorn

from mingle.app import create_app
from mingle.cli.options import load_settings
from mingle.cli.serve import configure_logs
from mingle.cli.server import collect_garbage_rarely, uvicorn_options
from mingle.settings import Settings

if __name__ == "__main__":
    settings = load_settings(Settings)
    configure_logs(settings)
    app = create_app(settings)
    collect_garbage_rarely()
    uvicorn.run(app, host=settings.host, port=settings.port, **uvicorn_options(settings))
