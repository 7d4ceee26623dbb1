"""What demo people show and sound like: a drawing that moves, and a soft tone. All of it is made before it is sent."""

import math
from fractions import Fraction
from html import escape
from typing import Any, Final

import numpy as np
import pyvips
from numpy.typing import NDArray

WIDTH, HEIGHT = 480, 360
FRAMES_A_SECOND: Final = 10
FRAMES: Final = 40
"""In so many frames the picture comes round: four seconds."""
SAMPLES_A_SECOND: Final = 48_000
CHUNK: Final = 960
"""Samples in 20 ms, as Opus packs them."""
TIME_BASE: Final = Fraction(1, 90_000)
# Two notes that fit into four seconds a whole number of times, so that the end runs into the beginning.
_NOTES: Final = (220.0, 277.5)
_LOUDNESS: Final = 0.06
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 480 360">'
    '<rect width="480" height="360" fill="#2a2022"/>'
    '<g transform="translate(112 {rise:.1f}) scale(.8)">'
    '<svg width="320" height="400" viewBox="0 0 320 400">{face}</svg></g>'
    '<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="#e8663c"/>'
    '<rect y="300" width="480" height="60" fill="#000" opacity=".55"/>'
    '<g font-family="sans-serif" fill="#fff"><text x="20" y="338" font-size="24">{name}</text>'
    '<text x="460" y="338" font-size="20" text-anchor="end">Demo</text></g></svg>'
)

Pixels = NDArray[np.uint8]
_vips: Any = pyvips


def draw_frames(name: str, portrait: str) -> list[Pixels]:
    """A portrait that breathes, with a ball that goes round it: frames of 480 by 360, RGB.

    Args:
        name: stands below it.
        portrait: an SVG document.
    """
    return [_draw(name, portrait, 2 * math.pi * number / FRAMES, 1.0) for number in range(FRAMES)]


def draw_photo(name: str, portrait: str) -> bytes:
    """The same as a picture to send, 960 by 720, as JPEG."""
    pixels = _draw(name, portrait, 0.7, 2.0)
    return bytes(_vips.Image.new_from_array(pixels).jpegsave_buffer(Q=85))


def _draw(name: str, portrait: str, turn: float, scale: float) -> Pixels:
    svg = _SVG.format(
        width=round(WIDTH * scale),
        height=round(HEIGHT * scale),
        rise=22 + 4 * math.sin(turn),
        face=portrait,
        x=240 + 170 * math.cos(turn),
        y=160 + 105 * math.sin(turn),
        name=escape(name),
    )
    image = _vips.Image.svgload_buffer(svg.encode()).flatten(background=[42, 32, 34])
    return np.asarray(image.numpy()[:, :, :3], dtype=np.uint8)


def tone() -> NDArray[np.int16]:
    """Four seconds of two soft notes that swell and fade: one channel, 48,000 samples a second."""
    moments = np.arange(4 * SAMPLES_A_SECOND) / SAMPLES_A_SECOND
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * moments / 4)
    notes = sum(np.sin(2 * np.pi * note * moments) for note in _NOTES)
    return (notes * swell * _LOUDNESS * 32_767).astype(np.int16)


def voice_message() -> bytes:
    """The tone as a file to send, as WAV."""
    import io  # noqa: PLC0415  # seldom needed
    import wave  # noqa: PLC0415  # the same

    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_A_SECOND)
        file.writeframes((tone() * 4).tobytes())
    return held.getvalue()
