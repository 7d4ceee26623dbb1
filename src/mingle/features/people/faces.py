"""Faces: the small pictures by which people know each other where they have met already."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from mingle.features import media
from mingle.features.media import FileView, Picture
from mingle.features.people import face_queries
from mingle.features.people.face_queries import FaceRow
from mingle.kernel.db import Conn
from mingle.kernel.security import Signer

DRAWING = "data:image/svg+xml,"


async def faces(conn: Conn, signer: Signer, viewer_id: UUID, account_ids: Sequence[UUID]) -> dict[UUID, Picture]:
    """The main picture of each of these people, as small as there is, in two statements however many they are.

    Whoever asks has met them, so a pause or being incognito hides nothing. Who has no picture is not in the answer; nor
    is anybody between whom and the viewer there is a block, who is banned or leaving.
    """
    if not account_ids:
        return {}
    rows = await face_queries.list_faces(conn, viewer_id, account_ids)
    files = await media.describe(conn, signer, (), [row.photo_id for row in rows if row.photo_id is not None])
    found = {
        row.account_id: _picture(row, files.get(row.photo_id) if row.photo_id is not None else None) for row in rows
    }
    return {account_id: picture for account_id, picture in found.items() if picture is not None}


def _picture(row: FaceRow, photo: FileView | None) -> Picture | None:
    if photo is not None:
        return media.smallest(photo)
    return Picture(DRAWING + quote(row.portrait, safe=""), None, None) if row.portrait is not None else None
