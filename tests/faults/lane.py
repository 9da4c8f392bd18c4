"""One process in which faults of one database happen: ``python -m tests.faults.lane folder``.

It reads what to do from its standard input, a line of JSON each ({"work": "crashes:kill_sweepers", "trials": 3,
"seed": 7}), and answers each with a line of JSON. The database is TEST_DATABASE_URL, or SQLite; TEST_MIGRATED names one
that is migrated already.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path
from random import Random


def main() -> None:
    """Build the portal once, then do what is asked until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever is printed meanwhile isn't an answer
    import django

    django.setup()
    from . import scene
    from .findings import Found
    from .ground import Ground

    ground = Ground(Path(sys.argv[1]), os.environ.get("TEST_DATABASE_URL"))
    ground.build(scene.lay, os.environ.get("TEST_MIGRATED"))
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        module, _, name = asked["work"].partition(":")
        started = time.monotonic()
        try:
            work = getattr(importlib.import_module(f"tests.faults.{module}"), name)
            found = work(ground, asked["trials"], Random(f"{asked['work']} {asked['seed']}"))
        except Exception as error:
            traceback.print_exc()
            found = Found("", wrong=[f"the trial itself broke: {error!r}"[:2000]])
        answer = {"trials": found.trials, "wrong": found.wrong, "in_words": found.in_words}
        answer["seconds"] = round(time.monotonic() - started, 1)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    ground.remove()


if __name__ == "__main__":
    main()
