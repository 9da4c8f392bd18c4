"""The scene's calendar of quality assurance and its requests for support, one at each place."""

from __future__ import annotations

from typing import Any

from qa_portal.activities.models import FindingLink
from qa_portal.people.models import Team
from tests.factories.activities import PLACES, SUPPORT_PLACES, activity_at, support_at

from .scene_audits_after import working_by


def tell_of_activities(c: Any, keys: dict[str, int]) -> None:
    """Activities of the team that has audits, led by a Team Manager of another; requests of the scene's social worker,
    asked while her team's procedure takes them."""
    team = Team.objects.get(pk=keys["team with audits"])
    for place in PLACES:
        keys[f"activity {place}"] = activity_at(place, c, team=team).pk
    keys["link agreed"] = FindingLink.objects.filter(finding__activity=keys["activity closed"]).first().pk
    with working_by(c.team, "merton"):
        for place in SUPPORT_PLACES:
            keys[f"support {place}"] = support_at(place, c).pk
