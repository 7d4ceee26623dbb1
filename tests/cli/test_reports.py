"""`mingle reports`: what waits, as those who run the site read it."""

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.chats.conftest import Somebody, client, serve, somebody
from tests.features.chats.test_hints import erase
from tests.features.moderation.conftest import report
from tests.features.people.conftest import change
from tests.support.programs import mingle

__all__ = ["client", "serve", "somebody"]

pytestmark = pytest.mark.anyio


async def test_what_waits_is_listed(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert await mingle(settings, "reports") == (0, "No report waits.\n")
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    await change(client, ben, bio="[red]I sell watches.[/red]")
    first = await report(client, cleo, ben, reason="fake")
    await report(client, ada, ben, reason="spam", note="[b]Watches.[/b]")
    await erase(client, settings, cleo)
    _, said = await mingle(settings, "reports")
    for told in ("(erased)", "fake", ada.username, ben.username, str(ben.id), "[red]I sell", "spam", "[b]Watches.[/b]"):
        assert told in said
    _, said = await mingle(settings, "reports", "--after", first)
    assert ("spam" in said, "fake" in said) == (True, False)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE reports SET state = 'closed'")
    assert await mingle(settings, "reports") == (0, "No report waits.\n")
