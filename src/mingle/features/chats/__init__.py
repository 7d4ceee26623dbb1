"""Chats: private ones, groups and channels, in which nothing is lost, nothing comes twice, and all has one order.

Every change in a chat has the chat's next number (`pts`), given under the lock of its row in the transaction that makes
the change. Others use `open_pair` and `close_pair` (the private chat of two, with whom it is for the caller to know),
`last_senders` (whose word is awaited), `delete_empty` (chats that nobody is in), `find_said` (a message that somebody
can point at), `share_chat` (whether two are in one), `open_chat` and `send` (for bots).
Calls use `entered` (a chat under its lock, as somebody stands in it), `find_standing`, `lock_chat`, `lock_pair`,
`list_member_ids`, `IS_IN_CHAT` (the same as part of a statement), `room` (where a chat is told of) and `say_in` (a
line of what happened).
"""

from mingle.features.chats import events, jobs, personal
from mingle.features.chats.draft_http import DraftController
from mingle.features.chats.erasure_queries import delete_empty
from mingle.features.chats.erasure_service import before_erasure
from mingle.features.chats.export_http import ChatExportController
from mingle.features.chats.history_lane import history_lane
from mingle.features.chats.http import ChatController, MemberController, SyncController
from mingle.features.chats.invite_http import InvitationController, InviteController
from mingle.features.chats.jobs import file_changed
from mingle.features.chats.message_http import HistoryController, MessageController
from mingle.features.chats.message_queries import shows_file
from mingle.features.chats.models import ChatKind, Standing
from mingle.features.chats.pair_queries import last_senders
from mingle.features.chats.pair_service import close_pair, lock_pair, open_pair
from mingle.features.chats.person_http import PersonController
from mingle.features.chats.poll_http import PollController
from mingle.features.chats.queries import IS_IN_CHAT, find_standing, list_member_ids, lock_chat
from mingle.features.chats.room_service import entered, room, say_in
from mingle.features.chats.said_queries import Said, find_said, share_chat
from mingle.features.chats.schedule_http import ScheduledController
from mingle.features.chats.search_http import SearchController
from mingle.features.chats.sending_service import send
from mingle.features.chats.service import open_chat
from mingle.features.chats.sockets import connect
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

CHATS = Feature(
    "chats",
    tells=events.TELLS,
    switch=FeatureName.CHATS,
    routes=[
        ChatController,
        MemberController,
        PersonController,
        DraftController,
        InviteController,
        InvitationController,
        SyncController,
        HistoryController,
        SearchController,
        MessageController,
        ScheduledController,
        PollController,
        ChatExportController,
    ],
    jobs=jobs.JOBS,
    sockets=connect,
    personal=personal.TABLES,
    impersonal=personal.IMPERSONAL,
    before_erasure=before_erasure,
    front=history_lane,
    file_changed=file_changed,
    sees_file=shows_file,
)

__all__ = [
    "CHATS",
    "IS_IN_CHAT",
    "ChatKind",
    "Said",
    "Standing",
    "close_pair",
    "delete_empty",
    "entered",
    "find_said",
    "find_standing",
    "last_senders",
    "list_member_ids",
    "lock_chat",
    "lock_pair",
    "open_chat",
    "open_pair",
    "room",
    "say_in",
    "send",
    "share_chat",
]
