"""What clients are told of chats over sockets, for the published documentation."""

from mingle.features.chats.draft_models import DraftTold
from mingle.features.chats.event_models import (
    ChatTold,
    DeletionTold,
    HiddenTold,
    MarkTold,
    MessageTold,
    ReactionTold,
    TopsTold,
    TypingTold,
)
from mingle.features.chats.models import OfChat
from mingle.features.chats.poll_models import PollTold, VoteTold
from mingle.kernel.feature import Told

_MEMBERS = "the members of the chat"
_OWN = "one's own devices"

TELLS = (
    Told("chat:new", OfChat, "who is in it from now on", "One has come into a chat, and hears all of it from now on."),
    Told("chat:removed", OfChat, "who is in it no longer", "One has left a chat, or was put out, or it was deleted."),
    Told("chat:updated", ChatTold, _MEMBERS, "Its name, picture or members have changed: fetch it."),
    Told("chat:rewritten", ChatTold, _MEMBERS, "Some of what stood there is gone: fetch it and its messages anew."),
    Told("chat:settings", OfChat, _OWN, "One has muted, archived or pinned a chat: fetch it."),
    Told("chat:draft", DraftTold, _OWN, "One has begun to write, or has thrown the draft away."),
    Told("chat:scheduled", OfChat, _OWN, "What one is to send later in a chat has changed: fetch it."),
    Told("message:new", MessageTold, _MEMBERS, "Somebody has said something."),
    Told("message:edited", MessageTold, _MEMBERS, "A message says something else, or something more, now."),
    Told("message:deleted", DeletionTold, _MEMBERS, "A message is gone for everybody."),
    Told("message:hidden", HiddenTold, _OWN, "One has deleted a message for oneself."),
    Told("message:reaction", ReactionTold, _MEMBERS, "Somebody reacts to a message, or no longer does."),
    Told("message:poll", PollTold, _MEMBERS, "Somebody has voted, or the poll was closed."),
    Told("message:voted", VoteTold, _OWN, "What one has voted for oneself."),
    Told("message:read", MarkTold, "the members who are told of marks, always one's own devices", "Somebody has read."),
    Told("message:delivered", MarkTold, "as `message:read`", "What was said has come to somebody's device."),
    Told("typing:user", TypingTold, _MEMBERS, "Somebody writes, or has stopped."),
    Told(
        "sync:top", TopsTold, _MEMBERS, "Now and then, for chats that have moved: whoever is behind fetches the rest."
    ),
)
