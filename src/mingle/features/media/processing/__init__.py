"""Processing: makes what is served out of what was uploaded. It knows neither the database nor HTTP."""

from mingle.features.media.processing.contract import (
    Declared,
    Kind,
    Limits,
    Process,
    Processed,
    Rejected,
    Screening,
    Sniffed,
    Variant,
)

__all__ = ["Declared", "Kind", "Limits", "Process", "Processed", "Rejected", "Screening", "Sniffed", "Variant"]
