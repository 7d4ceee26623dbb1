"""Processing: makes what is served out of what was uploaded. It knows neither the database nor HTTP."""

from mingle.features.media.processing.clamd import Clamd
from mingle.features.media.processing.contract import (
    Declared,
    Kind,
    Limits,
    PictureScreener,
    Process,
    Processed,
    Rejected,
    Screening,
    Sniffed,
    Variant,
    VirusScanner,
)
from mingle.features.media.processing.process import process
from mingle.features.media.processing.rejections import MESSAGES
from mingle.features.media.processing.screening import NudityScreener, ScreeningUnavailable
from mingle.features.media.processing.sniff import HEAD_BYTES, sniff

__all__ = [
    "HEAD_BYTES",
    "MESSAGES",
    "Clamd",
    "Declared",
    "Kind",
    "Limits",
    "NudityScreener",
    "PictureScreener",
    "Process",
    "Processed",
    "Rejected",
    "Screening",
    "ScreeningUnavailable",
    "Sniffed",
    "Variant",
    "VirusScanner",
    "process",
    "sniff",
]
