"""The closed vocabulary of roles. A framework chooses among them; it cannot invent one."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a person can be on a team."""

    SOCIAL_WORKER = "social_worker", "Social worker"
    TEAM_MANAGER = "team_manager", "Team Manager"
    SERVICE_MANAGER = "service_manager", "Service Manager"
    HEAD_OF_SERVICE = "head_of_service", "Head of Service"
    ASSISTANT_DIRECTOR = "assistant_director", "Assistant Director"
    SERVICE_DIRECTOR = "service_director", "Service Director"
    CORPORATE_DIRECTOR = "corporate_director", "Corporate Director"
    IRO = "iro", "Independent Reviewing Officer"
    FOSTERING_IRO = "fostering_iro", "Fostering Independent Reviewing Officer"
    CP_CHAIR = "cp_chair", "Child-protection chair"
    IRO_MANAGER = "iro_manager", "IRO Manager"
    INSIGHTS_MEMBER = "insights_member", "Insights team member"
    INSIGHTS_MANAGER = "insights_manager", "Insights Team Manager"
    INSIGHTS_SERVICE_MANAGER = "insights_service_manager", "Insights Service Manager"
    INSIGHTS_HEAD = "insights_head", "Insights Head of Service"
    PRINCIPAL_SOCIAL_WORKER = "principal_social_worker", "Principal Social Worker"
    ADMINISTRATOR = "administrator", "Administrator"


#: The line that unanswered work climbs (LEE-02), lowest rung first. A framework may name its own.
LINE_OF_MANAGEMENT = (
    Role.TEAM_MANAGER,
    Role.SERVICE_MANAGER,
    Role.HEAD_OF_SERVICE,
    Role.ASSISTANT_DIRECTOR,
    Role.SERVICE_DIRECTOR,
    Role.CORPORATE_DIRECTOR,
)

#: The quality assurance line: whoever must hear of what nobody else holds, lowest rung first.
LINE_OF_QUALITY = (
    Role.INSIGHTS_MEMBER,
    Role.INSIGHTS_MANAGER,
    Role.INSIGHTS_SERVICE_MANAGER,
    Role.INSIGHTS_HEAD,
)

#: Reviewing roles answer to the IRO Manager, then to the quality assurance line.
LINE_OF_REVIEW = (Role.IRO, Role.IRO_MANAGER, Role.INSIGHTS_SERVICE_MANAGER, Role.INSIGHTS_HEAD)

#: Roles that answer for the children of their team and of the teams below it.
MANAGERS = frozenset(LINE_OF_MANAGEMENT)

#: Roles of the quality assurance team: all records but the restricted ones.
QUALITY_TEAM = frozenset({*LINE_OF_QUALITY, Role.IRO_MANAGER, Role.PRINCIPAL_SOCIAL_WORKER})

#: Roles that chair and challenge.
REVIEWERS = frozenset({Role.IRO, Role.FOSTERING_IRO, Role.CP_CHAIR})


def line_above(role: str) -> tuple[str, ...]:
    """The rungs above a role, nearest first; what a vacancy climbs."""
    if role == Role.SOCIAL_WORKER:
        return LINE_OF_MANAGEMENT
    if role in (Role.FOSTERING_IRO, Role.CP_CHAIR):
        return LINE_OF_REVIEW[1:]
    if role == Role.PRINCIPAL_SOCIAL_WORKER:
        return (Role.INSIGHTS_HEAD,)
    for line in (LINE_OF_MANAGEMENT, LINE_OF_REVIEW, LINE_OF_QUALITY):
        if role in line:
            return line[line.index(role) + 1 :]
    return ()
