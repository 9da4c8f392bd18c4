"""R21: a body of one gigabyte, sent to the portal as it is served: refused at once, and the memory stays as it was."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GIGABYTE = 1024**3
PIECE = b"x" * 65536


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """(port, pid) of one process of the portal behind its own gunicorn, without a database that anything is in."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    environment = {**keep, "LOCAL_HTTP": "1", "VAR_DIR": str(folder), "WEB_BIND": f"127.0.0.1:{port}",
                   "WEB_WORKERS": "1", "WEB_THREADS": "2", "STATIC_MANIFEST": "0", "LOG_LEVEL": "ERROR"}  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:qa_portal.gunicorn", "qa_portal.wsgi"],
            cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 40
        while time.monotonic() < until and not workers_of(process.pid):
            time.sleep(0.1)
        assert ask(port, b"GET /account/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200, (
            folder / "log"
        ).read_text()
        yield port, workers_of(process.pid)[0]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def workers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in children.read_text().split()] if children.exists() else []


def most_memory(pid: int) -> int:
    """The most that a process has held so far, in MiB."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) // 1024


def ask(port: int, head: bytes, pieces=()) -> tuple[int, int]:
    """The status that came back, and how many bytes were taken before it did."""
    sent = 0
    until = time.monotonic() + 30
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head)
        line.settimeout(0.02)
        answer = b""
        for piece in pieces:
            try:
                answer += line.recv(4096)
            except TimeoutError:
                pass
            except OSError:
                break
            if answer or time.monotonic() > until:
                break
            try:
                sent += line.send(piece)
            except OSError:
                break
        line.settimeout(20)
        while not answer and time.monotonic() < until:
            try:
                piece = line.recv(4096)
            except OSError:
                break
            answer += piece
            if not piece:
                break
    status = re.match(rb"HTTP/1\.[01] (\d+)", answer)
    return (int(status[1]) if status else 0), sent


def chunks(number: int):
    for _ in range(number):
        yield b"%x\r\n%s\r\n" % (len(PIECE), PIECE)


HEAD = (
    b"POST /record/1/documents/attach/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n"
)


def test_a_gigabyte_that_is_announced_is_refused_before_it_is_read(server):
    port, worker = server
    before = most_memory(worker)
    started = time.monotonic()
    status, sent = ask(
        port, HEAD + b"Content-Length: %d\r\n\r\n" % GIGABYTE, (PIECE for _ in range(GIGABYTE // 65536))
    )
    assert status == 413
    assert sent < 8 * 1024**2, sent
    assert time.monotonic() - started < 10
    assert most_memory(worker) - before < 20


def test_a_gigabyte_that_is_not_announced_is_not_read_either(server):
    port, worker = server
    before = most_memory(worker)
    status, sent = ask(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunks(GIGABYTE // 65536))
    assert status in (400, 403, 411, 413)
    assert sent < 8 * 1024**2, sent
    assert most_memory(worker) - before < 20


def test_lengths_that_are_none_are_refused(server):
    port, _worker = server
    for length in (
        b"-1",
        b"x",
        b"9" * 40,
        b"1, 2",
        b"1\r\nContent-Length: 2",
        b"1\r\nTransfer-Encoding: chunked",
    ):
        status, _sent = ask(port, HEAD + b"Content-Length: " + length + b"\r\n\r\n0\r\n\r\n")
        assert 400 <= status < 500, (length, status)
    assert ask(port, b"GET /account/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200


def test_somebody_who_sends_nothing_of_what_she_announced_is_answered(server):
    port, _worker = server
    status, _sent = ask(port, HEAD + b"Content-Length: %d\r\n\r\n" % (100 * 1024**2))
    assert status == 413
