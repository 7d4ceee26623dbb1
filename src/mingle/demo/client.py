"""What a demo person does at the front door: requests, and one connection."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx

from mingle.demo.refused import Refused
from mingle.demo.socket import DemoSocket, Hear, connect

TOKEN_SECONDS = 600.0
"""A token is good for fifteen minutes."""


class Client:
    """One person's requests and connection.

    Args:
        account_id: whose.
        base_url: where the server is.
        http: by which all requests go.
        token: makes a fresh access token.
    """

    def __init__(self, account_id: UUID, base_url: str, http: httpx.AsyncClient, token: Callable[[], str]) -> None:
        self.id = str(account_id)
        self._base_url = base_url
        self._http = http
        self._token = token
        self._socket: DemoSocket | None = None

    async def request(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request; the data of the answer.

        Raises:
            Refused: with the code of the error.
        """
        headers = {"Authorization": f"Bearer {self._token()}"}
        try:
            answer = await self._http.request(method, f"/api{path}", json=body, headers=headers, **options)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Refused("unreachable") from error
        if not found.get("success"):
            raise Refused(found.get("error", {}).get("code", "unreachable"))
        return found.get("data")

    async def connected(self, hear: Hear, arrived: Callable[[], None]) -> None:
        """Be connected until the connection ends.

        Raises:
            Refused, OSError: there is none to be had.
        """
        self._socket = await connect(self._base_url, self._token(), hear)
        try:
            arrived()
            while not self._socket.closed.is_set():
                try:
                    async with asyncio.timeout(TOKEN_SECONDS):
                        await self._socket.closed.wait()
                except TimeoutError:
                    self._socket.say("auth", sessionToken=self._token())
        finally:
            self._socket.close()
            self._socket = None

    async def ask(self, event: str, **payload: Any) -> Any:
        """Send an event; what is answered.

        Raises:
            Refused: with the code of the error, or there is no connection.
        """
        if self._socket is None:
            raise Refused("disconnected")
        return await self._socket.ask(event, **payload)
