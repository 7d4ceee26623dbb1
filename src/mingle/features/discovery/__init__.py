"""Discovery: who likes whom, who has found each other, and what that takes.

What somebody thinks of another is one row of `judgements`; it hides the other from their feed until `hidden_until`, or
for good. Two who like each other have one match, which opens their private chat.
"""

from mingle.features.discovery import personal
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

DISCOVERY = Feature(
    "discovery",
    switch=FeatureName.DISCOVERY,
    personal=personal.TABLES,
)

__all__ = ["DISCOVERY"]
