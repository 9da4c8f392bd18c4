"""P12 and P10: drawing by lot, a whole draw with its constraints, a cycle as a spreadsheet. No database is asked.

`python -m tests.bench drawing` measures it by itself.
"""

from __future__ import annotations

import heapq
import random
import resource
import statistics
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

from audits.cycles.sheet import HEADINGS
from audits.drawing import Case, Exclusion, Reviewer, Rules, draw, first_by_lot
from qa_portal.documents.spreadsheet import write_spreadsheet

MILLION, WANTED = 1_000_000, 500


def main(pairs: int = 7) -> Iterator[dict[str, Any]]:
    """Everything, each in turns with what it is held against."""
    yield _by_lot(pairs)
    yield _whole(pairs)
    yield _sheet(pairs)


def _by_lot(pairs: int) -> dict[str, Any]:
    weights = [(key, 1.0 + key % 7) for key in range(1, MILLION + 1)]
    ours, plain = _in_turns(lambda: first_by_lot("a seed", weights, WANTED), lambda: _plain(weights), pairs)
    again = first_by_lot("a seed", weights, WANTED)
    shuffled = random.Random(1).sample(weights, len(weights))
    return {
        "what": "by lot",
        "rows": MILLION,
        "ratio": statistics.median(a / b for a, b in zip(ours, plain, strict=True)),
        "ms": statistics.median(ours) * 1000,
        "plain_ms": statistics.median(plain) * 1000,
        "repeats": again == first_by_lot("a seed", shuffled, WANTED),
    }


def _plain(weights: list[tuple[int, float]]) -> list[int]:
    """The method of Efraimidis and Spirakis as anyone would write it: a generator, a heap."""
    chance = random.Random("a seed").random
    best = heapq.nlargest(WANTED, ((chance() ** (1 / weight), key) for key, weight in weights))
    return [key for _, key in best]


def _whole(pairs: int) -> dict[str, Any]:
    """500 of 50,000 records of 60 teams and 2,500 practitioners, with 100 reviewers, each barred somewhere."""
    chance = random.Random(1)
    hidden = Exclusion("Restricted to named people", "It is restricted.")
    cases = [_case(key, chance, hidden) for key in range(1, 50_001)]
    reviewers = [
        Reviewer(n + 1, f"Reviewer {n}", 5, frozenset({n % 60 + 1}), frozenset({10_000 + n}))
        for n in range(100)
    ]
    times = []
    outcomes = []
    for _ in range(max(3, pairs // 2)):
        started = process_time()
        outcomes.append(draw(cases, reviewers, Rules(), seed="a seed", wanted=WANTED))
        times.append(process_time() - started)
    drawn = [[(line.case.key, line.reviewer) for line in one.drawn] for one in outcomes]
    short = draw(cases, reviewers[:50], Rules(), seed="a seed", wanted=WANTED)
    return {
        "what": "whole draw",
        "records": len(cases),
        "drawn": len(drawn[0]),
        "seconds": statistics.median(times),
        "repeats": all(one == drawn[0] for one in drawn),
        "short_by": WANTED - len(short.drawn),
        "says_why": list(short.infeasible),
    }


def _case(key: int, chance: random.Random, hidden: Exclusion) -> Case:
    practitioner = chance.randrange(2500)
    return Case(
        key,
        practitioner % 60 + 1,
        10_000 + practitioner,
        hidden if chance.random() < 0.02 else None,
        "It was allocated yesterday." if chance.random() < 0.1 else "",
        {chance.randrange(100) + 1: ("was its reviewing officer",)} if chance.random() < 0.01 else {},
    )


def _sheet(pairs: int) -> dict[str, Any]:
    rows = [tuple(f"{name} {number}" for name in HEADINGS) for number in range(50_000)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours, plain = _in_turns(
        lambda: write_spreadsheet(HEADINGS, rows, sheet="Audits").close(),
        lambda: _bare(rows),
        max(3, pairs // 2),
    )
    return {
        "what": "spreadsheet",
        "rows": len(rows),
        "ratio": statistics.median(a / b for a, b in zip(ours, plain, strict=True)),
        "seconds": statistics.median(ours),
        "grew_mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


def _bare(rows: list[tuple[str, ...]]) -> None:
    """The same rows by the library alone, in constant memory."""
    import tempfile

    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        book.close()


def _in_turns(
    one: Callable[[], Any], other: Callable[[], Any], pairs: int
) -> tuple[list[float], list[float]]:
    """Both in turns, in seconds of this process, so that what else runs counts for neither."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(pairs):
        for number, run in enumerate((one, other)):
            started = process_time()
            run()
            found[number].append(process_time() - started)
    return found
