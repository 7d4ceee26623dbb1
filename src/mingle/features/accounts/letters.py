"""The letters that accounts send: what they say, plainly and prettily."""

from dataclasses import dataclass
from html import escape

from mingle.features.accounts.factor_models import FactorChange
from mingle.kernel.mail import Mail

_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{subject}</title></head>
<body style="margin:0;background:#fbf6ef;color:#2e2420;font:16px/1.55 Figtree,-apple-system,'Segoe UI',sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td style="padding:0 8px 16px;font:600 20px Fraunces,Georgia,serif">{site}</td></tr>
<tr><td style="background:#fffdfa;border:1px solid #eadfd2;border-radius:24px;padding:28px 24px">
<h1 style="margin:0 0 12px;font:600 26px/1.2 Fraunces,Georgia,serif;letter-spacing:-0.015em">{title}</h1>
{paragraphs}{button}{after}
</td></tr>
<tr><td style="padding:16px 8px;font-size:13px;color:#75645a">{footer}</td></tr>
</table></td></tr></table></body></html>
"""
_PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
_BUTTON = (
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;background:#c93b22;color:#ffffff;'
    'text-decoration:none;font-weight:600;padding:14px 22px;border-radius:16px">{label}</a></p>'
    '<p style="margin:0 0 16px;font-size:13px;color:#75645a;word-break:break-all">{url}</p>'
)


@dataclass(frozen=True)
class Letter:
    """What a letter says."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    label: str = ""
    url: str = ""
    after: str = ""

    def to(self, address: str, site: str) -> Mail:
        """The letter to somebody, from a site."""
        footer = f"{site} sent this because of something that happened with your account."
        text = "\n\n".join(filter(None, [self.title, *self.paragraphs, self.url, self.after, f"-- \n{footer}"]))
        html = _PAGE.format(
            subject=escape(self.subject),
            site=escape(site),
            title=escape(self.title),
            paragraphs="".join(_PARAGRAPH.format(escape(paragraph)) for paragraph in self.paragraphs),
            button=_BUTTON.format(url=escape(self.url), label=escape(self.label)) if self.url else "",
            after=_PARAGRAPH.format(escape(self.after)) if self.after else "",
            footer=escape(footer),
        )
        return Mail(address, self.subject, text + "\n", html)


def welcome(name: str, url: str) -> Letter:
    """To somebody who has just signed up."""
    return Letter(
        "Confirm your address",
        f"Good to have you, {name}.",
        ("One thing is left: tell us that this address is yours. It is how you come back when a password is lost.",),
        "This is my address",
        url,
        "The link works for three days. If you did not sign up, do nothing: the address stays unconfirmed.",
    )


def already_here() -> Letter:
    """To the owner of an address that somebody has signed up with again."""
    return Letter(
        "You have an account already",
        "Somebody signed up with your address.",
        (
            "If that was you: you have an account with this address already. Sign in with it, and ask for a new "
            "password if you have lost the old one.",
            "If it was not you, nothing has happened to your account, and nothing needs to be done.",
        ),
    )


def reset(name: str, url: str, device: str, address: str) -> Letter:
    """To somebody who has lost a password."""
    return Letter(
        "Choose a new password",
        f"A new password for {name}.",
        (f"Somebody asked for it from {device} ({address}). If that was you, choose it here:",),
        "Choose a new password",
        url,
        "The link works once, for half an hour. If it was not you, do nothing: your password stays as it is.",
    )


def password_changed(name: str) -> Letter:
    """To somebody whose password is another one now."""
    return Letter(
        "Your password was changed",
        f"{name}, your password was changed.",
        (
            "Your other devices have been signed out.",
            "If it was not you, ask for a new password at once: this address is still yours.",
        ),
    )


def deletion_requested(name: str, day: str) -> Letter:
    """To somebody who has asked to be forgotten."""
    return Letter(
        "Your account will be deleted",
        f"{name}, your account will be deleted on {day}.",
        (
            "Until then nobody sees you here, and nothing is lost: sign in, and it is as if you had never left.",
            "After that day everything that is kept of you is erased, for good.",
            "If it was not you who asked, sign in and change your password.",
        ),
    )


_FACTOR_CHANGES = {
    FactorChange.TOTP_ON: (
        "Two-step sign-in is on",
        "From now on, signing in with the password asks for a code from your app, too.",
    ),
    FactorChange.TOTP_OFF: (
        "Two-step sign-in is off",
        "Signing in asks for the password alone. The recovery codes no longer work.",
    ),
    FactorChange.RECOVERY_CODE_USED: (
        "A recovery code was used",
        "It will not work again. When you run out of them, you can make new ones under Security.",
    ),
    FactorChange.RECOVERY_CODES_RENEWED: (
        "You have new recovery codes",
        "Those from before no longer work.",
    ),
    FactorChange.PASSKEY_ADDED: (
        "A passkey was added",
        "It opens your account without the password.",
    ),
    FactorChange.PASSKEY_REMOVED: (
        "A passkey was removed",
        "It no longer opens your account.",
    ),
}


def factor_changed(name: str, change: FactorChange, device: str, address: str) -> Letter:
    """To somebody whose second factors have changed."""
    subject, meaning = _FACTOR_CHANGES[change]
    return Letter(
        subject,
        f"{name}, {subject[0].lower()}{subject[1:]}.",
        (
            meaning,
            f"This was done from {device} ({address}). If it was not you, choose a new password, and sign out the "
            "devices that you do not know.",
        ),
    )


def change_address(name: str, url: str) -> Letter:
    """To an address that somebody wants to use from now on."""
    return Letter(
        "Confirm your new address",
        f"Is this you, {name}?",
        ("You want to use this address from now on. It becomes yours here when you open this link.",),
        "Use this address",
        url,
        "The link works for an hour. If you know nothing of this, do nothing: nothing changes.",
    )


def address_is_yours() -> Letter:
    """To the owner of an address that somebody wants to change theirs to."""
    return Letter(
        "Your address was typed in elsewhere",
        "Somebody wants to use your address.",
        (
            "They have an account here, and typed in this address as their new one. It stays yours.",
            "If that was you, with a second account: give the address up in this one first.",
        ),
    )


def address_change_asked(name: str, device: str, address: str) -> Letter:
    """To the present address, when another one was asked for."""
    return Letter(
        "Another address for your account",
        f"{name}, your address is about to change.",
        (
            f"Somebody asked for it from {device} ({address}). Until the new address is confirmed, this one stays.",
            "If it was not you, change your password at once: whoever asked knows it.",
        ),
    )


def address_changed(name: str) -> Letter:
    """To the address that was used before."""
    return Letter(
        "Your address was changed",
        f"{name}, we write to another address from now on.",
        ("This is the last mail to this one.", "If it was not you, write to the people who run this site."),
    )


def identity_linked(name: str, provider: str) -> Letter:
    """To somebody who has linked an account elsewhere."""
    return Letter(
        f"{provider} was linked",
        f"{name}, there is another way in.",
        (
            f"From now on, your account at {provider} opens your account here.",
            "If it was not you, unlink it on the page Security, and change your password.",
        ),
    )


def identity_unlinked(name: str, provider: str) -> Letter:
    """To somebody who has unlinked an account elsewhere."""
    return Letter(
        f"{provider} was unlinked",
        f"{name}, a way in is closed.",
        (
            f"Your account at {provider} does not open your account here any more.",
            "If it was not you, change your password at once.",
        ),
    )


def phone_verified(name: str, end: str) -> Letter:
    """To somebody who has verified a telephone number."""
    return Letter(
        "Your number was verified",
        f"{name}, your number is verified.",
        (
            f"It ends in {end}. Nobody else sees it.",
            "If it was not you, remove it on the page Security, and change your password.",
        ),
    )
