"""docs/bench.md: the last result, with what each figure means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .goals import Line
from .reasons import Reason, reason_of

_HEAD = """# How fast it is

The last result of `make bench`: {on}, {machine}. {met} of {asked} goals met.

{missed}## How it is measured

`make bench` starts a PostgreSQL and a Redis of its own, fills a database for each size, measures, and ends in a table,
in `var/bench.json` and in this page; its exit status says whether every goal was met. It takes a quarter
of an hour.
`make bench SIZES="10000 100000 1000000"` takes a size more. To fill a database of your own, empty and prepared:

    DATABASE_URL=postgres://… .venv/bin/python manage.py fill_with --deadlines 1000000

The data is invented and plainly so. The demonstration is told once, by the portal's own actions, and PostgreSQL copies
it: at a million open deadlines some nine million rows. Teams with their
people are there as often as each has some two hundred records, forty times at the most; narratives and panels belong to
a copy each; the IRO Manager sees all records.

A machine like this swings by more than half with nothing else running, so no time is a goal. The goals are ratios: two
things timed in turns, request by request, in one process, and the median of the pairs; and numbers of statements,
which are exact. The *floor page* is the least that such a page can cost under the portal's middleware: session, user,
one query of 25 rows, a frozen template of its own. The server doesn't wait for the disk when it commits: both sides of
a ratio would, and it would look better.

## The figures

| | What | Goal | Found | |
| --- | --- | --- | --- | --- |
"""

_TAIL = """
In milliseconds, to compare one page with another on this machine (the median of {pairs}):

| Page | {sizes} | Floor page |
| --- |{rules} --- |
{pages}

P5's statement, which the sweep is measured against:

```sql
{statement}
```

`Row by row` is the same rows and writes through the ORM, one deadline at a time in a transaction of its own, over a
hundred deadlines. The escalation of django-helpdesk runs in an environment of its own, on its own tables and the same
server.
"""


def _not_met(missed: list[Line]) -> Iterator[str]:
    """What isn't met, each with its reason and what comes next; several of one reason together."""
    if not missed:
        return
    yield "## What isn't met, why, and what comes next\n"
    together: dict[Reason | None, list[Line]] = {}
    for line in missed:
        together.setdefault(reason_of(line.number, line.what), []).append(line)
    for reason, lines in together.items():
        yield "\n"
        yield from (_in_a_line(x) for x in lines)
        yield f"\n  {reason.why} {reason.next}\n" if reason else "\n  Not explained yet.\n"
    yield "\n"


def _in_a_line(line: Line) -> str:
    if not line.number:
        return f"* {line.what}: {line.found}\n"
    return f"* **{line.number}**, {line.what}: {line.found}, where {line.goal} is asked.\n"


def write(path: Path, found: dict[str, Any], table: list[Line]) -> None:
    """Write the page."""
    asked = [line for line in table if line.is_met is not None]
    missed = [line for line in asked if not line.is_met]
    day = dt.date.fromisoformat(found["on"])
    text = _HEAD.format(
        on=f"{day:%A} {day.day} {day:%B %Y}",
        machine=found["machine"],
        met=len(asked) - len(missed),
        asked=len(asked),
        missed="".join(_not_met(missed)),
    )
    marks = {True: "met", False: "**missed**", None: ""}
    text += "".join(f"| {x.number} | {x.what} | {x.goal} | {x.found} | {marks[x.is_met]} |\n" for x in table)
    if "error" in found["pages"] or "error" in found["sweep"]:
        path.write_text(text)
        return
    sizes = sorted(found["pages"], key=int)
    by_name = {size: {page["page"]: page for page in found["pages"][size]} for size in sizes}
    largest = by_name[sizes[-1]]
    rows = []
    for name, page in largest.items():
        times = " | ".join(f"{by_name[size][name]['page_ms']:.1f}" for size in sizes)
        rows.append(f"| {name} | {times} | {page['floor_ms']:.1f} |")
    text += _TAIL.format(
        pairs=next(iter(largest.values()))["pairs"],
        sizes=" | ".join(f"{int(size):,}" for size in sizes),
        rules=" --- |" * len(sizes),
        pages="\n".join(rows),
        statement=found["sweep"]["a thousand due"]["statement"].strip(),
    )
    path.write_text(text)
