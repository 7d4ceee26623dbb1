"""Pictures with the statistics of photos, and how alike two pictures are. There are no photos of anybody in here."""

from pathlib import Path
from typing import Any

import pyvips

WIDTH, HEIGHT = 4000, 3000
QUALITY = 92
"""Of the JPEGs that stand for those of a camera: about 2 MB each, as a phone's."""
Image = Any
vips: Any = pyvips.Image  # its types do not know their own arguments


def write_scene(path: Path, seed: int) -> None:
    """Twelve megapixels: clouds whose detail falls off with frequency as in nature, smooth shapes with sharp edges."""
    octaves = [
        _octave(cell, seed * 1000 + at) * (36 * 0.72**at) for at, cell in enumerate(2**n for n in range(10, -1, -1))
    ]
    light = sum(octaves[1:], octaves[0])
    tints = [_octave(256, seed * 1000 + 50 + band) * 18 + _octave(32, seed * 1000 + 60 + band) * 6 for band in range(3)]
    shape = (_octave(500, seed * 1000 + 70) > 0.3).cast("float").gaussblur(0.8) / 255
    picture = tints[0].bandjoin(tints[1:]) + light * (1 - shape * 0.8) + [125, 115, 105] + shape * [50, 60, 80]
    picture.cast("uchar").copy(interpretation="srgb").jpegsave(str(path), Q=QUALITY)


def _octave(cell: int, seed: int) -> Image:
    noise = vips.gaussnoise(WIDTH // cell + 4, HEIGHT // cell + 4, sigma=1, mean=0, seed=seed)
    if cell == 1:
        return noise.crop(0, 0, WIDTH, HEIGHT)
    return noise.resize(cell, kernel="cubic").crop(cell, cell, WIDTH, HEIGHT)


def reference(source: Path, side: int) -> Image:
    """The picture as it would be served if nothing were lost."""
    return vips.thumbnail(str(source), side, height=side, size="down", output_profile="srgb").copy_memory()


def likeness(one: Image, path: Path) -> float:
    """SSIM of the lightness (Wang et al. 2004, Gaussian window of 1.5 pixels): 1 is the same, 0.95 is hard to tell."""
    a, b = (image.colourspace("b-w")[0].cast("float") for image in (one, vips.new_from_file(str(path))))
    mean_a, mean_b = _blurred(a), _blurred(b)
    spread = _blurred(a * a) - mean_a**2, _blurred(b * b) - mean_b**2
    together = _blurred(a * b) - mean_a * mean_b
    steady, steadier = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_a * mean_b + steady) * (2 * together + steadier)
    below = (mean_a**2 + mean_b**2 + steady) * (spread[0] + spread[1] + steadier)
    found: float = (above / below).avg()
    return found


def _blurred(image: Image) -> Image:
    return image.gaussblur(1.5, precision="float")
