"""Requests to the services of others: bounded in time, without redirects or proxies that nobody asked for."""

import ssl
from functools import cache
from typing import Any

import httpx

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
"""How long a call may take altogether; whoever makes it also says so (`asyncio.timeout`)."""


@cache
def tls() -> ssl.SSLContext:
    """The certificates that are trusted; reading them takes longer than a call does."""
    return httpx.create_ssl_context()


def client_options() -> dict[str, Any]:
    """What every client of ours is made with."""
    return {
        "verify": tls(),
        "timeout": httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        "follow_redirects": False,
        "trust_env": False,
    }
