"""Serves the built web app: precompressed files, immutable ones for ever, and one page for every address of the app."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from servestatic import ServeStaticASGI

from mingle.settings import Settings

IMMUTABLE_PREFIX = "/assets/"
PAGE = "/"
PRERENDERED = "/prerendered"
DEFAULT_LANGUAGE = "en"
DOCS_PATH = "/api/docs"
DOCS_FILE = "/docs.html"
# Addresses that belong to the server: what is unknown there is a 404, not the app's page.
_SERVER_PATH = re.compile(r"/(?:(?:api|socket\.io|metrics|health|assets)(?:/|$)|bot\d)")


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
        self._web_dir = web_dir
        self._serve_docs = serve_docs
        self._static: Any = ServeStaticASGI(
            api,
            root=web_dir,
            index_file=True,
            max_age=None,
            add_headers_function=_ask_again,
            immutable_file_test=lambda _path, url: url.startswith(IMMUTABLE_PREFIX),
            allow_all_origins=False,
            mimetypes={".webmanifest": "application/manifest+json"},
        )
        # A build tool's notes for itself (.vite/manifest.json), an editor's or an operator's: nobody else's.
        self._static.files = {path: file for path, file in self._static.files.items() if "/." not in path}
        self._languages = {path.split("/")[2] for path in self._static.files if path.startswith(PRERENDERED)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, or let the API answer."""
        file = self._find_file(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        # Gone since the start: a new build takes its place, which the next start serves.
        if file is None or not (self._web_dir / (file[1:] or "index.html")).exists():
            await self._api(scope, receive, send)
        else:
            is_page = file == PAGE or file.startswith(PRERENDERED)
            await self._static({**scope, "path": file}, receive, _vary(send) if is_page else send)

    def _find_file(self, scope: HTTPScope) -> str | None:
        """The file that answers, as an address, or None where the API does; only what was there at the start exists."""
        path = scope["path"]
        if path in (DOCS_PATH, DOCS_FILE):
            return DOCS_FILE if self._serve_docs and DOCS_FILE in self._static.files else None
        prerendered = self._find_prerendered(scope)
        if prerendered in self._static.files:
            return prerendered
        if path in self._static.files:
            return path
        return None if _SERVER_PATH.match(path) or not _wants_page(scope) else PAGE

    def _find_prerendered(self, scope: HTTPScope) -> str | None:
        """The page as HTML in the reader's language, where a browser goes to it; others get the app that fills it."""
        if not _is_visited(scope):
            return None
        # Browsers name the one they like best first, as preferredLanguage of the web app reads them.
        accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
        wanted = (re.split("[-;]", language)[0].strip() for language in accepted.split(","))
        language = next((language for language in wanted if language in self._languages), DEFAULT_LANGUAGE)
        return f"{PRERENDERED}/{language}/{scope['path'].replace('/', '_')}.html"


def _ask_again(headers: Headers, _path: str, url: str) -> None:
    """Whatever may change under its name is kept by browsers, but never used without asking."""
    if not url.startswith(IMMUTABLE_PREFIX):
        headers["Cache-Control"] = "no-cache"


def _vary(send: Send) -> Send:
    """What is kept of a page depends on who asked for it, and how."""

    async def send_varied(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [header for header in message["headers"] if header[0].lower() != b"vary"]
            message["headers"] = [*others, (b"vary", b"Accept, Accept-Encoding, Accept-Language")]
        await send(message)

    return send_varied


def _wants_page(scope: HTTPScope) -> bool:
    """Whether this is an address of the app. What looks like a file is one only where a browser goes to it."""
    is_like_a_file = "." in scope["path"].rsplit("/", 1)[-1]
    return not is_like_a_file or _is_visited(scope)


def _is_visited(scope: HTTPScope) -> bool:
    """Whether a browser goes there, and not a script that fetches it."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
