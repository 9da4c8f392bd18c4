"""The queue's two carriers, as the library has them, but for what a crash at the wrong moment would break.

A message is a nudge, worth nothing more than speed, so both would rather lose one than stop: beat sends it again.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem, redis
from kombu.utils.json import dumps

log = structlog.get_logger(__name__)


class FileChannel(filesystem.Channel):
    """Messages as files, for one machine.

    The library opens a message's file under its final name and then writes it: a worker that looks in between, or
    after a crash, reads half a message and ends. Here it is written apart and renamed, and what can't be read is passed
    by. The table of bindings, which could be cut short in the same way and would then keep every worker from starting,
    isn't needed: a task is sent to its queue by name.
    """

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        apart = Path(self.data_folder_out) / f".{name}"
        try:
            apart.write_text(dumps(payload))
            os.replace(apart, apart.with_name(name))
        except OSError as error:
            raise ChannelError("No message can be written to the queue.") from error

    def _get(self, queue: str) -> dict[str, Any]:
        while (
            True
        ):  # super() takes each file out of the folder before it reads it, and raises Empty at the end
            try:
                return super()._get(queue)
            except (ValueError, ChannelError) as error:
                log.warning("message passed by", error=type(error).__qualname__)

    def get_table(self, exchange: str) -> list[Any]:
        """No bindings."""
        return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Nothing to bind."""


class FileTransport(filesystem.Transport):
    """``filesystem://`` over such channels."""

    Channel = FileChannel


class RedisChannel(redis.Channel):
    """Redis, without giving back what a worker had reserved when the connection goes.

    Where the connection is gone already, the library fails at giving back, and ends the whole worker.
    """

    do_restore = False


class RedisTransport(redis.Transport):
    """``redis://`` over such channels.

    When Redis goes in the middle of something, the library also stumbles over what it has just closed. To the worker
    that is a connection that was lost, too: it connects again, and doesn't end.
    """

    Channel = RedisChannel
    connection_errors = (*redis.Transport.connection_errors, AttributeError)


def use_own_transports() -> None:
    """Have the queue's addresses mean these."""
    for scheme, transport in (
        ("filesystem", FileTransport),
        ("redis", RedisTransport),
        ("rediss", RedisTransport),
    ):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:{transport.__name__}"
