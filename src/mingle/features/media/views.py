"""Files as people are told of them."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import msgspec

from mingle.features.media import links, queries
from mingle.features.media.models import FileRow, FileView, Status, ThumbnailView, VariantRow
from mingle.features.media.processing import Kind
from mingle.kernel import clock
from mingle.kernel.db import Conn
from mingle.kernel.security import Signer

T = TypeVar("T")

_MAIN = {Kind.IMAGE: "full", Kind.VIDEO: "video", Kind.AUDIO: "audio", Kind.VOICE: "audio", Kind.FILE: "original"}
# Of the formats of one picture, the one that every browser shows in the fewest bytes comes first.
_BEST = ("webp", "jpeg", "png", "gif", "avif")


def view(signer: Signer, file: FileRow, variants: Sequence[VariantRow]) -> FileView:
    """A file, with links that are good for up to an hour. Of one that is held there are none."""
    now = clock.now()
    shown = variants if file.status is Status.READY and file.lost_at is None else ()
    pictures = [one for one in shown if one.mime.startswith("image/")]
    best = _best(file.kind, shown)
    return FileView(
        id=file.id,
        kind=file.kind,
        mime=file.mime,
        size=file.size,
        status=file.status,
        url=links.url(signer, file, best.name, now) if best is not None else None,
        thumbnails=[
            ThumbnailView(
                one.name.partition(".")[0], links.url(signer, file, one.name, now), one.mime, one.width, one.height
            )
            for one in pictures
        ],
        name=file.name,
        width=_or_unset(file.width),
        height=_or_unset(file.height),
        duration_ms=_or_unset(file.duration_ms),
        waveform=_or_unset(file.waveform),
        placeholder=_or_unset(file.placeholder),
        reason=_or_unset(file.reason),
    )


async def describe(conn: Conn, signer: Signer, file_ids: Sequence[UUID]) -> dict[UUID, FileView]:
    """Those of these files that there are, in two statements however many they are. Who may see them is not asked."""
    files = await queries.find_files(conn, file_ids)
    variants: dict[UUID, list[VariantRow]] = {file.id: [] for file in files}
    for variant in await queries.list_variants(conn, list(variants)):
        variants[variant.file_id].append(variant)
    return {file.id: view(signer, file, variants[file.id]) for file in files}


def _best(kind: Kind, variants: Sequence[VariantRow]) -> VariantRow | None:
    main = [one for one in variants if one.name.partition(".")[0] == _MAIN[kind]]
    endings = {one.name.rpartition(".")[2]: one for one in main}
    return next((endings[ending] for ending in _BEST if ending in endings), main[0] if main else None)


def _or_unset(value: T | None) -> T | msgspec.UnsetType:
    return msgspec.UNSET if value is None else value
