"""The story of every invitation link: who makes it, who takes it back, and whom it lets in."""

import secrets
from uuid import UUID

from mingle.features.chats import invite_queries, policy, queries
from mingle.features.chats.errors import ChatFull, InvitationOver, PutOut, TooManyInvites
from mingle.features.chats.invite_models import MAX_INVITES, InvitationRow, InviteDraft, InviteRow
from mingle.features.chats.models import MAX_MEMBERS, ChatKind, MemberRole
from mingle.features.chats.room_service import entered, let_hear, say, tell_changed
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed

CODE_BYTES = 16


async def create(tx: Tx, actor: Actor, chat_id: UUID, draft: InviteDraft) -> InviteRow:
    """Make a link into a chat.

    Raises:
        ValidationFailed: it would be over already.
        NotFound: there is no such chat for the actor.
        NotInPrivate, RoleTooLow: the actor may not.
        TooManyInvites: there are enough.
    """
    now = clock.now()
    if draft.expires_at is not None and draft.expires_at <= now:
        raise ValidationFailed(details=[FieldError("expiresAt", "must be in the future")])
    policy.require_admin(await entered(tx, actor, chat_id))
    if await invite_queries.count_invites(tx, chat_id) >= MAX_INVITES:
        raise TooManyInvites
    return await invite_queries.insert_invite(tx, chat_id, actor.id, secrets.token_urlsafe(CODE_BYTES), draft, now)


async def revoke(tx: Tx, actor: Actor, chat_id: UUID, invite_id: UUID) -> None:
    """Take a link back: from now on it leads nowhere.

    Raises:
        NotFound: there is no such chat for the actor, or no such link.
        NotInPrivate, RoleTooLow: the actor may not.
    """
    policy.require_admin(await entered(tx, actor, chat_id))
    if not await invite_queries.delete_invite(tx, chat_id, invite_id):
        raise NotFound


def require_good(found: InvitationRow) -> None:
    """See that a link is not over.

    Raises:
        InvitationOver: its time is over, or it has let in as many as it may.
    """
    is_late = found.expires_at is not None and found.expires_at <= clock.now()
    is_used_up = found.max_uses is not None and found.uses >= found.max_uses
    if is_late or is_used_up:
        raise InvitationOver


async def join(tx: Tx, actor: Actor, code: str) -> UUID:
    """Come into a chat by a link; the chat. Who is in it already stays as they are.

    Raises:
        NotFound: there is no such link for the actor.
        InvitationOver, PutOut, ChatFull: it lets them in no more.
    """
    found = await invite_queries.find_invitation(tx, actor.id, code)
    if found is None or not await queries.lock_chat(tx, found.chat_id):
        raise NotFound
    found = await invite_queries.find_invitation(tx, actor.id, code)  # as it stands now that nobody changes it
    if found is None:
        raise NotFound
    if found.is_member:
        return found.chat_id
    require_good(found)
    if found.is_excluded:
        raise PutOut
    if found.kind is ChatKind.GROUP and found.member_count >= MAX_MEMBERS:
        raise ChatFull
    await queries.insert_members(tx, found.chat_id, [actor.id], MemberRole.MEMBER, clock.now())
    await invite_queries.count_use(tx, found.id)
    let_hear(tx, found.chat_id, actor.id)
    if found.kind is ChatKind.GROUP:
        await say(tx, actor, found.chat_id, {"event": "joined"})
    else:  # a message for each of its readers would leave nothing else to read in a channel
        await tell_changed(tx, actor.id, found.chat_id)
    return found.chat_id
