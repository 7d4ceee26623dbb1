"""The story of every change of the sample feature."""

from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from tests.sample import jobs, queries
from tests.sample.errors import WallFull
from tests.sample.models import Note, NoteDraft

ROOM = "wall"


async def write_note(tx: Tx, actor: Actor, draft: NoteDraft) -> Note:
    """Write, tell the wall, count later. The text `full` finds the wall full *after* it has written: all is undone."""
    note = await queries.insert_note(tx, actor.id, draft.text)
    tx.emit(ROOM, "note:new", note)
    tx.invalidate("wall")
    await jobs.count_letters.defer(tx, note.id)
    if draft.text == "full":
        raise WallFull
    return note
