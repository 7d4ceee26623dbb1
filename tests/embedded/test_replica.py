"""A second server that follows the first: what read-your-writes is tested against."""

from pathlib import Path

import psycopg
import pytest

from tests.embedded.helpers import execute, new_postgres, running, until, value

pytestmark = pytest.mark.anyio


async def test_a_replica_follows_and_can_be_held_back(tmp_path: Path) -> None:
    async with running(new_postgres(tmp_path / "primary ö")) as primary:
        execute(primary.url, "CREATE TABLE notes (n int)", "INSERT INTO notes VALUES (1)")
        replica = await primary.create_replica(tmp_path / "replica" / "postgres")
        try:

            def count() -> object:
                return value(replica.url, "SELECT count(*) FROM notes")

            assert value(replica.url, "SELECT pg_is_in_recovery()") is True
            await until(lambda: count() == 1, "the first row on the replica")
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                execute(replica.url, "INSERT INTO notes VALUES (0)")

            execute(replica.superuser_url, "SELECT pg_wal_replay_pause()")
            paused = "SELECT pg_get_wal_replay_pause_state()"
            await until(lambda: value(replica.superuser_url, paused) == "paused", "replay paused")
            execute(primary.url, "INSERT INTO notes VALUES (2)")
            behind = "SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()"
            await until(lambda: value(replica.superuser_url, behind) is True, "the row received")
            assert count() == 1

            execute(replica.superuser_url, "SELECT pg_wal_replay_resume()")
            await until(lambda: count() == 2, "the second row on the replica")

            await replica.stop()
            execute(primary.url, "INSERT INTO notes VALUES (3)")
            await replica.start()
            await until(lambda: count() == 3, "what was written while the replica was away")
        finally:
            await replica.stop()
