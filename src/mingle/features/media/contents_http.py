"""Serving contents: by signed links, and in parts where a player asks for parts.

A page is full of pictures, so this is what is asked for most, and finding the right route costs more than answering.
`FileServer` therefore stands before the API and answers itself, and as with the web app's own files only what fails is
logged. What is said to pages of other origins, which takes more headers, comes from the route.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Controller, Litestar, Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from mingle.features.media import links, policy
from mingle.features.media.contents import Contents
from mingle.features.media.errors import FileLinkExpired, RangeNotSatisfiable
from mingle.kernel import clock
from mingle.kernel.errors import MingleError, NotFound, RateLimited
from mingle.kernel.http import failure_answer, get
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources

AnyRequest = Request[Any, Any, State]

# Whatever it is, it runs no script, loads nothing, and is no page of ours. Pages of other origins are told more.
COMMON = {"content-security-policy": "sandbox; default-src 'none'", "vary": "Origin"}
PUBLIC_REDIRECTION_SECONDS = 3600
_PATH = re.compile(r"/api/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z0-9]{1,20}\.[a-z0-9]{1,10})")


class Link(msgspec.Struct, frozen=True):
    """What a link asks for, and what speaks for it."""

    file_id: UUID
    variant: str
    expires: int = 0
    name: str = ""
    signature: str = ""


class ContentsController(Controller):
    """What is shown, played and downloaded."""

    path = "/api/files"
    tags = ("files",)

    @get(
        "/{file_id:uuid}/{variant:str}",
        summary="A file's contents",
        errors=[FileLinkExpired, NotFound, RangeNotSatisfiable, RateLimited],
        # Who asks is not looked at, since pictures in a page carry no token: the link itself is the right to see it.
        opt={"unlimited": True, "uncompressed": True},
    )
    async def contents(
        self,
        request: AnyRequest,
        file_id: FromPath[UUID],
        variant: FromPath[str],
        resources: NamedDependency[Resources],
        *,
        expires: FromQuery[int] = 0,
        name: FromQuery[str] = "",
        signature: FromQuery[str] = "",
    ) -> ASGIApp:
        """One form of a file, by a link that `GET /files/{id}` gave. Public files need no signature.

        Where files are kept in an S3 that browsers may reach, the answer sends them there.
        """
        link = Link(file_id, variant, expires, name, signature)
        return await answer(resources, link, request.headers, request.client.host if request.client else "")


class FileServer:
    """Answers good links before the API sees them."""

    def __init__(self, app: ASGIApp, api: Litestar) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the API."""
        answered = await self._answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if answered is None:
            await self._app(scope, receive, send)
        else:
            await answered(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp | None:
        found = _PATH.fullmatch(scope["path"])
        if found is None:
            return None
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if "origin" in asked:
            return None
        said = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        client = scope["client"]
        try:
            expires = int(said.get("expires", "0"))
        except ValueError:
            return None
        link = Link(UUID(found[1]), found[2], expires, said.get("name", ""), said.get("signature", ""))
        return await answer(self._api.state.resources, link, asked, client[0] if client else "")


async def answer(resources: Resources, link: Link, asked: Mapping[str, str], address: str) -> ASGIApp:
    """What a link is answered with, whether it is good or not.

    Args:
        resources: the server's.
        link: what is asked for.
        asked: the request's headers.
        address: whose it is.
    """
    try:
        await resources.limits.hit(policy.READ_LIMIT, address_key(address))
        return await _good_answer(resources, link, asked)
    except MingleError as error:
        headers = {"Content-Range": f"bytes */{error.size}"} if isinstance(error, RangeNotSatisfiable) else {}
        return failure_answer(error, headers)


async def _good_answer(resources: Resources, link: Link, asked: Mapping[str, str]) -> ASGIApp:
    is_public = not link.signature
    links.require_variant(link.variant)
    if is_public:
        cache, seconds = links.PUBLIC_CACHE, PUBLIC_REDIRECTION_SECONDS
    else:
        now = clock.now()
        links.require_good(
            resources.signer,
            link.file_id,
            now,
            expires=link.expires,
            name=link.name,
            signature=link.signature,
        )
        seconds = max(1, int(link.expires - now.timestamp()))
        cache = f"private, max-age={seconds}, immutable"
    key = links.key_of(link.file_id, link.variant, is_public=is_public)
    if resources.settings.storage_direct:
        direct = await resources.files.signed_url(key, timedelta(seconds=seconds))
        if direct is not None:
            age = f"{'public' if is_public else 'private'}, max-age={seconds}"
            return ASGIResponse(status_code=307, headers={"location": direct, "cache-control": age, **COMMON})
    file = await resources.files.open(key)
    headers = links.headers(link.variant, link.name, cache)
    try:
        return Contents(file, asked, {**headers, **COMMON})
    except RangeNotSatisfiable:
        file.close()
        raise
