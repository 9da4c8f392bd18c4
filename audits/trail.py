"""What happened to an audit, from its history: in words, newest first. A page takes it; no rule does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from audits.models import Audit
from qa_portal import clock
from qa_portal.workflow.steps import transitions_of

#: The most rows of the trail that a page shows; older ones are left to the record's changes.
MOST = 300

#: What a timeline says was done, where it isn't what the button says.
TOLD = {
    "allocate_audit": "Allocated",
    "replace_reviewer": "Given to another reviewer",
    "begin": "Begun",
    "write_section": "Section written",
    "write_overall": "Overall judgement written",
    "write_earlier_practice": "Earlier practice written",
    "write_tested": "Improvement plan before tested",
    "attach_evidence": "Evidence attached",
    "take_out_evidence": "Evidence taken out",
    "book_conversation": "Conversation booked",
    "record_conversation": "Conversation recorded",
    "leave_out_conversation": "No conversation",
    "record_voices": "What child and family say recorded",
    "ask_family": "Child or family asked through a link",
    "withdraw_link": "Link ended",
    "hear_family": "Child or family answered through the link",
    "submit": "Completed and signed",
    "send_back": "Sent back to be amended",
    "refuse": "Not accepted",
    "accept": "Accepted",
    "pass_unchecked": "Accepted: this procedure has no check",
    "hold": "Held for moderation",
    "moderate": "Moderated",
    "moderate_returned": "Moderated after its return",
    "return_to_team": "Returned to the team",
    "file_audit": "Put on the record",
    "sign_off_audit": "Signed that all tasks are done",
    "decide_level": "Level of concern decided",
    "record_what_changed": "What changed for the child recorded",
    "finalise": "Finalised",
    "close": "Loop closed",
    "withdraw": "Withdrawn",
    "resolve_challenge": "Grade changed after a challenge",
}

#: What is written between steps: several of a kind by one person on one day are one line.
_WRITTEN = frozenset(
    {
        "write_section",
        "write_overall",
        "write_earlier_practice",
        "write_tested",
        "attach_evidence",
        "record_voices",
    }
)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    what: str
    when: dt.datetime
    who: str = ""
    role: str = ""
    note: str = ""
    step: str = ""


def trail_of(audit: int) -> QuerySet[Any]:
    """The newest rows of an audit's trail: moment, who, step, role, why."""
    rows = Audit.history.model.objects.filter(id=audit, step__in=_steps())
    columns = {
        "who": "history_user__name",
        "step_": "step",
        "role": "acting_as",
        "note": "history_change_reason",
    }
    texts = {
        name: Coalesce(Cast(column, TextField()), Value("", TextField())) for name, column in columns.items()
    }
    return rows.annotate(**texts).order_by("-history_date").values_list("history_date", *texts)[:MOST]


def entries_of(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    """The timeline in words, newest first; ``rows`` are oldest first."""
    labels = {step.name: step.custom.get("label", step.name) for step in transitions_of(Audit)}
    entries: list[Entry] = []
    for at, who, step, role, note in rows:
        what = TOLD.get(step) or labels.get(step, step)
        note = "" if step == "begin" else note  # it was begun by writing something, which says what
        entry = Entry(what, at, who or role or "The portal", role if who else "", note, step)
        last = entries[-1] if entries else None
        if last and _is_same(last, entry):
            notes = dict.fromkeys(line for line in (*last.note.split("\n"), entry.note) if line)
            entries[-1] = Entry(what, at, entry.who, entry.role or last.role, "\n".join(notes), step)
        else:
            entries.append(entry)
    return entries[::-1]


def _is_same(last: Entry, entry: Entry) -> bool:
    """Whether two lines tell one thing: a step that saved twice, or somebody who wrote again that day."""
    if (last.step, last.who) != (entry.step, entry.who):
        return False
    near = entry.when - last.when < dt.timedelta(seconds=90) and last.note == entry.note
    same_day = clock.london_date(last.when) == clock.london_date(entry.when)
    return near or (entry.step in _WRITTEN and same_day)


def _steps() -> list[str]:
    return sorted({*TOLD, *(transition.name for transition in transitions_of(Audit))})
