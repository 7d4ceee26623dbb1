"""Who at one process hears of whom in the lobby, so that a change costs no search among all who are there."""

from collections.abc import Collection
from uuid import UUID


class Hearing:
    """Of whom each person at this process is told, from both sides; what of it is lost, a search finds anew."""

    def __init__(self) -> None:
        self._told_of: dict[UUID, set[UUID]] = {}
        self._listeners: dict[UUID, set[UUID]] = {}

    def add(self, listener_id: UUID, others: Collection[UUID]) -> None:
        """Let somebody here hear of these people, too."""
        if others:
            self._told_of.setdefault(listener_id, set()).update(others)
        for other_id in others:
            self._listeners.setdefault(other_id, set()).add(listener_id)

    def listeners(self, account_id: UUID) -> list[UUID]:
        """Who here hears of somebody."""
        return list(self._listeners.get(account_id, ()))

    def all_listeners(self) -> list[UUID]:
        """Everybody here who hears of anybody."""
        return list(self._told_of)

    def told_of(self, listener_id: UUID) -> set[UUID]:
        """Of whom somebody here hears."""
        return set(self._told_of.get(listener_id, ()))

    def remove(self, listener_id: UUID, other_id: UUID) -> bool:
        """Let somebody here hear no more of another; whether they did."""
        if listener_id not in self._listeners.get(other_id, ()):
            return False
        _discard(self._listeners, other_id, listener_id)
        _discard(self._told_of, listener_id, other_id)
        return True

    def forget(self, account_id: UUID) -> None:
        """Nobody hears of somebody any more, who is told of others yet."""
        for listener_id in self._listeners.pop(account_id, ()):
            _discard(self._told_of, listener_id, account_id)

    def forget_listener(self, listener_id: UUID) -> None:
        """Somebody is here no more."""
        for other_id in self._told_of.pop(listener_id, ()):
            _discard(self._listeners, other_id, listener_id)


def _discard(sets: dict[UUID, set[UUID]], key: UUID, value: UUID) -> None:
    found = sets.get(key, set())
    found.discard(value)
    if not found:
        sets.pop(key, None)
