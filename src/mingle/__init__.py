"""Mingle: one self-hosted platform on which people meet."""

__version__ = "0.1.0"
