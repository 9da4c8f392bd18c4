"""The disputes that a report counts, each as it stood when the period had ended, and the measures of the period.

A record's team is that of today, as on the register: whose children they are now. A reopened dispute is open.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from disputes.measures import Measure, measures_between
from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage
from disputes.words import outcome_label
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.models import Deadline
from qa_portal.reporting.kinds import Scope

State = Dispute.State
Stage = DisputeStage.State

#: The working days that the formal process takes at most, where a procedure doesn't say (MER-13).
USUAL_CAP = 20


@dataclass(frozen=True)
class Counted:
    """One dispute of the period. ``levels``: each formal stage that was opened by its end: level, name, how it stood.

    ``outcome`` is "" while it is open; ``days`` are the working days from its first formal request to its end, None
    where there was none or it isn't over.
    """

    pk: int
    record: int
    reference: str
    is_restricted: bool
    on: dt.date
    unit: int | None
    theme: str
    kind: str
    raised_by: str
    levels: tuple[tuple[int, str, str], ...]
    closed_on: dt.date | None
    outcome: str
    days: int | None
    cap: int
    tried: str
    told: bool
    advocate: bool

    @property
    def is_open(self) -> bool:
        """Whether it wasn't over when the period ended."""
        return self.closed_on is None

    @property
    def highest(self) -> str:
        """The highest stage that it came to, in words."""
        return max(self.levels)[1] if self.levels else INFORMAL


INFORMAL = "Informal only"

#: How a stage stood, as a report says it.
ANSWERED, SILENT, BYPASSED, UNDER_WAY = "Answered", "Not answered", "Passed by", "Under way"


def fostering() -> Q:
    """Records of fostering: a foster carer's own, and children's whose kind of case it is (MER-23)."""
    return Q(subject__kind=Subject.Kind.FOSTER_CARER) | Q(subject__case_kind=Subject.CaseKind.FOSTERING)


def disputes_of(scope: Scope, narrowed: Q | None = None) -> QuerySet[Dispute]:
    """The disputes of a service, whenever raised."""
    return Dispute.objects.filter(narrowed or Q(), subject__team__in=scope.teams)


def raised_in(scope: Scope, narrowed: Q | None = None) -> list[Counted]:
    """The disputes raised in the period, as they stood at its end; the first first."""
    found = disputes_of(scope, narrowed).filter(raised_at__gte=scope.begins, raised_at__lt=scope.ends)
    return _counted(scope, found)


def closed_in(scope: Scope, narrowed: Q | None = None) -> list[Counted]:
    """The disputes closed in the period, whenever they were raised."""
    found = disputes_of(scope, narrowed).filter(closed_at__gte=scope.begins, closed_at__lt=scope.ends)
    return _counted(scope, found)


def _counted(scope: Scope, disputes: QuerySet[Dispute]) -> list[Counted]:
    rows = list(disputes.select_related("subject", "framework", "raised_by").order_by("raised_at", "pk"))
    stages: defaultdict[int, list[DisputeStage]] = defaultdict(list)
    opened = DisputeStage.objects.filter(
        dispute__in=[row.pk for row in rows], opened_at__lt=scope.ends
    ).exclude(state=Stage.SCHEDULED)
    for stage in opened.order_by("number"):
        stages[stage.dispute_id].append(stage)
    ended = _ended_at([stage.pk for each in stages.values() for stage in each])
    return [_one(scope, row, stages[row.pk], ended) for row in rows]


def _ended_at(stages: list[int]) -> dict[tuple[int, str], dt.datetime]:
    """When the answer of a stage was given up as not coming, and when it was passed by: the next one opened then."""
    kind = ContentType.objects.get_for_model(DisputeStage)
    clocks = Deadline.objects.filter(kind="stage_answer", about_type=kind, about_id__in=stages)
    given_up = clocks.exclude(cancelled_at=None).order_by("pk").values_list("about_id", "cancelled_at")
    after = DisputeStage.objects.filter(follows__in=stages).order_by("-number")
    return {(pk, SILENT): at for pk, at in given_up} | {
        (pk, BYPASSED): at for pk, at in after.values_list("follows", "opened_at")
    }


def _one(
    scope: Scope, dispute: Dispute, stages: list[DisputeStage], ended: dict[tuple[int, str], dt.datetime]
) -> Counted:
    closed = dispute.closed_at if dispute.closed_at and dispute.closed_at < scope.ends else None
    began, calendar = dispute.first_sent_at, current_calendar()
    days = None
    if closed and began:
        days = calendar.working_days_between(clock.london_date(began), clock.london_date(closed))
    policy, subject = dispute.policy, dispute.subject
    return Counted(
        pk=dispute.pk,
        record=subject.pk,
        reference=subject.reference,
        is_restricted=subject.is_restricted,
        on=clock.london_date(dispute.raised_at),
        unit=scope.unit_of(subject.team_id),
        theme=policy.theme_label(dispute.theme) if dispute.theme else "No theme",
        kind=subject.get_case_kind_display(),
        raised_by=dispute.raised_by.name,
        levels=tuple(
            (stage.level, _name(dispute, stage.level), _stood(stage, scope.ends, ended)) for stage in stages
        ),
        closed_on=clock.london_date(closed) if closed else None,
        outcome=_outcome(dispute) if closed else "",
        days=days,
        cap=policy.disputes.cap.working_days if policy.disputes.cap else USUAL_CAP,
        tried=dispute.informal_tried,
        told=dispute.child_told_on is not None and dispute.child_told_on <= scope.last,
        advocate=dispute.advocate_offered_on is not None and dispute.advocate_offered_on <= scope.last,
    )


def _name(dispute: Dispute, level: int) -> str:
    try:
        return dispute.policy.disputes.level(level).name
    except KeyError:
        return f"Stage {level}"


def _stood(stage: DisputeStage, until: dt.datetime, ended: dict[tuple[int, str], dt.datetime]) -> str:
    """How a stage stood at a moment: what its request had come to by then."""
    if stage.answered_at and stage.answered_at < until:
        return ANSWERED
    for stands, is_so in (
        (BYPASSED, stage.state == Stage.BYPASSED),
        (SILENT, bool(stage.non_response) or stage.state == Stage.UNANSWERED),
    ):
        at = ended.get((stage.pk, stands))
        if is_so and (at is None or at < until):
            return stands
    return UNDER_WAY


def _outcome(dispute: Dispute) -> str:
    if dispute.closing_outcome == "resolved_informally":
        return "Resolved informally"
    if not dispute.closing_outcome:
        return "Ended by the referral to Cafcass"
    return outcome_label(dispute, dispute.closing_outcome)


def in_time(scope: Scope, narrowed: Q | None = None) -> tuple[Measure, Measure]:
    """Answered in time and resolved in time, of what was decided in the period (LAW-07)."""
    found = measures_between(disputes_of(scope, narrowed), scope.begins, min(scope.ends, clock.now()))
    return found.answered_in_time, found.resolved_in_time


def referrals_in(scope: Scope, narrowed: Q | None = None) -> int:
    """How many referrals to Cafcass were made in the period (LAW-03)."""
    made = CafcassReferral.objects.filter(made_at__gte=scope.begins, made_at__lt=scope.ends)
    return made.filter(dispute__in=disputes_of(scope, narrowed)).count()


def commended_in(scope: Scope, narrowed: Q | None = None) -> list[tuple[dt.date, str]]:
    """Good practice that was commended in the period: its day and theme (NEW-12)."""
    found = Commendation.objects.filter(
        narrowed or Q(),
        subject__team__in=scope.teams,
        raised_at__gte=scope.begins,
        raised_at__lt=scope.ends,
    )
    return [
        (clock.london_date(each.raised_at), each.policy.theme_label(each.theme) if each.theme else "No theme")
        for each in found.select_related("framework").order_by("raised_at", "pk")
    ]


def middle_of(days: list[int]) -> float | None:
    """The median of durations; None of nothing."""
    return float(median(days)) if days else None
