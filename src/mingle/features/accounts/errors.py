"""What can go wrong on the way in."""

from mingle.kernel.errors import Conflict, FieldError, Forbidden, Gone, Unauthenticated


class InvalidCredentials(Unauthenticated):
    """This login and this password do not fit together."""


class SessionEnded(Unauthenticated):
    """You are signed out on this device. Sign in again."""


class AccountBanned(Forbidden):
    """This account has been closed by the people who run this site."""


class CrossSite(Forbidden):
    """This came from a page of another site."""


class UsernameTaken(Conflict):
    """Somebody has this username already. Choose another."""

    def __init__(self) -> None:
        super().__init__(details=[FieldError("username", "is taken")])


class NotAGuest(Conflict):
    """This account is permanent already."""


class WrongPassword(Forbidden):
    """This is not your current password."""

    def __init__(self) -> None:
        super().__init__(details=[FieldError("currentPassword", "is not your current password")])


class LinkExpired(Gone):
    """This link has been used or is too old. Ask for a new one."""
