"""Who may do what in QAPs and disputes.

The *keeper* is whoever stands to the record in the relation in which the concern was raised (its
reviewing officer or chair of today, their cover included). *Asked* is whoever answers today for the post
that a request was sent to. The *confirmer* is the role that the framework names, their cover, or its
deputy; nobody confirms their own work.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.rules import sight_of
from qa_portal.frameworks.vocabulary import QapStart
from qa_portal.people.directory import directory
from qa_portal.people.holding import Person
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.rules import may_answer_request
from qa_portal.workflow.steps import may_take


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


def answered_below(stage: Any) -> frozenset[int]:
    """Who answered a lower level of this dispute: a person on two rungs skips up."""
    return frozenset(
        below.answered_by_id
        for below in stage.dispute.stages.all()
        if below.level < stage.level and below.answered_by_id is not None
    )


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
    """The practitioner or a manager of the team that a commendation is about, while the record opens to them."""
    subject = commendation.subject
    book = directory()
    is_theirs = subject.practitioner_id in book.acts_for(user.pk)
    manages = subject.team_id in book.teams_managed_by(user.pk)
    return (is_theirs or manages) and sight_of(user, subject).opens


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
