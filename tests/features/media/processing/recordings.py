"""Video and audio for tests, made by ffmpeg: coloured fields and tones."""

import re
import struct
import subprocess
import zlib
from pathlib import Path

from mingle.features.media.processing import ffmpeg

QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
TONE = "sine=frequency=440:duration={seconds}:sample_rate=48000"


def make(path: Path, *arguments: str) -> Path:
    """What ffmpeg makes of some arguments."""
    subprocess.run([ffmpeg.program(), "-v", "error", "-y", *arguments, str(path)], check=True, capture_output=True)
    return path


def video(path: Path, size: str = "320x180", seconds: float = 2, *options: str, filters: str = "null") -> Path:
    """A field that is blue at the upper left and else red, with a tone and a secret in its metadata."""
    field = f"color=c=0xc83c28:s={size}:r=30:d={seconds},drawbox=0:0:iw/2:ih/2:color=0x1e3cc8:t=fill,{filters}"
    return make(
        path,
        *("-f", "lavfi", "-i", field, "-f", "lavfi", "-i", TONE.format(seconds=seconds)),
        *QUICK,
        *("-metadata", "title=SecretCam", "-metadata", "location=+48.8584+002.2945/", *options),
    )


def sound(path: Path, source: str, *options: str) -> Path:
    """What one of ffmpeg's sources sounds like."""
    return make(path, "-f", "lavfi", "-i", source, "-metadata", "title=SecretCam", *options)


def about(path: Path) -> str:
    """What ffmpeg says of a file."""
    found = subprocess.run(
        [ffmpeg.program(), "-hide_banner", "-i", str(path)], check=False, capture_output=True, text=True
    )
    return found.stderr


def loudness(path: Path) -> float:
    """Integrated, in LUFS."""
    found = subprocess.run(
        [ffmpeg.program(), "-nostats", "-i", str(path), "-af", "ebur128=framelog=quiet", "-f", "null", "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", found.stderr)[-1])


def frame(path: Path, into: Path, at: float = 0.5) -> Path:
    """One picture of a video."""
    return make(into / "seen.png", "-ss", str(at), "-i", str(path), "-frames:v", "1", "-update", "1")


def box(name: bytes, *content: bytes) -> bytes:
    """A box of an MP4 (ISO/IEC 14496-12)."""
    inside = b"".join(content)
    return struct.pack(">I", 8 + len(inside)) + name + inside


FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")


def packed_moov(claimed: int, packed: bytes) -> bytes:
    """QuickTime's compressed header, which claims to be so long once it is unpacked."""
    data = struct.pack(">I", claimed) + packed
    return FTYP + box(b"moov", box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", data)))


def zeros(megabytes: int) -> bytes:
    """So many megabytes of nothing, compressed."""
    pump = zlib.compressobj(9)
    return b"".join(pump.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + pump.flush()
