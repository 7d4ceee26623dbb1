"""A good body for every route that takes one, and what is bad about others, found in the OpenAPI document."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.people import GUEST

PASSWORD = "green door at eight o'clock"
TOKEN = "a" * 43
ATTESTATION: dict[str, Any] = {
    "id": TOKEN,
    "rawId": TOKEN,
    "type": "public-key",
    "response": {"clientDataJSON": TOKEN, "attestationObject": TOKEN},
}
ASSERTION: dict[str, Any] = {
    **ATTESTATION,
    "response": {"clientDataJSON": TOKEN, "authenticatorData": TOKEN, "signature": TOKEN},
}

NEXT_MONTH = (datetime.now(UTC) + timedelta(days=30)).isoformat()

GOOD_BODIES: dict[str, dict[str, Any]] = {
    "POST /api/auth/guest": GUEST,
    "POST /api/auth/register": {
        "email": "mara@example.org",
        "username": "mara",
        "password": PASSWORD,
        "displayName": "Mara",
        "birthdate": "1990-04-01",
    },
    "POST /api/auth/login": {"login": "mara", "password": PASSWORD},
    "POST /api/auth/link": {"email": "mara@example.org", "username": "mara", "password": PASSWORD},
    "POST /api/auth/refresh": {"refreshToken": TOKEN},
    "PUT /api/auth/password": {"currentPassword": PASSWORD, "newPassword": f"{PASSWORD} sharp"},
    "POST /api/auth/password/forgot": {"email": "mara@example.org"},
    "POST /api/auth/password/reset": {"token": TOKEN, "password": PASSWORD},
    "POST /api/auth/email/verify": {"token": TOKEN},
    "POST /api/auth/totp/confirm": {"code": "123456"},
    "POST /api/auth/step-up": {"code": "123456"},
    "POST /api/auth/passkeys/sign-in": {"credential": ASSERTION},
    "POST /api/auth/passkeys": {"name": "Phone", "credential": ATTESTATION},
    "PATCH /api/auth/passkeys/{passkey_id}": {"name": "Phone"},
    "POST /api/auth/oidc/complete": {"registrationToken": TOKEN, "displayName": "Mara", "birthdate": "1990-04-01"},
    "POST /api/auth/oidc/{provider}/finish": {"code": TOKEN, "state": TOKEN},
    "POST /api/auth/oidc/{provider}/token": {"idToken": TOKEN},
    "POST /api/auth/identities/{provider}/start": {"password": PASSWORD},
    "POST /api/auth/identities/{provider}/finish": {"code": TOKEN, "state": TOKEN},
    "POST /api/auth/identities/{provider}/token": {"idToken": TOKEN, "password": PASSWORD},
    "POST /api/auth/phone/start": {"phone": "+393123456789"},
    "POST /api/auth/phone/verify": {"phone": "+393123456789", "code": "123456"},
    "POST /api/files/{file_id}/decision": {"isAccepted": True},
    "PUT /api/user/me": {"bio": "Two cats."},
    "PATCH /api/users/{user_id}": {"bio": "Two cats."},
    "PUT /api/user/me/preferences": {"genders": ["woman"], "ageMin": 25, "ageMax": 45},
    "POST /api/discovery/count": {"genders": ["woman"], "ageMin": 25, "ageMax": 45},
    "PUT /api/user/me/location": {"lat": 38.72, "lng": -9.14},
    "PUT /api/user/me/city": {"placeId": 2267057},
    "PATCH /api/user/me/photos": {"fileIds": []},
    "POST /api/user/me/verification/selfie": {"fileId": "019a0000-0000-7000-8000-000000000001"},
    "POST /api/verifications/{check_id}/decision": {"isApproved": True},
    "POST /api/likes": {"userId": "019a0000-0000-7000-8000-000000000001", "kind": "superlike", "note": "Two cats!"},
    "POST /api/reports": {
        "userId": "019a0000-0000-7000-8000-000000000001",
        "subject": {"kind": "profile"},
        "reason": "spam",
        "note": "Sells watches.",
        "block": True,
    },
    "POST /api/chats": {"type": "group", "memberIds": [], "name": "Hikers", "description": "Sundays."},
    "PATCH /api/chats/{chat_id}": {"name": "Walkers", "pictureId": None},
    "PATCH /api/chats/{chat_id}/settings": {"archived": True},
    "POST /api/sync": {"chats": [{"chatId": "019a0000-0000-7000-8000-000000000001", "pts": 0}]},
    "PUT /api/chats/{chat_id}/read": {"upTo": 1},
    "PUT /api/chats/{chat_id}/delivered": {"upTo": 1},
    "PUT /api/chats/{chat_id}/draft": {"content": "Shall we"},
    "POST /api/chats/{chat_id}/exports": {"withFiles": True},
    "POST /api/chats/{chat_id}/invites": {"maxUses": 5},
    "POST /api/chats/{chat_id}/members": {"memberIds": ["019a0000-0000-7000-8000-000000000001"]},
    "PATCH /api/chats/{chat_id}/members/{user_id}": {"role": "member"},
    "POST /api/messages": {
        "chatId": "019a0000-0000-7000-8000-000000000001",
        "clientId": "c1",
        "content": "Hello",
    },
    "PUT /api/messages/{message_id}/vote": {"options": [0]},
    "PUT /api/messages/{message_id}/poll": {"isClosed": True},
    "PATCH /api/messages/scheduled/{scheduled_id}": {"content": "Later", "sendAt": NEXT_MONTH},
    "PATCH /api/messages/{message_id}": {"content": "Hello again"},
    "POST /api/calls/initiate": {
        "chatId": "019a0000-0000-7000-8000-000000000001",
        "kind": "audio",
        "deviceId": "phone",
    },
    "POST /api/calls/answer": {"callId": "019a0000-0000-7000-8000-000000000001", "deviceId": "phone"},
    "POST /api/calls/resume": {"callId": "019a0000-0000-7000-8000-000000000001", "deviceId": "phone"},
    "POST /api/calls/reject": {"callId": "019a0000-0000-7000-8000-000000000001"},
    "POST /api/calls/end": {"callId": "019a0000-0000-7000-8000-000000000001"},
    "POST /api/room/direct-match": {"toUserId": "019a0000-0000-7000-8000-000000000001", "requestedSeconds": 300},
    "POST /api/dates/{date_id}/again": {"again": True},
    "PUT /api/auth/email": {"email": "mara@example.org", "password": PASSWORD},
    "POST /api/speed-dating": {
        "title": "Friday",
        "startsAt": NEXT_MONTH,
        "rounds": 5,
        "roundSeconds": 240,
        "breakSeconds": 30,
        "description": "Bring a smile.",
        "capacity": 100,
    },
    "PATCH /api/speed-dating/{event_id}": {"title": "Saturday"},
}
"""A route that is missing here fails the tests that need it."""

Operation = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Every route, as `METHOD /path`."""
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def body_schema(document: dict[str, Any], operation: Operation) -> dict[str, Any] | None:
    """What the JSON body of a route must be; None where it takes none."""
    content = operation.get("requestBody", {}).get("content", {})
    return resolve(document, content["application/json"]["schema"]) if "application/json" in content else None


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference means."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def bad_values(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[Any]:
    """Values that a field must refuse: of another type, too long, with characters that no text may have."""
    schema = resolve(document, schema)
    limits = {name: schema[name] for name in ("maxLength", "pattern") if name in schema}
    choices = [resolve(document, one) for one in schema.get("oneOf", [schema])]
    kinds = {choice.get("type") for choice in choices}
    others = {"string": "a text", "integer": 5, "boolean": True, "null": None, "array": ["a"], "object": {"a": 1}}
    yield from (
        value for kind, value in others.items() if kind not in kinds and (kind, kinds) != ("integer", {"number"})
    )
    for choice in choices:
        if choice.get("type") == "string":
            yield from _bad_texts({**choice, **limits})


def _bad_texts(schema: dict[str, Any]) -> Iterator[str]:
    yield "nul \0 in the middle"
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if "enum" in schema:
        yield "none of these"
    if "format" in schema:
        yield "\u202e2020-13-77"
    if "pattern" in schema:
        if not re.match(schema["pattern"], "two\nlines"):
            yield "a line\n"
            yield "mara@example.org\n"
            yield "mara\n"
        yield "\u200b"
        yield "\u202eabc"
        yield "\x1b[31m"
