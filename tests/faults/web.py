"""The portal's web server, as it is started everywhere, on a copy of the portal."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from qa_portal import gunicorn as configuration

from .ground import fork, wait_for


class Web(BaseApplication):
    """gunicorn with the portal's own configuration."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        """As ``python:qa_portal.gunicorn`` says, on this port."""
        for name, value in vars(configuration).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        self.cfg.set("bind", f"127.0.0.1:{self.port}")

    def load(self) -> Any:
        """The portal."""
        from qa_portal.wsgi import application

        return application


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[int]:
    """A web server on a free port, which is given, until the end of this."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = fork(Web(port).run, log=folder / "web.log")

    def answers() -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    try:
        assert wait_for(answers, 20, 0.05), (folder / "web.log").read_text()[-3000:]
        yield port
    finally:
        if not server.is_over:
            os.kill(server.pid, signal.SIGTERM)
            server.wait(15)
