"""An exported chat as a page to read: no script, nothing from elsewhere, and whatever people wrote is text in it."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final
from uuid import UUID

import msgspec

from mingle.features.chats.models import Message

SOMEBODY: Final = "Somebody"
END: Final = "</main></body></html>\n"
_HEAD: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: Canvas; color: CanvasText }}
main {{ max-width: 45rem; margin: 0 auto; padding: 1rem }}
article {{ padding: .5rem 0; border-top: 1px solid GrayText; overflow-wrap: anywhere }}
p {{ margin: 0; white-space: pre-wrap }}
header, .system {{ color: GrayText }}
</style></head><body><main>
<h1 dir="auto">{title}</h1>
"""
_HAPPENED: Final = {
    "created": "began this chat",
    "renamed": "gave the chat another name",
    "described": "wrote what the chat is about",
    "added": "let somebody in",
    "joined": "came in",
    "removed": "put somebody out",
    "left": "left",
    "role": "gave somebody another role",
    "lifetime": "changed how long messages stay",
    "pictured": "changed the picture",
    "unpictured": "took the picture away",
}

Names = Mapping[UUID, str]
Paths = Mapping[UUID, str]


def head(title: str, picture: str | None) -> str:
    """How the page begins; `picture` is where in the zip the picture of the chat lies, if it is in it."""
    link = f'<p><a href="{escape(picture)}">The picture of this chat</a></p>\n' if picture is not None else ""
    return _HEAD.format(title=escape(title)) + link


def article(message: Message, names: Names, paths: Paths) -> str:
    """One message.

    Args:
        message: it.
        names: what people are called.
        paths: where in the zip the files lie that are in it.
    """
    name = escape(names.get(message.sender_id, SOMEBODY))
    time = f"{message.created_at:%Y-%m-%d %H:%M} UTC"
    if message.type == "system":
        return f'<article class="system" id="{message.id}">{time} <bdi>{name}</bdi> {_happened(message)}</article>\n'
    parts = [f'<article id="{message.id}"><header><strong><bdi>{name}</bdi></strong> {time}{_marks(message)}</header>']
    if message.reply_to_id is not None:
        parts.append(f'<p><a href="#{message.reply_to_id}">In answer to this</a></p>')
    if message.forwarded_from is not None:
        parts.append(f"<p>Forwarded from <bdi>{escape(message.forwarded_from.display_name or SOMEBODY)}</bdi></p>")
    if message.content:
        parts.append(f'<p dir="auto">{escape(message.content)}</p>')
    if message.poll is not None:
        options = "".join(f"<li>{escape(option.text)}: {option.votes}</li>" for option in message.poll.options)
        parts.append(f"<ul>{options}</ul>")
    for file in message.files:
        said = escape(file.name if file.name is not msgspec.UNSET else file.kind)
        path = paths.get(file.id)
        parts.append(f'<p><a href="{escape(path)}">{said}</a></p>' if path else f"<p>{said}</p>")
    if message.reactions is not msgspec.UNSET and message.reactions:
        parts.append("<p>" + " ".join(f"{escape(one.emoji)} {one.count}" for one in message.reactions) + "</p>")
    return "".join([*parts, "</article>\n"])


def _marks(message: Message) -> str:
    return (", edited" if message.is_edited else "") + (", pinned" if message.is_pinned else "")


def _happened(message: Message) -> str:
    happened: dict[str, Any] = msgspec.json.decode(message.content)
    said = _HAPPENED.get(str(happened.get("event")), "changed something")
    name = happened.get("name")
    return f"{said}: <bdi>{escape(str(name))}</bdi>" if name else said
