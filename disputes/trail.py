"""What happened to a dispute or a QAP: its trail of changes, new dates, reminders and alerts.

Read with the rest of the page (``reading``). A page takes it; no rule does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from disputes.models import CafcassReferral, Dispute, DisputeStage, Qap
from qa_portal.deadlines.models import DueDateChange
from qa_portal.outbox.models import Message
from qa_portal.workflow.routes import Arrival
from qa_portal.workflow.steps import transitions_of

#: The most rows of the trail that a page shows; older ones are left to the record's changes.
MOST = 300

PARTS = {"dispute": Dispute, "stage": DisputeStage, "referral": CafcassReferral, "qap": Qap}

#: What a timeline says was done, by part and step, where it isn't what the button says. Of what is written between
#: steps, it tells what stands here.
TOLD = {
    ("dispute", "raise_dispute"): "Dispute raised",
    ("dispute", "write_background"): "Background written",
    ("dispute", "go_formal"): "Informal resolution ended; the formal process began",
    ("dispute", "settle_informally"): "Resolved informally",
    ("dispute", "close"): "Dispute closed",
    ("dispute", "reopen"): "Dispute reopened",
    ("stage", "open_stage"): "{stage} opened",
    ("stage", "schedule_stage"): "{stage} scheduled for a later day",
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
    ("qap", "start_qap"): "Started",
    ("qap", "take_qap_next_action"): "Started, to review the targets of the QAP before",
    ("qap", "open"): "Opened",
    ("qap", "write_issues"): "Changed the issues",
    ("qap", "send"): "Sent the request",
    ("qap", "give_back"): "Returned the request with a note",
    ("qap", "record_updates"): "Wrote updates",
    ("qap", "answer"): "Completed the request",
    ("qap", "go_on_unanswered"): "Went on without an answer",
    ("qap", "record_decisions"): "Recorded decisions",
    ("qap", "write_outcome"): "Wrote the outcome",
    ("qap", "conclude"): "Signed the outcome",
    ("qap", "amend"): "Opened the signed outcome again",
    ("qap", "end"): "Took the next action",
    ("qap", "reopen"): "Reopened",
}


class Row(NamedTuple):
    """One row as the database gives it.

    ``moment`` is a new due date; ``more`` is what a QAP ended with: its next action, level and day.
    """

    part: str
    key: int
    at: dt.datetime
    who: str
    step: str
    role: str
    note: str
    state: str
    more: str
    moment: dt.datetime | None


def trail_of(dispute: Any, stages: Any, referrals: Any, clocks: Any) -> QuerySet[Any]:
    """The newest rows of a dispute's trail, as ``Row`` has them; each argument gives the keys of its part."""
    parts = {"dispute": [dispute], "stage": stages, "referral": referrals}
    history, *others = (_history(part, keys) for part, keys in parts.items())
    return _newest(history, *others, _moved_dates(clocks), _reminders(clocks))


def trail_of_qap(qap: Any, clocks: Any) -> QuerySet[Any]:
    """The newest rows of a QAP's trail, as ``Row`` has them; ``clocks`` gives the keys of its deadlines."""
    ended_with = Concat(
        F("next_step"),
        Value("|"),
        _text("next_level"),
        Value("|"),
        _text("next_on"),
        output_field=TextField(),
    )
    return _newest(_history("qap", [qap], more=ended_with), _moved_dates(clocks), _reminders(clocks))


def in_order(trail: Iterable[tuple[Any, ...]]) -> list[Row]:
    """The rows of a trail as they were read, oldest first."""
    return sorted((Row(*row) for row in trail), key=lambda row: row.at)


def _newest(first: QuerySet[Any], *others: QuerySet[Any]) -> QuerySet[Any]:
    return first.union(*others, all=True).order_by("-at")[:MOST]


def arrivals_in(rows: Iterable[Row], part: str, key: int) -> list[Arrival]:
    """The states that a stage or QAP came into, in order."""
    found: list[Arrival] = []
    for row in rows:
        if (row.part, row.key) == (part, key) and row.state and not (found and found[-1].state == row.state):
            found.append(Arrival(row.state, row.at))
    return found


def _columns(rows: QuerySet[Any], part: str, **columns: Any) -> QuerySet[Any]:
    text = {name: _text(columns.get(name, Value(""))) for name in _TEXTS}
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


def _text(value: Any) -> Coalesce:
    return Coalesce(Cast(value, TextField()), Value("", TextField()))


_TEXTS = ("who", "step", "role", "note", "state", "more")


def _history(part: str, pks: Any, **more: Any) -> QuerySet[Any]:
    # A step often saves a row once more, under a form's name: only what a timeline has words for is told.
    rows = PARTS[part].history.model.objects.filter(id__in=pks, step__in=steps_of(PARTS[part]))
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
        **more,
    )


def steps_of(model: type) -> list[str]:
    """The steps that a timeline tells of: those of the state machine, and what is written between them."""
    written = [step for part, step in TOLD if PARTS.get(part) is model]
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
        note=F("heading"),
    )
