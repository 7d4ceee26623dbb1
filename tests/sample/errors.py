"""Errors of the sample feature."""

from mingle.kernel.errors import Conflict


class WallFull(Conflict):
    """The wall has no room left."""
