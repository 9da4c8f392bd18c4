"""`python -m tests.mutants [group ...]`: run mutants, keep what became of each, write docs/mutants.md."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import pytest

from .targets import TARGETS, Target, named


def main() -> int:
    """What the command line says; 1 when fewer than nine in ten were killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("groups", nargs="*", help=", ".join(target.name for target in TARGETS))
    parser.add_argument("--sample", type=int, default=0, help="so many of each module, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--most-tests", type=int, default=200, help="at most so many tests for one mutant, the fastest"
    )
    parser.add_argument(
        "--minutes", type=float, default=1000, help="begin no mutant after so long; go on next time"
    )
    parser.add_argument("--survivors", action="store_true", help="run again what survived")
    parser.add_argument("--named", default="", help="only mutants in whose name this stands")
    parser.add_argument("--again", action="store_true", help="forget what earlier runs found in these groups")
    parser.add_argument(
        "--only-document", action="store_true", help="write docs/mutants.md from what is known"
    )
    parser.add_argument("--reach-only", action="store_true", help="only see which tests reach which lines")
    parser.add_argument(
        "--within", default="", help="only tests under this path, and only what they kill is kept"
    )
    asked = parser.parse_args()
    targets = named(asked.groups)

    # Settings before anything that imports Django's models.
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from . import book, document

    results = book.Results()
    if asked.again:
        results.forget(targets)
    if not asked.only_document:
        started = time.monotonic()
        wanted = _wanted(targets, results, asked)
        print(f"{len(wanted)} mutants to run.", flush=True)
        if wanted:
            _run(wanted, results, asked, started)
    return document.write(results, sample=asked.sample, seed=asked.seed)


def _wanted(targets: list[Target], results, asked) -> list:
    from .book import drawn

    """In turns, one of each module, so that a run that ends early has begun them all."""
    wanted, turns = [], Counter()
    for target in targets:
        for mutant in drawn(target, sample=asked.sample, seed=asked.seed):
            known = results.of(mutant)
            turns[mutant.module] += 1
            if asked.named not in mutant.key:
                continue
            if known is None or (asked.survivors and known["found"] != "killed"):
                wanted.append((turns[mutant.module], target, mutant))
    return [(target, mutant) for _, target, mutant in sorted(wanted, key=lambda each: each[0])]


def _run(wanted: list, results, asked, started: float) -> None:
    from .running import Runner

    seen: Counter = Counter()

    def report(target, mutant, found: str, by: str) -> None:
        if found == "killed" or not asked.within:
            results.add(target, mutant, found, by)
        seen[found] += 1
        if found != "killed":
            print(f"{found:9} {mutant.key}  [{by}]", flush=True)
        if sum(seen.values()) % 50 == 0:
            print(f"… {dict(seen)} of {len(wanted)} after {time.monotonic() - started:.0f} s", flush=True)

    tests = sorted({test for target, _ in wanted for test in target.tests if test.startswith(asked.within)})
    runner = Runner(
        wanted,
        jobs=asked.jobs,
        most_tests=asked.most_tests,
        until=started + asked.minutes * 60,
        report=report,
        reach_only=asked.reach_only,
        killers=results.killers(),
    )
    pytest.main(["-q", "-s", "-p", "no:cacheprovider", "--no-header", *tests], plugins=[runner])
    print(dict(seen), f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
