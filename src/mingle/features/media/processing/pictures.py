"""Pictures: turned upright, stripped of everything but what is seen, in sRGB, in three sizes and three formats."""

import asyncio
import base64
import sys
from pathlib import Path

import msgspec

from mingle.features.media.processing import looks, rejections
from mingle.features.media.processing.contract import Limits, Rejected, Variant
from mingle.features.media.processing.sandbox import Budget, TimeIsUp, run

PROGRAM = Path(__file__).parent / "programs" / "picture.py"
BUDGET = Budget(memory_bytes=1536 * 1024 * 1024, cpu_seconds=60, wall_seconds=60, file_bytes=64 * 1024 * 1024)
_REJECTIONS = {one().code: one for one in rejections.ALL}


class Picture(msgspec.Struct, frozen=True):
    """What became of a picture."""

    width: int
    """Of the largest size."""
    height: int
    variants: list[Variant]
    placeholder: str
    perceptual_hash: int


class _Made(msgspec.Struct, frozen=True):
    """What the program prints; `bytes` are base64 in JSON."""

    width: int = 0
    height: int = 0
    variants: list[tuple[str, str, int, int]] = []
    preview: looks.Preview | None = None
    grey: bytes = b""
    rejected: str | None = None


async def make_picture(source: Path, mime: str, into: Path, limits: Limits, largest: str = "full") -> Picture:
    """Write the sizes of a picture into a folder; `largest` is the name of the largest.

    Raises:
        Rejected: it is damaged, too large, or asks too much.
    """
    asked = {
        "source": str(source),
        "mime": mime,
        "into": str(into),
        "largest": largest,
        "pixels": limits.image_pixels,
        "frames": limits.animation_frames,
        "animated_pixels": limits.animation_pixels,
    }
    try:
        outcome = await run([sys.executable, "-I", PROGRAM, msgspec.json.encode(asked).decode()], into, BUDGET)
    except TimeIsUp:
        raise rejections.TooDemanding from None
    if outcome.code != 0:  # a decoder crashed, or ran out of memory where it could not say so
        raise _why(outcome.err)
    made = msgspec.json.decode(outcome.out, type=_Made)
    if made.rejected is not None or made.preview is None:
        raise _REJECTIONS[made.rejected or rejections.Damaged().code]()
    placeholder = await asyncio.to_thread(looks.thumbhash, made.preview)
    return Picture(
        made.width,
        made.height,
        [Variant(name, into / name, mime, width, height) for name, mime, width, height in made.variants],
        base64.b64encode(placeholder).decode(),
        await asyncio.to_thread(looks.perceptual_hash, made.grey),
    )


def _why(said: str) -> Rejected:
    is_memory = "memory" in said.lower() or "alloc" in said.lower()
    return rejections.TooDemanding() if is_memory else rejections.Damaged()
