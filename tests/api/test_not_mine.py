"""Somebody else's objects do not exist: every route that takes an id, called as another person."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.api.bodies import GOOD_BODIES, NEXT_MONTH, operations
from tests.api.people import GUEST
from tests.features.people.conftest import make_file
from tests.support.authenticator import Authenticator

pytestmark = pytest.mark.anyio

Id = str

CHUNK = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
RAW_BODIES = {"PATCH /api/files/tus/{upload_id}": (CHUNK, b"1234567890")}
"""Of routes whose bodies are no JSON: the headers and the body."""


async def enter(client: httpx.AsyncClient) -> dict[str, str]:
    """Come in as somebody new; the headers of their requests."""
    data = (await client.post("/api/auth/guest", json=GUEST)).json()["data"]
    return {"Authorization": f"Bearer {data['accessToken']}"}


async def a_session(client: httpx.AsyncClient, owner: dict[str, str], _settings: Settings) -> Id:
    """The owner's own session."""
    sessions = (await client.get("/api/auth/sessions", headers=owner)).json()["data"]["items"]
    return str(sessions[0]["id"])


async def a_passkey(client: httpx.AsyncClient, owner: dict[str, str], _settings: Settings) -> Id:
    """One of the owner's two passkeys: the last one could not be removed."""
    made: list[Id] = []
    for name in ("Phone", "Laptop"):
        options = (await client.post("/api/auth/passkeys/options", headers=owner)).json()["data"]
        body = {"name": name, "credential": Authenticator("http://localhost:8000").create(options)}
        answer = await client.post("/api/auth/passkeys", json=body, headers=owner)
        made.append(str(answer.json()["data"]["passkey"]["id"]))
    return made[0]


async def an_identity(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A way in by a provider; with a password beside it, since the last way in could not be removed."""
    account_id = (await client.get("/api/auth/me", headers=owner)).json()["data"]["user"]["id"]
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE accounts SET password_hash = 'some hash' WHERE id = %s", (account_id,))
        [made] = connection.execute(
            "INSERT INTO identities (account_id, issuer, subject, created_at)"
            " VALUES (%s, 'https://provider.example', 'mara', now()) RETURNING id",
            (account_id,),
        ).fetchone() or [None]
    return str(made)


async def myself(client: httpx.AsyncClient, owner: dict[str, str], _settings: Settings) -> Id:
    """The owner."""
    return str((await client.get("/api/auth/me", headers=owner)).json()["data"]["user"]["id"])


async def a_photo(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A photo of the owner's profile."""
    file_id = make_file(settings, UUID(await myself(client, owner, settings)))
    answer = await client.patch("/api/user/me/photos", json={"fileIds": [file_id]}, headers=owner)
    assert answer.status_code == 200, answer.text
    return file_id


async def a_file(client: httpx.AsyncClient, owner: dict[str, str], _settings: Settings) -> Id:
    """A file that the owner has uploaded."""
    answer = await client.post("/api/files/upload", files={"file": ("a.txt", b"some words")}, headers=owner)
    return str(answer.json()["data"]["file"]["id"])


async def an_upload(client: httpx.AsyncClient, owner: dict[str, str], _settings: Settings) -> Id:
    """An upload that the owner has begun."""
    answer = await client.post("/api/files/tus", headers={**owner, **CHUNK, "Upload-Length": "10"})
    return str(answer.headers["location"].rpartition("/")[2])


async def a_chat(client: httpx.AsyncClient, owner: dict[str, str], _settings: Settings) -> Id:
    """A group that the owner is alone in."""
    answer = await client.post("/api/chats", json=GOOD_BODIES["POST /api/chats"], headers=owner)
    return str(answer.json()["data"]["chat"]["id"])


async def a_chat_with_another(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A group of the owner's, and somebody else in it: whom the good body lets in."""
    chat_id = await a_chat(client, owner, settings)
    [another] = GOOD_BODIES["POST /api/chats/{chat_id}/members"]["memberIds"]
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("INSERT INTO accounts (id, display_name) VALUES (%s, 'Zoe')", (another,))
        connection.execute(
            "INSERT INTO chat_members (account_id, chat_id, role, joined_at) VALUES (%s, %s, 'member', now())",
            (another, chat_id),
        )
    return f"{chat_id} {another}"


async def a_message(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A message of the owner's, and how to react to it."""
    body = {"chatId": await a_chat(client, owner, settings), "clientId": "c1", "content": "Hello"}
    answer = await client.post("/api/messages", json=body, headers=owner)
    return f"{answer.json()['data']['id']} 👍"


async def an_invite(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A link into a group of the owner's."""
    chat_id = await a_chat(client, owner, settings)
    answer = await client.post(f"/api/chats/{chat_id}/invites", json={}, headers=owner)
    return f"{chat_id} {answer.json()['data']['invite']['id']}"


async def a_scheduled_message(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A message of the owner's that waits."""
    body = {"chatId": await a_chat(client, owner, settings), "clientId": "c1", "content": "Hello"}
    answer = await client.post("/api/messages", json={**body, "sendAt": NEXT_MONTH}, headers=owner)
    return str(answer.json()["data"]["id"])


async def a_poll(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A poll of the owner's."""
    poll = {"question": "When?", "options": ["Saturday", "Sunday"]}
    body = {"chatId": await a_chat(client, owner, settings), "clientId": "c1", "poll": poll}
    answer = await client.post("/api/messages", json=body, headers=owner)
    return str(answer.json()["data"]["id"])


async def a_match(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """Somebody whom the owner has found."""
    with psycopg.connect(settings.database_url) as connection:
        [made] = connection.execute(
            "WITH another AS (INSERT INTO accounts (display_name) VALUES ('Zoe') RETURNING id)"
            " INSERT INTO matches (low_id, high_id, created_at)"
            " SELECT least(id, %(me)s::uuid), greatest(id, %(me)s::uuid), now() FROM another RETURNING id",
            {"me": await myself(client, owner, settings)},
        ).fetchone() or [None]
    return str(made)


async def a_call(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A call that the owner has begun."""
    chat_id = (await a_chat_with_another(client, owner, settings)).split()[0]
    body = {"chatId": chat_id, "kind": "audio", "deviceId": "phone"}
    answer = await client.post("/api/calls/initiate", json=body, headers=owner)
    return str(answer.json()["data"]["callId"])


async def a_date(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """A date of the owner's that is over."""
    with psycopg.connect(settings.database_url) as connection:
        [made] = connection.execute(
            "WITH made AS (INSERT INTO calls (is_of_chat, is_open, purpose, kind, state, created_at, rings_until,"
            " answered_at, ended_at, reason, max_seconds, ends_at) VALUES (false, false, 'date', 'video', 'ended',"
            " now(), now(), now(), now(), 'left', 300, now()) RETURNING id), dated AS ("
            "INSERT INTO dates (call_id, origin, is_blurred) SELECT id, 'invitation', false FROM made),"
            " another AS (INSERT INTO accounts (display_name) VALUES ('Ben') RETURNING id)"
            " INSERT INTO call_members (call_id, account_id, state, joined_at, seen_at)"
            " SELECT made.id, who.id, 'left', now(), now() FROM made, (SELECT id FROM another UNION ALL SELECT %s) who"
            " RETURNING call_id",
            (await myself(client, owner, settings),),
        ).fetchone() or [None]
    return str(made)


async def an_event(client: httpx.AsyncClient, owner: dict[str, str], settings: Settings) -> Id:
    """Speed dating that the owner has announced."""
    with psycopg.connect(settings.database_url) as connection:
        [made] = connection.execute(
            "INSERT INTO speed_events (host_id, title, starts_at, rounds, round_seconds, break_seconds, due_at,"
            " created_at) VALUES (%s, 'Friday', %s, 5, 240, 30, %s, now()) RETURNING id",
            (await myself(client, owner, settings), NEXT_MONTH, NEXT_MONTH),
        ).fetchone() or [None]
    return str(made)


OBJECTS: dict[str, Callable[[httpx.AsyncClient, dict[str, str], Settings], Awaitable[Id]]] = {
    "DELETE /api/auth/sessions/{session_id}": a_session,
    "PATCH /api/auth/passkeys/{passkey_id}": a_passkey,
    "DELETE /api/auth/passkeys/{passkey_id}": a_passkey,
    "DELETE /api/auth/identities/{identity_id}": an_identity,
    "GET /api/users/{user_id}": myself,
    "PATCH /api/users/{user_id}": myself,
    "DELETE /api/users/{user_id}": myself,
    "DELETE /api/user/me/photos/{file_id}": a_photo,
    "GET /api/files/{file_id}": a_file,
    "DELETE /api/files/{file_id}": a_file,
    "GET /api/chats/{chat_id}": a_chat,
    "PATCH /api/chats/{chat_id}": a_chat,
    "DELETE /api/chats/{chat_id}": a_chat,
    "GET /api/chats/{chat_id}/events": a_chat,
    "GET /api/chats/{chat_id}/hidden": a_chat,
    "PUT /api/chats/{chat_id}/read": a_chat,
    "PUT /api/chats/{chat_id}/delivered": a_chat,
    "PATCH /api/chats/{chat_id}/settings": a_chat,
    "GET /api/chats/{chat_id}/members": a_chat,
    "POST /api/chats/{chat_id}/members": a_chat_with_another,
    "PATCH /api/chats/{chat_id}/members/{user_id}": a_chat_with_another,
    "DELETE /api/chats/{chat_id}/members/{user_id}": a_chat_with_another,
    "GET /api/chats/{chat_id}/people": a_chat,
    "PUT /api/chats/{chat_id}/draft": a_chat,
    "GET /api/chats/{chat_id}/invites": a_chat,
    "POST /api/chats/{chat_id}/invites": a_chat,
    "DELETE /api/chats/{chat_id}/invites/{invite_id}": an_invite,
    "GET /api/chats/{chat_id}/exports": a_chat,
    "POST /api/chats/{chat_id}/exports": a_chat,
    "GET /api/chats/{chat_id}/scheduled": a_chat,
    "PUT /api/messages/{message_id}/vote": a_poll,
    "PUT /api/messages/{message_id}/poll": a_poll,
    "GET /api/messages/{message_id}/votes": a_poll,
    "PATCH /api/messages/scheduled/{scheduled_id}": a_scheduled_message,
    "DELETE /api/messages/scheduled/{scheduled_id}": a_scheduled_message,
    "POST /api/messages/scheduled/{scheduled_id}/send": a_scheduled_message,
    "GET /api/chats/{chat_id}/messages": a_chat,
    "GET /api/messages/chat/{chat_id}": a_chat,
    "GET /api/chats/{chat_id}/pins": a_chat,
    "GET /api/messages/{message_id}/readers": a_message,
    "GET /api/messages/{message_id}": a_message,
    "PATCH /api/messages/{message_id}": a_message,
    "DELETE /api/messages/{message_id}": a_message,
    "PUT /api/messages/{message_id}/reactions/{emoji}": a_message,
    "DELETE /api/messages/{message_id}/reactions/{emoji}": a_message,
    "PUT /api/messages/{message_id}/pin": a_message,
    "DELETE /api/messages/{message_id}/pin": a_message,
    "DELETE /api/matches/{match_id}": a_match,
    "GET /api/calls/{call_id}": a_call,
    "GET /api/calls/{call_id}/token": a_call,
    "POST /api/dates/{date_id}/again": a_date,
    "PATCH /api/speed-dating/{event_id}": an_event,
    "DELETE /api/speed-dating/{event_id}": an_event,
    "GET /api/files/tus/{upload_id}": an_upload,
    "PATCH /api/files/tus/{upload_id}": an_upload,
    "DELETE /api/files/tus/{upload_id}": an_upload,
}
"""For each route with an id, how to make an object that is the owner's alone."""

OPEN_TO_ALL = {
    *(
        f"POST /api/auth/{what}/{{provider}}/{step}"
        for what in ("oidc", "identities")
        for step in ("start", "finish", "token")
    ),
    "GET /api/files/{file_id}/{variant}",
    "GET /api/invitations/{code}",
    "POST /api/invitations/{code}/join",
    "GET /api/speed-dating/{event_id}",
    "GET /api/speed-dating/{event_id}/yeses",
    "PUT /api/speed-dating/{event_id}/place",
    "DELETE /api/speed-dating/{event_id}/place",
    "POST /api/users/{user_id}/block",
    "DELETE /api/users/{user_id}/block",
    "PUT /api/users/{user_id}/socials",
    "DELETE /api/users/{user_id}/socials",
}
"""Routes with an id that is nobody's own: a provider's name, somebody to block, what a link alone
shows or lets into, what is announced to everybody."""

OF_STAFF = frozenset({"POST /api/verifications/{check_id}/decision", "POST /api/files/{file_id}/decision"})
"""Routes with an id that are for moderators, whosever it is; everybody else is refused by their role."""

PUBLIC = frozenset(
    {
        "GET /health",
        "GET /api/health",
        "GET /api/instance",
        "GET /api/files/{file_id}/{variant}",
        "POST /api/auth/guest",
        "POST /api/auth/register",
        "POST /api/auth/login",
        "POST /api/auth/refresh",
        "POST /api/auth/password/forgot",
        "POST /api/auth/password/reset",
        "POST /api/auth/email/verify",
        "POST /api/auth/passkeys/sign-in/options",
        "POST /api/auth/passkeys/sign-in",
        "GET /api/auth/oidc",
        "POST /api/auth/oidc/{provider}/start",
        "POST /api/auth/oidc/{provider}/finish",
        "POST /api/auth/oidc/{provider}/token",
        "POST /api/auth/oidc/complete",
    }
)
"""Routes that one need not be signed in for."""


def with_ids(document: dict[str, Any]) -> set[str]:
    return {label for label, _ in operations(document) if "{" in label}


async def ask(client: httpx.AsyncClient, label: str, object_id: Id, headers: dict[str, str]) -> httpx.Response:
    method, path = label.split()
    ids = object_id.split()  # a second one is for another placeholder of the path
    while "{" in path:
        path = path.partition("{")[0] + ids[0] + path.partition("}")[2]
        ids = ids[1:] or ids
    if label in RAW_BODIES:
        more, body = RAW_BODIES[label]
        return await client.request(method, path, content=body, headers={**headers, **more})
    return await client.request(method, path, json=GOOD_BODIES.get(label), headers=headers)


async def test_no_route_with_an_id_is_forgotten(document: dict[str, Any]) -> None:
    assert with_ids(document) == OBJECTS.keys() | OPEN_TO_ALL | OF_STAFF


@pytest.mark.parametrize("label", OBJECTS)
async def test_what_is_somebody_elses_is_not_found(client: httpx.AsyncClient, settings: Settings, label: str) -> None:
    owner, other = await enter(client), await enter(client)
    object_id = await OBJECTS[label](client, owner, settings)
    theirs = await ask(client, label, object_id, other)
    nobodys = await ask(client, label, " ".join([str(uuid4()), *object_id.split()[1:]]), other)
    assert (theirs.status_code, theirs.json()["error"]["code"]) == (404, "not_found")
    assert nobodys.text == theirs.text, "nothing tells whether it is there"
    assert UUID(object_id.split()[0])
    assert (await ask(client, label, object_id, owner)).status_code < 300


@pytest.mark.parametrize("label", sorted(OF_STAFF))
async def test_what_moderators_do_is_refused_to_everybody_else(client: httpx.AsyncClient, label: str) -> None:
    answer = await ask(client, label, str(uuid4()), await enter(client))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


async def test_every_other_route_asks_who_it_is(client: httpx.AsyncClient, document: dict[str, Any]) -> None:
    labels = {label for label, _ in operations(document)}
    assert labels >= PUBLIC
    for label in labels - PUBLIC:
        answer = await ask(client, label, str(uuid4()), {})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated"), label
