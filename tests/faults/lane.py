"""One process in which faults of one database happen: ``python -m tests.faults.lane folder``.

It reads what to do from its standard input, a line of JSON each: a list of faults to be tried side by side
([{"work": "crashes:kill_sweepers", "trials": 3, "seed": 7}]); and answers each with a line, the list of what was found.
With "break" the portal's code is broken before: its place in ``BREAKS``.
The database is TEST_DATABASE_URL, or SQLite; TEST_MIGRATED names one that is migrated already.
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
from typing import Any


def main() -> None:
    """Build the portal once, then do what is asked until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever is printed meanwhile isn't an answer
    import django

    django.setup()
    from . import scene
    from .ground import Ground, fork

    ground = Ground(Path(sys.argv[1]), os.environ.get("TEST_DATABASE_URL"))
    ground.build(scene.lay, os.environ.get("TEST_MIGRATED"))
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        places = [ground.folder / f"found-{number}" for number in range(len(asked))]
        # Each in a process of its own: what it changes of the settings stays with it.
        children = [
            fork(_try, ground, each, place, log=ground.folder / "lane.log")
            for each, place in zip(asked, places, strict=True)
        ]
        for child in children:
            child.wait(3600)
        found = [json.loads(place.read_text()) if place.exists() else BROKEN for place in places]
        for place in places:
            place.unlink(missing_ok=True)
        answers.write(json.dumps(found) + "\n")
        answers.flush()
    ground.remove()


BROKEN = {"trials": 0, "wrong": ["the process of the trials ended"], "in_words": "", "seconds": 0}


def _try(ground: Any, asked: dict[str, Any], place: Path) -> None:
    """Try one fault as often as is asked, and write down what was found."""
    from . import breaks, broken
    from .findings import Found, Noticed

    module, _, name = asked["work"].partition(":")
    started = time.monotonic()
    try:
        work = getattr(importlib.import_module(f"tests.faults.{module}"), name)
        if (number := asked.get("break")) is not None:
            broken.put_in(number)
            ground.spoilt_by = breaks.BREAKS[number].sql
            Found.ends_when_wrong = True
        found = work(ground, asked["trials"], Random(f"{asked['work']} {asked['seed']}"))
    except Noticed as enough:
        found = enough.found
    except Exception as error:
        traceback.print_exc()
        found = Found("", wrong=[f"the trial itself broke: {error!r}"[:2000]])
    answer = {"trials": found.trials, "wrong": found.wrong, "in_words": found.in_words}
    answer["seconds"] = round(time.monotonic() - started, 1)
    place.write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
