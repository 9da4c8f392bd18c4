"""docs/faults.md: the last full result of each row, with its date; and which breaks of the code were noticed.

What it is written from lies beside it, in kept.json, so that a fresh clone writes the same page and keeps the rows that
it didn't run.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import threading
from pathlib import Path
from typing import Any

from tests.code_digest import digest_of

from .breaks import BREAKS, Break
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

Of audits there is one clock of each kind among the three hundred, on audits, assurances, challenges, safety alerts and
actions under the framework that has it: what follows when it passes (an audit that isn't accepted, a report on the
record, a re-audit that can be allocated, a safety alert on its next stage) must be there once, with its history, its
next clock and those who are told (`tests/faults/audit_clocks.py`).

The code of a row is a digest of the portal and of the trials: `make faults` goes on with what wasn't met with the code
as it stands, `make faults ONLY=--anew` runs all of it. R9 runs whole with every `make test`, R4 with each form once.
What these trials have found, and what was changed for it:

* After Redis had been away Celery came back up to half a minute late; a worker ended, or hung, when Redis was killed
  while it held something. It now tries each second, takes what it stumbles over for a lost connection, and ends itself
  to be started again when it takes up no work (`qa_portal/celery.py`, `transports.py`, `stalled.py`).
* With the queue of files a worker ended when it looked at a message that was just being written, or that a crash had
  cut short; a table of bindings cut short would have kept it from starting at all (`qa_portal/transports.py`).
* On a full disk a paper was given up after three tries, and an upload was answered by an error page. Papers now wait
  for room, and the form says what is wrong (`qa_portal/documents/`).
* A mail that can't be made was tried five times; now three, as a deadline is (`notifications/sender.py`).
* Of two workers that ran what follows from one missed clock of an audit, the second waited for the first one's lock,
  found the step taken, and counted that as a failure. It is none (`notifications/breaches.py`).
"""

BREAKS_HEAD = """
## Whether the trials notice

`make faults ONLY=--breaks` breaks the code that a row guards, in memory and one break at a time, and runs the row with
the seed of `make test`: as few trials as there, or a few where it runs none there (R6, R13) or a hundred (R9). They
must notice. {verdict}

| row | what was broken | database | trials | noticed by |
| --- | --- | --- | ---: | --- |
"""

BREAKS_FOUND = """
What the breaks have found in the trials themselves:

* R8's two trials in `make test` happened to hold no flood, and its floods at a change of clocks were all in spring,
  when an hour on the wall is an hour. Every second trial is a flood now, and the first of them in autumn
  (`tests/faults/clocks.py`).
* R13's second worker died some milliseconds after it began to store a paper, hardly ever in the microseconds that
  matter. It dies at a line now, and all trials together at each line of storing a paper and of putting it on its
  record (`tests/faults/papers.py`).
"""

PAGE = ROOT / "docs" / "faults.md"
#: The last full result of each row on each database, and the last of each break.
KEPT = Path(__file__).with_name("kept.json")


#: The lanes end their rows when they do.
_writing = threading.Lock()


def keep(fault: Fault, database: str, answer: dict[str, Any], seed: int) -> None:
    """Keep a row that was tried as often as the table says, or that isn't met, and write the page."""
    if answer["trials"] != fault.trials and not answer["wrong"]:
        return
    row = {"trials": answer["trials"], "is_met": not answer["wrong"], "found": answer["in_words"]}
    row |= {"minutes": round(answer["seconds"] / 60, 1), "on": _today(), "seed": seed, "code": code()}
    with _writing:
        kept = _kept()
        kept["rows"][f"{fault.key} {database}"] = row
        kept["machine"] = f"{platform.system()} with Python {platform.python_version()}"
        _keep(kept)


def keep_break(broken: Break, wrong: list[str]) -> None:
    """Keep what noticed a break (nothing, where nothing was wrong), and write the page."""
    kept = _kept()
    found = {"noticed": wrong[0] if wrong else "", "on": _today(), "code": code()}
    kept["breaks"][broken.what] = found
    _keep(kept)


def left_to_do(fault: Fault, database: str) -> bool:
    """Whether a row wasn't met in full with the code as it stands."""
    row = _kept()["rows"].get(f"{fault.key} {database}", {})
    return not (row.get("is_met") and row["trials"] == fault.trials and row.get("code") == code())


def is_unnoticed(broken: Break) -> bool:
    """Whether nothing noticed a break of the code as it stands."""
    found = _kept()["breaks"].get(broken.what, {})
    return not (found.get("noticed") and found.get("code") == code())


def code() -> str:
    """A digest of the portal and of these trials, as they were when this process began."""
    return digest_of("tests/faults", "tests/factories", "tests/house")


def page_of(kept: dict[str, Any]) -> str:
    """The page that says what is kept."""
    rows, missed, waiting, reasons = "", 0, 0, ""
    for fault in FAULTS:
        for database in fault.databases:
            row = kept["rows"].get(f"{fault.key} {database}")
            waiting += row is None
            missed += bool(row and not row["is_met"])
            if row and not row["is_met"] and fault.if_not_met:
                reasons += f"\n{fault.row}, {fault.what}, {database}: {fault.if_not_met}\n"
            start = f"| {fault.row} | {fault.what} | {database} |"
            if row is None:
                rows += f"{start} 0 of {fault.trials} | {fault.required} | not run in full yet | |\n"
            else:
                of_code = f", code {row['code']}" if "code" in row else ""
                found = f"{row['found']} | {row['on']}, seed {row['seed']}{of_code}"
                rows += f"{start} {row['trials']} | {fault.required} | {found} |\n"
    verdict = "Every row is met." if not missed else f"**{missed} rows are not met.**"
    if waiting:
        verdict = f"{verdict if missed else 'No row is missed.'} **{waiting} are to be run.**"
    return (
        HEAD.format(verdict=verdict, machine=kept["machine"])
        + rows
        + reasons
        + TAIL
        + _breaks(kept["breaks"])
    )


def _breaks(kept: dict[str, Any]) -> str:
    rows, unnoticed = "", 0
    for each in BREAKS:
        found = kept.get(each.what)
        said = "not run yet" if found is None else found["noticed"] or "**nothing**"
        unnoticed += not (found and found["noticed"])
        said = " ".join(said.split())
        said = f"{said[:157]}…" if len(said) > 158 else said
        rows += f"| {each.row} | {each.what} | {each.database} | {each.trials} | {said.replace('|', '/')} |\n"
    verdict = "Each is noticed." if not unnoticed else f"**{unnoticed} of {len(BREAKS)} are not noticed.**"
    return BREAKS_HEAD.format(verdict=verdict) + rows + BREAKS_FOUND


def _kept() -> dict[str, Any]:
    return json.loads(KEPT.read_text())


def _keep(kept: dict[str, Any]) -> None:
    new = KEPT.with_suffix(".new")
    new.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    new.rename(KEPT)
    PAGE.write_text(page_of(kept))


def _today() -> str:
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  the date of a test run is the machine's
    return f"{now.day} {now:%B %Y}"
