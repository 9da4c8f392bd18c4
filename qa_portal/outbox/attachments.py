"""Files that go with the mail of an event, composed by name: a calendar file with a booking, say.

Called from an app's ``AppConfig.ready``::

    register_attachment("audit_conversation_booked", calendar_of)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .models import Message


@dataclass(frozen=True)
class Attachment:
    """A file: its name (which names nobody), its bytes, its type."""

    name: str
    data: bytes
    content_type: str


#: Gives the file of a message; None where what it is about has none any more.
Attach = Callable[[Message], Attachment | None]

_attached: dict[str, Attach] = {}


def register_attachment(event: str, attach: Attach) -> None:
    """Let a file go with every mail of an event."""
    _attached[event] = attach


def attachments_of(messages: list[Message]) -> list[Attachment]:
    """The files that go with a mail of these messages."""
    found = (_attached[message.event](message) for message in messages if message.event in _attached)
    return [attachment for attachment in found if attachment is not None]
