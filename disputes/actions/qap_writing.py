"""What is written into a QAP between its steps: issues, updates, decisions, outcome (MOS-02, MOS-05, MOS-08, MOS-09).

Each holds the row, asks again who may and whether it is still open, and leaves one line in the trail. Nothing that is
written here moves anything on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from disputes.models import Qap, QapIssue, SignificantInformation
from disputes.rules import may_decide, may_update_issues, may_write_information, may_write_issues
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotNow, lock

from .qap import record_decision, record_update

#: What the reviewing officer writes in a row of the table.
ISSUE_FIELDS = ("theme", "concern", "action_needed", "due_on")
INFORMATION_FIELDS = ("received_on", "summary", "actions_to_take", "worker", "worker_on")


def write_information(
    information: SignificantInformation, *, by: Any, written: Mapping[str, Any]
) -> SignificantInformation:
    """Save what was written of significant information, complete or not (MOS-02). Raises NotNow once completed."""
    with act("write_information", by=by):
        fresh = _held(information, by, may_write_information, "This information has been completed.")
        _set(fresh, {name: written[name] for name in INFORMATION_FIELDS if name in written})
    return fresh


def write_issues(qap: Qap, *, by: Any, review_on: dt.date | None, issues: Iterable[Mapping[str, Any]]) -> Qap:
    """Save the review date and the whole table (MOS-05): rows with an ``id`` change, others are new, missing ones go.

    A row that was carried over is marked changed once it says anything else than the row it came from (MOS-10).
    Raises NotNow once the request has gone out.
    """
    with act("write_issues", by=by):
        fresh = _held(qap, by, may_write_issues, "The request has been sent, so its table can’t change.")
        stored = {issue.pk: issue for issue in fresh.issues.select_related("carried_from")}
        changed = False
        for position, row in enumerate(issues, 1):
            issue = stored.pop(row.get("id"), None) or QapIssue(qap=fresh)
            before = [issue.pk, issue.position, *(getattr(issue, name) for name in ISSUE_FIELDS)]
            for name in ISSUE_FIELDS:
                setattr(issue, name, row[name])
            issue.position, issue.carried = position, _carried(issue)
            if [
                issue.pk,
                position,
                *(getattr(issue, name) for name in ISSUE_FIELDS),
            ] != before or not issue.pk:
                issue.save()
                changed = True
        for removed in stored.values():
            removed.delete()
            changed = True
        _set(fresh, {"review_on": review_on}, changed=changed)
    return fresh


def record_updates(qap: Qap, *, by: Any, updates: Mapping[int, str]) -> Qap:
    """Record updates on issues, by the issue's key (MOS-08): the manager's and the practitioner's alike.

    Raises NotNow when the request no longer waits for this person.
    """
    with act("record_updates", by=by):
        fresh = _held(qap, by, may_update_issues, "The request no longer waits for you.")
        changed = False
        for issue in fresh.issues.filter(pk__in=updates):
            changed = changed or issue.update != updates[issue.pk]
            record_update(issue, by=by, update=updates[issue.pk])
        _set(fresh, {}, changed=changed)
    return fresh


def record_decisions(qap: Qap, *, by: Any, decisions: Mapping[int, tuple[str, str]]) -> Qap:
    """Record the decision on issues and its reason, by the issue's key (MOS-08). Raises NotNow once signed."""
    with act("record_decisions", by=by):
        fresh = _held(qap, by, may_decide, "The outcome has been signed.")
        changed = False
        for issue in fresh.issues.filter(pk__in=decisions):
            decision, note = decisions[issue.pk]
            changed = changed or (issue.decision, issue.decision_note) != (decision, note)
            record_decision(issue, by=by, decision=decision, note=note)
        _set(fresh, {}, changed=changed)
    return fresh


def write_outcome(qap: Qap, *, by: Any, summary: str, outcome: str) -> Qap:
    """Save the summary and the decision on the QAP, unsigned (MOS-09). Raises NotNow once the outcome is signed."""
    with act("write_outcome", by=by):
        fresh = _held(qap, by, may_decide, "The outcome has been signed.")
        _set(fresh, {"summary": summary, "outcome": outcome})
    return fresh


def _held(thing: Any, by: Any, may: Callable[[Any, Any], bool], closed: str) -> Any:
    fresh = lock(thing)
    if not may(by, fresh):
        refused = NotNow(f"{closed} Nothing of yours was saved over it.")
        refused.thing = fresh
        raise refused
    return fresh


def _set(thing: Any, values: Mapping[str, Any], *, changed: bool = False) -> None:
    """Set the values and save the row as one more version, if anything has changed."""
    for name, value in values.items():
        changed = changed or getattr(thing, name) != value
        setattr(thing, name, value)
    if changed:
        thing.version += 1
        thing.save()


def _carried(issue: QapIssue) -> str:
    source = issue.carried_from
    if source is None:
        return issue.carried
    same = all(getattr(issue, name) == getattr(source, name) for name in ISSUE_FIELDS)
    return QapIssue.Carried.KEPT if same else QapIssue.Carried.CHANGED
