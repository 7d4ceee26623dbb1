"""Signing up, as a guest and for good."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from mingle.kernel import clock
from tests.features.accounts.conftest import ADULT, GOOD_PASSWORD, registration, sign_up

pytestmark = pytest.mark.anyio


def fields(answer: httpx.Response) -> set[str]:
    return {detail["field"] for detail in answer.json()["error"]["details"]}


async def test_a_guest_comes_in_with_a_name_and_an_age(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/auth/guest", json={"name": " Mara ", "gender": "woman", "birthdate": ADULT})
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["user"]["displayName"] == "Mara"
    assert data["user"]["isGuest"]
    assert data["expiresIn"] == 900
    me = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {data['accessToken']}"})
    assert me.json()["data"]["user"]["id"] == data["user"]["id"]


async def test_a_linked_guest_keeps_the_id_and_can_sign_in(client: httpx.AsyncClient) -> None:
    guest = (await client.post("/api/auth/guest", json={"name": "Mara", "gender": "woman", "birthdate": ADULT})).json()
    headers = {"Authorization": f"Bearer {guest['data']['accessToken']}"}
    name = f"mara{uuid4().hex[:8]}"
    body = {"email": f"{name}@example.org", "username": name, "password": GOOD_PASSWORD}
    linked = await client.post("/api/auth/link", json=body, headers=headers)
    assert linked.status_code == 200
    assert linked.json()["data"]["user"]["isGuest"] is False
    signed_in = await client.post("/api/auth/login", json={"login": name, "password": GOOD_PASSWORD})
    assert signed_in.json()["data"]["user"]["id"] == guest["data"]["user"]["id"]
    again = await client.post("/api/auth/link", json=body, headers=headers)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_a_guest")


async def test_people_under_eighteen_are_refused(client: httpx.AsyncClient) -> None:
    today = clock.now().date()
    almost = today.replace(year=today.year - 18) + timedelta(days=1)
    for birthdate in (almost.isoformat(), today.isoformat(), "1815-12-10", (today + timedelta(days=1)).isoformat()):
        answer = await client.post("/api/auth/register", json=registration(birthdate=birthdate))
        assert (answer.status_code, fields(answer)) == (400, {"birthdate"})
    just = today.replace(year=today.year - 18)
    assert (await client.post("/api/auth/register", json=registration(birthdate=just.isoformat()))).status_code == 201


@pytest.mark.parametrize("password", ["password", "Password1", "12345678", "qwertyuiop", "aaaaaaaaaaaa"])
async def test_passwords_that_attackers_try_first_are_refused_with_advice(
    client: httpx.AsyncClient, password: str
) -> None:
    answer = await client.post("/api/auth/register", json=registration(password=password))
    assert (answer.status_code, fields(answer)) == (400, {"password"})
    assert "Add another word" in answer.json()["error"]["details"][0]["message"]


async def test_ones_own_name_is_no_password(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/auth/register", json=registration(username="fennimore", password="fennimore1"))
    assert fields(answer) == {"password"}


@pytest.mark.parametrize(
    "password", ["x7#kQ9!m", "correct horse battery staple " * 4, "пароль из трёх слов", "🐙🦑🐚 im meer 7"]
)
async def test_long_passwords_and_any_script_are_fine(client: httpx.AsyncClient, password: str) -> None:
    person = await sign_up(client, password=password)
    signed_in = await client.post("/api/auth/login", json={"login": person.username, "password": password})
    assert signed_in.status_code == 200


async def test_a_username_is_one_persons_in_any_case(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    answer = await client.post("/api/auth/register", json=registration(username=person.username.upper()))
    assert (answer.status_code, answer.json()["error"]["code"], fields(answer)) == (409, "username_taken", {"username"})


BAD: list[tuple[dict[str, Any], set[str]]] = [
    ({"email": "no address"}, {"email"}),
    ({"email": 5, "username": "a b", "password": "short"}, {"email", "username", "password"}),
    ({"username": "ab"}, {"username"}),
    ({"username": "<script>"}, {"username"}),
    ({"username": "a'; DROP TABLE accounts; --"}, {"username"}),
    ({"displayName": "two\nlines"}, {"displayName"}),
    ({"displayName": "   "}, {"displayName"}),
    ({"displayName": "x" * 51}, {"displayName"}),
    ({"birthdate": "yesterday"}, {"birthdate"}),
    ({"password": "x" * 257}, {"password"}),
    ({"gender": "cat"}, {"gender"}),
    ({"session": "pocket"}, {"session"}),
    ({"displayName": "nul\0"}, {"displayName"}),
]


@pytest.mark.parametrize(("changes", "bad"), BAD)
async def test_every_bad_field_is_named_and_nothing_is_written(
    client: httpx.AsyncClient, changes: dict[str, Any], bad: set[str]
) -> None:
    body = registration(**changes)
    answer = await client.post("/api/auth/register", json=body)
    assert (answer.status_code, fields(answer)) == (400, bad)
    login = await client.post("/api/auth/login", json={"login": registration()["username"], "password": GOOD_PASSWORD})
    assert login.status_code == 401


async def test_signing_up_with_a_known_address_looks_the_same(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    again = await client.post("/api/auth/register", json=registration(email=person.email))
    fresh = await client.post("/api/auth/register", json=registration())
    assert again.status_code == fresh.status_code == 201
    assert again.json()["data"].keys() == fresh.json()["data"].keys()
    assert again.json()["data"]["user"]["id"] != str(person.id)
