"""Panels, what is before them and what their members gave, for the tests that ask who may open what."""

from __future__ import annotations

from typing import Any

from moderation.models import MemberGrade
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.factories.records import child

from .scene_audits_after import working_by

#: A procedure of which the scene has no other audits; it moderates all of them once they are returned.
PROCEDURE = "knowsley-early-help"


def tell_of_panels(c: Any, keys: dict[str, int]) -> None:
    """A panel in each state; one audit before it, and one member's grade, in each of theirs; ``keys`` gets them."""
    members = [c.insights_manager, c.insights_member, c.other_team_manager]
    given = {"framework": PROCEDURE, "members": members}
    _audits(c, 1)
    ended = factory.panel_at("sitting", c, **given)
    keys["moderation fed_back"] = factory.item_at("fed_back", ended).pk
    _audits(c, 1)
    keys["panel cancelled"] = factory.panel_at("cancelled", c, **given).pk
    sitting = factory.panel_at("sitting", c, **given)
    item = factory.item_at("carried", sitting)
    keys["moderation carried"] = item.pk
    keys["grade left"] = own(item, c.other_team_manager).pk
    factory.end_panel(sitting, by=c.insights_manager, minutes="Plans come late.")
    keys["panel ended"] = sitting.pk
    _audits(c, 4)
    sitting = factory.panel_at("sitting", c, **given)
    keys["panel sitting"] = sitting.pk
    for state in ("taken_off", "agreed", "revealed"):
        keys[f"moderation {state}"] = factory.item_at(state, sitting).pk
    listed, waiting = sitting.moderations.filter(state="listed")[:2]
    factory.grade_all(listed)
    keys["moderation listed"], keys["grade given"] = listed.pk, own(listed, c.other_team_manager).pk
    keys["grade asked"] = own(waiting, c.other_team_manager).pk
    _audits(c, 1)
    convened = factory.panel_at("convened", c, **given)
    keys["panel convened"] = convened.pk
    out = factory.out(own(convened.moderations.first(), c.other_team_manager))
    keys["grade stepped_out"] = out.pk
    _audits(c, 1)
    keys["panel planned"] = factory.panel_at("planned", c, **given).pk


def own(item: Any, person: Any) -> MemberGrade:
    """What one member gives, or is asked for."""
    return MemberGrade.objects.get(moderation=item, member__person=person)


def _audits(c: Any, number: int) -> None:
    """Audits of the team's work that are with the team, written by somebody who plays no other part."""
    with working_by(c.team, PROCEDURE):
        for _ in range(number):
            audit_after("returned", c, child(c), grade="good", reviewer=c.fostering_team_manager)
