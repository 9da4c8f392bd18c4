"""How a dispute got here: who did what, when, in what role and why; reminders and alerts among it.

Read from the trail of changes and the outbox with the rest of the page (``reading``). A page reads it; no rule does.
What was said of clocks is told of QAPs in the same words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from disputes.models import CafcassReferral, Dispute, DisputeStage
from qa_portal import clock
from qa_portal.deadlines.models import DueDateChange
from qa_portal.deadlines.words import by_when, weekday_time
from qa_portal.frameworks.wording import listed
from qa_portal.outbox.models import Message
from qa_portal.workflow.steps import label_of, transitions_of

#: The most rows of the trail that a page shows; older ones are left to the record's changes.
MOST = 300

#: Parts of the trail that are about a deadline.
_OF_CLOCKS = {"date", "message"}

_PARTS = {"dispute": Dispute, "stage": DisputeStage, "referral": CafcassReferral}

#: Steps whose button says something else than a timeline would.
_TOLD = {
    ("dispute", "raise_dispute"): "Dispute raised",
    ("dispute", "write_background"): "Background written",
    ("dispute", "go_formal"): "Informal resolution ended; the formal process began",
    ("dispute", "settle_informally"): "Resolved informally",
    ("dispute", "close"): "Dispute closed",
    ("dispute", "reopen"): "Dispute reopened",
    ("stage", "open_stage"): "{stage} opened",
    ("stage", "open"): "{stage} started",
    ("stage", "write_stage"): "{stage}: details written",
    ("stage", "send"): "{stage} sent",
    ("stage", "write_answers"): "{stage}: answers written",
    ("stage", "answer"): "{stage} answered",
    ("stage", "give_back"): "{stage} returned with a note",
    ("stage", "go_on_unanswered"): "{stage}: nobody answered in time",
    ("stage", "write_outcome"): "{stage}: progress and outcome written",
    ("stage", "conclude"): "{stage}: outcome signed and sent for confirmation",
    ("stage", "send_back"): "{stage} sent back with a note",
    ("stage", "confirm"): "{stage}: recommendations confirmed",
    ("stage", "finish_unconfirmed"): "{stage} finished without confirmation",
    ("stage", "bypass"): "{stage} left for another stage",
    ("referral", "prepare_referral"): "Referral to Cafcass prepared",
    ("referral", "record_referral_details"): "Referral to Cafcass: details written",
    ("referral", "make"): "Referral to Cafcass made",
    ("referral", "withdraw"): "Referral to Cafcass withdrawn",
}


class Row(NamedTuple):
    """One row of the trail; ``moment`` is a new due date."""

    part: str
    key: int
    at: dt.datetime
    who: str
    step: str
    role: str
    note: str
    state: str
    moment: dt.datetime | None


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    what: str
    when: dt.datetime
    who: str = ""
    role: str = ""
    note: str = ""
    url: str = ""


def trail_of(dispute: Any, stages: Any, referrals: Any, clocks: Any) -> QuerySet[Any]:
    """The newest rows of a dispute's trail, as ``Row`` has them; each argument gives the keys of its part."""
    parts = {"dispute": [dispute], "stage": stages, "referral": referrals}
    first, *others = [
        *(_history(part, keys) for part, keys in parts.items()),
        _moved_dates(clocks),
        _reminders(clocks),
    ]
    return first.union(*others, all=True).order_by("-at")[:MOST]


def trail_of_clocks(clocks: Any) -> QuerySet[Any]:
    """What was said of deadlines, and their new dates; ``clocks`` gives their keys."""
    return _moved_dates(clocks).union(_reminders(clocks), all=True).order_by("-at")[:MOST]


def in_order(trail: Iterable[tuple[Any, ...]]) -> list[Row]:
    """The rows of a trail as they were read, oldest first."""
    return sorted((Row(*row) for row in trail), key=lambda row: row.at)


def _columns(rows: QuerySet[Any], part: str, **columns: Any) -> QuerySet[Any]:
    text = {name: Coalesce(Cast(columns[name], TextField()), Value("", TextField())) for name in _TEXTS}
    return (
        rows.order_by()
        .annotate(
            part=Value(part, CharField()),
            key=Cast(columns["key"], BigIntegerField()),
            at=columns["at"],
            moment=columns.get("moment", Cast(Value(None), DateTimeField())),
            **{f"{name}_": value for name, value in text.items()},
        )
        .values_list("part", "key", "at", *(f"{name}_" for name in _TEXTS), "moment")
    )


_TEXTS = ("who", "step", "role", "note", "state")


def _history(part: str, pks: Any) -> QuerySet[Any]:
    # A step often saves a row once more, under a form's name: only what a timeline has words for is told.
    rows = _PARTS[part].history.model.objects.filter(id__in=pks, step__in=_steps_of(_PARTS[part]))
    return _columns(
        rows,
        part,
        key=F("id"),
        at=F("history_date"),
        who=F("history_user__name"),
        step=F("step"),
        role=F("acting_as"),
        note=F("history_change_reason"),
        state=F("state"),
    )


def _steps_of(model: type) -> list[str]:
    """The steps that a timeline tells of: those of the state machine, and what is written between them."""
    written = [step for part, step in _TOLD if _PARTS.get(part) is model]
    return sorted({*written, *(transition.name for transition in transitions_of(model))})


def _moved_dates(clocks: Any) -> QuerySet[Any]:
    return _columns(
        DueDateChange.objects.filter(deadline__in=clocks),
        "date",
        key=F("deadline_id"),
        at=F("approved_at"),
        who=F("approved_by__name"),
        step=F("cause"),
        role=F("deadline__label"),
        note=F("reason"),
        state=Value(""),
        moment=F("to_due_at"),
    )


def _reminders(clocks: Any) -> QuerySet[Any]:
    return _columns(
        Message.objects.filter(deadline__in=clocks),
        "message",
        key=F("deadline_id"),
        at=F("created_at"),
        who=F("recipient__name"),
        step=F("urgency"),
        role=Value(""),
        note=F("heading"),
        state=Value(""),
    )


# -- in words -------------------------------------------------------------------------------------


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
    template = _TOLD.get((row.part, row.step)) or _label(row.part, row.step)
    role = row.role if row.who else ""
    who = row.who or row.role or "The portal"
    return Entry(
        template.format(stage=names.get(row.key, "Stage")), row.at, who=who, role=role, note=row.note
    )


def _label(part: str, step: str) -> str:
    for transition in transitions_of(_PARTS[part]):
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
    last = thing.history.filter(step__in=_steps_of(type(thing))).select_related("history_user").first()
    if last is None:
        return ""
    who = last.history_user.name if last.history_user else "The portal"
    role = f" ({last.acting_as})" if last.acting_as and last.history_user else ""
    part = next((name for name, model in _PARTS.items() if isinstance(thing, model)), "")
    told = (_TOLD.get((part, last.step)) or label_of(thing, last.step)).format(
        stage=getattr(thing, "name", "")
    )
    return f"{who}{role} was first, on {weekday_time(last.history_date)}: “{told}”."
