"""A throw-away PostgreSQL and Redis for one run of the tests: `python -m pytest -p tests.services tests/integration`.

Loaded with -p, since Django's settings are read before any conftest. The servers listen on the loopback and on a socket
in a temporary folder alone; they end with the run, also when it fails, and with the process, also when it is killed.
PostgreSQL refuses to run as root, so it is started as the postgres user then.
"""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from glob import glob
from pathlib import Path

_processes: list[subprocess.Popen] = []
_folder: Path | None = None


def pytest_unconfigure(config) -> None:
    """Stop them."""
    stop()


def pytest_report_header(config) -> str:
    """Say what the tests run on."""
    return "services: PostgreSQL and Redis, thrown away afterwards"


def start() -> None:
    """Start both servers and point the settings of the tests at them."""
    global _folder
    if "TEST_DATABASE_URL" in os.environ:
        return
    _folder = Path(tempfile.mkdtemp(prefix="qa-portal-services-"))
    atexit.register(stop)
    os.environ["TEST_DATABASE_URL"] = _start_postgresql(_folder / "pg")
    os.environ["TEST_REDIS_URL"] = _start_redis(_folder / "redis")


def stop() -> None:
    """End both servers and remove what they wrote."""
    for process in _processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)  # PostgreSQL: fast shutdown
    for process in _processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    _processes.clear()
    if _folder:
        shutil.rmtree(_folder, ignore_errors=True)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _start_postgresql(folder: Path) -> str:
    binaries = Path(sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))[-1])
    folder.mkdir()
    drop: dict = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        folder.parent.chmod(0o755)
        os.chown(folder, account.pw_uid, account.pw_gid)
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "portal", "-A", "trust", "--no-sync", "-E", "UTF8",
         "--no-locale"],
        check=True, capture_output=True, cwd="/", **drop,
    )  # fmt: skip
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "100",
        "shared_buffers": "64MB",
        "timezone": "UTC",
    }
    command = [binaries / "postgres", "-D", folder / "data"]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        _processes.append(
            subprocess.Popen(command, stdout=log, stderr=log, cwd="/", preexec_fn=_die_with_parent, **drop)
        )
    ready = [binaries / "pg_isready", "-q", "-h", folder, "-U", "portal", "-d", "postgres"]
    _wait_until(lambda: subprocess.run(ready).returncode == 0, "PostgreSQL", folder / "log")
    return f"postgres://portal@/postgres?host={folder}"


def _start_redis(folder: Path) -> str:
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("w") as log:
        _processes.append(
            subprocess.Popen(
                ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)],
                stdout=log, stderr=log, preexec_fn=_die_with_parent,
            )
        )  # fmt: skip

    def answers() -> bool:
        with socket.socket() as client:
            client.settimeout(1)
            return client.connect_ex(("127.0.0.1", port)) == 0

    _wait_until(answers, "Redis", folder / "log")
    return f"redis://127.0.0.1:{port}/0"


def _wait_until(is_ready, name: str, log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if is_ready():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{name} did not start:\n{log.read_text()[-2000:]}")


# At import, since pytest-django reads the settings before any hook of this module could run. A worker of xdist finds
# its controller's servers in the environment.
start()
