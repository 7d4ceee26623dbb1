"""Moderation: what people point at, kept as it was for those who run the site.

A report is one row of `reports`: who, whom, what, why, and the evidence. This feature takes reports in and keeps them;
what becomes of them is for a later one. docs/moderation.md says who may report what.
"""

from mingle.features.moderation import personal
from mingle.features.moderation.http import ReportController
from mingle.features.moderation.service import before_erasure
from mingle.kernel.feature import Feature

MODERATION = Feature(
    "moderation",
    routes=[ReportController],
    personal=personal.TABLES,
    before_erasure=before_erasure,
)

__all__ = ["MODERATION"]
