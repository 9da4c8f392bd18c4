"""What an audit's follow-up consists of, and how far it has come: asked by actions, blockers and pages alike."""

from __future__ import annotations

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from audits.clocks import months_after
from audits.models import Audit, LoopEvidence, Reflection
from qa_portal import clock
from qa_portal.supervision.models import Supervision


def is_tracked(audit: Audit) -> bool:
    """Whether its grade is tracked until the loop is closed (MER-08)."""
    return audit.grade in audit.policy.follow_up.loop_after


def discussions_of(audit: Audit) -> QuerySet[Supervision]:
    """The supervisions and management decisions in which its findings were discussed, the newest first."""
    kind = ContentType.objects.get_for_model(Audit)
    return Supervision.objects.filter(about_type=kind, about_id=audit.pk).select_related("recorded_by")


def discussed(audit: Audit) -> list[Supervision]:
    """As ``discussions_of``, of an audit that a page has read whole."""
    return audit.discussed  # the newest first, as ``reading.read_whole_audit`` has read them


def has_been_discussed(audit: Audit) -> bool:
    """Whether its findings were discussed; a page that has read them knows it already (``audit.discussed``)."""
    read = audit.__dict__.get("discussed")
    return bool(read) if read is not None else discussions_of(audit).exists()


def evidence_of(audit: Audit, part: str) -> LoopEvidence | None:
    """What shows one part of the loop, the newest; None while nothing does."""
    return next((shown for shown in reversed(list(audit.loop.all())) if shown.part == part), None)


def reflection_of(audit: Audit) -> Reflection | None:
    """What became of the reflective conversation that was offered; None while nobody has said."""
    return next(iter(audit.reflections.all()), None)


def sustained_from(audit: Audit) -> dt.date | None:
    """The day from which it is asked whether the improvement has lasted; None while none is assured (NEW-02).

    It counts from when it was assured first: what is added later puts nothing off.
    """
    assured = next((shown for shown in audit.loop.all() if shown.part == LoopEvidence.Part.IMPROVED), None)
    if assured is None:
        return None
    months = audit.policy.follow_up.sustained_after_months
    return months_after(clock.london_date(assured.recorded_at), months)
