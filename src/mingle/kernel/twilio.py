"""Text messages through Twilio. Loaded only where it is set up: its HTTP client takes a while."""

import asyncio

import httpx

from mingle.kernel.errors import Unavailable
from mingle.kernel.log import get_logger
from mingle.kernel.outbound import ANSWER_SECONDS, client_options
from mingle.kernel.sms import Sms

log = get_logger(__name__)


class TwilioSms:
    """Hands messages to Twilio (Programmable Messaging, the resource `Messages`)."""

    def __init__(self, url: str, account: str, token: str, sender: str) -> None:
        self._url = f"{url}/2010-04-01/Accounts/{account}/Messages.json"
        self._auth = httpx.BasicAuth(account, token)
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}

    async def send(self, sms: Sms) -> None:
        """Hand a message to Twilio. A number that it will never reach is noted and not tried again."""
        form = {"To": sms.to, "Body": sms.text, **self._sender}
        try:
            async with asyncio.timeout(ANSWER_SECONDS), httpx.AsyncClient(**client_options()) as client:
                answer = await client.post(self._url, data=form, auth=self._auth)
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            raise Unavailable from error
        if answer.status_code == 400:
            log.warning("a text message was refused", status=answer.status_code, reason=reason_of(answer))
        elif not answer.is_success:
            log.warning("text messages are not taken", status=answer.status_code, reason=reason_of(answer))
            raise Unavailable


def reason_of(answer: httpx.Response) -> str:
    """Twilio's number of the error, as in 21211; its words would quote the telephone number."""
    try:
        return str(int(answer.json()["code"]))
    except (ValueError, KeyError, TypeError):
        return "unknown"
