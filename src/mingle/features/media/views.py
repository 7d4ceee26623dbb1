"""Files as people are told of them."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import msgspec

from mingle.features.media import links, queries
from mingle.features.media.models import FileRow, FileView, Picture, SourceView, Status, ThumbnailView, VariantRow
from mingle.features.media.processing import Kind
from mingle.kernel import clock
from mingle.kernel.db import Conn
from mingle.kernel.security import Signer

T = TypeVar("T")

_MAIN = {Kind.IMAGE: "full", Kind.VIDEO: "video", Kind.AUDIO: "audio", Kind.VOICE: "audio", Kind.FILE: "original"}
_PLAYED = (Kind.VIDEO, Kind.AUDIO, Kind.VOICE)
# Of the formats of one thing, the one that every browser shows or plays in the fewest bytes comes first.
_BEST = ("webp", "jpeg", "png", "gif", "avif", "m4a", "ogg")


def view(signer: Signer, file: FileRow, variants: Sequence[VariantRow], *, shows_held: bool = False) -> FileView:
    """A file, with links that are good for up to an hour. Of one that is held there are none, but for moderators."""
    folder, query = links.folder(file.id), links.query(signer, file, clock.now())
    is_shown = file.status is Status.READY or (shows_held and file.status is Status.HELD)
    shown = variants if is_shown and file.lost_at is None else ()
    pictures = [one for one in shown if one.mime.startswith("image/")]
    main = [one for one in shown if one.name.partition(".")[0] == _MAIN[file.kind]]
    best = _best(main) or _best(pictures)
    sources = [SourceView(f"{folder}{one.name}{query}", one.mime) for one in main]
    return FileView(
        id=file.id,
        kind=file.kind,
        mime=file.mime,
        size=file.size,
        status=file.status,
        url=f"{folder}{best.name}{query}" if best is not None else None,
        thumbnails=[
            ThumbnailView(one.name.partition(".")[0], f"{folder}{one.name}{query}", one.mime, one.width, one.height)
            for one in pictures
        ],
        sources=sources if sources and file.kind in _PLAYED else msgspec.UNSET,
        name=file.name,
        width=_or_unset(file.width),
        height=_or_unset(file.height),
        duration_ms=_or_unset(file.duration_ms),
        waveform=_or_unset(file.waveform),
        placeholder=_or_unset(file.placeholder),
        reason=_or_unset(file.reason),
    )


async def describe(
    conn: Conn, signer: Signer, file_ids: Sequence[UUID], small_ids: Sequence[UUID] = ()
) -> dict[UUID, FileView]:
    """Those of these files that there are, in one statement however many they are. Who may see them is not asked.

    Of pictures that are only ever shown small, `small_ids`, there are only the thumbnails.
    """
    rows = await queries.list_served(conn, file_ids, small_ids)
    return {row.id: view(signer, row, row.variants) for row in rows}


def smallest(file: FileView) -> Picture | None:
    """The smallest picture of a file, in the format that takes the fewest bytes; None where it has none to show."""
    found = min(file.thumbnails, key=_weight, default=None)
    return Picture(found.url, found.width, found.height) if found is not None else None


def card(file: FileView) -> Picture | None:
    """The picture of a file that is as large as a card, in the format that takes the fewest bytes."""
    cards = [one for one in file.thumbnails if one.name == "card"]
    found = min(cards, key=_weight, default=None)
    return Picture(found.url, found.width, found.height) if found is not None else None


def _weight(one: ThumbnailView) -> tuple[bool, int, int]:
    ending = one.mime.removeprefix("image/")
    return one.width is None, one.width or 0, _BEST.index(ending) if ending in _BEST else len(_BEST)


def _best(main: Sequence[VariantRow]) -> VariantRow | None:
    endings = {one.name.rpartition(".")[2]: one for one in main}
    return next((endings[ending] for ending in _BEST if ending in endings), main[0] if main else None)


def _or_unset(value: T | None) -> T | msgspec.UnsetType:
    return msgspec.UNSET if value is None else value
