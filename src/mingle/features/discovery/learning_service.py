"""The story of a ranking that learns: trained on all that was decided, moved on by what is decided since.

What became of matches (who wrote, who kept silent) is learned by trainings alone.
"""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Final

import msgspec
import numpy as np

from mingle.features.discovery import learning, learning_queries
from mingle.features.discovery.binary_rows import from_copy, from_records
from mingle.features.discovery.feed_queries import COMMIT_LAG
from mingle.features.discovery.learning_models import DECISION, PERSON, STANDING
from mingle.features.discovery.ranking import from_json
from mingle.kernel.db import Tx

BATCH: Final = 2_000
PATIENCE: Final = timedelta(days=3)
"""Who has not written to somebody they matched with so long after the other did lets them wait."""
_NEXT: Final = timedelta(microseconds=1)


async def train(tx: Tx, now: datetime) -> bool:
    """Put a new model and everybody's standing in place of the old; False where others do, or too little was decided.

    Until it writes, this transaction keeps nothing from being tidied up: it has no snapshot while it waits.
    """
    if not await learning_queries.try_lock_training(tx):
        return False
    # What was written by then, but committed later, would be missed: it is learned afterwards.
    until, began = now - COMMIT_LAG, time.monotonic()
    people = from_copy(await learning_queries.copy_people(tx), PERSON)
    decided = from_copy(await learning_queries.copy_decisions(tx, until), DECISION)
    answered = from_copy(await learning_queries.copy_answers(tx, until, PATIENCE), DECISION)
    made = np.concatenate([decided, answered])
    found = await asyncio.to_thread(learning.fitted, people, made, now.date())
    if found is None:
        return False
    model, rows = found
    await learning_queries.lock_standings(tx)
    await learning_queries.fill_fitted(tx, rows)
    figures = {**model.figures, "seconds": time.monotonic() - began}
    model_id = await learning_queries.insert_model(tx, msgspec.to_builtins(model), figures, now, until)
    await learning_queries.replace_standings(tx, model_id)
    return True


async def learn(tx: Tx, now: datetime) -> bool:
    """Move on the standings by the next judgements, and the mark with them; whether there may be more.

    Raises:
        WrongModel: another version of the program has trained; the next training mends it.
    """
    await learning_queries.lock_standings(tx)
    newest = await learning_queries.find_newest(tx)
    if newest is None:
        return False
    batch = await learning_queries.find_batch(tx, newest.learned_until, now - COMMIT_LAG, BATCH)
    if batch.decisions is None or batch.until is None:
        return False
    made = from_records(batch.decisions, DECISION)
    ids = learning.uuids_of(np.unique(np.concatenate([made["judge_id"], made["judged_id"]])))
    people = from_records(await learning_queries.lock_people(tx, ids), PERSON)
    known = from_records(await learning_queries.lock_rows(tx, ids), STANDING)
    rows = await asyncio.to_thread(learning.moved, from_json(newest.model), people, known, made, now.date())
    await learning_queries.fill_fitted(tx, rows)
    await learning_queries.upsert_standings(tx, newest.id)
    await learning_queries.set_learned_until(tx, newest.id, batch.until + _NEXT)
    return len(made) >= BATCH
