"""What a picture looks like in a few bytes: a ThumbHash to show while it loads, and a hash that survives resizing.

Both are computed from tiny grids of pixels that the decoder hands out, so nothing here reads a foreign format.
"""

import math
from collections.abc import Sequence
from functools import cache
from statistics import median

import msgspec

HASH_SIDE = 32
_HASH_BITS = 8


class Preview(msgspec.Struct, frozen=True):
    """A tiny copy of a picture: `rgba` has four bytes a pixel, row by row, alpha not multiplied in."""

    width: int
    height: int
    rgba: bytes


class _Channel(msgspec.Struct, frozen=True):
    """A channel as a few cosines: their mean, the others scaled to 0…1, and the scale."""

    mean: float
    waves: list[float]
    scale: float


def thumbhash(preview: Preview) -> bytes:
    """A ThumbHash (evanw.github.io/thumbhash): about 25 bytes that hold the colours, their rough places and the shape."""
    width, height = preview.width, preview.height
    lightness, yellow_blue, red_green, alpha = _channels(preview)
    has_alpha = min(alpha) < 1
    most = 5 if has_alpha else 7
    across = max(1, _round(most * width / max(width, height)))
    down = max(1, _round(most * height / max(width, height)))
    is_landscape = width > height
    light = _encode(lightness, width, height, max(3, across), max(3, down))
    yellow = _encode(yellow_blue, width, height, 3, 3)
    red = _encode(red_green, width, height, 3, 3)
    head = _round(63 * light.mean) | _round(31.5 + 31.5 * yellow.mean) << 6 | _round(31.5 + 31.5 * red.mean) << 12
    head |= _round(31 * light.scale) << 18 | has_alpha << 23
    shape = (down if is_landscape else across) | _round(63 * yellow.scale) << 3 | _round(63 * red.scale) << 9
    found = head.to_bytes(3, "little") + (shape | is_landscape << 15).to_bytes(2, "little")
    waves = light.waves + yellow.waves + red.waves
    if has_alpha:
        clear = _encode(alpha, width, height, 5, 5)
        found += bytes([_round(15 * clear.mean) | _round(15 * clear.scale) << 4])
        waves += clear.waves
    nibbles = [_round(15 * wave) for wave in waves] + [0] * (len(waves) % 2)
    return found + bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))


def perceptual_hash(grey: bytes) -> int:
    """64 bits, signed: which of the 8 by 8 slowest waves of a 32 by 32 picture are stronger than their median (pHash).

    Copies of one picture in other sizes, formats and qualities differ in a few bits; strangers in about half.
    """
    rows = [grey[at : at + HASH_SIDE] for at in range(0, HASH_SIDE * HASH_SIDE, HASH_SIDE)]
    waves = [_cosines(HASH_SIDE, frequency) for frequency in range(1, _HASH_BITS + 1)]
    across = [[_dot(row, wave) for row in rows] for wave in waves]
    strengths = [_dot(column, wave) for wave in waves for column in across]
    middle = median(strengths)
    bits = sum(1 << at for at, strength in enumerate(strengths) if strength > middle)
    return bits - (1 << 64) if bits >> 63 else bits


def distance(one: int, other: int) -> int:
    """In how many bits two perceptual hashes differ."""
    return ((one ^ other) & (1 << 64) - 1).bit_count()


def _channels(preview: Preview) -> tuple[list[float], list[float], list[float], list[float]]:
    """Lightness, yellow to blue, red to green, and alpha, over the picture's own mean colour."""
    rgba = preview.rgba
    alpha = [value / 255 for value in rgba[3::4]]
    covered = sum(alpha) or 1.0
    planes: list[list[float]] = []
    for plane in range(3):
        values = [value / 255 for value in rgba[plane::4]]
        mean = _dot(values, alpha) / covered
        planes.append([mean * (1 - a) + a * value for value, a in zip(values, alpha, strict=True)])
    reds, greens, blues = planes
    colours = list(zip(reds, greens, blues, strict=True))
    return (
        [(r + g + b) / 3 for r, g, b in colours],
        [(r + g) / 2 - b for r, g, b in colours],
        [r - g for r, g, _ in colours],
        alpha,
    )


def _encode(channel: list[float], width: int, height: int, across: int, down: int) -> _Channel:
    mean, waves = 0.0, list[float]()
    rows = [channel[at : at + width] for at in range(0, width * height, width)]
    sums = [[_dot(row, _cosines(width, frequency)) for row in rows] for frequency in range(across)]
    for vertical in range(down):
        for horizontal in range(across):
            if horizontal * down >= across * (down - vertical):
                break
            strength = _dot(sums[horizontal], _cosines(height, vertical)) / (width * height)
            if horizontal or vertical:
                waves.append(strength)
            else:
                mean = strength
    scale = max(map(abs, waves))
    return _Channel(mean, [0.5 + 0.5 * wave / scale for wave in waves] if scale else waves, scale)


@cache
def _cosines(length: int, frequency: int) -> tuple[float, ...]:
    return tuple(math.cos(math.pi / length * frequency * (at + 0.5)) for at in range(length))


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _round(value: float) -> int:
    """Half upwards, as the format's first implementation (JavaScript) does."""
    return math.floor(value + 0.5)
