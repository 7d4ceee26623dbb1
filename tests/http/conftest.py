"""Hypothesis as these tests want it."""

from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine's other work than about ours.
settings.register_profile("mingle", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mingle")
