"""Serving contents: by signed links, and in parts where a player asks for parts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp

from mingle.features.media import links, policy
from mingle.features.media.contents import Contents
from mingle.features.media.errors import FileLinkExpired, RangeNotSatisfiable
from mingle.kernel import clock
from mingle.kernel.errors import NotFound, RateLimited
from mingle.kernel.http import failure_response, get
from mingle.kernel.ratelimit import address_key
from mingle.kernel.resources import Resources

AnyRequest = Request[Any, Any, State]

# Whatever it is, it runs no script, loads nothing, and is no page of ours.
SANDBOX = "sandbox; default-src 'none'"
PUBLIC_REDIRECTION_SECONDS = 3600


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
        await resources.limits.hit(policy.READ_LIMIT, address_key(request.client.host if request.client else ""))
        is_public = not signature
        if is_public:
            links.require_variant(variant)
            cache, seconds = links.PUBLIC_CACHE, PUBLIC_REDIRECTION_SECONDS
        else:
            now = clock.now()
            links.require_good(resources.signer, file_id, variant, now, expires=expires, name=name, signature=signature)
            seconds = max(1, int(expires - now.timestamp()))
            cache = f"private, max-age={seconds}, immutable"
        key = links.key_of(file_id, variant, is_public=is_public)
        if resources.settings.storage_direct:
            direct = await resources.files.signed_url(key, timedelta(seconds=seconds))
            if direct is not None:
                return _redirection(direct, f"{'public' if is_public else 'private'}, max-age={seconds}")
        return await _contents(request, resources, key, links.headers(variant, name, cache))


async def _contents(request: AnyRequest, resources: Resources, key: str, headers: dict[str, str]) -> ASGIApp:
    file = await resources.files.open(key)
    try:
        return Contents(file, request.headers, {**headers, "content-security-policy": SANDBOX})
    except RangeNotSatisfiable as error:
        answer = failure_response(error, {"Content-Range": f"bytes */{file.size}"})
        file.close()
        return answer.to_asgi_response(None, request)  # pyright: ignore[reportUnknownMemberType]


def _redirection(url: str, cache: str) -> ASGIApp:
    return ASGIResponse(status_code=307, headers={"location": url, "cache-control": cache})
