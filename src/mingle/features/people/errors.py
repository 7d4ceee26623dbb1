"""What people may be told."""

from mingle.kernel.errors import Conflict, Forbidden


class DirectoryClosed(Forbidden):
    """This site has no directory of its people."""


class MovedTooFast(Conflict):
    """Nobody travels that fast. Try again later, or choose your city by name."""


class BirthdateSettled(Conflict):
    """A birthdate can be corrected in the first week. Write to the people who run this site."""


class PhotoLimit(Conflict):
    """A profile has room for nine photos. Remove one first."""


class NoPhotoYet(Conflict):
    """Add a photo to your profile first: the selfie is compared with it."""


class NoPoseAsked(Conflict):
    """Ask for a pose first."""


class AlreadyDecided(Conflict):
    """Somebody has decided this already."""


class ExportTooSoon(Conflict):
    """An export of the last day is there already."""


class NoSocials(Conflict):
    """Write down where people find you first."""


class NotYourself(Conflict):
    """That is you."""
