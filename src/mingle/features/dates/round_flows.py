"""Driving rounds: what every server and worker looks for again and again, so that none of them is needed."""

import asyncio
import sys
from contextlib import suppress
from typing import Final

import msgspec

from mingle.features import calls
from mingle.features.dates import pairing, round_queries, round_service
from mingle.features.dates.errors import CooldownActive
from mingle.features.dates.pairing import Asked
from mingle.features.dates.speed_models import Unopened
from mingle.kernel import clock
from mingle.kernel.context import fresh_reads
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources

log = get_logger(__name__)
DUE_AT_ONCE: Final = 20
OPENED_AT_ONCE: Final = 200
SIDE_BY_SIDE: Final = 4
"""So many rooms are opened at the same time."""
MATCH_SECONDS: Final = 120.0


class MatchFailed(Exception):
    """The program that finds pairs has not answered."""


async def drive(resources: Resources) -> None:
    """Let all events be as far as they should be by now, and all pairs have their rooms."""
    with fresh_reads():
        async with resources.db.read() as conn:
            due = await round_queries.list_due(conn, clock.now(), DUE_AT_ONCE)
    if due:
        await calls.reap(resources)  # who is still on a date of the last round would be left out of the next
    for event_id in due:
        try:
            async with resources.db.transaction() as tx:
                await round_service.go_on(tx, resources.signer, resources.settings, event_id, match)
        except Exception:
            log.exception("an event could not go on", event_id=str(event_id))  # the others can
    await _open_rooms(resources)


async def match(asked: Asked) -> list[tuple[int, int]]:
    """Find pairs in a program of its own: the search holds up whatever else its process does.

    Raises:
        MatchFailed: it has not answered.
    """
    if not asked.edges:
        return []
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-I", pairing.__file__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(MATCH_SECONDS):
            answer, _ = await program.communicate(msgspec.msgpack.encode(asked))
    except BaseException:
        with suppress(ProcessLookupError):
            program.kill()
        raise
    if program.returncode != 0:
        raise MatchFailed
    return msgspec.msgpack.decode(answer, type=list[tuple[int, int]])


async def _open_rooms(resources: Resources) -> None:
    """Open rooms until none is waiting, side by side; other processes do the same, each with pairs of its own.

    Those that could not be opened are looked at again in a moment, not at once for ever.
    """
    while True:
        with fresh_reads():
            async with resources.db.read() as conn:
                pairs = await round_queries.list_unopened(conn, OPENED_AT_ONCE)
        places = asyncio.Semaphore(SIDE_BY_SIDE)

        async def open_one(pair: Unopened, places: asyncio.Semaphore = places) -> bool:
            async with places:
                return await _open_room(resources, pair)

        are_settled = await asyncio.gather(*(open_one(pair) for pair in pairs))
        if len(pairs) < OPENED_AT_ONCE or not all(are_settled):
            return


async def _open_room(resources: Resources, pair: Unopened) -> bool:
    """Open one room, or part the two; False where neither could be, which must not keep the others waiting."""
    try:
        async with resources.db.transaction() as tx:
            await round_service.open_pair(tx, resources.signer, resources.settings, pair)
    except (CooldownActive, calls.InAnotherCall):
        async with resources.db.transaction() as tx:
            await round_service.part_pair(tx, pair)
    except Exception:
        log.exception("a room of a round could not be opened", event_id=str(pair.event_id))
        return False
    return True
