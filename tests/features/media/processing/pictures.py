"""Pictures for tests, made by libvips: nothing here is anybody's photo."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pyvips

HEIC_WITH_GPS = Path(__file__).parent / "data" / "gps.heic"
"""64 by 96 pixels once it is upright, blue at the upper right, else red; its EXIF names a camera and a place."""
SECRETS = (b"SecretCam", b"Exif", b"GPS", b"http://ns.adobe.com", b"secret words")
RED, BLUE = (200, 60, 40), (30, 60, 200)

Image = Any
vips: Any = pyvips.Image  # its types do not know their own arguments


def two_colours(width: int = 96, height: int = 64) -> Image:
    """Red, with blue in the upper left quarter."""
    red = (vips.black(width, height) + RED).cast("uchar").copy(interpretation="srgb")
    blue = (vips.black(max(1, width // 2), max(1, height // 2)) + BLUE).cast("uchar")
    return red.insert(blue, 0, 0) if width > 1 else red


def textured(width: int, height: int, seed: int = 1) -> Image:
    """Something like a photo: clouds of all sizes, in colour."""
    total = vips.black(width, height, bands=3) + 120
    for power in range(1, 9):
        cell = 2**power
        small = [
            vips.gaussnoise(
                width // cell + 2, height // cell + 2, sigma=3 * power, mean=0, seed=seed * 100 + power * 10 + band
            )
            for band in range(3)
        ]
        total += small[0].bandjoin(small[1:]).resize(cell, kernel="cubic").crop(0, 0, width, height)
    return total.cast("uchar").copy(interpretation="srgb")


def jpeg_with_secrets(image: Image, orientation: int = 1) -> bytes:
    """A JPEG as cameras write it: EXIF with a place, XMP, a comment."""
    marked = image.copy()
    for name, value in {
        "exif-ifd0-Make": "SecretCam",
        "exif-ifd3-GPSLatitude": "48/1 51/1 29/1",
        "exif-ifd3-GPSLatitudeRef": "N",
        "exif-ifd3-GPSLongitude": "2/1 17/1 40/1",
    }.items():
        marked.set_type(pyvips.GValue.gstr_type, name, value)
    marked.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    marked.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x xmlns='http://ns.adobe.com/xap/1.0/'/>")
    written: bytes = marked.jpegsave_buffer(Q=90)
    comment = b"secret words"
    return written[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + written[2:]


def gif(width: int, height: int, frames: int) -> bytes:
    """A GIF of so many one-coloured frames, written by hand: encoders would merge them."""
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, 0x80, 0, 0), bytes(3), b"\xff\xff\xff"]
    clear, end = 4, 5
    codes = [clear]
    for at in range(width * height):
        codes += [clear] * (at % 2 == 1) + [0]
    frame = _lzw([*codes, end])
    for _ in range(frames):
        parts += [b"\x21\xf9\x04\x00\x0a\x00\x00\x00", b"\x2c", struct.pack("<HHHHB", 0, 0, width, height, 0), frame]
    return b"".join([*parts, b"\x3b"])


def _lzw(codes: list[int]) -> bytes:
    """Codes of three bits; cleared so often that they never grow."""
    bits = "".join(f"{code:03b}"[::-1] for code in codes)
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
    blocks = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"\x02" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00"


def png_chunk(name: bytes, content: bytes) -> bytes:
    """One chunk, checksum and all."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_claiming(width: int, height: int, *chunks: bytes, data: bytes = b"") -> bytes:
    """A PNG whose header claims a size."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = png_chunk(b"IDAT", data or zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body + png_chunk(b"IEND", b"")


def pixel(path: Path, across: float, down: float) -> list[float]:
    """The colour at a place, 0 to 1 of each side."""
    image = vips.new_from_file(str(path))
    found: list[float] = image.getpoint(int(across * (image.width - 1)), int(down * (image.height - 1)))
    return found


def is_near(one: list[float], other: tuple[int, ...], by: int = 14) -> bool:
    """Whether two colours are alike."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=False))
