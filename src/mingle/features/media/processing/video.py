"""Video: H.264 and AAC in an MP4 that begins to play before it is whole, with a poster. All of it is encoded anew."""

import asyncio
from pathlib import Path

import msgspec

from mingle.features.media.processing import ffmpeg, rejections
from mingle.features.media.processing.contract import Limits, Variant
from mingle.features.media.processing.pictures import Picture, make_picture
from mingle.features.media.processing.sandbox import Budget

SIDE = 1280
"""In pixels of the longer side: 720p."""
FRAMES_A_SECOND = 30
SETUP_SECONDS = 60
CPU_A_SECOND = 12
"""Processor seconds a second of video may take; 4K in HEVC takes about six on an old core."""
LOOKED_AT = 6
"""Frames that screening sees, spread over the whole."""
_WHOLE = 0.9
_FIT = (
    # square pixels, even sides, as the encoder wants them; never larger than it was
    "scale=w='max(2,iw*sar)':h=ih,"
    f"scale=w='min({SIDE},iw)':h='min({SIDE},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1"
)
# Phones record HDR; screens that do not know it would show it grey.
_FROM_HDR = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,"


class Video(msgspec.Struct, frozen=True):
    """What became of a video."""

    width: int
    height: int
    duration_ms: int
    variants: list[Variant]
    poster: Picture
    frames: list[Path]
    """Pictures out of it, for screening; they are not served."""


async def make_video(source: Path, demuxer: str, streams: ffmpeg.Streams, into: Path, limits: Limits) -> Video:
    """Write `video.mp4`, its poster and its smaller pictures into a folder.

    Raises:
        Rejected: it is damaged, incomplete, too long, too large, or asks too much.
    """
    check_header(streams, limits.video_seconds)
    if streams.width * streams.height > ffmpeg.MAX_PIXELS:
        raise rejections.TooManyPixels
    made = into / "video.mp4"
    await ffmpeg.convert(
        [*ffmpeg.reading(source, demuxer), *_encoding(streams, limits.video_seconds), made], into, _budget(streams, limits)
    )
    found = await ffmpeg.probe(made, "mov", into)
    duration = check_length(streams, found, limits.video_seconds)
    if not found.has_video:
        raise rejections.Damaged
    poster, frames = await _pictures(made, duration, into, limits)
    variants = [Variant("video.mp4", made, "video/mp4", found.width, found.height), *poster.variants]
    return Video(found.width, found.height, duration, variants, poster, frames)


def check_header(streams: ffmpeg.Streams, most_seconds: int) -> None:
    """Refuse at once what says itself that it is too long; what lies is cut and refused when it has been read."""
    if streams.duration_ms is not None and streams.duration_ms > most_seconds * 1000:
        raise rejections.TooLong


def check_length(promised: ffmpeg.Streams, found: ffmpeg.Streams, most_seconds: int) -> int:
    """The true duration, in milliseconds.

    Raises:
        TooLong: it is longer than its header says, and than what is accepted.
        Damaged: much of what the header promises is missing.
    """
    duration = found.duration_ms or 0
    if duration > most_seconds * 1000 + 500:
        raise rejections.TooLong
    if duration == 0 or duration < _WHOLE * (promised.duration_ms or 0):
        raise rejections.Damaged
    return duration


def _encoding(streams: ffmpeg.Streams, most_seconds: int) -> list[str]:
    fit = (_FROM_HDR if streams.is_hdr else "") + _FIT
    return [
        *("-t", str(most_seconds + 1), "-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-bitexact"),
        *("-vf", fit, "-fpsmax", str(FRAMES_A_SECOND), "-filter_threads", str(ffmpeg.THREADS)),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-maxrate", "2500k", "-bufsize", "5000k"),
        *("-pix_fmt", "yuv420p", "-profile:v", "high", "-threads", str(ffmpeg.THREADS)),
        *("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"),
        *("-movflags", "+faststart", "-f", "mp4"),
    ]


def _budget(streams: ffmpeg.Streams, limits: Limits) -> Budget:
    seconds = min(limits.video_seconds, (streams.duration_ms or limits.video_seconds * 1000) // 1000 + 1)
    cpu = SETUP_SECONDS + CPU_A_SECOND * seconds
    return Budget(ffmpeg.MEMORY_BYTES, cpu_seconds=cpu, wall_seconds=cpu, file_bytes=2 * limits.video_bytes)


async def _pictures(video: Path, duration: int, into: Path, limits: Limits) -> tuple[Picture, list[Path]]:
    """The poster (the most typical of the first frames) and the frames to look at, out of what we encoded ourselves."""
    still = into / "poster.png"
    budget = Budget(ffmpeg.MEMORY_BYTES, cpu_seconds=SETUP_SECONDS + duration // 500, wall_seconds=120)
    every = f"fps={LOOKED_AT * 1000 / duration:.6f}:round=up,scale=360:-2"
    await ffmpeg.convert(
        [
            *ffmpeg.reading(video, "mov"),
            *("-map", "0:V:0", "-vf", "thumbnail=n=60", "-frames:v", "1", "-update", "1", still),
            *("-map", "0:V:0", "-vf", every, "-frames:v", str(LOOKED_AT), "-q:v", "4", "frame%d.jpeg"),
        ],
        into,
        budget,
    )
    poster = await make_picture(still, "image/png", into, limits, largest="poster")
    still.unlink()
    frames = await asyncio.to_thread(lambda: sorted(into.glob("frame*.jpeg")))
    return poster, frames
