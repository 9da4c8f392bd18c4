"""Who starts the processes in which faults happen, tells them what to try and hears what was found."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.servers import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
ROOM = 1_000_000_000


def quick_folder() -> Path:
    """Memory that looks like a disk, where there is enough of it: a killed process loses nothing in it either."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return Path(tempfile.mkdtemp(prefix="qa-portal-faults-", dir=memory if roomy else None))


class Lane:
    """One such process, for one database; to be closed."""

    def __init__(self, database_url: str | None, migrated: str | None = None) -> None:
        self.folder = quick_folder()
        self.folder.chmod(0o755)
        given = {"TEST_DATABASE_URL": database_url, "TEST_MIGRATED": migrated}
        environment = {k: v for k, v in os.environ.items() if k not in (*given, "TEST_REDIS_URL", "VAR_DIR")}
        environment |= {name: value for name, value in given.items() if value}
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "LOG_LEVEL": "ERROR"}
        self.log = self.folder / "lane.log"
        self._is_built = False
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.lane", str(self.folder)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=die_with_parent,
            )

    def wait_until_built(self) -> None:
        """Wait for its portal to stand. Raises RuntimeError when it can't."""
        if not self._is_built and self.process.stdout.readline() != "ready\n":
            raise RuntimeError(f"No portal could be built:\n{self.log.read_text()[-4000:]}")
        self._is_built = True

    def run(self, work: str, trials: int, seed: int, broken: int | None = None) -> dict[str, Any]:
        """Try one fault so many times; give what was found. Raises RuntimeError when the process itself ended.

        ``broken`` has it tried with the portal's code broken: its place in ``BREAKS``.
        """
        return self.run_together([(work, trials)], seed, broken)[0]

    def run_together(
        self, works: list[tuple[str, int]], seed: int, broken: int | None = None
    ) -> list[dict[str, Any]]:
        """Try some faults side by side, each so many times; for those that mostly wait."""
        self.wait_until_built()
        asked = [{"work": work, "trials": trials, "seed": seed, "break": broken} for work, trials in works]
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"The process of the faults ended:\n{self.log.read_text()[-4000:]}")
        return json.loads(answer)

    def close(self) -> None:
        """End it, and remove what it wrote."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
