"""Runs the trials of broken code, and keeps which of them noticed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.kept_schema import kept_database
from tests.servers import PostgreSQL

from .breaks import BAD_ROWS, BREAKS
from .desk import ROOT, Lane
from .report import is_unnoticed, keep_break
from .table import FAULTS, POSTGRESQL


def break_all(wanted: list[str], seed: int, anew: bool = False) -> int:
    """Break everything, or what concerns the rows that are wanted; 1 when a break goes unnoticed.

    What was noticed with the code as it stands isn't run again, unless it is wanted by its row or ``anew``.
    """
    chosen = [
        number
        for number, each in enumerate(BREAKS)
        if each.row in wanted or (not wanted and (anew or is_unnoticed(each)))
    ]
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
                    is_postgresql = each.database == POSTGRESQL
                    given = (server.url(),) if is_postgresql else (None, str(kept_database()))
                    lanes[each.database] = Lane(*given)
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
