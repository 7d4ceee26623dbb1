"""Pictures that the server fetched itself, and that are nobody's: taken in like any other, and seen only when good."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from mingle.features.media import held_queries, kept_queries, links, policy, processing, queries
from mingle.features.media.jobs import read_pieces
from mingle.features.media.models import Purpose, Status, VariantRow
from mingle.features.media.processing import Declared, Kind, Rejected, ScreeningUnavailable
from mingle.features.media.screens import screening
from mingle.kernel import ids
from mingle.kernel.resources import Resources


async def keep_picture(resources: Resources, content: bytes) -> UUID | None:
    """Make of a picture what is served of it, and keep that while a row refers to it; its id as a file.

    None where it is no picture, or one that a moderator would have to see first.

    Raises:
        Unavailable: the store did not take it.
    """
    file_id = ids.new_id()
    async with resources.db.read() as conn:
        banned = await held_queries.list_banned(conn)
    with TemporaryDirectory(prefix="mingle-") as name:
        source, into = Path(name) / "original", Path(name) / "made"
        await asyncio.to_thread(source.write_bytes, content)
        into.mkdir()
        try:
            made = await processing.process(
                source,
                into,
                Declared(kinds=frozenset({Kind.IMAGE})),
                policy.limits(resources.settings),
                screening(resources.settings, banned),
            )
        except (Rejected, ScreeningUnavailable):
            return None
        if made.flagged is not None:
            return None
        rows: list[VariantRow] = []
        for one in made.variants:
            key = links.key_of(file_id, one.name, is_public=False)
            stored_headers = links.headers(one.name, "", links.stored_cache(Purpose.PREVIEW))
            await resources.files.put(key, read_pieces(one.path), stored_headers)
            rows.append(VariantRow(file_id, one.name, one.mime, one.path.stat().st_size, one.width, one.height, key))
    async with resources.db.transaction() as tx:
        await kept_queries.insert_kept(tx, file_id, made.mime, len(content))
        await queries.set_processed(tx, file_id, Status.READY, made)
        await queries.insert_variants(tx, rows)
    return file_id
