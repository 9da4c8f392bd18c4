"""Escalate an issue to another service or agency, chase it, record the reply, end it without one (KNO-20)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits.clocks import run_part_clock
from audits.library.listing import names_in
from audits.models import Audit, OutsideIssue
from audits.notices import tell_about
from audits.outside import notices
from audits.outside.rules import may_write_outside, takes_place
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.vocabulary import ClockName
from qa_portal.plan.models import Action
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step, take_step_by_time

CLOCK = ClockName.AGENCY_REPLY.value


def prepare_outside_issue(
    audit: Audit,
    *,
    by: Any,
    agency: str,
    post: str,
    issue: str,
    asked: str,
    their_reference: str = "",
    action: Action | None = None,
) -> OutsideIssue:
    """Write an issue about another service or agency; it is sent once the audit is returned to its team.

    It goes into a letter that names nobody, so what names the child or a sibling is refused. ``action`` is one of the
    audit's own that it goes with. Raises NotYours, NotNow and StandsInTheWay by field.
    """
    with act("prepare_outside_issue", by=by):
        audit = lock(audit)
        if not may_write_outside(by, audit):
            raise NotYours("Issues are escalated to other agencies by those whom the procedure names.")
        if not takes_place(audit):
            raise NotNow("The audit doesn’t take place.")
        said = {"agency": agency, "post": post, "issue": issue, "asked": asked}
        asked_for = {
            "agency": "Say which service or agency it is.",
            "post": "Say who there is to answer, by their post.",
            "issue": "Say what the issue is.",
            "asked": "Say what they are asked to do.",
        }
        missing = [
            Blocker(asked_for[name], f"#id_{name}") for name, words in said.items() if not words.strip()
        ]
        for name in ("issue", "asked"):
            missing += [
                Blocker(
                    f"Take out “{found}”: the letter names nobody, and our reference says which case is meant.",
                    f"#id_{name}",
                )
                for found in names_in(said[name], audit.subject)
            ]
        if action is not None and action.pk not in {each.pk for each in audit.actions.all()}:
            missing.append(Blocker("Choose an action of this audit.", "#id_action"))
        if missing:
            raise StandsInTheWay(missing)
        return OutsideIssue.objects.create(
            audit=audit,
            action=action,
            their_reference=their_reference.strip(),
            prepared_at=clock.now(),
            prepared_by=by,
            **{name: words.strip() for name, words in said.items()},
        )


def send_outside_issue(issue: OutsideIssue, *, by: Any, sent_how: str) -> OutsideIssue:
    """Escalate it: the letter is made and put on the record, and the clock of their reply runs where there is one.

    Raises as ``take_step``, and StandsInTheWay without saying how it is sent.
    """
    if not sent_how.strip():
        raise StandsInTheWay([Blocker("Say how it is sent.", "#id_sent_how")])
    with transaction.atomic():
        issue = take_step(issue, "send", by=by, sent_how=sent_how.strip())
        policy = issue.audit.policy
        due = None
        if ClockName.AGENCY_REPLY in policy.clocks:
            due = run_part_clock(issue, CLOCK, owner=str(policy.other_agencies.followed_up_by))
        _write("outside_letter", issue, by)
        tell_about(
            notices.ESCALATED,
            issue,
            [str(word) for word in policy.other_agencies.tell],
            occasion=f"{issue.pk}",
            but_not=by,
            who=by.name,
            agency=issue.agency,
            by_when=f"Their reply is asked for by {by_when(due.due_at, clock.now())}." if due else "",
        )
    return issue


def chase_outside_issue(issue: OutsideIssue, *, by: Any) -> OutsideIssue:
    """Ask them again: a reminder is made and put on the record. Raises as ``take_step``."""
    with transaction.atomic():
        issue = take_step(issue, "chase", by=by)
        _write("outside_reminder", issue, by)
    return issue


def chase_by_time(issue: OutsideIssue, deadline: Any) -> None:
    """Their reply didn't come in time: a reminder is made, and whoever follows it up and whoever sent it are told."""
    if not issue.is_waiting or (issue.chased_at and issue.chased_at >= deadline.due_at):
        return  # answered or chased meanwhile; safe to run twice
    with transaction.atomic():
        issue = take_step_by_time(issue, "chase", reason="The reply didn’t come in time.")
        _write("outside_reminder", issue, issue.sent_by)
        tell_about(
            notices.UNANSWERED,
            issue,
            [str(issue.audit.policy.other_agencies.followed_up_by), issue.sent_by_id],
            occasion=f"{issue.pk}:{deadline.pk}",
            agency=issue.agency,
            by_when=by_when(deadline.due_at, clock.now()),
        )


def record_reply(
    issue: OutsideIssue, *, by: Any, replied_on: dt.date, replier: str, reply: str
) -> OutsideIssue:
    """Record what they replied, when and who; the clock stops. Raises as ``take_step``; StandsInTheWay by field."""
    missing = []
    if not replier.strip():
        missing.append(Blocker("Say who replied, with their post.", "#id_replier"))
    if not reply.strip():
        missing.append(Blocker("Write what they replied.", "#id_reply"))
    if replied_on > clock.today():
        missing.append(Blocker("Enter a day that has come.", "#id_replied_on"))
    elif issue.sent_at is not None and replied_on < clock.london_date(issue.sent_at):
        missing.append(Blocker("This is before it was sent to them.", "#id_replied_on"))
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        issue = take_step(issue, "answer", by=by)
        with act("record_reply", by=by):
            issue.replied_on, issue.replier, issue.reply = replied_on, replier.strip(), reply.strip()
            issue.version += 1
            issue.save()
        meet_deadlines(issue, CLOCK)
        tell_about(
            notices.ANSWERED,
            issue,
            ["reviewer", issue.sent_by_id, *(str(word) for word in issue.audit.policy.other_agencies.tell)],
            occasion=f"{issue.pk}",
            but_not=by,
            who=by.name,
            agency=issue.agency,
        )
    return issue


def end_outside_issue(issue: OutsideIssue, *, by: Any, reason: str) -> OutsideIssue:
    """End it without a reply, and why. Raises as ``take_step``; StandsInTheWay without a reason."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it ends without a reply.", "#id_reason")])
    with transaction.atomic():
        issue = take_step(issue, "end", by=by, reason=reason.strip())
        cancel_deadlines(issue, CLOCK)
    return issue


def _write(key: str, issue: OutsideIssue, by: Any) -> None:
    request_report(
        key,
        about=issue,
        subject=issue.audit.subject,
        by=by,
        addressed_to=f"{issue.post}, {issue.agency}",
    )
