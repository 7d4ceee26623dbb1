"""Whoever looks at selfies before a moderator does: an operator's own service, where one is set up."""

import asyncio
import hmac
from typing import Protocol
from uuid import UUID

import httpx
import msgspec

from mingle.kernel.errors import Unavailable
from mingle.kernel.outbound import ANSWER_SECONDS, client_options
from mingle.settings import Settings

MAX_ANSWER_BYTES = 64 * 1024


class Question(msgspec.Struct, rename="camel"):
    """Does the selfie show the pose, and the person of the photos? The links are good for minutes."""

    check_id: UUID
    pose: str
    selfie: str
    photos: list[str]


class Verdict(msgspec.Struct, rename="camel"):
    """What a judge says; None leaves it to a moderator."""

    is_approved: bool | None = None
    reason: str | None = None


class PhotoJudge(Protocol):
    """Somebody or something that compares faces."""

    async def judge(self, question: Question) -> Verdict:
        """Say what the pictures show.

        Raises:
            Unavailable: it cannot say it now.
        """
        ...


class HttpPhotoJudge:
    """A service that is asked by POST, with the body signed (`Mingle-Signature`, hex HMAC-SHA256)."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret.encode()

    async def judge(self, question: Question) -> Verdict:
        """Ask; an answer that is none leaves it to a moderator."""
        body = msgspec.json.encode(question)
        headers = {
            "content-type": "application/json",
            "mingle-signature": hmac.new(self._secret, body, "sha256").hexdigest(),
        }
        try:
            async with asyncio.timeout(ANSWER_SECONDS), httpx.AsyncClient(**client_options()) as client:
                answer = await client.post(self._url, content=body, headers=headers)
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            raise Unavailable from error
        if not answer.is_success or len(answer.content) > MAX_ANSWER_BYTES:
            raise Unavailable
        try:
            return msgspec.json.decode(answer.content, type=Verdict)
        except msgspec.DecodeError:
            return Verdict()


def open_judge(settings: Settings) -> PhotoJudge | None:
    """The one that the operator has set up."""
    if not settings.photo_judge_url:
        return None
    return HttpPhotoJudge(settings.photo_judge_url, settings.photo_judge_secret.get_secret_value())
