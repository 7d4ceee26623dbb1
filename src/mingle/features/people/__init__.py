"""People: what somebody shows of themselves. For now only what `mingle seed` fills in, for screens that are to come."""

from mingle.features.people.seed import seed_people
from mingle.kernel.feature import Feature

PEOPLE = Feature("people", seed=seed_people)

__all__ = ["PEOPLE"]
