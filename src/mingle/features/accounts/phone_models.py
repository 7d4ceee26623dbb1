"""Structs of telephone numbers."""

from typing import Annotated

import msgspec

Phone = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class PhoneDraft(msgspec.Struct):
    """POST /auth/phone/start: a mobile number with its country code, written as people write it."""

    phone: Phone


class PhoneProof(msgspec.Struct):
    """POST /auth/phone/verify."""

    phone: Phone
    code: Annotated[str, msgspec.Meta(min_length=6, max_length=6, pattern=r"^[0-9]{6}$")]


class PhoneTry(msgspec.Struct):
    """What one try of a code is held against."""

    code_hash: bytes | None
