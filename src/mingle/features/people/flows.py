"""What takes more than one step at the edge: reading whole profiles, and finding where somebody is."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features import media
from mingle.features.people import cells, check_queries, places, policy, privacy_queries, queries, service, views
from mingle.features.people.models import Card, CardRow, CheckToDecide, Export, OwnProfile, Place, Position
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources
from mingle.kernel.security import Signer
from mingle.kernel.texts import as_beginning


async def own_profile(resources: Resources, actor: Actor) -> OwnProfile:
    """A person's own profile.

    Raises:
        NotFound: the account is gone.
    """
    async with resources.db.read() as conn:
        row = await queries.find_own(conn, actor.id)
        if row is None:
            raise NotFound
        files = await media.describe(conn, resources.signer, views.file_ids_of(row))
    return views.own(row, files, resources.settings.profile_requires)


async def card_of(resources: Resources, actor: Actor, account_id: UUID) -> Card:
    """Somebody else, as the actor may see them.

    Raises:
        NotFound: they may not, or there is nobody of that id.
    """
    async with resources.db.read() as conn:
        row = await queries.find_card(conn, actor.id, account_id, resources.settings.profile_requires)
        if row is None:
            raise NotFound
        [card] = await _cards(resources.signer, conn, [row])
    return card


async def cards(conn: Conn, signer: Signer, viewer_id: UUID, account_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """The cards of these people for somebody of whom it is known that they may see them, in two statements.

    Who is banned or leaving is not in the answer; nor is anybody between whom and the viewer there is a block.
    """
    if not account_ids:
        return {}
    rows = await queries.list_cards_of(conn, viewer_id, account_ids)
    return {card.id: card for card in await _cards(signer, conn, rows)}


async def mutual_cards(conn: Conn, signer: Signer, one_id: UUID, other_id: UUID) -> tuple[Card, Card] | None:
    """The cards of two people for each other (of the first, of the other), in two statements.

    None where one of them is banned or leaving, or there is a block between them.
    """
    rows = await queries.list_mutual_cards(conn, one_id, other_id)
    cards = {card.id: card for card in await _cards(signer, conn, rows)}
    if len(cards) < 2:
        return None
    return cards[one_id], cards[other_id]


async def directory(resources: Resources, actor: Actor, before: UUID | None, limit: int) -> Page[Card]:
    """Everybody whom the actor may see, the newest first."""
    async with resources.db.read() as conn:
        rows = await queries.list_cards(conn, actor.id, resources.settings.profile_requires, before, limit)
        page = make_page(rows, limit, lambda row: row.account_id)
        return Page(await _cards(resources.signer, conn, page.items), page.next_cursor)


async def search(resources: Resources, actor: Actor, beginning: str, limit: int) -> Page[Card]:
    """Those whom the actor may see and whose name or username begins so."""
    async with resources.db.read() as conn:
        rows = await queries.search_cards(
            conn, actor.id, resources.settings.profile_requires, as_beginning(beginning), limit
        )
        return Page(await _cards(resources.signer, conn, rows), None)


async def set_position(resources: Resources, actor: Actor, position: Position) -> None:
    """Keep in which cell the actor's device is, and call it by the nearest city.

    Raises:
        MovedTooFast: nobody comes there so soon.
    """
    await resources.limits.hit(policy.LOCATION_LIMIT, str(actor.id))
    point = cells.snap(position.lat, position.lng)
    async with resources.db.transaction() as tx:
        city = await places.nearest(tx, point)  # to the cell, not to the position
        await service.set_location(tx, actor, point, city)


async def set_city(resources: Resources, actor: Actor, place_id: int) -> None:
    """Keep the city that the actor chose.

    Raises:
        ValidationFailed: there is none of that id.
        MovedTooFast: nobody comes there so soon.
    """
    await resources.limits.hit(policy.LOCATION_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        place = await places.find(tx, place_id)
        if place is None:
            raise ValidationFailed(details=[FieldError("placeId", "is no city that is known here")])
        await service.set_city(tx, actor, place)


async def find_places(resources: Resources, beginning: str) -> list[Place]:
    """The largest cities whose names begin so."""
    async with resources.db.read() as conn:
        return await places.search(conn, beginning)


async def waiting_checks(resources: Resources, actor: Actor, after: UUID | None, limit: int) -> Page[CheckToDecide]:
    """Checks that wait for a moderator, the oldest first.

    Raises:
        Forbidden: the actor is no moderator.
    """
    policy.require_moderator(actor)
    async with resources.db.read() as conn:
        page = make_page(await check_queries.list_waiting(conn, after, limit), limit, lambda check: check.id)
        items: list[CheckToDecide] = []
        for check in page.items:
            profile = await queries.find_profile(conn, check.account_id)
            photo_ids = await queries.list_photos(conn, check.account_id)
            if profile is None or check.selfie_id is None:
                continue  # erased in between
            files = await media.describe(conn, resources.signer, [check.selfie_id, *photo_ids])
            items.append(views.check(check, profile, photo_ids, files))
    return Page(items, page.next_cursor)


async def exports(resources: Resources, actor: Actor) -> list[Export]:
    """The actor's exports, the newest first."""
    async with resources.db.transaction() as tx:  # the primary: it was asked for a moment ago
        rows = await privacy_queries.list_exports(tx, actor.id, clock.now())
        files = await media.describe(tx, resources.signer, [row.file_id for row in rows if row.file_id is not None])
    return [views.export(row, files) for row in rows]


async def _cards(signer: Signer, conn: Conn, rows: Sequence[CardRow]) -> list[Card]:
    file_ids = [one for row in rows for one in views.file_ids_of(row)]
    files = await media.describe(conn, signer, file_ids)
    return [views.card(row, files) for row in rows]
