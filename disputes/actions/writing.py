"""What is written into a dispute and its stages between the steps; each belongs in its form's transaction.

Who may write and when follows from the steps: a stage's details are its writer's for as long as it can be
sent, the answers for as long as it can be answered, the outcome for as long as it can be signed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction

from disputes.models import Dispute, DisputeStage, RecommendedAction
from disputes.rules import may_write_background
from qa_portal.people.directory import directory
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotNow, NotYours, is_permitted, leads_from_here, lock

from .stage_asking import record_answer

#: What the background of a dispute consists of.
BACKGROUND = (
    "theme",
    "concern",
    "informal_tried",
    "informal_on",
    "informal_with",
    "informal_result",
    "informal_why_not",
    "child_told_on",
    "advocate_offered_on",
    "child_not_told_why",
)


def write_background(dispute: Dispute, *, by: Any, **said: Any) -> Dispute:
    """Record concern, theme, informal attempt (MER-12) and whether the child was told (LAW-08).

    Raises NotYours, also for a dispute that is closed.
    """
    with transaction.atomic(), _writing(by, "write_background"):
        fresh = lock(dispute)
        if not may_write_background(by, fresh):
            raise NotYours("The background is written by the reviewing officer while the dispute is open.")
        for name in BACKGROUND:
            if name in said:
                setattr(fresh, name, said[name])
        fresh.version += 1
        fresh.save()
    return fresh


def write_stage(
    stage: DisputeStage,
    *,
    by: Any,
    disputed_on: dt.date,
    issues_summary: str,
    desired_outcomes: str,
    actions: Iterable[Mapping[str, Any]],
) -> DisputeStage:
    """Record a stage's details (MOS-11). Its level is no part of them: it was fixed when the stage opened.

    ``actions`` are all rows that the stage is to have: ``id`` (None for a new one), ``issue``, ``action``,
    ``due_on``; a row that isn't among them is taken out. Raises NotYours and NotNow.
    """
    with transaction.atomic(), _writing(by, "write_stage"):
        fresh = _open_for(stage, "send", by)
        fresh.disputed_on = disputed_on
        fresh.issues_summary, fresh.desired_outcomes = issues_summary, desired_outcomes
        _write_actions(fresh, list(actions))
        fresh.version += 1
        fresh.save()
    return fresh


def _write_actions(stage: DisputeStage, rows: list[Mapping[str, Any]]) -> None:
    standing = {row.pk: row for row in stage.actions.all()}
    kept = {row["id"] for row in rows}
    for pk, row in standing.items():
        if pk not in kept:
            row.delete()
    for position, said in enumerate(rows):
        row = standing.get(said["id"]) or RecommendedAction(stage=stage)
        fields = {name: said.get(name) for name in ("issue", "action", "due_on")} | {"position": position}
        if row.pk is None or any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()


def write_answers(stage: DisputeStage, *, by: Any, answers: Mapping[int, str], overall: str) -> DisputeStage:
    """Record the manager's answers, by the key of the action, and the overall response (MOS-13).

    Raises NotYours and NotNow.
    """
    with transaction.atomic(), _writing(by, "write_answers", stage.level_policy.answered_by):
        fresh = _open_for(stage, "answer", by)
        for action in fresh.actions.all():
            if action.pk in answers:
                record_answer(action, by=by, answer=answers[action.pk].strip())
        fresh.answer_overall = overall
        fresh.version += 1
        fresh.save()
    return fresh


def write_outcome(stage: DisputeStage, *, by: Any, **said: Any) -> DisputeStage:
    """Record progress, outcome and next action before they are signed (MOS-14, MOS-15).

    Takes ``progress_summary``, ``outcome``, ``next_step``, ``next_level``, ``next_reason``, ``next_on``.
    What contradicts itself is refused when it is signed. Raises NotYours and NotNow.
    """
    with transaction.atomic(), _writing(by, "write_outcome"):
        fresh = _open_for(stage, "conclude", by)
        for name in ("progress_summary", "outcome", "next_step", "next_level", "next_reason", "next_on"):
            setattr(fresh, name, said[name])
        fresh.version += 1
        fresh.save()
    return fresh


def _open_for(stage: DisputeStage, step: str, by: Any) -> DisputeStage:
    """The stage, locked, while ``step`` can be taken from where it stands and is this person's."""
    fresh = lock(stage)
    if not leads_from_here(fresh, step):
        raise NotNow(f"It is now “{fresh.get_state_display()}”, so this part can't be written any more.")
    if not is_permitted(by, fresh, step):
        raise NotYours("This part of the stage isn't yours to write.")
    return fresh


@contextlib.contextmanager
def _writing(by: Any, step: str, role: str = "") -> Iterator[None]:
    with acting(by=by, step=step, role=directory().post_in_words(by.pk, preferring=str(role) or None)):
        yield
