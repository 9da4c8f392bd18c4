"""All of it: servers, databases, each part in a process of its own, the table, the file, the document."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.servers import CARELESS, PostgreSQL, Redis

ROOT = Path(__file__).resolve().parent.parent.parent

#: A server with room for a million deadlines. It doesn't wait for the disk: both sides of a ratio would, alike.
ROOM = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}


def main(arguments: list[str]) -> int:
    """Measure, show and keep; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000], help="open deadlines")
    parser.add_argument("--pairs", type=int, default=200, help="how often each page is asked for")
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="qa-portal-bench-"))
    database, redis = PostgreSQL(folder / "pg", **{**CARELESS, **ROOM}), Redis(folder / "redis")
    try:
        database.create()
        for server in (database, redis):
            server.start()
        found = Bench(folder, database, redis, asked.pairs).measure(sorted(asked.sizes))
    finally:
        for server in (redis, database):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    found |= {"machine": machine(), "on": dt.date.today().isoformat(), "seconds": time.monotonic() - started}  # noqa: DTZ011, TID251
    return show_and_keep(found)


class PartFailed(RuntimeError):
    """A part ended with an error; its last lines say which."""


def _by_what(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {each["what"]: each for each in found}


class Bench:
    """The servers, and how a part is measured on one of their databases."""

    def __init__(self, folder: Path, database: PostgreSQL, redis: Redis, pairs: int) -> None:
        self.database, self.pairs = database, pairs
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DEMO", "SECRET_KEY")},
            "LOCAL_HTTP": "1",
            "VAR_DIR": str(folder / "var"),
            "STATIC_ROOT": str(folder / "static"),
            "REDIS_URL": redis.url,
            "COUNCIL_NAME": "Demo Council",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }

    def measure(self, sizes: list[int]) -> dict[str, Any]:
        """Everything, on a database of each size; what isn't about pages on the largest."""
        self._create("base")
        self._manage("base", "collectstatic", "--noinput", "-v0")
        self._manage("base", "prepare")
        self.part("base", "filling.tell")
        filled = []
        for size in [1000, *sizes]:
            self._create(f"bench{size}", template="base")
            filled += self.part(f"bench{size}", "filling.copy", size)
        large = f"bench{sizes[-1]}"
        return {
            "filled": filled,
            "pages": self._try(lambda: {str(n): self.part(f"bench{n}", "pages", self.pairs) for n in sizes}),
            "sweep": self._try(lambda: _by_what([
                *self.part(large, "timekeeping.nothing_due", 400),
                *self.part(large, "timekeeping.two_sizes", 400, "bench1000"),
                *self.part(large, "timekeeping.thousand_due", 15),
                *self.part(large, "helpdesk"),
            ])),
            "steps": self._try(lambda: self.part(large, "steps", self.pairs)[0]),
            "draws": self._try(lambda: _by_what(self.part("base", "drawing"))),
            "cycles": self._try(self._cycles),
            "papers": self._try(lambda: _by_what(self.part(large, "papers", 30, 100))),
            "arrivals": self._try(lambda: self.part(large, "arrivals", 60, 30)),
        }  # fmt: skip

    def _cycles(self) -> dict[str, Any]:
        """The pages of cycles, on a database of their own."""
        self._create("cycles")
        self._manage("cycles", "prepare")
        told = _by_what(self.part("cycles", "cycle_pages.fill", 50_000))
        self.part("cycles", "audit_pages.fill")
        shown = [
            *self.part("cycles", "cycle_pages", self.pairs),
            *self.part("cycles", "audit_pages", self.pairs),
        ]
        self.part("cycles", "panel_pages.fill")
        shown += self.part("cycles", "panel_pages", self.pairs)
        told |= _by_what(self.part("cycles", "panel_pages.at_once", self.pairs))
        return {**told, "pages": shown, **_by_what(self.part("cycles", "audit_pages.saving", self.pairs))}

    def _try(self, measure: Callable[[], Any]) -> Any:
        """What a part finds; a part that fails is a goal that is missed, and the others go on."""
        try:
            return measure()
        except PartFailed as failure:
            print(failure, file=sys.stderr)
            return {"error": str(failure).splitlines()[-1]}

    def part(self, database: str, name: str, *arguments: object) -> list[dict[str, Any]]:
        """Measure one part in a process of its own; give what it printed."""
        print(f"  {database}: {name}", file=sys.stderr, flush=True)
        done = self._python(database, "-m", "tests.bench", name, *map(str, arguments))
        return [json.loads(line) for line in done.splitlines() if line.startswith("{")]

    def _create(self, name: str, template: str = "template1") -> None:
        self._psql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _psql(self, statement: str) -> None:
        command = [
            self.database.bin / "psql",
            "-qX",
            "-h",
            self.database.folder,
            "-U",
            "portal",
            "-c",
            statement,
        ]
        subprocess.run([*command, "postgres"], check=True)

    def _manage(self, database: str, *arguments: str) -> None:
        self._python(database, "manage.py", *arguments)

    def _python(self, database: str, *arguments: str) -> str:
        environment = {**self.environment, "DATABASE_URL": self.database.url(database)}
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
            if done.returncode:
                said.seek(0)
                raise PartFailed(f"{' '.join(arguments)} failed:\n{said.read()[-3000:].strip()}")
        return done.stdout


def show_and_keep(found: dict[str, Any]) -> int:
    """The table on the screen, var/bench.json and docs/bench.md; 1 when a goal is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    os.environ.setdefault("LOCAL_HTTP", "1")
    import django

    django.setup()
    from .document import write
    from .goals import lines

    table = list(lines(found))
    widths = [
        max(len(row) for row in column)
        for column in zip(*((x.what, x.goal, x.found) for x in table), strict=True)
    ]
    for line in table:
        mark = {True: "met", False: "MISSED", None: ""}[line.is_met]
        cells = [
            cell.ljust(width) for cell, width in zip((line.what, line.goal, line.found), widths, strict=True)
        ]
        print(f"{line.number:4}{'  '.join(cells)}  {mark}")
    missed = [line for line in table if line.is_met is False]
    asked = [line for line in table if line.is_met is not None]
    print(f"\n{len(asked) - len(missed)} of {len(asked)} goals met, in {found['seconds']:.0f} seconds.")
    (ROOT / "var").mkdir(exist_ok=True)
    kept = {**found, "goals": [vars(line) for line in table]}
    (ROOT / "var" / "bench.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False))
    write(ROOT / "docs" / "bench.md", found, table)
    return 1 if missed else 0


def machine() -> str:
    """What it was measured on, in a line."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}"
