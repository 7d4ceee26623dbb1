"""What chats do in the background."""

from uuid import UUID

from mingle.features.chats import message_queries, message_service
from mingle.kernel.resources import Resources


async def file_changed(resources: Resources, file_id: UUID) -> None:
    """Tell every chat that a file was sent to how it stands now."""
    async with resources.db.read() as conn:
        places = await message_queries.list_places_of_file(conn, file_id)
    for place in places:
        async with resources.db.transaction() as tx:
            await message_service.show_again(tx, resources.signer, place)
