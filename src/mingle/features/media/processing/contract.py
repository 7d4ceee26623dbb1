"""What goes into processing and what comes out of it: the seam between it and the rest of media."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec


class Kind(StrEnum):
    """What a file is to people."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    """A message that somebody spoke: audio, shown with its waveform."""
    FILE = "file"
    """Anything else: stored as it is, always downloaded, never shown."""


class Sniffed(msgspec.Struct, frozen=True):
    """What the first bytes of a file say that it is."""

    mime: str
    kind: Kind


class Declared(msgspec.Struct, frozen=True):
    """What its sender says of a file. None of it is believed; it decides only between kinds that the content allows."""

    name: str = ""
    mime: str = ""
    is_voice: bool = False
    """Audio is a spoken message."""
    kinds: frozenset[Kind] = frozenset(Kind)
    """What the purpose allows; anything else is rejected."""


class Limits(msgspec.Struct, frozen=True):
    """How much a file may be."""

    image_bytes: int = 25 * 1024 * 1024
    video_bytes: int = 200 * 1024 * 1024
    audio_bytes: int = 50 * 1024 * 1024
    file_bytes: int = 100 * 1024 * 1024
    image_pixels: int = 100_000_000
    animation_frames: int = 600
    animation_pixels: int = 100_000_000
    """Of all frames together."""
    video_seconds: int = 600
    audio_seconds: int = 3600


class Variant(msgspec.Struct, frozen=True):
    """One form of a file that is served."""

    name: str
    """`<size>.<extension>`: `thumbnail.avif`, `card.webp`, `full.jpeg`, `poster.jpeg`, `video.mp4`, `audio.ogg`,
    `original.bin`."""
    path: Path
    mime: str
    width: int | None = None
    height: int | None = None


class Processed(msgspec.Struct, frozen=True):
    """What became of a file that was accepted."""

    kind: Kind
    mime: str
    """Of the original, by its content."""
    variants: list[Variant]
    width: int | None = None
    """In pixels, as it is shown; of images and videos."""
    height: int | None = None
    duration_ms: int | None = None
    waveform: list[int] | None = None
    """64 peaks from 0 to 100; of audio and voice."""
    placeholder: str | None = None
    """A thumbhash as base64; of images and videos."""
    perceptual_hash: int | None = None
    """64 bits, signed as PostgreSQL's bigint is."""
    flagged: str | None = None
    """Why a moderator has to look at it before anybody else does."""


class Rejected(Exception):
    """A file that is not accepted.

    Attributes:
        code: stands in the row and on the wire, and never changes.
        message: what its sender reads.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class PictureScreener(Protocol):
    """Looks at pictures."""

    async def look(self, pictures: Sequence[Path], folder: Path) -> str | None:
        """Why a moderator has to see one of these JPEGs; None where none has to. `folder` may be written to.

        Raises:
            ScreeningUnavailable: it cannot look now.
        """
        ...


class VirusScanner(Protocol):
    """Looks for viruses."""

    async def scan(self, file: Path) -> str | None:
        """The name of the virus in a file; None where there is none.

        Raises:
            NotScanned: it cannot scan this one.
            ScreeningUnavailable: it cannot scan now.
        """
        ...


class Screening(msgspec.Struct, frozen=True):
    """Who looks at a file before others see it. By default nobody does."""

    pictures: PictureScreener | None = None
    viruses: VirusScanner | None = None
    banned_hashes: frozenset[int] = frozenset()
    """Perceptual hashes of pictures that nobody may show."""


class Process(Protocol):
    """`process`, as jobs call it."""

    async def __call__(
        self, source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening
    ) -> Processed:
        """Make the variants of `source` in the folder `into`, which is there and empty.

        Raises:
            Rejected: it is not accepted; the reason is told to whoever sent it.
        """
        ...
