"""Serves the built web app: precompressed files, immutable ones for ever, and one page for every address of the app."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send
from servestatic import ServeStaticASGI

from mingle.settings import Settings

IMMUTABLE_PREFIX = "/assets/"
PAGE_SECONDS = 0
DOCS_PATH = "/api/docs"
# Addresses that belong to the server: what is unknown there is a 404, not the app's page.
SERVER_PREFIXES = ("/api", "/socket.io", "/metrics", "/health", "/bot", IMMUTABLE_PREFIX)


def find_web_dir(settings: Settings) -> Path | None:
    """The folder of the built web app: the one that the settings name, the packaged one, or the checkout's; or None."""
    packaged = Path(str(files("mingle"))) / "web"
    checkout = Path(__file__).resolve().parents[2] / "web" / "dist"
    candidates = [settings.web_dir] if settings.web_dir is not None else [packaged, checkout]
    return next((folder for folder in candidates if (folder / "index.html").is_file()), None)


class Site:
    """Answers with a file of the web app, or passes the request on to the API."""

    def __init__(self, api: ASGIApp, web_dir: Path, *, serve_docs: bool) -> None:
        self._api = api
        self._serve_docs = serve_docs
        self._static: Any = ServeStaticASGI(
            api,
            root=web_dir,
            index_file=True,
            max_age=PAGE_SECONDS,
            immutable_file_test=lambda _path, url: url.startswith(IMMUTABLE_PREFIX),
            allow_all_origins=False,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._api(scope, receive, send)
            return
        path = scope["path"]
        if path == DOCS_PATH and self._serve_docs:
            scope = {**scope, "path": "/docs.html"}
        elif not path.startswith(SERVER_PREFIXES) and "." not in path.rsplit("/", 1)[-1]:
            scope = {**scope, "path": "/"}
        elif path.startswith(("/api", "/socket.io")):
            await self._api(scope, receive, send)
            return
        await self._static(scope, receive, send)
