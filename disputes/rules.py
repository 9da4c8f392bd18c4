"""Who may do what in QAPs and disputes, and what still stands in the way.

Who: the *keeper* is whoever stands to the record in the relation in which the concern was raised (its
reviewing officer or chair of today, their cover included). *Asked* is whoever answers today for the post
that a request was sent to. The *confirmer* is the role that the framework names, their cover, or its
deputy; nobody confirms their own work.
"""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.rules import sight_of
from qa_portal.frameworks.vocabulary import DisputeNext, QapStart
from qa_portal.people.directory import directory
from qa_portal.people.holding import Person
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.rules import may_answer_request
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import may_take

# -- who ------------------------------------------------------------------------------------------


def keepers_of(thing: Any) -> frozenset[int]:
    """The people whose work a concern is today, by key, before cover."""
    subject = thing.subject
    relation = getattr(thing, "keeper_relation", "iro")
    holder = getattr(subject, f"{relation}_id")
    return frozenset(pk for pk in (holder or thing.raised_by_id,) if pk)


@rules.predicate
def is_keeper(user: Any, thing: Any) -> bool:
    """The reviewing officer (or chair) whose concern it is, or their cover, while the record opens to them."""
    acts_for = directory().acts_for(user.pk)
    mine = keepers_of(thing) | _raiser_still_in_post(thing)
    return bool(acts_for & mine) and sight_of(user, thing.subject).opens


def _raiser_still_in_post(thing: Any) -> frozenset[int]:
    """Whoever raised it, for procedures that let somebody raise a concern on another's record."""
    policy = getattr(thing, "policy", None)
    if policy is None:
        return frozenset({thing.raised_by_id})
    roles = directory().roles_of(thing.raised_by_id)
    return (
        frozenset({thing.raised_by_id})
        if roles & (policy.disputes.raisers | policy.qap.raisers)
        else frozenset()
    )


@rules.predicate
def is_keeper_of_stage(user: Any, stage: Any) -> bool:
    """Keeper of the stage's dispute."""
    return is_keeper(user, stage.dispute)


@rules.predicate
def is_keeper_of_referral(user: Any, referral: Any) -> bool:
    """Keeper of the referral's dispute."""
    return is_keeper(user, referral.dispute)


@rules.predicate
def is_asked(user: Any, qap: Any) -> bool:
    """Has the QAP's mandatory request to answer today (MOS-06)."""
    return _has_open_request(user, qap, RequestForResponse.Kind.UPDATE)


@rules.predicate
def may_update_issues(user: Any, qap: Any) -> bool:
    """Records updates on the issues: the manager, and the practitioner where one was asked too (MOS-08)."""
    waiting = waiting_requests(qap)
    return any(may_answer_request(user, r) for r in waiting) and sight_of(user, qap.subject).opens


@rules.predicate
def is_asked_of_stage(user: Any, stage: Any) -> bool:
    """Has the stage's request to answer today (MOS-12)."""
    return _has_open_request(user, stage, RequestForResponse.Kind.ANSWER, subject=stage.dispute.subject)


def _has_open_request(user: Any, about: Any, kind: str, subject: Any = None) -> bool:
    subject = subject or about.subject
    waiting = [r for r in waiting_requests(about, kind) if r.is_mandatory]
    return any(may_answer_request(user, r) for r in waiting) and sight_of(user, subject).opens


def waiting_requests(about: Any, *kinds: str) -> list[RequestForResponse]:
    """The requests on something that wait for an answer; without a query where a page has read them already."""
    sent = [r for r in about.requests.all() if r.state == RequestForResponse.State.SENT]
    return [r for r in sent if not kinds or r.kind in kinds]


def confirmers_of(stage: Any) -> tuple[tuple[Person, ...], str]:
    """Who may confirm a stage today and in which role; nobody at all is an incident (MOS-16).

    The framework's confirmer or their cover; where nobody holds that post, or only people who worked on
    the stage themselves, the framework's deputy. Authority never climbs further by itself.
    """
    policy = stage.policy.disputes
    book = directory()
    own = {stage.dispute.raised_by_id, stage.answered_by_id, stage.concluded_by_id} | keepers_of(
        stage.dispute
    )
    for role in (policy.confirmer, policy.deputy):
        post = book.post_for(role, stage.dispute.subject.team_id) if role else None
        if post:
            people = tuple(p for p in book.holding_of(post).people if p.pk not in own)
            if people:
                return people, role
    return (), str(policy.confirmer or "")


@rules.predicate
def may_confirm_stage(user: Any, stage: Any) -> bool:
    """May sign to confirm a stage's recommendations, or return it (MOS-16)."""
    people, _role = confirmers_of(stage)
    return user.pk in {p.pk for p in people} and sight_of(user, stage.dispute.subject).opens


@rules.predicate
def may_reopen(user: Any, thing: Any) -> bool:
    """May reopen what has ended, with a reason (MOS-22)."""
    roles = directory().roles_of(user.pk)
    return bool(roles & set(thing.policy.disputes.reopeners)) and sight_of(user, thing.subject).opens


@rules.predicate
def may_close_dispute(user: Any, dispute: Any) -> bool:
    """May bring a dispute to its end: its keeper, or whoever confirms its last stage."""
    policy = dispute.policy.disputes
    roles = directory().roles_of(user.pk)
    confirming = {role for role in (policy.confirmer, policy.deputy) if role}
    return sight_of(user, dispute.subject).opens and (
        is_keeper(user, dispute) or bool(roles & (set(policy.closers) | confirming))
    )


@rules.predicate
def may_write_background(user: Any, dispute: Any) -> bool:
    """Writes concern, informal attempt and what the child was told: its keeper, while it is open."""
    return dispute.is_open and is_keeper(user, dispute)


@rules.predicate
def may_refer_to_cafcass(user: Any, dispute: Any) -> bool:
    """Prepares a referral to Cafcass: its keeper, at any point of an open dispute that can be referred (LAW-03)."""
    can_be = dispute.policy.disputes.may_be_referred_to_cafcass(dispute.subject.case_kind)
    return can_be and dispute.is_open and is_keeper(user, dispute)


@rules.predicate
def may_change_due_date(user: Any, deadline: Any) -> bool:
    """May change one due date with a reason: the roles that the framework names for that clock (LAW-06)."""
    from qa_portal.frameworks.queries import policy_of

    allowed = policy_of(deadline.framework).clock(deadline.clock_name).may_change_due
    return bool(directory().roles_of(user.pk) & set(allowed)) and sight_of(user, deadline.subject).opens


@rules.predicate
def is_thanked(user: Any, commendation: Any) -> bool:
    """The practitioner or a manager of the team that a commendation is about."""
    subject = commendation.subject
    book = directory()
    return subject.practitioner_id in book.acts_for(user.pk) or subject.team_id in book.teams_managed_by(
        user.pk
    )


def may_raise(user: Any, subject: Any, raisers: Any) -> bool:
    """Whether a framework lets this person raise a QAP or dispute for this record (NEW-13).

    ``raisers`` is the part of the framework that says so: its QAP or its disputes.
    """
    if subject.closed_on or not sight_of(user, subject).opens:
        return False
    book = directory()
    roles, acts_for = book.roles_of(user.pk), book.acts_for(user.pk)
    for rule in raisers.rules_for(subject.case_kind):
        if roles & set(rule.by) and (
            not rule.own_records_only or {subject.iro_id, subject.cp_chair_id} & acts_for
        ):
            return True
    return False


def may_start_qap(user: Any, subject: Any, start: str, policy: Any = None) -> bool:
    """Whether a framework lets this person start a QAP on this record from ``start`` (a QapStart word).

    ``policy`` is by default what the record's team works by today. False where no framework serves it.
    """
    from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of

    if policy is None:
        try:
            policy = policy_of(framework_for_subject(subject))
        except NoFramework:
            return False
    qap = policy.qap
    return qap.offered and start in qap.starts_from and may_raise(user, subject, qap)


def may_start_information(user: Any, subject: Any) -> bool:
    """May record significant information on an open case, whose next action is a QAP (MOS-02)."""
    return may_start_qap(user, subject, QapStart.SIGNIFICANT_INFORMATION)


def may_start_qap_from(user: Any, meeting: Any) -> bool:
    """May start a QAP from a review: whoever completed it, while none that began with it is open (MOS-01)."""
    return (
        meeting.completed_by_id in directory().acts_for(user.pk)
        and may_start_qap(user, meeting.subject, meeting.kind)
        and not any(qap.is_open for qap in meeting.qaps.all())
    )


@rules.predicate
def may_write_information(user: Any, information: Any) -> bool:
    """Writes the information: its keeper, until it is completed."""
    return may_take(user, information, "complete")


@rules.predicate
def may_write_issues(user: Any, qap: Any) -> bool:
    """Writes the review date and the table of issues: the keeper, as long as the request can be sent (MOS-05)."""
    return may_take(user, qap, "send")


@rules.predicate
def may_decide(user: Any, qap: Any) -> bool:
    """Writes the decisions and the outcome: the keeper, as long as the outcome can be signed (MOS-08, MOS-09)."""
    return may_take(user, qap, "conclude")


def may_commend(user: Any, subject: Any, policy: Any) -> bool:
    """Whether a framework lets this person commend good practice on this record (NEW-12)."""
    alerts = policy.positive_alerts
    return (
        alerts.enabled
        and bool(directory().roles_of(user.pk) & set(alerts.who))
        and sight_of(user, subject).opens
    )


# -- what still stands in the way -----------------------------------------------------------------


def blockers_to_information(information: Any, step: str) -> list[Blocker]:
    """MOS-02: the step is completed first."""
    here = reverse("significant_information", args=[information.pk])
    return _missing(
        here,
        (information.received_on, "Enter the date on which the information was received.", "received_on"),
        (information.summary, "Summarise the information.", "summary"),
        (information.actions_to_take, "Say which actions are to be taken.", "actions_to_take"),
        (information.worker, "Enter who completes this.", "worker"),
        (information.worker_on, "Enter the date of completion.", "worker_on"),
    )


def blockers_to_qap(qap: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a QAP's step."""
    if step == "send":
        return _before_qap_request(qap)
    if step == "answer":
        url = reverse("qap_answer", args=[qap.pk])
        return [
            Blocker(f"Record an update on issue {n}.", f"{url}#row-issues-{issue.pk}")
            for n, issue in enumerate(qap.issues.all(), 1)
            if not issue.update.strip()
        ]
    if step == "go_on_unanswered":
        return _while_time_runs(qap, "qap_answer", reverse("qap", args=[qap.pk]))
    if step == "conclude":
        return _before_qap_outcome(qap)
    return []


def _before_qap_request(qap: Any) -> list[Blocker]:
    url = reverse("qap_issues", args=[qap.pk])
    blockers = _missing(
        url, (qap.review_on, "Enter the date by which the actions are reviewed.", "review_on")
    )
    if not qap.issues.all():
        blockers.append(Blocker("Add at least one issue to the table.", f"{url}#rows-issues"))
    return blockers


def _before_qap_outcome(qap: Any) -> list[Blocker]:
    decisions, outcome = reverse("qap_decisions", args=[qap.pk]), reverse("qap_outcome", args=[qap.pk])
    undecided = [
        Blocker(f"Record your decision on issue {n}.", f"{decisions}#row-issues-{issue.pk}")
        for n, issue in enumerate(qap.issues.all(), 1)
        if not issue.decision
    ]
    return undecided + _missing(
        outcome,
        (qap.summary, "Write the summary and conclusion.", "summary"),
        (qap.outcome, "Choose your decision on the QAP.", "outcome"),
    )


def blockers_to_dispute(dispute: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a dispute's step."""
    return informal_blockers(dispute) if step == "go_formal" else []


def informal_blockers(dispute: Any) -> list[Blocker]:
    """MER-12: the attempt is recorded before the first stage is sent, or why there was none."""
    if dispute.policy.disputes.informal != "required":
        return []
    url = reverse("dispute_background", args=[dispute.pk])
    if dispute.informal_tried == dispute.Tried.YES:
        return _missing(
            url,
            (dispute.informal_on, "Enter when the concern was first taken up informally.", "informal_on"),
            (dispute.informal_with, "Enter with whom it was taken up.", "informal_with"),
            (dispute.informal_result, "Say what came of it.", "informal_result"),
        )
    if dispute.informal_tried == dispute.Tried.NO:
        return _missing(
            url, (dispute.informal_why_not, "Say why it was not taken up informally.", "informal_why_not")
        )
    return [
        Blocker(
            "Record whether the concern was first taken up informally, or why not.",
            f"{url}#id_informal_tried",
        )
    ]


def child_blockers(dispute: Any) -> list[Blocker]:
    """LAW-08: the child is told and offered an advocate, or it is recorded why not."""
    if not dispute.policy.disputes.child_told or dispute.subject.kind != dispute.subject.Kind.CHILD:
        return []
    if dispute.child_not_told_why.strip() or (dispute.child_told_on and dispute.advocate_offered_on):
        return []
    url = reverse("dispute_background", args=[dispute.pk])
    return [
        Blocker(
            "Record when the child was told and offered an advocate, or why not.", f"{url}#id_child_told_on"
        )
    ]


def blockers_to_stage(stage: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a stage's step."""
    if step == "send":
        return _before_stage_request(stage)
    if step == "answer":
        url = reverse("stage_answer", args=[stage.pk])
        return [
            Blocker(f"Answer on action {n}.", f"{url}#action-{action.pk}")
            for n, action in enumerate(stage.actions.all(), 1)
            if not action.answer.strip()
        ]
    if step == "go_on_unanswered":
        return _while_time_runs(stage, "stage_answer", reverse("stage", args=[stage.pk]))
    if step == "conclude":
        return _before_stage_outcome(stage)
    return []


def _before_stage_request(stage: Any) -> list[Blocker]:
    url = reverse("stage_details", args=[stage.pk])
    blockers = _missing(
        url,
        (stage.issues_summary, "Summarise the issues.", "issues_summary"),
        (stage.desired_outcomes, "Write the desired outcomes.", "desired_outcomes"),
    )
    if not stage.actions.exists():
        blockers.append(Blocker("Recommend at least one action.", f"{url}#actions"))
    return blockers + informal_blockers(stage.dispute)


def _before_stage_outcome(stage: Any) -> list[Blocker]:
    url = reverse("stage_outcome", args=[stage.pk])
    blockers = _missing(
        url,
        (stage.progress_summary, "Write the overall summary of progress.", "progress_summary"),
        (stage.outcome, "Choose the outcome of this stage.", "outcome"),
        (stage.next_step, "Choose the next action.", "next_step"),
    )
    if stage.outcome and stage.next_step:
        blockers += contradictions(stage, stage.outcome, stage.next_step, stage.next_level, url=url)
    return blockers + child_blockers(stage.dispute)


def contradictions(
    stage: Any, outcome: str, next_step: str, next_level: int | None, *, url: str = ""
) -> list[Blocker]:
    """MOS-24: the next action follows the recorded outcome; one that contradicts it is refused."""
    policy = stage.policy.disputes
    allowed = policy.next_steps(outcome, level=stage.level, case_kind=stage.dispute.subject.case_kind)
    if next_step not in allowed:
        wanted = " or ".join(f"“{DisputeNext(word).label}”" for word in allowed)
        chosen = policy.outcome(outcome).label
        return [
            Blocker(
                f"The outcome “{chosen}” leads to {wanted}. Change one or the other.", f"{url}#id_next_step"
            )
        ]
    if next_step != DisputeNext.PROCEED:
        return []
    if next_level is None:
        return [Blocker("Choose the stage to proceed to.", f"{url}#id_next_level")]
    if not policy.may_open(next_level, after=stage.level):
        return [
            Blocker("This procedure does not let that stage be reached from here.", f"{url}#id_next_level")
        ]
    is_next = next_level == stage.level + 1
    if not is_next and policy.bypass_needs_reason and not stage.next_reason.strip():
        return [Blocker("Say why it does not go on to the next stage.", f"{url}#id_next_reason")]
    return []


def blockers_to_referral(referral: Any, step: str) -> list[Blocker]:
    """LAW-03: the document is attached before the referral counts as made."""
    if step != "make":
        return []
    url = reverse("cafcass_referral", args=[referral.pk])
    return _missing(
        url,
        (referral.document_id, "Attach the referral document.", "document"),
        (referral.referred_on, "Enter the date of the referral.", "referred_on"),
        (referral.sent_to, "Enter to whom at Cafcass it was sent.", "sent_to"),
    )


def _while_time_runs(about: Any, kind: str, url: str) -> list[Blocker]:
    running = next((d for d in about.deadlines.all() if d.is_open and d.kind == kind), None)
    if running and running.due_at > clock.now():
        from qa_portal.deadlines.words import weekday_time

        return [Blocker(f"There is time to answer until {weekday_time(running.due_at)}.", url)]
    return []


def _missing(url: str, *fields: tuple[Any, str, str]) -> list[Blocker]:
    """A blocker for each field that is empty, with a link to it."""
    return [
        Blocker(sentence, f"{url}#id_{name}")
        for value, sentence, name in fields
        if value is None or (isinstance(value, str) and not value.strip())
    ]
