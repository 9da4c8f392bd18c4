"""What this app brings to pages of the ground: a record's summary, its trail, a review's next actions, requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from disputes.chronology import register_chronologies
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
from disputes.reading import give_parts
from disputes.rules import may_commend, may_raise, may_start_qap, may_start_qap_from
from disputes.unfinished import register_unfinished
from qa_portal.children.changes import register_trail
from qa_portal.children.meetings import register_follow_ons, register_next_action
from qa_portal.children.models import Meeting, Subject
from qa_portal.children.reads import SUMMARY
from qa_portal.children.summary import (
    WorkItem,
    framework_now,
    register_panel,
    register_start,
    register_work,
)
from qa_portal.dashboards.navigation import register_nav
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import QapStart
from qa_portal.people.directory import directory
from qa_portal.people.roles import QUALITY_TEAM, REVIEWERS
from qa_portal.reading.giving import share_out
from qa_portal.reading.prepared import Parts
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.pages import register_request_page

# -- QAPs -----------------------------------------------------------------------------------------


def register_qaps() -> None:
    """Make QAPs known to the pages of the ground; called when the app loads."""
    from disputes.actions.qap import return_qap_request

    register_request_page("disputes.qap", RequestForResponse.Kind.UPDATE, "qap_answer", return_qap_request)
    SUMMARY.register(reads_of_summary)
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
    register_chronologies()
    register_trail("qaps", Qap, "QAP")
    register_trail("qap_issues", QapIssue, "Issue of a QAP", path="qap__subject")
    register_trail("information", SignificantInformation, "Significant information")


def may_start_information_on(user: Any, subject: Subject) -> bool:
    """Whether the record's start menu offers significant information to this person (MOS-02)."""
    policy = _policy_for(subject)
    return policy is not None and may_start_qap(user, subject, QapStart.SIGNIFICANT_INFORMATION, policy)


def reads_of_summary(subject: int) -> Parts:
    """What the summary of a record shows of QAPs, disputes and commendations."""
    disputes = Dispute.objects.filter(subject=subject)
    return {
        "qaps": Qap.objects.filter(subject=subject).select_related("raised_by", "framework")[:200],
        "information": SignificantInformation.objects.filter(subject=subject).select_related("raised_by")[
            :200
        ],
        "disputes": disputes.select_related("raised_by", "closed_by", "framework")[:200],
        "stages": DisputeStage.objects.filter(dispute__subject=subject)[:800],
        "commendations": Commendation.objects.filter(subject=subject).select_related("raised_by")[:20],
    }


def qaps_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """QAPs and significant information on a record, current and past (MOS-03, LEE-07)."""
    read = SUMMARY.of(subject)
    due = _first_due(read["deadlines"], lambda kind: kind.startswith("qap_"))
    share_out(read["requests"], "requests", read["qaps"])
    for qap in read["qaps"]:
        qap.subject = subject
        yield work_item_of(qap, due=due.get(_key_of(qap)))
    for information in read["information"]:
        yield WorkItem(
            what=str(information),
            state=information.get_state_display(),
            url=information.get_absolute_url(),
            at=information.completed_at or information.raised_at,
            is_current=information.completed_at is None,
            who=information.raised_by.name,
        )


def _first_due(deadlines: list[Any], is_meant: Callable[[str], bool]) -> dict[tuple[int, int], Any]:
    """For each thing the clock that runs out first, of the kinds that are meant."""
    return {(d.about_type_id, d.about_id): d for d in reversed(deadlines) if is_meant(d.kind)}


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


def qaps_from(user: Any, meeting: Meeting) -> Iterable[WorkItem]:
    """The QAPs that a review has led to (MOS-01, MOS-23)."""
    found = meeting.qaps.select_related("raised_by", "framework").prefetch_related("requests")
    return [work_item_of(qap) for qap in found]


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
    register_trail("disputes", Dispute, "Dispute")
    register_trail("stages", DisputeStage, "Stage of a dispute", path="dispute__subject")
    register_trail(
        "recommended_actions", RecommendedAction, "Recommended action", path="stage__dispute__subject"
    )
    register_trail("referrals", CafcassReferral, "Referral to Cafcass", path="dispute__subject")
    register_trail("commendations", Commendation, "Commendation")
    register_nav("Disputes", "dispute_register", shown_to=sees_register, order=40)


def _policy_for(subject: Subject) -> Any:
    """The procedure that new work on a record starts under; None where there is none."""
    version = framework_now(subject)
    return policy_of(version) if version else None


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
    """Disputes on a record, current and past (LEE-07)."""
    read = SUMMARY.of(subject)
    due = _first_due(read["deadlines"], lambda kind: not kind.startswith("qap_"))
    share_out(read["requests"], "requests", read["stages"])
    for dispute in read["disputes"]:
        dispute.subject = subject
        give_parts(dispute, "stages", read["stages"])
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
    found = SUMMARY.of(subject)["commendations"]
    return {"commendations": found} if found else None
