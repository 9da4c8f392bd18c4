"""The clocks of QAPs and disputes: whose each is, and what its framework calls it (LAW-02, LAW-05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.deadlines.actions import open_deadline
from qa_portal.deadlines.models import Deadline


def run_qap_clock(
    qap: Any,
    kind: str,
    *,
    owner: str = "",
    due_at: dt.datetime | None = None,
    clock_name: str | None = None,
) -> Deadline:
    """Open a clock on a QAP; it is the keeper's unless ``owner`` names the role or relation that must act."""
    asked = qap.policy.qap.request_to[0]
    return open_deadline(
        kind,
        about=qap,
        subject=qap.subject,
        framework=qap.framework,
        clock_name=clock_name,
        owner=owner or qap.keeper_relation,
        due_at=due_at,
        parties={"raiser": qap.keeper_relation, "answerer": str(asked)},
    )


def run_dispute_clock(dispute: Any, kind: str, **given: Any) -> Deadline:
    """Open a clock on a dispute as a whole; it is the keeper's."""
    return open_deadline(
        kind,
        about=dispute,
        subject=dispute.subject,
        framework=dispute.framework,
        owner=dispute.keeper_relation,
        parties=parties_of(dispute),
        **given,
    )


def run_stage_clock(stage: Any, kind: str, *, owner: str = "", label: str = "", **given: Any) -> Deadline:
    """Open a clock on a stage; it is the keeper's unless ``owner`` names the role that must act."""
    dispute = stage.dispute
    return open_deadline(
        kind,
        about=stage,
        subject=dispute.subject,
        framework=dispute.framework,
        owner=owner or dispute.keeper_relation,
        label=label,
        parties=parties_of(dispute, answerer=str(stage.level_policy.answered_by)),
        **given,
    )


def parties_of(dispute: Any, answerer: str = "") -> dict[str, str]:
    """What the framework's words for people mean in this dispute: a role or a relation each."""
    policy = dispute.policy.disputes
    return {
        "raiser": dispute.keeper_relation,
        "answerer": answerer or str(policy.levels[0].answered_by),
        "confirmer": str(policy.confirmer or dispute.keeper_relation),
    }


def close_of(thing: Any, day: dt.date) -> dt.datetime:
    """The framework's close of a day: when something dated to that day is due."""
    return clock.at_london(day, thing.policy.closes_at)


def morning_of(day: dt.date) -> dt.datetime:
    """When scheduled work opens: as the day begins, so that it is there when people come in."""
    return clock.at_london(day, dt.time(0, 1))
