"""The program that decodes one picture and writes what is served of it. It runs alone, limited, and knows no secret.

It is started by its path, in a folder of its own (see `processing.sandbox`): whatever is in the picture, this is all
that it can reach. `argv[1]` is a JSON object: `source`, `mime`, `into`, `largest` (the name of the largest size),
`pixels`, `frames` and `animated_pixels` (limits). It prints a JSON object: `rejected` with a reason, or `width`,
`height`, `variants` (`[name, mime, width, height]`) and `preview` (32 pixels at most a side: `width`, `height`, base64
`rgba`) and `grey` (32 by 32 pixels, base64).
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pyvips
from pyvips.error import Error as VipsError

SIZES = (("card", 720), ("thumbnail", 256))
LARGEST = 2048
ANIMATED = 480
"""The sizes, in pixels of the longer side: thumbnails fill a row's 96 points on dense screens, cards half a phone."""
LOADERS = {
    "image/jpeg": "VipsForeignLoadJpeg",
    "image/png": "VipsForeignLoadPng",
    "image/webp": "VipsForeignLoadWebp",
    "image/gif": "VipsForeignLoadNsgif",
    "image/avif": "VipsForeignLoadHeif",
}
PAGED = {"image/gif", "image/webp"}
# Chosen by measuring (docs/media-processing.md): alike to the eye, and quick enough for a photo in a second.
AVIF = {"compression": "av1", "Q": 55, "effort": 1, "keep": "none"}
WEBP = {"Q": 78, "effort": 2, "keep": "none"}
JPEG = {"Q": 80, "optimize_coding": True, "interlace": True, "keep": "none"}
ANIMATED_WEBP = {"Q": 70, "effort": 1, "keep": "none"}

Image = Any  # pyvips has no types


class Refused(Exception):
    """The picture is not accepted, for a reason that has a name."""


def main(asked: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked; a reason where that cannot be."""
    try:
        return make(asked)
    except Refused as refused:
        return {"rejected": str(refused)}
    except MemoryError:
        return {"rejected": "too_demanding"}
    except (VipsError, ValueError, OSError, EOFError, SyntaxError, RuntimeError) as error:
        # libvips and libheif say it in words only
        is_memory = "memory" in str(error).lower()
        return {"rejected": "too_demanding" if is_memory else "damaged"}


def make(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything that is served of the picture."""
    mime, into = asked["mime"], Path(asked["into"])
    trust_only(mime)
    source = open_heic(asked) if mime == "image/heic" else open_picture(asked)
    pages = source.get("n-pages") if mime in PAGED and source.get_typeof("n-pages") else 1
    if pages > 1:
        check_animation(source, pages, asked)
    full = shrunk(source, asked).copy_memory()
    written = [(asked["largest"], full)] + [(name, smaller(full, side)) for name, side in SIZES]
    variants: list[list[Any]] = []
    for name, image in written:
        is_moving = pages > 1 and name == asked["largest"]
        variants += write(image, into, name, ["jpeg"] if is_moving else ["avif", "webp", "jpeg"])
    if pages > 1:
        variants.append(animate(asked["source"], into, f"{asked['largest']}.webp"))
    thumbnail = written[-1][1]
    return {"width": full.width, "height": full.height, "variants": variants, **look(thumbnail)}


def trust_only(mime: str) -> None:
    """Let libvips read this one format and no other, whatever the bytes say."""
    pyvips.cache_set_max(0)
    pyvips.operation_block_set("VipsForeignLoad", state=True)
    if mime in LOADERS:
        pyvips.operation_block_set(LOADERS[mime], state=False)


def open_picture(asked: dict[str, Any]) -> Image:
    """The header, decoded; pixels come when they are asked for."""
    image = pyvips.Image.new_from_file(asked["source"], access="sequential", fail_on="error")
    check_pixels(image.width, image.height, asked)
    return image


def open_heic(asked: dict[str, Any]) -> Image:
    """HEIC goes through libheif and libde265 of another wheel: that of libvips leaves HEVC out."""
    import pi_heif  # noqa: PLC0415  # only where it is needed

    heif = pi_heif.open_heif(asked["source"], convert_hdr_to_8bit=True, bgr_mode=False)
    check_pixels(*heif.size, asked)
    bands = len(heif.mode)
    image = pyvips.Image.new_from_memory(heif.data, heif.stride // bands, heif.size[1], bands, "uchar")
    image = image.crop(0, 0, *heif.size).copy(interpretation="srgb" if bands > 2 else "b-w")
    profile = heif.info.get("icc_profile")
    if profile:
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return image


def check_pixels(width: int, height: int, asked: dict[str, Any]) -> None:
    """Before a single pixel is decoded."""
    if width * height > asked["pixels"]:
        raise Refused("too_many_pixels")


def check_animation(source: Image, pages: int, asked: dict[str, Any]) -> None:
    """Before a single frame is decoded."""
    if pages > asked["frames"] or source.width * source.height * pages > asked["animated_pixels"]:
        raise Refused("too_many_frames")


def shrunk(source: Image, asked: dict[str, Any]) -> Image:
    """The picture upright, in sRGB, eight bits deep, and no larger than what is served."""
    options = {"height": LARGEST, "size": "down", "export_profile": "srgb", "fail_on": "error"}
    if asked["mime"] == "image/heic":
        del options["fail_on"]
        image = source.thumbnail_image(LARGEST, **options)
    else:
        image = pyvips.Image.thumbnail(asked["source"], LARGEST, **options)
    image = image.colourspace("srgb")
    return image if image.format == "uchar" else image.cast("uchar")


def smaller(image: Image, side: int) -> Image:
    """A copy that fits a square."""
    return image.thumbnail_image(side, height=side, size="down").copy_memory()


def write(image: Image, into: Path, name: str, formats: list[str]) -> list[list[Any]]:
    """One size in several formats."""
    for extension in formats:
        path = str(into / f"{name}.{extension}")
        if extension == "avif":
            image.heifsave(path, **AVIF)
        elif extension == "webp":
            image.webpsave(path, **WEBP)
        else:
            opaque = image.flatten(background=255) if image.hasalpha() else image
            opaque.jpegsave(path, **JPEG)
    return [[f"{name}.{one}", f"image/{one}", image.width, image.height] for one in formats]


def animate(source: str, into: Path, name: str) -> list[Any]:
    """All frames as one animated WebP; there is no AVIF of that size, which clients would prefer and which stands still."""
    moving = pyvips.Image.thumbnail(f"{source}[n=-1]", ANIMATED, height=ANIMATED, size="down", export_profile="srgb")
    moving.webpsave(str(into / name), **ANIMATED_WEBP)
    return [name, "image/webp", moving.width, moving.get("page-height")]


def look(thumbnail: Image) -> dict[str, Any]:
    """What a placeholder and a perceptual hash are made of."""
    small = thumbnail.thumbnail_image(32, height=32)
    small = small if small.hasalpha() else small.bandjoin(255)
    grey = thumbnail.flatten(background=255) if thumbnail.hasalpha() else thumbnail
    grey = grey.thumbnail_image(32, height=32, size="force").colourspace("b-w")[0]
    rgba = base64.b64encode(small.cast("uchar").write_to_memory()).decode()
    return {
        "preview": {"width": small.width, "height": small.height, "rgba": rgba},
        "grey": base64.b64encode(grey.cast("uchar").write_to_memory()).decode(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(json.loads(sys.argv[1]))))
