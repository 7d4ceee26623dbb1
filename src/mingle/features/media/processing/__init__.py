"""Processing: makes what is served out of what was uploaded. It knows neither the database nor HTTP."""

from pathlib import Path

from mingle.features.media.processing.contract import (
    Declared,
    Kind,
    Limits,
    Process,
    Processed,
    Rejected,
    Screening,
    Sniffed,
    Variant,
)

_MAGIC = {
    b"\xff\xd8\xff": Sniffed("image/jpeg", Kind.IMAGE),
    b"\x89PNG": Sniffed("image/png", Kind.IMAGE),
    b"GIF8": Sniffed("image/gif", Kind.IMAGE),
    b"OggS": Sniffed("audio/ogg", Kind.AUDIO),
    b"\x1aE\xdf\xa3": Sniffed("video/webm", Kind.VIDEO),
}


def sniff(head: bytes) -> Sniffed:
    """What the first bytes of a file say that it is."""
    found = (one for magic, one in _MAGIC.items() if head.startswith(magic))
    return next(found, Sniffed("application/octet-stream", Kind.FILE))


async def process(source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening) -> Processed:
    """Make the variants of `source` in the folder `into`."""
    raise NotImplementedError


__all__ = [
    "Declared",
    "Kind",
    "Limits",
    "Process",
    "Processed",
    "Rejected",
    "Screening",
    "Sniffed",
    "Variant",
    "process",
    "sniff",
]
