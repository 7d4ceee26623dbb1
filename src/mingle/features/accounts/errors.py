"""What can go wrong on the way in."""

from mingle.kernel.errors import Conflict, FieldError, Forbidden, Gone, NotFound, Unauthenticated


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

    def __init__(self, field: str = "currentPassword") -> None:
        super().__init__(details=[FieldError(field, "is not your current password")])


class LinkExpired(Gone):
    """This link has been used or is too old. Ask for a new one."""


class TotpRequired(Unauthenticated):
    """This account asks for a code, too: from your app, or one of your recovery codes."""


class TotpInvalid(Unauthenticated):
    """This code is not right, has been used, or is too old."""

    def __init__(self) -> None:
        super().__init__(details=[FieldError("totp", "is not right, has been used, or is too old")])


class WrongCode(Forbidden):
    """This code is not right, has been used, or is too old."""

    def __init__(self) -> None:
        super().__init__(details=[FieldError("code", "is not right, has been used, or is too old")])


class StepUpRequired(Forbidden):
    """Show first that it is you."""


class PasskeyRefused(Forbidden):
    """This passkey was not accepted. Try again, or choose another way."""


class PasskeyTaken(Conflict):
    """This passkey is registered already."""


class TooManyPasskeys(Conflict):
    """There are as many passkeys as an account can have. Remove one first."""


class LastWayIn(Conflict):
    """This is the only way into your account. Give it another one first."""


class FactorNeeded(Conflict):
    """Moderators and admins need a second factor. Set up another one first."""


class NoPassword(Conflict):
    """This account has no password that codes could protect."""


class NothingBegun(Conflict):
    """The set-up was not begun, or began too long ago. Begin again."""


class TotpOff(Conflict):
    """Two-step sign-in is off."""


class AddressTaken(Conflict):
    """This address belongs to another account."""


class AnotherAddress(Conflict):
    """The account has another address than this."""


class SignInAgain(Forbidden):
    """This needs a fresh sign-in. Sign out, come back, and try again."""


class SignInExpired(Gone):
    """This sign-in has been used, is too old, or began in another browser. Begin again."""


class RegistrationExpired(Gone):
    """This has taken too long, or was done already. Sign in with your provider again."""


class IdentityTaken(Conflict):
    """This belongs to another account here already."""


class AlreadyLinked(Conflict):
    """An account of this provider is linked already. Unlink it first."""


class NoWayBack(Conflict):
    """A guest has no address. Keep the account first."""


class NoTextMessages(NotFound):
    """This site sends no text messages."""


class PhoneTaken(Conflict):
    """This number belongs to another account here."""

    def __init__(self) -> None:
        super().__init__(details=[FieldError("phone", "belongs to another account here")])
