"""docs/faults.md: the last full result of each row, with its date."""

from __future__ import annotations

import datetime as dt
import json
import platform
from typing import Any

from .desk import ROOT
from .table import FAULTS, Fault

HEAD = """# What was broken on purpose, and what came of it

`make faults` writes this page. It kills, restarts, freezes and fills what the portal runs on, at random moments, and
looks whether state, history, outbox and mail still tell one story. Rule NEW-01. `make test` does a tenth of it.

{verdict} On {machine}, with the machine's other work beside it.

| row | fault | database | trials | required | found | run on |
| --- | --- | --- | ---: | --- | --- | --- |
"""

TAIL = """
How it is done: real processes, forked from one that has everything imported, and ended with SIGKILL; a real Redis,
flushed, stopped with SIGSTOP, killed; a real PostgreSQL, cut off as by `pg_ctl restart -m immediate`; small file
systems of their own, filled to the last block. Kill moments are spread over the whole work, half of them over its
short, critical parts. Each trial has a fresh copy of a portal with 1,600 open deadlines. Mail goes to a file that
is written through to the disk before the mail is acknowledged. The sweep's interval is one second where a row waits
for it.

R4 and R9 run whole with every `make test`. What these trials have found, and what was changed for it:

* After Redis had been away Celery came back up to half a minute late; a worker ended, or hung, when Redis was killed
  while it held something. It now tries each second, takes what it stumbles over for a lost connection, and ends itself
  to be started again when it takes up no work (`qa_portal/celery.py`, `transports.py`, `stalled.py`).
* With the queue of files a worker ended when it looked at a message that was just being written, or that a crash had
  cut short; a table of bindings cut short would have kept it from starting at all (`qa_portal/transports.py`).
* On a full disk a paper was given up after three tries, and an upload was answered by an error page. Papers now wait
  for room, and the form says what is wrong (`qa_portal/documents/`).
* A mail that can't be made was tried five times; now three, as a deadline is (`notifications/sender.py`).
"""


#: The last full result of each row on each database.
KEPT = ROOT / "var" / "faults.json"


def keep(results: list[tuple[Fault, str, dict[str, Any]]], seed: int) -> None:
    """Keep those that were tried as often as the table says, and write the page from all that are kept."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  the date of a test run is the machine's
    for fault, database, answer in results:
        if answer["trials"] == fault.trials or answer["wrong"]:
            row = {"trials": answer["trials"], "is_met": not answer["wrong"], "found": answer["in_words"]}
            kept[f"{fault.key} {database}"] = row | {"on": f"{now.day} {now:%B %Y}", "seed": seed}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1))
    _write(kept)


def _write(kept: dict[str, Any]) -> None:
    rows, missed, reasons = "", 0, ""
    for fault in FAULTS:
        for database in fault.databases:
            row = kept.get(f"{fault.key} {database}")
            missed += not (row and row["is_met"])
            if row and not row["is_met"] and fault.if_not_met:
                reasons += f"\n{fault.row}, {fault.what}, {database}: {fault.if_not_met}\n"
            start = f"| {fault.row} | {fault.what} | {database} |"
            if row is None:
                rows += f"{start} 0 of {fault.trials} | {fault.required} | not run in full yet | |\n"
            else:
                found = f"{row['found']} | {row['on']}, seed {row['seed']}"
                rows += f"{start} {row['trials']} | {fault.required} | {found} |\n"
    verdict = "Every row is met." if not missed else f"**{missed} rows are not met.**"
    machine = f"{platform.system()} with Python {platform.python_version()}"
    page = HEAD.format(verdict=verdict, machine=machine) + rows + reasons + TAIL
    (ROOT / "docs" / "faults.md").write_text(page)
