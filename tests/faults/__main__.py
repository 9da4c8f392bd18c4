"""``make faults``: every fault in full, on each database, as a table; it ends with 1 when a row isn't met.

python -m tests.faults                        all of them; docs/faults.md shows the last full result of each. Each
                                              is kept when it ends: begun again, it goes on where it was
python -m tests.faults --anew                 those too that were met with the code as it stands
python -m tests.faults R1 R8:an_hour_back     some of them
python -m tests.faults --tenth                as often as `make test` does
python -m tests.faults R1 --trials 3 --seed 7 --database SQLite
python -m tests.faults --breaks               the code that they guard broken, which they must notice
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import SystemRandom
from typing import Any

from tests.kept_schema import kept_database
from tests.servers import PostgreSQL

from .breaking import break_all
from .desk import Lane
from .report import code, keep, left_to_do
from .table import BOTH, FAULTS, POSTGRESQL, SQLITE, Fault


def main() -> int:
    """Run what is asked for: on each database one fault after the other, both databases at once."""
    asked = parse()
    if asked.breaks:
        return break_all(asked.faults, 1 if asked.seed is None else asked.seed, asked.anew)
    asked.seed = SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    faults = [f for f in FAULTS if not asked.faults or f.row in asked.faults or f.key in asked.faults]
    databases = [asked.database] if asked.database else list(BOTH)
    goes_on = not (asked.faults or asked.anew or asked.tenth or asked.trials)
    todo = [
        (fault, database)
        for fault in faults
        for database in fault.databases
        if database in databases and (not goes_on or left_to_do(fault, database))
    ]
    if not todo:
        print(f"All is met with this code ({code()}). --anew runs it again.")
        return 0
    databases = [each for each in databases if each in {database for _, database in todo}]
    print(f"Seed {asked.seed}, code {code()}. The same seed tries the same moments again.", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="qa-portal-faults-"))
    folder.chmod(0o755)
    server = PostgreSQL(folder / "pg")
    lanes: dict[str, Lane] = {}
    results: list[tuple[Fault, str, dict[str, Any]]] = []
    started = time.monotonic()
    try:
        if POSTGRESQL in databases:
            server.create()
            server.start()
        # A third lane for what has a server of its own: it waits for most of its time.
        own = [POSTGRESQL + ", its own"] * any(f.own_server for f, _ in todo)
        empty = {SQLITE: (None, str(kept_database()))}  # migrated already; PostgreSQL has none to copy
        lanes = {each: Lane(*empty.get(each, (server.url(),))) for each in [*databases, *own]}

        for lane in lanes.values():  # nothing is timed while another portal is laid out
            lane.wait_until_built()

        def run_all(lane: str) -> None:
            database, _, is_own = lane.partition(", ")
            for fault in (each for each, its in todo if its == database and each.own_server == bool(is_own)):
                if trials := asked.trials or (fault.tenth if asked.tenth else fault.trials):
                    answer = lanes[lane].run(fault.work, trials, asked.seed)
                    results.append((fault, database, answer))
                    keep(fault, database, answer, asked.seed)
                    say(fault, database, answer)

        with ThreadPoolExecutor(len(lanes)) as pool:
            try:
                list(pool.map(run_all, lanes))
            except BaseException:  # Ctrl-C too: the threads end with what they wait for
                for lane in lanes.values():
                    lane.process.kill()
                raise
    finally:
        for lane in lanes.values():
            lane.close()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    minutes = (time.monotonic() - started) / 60
    missed = sum(bool(answer["wrong"]) for _, _, answer in results)
    print(f"{len(results)} rows in {minutes:.1f} minutes; {missed} not met.")
    return 1 if missed else 0


def say(fault: Fault, database: str, answer: dict[str, Any]) -> None:
    """One row, as it comes."""
    verdict = "NOT MET" if answer["wrong"] else "met"
    print(
        f"{fault.row:<4} {database:<10} {answer['trials']:>4}  {verdict:<8} {answer['seconds']:>6} s  {fault.what}\n"
        f"     required: {fault.required}\n     found: {answer['in_words']}",
        flush=True,
    )
    for each in answer["wrong"][:5]:
        print(f"     ! {each}", flush=True)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument(
        "faults", nargs="*", help="rows (R1) or single faults (R8:an_hour_back); all by default"
    )
    parser.add_argument("--database", choices=BOTH)
    parser.add_argument("--trials", type=int, help="how many of each, instead of the table's number")
    parser.add_argument("--tenth", action="store_true", help="as many as make test tries")
    parser.add_argument(
        "--breaks", action="store_true", help="break the code on purpose; with the seed of make test"
    )
    parser.add_argument(
        "--anew",
        action="store_true",
        help="also what was met with the code as it stands; by default it goes on",
    )
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
