"""Mail: one interface, a real sender, and one for laptops without a mail server."""

import re
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec

from mingle.kernel import clock
from mingle.kernel.errors import Unavailable
from mingle.kernel.log import get_logger
from mingle.settings import Settings

log = get_logger(__name__)

SMTP_TIMEOUT_SECONDS = 20


class Mail(msgspec.Struct, frozen=True):
    """A letter with a plain and a pretty part, which say the same."""

    to: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    """Sends letters; jobs call it, never a request."""

    async def send(self, mail: Mail) -> None:
        """Hand a letter over.

        Raises:
            Unavailable: it was not taken; try again.
        """
        ...


class SmtpMailer:
    """Hands letters to a mail server (RFC 5321)."""

    def __init__(self, url: str, sender: EmailMessage | str, site: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._port = parts.port
        self._use_tls = parts.scheme == "smtps"
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = str(sender)
        self._site = site

    async def send(self, mail: Mail) -> None:
        """Hand a letter to the server."""
        try:
            await aiosmtplib.send(
                compose(mail, self._sender, self._site),
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._use_tls,
                timeout=SMTP_TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unavailable from error


class FolderMailer:
    """Writes letters into a folder, where the person at the laptop finds them."""

    def __init__(self, folder: Path, sender: str, site: str) -> None:
        self._folder = folder
        self._sender = sender
        self._site = site

    async def send(self, mail: Mail) -> None:
        """Write a letter as a file that mail programs open."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", f"{clock.now():%Y%m%d-%H%M%S-%f}-{mail.to}-{mail.subject}")[:150]
        path = self._folder / f"{name}.eml"
        path.write_bytes(bytes(compose(mail, self._sender, self._site)))
        log.warning("a mail was written to a file, since MINGLE_SMTP_URL is not set", file=str(path))


def compose(mail: Mail, sender: str, site: str) -> EmailMessage:
    """The letter as it travels (RFC 5322)."""
    message = EmailMessage()
    message["From"] = formataddr((site, sender))
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = clock.now()
    message["Message-ID"] = make_msgid(domain=sender.rsplit("@", 1)[-1])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def open_mailer(settings: Settings) -> Mailer:
    """The sender that the settings name."""
    url = settings.smtp_url.get_secret_value()
    if url:
        return SmtpMailer(url, settings.mail_from, settings.name)
    return FolderMailer(settings.data_dir / "mail", settings.mail_from, settings.name)
