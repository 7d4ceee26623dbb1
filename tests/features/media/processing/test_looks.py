"""Placeholders and perceptual hashes, against values of the format's first implementation and against themselves."""

import math

from hypothesis import given
from hypothesis import strategies as st

from mingle.features.media.processing.looks import HASH_SIDE, Preview, distance, perceptual_hash, thumbhash

LANDSCAPE = "1e08061482035364525557415173abaf4baf67"
PORTRAIT = "5ff8051404002572355512058425cf7b9f9f4b"
CLEAR = "5ff8810d0016414586b7404681fe6bedd50f6877827490a336"


def pattern(width: int, height: int, *, clear: bool = False) -> Preview:
    """Pixels without symmetries: where a wave is exactly nought, implementations round as they like."""
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            alpha = (x * x * 5 + y * 9) % 200 if clear else 255
            pixels += bytes([(x * x * 3 + y * 17) % 256, (y * y * 5 + x * 11) % 256, x * y * 7 % 256, alpha])
    return Preview(width, height, bytes(pixels))


def test_it_is_what_the_first_implementation_makes() -> None:
    """Made by `rgbaToThumbHash` of the npm package `thumbhash` 0.1.1 from the same pixels."""
    assert thumbhash(pattern(32, 20)).hex() == LANDSCAPE
    assert thumbhash(pattern(20, 32)).hex() == PORTRAIT
    assert thumbhash(pattern(24, 24, clear=True)).hex() == CLEAR


@given(st.integers(1, 32), st.integers(1, 32), st.binary(min_size=4, max_size=4))
def test_any_picture_has_one(width: int, height: int, colour: bytes) -> None:
    found = thumbhash(Preview(width, height, colour * (width * height)))

    assert 5 < len(found) <= 25


def waves(across: float, down: float, light: float = 0.0) -> bytes:
    """Light and dark stripes."""
    side = range(HASH_SIDE)
    return bytes(
        min(255, max(0, round(128 + light + 60 * math.sin(x * across + 0.3) + 50 * math.cos(y * down + x * 0.1))))
        for y in side
        for x in side
    )


def test_a_little_lighter_is_the_same_and_another_is_not() -> None:
    one, lighter, other = waves(0.3, 0.5), waves(0.3, 0.5, light=12), waves(0.7, 0.2)

    assert distance(perceptual_hash(one), perceptual_hash(lighter)) <= 2
    assert distance(perceptual_hash(one), perceptual_hash(other)) >= 16


@given(st.binary(min_size=HASH_SIDE**2, max_size=HASH_SIDE**2))
def test_a_hash_fits_a_bigint(grey: bytes) -> None:
    assert -(2**63) <= perceptual_hash(grey) < 2**63


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_distance_counts_bits(one: int, other: int) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == distance(other, one) <= 64
    assert distance(0, -1) == 64
