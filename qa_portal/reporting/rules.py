"""Who may do what with reports.

The roles that the service's framework names write and publish them. The quality assurance team reads them all; a
manager reads what was published on the work of a team that they manage. To everybody else there are none.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.people.directory import directory


def _holds_one_of(user: Any, roles: Any) -> bool:
    return bool(directory().roles_of(user.pk) & {str(role) for role in roles})


def may_draft(user: Any, policy: Any) -> bool:
    """Whether a procedure lets this person draft the reports of a service."""
    return policy.reports is not None and _holds_one_of(user, policy.reports.written_by)


@rules.predicate
def may_write_report(user: Any, report: Any) -> bool:
    """Writes a draft and discards it: the roles that its framework names."""
    return may_draft(user, report.policy) and _reaches(user, report)


@rules.predicate
def may_publish_report(user: Any, report: Any) -> bool:
    """Publishes it, replaces and withdraws it: the roles that its framework names."""
    policy = report.policy.reports
    return policy is not None and _holds_one_of(user, policy.published_by) and _reaches(user, report)


def _reaches(user: Any, report: Any) -> bool:
    """Whether a service's reports are a person's at all: a manager's are those of the teams that they manage."""
    book = directory()
    return book.is_quality_team(user.pk) or report.team_id in book.teams_managed_by(user.pk)


def reads_all(user: Any) -> bool:
    """Reads every report, drafts among them: the quality assurance team."""
    return directory().is_quality_team(user.pk)


def may_see_reports(user: Any) -> bool:
    """Whether there are reports for this person: the quality assurance team, and managers of any team."""
    return reads_all(user) or bool(directory().teams_managed_by(user.pk))
