"""The three processes under their supervisor: ready, started again after a crash, and gone without a trace."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict:
    """An empty portal of its own: migrated, without the demo council."""
    var = tmp_path_factory.mktemp("supervised")
    environment = {
        "PATH": os.environ["PATH"],
        "LOCAL_HTTP": "1",
        "DEMO": "0",
        "STATIC_MANIFEST": "0",
        "VAR_DIR": str(var),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return environment


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def supervisor(environment, port) -> Iterator[subprocess.Popen]:
    """The supervisor, ready; whatever is left of it afterwards is ended."""
    process = start(environment, port)
    assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    yield process
    if process.poll() is None:
        process.terminate()
    process.wait(20)
    for pid in processes_of(environment):
        os.kill(pid, signal.SIGKILL)


def start(environment: dict, port: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "tools/supervise.py", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def processes_of(environment: dict) -> dict[int, str]:
    """Every process on this machine that works on that VAR_DIR: id and command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={environment['VAR_DIR']}\0" in (folder / "environ").read_text(errors="replace"):
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    return found


def wait_for(condition, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


def running(environment: dict, words: str) -> set[int]:
    return {pid for pid, command in processes_of(environment).items() if words in command}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_term_and_ctrl_c_leave_no_process_behind(supervisor, environment, number):
    for words in ("gunicorn", "celery -A qa_portal worker", "celery -A qa_portal beat"):
        assert running(environment, words), words
    supervisor.send_signal(number)
    assert supervisor.wait(20) == 0
    assert wait_for(lambda: not processes_of(environment), 5), processes_of(environment)


def test_killing_the_supervisor_leaves_no_process_behind(supervisor, environment):
    supervisor.kill()
    supervisor.wait(5)
    assert wait_for(lambda: not processes_of(environment)), processes_of(environment)


def test_a_process_that_crashes_is_started_again(supervisor, environment, port):
    for words in ("celery -A qa_portal worker", "gunicorn"):
        before = running(environment, words)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert wait_for(lambda before=before, words=words: running(environment, words) - before), words

    def answers() -> bool:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).status == 200
        except OSError:
            return False

    assert wait_for(answers)


def test_a_taken_port_is_said_so_and_another_is_proposed(environment, port):
    with socket.create_server(("127.0.0.1", port)):
        process = start(environment, port)
        said = process.communicate(timeout=20)[1]
    assert process.returncode == 1
    assert f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}" in said
    assert not processes_of(environment)
