"""ffmpeg, as a separate program that may read one file of a format that it is told, and nothing else."""

import re
import signal
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import msgspec

from mingle.features.media.processing import rejections
from mingle.features.media.processing.sandbox import Budget, Outcome, TimeIsUp, run

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
THREADS = 2
"""Of decoders and encoders each: more take more memory, and a machine decodes several files at once."""
MAX_PIXELS = 40_000_000
"""Of one frame: 8K has 33 million."""
PROBE_BUDGET = Budget(MEMORY_BYTES, cpu_seconds=10, wall_seconds=20)
_QUIET = ("-hide_banner", "-nostdin", "-nostats")
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d)", re.MULTILINE)
_STREAM = re.compile(r"^  Stream #0:\d+.*?: (Video|Audio): (.+)$", re.MULTILINE)
_SIZE = re.compile(r", (\d+)x(\d+)[ ,\[]")


class Streams(msgspec.Struct, frozen=True):
    """What is in a container, by what its header says."""

    duration_ms: int | None
    """None where it does not say: browsers record WebM without it."""
    width: int = 0
    """Of the first moving picture; 0: there is none. As it is stored, before it is turned upright."""
    height: int = 0
    has_audio: bool = False
    is_hdr: bool = False

    @property
    def has_video(self) -> bool:
        """Whether something moves; the cover of a song does not."""
        return self.width > 0


@cache
def program() -> str:
    """Where ffmpeg is: in the wheel, or what IMAGEIO_FFMPEG_EXE names."""
    return imageio_ffmpeg.get_ffmpeg_exe()


def reading(source: Path, demuxer: str) -> list[str]:
    """Arguments that read a file of a known format: no network, no playlists, no other files, no vast frames."""
    limits = ["-max_pixels", str(MAX_PIXELS), "-max_streams", "16", "-threads", str(THREADS)]
    return [*limits, "-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer, "-i", f"file:{source}"]


async def convert(arguments: Sequence[str | Path], folder: Path, budget: Budget) -> str:
    """Run ffmpeg; what it said.

    Raises:
        Damaged: it cannot be read.
        TooDemanding: it took more than it may.
    """
    outcome = await _run(arguments, folder, budget)
    if outcome.code != 0:
        if "Cannot allocate memory" in outcome.err or outcome.code in {-signal.SIGABRT, 128 + signal.SIGABRT}:
            raise rejections.TooDemanding
        raise rejections.Damaged
    return outcome.err


async def probe(source: Path, demuxer: str, folder: Path) -> Streams:
    """What a container holds.

    Raises:
        Damaged: it cannot be read, or holds nothing that can be seen or heard.
    """
    outcome = await _run(reading(source, demuxer), folder, PROBE_BUDGET)
    # Without an output it always ends with an error; what it read is told before.
    duration = _DURATION.search(outcome.err)
    hours, minutes, seconds, hundredths = map(int, duration.groups()) if duration else (0, 0, 0, 0)
    moving, has_audio = "", False
    for kind, about in _STREAM.findall(outcome.err):
        if kind == "Audio":
            has_audio = True
        elif "(attached pic)" not in about and not moving:
            moving = about
    size = _SIZE.search(moving)
    if size is None and not has_audio:
        raise rejections.Damaged
    return Streams(
        ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10 if duration else None,
        int(size[1]) if size else 0,
        int(size[2]) if size else 0,
        has_audio,
        "arib-std-b67" in moving or "smpte2084" in moving,
    )


async def _run(arguments: Sequence[str | Path], folder: Path, budget: Budget) -> Outcome:
    try:
        return await run([program(), *_QUIET, *arguments], folder, budget)
    except TimeIsUp:
        raise rejections.TooDemanding from None
