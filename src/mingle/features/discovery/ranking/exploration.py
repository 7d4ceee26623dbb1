"""Newcomers: what is not known of somebody is imagined anew each time (Thompson sampling): everybody gets a chance.

Of whom little is known has a wide distribution: sometimes they are imagined at the top, are shown, and are then known
better. The same seed and person give the same draw, whoever else is among the candidates.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mingle.features.discovery.ranking.history import Numbers
from mingle.features.discovery.ranking.standing import Standings

Keys = NDArray[np.uint64]
DEFAULT_SPREAD = 0.5
"""How many of their standard deviations people are moved: 0 explores nothing, 1 is Thompson sampling in full."""


def imagine(known: Standings, keys: Keys, seed: int, spread: float = DEFAULT_SPREAD) -> Standings:
    """Standings as they might be: openness and appeal drawn from what is known of them.

    `keys` are any numbers that tell people apart. What was drawn is no longer uncertain: the variances shrink.
    """
    to_openness, to_appeal = _normal_pairs(keys, seed)
    left = 1 - spread**2
    return replace(
        known,
        openness=known.openness + spread * np.sqrt(known.openness_variance) * to_openness,
        appeal=known.appeal + spread * np.sqrt(known.appeal_variance) * to_appeal,
        openness_variance=left * known.openness_variance,
        appeal_variance=left * known.appeal_variance,
    )


def _normal_pairs(keys: Keys, seed: int) -> tuple[Numbers, Numbers]:
    """Two independent standard normal numbers a key, by the method of Box and Muller."""
    first = _mix(keys ^ _mix(np.array([seed % 2**64], dtype=np.uint64)))
    second = _mix(first)
    radius = np.sqrt(-2 * np.log(_unit(first)))
    angle = 2 * np.pi * _unit(second)
    return radius * np.cos(angle), radius * np.sin(angle)


def _unit(bits: Keys) -> Numbers:
    """Above 0, at most 1."""
    return ((bits >> np.uint64(11)).astype(np.float64) + 1) / 2.0**53


def _mix(bits: Keys) -> Keys:
    """SplitMix64 (Steele, Lea and Flood, OOPSLA 2014); it wraps around on purpose."""
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
