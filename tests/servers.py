"""A throw-away PostgreSQL and Redis: started in a folder, restarted, frozen, killed, and gone with their process.

They listen on the loopback and on a socket in their folder alone. PostgreSQL refuses to run as root, so it is started
as the postgres user then.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from glob import glob
from pathlib import Path

#: What makes a server quick that has nothing to keep: a machine that fails would lose it, a process that is killed not.
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "listen_addresses": "",
}
#: An acknowledged commit may be lost with the server: for tests that never kill it.
CARELESS = {"synchronous_commit": "off"}


def die_with_parent() -> None:
    """Have the kernel end this process with its parent; for ``preexec_fn``."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class PostgreSQL:
    """One cluster in a folder."""

    def __init__(self, folder: Path, **options: str) -> None:
        self.folder = folder
        self.options = {**QUICK, "unix_socket_directories": str(folder), **options}
        self.bin = Path(sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[4]))[-1])
        self.process: subprocess.Popen | None = None
        self.drop: dict = {}

    def create(self) -> None:
        """Make the cluster; the folder must not be there yet."""
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            self.drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            self.folder.parent.chmod(0o755)
            self.give(self.folder)
        self._run("initdb", "-U", "portal", "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale")

    def give(self, path: Path) -> None:
        """Make a folder the server's own."""
        if self.drop:
            os.chown(path, self.drop["user"], self.drop["group"])

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [self.bin / "postgres", "-D", self.folder / "data"]
        command += [part for name, value in self.options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd="/", preexec_fn=die_with_parent, **self.drop
            )
        ready = [self.bin / "pg_isready", "-q", "-h", self.folder, "-U", "portal", "-d", "postgres"]
        wait_until(lambda: subprocess.run(ready).returncode == 0, "PostgreSQL", self.folder / "log")

    def restart_at_once(self) -> None:
        """As ``pg_ctl restart -m immediate`` does: every session is cut off, and the start recovers from the log."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-w", "-t", "30")
        self.process.wait(30)
        self.start()

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgres://portal@/{name}?host={self.folder}"

    def stop(self) -> None:
        """End it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            _end(self.process)

    def _run(self, program: str, *arguments: str) -> None:
        command = [self.bin / program, "-D", self.folder / "data", *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self.drop)


class Redis:
    """One server in a folder, on a port of its own; nothing of it is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it, empty, and wait until it listens."""
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--dir", str(self.folder)], stdout=log, stderr=log, preexec_fn=die_with_parent
            )
        wait_until(self.answers, "Redis", self.folder / "log")

    def answers(self) -> bool:
        """Whether it takes a connection and answers."""
        try:
            return self._say(b"PING") == b"+PONG\r\n"
        except OSError:
            return False

    def flush(self) -> None:
        """Have it forget everything."""
        self._say(b"FLUSHALL")

    def freeze(self) -> None:
        """Stop the process where it is: the kernel takes connections, nobody answers."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it."""
        if self.process and self.process.poll() is None:
            self.thaw()
            self.process.send_signal(signal.SIGTERM)
            _end(self.process)

    def _say(self, word: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as client:
            client.sendall(word + b"\r\n")
            return client.recv(100)


def wait_until(is_ready: Callable[[], bool], name: str, log: Path) -> None:
    """Wait for a server, at most twenty seconds; raises RuntimeError with the end of its log."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if is_ready():
            return
        time.sleep(0.02)
    raise RuntimeError(f"{name} did not start:\n{log.read_text()[-2000:]}")


def _end(process: subprocess.Popen) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
