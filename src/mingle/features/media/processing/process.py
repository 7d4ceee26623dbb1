"""The story of one file: what it is, whether it may be, what is served of it, and whether somebody must look first."""

import asyncio
from pathlib import Path

import msgspec

from mingle.features.media.processing import ffmpeg, rejections, screening, sniff
from mingle.features.media.processing.audio import make_audio
from mingle.features.media.processing.contract import (
    Declared,
    Kind,
    Limits,
    Processed,
    Screening,
    Sniffed,
    Variant,
)
from mingle.features.media.processing.pictures import make_picture
from mingle.features.media.processing.video import make_video


async def process(
    source: Path, into: Path, declared: Declared, limits: Limits, screening_: Screening = Screening()
) -> Processed:
    """Make what is served of `source` in the folder `into`, which is there and empty. `source` stays as it is.

    Raises:
        Rejected: it is not accepted; the reason is told to whoever sent it.
        ScreeningUnavailable: who has to look at it cannot be reached; try again later.
    """
    size = await asyncio.to_thread(lambda: source.stat().st_size)
    sniffed = await asyncio.to_thread(sniff.sniff_file, source)
    if size == 0:
        raise rejections.Empty
    _require_claim(sniffed, declared)
    _require_size(size, sniffed.kind, limits)
    virus, waits = await screening.scan(source, screening_)
    if virus is not None:
        raise rejections.Infected
    if sniffed.kind is Kind.IMAGE:
        made = await _picture(source, into, sniffed, declared, limits, screening_)
    elif sniffed.kind is Kind.FILE:
        made = _file(source, sniffed, declared)
    else:
        made = await _recording(source, into, sniffed, declared, limits, screening_)
    return msgspec.structs.replace(made, flagged=made.flagged or waits)


async def _picture(
    source: Path, into: Path, sniffed: Sniffed, declared: Declared, limits: Limits, screening_: Screening
) -> Processed:
    _require_kind(Kind.IMAGE, declared)
    made = await make_picture(source, sniffed.mime, into, limits)
    return Processed(
        Kind.IMAGE,
        sniffed.mime,
        made.variants,
        made.width,
        made.height,
        placeholder=made.placeholder,
        perceptual_hash=made.perceptual_hash,
        flagged=await screening.look([into / "card.jpeg"], made.perceptual_hash, into, screening_),
    )


async def _recording(
    source: Path, into: Path, sniffed: Sniffed, declared: Declared, limits: Limits, screening_: Screening
) -> Processed:
    """Video or audio: containers are alike, what is in them decides."""
    demuxer = sniff.DEMUXERS[sniffed.mime]
    streams = await ffmpeg.probe(source, demuxer, into)
    if streams.has_video:
        _require_kind(Kind.VIDEO, declared)
        return await _video(source, into, sniff.with_pictures(sniffed), streams, limits, screening_)
    is_voice = declared.is_voice or Kind.AUDIO not in declared.kinds
    kind = Kind.VOICE if is_voice else Kind.AUDIO
    _require_kind(kind, declared)
    made = await make_audio(source, demuxer, streams, into, limits, is_voice=is_voice)
    mime = sniff.without_pictures(sniffed).mime
    return Processed(kind, mime, made.variants, duration_ms=made.duration_ms, waveform=made.waveform)


async def _video(
    source: Path, into: Path, sniffed: Sniffed, streams: ffmpeg.Streams, limits: Limits, screening_: Screening
) -> Processed:
    made = await make_video(source, sniff.DEMUXERS.get(sniffed.mime, "ogg"), streams, into, limits)
    poster = made.poster
    flagged = await screening.look([into / "poster.jpeg", *made.frames], poster.perceptual_hash, into, screening_)
    return Processed(
        Kind.VIDEO,
        sniffed.mime,
        made.variants,
        made.width,
        made.height,
        made.duration_ms,
        placeholder=poster.placeholder,
        perceptual_hash=poster.perceptual_hash,
        flagged=flagged,
    )


def _file(source: Path, sniffed: Sniffed, declared: Declared) -> Processed:
    """Kept as it is, always downloaded, never opened: an archive is not unpacked."""
    _require_kind(Kind.FILE, declared)
    return Processed(Kind.FILE, sniffed.mime, [Variant("original.bin", source, sniff.UNKNOWN)])


def _require_kind(kind: Kind, declared: Declared) -> None:
    if kind not in declared.kinds:
        raise rejections.WrongKind


def _require_claim(sniffed: Sniffed, declared: Declared) -> None:
    """What is named as something to look at or listen to, and is not, would only surprise whoever receives it."""
    if sniffed.kind is Kind.FILE and sniff.claimed_kind(declared.name, declared.mime) is not Kind.FILE:
        raise rejections.NotWhatItSays


def _require_size(size: int, kind: Kind, limits: Limits) -> None:
    most = {
        Kind.IMAGE: limits.image_bytes,
        Kind.VIDEO: limits.video_bytes,
        Kind.AUDIO: limits.audio_bytes,
        Kind.FILE: limits.file_bytes,
    }
    if size > most[kind]:
        raise rejections.TooLarge
