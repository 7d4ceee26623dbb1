"""The story of people who are made up: how the program behind them comes in, and how they go."""

from uuid import UUID

from mingle.features.accounts import demo_queries, factors, queries, service, session_queries
from mingle.features.accounts.models import Device
from mingle.features.accounts.tokens import Grant
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound

DEVICE = Device("this server", "mingle demo")


async def sign_in(tx: Tx, account_id: UUID) -> Grant:
    """Sign somebody in who is made up: no password of theirs is good, so nobody else can. Their one session is new.

    Raises:
        NotFound: nobody of that id is made up, or they are leaving.
    """
    if not await demo_queries.lock_demo(tx, account_id):
        raise NotFound
    account = await factors.locked(tx, account_id)
    if account.deletion_due_at is not None:
        raise NotFound
    await session_queries.revoke_sessions(tx, account_id, clock.now())
    return await service.begin_session(tx, account, DEVICE)


async def dismiss(tx: Tx, account_id: UUID) -> None:
    """Let somebody who is made up be gone for others now, and due to be erased.

    Raises:
        NotFound: nobody of that id is made up.
    """
    if not await demo_queries.lock_demo(tx, account_id):
        raise NotFound
    now = clock.now()
    await queries.set_deletion(tx, account_id, now)
    service.tell_ended(tx, await session_queries.revoke_sessions(tx, account_id, now))
