"""R10: eight writers and a sweep on one SQLite file, on a real disk."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from notifications.beat import run_beat
from notifications.sender import send_mail
from qa_portal import clock
from qa_portal.children.actions import add_case_note, correct_details
from qa_portal.children.models import CaseNote, Subject
from qa_portal.deadlines.models import Deadline

from .checking import breached_once, is_sound, mailed, nothing_set_apart
from .findings import Found
from .ground import Ground, fork
from .running import SECOND
from .scene import FAR, fall_due

WRITERS = 8
LASTS_SECONDS = 60


def write_all_at_once(ground: Ground, trials: int, chance: Random) -> Found:
    """Each trial lasts a minute: notes, corrections of the same two records, deadlines that fall due, alerts, mail."""
    found = Found(
        "{writes} writes by eight beside {sweeps} sweeps; none “locked”, none lost; the slowest took {longest} s"
    )
    # A single trial is that of `make test`: a tenth of five minutes.
    lasts = LASTS_SECONDS if trials > 1 else LASTS_SECONDS / 2
    for _ in range(trials):
        disk = Path(tempfile.mkdtemp(prefix="qa-portal-faults-"))
        try:
            with ground.portal(within=disk) as folder:
                wrong, counts = _all_at_once(ground, folder, lasts, chance)
        finally:
            shutil.rmtree(disk, ignore_errors=True)
        found.add(wrong)
        found.counts["longest"] = max(found.counts["longest"], counts.pop("longest"))
        found.counts.update(counts)
    return found


def _all_at_once(ground: Ground, folder: Path, lasts: float, chance: Random) -> tuple[list[str], dict]:
    Deadline.objects.filter(pk__in=ground.scene.expected).update(due_at=FAR, next_at=FAR)
    brief = [pk for pk, to in ground.scene.expected.items() if len(to) == 1]
    before = {each.pk: Subject.objects.get(pk=each.pk).version for each in ground.scene.children}
    until = time.monotonic() + lasts
    log = folder / "log"
    children = [
        fork(_write, ground, brief[place::WRITERS], until, chance.random(), folder / f"said-{place}", log=log)
        for place in range(WRITERS)
    ]
    sweeper = fork(_sweep, until, folder / "said-sweep", log=log)
    assert {child.wait(lasts + 60) for child in (*children, sweeper)} == {0}, log.read_text()[-3000:]
    said = [json.loads((folder / f"said-{place}").read_text()) for place in range(WRITERS)]
    swept = json.loads((folder / "said-sweep").read_text())
    run_beat()
    send_mail()
    wrong = [error for each in (*said, swept) for error in each["errors"]]
    corrected = sum((Counter(each["corrected"]) for each in said), Counter())
    for pk, version in before.items():
        record = Subject.objects.get(pk=pk)
        if record.version - version != corrected[str(pk)]:
            wrong.append(
                f"record {pk} was corrected {corrected[str(pk)]} times and counts {record.version - version}"
            )
    titles = [title for each in said for title in each["notes"]]
    if set(titles) - set(CaseNote.objects.filter(title__in=titles).values_list("title", flat=True)):
        wrong.append("a note is lost")
    due = {pk: ground.scene.expected[pk] for each in said for pk in each["due"]}
    of_mail, _ = mailed(0)
    wrong += breached_once(due) + of_mail + nothing_set_apart() + is_sound()
    writes = len(titles) + sum(corrected.values()) + len(due)
    longest = max(each["longest"] for each in said)
    return wrong, {"writes": writes, "sweeps": swept["sweeps"], "longest": round(longest, 1)}


def _write(ground: Ground, pool: list[int], until: float, seed: float, answer: Path) -> None:
    """One writer: whatever comes, without a pause; what went wrong is said, and it goes on."""
    chance = Random(seed)
    by, children = ground.scene.council.iro, ground.scene.children
    said: dict = {"notes": [], "corrected": Counter(), "due": [], "errors": [], "longest": 0.0}
    number = 0
    while time.monotonic() < until:
        number += 1
        what, record, word = chance.random(), chance.choice(children), f"{answer.name} {number}"
        started = time.monotonic()
        try:
            if what < 0.45:
                add_case_note(record, by=by, title=word, text=word)
                said["notes"].append(word)
            elif what < 0.95 or not pool:
                correct_details(record, by=by, details={"known_as": word})
                said["corrected"][str(record.pk)] += 1
            else:
                pk, due = pool[0], clock.now() + 0.2 * SECOND
                fall_due([Deadline.objects.get(pk=pk)], lambda due=due: due)
                said["due"].append(pool.pop(0))
        except Exception as error:
            said["errors"].append(f"{answer.name}: {error!r}")
        said["longest"] = max(said["longest"], time.monotonic() - started)
    answer.write_text(json.dumps(said))


def _sweep(until: float, answer: Path) -> None:
    said: dict = {"sweeps": 0, "errors": []}
    while time.monotonic() < until:
        try:
            run_beat()
            send_mail()
            said["sweeps"] += 1
        except Exception as error:
            said["errors"].append(f"the sweep: {error!r}")
        time.sleep(0.5)
    answer.write_text(json.dumps(said))
