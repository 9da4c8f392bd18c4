"""Runs the trials of broken code, and keeps which of them noticed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import PostgreSQL

from .breaks import BAD_ROWS, BREAKS
from .desk import ROOT, Lane
from .report import keep_break
from .table import FAULTS, POSTGRESQL


def break_all(wanted: list[str], seed: int) -> int:
    """Break everything, or what concerns the rows that are wanted; 1 when a break goes unnoticed."""
    chosen = [number for number, each in enumerate(BREAKS) if not wanted or each.row in wanted]
    folder = Path(tempfile.mkdtemp(prefix="qa-portal-breaks-"))
    folder.chmod(0o755)
    server = PostgreSQL(folder / "pg")
    lanes: dict[str, Lane] = {}
    unnoticed = 0
    try:
        if any(BREAKS[number].database == POSTGRESQL for number in chosen):
            server.create()
            server.start()
        for number in chosen:
            each = BREAKS[number]
            if each.guard == BAD_ROWS:
                wrong = _bad_rows(number, each.trials)
            else:
                if each.database not in lanes:
                    lanes[each.database] = Lane(server.url() if each.database == POSTGRESQL else None)
                work = next(fault.work for fault in FAULTS if fault.key == each.guard)
                wrong = lanes[each.database].run(work, each.trials, seed, number)["wrong"]
            keep_break(each, wrong)
            unnoticed += not wrong
            said = f"noticed: {wrong[0][:200]}" if wrong else "NOT NOTICED"
            print(f"{each.row:<4} {each.database:<10} {each.what}\n     {said}", flush=True)
    finally:
        for lane in lanes.values():
            lane.close()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(chosen)} breaks; {unnoticed} went unnoticed.")
    return 1 if unnoticed else 0


def _bad_rows(number: int, trials: int) -> list[str]:
    """What R9's tests found wrong."""
    given = {**os.environ, "FAULTS_BREAK": str(number), "BAD_ROWS_TRIALS": str(trials)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.faults.broken",
         BAD_ROWS.partition(":")[2]],
        cwd=ROOT, env=given, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    said = re.findall(r"trial \d+: .*", done.stdout) or re.findall(r"(?m)^E +(.*)", done.stdout)
    return said if done.returncode == 1 else []
