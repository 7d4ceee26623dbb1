"""Who is where, in Valkey: a hash for each person, and a lease for each process.

The lease is what ends when a process is killed: everybody who was only there is offline then, whoever notices first.
Nothing of this is the truth; each process knows its own sockets and writes them down again when Valkey has forgotten.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from redis.asyncio import Redis

KEPT_SECONDS = 30 * 86400
_CHOSEN, _SEEN = b"chosen", b"seen"
OFFLINE = "offline"


class Person(msgspec.Struct):
    """What is known of a person."""

    nodes: set[str]
    """Processes with sockets of theirs, dead ones included."""
    chosen: str
    """The status that they want to be seen with while they are there."""
    seen_at: float

    def status(self, alive: Iterable[str]) -> str:
        """What others may see, where these processes are alive."""
        return self.chosen if self.nodes.intersection(alive) else OFFLINE


class PresenceStore:
    """What one process writes and reads.

    Args:
        valkey: where it is kept.
        prefix: begins every key.
        node: this process.
        lease_seconds: how long its word holds when it gives no sign.
    """

    def __init__(self, valkey: Redis, prefix: str, node: str, lease_seconds: float) -> None:
        self._valkey: Any = valkey
        self._prefix = prefix
        self._node = node
        self._lease = lease_seconds
        self._nodes = f"{prefix}:presence:nodes"

    async def renew(self) -> bool:
        """Renew the lease; whether it was gone, and with it all that this process had said."""
        return bool(await self._valkey.zadd(self._nodes, {self._node: time.time() + self._lease}))

    async def alive(self) -> set[str]:
        """The processes whose leases hold."""
        found: list[bytes] = await self._valkey.zrangebyscore(self._nodes, time.time(), "+inf")
        return {node.decode() for node in found} | {self._node}

    async def put(self, user_ids: Sequence[str]) -> list[Person]:
        """These people are here; what was known of each before."""
        pipeline = self._valkey.pipeline(transaction=True)
        for user_id in user_ids:
            pipeline.hgetall(self._person(user_id))
            pipeline.hset(self._person(user_id), self._node, "1")
            pipeline.expire(self._person(user_id), KEPT_SECONDS)
        pipeline.sadd(self._people(self._node), *user_ids)
        pipeline.expire(self._people(self._node), KEPT_SECONDS)
        answers: list[Any] = await pipeline.execute()
        return [_person(answer) for answer in answers[: 3 * len(user_ids) : 3]]

    async def take(self, user_id: str, node: str | None = None) -> Person:
        """A person is here, or at another process, no more; what is known of them now."""
        node = node or self._node
        pipeline = self._valkey.pipeline(transaction=True)
        pipeline.hdel(self._person(user_id), node)
        pipeline.hset(self._person(user_id), _SEEN, repr(time.time()))
        pipeline.srem(self._people(node), user_id)
        pipeline.hgetall(self._person(user_id))
        return _person((await pipeline.execute())[-1])

    async def choose(self, user_id: str, status: str) -> Person:
        """A person wants to be seen like this; what is known of them now."""
        pipeline = self._valkey.pipeline(transaction=True)
        pipeline.hset(self._person(user_id), _CHOSEN, status)
        pipeline.hgetall(self._person(user_id))
        return _person((await pipeline.execute())[-1])

    async def read(self, user_ids: Sequence[str]) -> list[Person]:
        """What is known of these people."""
        pipeline = self._valkey.pipeline(transaction=False)
        for user_id in user_ids:
            pipeline.hgetall(self._person(user_id))
        return [_person(answer) for answer in await pipeline.execute()]

    async def bury_the_dead(self) -> list[tuple[str, list[str]]]:
        """Processes whose leases have ended, each given to one caller only, with the people who were there."""
        found: list[bytes] = await self._valkey.zrangebyscore(self._nodes, "-inf", f"({time.time()}")
        buried: list[tuple[str, list[str]]] = []
        for node in (each.decode() for each in found):
            if node != self._node and await self._valkey.zrem(self._nodes, node):
                people: set[bytes] = await self._valkey.smembers(self._people(node))
                buried.append((node, [user_id.decode() for user_id in people]))
                await self._valkey.delete(self._people(node))
        return buried

    async def leave(self) -> None:
        """This process ends, and has taken everybody out."""
        await self._valkey.zrem(self._nodes, self._node)

    def _person(self, user_id: str) -> str:
        return f"{self._prefix}:presence:of:{user_id}"

    def _people(self, node: str) -> str:
        return f"{self._prefix}:presence:at:{node}"


def _person(fields: dict[bytes, bytes]) -> Person:
    nodes = {name.decode() for name in fields if name not in (_CHOSEN, _SEEN)}
    return Person(nodes, fields.get(_CHOSEN, b"online").decode(), float(fields.get(_SEEN, b"0")))
