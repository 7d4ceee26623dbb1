"""A small HTTP server that keeps what is sent to it: it stands for a collector of traces or of errors."""

import gzip
import importlib
import threading
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

brotli: Any = importlib.import_module("brotli")  # it has no types

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "br": brotli.decompress,
}


class Collector:
    """What came, by path."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[tuple[str, bytes]] = []

    def bodies(self, path_part: str) -> list[bytes]:
        """What was sent to paths with this part."""
        return [body for path, body in self.received if path_part in path]


@contextmanager
def collecting() -> Generator[Collector]:
    """Collect while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            plain = DECODERS[self.headers.get("content-encoding", "identity")](body)
            collector.received.append((self.path, plain))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object, **__: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
