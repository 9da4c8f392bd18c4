"""How a dispute got here, in words: who did what, when, in what role and why; reminders and alerts among it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from disputes.models import Dispute, DisputeStage
from disputes.trail import PARTS, TOLD, Row
from qa_portal import clock
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.wording import listed
from qa_portal.outbox.models import Message
from qa_portal.workflow import pages
from qa_portal.workflow.steps import transitions_of

#: Parts of the trail that are about a deadline.
_OF_CLOCKS = {"date", "message"}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    what: str
    when: dt.datetime
    who: str = ""
    role: str = ""
    note: str = ""
    url: str = ""


def entries_of(dispute: Dispute, rows: Iterable[Row], stage: DisputeStage | None = None) -> list[Entry]:
    """The timeline in words, newest first; of one stage alone where one is given."""
    names = {s.pk: s.name for s in dispute.stages.all()}
    clocks = {d.pk for d in stage.deadlines.all()} if stage else None
    shown = [row for row in rows if stage is None or _is_of(row, stage, clocks or set())]
    entries: list[Entry] = []
    for row in shown:
        if row.part in _OF_CLOCKS:
            continue
        entry = _entry(row, names)
        last = entries[-1] if entries else None
        if last and _is_same(last, entry):
            entries[-1] = _merged(last, entry)
        else:
            entries.append(entry)
    return newest_first(entries, entries_of_clocks(shown))


def newest_first(*told: Iterable[Entry]) -> list[Entry]:
    """The lines of several tales, each oldest first, as one."""
    return sorted((entry for tale in told for entry in tale), key=lambda entry: entry.when)[::-1]


def entries_of_clocks(rows: Iterable[Row]) -> list[Entry]:
    """New dates, reminders and alerts in words, oldest first; what went to several people at once is one line."""
    entries: list[Entry] = []
    heard: dict[Row, list[str]] = {}
    for row in rows:
        if row.part == "date":
            label = f"{row.role[:1].lower()}{row.role[1:]}"
            what = f"Due date changed: {label} by {by_when(row.moment, clock.now())}"
            entries.append(Entry(what, row.at, who=row.who, note=row.note))
        elif row.part == "message":
            heard.setdefault(row._replace(who=""), []).append(row.who)
    for row, people in heard.items():
        what = f"{Message.Urgency(row.step).label} sent"
        entries.append(Entry(what, row.at, note=f"To {listed(sorted(people))}: {row.note}"))
    return sorted(entries, key=lambda entry: entry.when)


def _is_of(row: Row, stage: DisputeStage, clocks: set[int]) -> bool:
    if row.part in _OF_CLOCKS:
        return row.key in clocks
    return row.part == "stage" and row.key == stage.pk


def _entry(row: Row, names: dict[int, str]) -> Entry:
    is_later = row.step == "open_stage" and row.state == DisputeStage.State.SCHEDULED
    step = "schedule_stage" if is_later else row.step
    template = TOLD.get((row.part, step)) or _label(row.part, step)
    role = row.role if row.who else ""
    who = row.who or row.role or "The portal"
    return Entry(
        template.format(stage=names.get(row.key, "Stage")), row.at, who=who, role=role, note=row.note
    )


def _label(part: str, step: str) -> str:
    for transition in transitions_of(PARTS[part]):
        if transition.name == step:
            return transition.custom.get("label", step)
    return step.replace("_", " ").capitalize()


def _is_same(last: Entry, entry: Entry) -> bool:
    """Whether two lines tell one thing: a step that saved twice, or somebody who wrote again that day."""
    if (last.what, last.who) != (entry.what, entry.who):
        return False
    near = entry.when - last.when < dt.timedelta(seconds=90)
    return near or (
        entry.what.endswith("written") and last.note == entry.note == "" and _same_day(last, entry)
    )


def _same_day(last: Entry, entry: Entry) -> bool:
    return clock.london_date(last.when) == clock.london_date(entry.when)


def _merged(last: Entry, entry: Entry) -> Entry:
    notes = dict.fromkeys(note for note in (last.note, entry.note) if note)
    return Entry(entry.what, entry.when, entry.who, entry.role or last.role, "\n".join(notes), entry.url)


def last_step_in_words(thing: Any) -> str:
    """Who moved a thing last: the sentence for whoever comes second (R11). One query."""
    part = next((name for name, model in PARTS.items() if isinstance(thing, model)), "")
    name = getattr(thing, "name", "")
    told = {step: words.format(stage=name) for (of, step), words in TOLD.items() if of == part}
    return pages.last_step_in_words(thing, told)
