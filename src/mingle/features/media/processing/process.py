"""The story of one file: what it is, whether it may be, what is served of it, and whether somebody must look first."""

import asyncio
from pathlib import Path

import msgspec

from mingle.features.media.processing import ffmpeg, rejections, sniff
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
from mingle.features.media.processing.screening import look, scan
from mingle.features.media.processing.video import make_video


class _Work(msgspec.Struct, frozen=True):
    """What `process` was asked."""

    source: Path
    into: Path
    declared: Declared
    limits: Limits
    screening: Screening
    sniffed: Sniffed

    def require_kind(self, kind: Kind) -> None:
        if kind not in self.declared.kinds:
            raise rejections.WrongKind


async def process(source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening) -> Processed:
    """Make what is served of `source` in the folder `into`, which is there and empty. `source` stays as it is.

    Raises:
        Rejected: it is not accepted; the reason is told to whoever sent it.
        ScreeningUnavailable: who has to look at it cannot be reached; try again later.
    """
    size = await asyncio.to_thread(lambda: source.stat().st_size)
    if size == 0:
        raise rejections.Empty
    sniffed = await asyncio.to_thread(sniff.sniff_file, source)
    work = _Work(source, into, declared, limits, screening, sniffed)
    _require_claim(sniffed, declared)
    _require_size(size, sniffed.kind, limits)
    virus, waits = await scan(source, screening)
    if virus is not None:
        raise rejections.Infected
    make = {Kind.IMAGE: _picture, Kind.FILE: _file}.get(sniffed.kind, _recording)
    made = await make(work)
    return msgspec.structs.replace(made, flagged=made.flagged or waits)


async def _picture(work: _Work) -> Processed:
    work.require_kind(Kind.IMAGE)
    made = await make_picture(work.source, work.sniffed.mime, work.into, work.limits)
    return Processed(
        Kind.IMAGE,
        work.sniffed.mime,
        made.variants,
        made.width,
        made.height,
        placeholder=made.placeholder,
        perceptual_hash=made.perceptual_hash,
        flagged=await look([work.into / "card.jpeg"], made.perceptual_hash, work.into, work.screening),
    )


async def _recording(work: _Work) -> Processed:
    """Video or audio: containers are alike, what is in them decides."""
    demuxer = sniff.DEMUXERS[work.sniffed.mime]
    streams = await ffmpeg.probe(work.source, demuxer, work.into)
    if streams.has_video:
        work.require_kind(Kind.VIDEO)
        return await _video(work, demuxer, streams)
    is_voice = work.declared.is_voice or Kind.AUDIO not in work.declared.kinds
    kind = Kind.VOICE if is_voice else Kind.AUDIO
    work.require_kind(kind)
    made = await make_audio(work.source, demuxer, streams, work.into, work.limits, is_voice=is_voice)
    mime = sniff.without_pictures(work.sniffed.mime)
    return Processed(kind, mime, made.variants, duration_ms=made.duration_ms, waveform=made.waveform)


async def _video(work: _Work, demuxer: str, streams: ffmpeg.Streams) -> Processed:
    made = await make_video(work.source, demuxer, streams, work.into, work.limits)
    poster = made.poster
    seen = [work.into / "poster.jpeg", *made.frames]
    return Processed(
        Kind.VIDEO,
        sniff.with_pictures(work.sniffed.mime),
        made.variants,
        made.width,
        made.height,
        made.duration_ms,
        placeholder=poster.placeholder,
        perceptual_hash=poster.perceptual_hash,
        flagged=await look(seen, poster.perceptual_hash, work.into, work.screening),
    )


async def _file(work: _Work) -> Processed:
    """Kept as it is, always downloaded, never opened: an archive is not unpacked."""
    work.require_kind(Kind.FILE)
    return Processed(Kind.FILE, work.sniffed.mime, [Variant("original.bin", work.source, sniff.UNKNOWN)])


def _require_claim(sniffed: Sniffed, declared: Declared) -> None:
    """What is named as something to look at or listen to, and is not, would only surprise whoever receives it."""
    if sniffed.kind is Kind.FILE and sniff.claims_to_be_shown(declared.name, declared.mime):
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
