"""R4: every POST while Redis is frozen or gone, as often as is asked: what ``make test`` does once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from random import Random

from .desk import ROOT
from .findings import Found
from .ground import Ground

TEST = "tests/faults/test_redis_away.py"


def redis_away(ground: Ground, trials: int, chance: Random) -> Found:
    """Each form of the portal, sent so many times with a Redis that is frozen and one that is gone."""
    given = {**os.environ, "REDIS_AWAY_TIMES": str(trials), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for name in ("TEST_MIGRATED", "SWEEP_SECONDS"):
        given.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rP", "--show-capture=stdout", TEST],
        cwd=ROOT, env=given, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    said = re.findall(r"(?m)^(\d+ POSTs, .*)$", done.stdout)
    wrong = re.findall(r"(?m)^E +AssertionError: (.*)", done.stdout) if done.returncode else []
    if done.returncode and not wrong:
        wrong = [f"the test ended with {done.returncode}: {(done.stdout + done.stderr)[-1500:]}"]
    return Found("; ".join(said), trials=trials, wrong=wrong)
