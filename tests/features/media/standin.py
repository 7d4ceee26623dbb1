"""Processing that does what the first words of a file say, so that these tests are about everything around it."""

import shutil
from pathlib import Path

from mingle.features.media.processing import Declared, Kind, Limits, Processed, Rejected, Screening, Variant, sniff

PNG = b"\x89PNG\r\n\x1a\n"
OGG = b"OggS"
WEBM = b"\x1aE\xdf\xa3"


async def process(source: Path, into: Path, declared: Declared, limits: Limits, screening: Screening) -> Processed:
    """Pictures become what they are in four forms; what says that it is broken or bad is treated so."""
    del limits, screening
    content = source.read_bytes()
    sniffed = sniff(content[:4096])
    kind = Kind.VOICE if declared.is_voice and sniffed.kind in (Kind.AUDIO, Kind.VIDEO) else sniffed.kind
    if kind not in declared.kinds:
        raise Rejected("wrong_kind", "This is something else.")
    if b"broken" in content[:100]:
        raise Rejected("broken", "This picture cannot be read.")
    flagged = "nudity" if b"flagged" in content[:100] else None
    if kind is Kind.FILE:
        target = into / "original.bin"
        shutil.copy(source, target)
        return Processed(kind, sniffed.mime, [Variant("original.bin", target, sniffed.mime)])
    if kind is Kind.VOICE:
        target = into / "audio.ogg"
        shutil.copy(source, target)
        return Processed(
            kind, sniffed.mime, [Variant("audio.ogg", target, "audio/ogg")], duration_ms=1500, waveform=[50] * 64
        )
    variants: list[Variant] = []
    for name, mime, size in (
        ("thumbnail.webp", "image/webp", 160),
        ("full.avif", "image/avif", 1600),
        ("full.jpeg", "image/jpeg", 1600),
        ("full.webp", "image/webp", 1600),
    ):
        (into / name).write_bytes(name.encode() + b" of " + content)
        variants.append(Variant(name, into / name, mime, size, size))
    return Processed(
        kind,
        sniffed.mime,
        variants,
        width=4000,
        height=3000,
        placeholder="1QcSHQRnh493V4dIh4eXh1h4kJUI",
        perceptual_hash=-42,
        flagged=flagged,
    )
