"""Believable people for a development database, out of two numbers: which seed, and which of its people."""

from mingle.seeding.population import Population

__all__ = ["Population"]
