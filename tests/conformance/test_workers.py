"""Several processes behind one port, as `mingle serve --workers` runs them, and the clients that people use."""

import asyncio
from asyncio.subprocess import PIPE
from collections import Counter

import msgspec
import pytest

from mingle.settings import Settings
from tests.cli.commands import running
from tests.cli.test_serve import answering
from tests.conformance.conftest import BIN, CLIENTS
from tests.support.ports import free_port

pytestmark = pytest.mark.anyio
CROWD = 20


@pytest.mark.usefixtures("node_clients")
async def test_every_client_upgrades_whichever_process_its_connections_come_to(settings: Settings) -> None:
    port = str(free_port())
    async with running(
        "serve", "--workers", "3", database_url=settings.database_url, valkey_url=settings.valkey_url,
        valkey_prefix=settings.valkey_prefix, data_dir=str(settings.data_dir), secret="0123456789abcdef" * 4, port=port,
    ) as mingle:  # fmt: skip
        url = await answering(mingle, port)
        crowd = await asyncio.create_subprocess_exec(
            BIN / "node", CLIENTS / "crowd.js", url, str(CROWD), stdout=PIPE, stderr=PIPE
        )
        async with asyncio.timeout(60):
            said, failed = await crowd.communicate()
        assert failed == b"", (said, mingle.said[-3000:])
        found = [tuple(one) for one in msgspec.json.decode(said)]
        assert Counter(found) == {("websocket", "unknown_event"): CROWD}, mingle.said
