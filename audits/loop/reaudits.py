"""When an audit is repeated, and by whom (WAL-16 to WAL-18): asked by actions, pages and clocks alike."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from audits.clocks import first_working_day, months_after
from audits.cycles.replacing import fit_to_audit
from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date
from qa_portal.workflow.blockers import Blocker

#: The clock that says when a re-audit can be allocated.
CLOCK = "audit_reaudit"


def calls_for_reaudit(audit: Audit) -> bool:
    """Whether the grade with which it was returned leads to a re-audit (WAL-16)."""
    reaudit = audit.policy.reaudit
    return reaudit is not None and audit.returned_at is not None and audit.grade in reaudit.after


def reaudit_of(audit: Audit) -> Audit | None:
    """The re-audit that was allocated for it; None where there is none but withdrawn ones."""
    withdrawn = Audit.State.WITHDRAWN
    return next((again for again in audit.re_audits.all() if again.state != withdrawn), None)


def is_second_below(audit: Audit) -> bool:
    """Whether it is a second re-audit, or a further one, that hasn't reached the required outcome (WAL-17)."""
    is_second = audit.re_audit_of_id is not None and audit.re_audit_of.re_audit_of_id is not None
    return is_second and calls_for_reaudit(audit)


def earliest_day(audit: Audit) -> dt.date:
    """The first day on which its re-audit may be allocated: so many calendar months after it was completed, and not in
    a month in which panels sit where the framework says so (WAL-16, WAL-18)."""
    policy = audit.policy
    day = months_after(clock.london_date(audit.submitted_at), policy.reaudit.months_after)
    while day.month in closed_months(audit):
        day = first_working_day((day.replace(day=1) + dt.timedelta(days=32)).replace(day=1))
    return day


def closed_months(audit: Audit) -> frozenset[int]:
    """The months in which no re-audit is allocated: those of moderation, where the framework says so (WAL-18)."""
    policy = audit.policy
    if not policy.reaudit.not_in_moderation_months or policy.moderation is None:
        return frozenset()
    return frozenset(policy.moderation.months)


def not_yet(audit: Audit) -> list[Blocker]:
    """Why its re-audit can't be allocated today; empty once it can."""
    name, today = audit.policy.terms.reaudit.lower(), clock.today()
    if not calls_for_reaudit(audit):
        return [Blocker(f"Its grade leads to no {name}.")]
    if reaudit_of(audit) is not None:
        return [Blocker(f"Its {name} has been allocated already.", reaudit_of(audit).get_absolute_url())]
    if any(challenge.is_open for challenge in audit.challenges.all()):
        return [Blocker(f"Its grade is challenged. The {name} waits until that is resolved.")]
    day = earliest_day(audit)
    if today < day:
        return [Blocker(f"Its {name} can be allocated from {weekday_date(day)}, and no sooner.")]
    if today.month in closed_months(audit):
        return [Blocker(f"This is a month of moderation, in which no {name} is allocated.")]
    return []


def has_opened(audit: Audit, deadline: Deadline) -> bool:
    """Whether the day of its re-audit has come, by its running clock: what a page asks without another query."""
    today = clock.today()
    return clock.london_date(deadline.due_at) <= today and today.month not in closed_months(audit)


def reauditors_for(audit: Audit) -> list[tuple[int, str]]:
    """The people who may re-audit it, each with their post, by name: in a role that the framework names, not away, and
    not barred from the record (WAL-16, NEW-04)."""
    roles = [str(role) for role in audit.policy.reaudit.by]
    return fit_to_audit(audit.subject, roles)


def with_what_rows_say(audits: QuerySet[Audit]) -> QuerySet[Audit]:
    """Audits with all that a row of the list of re-audits says of them."""
    return audits.select_related("framework", "team", "reviewer", "re_audit_of")
