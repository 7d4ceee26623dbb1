"""Matches and likes as people are told of them."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast
from uuid import UUID

from mingle.features.discovery import policy
from mingle.features.discovery.models import Like, LikeRow, Match, MatchRow
from mingle.features.people import Card


def match(row: MatchRow, card: Card, viewer_id: UUID, last_senders: Mapping[UUID, UUID]) -> Match:
    """A match as one of the two sees it."""
    last = last_senders.get(row.chat_id) if row.chat_id is not None else None
    return Match(row.id, card, row.chat_id, policy.turn_of(viewer_id, last), row.created_at)


def likes(rows: Sequence[LikeRow], cards: Mapping[UUID, Card]) -> list[Like]:
    """Likes as who is liked sees them; without those who have gone in this moment."""
    return [
        Like(cards[row.judge_id], cast("Literal['like', 'superlike']", str(row.kind)), row.note, row.created_at)
        for row in rows
        if row.judge_id in cards
    ]
