"""What became of each mutant, kept in .tools/mutants between runs."""

from __future__ import annotations

import fcntl
import hashlib
import json
import random
from collections import Counter, defaultdict
from itertools import takewhile

from .arrows import arrow_mutants
from .operators import mutants_of, source_of
from .swapping import AnyMutant
from .targets import ROOT, TARGETS, Target

KEPT = ROOT / ".tools" / "mutants" / "found.json"


def all_of(target: Target) -> dict[str, list[AnyMutant]]:
    """Every mutant of a group by module: of a state machine its arrows, of models what their methods do."""
    found: dict[str, list[AnyMutant]] = {}
    for module in target.modules:
        mutants: list[AnyMutant] = list(mutants_of(module))
        if target.arrows:
            mutants = list(arrow_mutants((module,)))
        elif module.endswith("models.py"):
            mutants = [mutant for mutant in mutants if mutant.scope[:1].isupper() and "." in mutant.scope]
        found[module] = mutants
    return found


def drawn(target: Target, *, sample: int, seed: int) -> list[AnyMutant]:
    """Those of a group that are run: all, or a sample of each module; in the order in which they are drawn.

    A smaller sample is the beginning of a larger one, so that a short run can be gone on with.
    """
    chosen: list[AnyMutant] = []
    for module, mutants in all_of(target).items():
        mixed = random.Random(f"{seed}:{module}").sample(mutants, len(mutants))
        chosen += mixed[:sample] if sample else mixed
    return chosen


class Results:
    """Found, by a mutant's name and the state of its module; what was found of an older source doesn't count."""

    def __init__(self) -> None:
        self._all: dict[str, dict] = _read()

    def of(self, mutant: AnyMutant) -> dict | None:
        """What became of it, if it was run."""
        known = self._all.get(mutant.key)
        return known if known and known["source"] == _state(mutant.module) else None

    def killers(self) -> dict[str, Counter]:
        """Which tests have killed how many mutants of each module."""
        found: dict[str, Counter] = defaultdict(Counter)
        for known in self._all.values():
            if known["found"] == "killed":
                found[known["module"]][known["by"]] += 1
        return found

    def add(self, target: Target, mutant: AnyMutant, found: str, by: str) -> None:
        """Keep it at once: a run may be ended at any moment."""
        found_now = {
            "group": target.name,
            "module": mutant.module,
            "found": found,
            "by": by,
            "source": _state(mutant.module),
        }
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        with KEPT.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._all = _read() | {mutant.key: found_now}
            KEPT.write_text(json.dumps(self._all, indent=1, sort_keys=True))

    def forget(self, targets: list[Target]) -> None:
        """Run everything in these groups again."""
        names = {target.name for target in targets}
        self._all = {key: value for key, value in self._all.items() if value["group"] not in names}
        KEPT.write_text(json.dumps(self._all, indent=1, sort_keys=True))

    def table(
        self, *, sample: int, seed: int
    ) -> list[tuple[str, str, int, int, list[tuple[AnyMutant, dict]]]]:
        """(group, module, how many mutants there are, how many are wanted, those that were run and how).

        Of what was run only those count before which all that were drawn were run too: what is found first may be what
        is killed first.
        """
        rows = []
        for target in TARGETS:
            everything = drawn(target, sample=0, seed=seed)
            for module in target.modules:
                mine = [mutant for mutant in everything if mutant.module == module]
                run = [
                    (mutant, known)
                    for mutant, known in takewhile(lambda each: each[1], ((m, self.of(m)) for m in mine))
                ]
                wanted = min(sample, len(mine)) if sample else len(mine)
                rows.append((target.name, module, len(mine), wanted, run))
        return rows


def _read() -> dict[str, dict]:
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def _state(module: str) -> str:
    return hashlib.sha256(source_of(module).read_bytes()).hexdigest()[:16]
