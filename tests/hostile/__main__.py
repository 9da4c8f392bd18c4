"""``make hostile``: what somebody sends who means harm, in full; docs/hostile.md says what came of it.

python -m tests.hostile                 all of it; a part that ends is kept, so that it goes on where it was
python -m tests.hostile --anew          those parts too that found nothing with the code as it stands
python -m tests.hostile R19 R20         some of it
HOSTILE=500 python -m tests.hostile     a shorter one, which isn't kept; HOSTILE_SEED=1 sends other requests
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import IN_FULL, REQUESTS, SEED
from .parts import PARTS, Part
from .report import Came, keep, left_to_do, read

ROOT = Path(__file__).resolve().parents[2]
#: What an answer of pytest means: no test failed, or some did; anything else is no result.
RAN = (0, 1)


def main() -> int:
    """Run what is asked for, one part after the other, each on both processors; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("rows", nargs="*", help="R19 to R22; all by default")
    parser.add_argument(
        "--anew", action="store_true", help="also what found nothing with the code as it stands"
    )
    asked = parser.parse_args()
    wanted = [each for each in PARTS if not asked.rows or each.row in asked.rows]
    goes_on = IN_FULL and not (asked.rows or asked.anew)
    found = 0
    for part in wanted:
        if goes_on and not left_to_do(part):
            print(f"{part.row} {part.on}: done with this code", flush=True)
            continue
        came = run(part)
        if IN_FULL and came.tests:
            keep(part, came, SEED)
        found += bool(came.findings)
        print(f"{part.row} {part.on}, {came.minutes} minutes: {came.in_words}", flush=True)
        for each in came.findings[:10]:
            print(f"     ! {each}", flush=True)
    print(
        f"{len(wanted)} parts with {REQUESTS:,} requests to the forms, seed {SEED}; {found} found something."
    )
    return 1 if found else 0


def run(part: Part) -> Came:
    """One part's tests, on two processes; what they counted and what they found."""
    places = (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "DEMO",
        "VAR_DIR",
        "TEST_DATABASE_URL",
        "TEST_REDIS_URL",
    )
    given = {name: value for name, value in os.environ.items() if name not in places} | {"LOCAL_HTTP": "1"}
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="qa-portal-hostile-") as folder:
        said = Path(folder) / "said.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-n",
            "2",
            f"--junitxml={said}",
        ]
        command += [
            "-o",
            "junit_family=xunit1",
            *(("-p", "tests.services") if part.on_postgresql else ()),
            *part.tests,
        ]
        done = subprocess.run(
            command, cwd=ROOT, env=given, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        came = read(said) if said.exists() else Came()
    came.minutes = round((time.monotonic() - started) / 60, 1)
    if done.returncode not in RAN:
        came.findings.append(f"the tests themselves broke: {(done.stdout + done.stderr)[-1000:]}")
    return came


if __name__ == "__main__":
    sys.exit(main())
