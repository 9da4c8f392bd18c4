"""docs/faults.md: the last full run, with its date."""

from __future__ import annotations

import datetime as dt
import platform
from typing import Any

from .desk import ROOT
from .table import Fault

HEAD = """# What was broken on purpose, and what came of it

`make faults` writes this page. It kills, restarts, freezes and fills what the portal runs on, at random moments, and
looks whether state, history, outbox and mail still tell one story. Rule NEW-01. `make test` does a tenth of it.

Last run: {when}, {minutes:.0f} minutes, seed {seed}, on {machine}. {verdict}

| row | fault | database | trials | required | found |
| --- | --- | --- | ---: | --- | --- |
"""

TAIL = """
How it is done: real processes, forked from one that has everything imported, and ended with SIGKILL; a real Redis,
flushed, stopped with SIGSTOP, killed; a real PostgreSQL, cut off as by `pg_ctl restart -m immediate`; small file
systems of their own, filled to the last block. Kill moments are spread over the whole work, half of them over its
short, critical parts. Each trial has a fresh copy of a portal with 1,600 open deadlines. Mail goes to a file that
is written through to the disk before the mail is acknowledged. The sweep's interval is one second where a row waits
for it.
"""


def write(results: list[tuple[Fault, str, dict[str, Any]]], *, seed: int, minutes: float) -> None:
    """Write the page."""
    missed = sum(bool(answer["wrong"]) for _, _, answer in results)
    verdict = "Every row is met." if not missed else f"**{missed} rows are not met.**"
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  the date of a test run is the machine's
    page = HEAD.format(
        when=f"{now.day} {now:%B %Y}",
        minutes=minutes,
        seed=seed,
        machine=f"{platform.system()} with Python {platform.python_version()}",
        verdict=verdict,
    )
    for fault, database, answer in results:
        page += (
            f"| {fault.row} | {fault.what} | {database} | {answer['trials']} | {fault.required} "
            f"| {answer['in_words']} |\n"
        )
    (ROOT / "docs" / "faults.md").write_text(page + TAIL)
