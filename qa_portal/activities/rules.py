"""Who may do what with the calendar of quality assurance.

The roles that a service's framework names plan its activities. Whoever leads one says that it was held and writes what
it found. The quality assurance team sees all of it; a manager what concerns the teams that they manage, their service's
and their department's included; whoever leads one, that one.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.people.directory import directory


def may_plan_activities(user: Any, policy: Any) -> bool:
    """Whether a procedure lets this person plan the activities of a service."""
    calendar = policy.activities
    return calendar is not None and bool(
        directory().roles_of(user.pk) & {str(r) for r in calendar.planned_by}
    )


@rules.predicate
def may_keep_activity(user: Any, activity: Any) -> bool:
    """Changes it, agrees its findings, calls it off: the roles that its framework names."""
    return may_plan_activities(user, activity.policy)


@rules.predicate
def may_write_findings(user: Any, activity: Any) -> bool:
    """Says that it was held, and writes what it found: whoever leads it, or whoever keeps it."""
    return activity.lead_id in directory().acts_for(user.pk) or may_keep_activity(user, activity)


def may_agree_with_activity(user: Any, activity: Any) -> bool:
    """Agrees an action of the service because of it, once it was held."""
    return activity.was_held and may_keep_activity(user, activity)


def may_see_calendar(user: Any) -> bool:
    """Whether there is a calendar for this person: the quality assurance team, and managers of any team."""
    book = directory()
    return book.is_quality_team(user.pk) or bool(book.teams_managed_by(user.pk))


def teams_of_concern(user: Any) -> set[int]:
    """The teams that a manager manages, and those above them: what their service and department do concerns them."""
    book = directory()
    managed = book.teams_managed_by(user.pk)
    return managed | {above for team in managed for above in book.line_of_teams(team)}
