"""What `/api/docs` shows: the documents of the API and of the events of sockets, both with examples."""

from typing import Any

import litestar
import msgspec
from litestar import MediaType, Response
from litestar.datastructures import State
from litestar.openapi.plugins import JsonRenderPlugin

from mingle.ops.examples import add_to_bodies


class Documented(JsonRenderPlugin):
    """The OpenAPI document, with an example for every body."""

    def render(self, request: Any, openapi_schema: dict[str, Any]) -> bytes:
        """The document as JSON."""
        document: Any = add_to_bodies(openapi_schema)
        return super().render(request, document)  # pyright: ignore[reportUnknownMemberType]


@litestar.get("/api/asyncapi.json", include_in_schema=False, sync_to_thread=False)
def socket_events(state: State) -> Response[bytes]:
    """The AsyncAPI document of the events of sockets, as this server speaks them."""
    return Response(msgspec.json.encode(state.asyncapi), media_type=MediaType.JSON)
