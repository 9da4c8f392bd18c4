"""What this app brings to pages of the ground: a record's summary, its trail, a review's next actions, requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from disputes.models import (
    CafcassReferral,
    Commendation,
    Dispute,
    DisputeStage,
    Qap,
    QapIssue,
    RecommendedAction,
    SignificantInformation,
)
from disputes.rules import may_commend, may_raise, may_start_qap, may_start_qap_from
from disputes.unfinished import register_unfinished
from disputes.words import outcome_label
from qa_portal.children.changes import register_trail
from qa_portal.children.chronology import Entry, register_chronology
from qa_portal.children.meetings import register_follow_ons, register_next_action
from qa_portal.children.models import Meeting, Subject
from qa_portal.children.summary import (
    WorkItem,
    deadlines_on,
    register_panel,
    register_start,
    register_work,
)
from qa_portal.dashboards.navigation import register_nav
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.frameworks.vocabulary import QapNext, QapStart
from qa_portal.people.directory import directory
from qa_portal.people.roles import QUALITY_TEAM, REVIEWERS
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.pages import register_request_page

# -- QAPs -----------------------------------------------------------------------------------------


def register_qaps() -> None:
    """Make QAPs known to the pages of the ground; called when the app loads."""
    from disputes.actions.qap import return_qap_request

    register_request_page("disputes.qap", RequestForResponse.Kind.UPDATE, "qap_answer", return_qap_request)
    register_work("qaps", qaps_on)
    register_unfinished()
    register_start(
        "significant_information",
        "Significant information on an open case",
        "information_start",
        may_start_information_on,
        order=20,
    )
    register_next_action(
        "qap",
        "Proceed to IRO quality assurance (QAP)",
        "qap_start_from_review",
        may_start_qap_from,
        order=10,
    )
    register_follow_ons("qaps", qaps_from)
    register_chronology("qaps", qap_chronology)
    register_trail("qaps", Qap, "QAP")
    register_trail("qap_issues", QapIssue, "Issue of a QAP", path="qap__subject")
    register_trail("information", SignificantInformation, "Significant information")


def may_start_information_on(user: Any, subject: Subject) -> bool:
    """Whether the record's start menu offers significant information to this person (MOS-02)."""
    policy = _policy_for(subject)
    return policy is not None and may_start_qap(user, subject, QapStart.SIGNIFICANT_INFORMATION, policy)


def qaps_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """QAPs and significant information on a record, current and past (MOS-03, LEE-07), in three queries."""
    found = (
        Qap.objects.filter(subject=subject)
        .select_related("raised_by", "framework")
        .prefetch_related("requests")
    )
    due = {
        (d.about_type_id, d.about_id): d for d in reversed(deadlines_on(subject)) if d.kind.startswith("qap_")
    }
    for qap in found[:200]:
        qap.subject = subject
        yield work_item_of(qap, due=_due_of(qap, due))
    for information in SignificantInformation.objects.filter(subject=subject).select_related("raised_by")[
        :200
    ]:
        yield WorkItem(
            what=str(information),
            state=information.get_state_display(),
            url=information.get_absolute_url(),
            at=information.completed_at or information.raised_at,
            is_current=information.completed_at is None,
            who=information.raised_by.name,
        )


def work_item_of(qap: Qap, due: Any = None) -> WorkItem:
    """A QAP as a row of somebody's work: the state of its request stands with it wherever it is listed (MOS-07)."""
    asked = next((r for r in qap.requests.all() if r.is_mandatory), None)
    waits = asked is not None and asked.is_waiting
    return WorkItem(
        what=qap.policy.terms.qap_short,
        state=qap.get_state_display(),
        url=qap.get_absolute_url(),
        at=qap.ended_at or qap.raised_at,
        is_current=qap.is_open,
        who=asked.is_with if waits else qap.raised_by.name,
        due=due,
        request_state=asked.state if asked and qap.is_open else "",
    )


def _due_of(qap: Qap, due: dict[tuple[int, int], Any]) -> Any:
    return due.get((ContentType.objects.get_for_model(Qap).pk, qap.pk))


def qaps_from(user: Any, meeting: Meeting) -> Iterable[WorkItem]:
    """The QAPs that a review has led to (MOS-01, MOS-23)."""
    found = meeting.qaps.select_related("raised_by", "framework").prefetch_related("requests")
    return [work_item_of(qap) for qap in found]


def qap_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """QAPs as they began and ended (LEE-17)."""
    found = Qap.objects.filter(subject=subject).select_related("raised_by", "ended_by", "framework")
    for qap in found[:500]:
        words, url = qap.policy.terms.qap_short, qap.get_absolute_url()
        yield Entry(qap.raised_at, words, f"{words} started", qap.raised_by.name, url)
        if qap.ended_at:
            what = QapNext(qap.next_step).label if qap.next_step else "ended"
            yield Entry(qap.ended_at, words, f"{words} ended: {what}", qap.ended_by.name, url)


# -- disputes -------------------------------------------------------------------------------------


def register_disputes() -> None:
    """Make disputes and commendations known to the pages of the ground; called when the app loads."""
    from disputes.actions.stage_asking import return_stage_request
    from disputes.actions.stage_deciding import send_stage_back

    def send_back(request: RequestForResponse, *, by: Any, note: str) -> Any:
        return send_stage_back(request.about, by=by, note=note)

    about = "disputes.disputestage"
    register_request_page(about, RequestForResponse.Kind.ANSWER, "stage_answer", return_stage_request)
    register_request_page(about, RequestForResponse.Kind.CONFIRMATION, "stage_confirm", send_back)
    register_work("disputes", disputes_on)
    register_start("dispute", "Raise a dispute", "dispute_raise", may_raise_dispute, order=30)
    register_start("commendation", "Commend good practice", "commend", may_commend_on, order=60)
    register_panel(
        "commendations",
        "Good practice commended",
        "disputes/_commendations.html",
        commendations_on,
        order=60,
    )
    register_chronology("disputes", dispute_chronology)
    register_trail("disputes", Dispute, "Dispute")
    register_trail("stages", DisputeStage, "Stage of a dispute", path="dispute__subject")
    register_trail(
        "recommended_actions", RecommendedAction, "Recommended action", path="stage__dispute__subject"
    )
    register_trail("referrals", CafcassReferral, "Referral to Cafcass", path="dispute__subject")
    register_trail("commendations", Commendation, "Commendation")
    register_nav("Disputes", "dispute_register", shown_to=sees_register, order=40)


def _policy_for(subject: Subject) -> Any:
    """The procedure that new work on a record starts under, asked once a page; None where there is none."""
    if "_policy_for_new_work" not in subject.__dict__:
        try:
            found = policy_of(framework_for_subject(subject))
        except NoFramework:
            found = None
        subject.__dict__["_policy_for_new_work"] = found
    return subject.__dict__["_policy_for_new_work"]


def may_raise_dispute(user: Any, subject: Subject) -> bool:
    """Whether the record's start menu offers a dispute to this person (NEW-13)."""
    policy = _policy_for(subject)
    return policy is not None and may_raise(user, subject, policy.disputes)


def may_commend_on(user: Any, subject: Subject) -> bool:
    """Whether the record's start menu offers a commendation to this person (NEW-12)."""
    policy = _policy_for(subject)
    return policy is not None and may_commend(user, subject, policy)


def sees_register(user: Any) -> bool:
    """Whether the register of disputes has anything of this person's work: reviewers, managers, the QA team."""
    book = directory()
    roles = book.roles_of(user.pk)
    return bool(roles & (REVIEWERS | QUALITY_TEAM)) or bool(book.teams_managed_by(user.pk))


def disputes_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """Disputes on a record, current and past (LEE-07), in three queries."""
    found = Dispute.objects.filter(subject=subject).select_related("raised_by", "closed_by", "framework")
    due = {
        (d.about_type_id, d.about_id): d
        for d in reversed(deadlines_on(subject))
        if not d.kind.startswith("qap_")
    }
    for dispute in found.prefetch_related("stages__requests")[:200]:
        dispute.subject = subject
        yield _dispute_item(dispute, due)


def _dispute_item(dispute: Dispute, due: dict[tuple[int, int], Any]) -> WorkItem:
    stage = next((s for s in dispute.stages.all() if not s.is_over), None)
    what = f"{dispute.policy.terms.dispute}, {stage.name.lower()}" if stage else dispute.policy.terms.dispute
    clocks = [due.get(_key_of(part)) for part in (stage, dispute) if part is not None]
    running = [clock for clock in clocks if clock is not None]
    asked = next(iter(stage.requests.all()), None) if stage else None
    return WorkItem(
        what=what,
        state=stage.get_state_display() if stage else dispute.get_state_display(),
        url=dispute.get_absolute_url(),
        at=dispute.closed_at or dispute.raised_at,
        is_current=dispute.is_open,
        who=asked.is_with if asked and asked.is_waiting else (dispute.closed_by or dispute.raised_by).name,
        due=running[0] if running else None,
        request_state=asked.state if asked else "",
    )


def _key_of(thing: Any) -> tuple[int, int]:
    return ContentType.objects.get_for_model(thing).pk, thing.pk


def commendations_on(user: Any, subject: Subject) -> dict[str, Any] | None:
    """The commendations on a record; no panel where there are none."""
    found = list(Commendation.objects.filter(subject=subject).select_related("raised_by")[:20])
    return {"commendations": found} if found else None


def dispute_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """Disputes, their stages, referrals and commendations as they began and ended (LEE-17)."""
    found = Dispute.objects.filter(subject=subject).select_related("raised_by", "closed_by", "framework")
    for dispute in found.prefetch_related("stages", "referrals")[:500]:
        dispute.subject = subject
        sort, url = dispute.policy.terms.dispute, dispute.get_absolute_url()
        yield Entry(dispute.raised_at, sort, f"{sort} raised", dispute.raised_by.name, url)
        for stage in dispute.stages.all():
            if stage.sent_at:
                yield Entry(stage.sent_at, sort, f"{stage.name} sent", url=stage.get_absolute_url())
            if stage.is_over and stage.confirmed_at:
                outcome = outcome_label(dispute, stage.outcome)
                yield Entry(
                    stage.confirmed_at, sort, f"{stage.name} ended: {outcome}", url=stage.get_absolute_url()
                )
        for referral in dispute.referrals.all():
            if referral.made_at:
                yield Entry(referral.made_at, sort, "Referred to Cafcass", url=referral.get_absolute_url())
        if dispute.closed_at:
            yield Entry(dispute.closed_at, sort, f"{sort} closed", dispute.closed_by.name, url)
    for commendation in Commendation.objects.filter(subject=subject).select_related("raised_by")[:500]:
        yield Entry(
            commendation.raised_at,
            "Good practice",
            "Good practice commended",
            commendation.raised_by.name,
            commendation.get_absolute_url(),
            commendation.practice,
        )
