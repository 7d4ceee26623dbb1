"""Text messages: one interface, Twilio, and a sender for laptops that shows them in the log."""

from typing import Protocol

import msgspec

from mingle.kernel.log import get_logger
from mingle.settings import Settings

log = get_logger(__name__)


class Sms(msgspec.Struct, frozen=True):
    """A text message to a number in E.164."""

    to: str
    text: str


class SmsSender(Protocol):
    """Sends text messages; jobs call it, never a request."""

    async def send(self, sms: Sms) -> None:
        """Hand a message over.

        Raises:
            Unavailable: it was not taken; try again.
        """
        ...


class LogSms:
    """Shows messages in the log, for the person at the laptop. Never in production: the log would hold codes."""

    def __init__(self, settings: Settings) -> None:
        if settings.is_production:
            msg = "text messages are never written into the log of a production server"
            raise RuntimeError(msg)

    async def send(self, sms: Sms) -> None:
        """Write a line."""
        log.warning("a text message was not sent, since MINGLE_SMS_ACCOUNT is not set", to=sms.to, text=sms.text)


class NoSms:
    """Sends nothing: a production server without a provider. Who asks before (`Settings.has_sms`) never gets here."""

    async def send(self, sms: Sms) -> None:
        """Say that there is nobody to send it, and drop it."""
        del sms
        log.error("a text message was dropped, since MINGLE_SMS_ACCOUNT is not set")


def open_sms(settings: Settings) -> SmsSender:
    """The sender that the settings name."""
    if settings.sms_account:
        from mingle.kernel.twilio import TwilioSms  # noqa: PLC0415  # slow, and many do without

        token = settings.sms_token.get_secret_value()
        return TwilioSms(settings.sms_url, settings.sms_account, token, settings.sms_from)
    return NoSms() if settings.is_production else LogSms(settings)
