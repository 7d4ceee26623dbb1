"""What becomes of a picture."""

import base64

import pytest
import pyvips

from mingle.features.media.processing import Declared, Kind
from mingle.features.media.processing.looks import distance
from tests.features.media.processing import pictures
from tests.features.media.processing.conftest import Processing

pytestmark = pytest.mark.anyio

NAMES = {f"{size}.{extension}" for size in ("thumbnail", "card", "full") for extension in ("avif", "webp", "jpeg")}


def encoded(extension: str) -> bytes:
    found: bytes = pictures.two_colours(960, 640).write_to_buffer(f".{extension}")
    return found


@pytest.mark.parametrize("extension", ["jpeg", "png", "webp", "avif", "gif"])
async def test_every_format_is_served_in_three_sizes_and_formats(processed: Processing, extension: str) -> None:
    made = await processed(encoded(extension))

    assert (made.kind, made.mime) == (Kind.IMAGE, f"image/{extension}")
    assert {one.name for one in made.variants} == NAMES
    for one in made.variants:
        shown = pictures.vips.new_from_file(str(one.path))
        assert (shown.width, shown.height) == (one.width, one.height)
        assert one.mime == f"image/{one.name.partition('.')[2]}"
        assert pictures.is_near(pictures.pixel(one.path, 0.25, 0.25), pictures.BLUE), one.name
        assert pictures.is_near(pictures.pixel(one.path, 0.75, 0.75), pictures.RED), one.name
    assert {(one.width, one.height) for one in made.variants} == {(960, 640), (720, 480), (256, 171)}
    assert (made.width, made.height) == (960, 640)


async def test_heic_is_turned_upright_and_keeps_no_place(processed: Processing) -> None:
    assert b"SecretCam" in pictures.HEIC_WITH_GPS.read_bytes()

    made = await processed(pictures.HEIC_WITH_GPS)

    assert (made.mime, made.width, made.height) == ("image/heic", 64, 96)
    for one in made.variants:
        assert pictures.is_near(pictures.pixel(one.path, 0.75, 0.25), pictures.BLUE), one.name
        assert pictures.is_near(pictures.pixel(one.path, 0.25, 0.75), pictures.RED), one.name
        assert not any(secret in one.path.read_bytes() for secret in pictures.SECRETS), one.name


@pytest.mark.parametrize(
    ("orientation", "blue_at"),
    [
        (1, (0.2, 0.2)),
        (2, (0.8, 0.2)),
        (3, (0.8, 0.8)),
        (4, (0.2, 0.8)),
        (5, (0.2, 0.2)),
        (6, (0.8, 0.2)),
        (7, (0.8, 0.8)),
        (8, (0.2, 0.8)),
    ],
)
async def test_a_photo_is_shown_as_it_was_held(
    processed: Processing, orientation: int, blue_at: tuple[float, float]
) -> None:
    made = await processed(pictures.jpeg_with_secrets(pictures.two_colours(), orientation))

    assert (made.width, made.height) == ((96, 64) if orientation < 5 else (64, 96))
    for one in made.variants:
        assert pictures.is_near(pictures.pixel(one.path, *blue_at), pictures.BLUE), one.name
        assert pictures.is_near(pictures.pixel(one.path, 1 - blue_at[0], 1 - blue_at[1]), pictures.RED), one.name


async def test_nothing_but_pixels_is_left(processed: Processing) -> None:
    original = pictures.jpeg_with_secrets(pictures.two_colours(960, 640).icc_export(output_profile="p3"))
    assert all(secret in original for secret in pictures.SECRETS if secret != b"GPS")

    made = await processed(original)

    for one in made.variants:
        assert not any(secret in one.path.read_bytes() for secret in pictures.SECRETS), one.name
        left = pictures.vips.new_from_file(str(one.path)).get_fields()
        assert not [field for field in left if field.startswith(("exif", "xmp", "iptc", "icc", "jpeg-comment"))]


async def test_colours_of_a_wide_screen_become_those_of_all_screens(processed: Processing) -> None:
    green = (0, 160, 40)
    plain = (pictures.vips.black(300, 200) + green).cast("uchar").copy(interpretation="srgb")
    wide = plain.icc_transform("p3", input_profile="srgb")
    assert not pictures.is_near(wide.getpoint(5, 5), green, by=20), "the numbers of the same colour differ"

    made = await processed(wide.jpegsave_buffer(Q=95))

    for one in made.variants:
        assert pictures.is_near(pictures.pixel(one.path, 0.5, 0.5), green, by=6), one.name


async def test_a_profile_that_does_not_fit_is_as_good_as_none(processed: Processing) -> None:
    """A grey picture with the profile of a wide screen, and one with a profile that is none."""
    grey = pictures.two_colours(300, 200).colourspace("b-w")
    wide = pictures.two_colours(8, 8).icc_transform("p3", input_profile="srgb").get("icc-profile-data")

    for profile in (wide, b"no profile"):
        marked = grey.copy()
        marked.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
        made = await processed(marked.pngsave_buffer())
        assert (made.width, made.height) == (300, 200)


@pytest.mark.parametrize("space", ["b-w", "rgb16", "cmyk", "grey16"])
async def test_other_ways_to_hold_colours_are_understood(processed: Processing, space: str) -> None:
    image = pictures.two_colours(300, 200)
    if space == "cmyk":
        content = image.icc_transform("cmyk", input_profile="srgb").jpegsave_buffer(Q=95)
    else:
        content = image.colourspace(space).pngsave_buffer()

    made = await processed(content)

    wanted = pictures.RED
    if space in {"b-w", "grey16"}:
        wanted = tuple(int(value) for value in image.colourspace("b-w").getpoint(280, 180)) * 3
    for one in made.variants:
        found = pictures.vips.new_from_file(str(one.path))
        assert (found.bands, found.format) == (3, "uchar")
        assert pictures.is_near(pictures.pixel(one.path, 0.9, 0.9), wanted, by=25), (one.name, space)


async def test_what_is_clear_stays_clear_and_is_white_where_it_cannot(processed: Processing) -> None:
    clear = pictures.two_colours(300, 200).bandjoin(0)

    made = await processed(clear.pngsave_buffer())

    for one in made.variants:
        found = pictures.pixel(one.path, 0.5, 0.5)
        assert found == [255, 255, 255] if one.name.endswith("jpeg") else found[3] == 0, one.name


async def test_a_small_picture_is_not_blown_up(processed: Processing) -> None:
    made = await processed(pictures.two_colours(1, 1).pngsave_buffer())

    assert {(one.width, one.height) for one in made.variants} == {(1, 1)}


async def test_a_very_long_picture_fits(processed: Processing) -> None:
    made = await processed(pictures.two_colours(12_000, 2).pngsave_buffer())

    assert (made.width, made.height) == (2048, 1)
    assert {(one.width, one.height) for one in made.variants} == {(2048, 1), (720, 1), (256, 1)}


async def test_a_large_photo_takes_less_than_half_the_bytes_in_every_form(processed: Processing) -> None:
    photo = pictures.textured(1000, 750).replicate(4, 4).jpegsave_buffer(Q=92)

    made = await processed(photo)

    assert (made.width, made.height) == (2048, 1536)
    sizes = {one.name: one.path.stat().st_size for one in made.variants}
    assert sum(sizes.values()) < len(photo) / 2, "all nine together"
    assert sizes["full.avif"] < sizes["full.jpeg"] * 0.75


@pytest.mark.parametrize("extension", ["gif", "webp"])
async def test_an_animation_goes_on_moving(processed: Processing, extension: str) -> None:
    frames = [pictures.textured(600, 300, seed) for seed in (1, 2, 3)]
    strip = pictures.vips.arrayjoin(frames, across=1).copy_memory()
    strip.set_type(pyvips.GValue.gint_type, "page-height", 300)
    strip.set_type(pyvips.GValue.array_int_type, "delay", [100, 200, 300])

    made = await processed(strip.write_to_buffer(f".{extension}"))

    by_name = {one.name: one for one in made.variants}
    assert set(by_name) == NAMES - {"full.avif"}, "clients prefer AVIF, and it would stand still"
    moving = pictures.vips.new_from_file(str(by_name["full.webp"].path), n=-1)
    assert (moving.get("n-pages"), moving.get("delay")) == (3, [100, 200, 300])
    assert (
        (moving.width, moving.get("page-height"))
        == (480, 240)
        == (by_name["full.webp"].width, by_name["full.webp"].height)
    )
    assert pictures.vips.new_from_file(str(by_name["card.webp"].path)).get_typeof("n-pages") == 0


async def test_the_content_decides_not_the_name(processed: Processing) -> None:
    made = await processed(encoded("jpeg"), Declared(name="../../film.MP4", mime="video/mp4"))

    assert (made.kind, made.mime) == (Kind.IMAGE, "image/jpeg")


async def test_copies_are_known_by_their_hash(processed: Processing) -> None:
    photo = pictures.textured(1200, 800, seed=5)
    first = await processed(photo.jpegsave_buffer(Q=92))
    copy = await processed(photo.resize(0.3).webpsave_buffer(Q=40))
    stranger = await processed(pictures.textured(1200, 800, seed=6).jpegsave_buffer(Q=92))

    assert first.perceptual_hash is not None
    assert copy.perceptual_hash is not None
    assert stranger.perceptual_hash is not None
    assert distance(first.perceptual_hash, copy.perceptual_hash) <= 4
    assert distance(first.perceptual_hash, stranger.perceptual_hash) >= 16
    assert -(2**63) <= first.perceptual_hash < 2**63


async def test_a_placeholder_is_a_few_bytes(processed: Processing) -> None:
    made = await processed(encoded("jpeg"))

    assert made.placeholder is not None
    assert 10 < len(base64.b64decode(made.placeholder)) <= 25


async def test_what_was_uploaded_is_left_as_it_was(
    processed: Processing, tmp_path_factory: pytest.TempPathFactory
) -> None:
    original = tmp_path_factory.mktemp("sent") / "photo.jpeg"
    original.write_bytes(encoded("jpeg"))

    made = await processed(original)

    assert original.read_bytes() == encoded("jpeg")
    assert all(one.path.name == one.name for one in made.variants)
