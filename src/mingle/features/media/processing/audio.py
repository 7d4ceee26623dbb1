"""Audio and voice: Opus for all, AAC for browsers that cannot play it, equally loud, with a waveform to draw."""

import asyncio
import re
from array import array
from pathlib import Path

import msgspec

from mingle.features.media.processing import ffmpeg
from mingle.features.media.processing.contract import Limits, Variant
from mingle.features.media.processing.sandbox import Budget
from mingle.features.media.processing.video import check_header, check_length

PEAKS = 64
LOUDNESS_LUFS = -16.0
"""What podcasts and phones agree on (EBU R 128 measures it; AES TD1008 names it for speech and music on the web)."""
MOST_GAIN_DB = 30.0
"""What is quieter than that is noise."""
_CEILING_DB = -1.5
_SILENCE_LUFS = -60.0
_SAMPLES_A_SECOND = 8000
_INTEGRATED = re.compile(r"^\s+I:\s+(-?[\d.]+|-inf|nan) LUFS", re.MULTILINE)


class Audio(msgspec.Struct, frozen=True):
    """What became of a recording."""

    duration_ms: int
    waveform: list[int]
    """64 peaks from 0 to 100; the loudest is 100."""
    variants: list[Variant]


async def make_audio(
    source: Path, demuxer: str, streams: ffmpeg.Streams, into: Path, limits: Limits, *, is_voice: bool
) -> Audio:
    """Write `audio.ogg` (Opus) and `audio.m4a` (AAC) into a folder.

    Raises:
        Rejected: it is damaged, incomplete, too long, or asks too much.
    """
    check_header(streams, limits.audio_seconds)
    cpu = 30 + limits.audio_seconds // 5
    budget = Budget(ffmpeg.MEMORY_BYTES, cpu_seconds=cpu, wall_seconds=cpu, file_bytes=2 * limits.audio_bytes)
    reading, until = ffmpeg.reading(source, demuxer), ["-t", str(limits.audio_seconds + 1)]
    heard = into / "heard.raw"
    said = await ffmpeg.convert([*reading, *_listening(until, heard)], into, budget)
    opus, aac = into / "audio.ogg", into / "audio.m4a"
    await ffmpeg.convert([*reading, *_encoding(until, _gain(said), opus, aac, is_voice=is_voice)], into, budget)
    found = await ffmpeg.probe(opus, "ogg", into)
    duration = check_length(streams, found, limits.audio_seconds)
    waveform = await asyncio.to_thread(_waveform, heard)
    heard.unlink()
    return Audio(duration, waveform, [Variant("audio.ogg", opus, "audio/ogg"), Variant("audio.m4a", aac, "audio/mp4")])


def _listening(until: list[str], heard: Path) -> list[str | Path]:
    """One pass that measures how loud it is and writes samples to draw."""
    split = "[0:a:0]asplit[m][w];[m]ebur128=framelog=quiet[loud]"
    samples = f"[w]aresample={_SAMPLES_A_SECOND},aformat=sample_fmts=s16:channel_layouts=mono[wave]"
    return [
        *("-filter_complex", f"{split};{samples}", "-map", "[loud]", *until, "-f", "null", "-"),
        *("-map", "[wave]", *until, "-f", "s16le", "-c:a", "pcm_s16le", heard),
    ]


def _gain(said: str) -> float:
    """How many dB louder it has to become; silence stays silent."""
    measured = _INTEGRATED.findall(said)
    loudness = float(measured[-1]) if measured else float("-inf")
    return min(MOST_GAIN_DB, LOUDNESS_LUFS - loudness) if loudness > _SILENCE_LUFS else 0.0


def _encoding(until: list[str], gain: float, opus: Path, aac: Path, *, is_voice: bool) -> list[str | Path]:
    ceiling = 10 ** (_CEILING_DB / 20)
    level = f"aresample=48000,volume={gain:.2f}dB,alimiter=limit={ceiling:.4f}:level=false:latency=true"
    split = f"[0:a:0]{level},asplit[o][a]"
    plain = ["-map_metadata", "-1", "-map_chapters", "-1", "-bitexact", "-ac", "1" if is_voice else "2", *until]
    bitrate, fallback = ("32k", "64k") if is_voice else ("96k", "128k")
    application = "voip" if is_voice else "audio"
    return [
        *("-filter_complex", split),
        *("-map", "[o]", *plain, "-c:a", "libopus", "-b:a", bitrate, "-application", application, "-f", "ogg", opus),
        *("-map", "[a]", *plain, "-c:a", "aac", "-b:a", fallback, "-movflags", "+faststart", "-f", "ipod", aac),
    ]


def _waveform(heard: Path) -> list[int]:
    """The loudest sample of each 64th, as a share of the loudest of all; one 64th at a time is in memory."""
    samples = heard.stat().st_size // 2
    peaks: list[int] = []
    with heard.open("rb") as file:
        for at in range(PEAKS):
            part = array("h")
            part.frombytes(file.read(2 * ((at + 1) * samples // PEAKS - at * samples // PEAKS)))
            peaks.append(max(max(part), -min(part)) if part else 0)
    loudest = max(peaks) or 1
    return [round(100 * peak / loudest) for peak in peaks]
