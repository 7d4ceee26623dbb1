"""What people may be told of chats."""

from mingle.kernel.errors import Conflict, Forbidden, Gone


class ClientIdReused(Conflict):
    """This clientId belongs to another message of yours in this chat."""


class NotYourMessage(Forbidden):
    """Only who wrote it may do that."""


class RoleTooLow(Forbidden):
    """Only owners and admins of this chat may do that."""


class ReadersOnly(Forbidden):
    """Only owners and admins write in this channel."""


class OwnerStays(Conflict):
    """The owner cannot leave: make another member the owner, or delete the chat."""


class NotInPrivate(Conflict):
    """A private chat has its two members, and no name of its own."""


class PictureNotReady(Conflict):
    """There is nothing to show of this picture yet. Wait until it is ready."""


class ChatFull(Conflict):
    """This chat has no room for more members."""


class MessageDeleted(Gone):
    """This message has been deleted."""


class NotEditable(Conflict):
    """This kind of message cannot be edited."""


class NotForwardable(Conflict):
    """This kind of message cannot be forwarded."""


class NotPoll(Conflict):
    """This message is no poll."""


class PollClosed(Conflict):
    """This poll is over."""


class AnonymousPoll(Conflict):
    """This poll is anonymous."""


class TooManyScheduled(Conflict):
    """As many of your messages wait in this chat as may. Send or cancel one first."""


class TooManyReactions(Conflict):
    """Take one of your reactions back first."""


class InvitationOver(Gone):
    """This invitation is over. Ask for a new one."""


class PutOut(Forbidden):
    """You were put out of this chat. Only those who lead it can let you in again."""


class TooManyInvites(Conflict):
    """This chat has enough invitation links: take one of them back first."""


class MarksUntold(Conflict):
    """Who has read what shows in chats of at most 100 people, to those who show what they read themselves."""
