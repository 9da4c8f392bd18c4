"""What becomes of an allocation: given back, passed on to somebody else, withdrawn (WAL-14)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import notices
from audits.actions.allocating import ask_reviewer, by_when_due, refuse_unfit, role_of_reviewer
from audits.actions.regrading import date_reaudit
from audits.clocks import parties_of_reviewer
from audits.cycles.bars import why_barred
from audits.models import Audit
from audits.rules import may_replace_reviewer
from qa_portal.deadlines.actions import cancel_deadlines, open_deadlines_of
from qa_portal.people.directory import directory
from qa_portal.requests.actions import return_request, withdraw_requests
from qa_portal.requests.models import RequestForResponse
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step

#: The clocks of what the reviewer must do: they follow the audit to another reviewer.
CLOCKS_OF_REVIEWER = ("audit_book", "audit_complete", "audit_amend")


def return_allocation(request: RequestForResponse, *, by: Any, note: str) -> RequestForResponse:
    """The reviewer can't audit it and says why; whoever allocates, and the reviewer's manager, are told (WAL-14).

    Until somebody else is named its clocks are whoever allocates': who can't is reminded of nothing. Raises as
    ``return_request``.
    """
    with transaction.atomic():
        audit: Audit = lock(request.about)
        request = return_request(request, by=by, note=note)
        _give_back_clocks(audit)
        manager = parties_of_reviewer(audit).get("answerer_line")
        notices.tell_about(
            notices.AUDIT_GIVEN_BACK,
            audit,
            ["qa_team", *([manager] if manager else [])],
            occasion=f"{request.pk}",
            title=audit.title,
            who=by.name,
            note=note,
        )
    return request


def replace_reviewer(audit: Audit, *, by: Any, reviewer: Any, reason: str, reviewer_role: str = "") -> Audit:
    """Name another reviewer for an audit that theirs can't write; it keeps its month and its dates (WAL-14).

    What was written stays. Raises NotYours, NotNow once it is completed, and StandsInTheWay without a reason, for the
    same person, or for somebody who has left, to whom the record is shut, or who is barred from it (NEW-04).
    """
    with act("replace_reviewer", by=by, reason=reason):
        audit = lock(audit)
        if not audit.is_writable:
            raise NotNow(f"It is “{audit.get_state_display()}” by now, so its reviewer stays as they are.")
        if not may_replace_reviewer(by, audit):
            raise NotYours("Who audits is for others to change here.")
        if not reason.strip():
            raise StandsInTheWay([Blocker("Say why somebody else audits it.", "#id_reason")])
        if reviewer.pk == audit.reviewer_id:
            raise StandsInTheWay([Blocker(f"{reviewer.name} audits it already.", "#id_reviewer")])
        bars = why_barred(audit.subject, reviewer.pk)
        if bars:
            raise StandsInTheWay([Blocker(f"{reviewer.name} can’t audit it: {bars[0]}.", "#id_reviewer")])
        before = audit.reviewer_id
        audit.reviewer = reviewer
        audit.reviewer_role = reviewer_role or role_of_reviewer(reviewer, audit.policy, audit.tool_key)
        refuse_unfit(audit)
        audit.version += 1
        audit.save(update_fields=["reviewer", "reviewer_role", "version"])
        withdraw_requests(audit)
        ask_reviewer(audit, by)
        _hand_over_clocks(audit)
        due = open_deadlines_of(audit, "audit_complete", "audit_amend").first()
        notices.tell_about(
            notices.AUDIT_PASSED_ON,
            audit,
            [before, "reviewer", *(str(word) for word in audit.policy.cycles.tell)],
            occasion=f"{audit.pk}:{audit.version}",
            but_not=by,
            title=audit.title,
            reviewer=reviewer.name,
            by_when=by_when_due(due.due_at if due else None),
            reason=reason.strip(),
        )
    return audit


def withdraw_audit(audit: Audit, *, by: Any, reason: str) -> Audit:
    """An audit doesn't take place, and says why; everybody who expects it is told.

    Raises as ``take_step``; StandsInTheWay too while its assurance of safety is asked for or its level in dispute,
    which end by being answered alone (``blockers_to_withdraw``). Actions that have started go on in the rolling plan.
    """
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it doesn’t take place.", "#id_reason")])
    with transaction.atomic():
        audit = take_step(audit, "withdraw", by=by, reason=reason.strip())
        withdraw_requests(audit)
        cancel_deadlines(audit)
        if audit.re_audit_of_id:
            date_reaudit(audit.re_audit_of)  # it is to be allocated again
        notices.tell_about(
            notices.AUDIT_WITHDRAWN,
            audit,
            ["reviewer", *(str(word) for word in audit.policy.cycles.tell)],
            occasion=f"{audit.pk}",
            but_not=by,
            title=audit.title,
            who=by.name,
            reason=reason.strip(),
            url=audit.subject.get_absolute_url(),
        )
    return audit


def _give_back_clocks(audit: Audit) -> None:
    """The reviewer's clocks belong to whoever allocates; their dates stay."""
    role = str(audit.policy.cycles.opened_by[0])
    post = directory().post_for(role, audit.subject.team_id)
    for deadline in open_deadlines_of(audit, *CLOCKS_OF_REVIEWER).select_for_update():
        deadline.owner, deadline.owner_person = role, None
        deadline.owner_post_id = post.pk if post else None
        deadline.save()


def _hand_over_clocks(audit: Audit) -> None:
    """The reviewer's clocks belong to the new one; their dates stay (WAL-14)."""
    for deadline in open_deadlines_of(audit, *CLOCKS_OF_REVIEWER).select_for_update():
        deadline.owner = audit.reviewer_role or "reviewer"
        deadline.owner_person, deadline.owner_post = audit.reviewer, None
        kept = {word: who for word, who in deadline.parties.items() if word != "answerer_line"}
        deadline.parties = {**kept, **parties_of_reviewer(audit)}
        deadline.save()
