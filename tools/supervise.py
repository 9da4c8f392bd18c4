"""Runs the portal's three processes (web, worker, beat) under one supervisor, on one machine.

`make run` ends in this. It uses the standard library alone, starts what belongs together, starts again what
ends by itself, and leaves no process behind, however it ends itself:

* Ctrl-C and TERM: every child gets TERM, then KILL after ten seconds.
* KILL of the supervisor: the kernel sends TERM to its children (PR_SET_PDEATHSIG).
* The end of `make`: the kernel sends TERM to the supervisor.

What the processes print goes to VAR_DIR/logs/. On the screen: one line, once /health says that all is well.
"""

import argparse
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PR_SET_PDEATHSIG = 1
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
LOG_KEPT_BYTES = 5_000_000


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel send this process TERM when its parent ends; end at once if it has ended already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent_pid:
        os._exit(0)


@dataclass
class Child:
    """One of the processes: how it is started, and how often it has had to be."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen | None = None
    started: float = 0.0
    start_again_at: float = 0.0
    failures: int = field(default=0)

    def start(self) -> None:
        """Start it in a process group of its own, so that the group can be stopped as one."""
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        supervisor = os.getpid()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(supervisor),
            )
        self.started = time.monotonic()

    def watch(self) -> None:
        """Start it again if it has ended: at once, then after 1 s, 2, 4 ... up to 30 while it keeps failing."""
        if self.process is not None and self.process.poll() is not None:
            self.signal_group(signal.SIGKILL)  # what it may have left of its own children
            self.failures = self.failures + 1 if time.monotonic() - self.started < 60 else 1
            pause = 0 if self.failures == 1 else min(30, 2 ** (self.failures - 2))
            self.start_again_at = time.monotonic() + pause
            self.process = None
        elif self.process is None and time.monotonic() >= self.start_again_at:
            self.start()

    def signal_group(self, number: int) -> None:
        """Send a signal to it and its children; nothing happens when they have gone."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass


class Stop(Exception):
    """Raised by the signal handler: somebody wants the portal to end."""


def main() -> int:
    """Run until told to stop; the exit status says whether it ever was well."""
    arguments = parse()
    if arguments.with_parent:
        die_with_parent(os.getppid())
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
    if not port_is_free(arguments.host, arguments.port):
        print(
            f"Port {arguments.port} is taken by another program. Choose another: make run PORT={arguments.port + 1}",
            file=sys.stderr,
        )
        return 1
    var = Path(os.environ["VAR_DIR"])
    (var / "logs").mkdir(parents=True, exist_ok=True)
    children = the_processes(arguments, var / "logs")
    try:
        for child in children:
            child.start()
        finding = wait_until_well(arguments, children)
        if finding is not None:
            print(f"The portal did not start. {finding}", file=sys.stderr)
            return 1
        print(closing_line(arguments, var), flush=True)
        while True:
            for child in children:
                child.watch()
            time.sleep(0.3)
    except Stop:
        return 0
    finally:
        stop(children)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Run web, worker and beat until stopped.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
    return parser.parse_args()


def on_signal(_number: int, _frame) -> None:
    """The first signal stops the portal; a second one must not interrupt the stopping."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def port_is_free(host: str, port: int) -> bool:
    """Whether the web process will be able to listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def the_processes(arguments: argparse.Namespace, logs: Path) -> list[Child]:
    """Web, worker and beat. Threads, not forks, in the worker: SQLite and the PDF renderer are shared within it."""
    celery = [str(BIN / "celery"), "-A", "qa_portal"]
    commands = {
        "web": [
            str(BIN / "gunicorn"),
            "--config=python:qa_portal.gunicorn",
            f"--bind={arguments.host}:{arguments.port}",
            "qa_portal.wsgi",
        ],
        "worker": [*celery, "worker", "--pool=threads", "--concurrency=4", "--without-gossip", "--without-mingle",
                   "--without-heartbeat", "--loglevel=WARNING"],
        "beat": [*celery, "beat", "--pidfile=", "--loglevel=WARNING"],
    }  # fmt: skip
    return [Child(name, command, logs / f"{name}.log") for name, command in commands.items()]


def wait_until_well(arguments: argparse.Namespace, children: list[Child]) -> str | None:
    """Wait for /health to answer 200; otherwise a sentence about what is wrong."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    last = "nothing answered"
    while time.monotonic() < until:
        for child in children:
            child.watch()
            if child.failures >= 3:
                return f"The {child.name} process ended {child.failures} times. See {child.log}:\n{tail(child.log)}"
        try:
            with urllib.request.urlopen(
                f"http://{arguments.host}:{arguments.port}/health", timeout=2
            ) as answer:
                if answer.status == 200:
                    return None
        except urllib.error.HTTPError as error:
            last = describe(error.read())
        except OSError:
            pass
        time.sleep(0.1)
    return f"After {READY_WITHIN_SECONDS} seconds /health still says: {last}. See {children[0].log.parent}/"


def describe(body: bytes) -> str:
    """What a report of /health complains of."""
    try:
        checks = json.loads(body)["checks"]
    except (ValueError, KeyError):
        return "an error"
    return "; ".join(f"{name}: {check['value']}" for name, check in checks.items() if not check["ok"])


def tail(path: Path, lines: int = 8) -> str:
    """The last lines of a log."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def closing_line(arguments: argparse.Namespace, var: Path) -> str:
    """Where the portal is, and how to get in or how to begin: `manage.py prepare` leaves word of that."""
    word = var / "how-to-sign-in.txt"
    how = f"  ·  {word.read_text().strip()}" if word.exists() else ""
    return f"The QA portal is ready: http://{arguments.host}:{arguments.port}{how}  ·  Ctrl-C stops it"


def stop(children: list[Child]) -> None:
    """TERM to all; KILL for what is still there after ten seconds."""
    for child in children:
        child.signal_group(signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN_SECONDS
    for child in children:
        if child.process is not None:
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            child.signal_group(signal.SIGKILL)
            child.process.wait()


if __name__ == "__main__":
    sys.exit(main())
