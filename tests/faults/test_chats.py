"""Chats while everything that can break does: afterwards nothing is lost, nothing is there twice, all is in order.

Many devices of several people write, edit, delete, react, pin and read at two servers, while servers, Valkey and
PostgreSQL are killed and connections are cut. What each device holds in the end, having kept to docs/chats.md, is
compared with what a fresh fetch gives, and what was acknowledged with what PostgreSQL holds.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.faults.device import Device, Refused
from tests.faults.site import Site, running_site
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import group
from tests.features.people.conftest import visible_person
from tests.support.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(0)]

ROUNDS = int(os.environ.get("MINGLE_FAULT_ROUNDS", "200" if os.environ.get("MINGLE_FAULTS") == "long" else "3"))
ROUNDS_OF_A_CAST = 20
"""Access tokens live a quarter of an hour: after so many rounds others come on stage."""
PEOPLE, DEVICES, DEEDS = 5, 7, 40
FAULTS_A_ROUND = 3
EMOJI = ("👍", "❤️", "😂", "🎉")
PATIENCE_SECONDS = 120.0
MAY_BE_REFUSED = {"message_deleted", "not_found", "role_too_low", "too_many_reactions"}
"""What a message may have come to since the device saw it."""
Fault = Callable[[random.Random], Awaitable[None]]


async def test_nothing_is_lost_nothing_comes_twice_and_all_is_in_order(settings: Settings, tmp_path: Path) -> None:
    seed = int(os.environ.get("MINGLE_FAULT_SEED", random.SystemRandom().randrange(10**6)))
    async with running_site(settings, tmp_path) as site:
        cast: list[Person] = []
        for number in range(ROUNDS):
            if number % ROUNDS_OF_A_CAST == 0:
                cast = await come_on_stage(site)
            print(f"round {number}, MINGLE_FAULT_SEED={seed + number}", flush=True)
            await play(site, cast, random.Random(seed + number))


async def come_on_stage(site: Site) -> list[Person]:
    async with httpx.AsyncClient(base_url=site.servers[0], timeout=30) as client:
        return [await visible_person(client, site.settings) for _ in range(PEOPLE)]


async def play(site: Site, cast: list[Person], chance: random.Random) -> None:
    """One round: chats of its own, deeds and faults, and the reckoning."""
    async with httpx.AsyncClient(base_url=site.servers[0], timeout=30) as client:
        club = await group(client, *cast)
        talk = await group(client, *cast[:2])
    async with AsyncExitStack() as stack:
        devices = [
            await stack.enter_async_context(
                Device(site.servers, person, chats, random.Random(chance.random())).running()
            )
            for person, chats in devices_of(cast, club, talk)
        ]
        deeds = [asyncio.create_task(do_deeds(device, random.Random(chance.random()))) for device in devices]
        await befall(site, devices, chance, lambda: sum(device.deeds_done for device in devices))
        await asyncio.gather(*deeds)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(device.has_sent_all() for device in devices))
        tops = await asyncio.to_thread(reckon, site, devices, [club, talk])
        await eventually(lambda: all(is_current(device, tops) for device in devices), "every device to be current",
                         patience=PATIENCE_SECONDS)  # fmt: skip
        for device in devices:
            await device.drop_hidden()  # as an app does that is opened again: it has no number that would be missed
            await compare(device)


def devices_of(cast: list[Person], club: str, talk: str) -> list[tuple[Person, list[str]]]:
    owners = [*cast, *cast][:DEVICES]  # the first two have two each
    return [(person, [club, talk] if person in cast[:2] else [club]) for person in owners]


async def befall(site: Site, devices: list[Device], chance: random.Random, done: Callable[[], int]) -> None:
    """Let things break, spread over the deeds."""

    async def cut_some(_chance: random.Random) -> None:
        for device in chance.sample(devices, len(devices) // 2):
            device.cut()

    faults: list[Fault] = [
        site.kill_a_server, site.kill_valkey, site.flush_valkey, site.kill_postgres, site.restart_postgres, cut_some,
    ]  # fmt: skip
    for number, fault in enumerate(chance.sample(faults, FAULTS_A_ROUND), 1):
        moment = number * len(devices) * DEEDS // (FAULTS_A_ROUND + 1)
        await eventually(lambda moment=moment: done() >= moment, "the deeds to go on", patience=PATIENCE_SECONDS)
        await fault(chance)


async def do_deeds(device: Device, chance: random.Random) -> None:
    for _ in range(DEEDS):
        chat_id = chance.choice(list(device.chats))
        deed = chance.choices((write, edit, delete, react, pin, read), (10, 3, 1, 4, 1, 3))[0]
        try:
            await deed(device, chat_id, chance)
        except Refused as refused:
            if refused.code not in MAY_BE_REFUSED:
                raise
        device.deeds_done += 1
        await asyncio.sleep(chance.random() * 0.03)


def some_message(device: Device, chat_id: str, chance: random.Random, *, own: bool = False) -> dict[str, Any] | None:
    found = [
        message
        for message in device.chats[chat_id].messages.values()
        if message["type"] == "text" and (not own or message["senderId"] == str(device.person.id))
    ]
    return chance.choice(found) if found else None


async def write(device: Device, chat_id: str, chance: random.Random) -> None:
    draft: dict[str, Any] = {"chatId": chat_id, "clientId": uuid4().hex, "content": f"#tag{chance.randrange(5)} hello"}
    if chance.random() < 0.2 and (answered := some_message(device, chat_id, chance)) is not None:
        draft["replyToId"] = answered["id"]
    device.write(draft)


async def edit(device: Device, chat_id: str, chance: random.Random) -> None:
    if (message := some_message(device, chat_id, chance, own=True)) is not None:
        await device.ask("PATCH", f"/messages/{message['id']}", {"content": f"edited {chance.random()}"})


async def delete(device: Device, chat_id: str, chance: random.Random) -> None:
    if (message := some_message(device, chat_id, chance, own=True)) is not None:
        only_me = "?onlyMe=true" if chance.random() < 0.3 else ""
        await device.ask("DELETE", f"/messages/{message['id']}{only_me}")


async def react(device: Device, chat_id: str, chance: random.Random) -> None:
    if (message := some_message(device, chat_id, chance)) is not None:
        method = "PUT" if chance.random() < 0.7 else "DELETE"
        await device.ask(method, f"/messages/{message['id']}/reactions/{chance.choice(EMOJI)}")


async def pin(device: Device, chat_id: str, chance: random.Random) -> None:
    if (message := some_message(device, chat_id, chance)) is not None:
        await device.ask("PUT" if chance.random() < 0.7 else "DELETE", f"/messages/{message['id']}/pin")


async def read(device: Device, chat_id: str, chance: random.Random) -> None:
    up_to = chance.randint(0, device.chats[chat_id].pts)
    await device.ask("PUT", f"/chats/{chat_id}/read", {"upTo": up_to})
    device.read_up_to[chat_id] = max(device.read_up_to[chat_id], up_to)


def reckon(site: Site, devices: list[Device], chat_ids: list[str]) -> dict[str, int]:
    """Compare what was acknowledged with PostgreSQL; the number of each chat's last change."""
    tops: dict[str, int] = {}
    with psycopg.connect(site.settings.database_url) as connection:
        for chat_id in chat_ids:
            numbers = [pts for (pts,) in connection.execute(
                "SELECT pts FROM messages WHERE chat_id = %(chat)s UNION ALL SELECT pts FROM chat_events"
                " WHERE chat_id = %(chat)s ORDER BY 1", {"chat": chat_id})]  # fmt: skip
            (top,) = connection.execute("SELECT pts FROM chats WHERE id = %s", (chat_id,)).fetchone() or (0,)
            assert numbers == list(range(1, top + 1)), "there is a gap, or a number twice"
            tops[chat_id] = top
        kept = connection.execute(
            "SELECT client_id, id::text, pts FROM messages WHERE chat_id = ANY (%s) AND kind = 'text' ORDER BY pts",
            ([*chat_ids],),
        ).fetchall()
    by_client = {client_id: (message_id, pts) for client_id, message_id, pts in kept}
    assert len(by_client) == len(kept), "a message is there twice"
    acknowledged = {client_id: message["id"] for one in devices for client_id, message in one.acknowledged.items()}
    refused = [device.refused for device in devices if device.refused]
    assert acknowledged == {client_id: message_id for client_id, (message_id, _) in by_client.items()}, refused
    for device in devices:
        for chat_id in device.chats:
            mine = [one["clientId"] for one in device.written if one["chatId"] == chat_id]
            order = [by_client[one][1] for one in mine if one in by_client]
            assert order == sorted(order), "what a device wrote stands in another order"
            assert {one for one in mine if one not in by_client} <= set(device.refused)
    return tops


def is_current(device: Device, tops: dict[str, int]) -> bool:
    return all(held.pts == tops[chat_id] for chat_id, held in device.chats.items())


async def compare(device: Device) -> None:
    """Compare what a device holds with a fresh fetch."""
    synced = {one["chatId"]: one for one in (await device.ask("GET", "/sync?limit=100"))["items"]}
    for chat_id, held in device.chats.items():
        fresh: dict[str, Any] = {}
        cursor = ""
        while True:
            page = await device.ask("GET", f"/chats/{chat_id}/messages?limit=100{cursor}")
            fresh |= {message["id"]: message for message in page["items"]}
            if page["nextCursor"] is None:
                break
            cursor = f"&before={page['nextCursor']}"
        assert {one: comparable(message) for one, message in held.messages.items()} == {
            one: comparable(message) for one, message in fresh.items()
        }
        assert synced[chat_id]["readPts"] >= device.read_up_to[chat_id], "a read mark moved back"
        unread = [
            message
            for message in held.messages.values()
            if message["pts"] > synced[chat_id]["readPts"]
            and message["senderId"] != str(device.person.id)
            and not message["isDeleted"]
            and message["type"] != "system"
        ]
        assert synced[chat_id]["unread"] == len(unread)


def comparable(message: dict[str, Any]) -> dict[str, Any]:
    """A message without the time of its last change, which deletions and reactions do not tell."""
    return {name: value for name, value in message.items() if name != "updatedAt"}
