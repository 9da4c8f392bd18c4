"""Disputes that share one narrative with those of brothers and sisters (NEW-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from disputes.actions.start import raise_dispute
from disputes.models import Dispute
from disputes.rules import may_raise, may_write_background
from qa_portal.children.models import Subject
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.narrative.kinds import NarrativeKind, register_narrated

#: What of the background is as true for a brother or sister; the rest is in words that may name a child.
ALIKE = ("theme", "informal_tried", "informal_on", "informal_with")


def register_narratives() -> None:
    """Make disputes known to the ground's narratives; called when the app loads."""
    register_narrated(
        NarrativeKind(
            "dispute",
            Dispute,
            "dispute",
            "Dispute",
            may_write=may_write_background,
            open_on=open_disputes,
            keepers=keepers_of,
            begin=raise_alike,
            may_begin=may_raise_alike,
        )
    )


def open_disputes(subjects: Iterable[int]) -> QuerySet[Dispute]:
    """The disputes on these records that aren't closed."""
    found = Dispute.objects.filter(subject__in=subjects).exclude(state=Dispute.State.CLOSED)
    return found.select_related("framework", "raised_by").order_by("pk")


def keepers_of(dispute: Dispute) -> list[str | int]:
    """Whoever keeps it, as a word for people or a key."""
    return [dispute.keeper_relation]


def may_raise_alike(user: Any, dispute: Dispute, subject: Subject) -> bool:
    """Raises one for a brother or sister too: whoever may raise disputes there, at the stage that this one reached."""
    if not dispute.level_reached:
        return False
    try:
        policy = policy_of(framework_for_subject(subject)).disputes
    except NoFramework:
        return False
    has_level = len(policy.levels) >= dispute.level_reached
    return policy.offered and has_level and may_raise(user, subject, policy)


def raise_alike(dispute: Dispute, subject: Subject, *, by: Any) -> Dispute:
    """Raise a dispute for a brother or sister at the stage that this one has reached; its decisions are its own."""
    level = dispute.level_reached
    return raise_dispute(
        subject,
        by=by,
        level=level,
        skip_reason="The concern for a brother or sister has reached this stage." if level > 1 else "",
        **{name: getattr(dispute, name) for name in ALIKE},
    )
