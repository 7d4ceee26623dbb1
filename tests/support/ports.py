"""Ports for servers that are to listen there later, and again after they were killed."""

import secrets
import socket
from contextlib import suppress

# Below what operating systems give to connections, so that nobody's takes one meanwhile.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = secrets.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
