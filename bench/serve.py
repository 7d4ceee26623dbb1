"""Our server as `mingle serve` runs it, with the feature that is measured."""

import uvicorn

from bench.feature import FEATURE, authenticate
from mingle.app import create_app
from mingle.cli.options import load_settings
from mingle.cli.serve import configure_logs
from mingle.cli.server import uvicorn_options
from mingle.settings import Settings

if __name__ == "__main__":
    settings = load_settings(Settings)
    configure_logs(settings)
    application = create_app(settings, (FEATURE,), authenticate)
    uvicorn.run(application, host=settings.host, port=settings.port, **uvicorn_options(settings))
