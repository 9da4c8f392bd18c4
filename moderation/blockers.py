"""What still stands in the way of a step of a panel: sentences, each with a link to what mends it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from moderation.agenda import gone_since
from moderation.models import Moderation, Panel
from qa_portal.workflow.blockers import Blocker

#: How many grade a joint audit at least: one alone shows no spread.
FEWEST_JOINTLY = 2


def blockers_to_panel(panel: Panel, step: str) -> list[Blocker]:
    """What still stands in the way of a panel's step."""
    if step == "convene":
        return _to_convene(panel)
    return _to_end(panel) if step == "end" else []


def _to_convene(panel: Panel) -> list[Blocker]:
    found, edit = [], reverse("panel_edit", args=[panel.pk])
    members = [member.person_id for member in panel.members.all()]
    fewest = fewest_members(panel)
    if len(members) < fewest:
        found.append(Blocker(f"Name at least {fewest} member{'s' if fewest > 1 else ''}.", edit))
    drawn = panel.draws.first()
    if drawn is None:
        found.append(Blocker("Draw the agenda.", reverse("panel_draw", args=[panel.pk])))
    elif not drawn.lines.exclude(stratum="").exists():
        sentence = "Nothing is on the agenda. Draw it again once there is something to moderate, or call the panel off."
        found.append(Blocker(sentence, reverse("panel_draw", args=[panel.pk])))
    elif gone := gone_since(drawn):
        sentence = (
            f"{gone} {'audit' if gone == 1 else 'audits'} on the agenda can’t come before it any more: moderated, "
            "challenged or taken up by another panel since it was drawn. Draw it again."
        )
        found.append(Blocker(sentence, reverse("panel_draw", args=[panel.pk])))
    return found


def fewest_members(panel: Panel) -> int:
    """How many members a panel has at least."""
    return max(panel.policy.moderation.panel.at_least, FEWEST_JOINTLY if panel.is_joint else 1)


def _to_end(panel: Panel) -> list[Blocker]:
    """Every audit that the panel agreed has its feedback, where the procedure's months and meetings ask for it."""
    policy, found = panel.policy.moderation.panel, []
    if panel.is_joint or not policy.meets_auditor:
        return []
    for item in panel.moderations.filter(state=str(Moderation.State.AGREED), met_on=None).select_related(
        "audit__subject"
    ):
        sentence = (
            f"Record when the moderator met the auditor, with the feedback: {item.audit.subject.reference}."
        )
        found.append(Blocker(sentence, reverse("moderation_feedback", args=[item.pk])))
    return found


def blockers_to_moderation(moderation: Moderation, step: str) -> list[Blocker]:
    """What still stands in the way of a step of one audit before a panel."""
    if step in ("reveal", "agree") and not moderation.panel.is_sitting:
        sentence = "Begin the panel first: grades are shown and agreed while it sits."
        return [Blocker(sentence, reverse("panel_begin", args=[moderation.panel_id]))]
    return []


def missing_of(moderation: Moderation) -> list[str]:
    """The members whose grade isn't in yet, by name."""
    return [each.member.person.name for each in moderation.grades.all() if each.is_waited_for]


def reasons_to_reveal(moderation: Moderation, reason: str, **_: Any) -> list[Blocker]:
    """What stands in the way of showing the grades: nobody has graded, or somebody hasn't and no reason is given."""
    grades = list(moderation.grades.all())
    if not any(each.is_in for each in grades):
        return [Blocker("Nobody’s grade is in yet: there is nothing to show.")]
    waiting = missing_of(moderation)
    if waiting and not reason.strip():
        return [
            Blocker(
                f"Say why it isn’t waited for {', '.join(waiting)}. The reason stands in the minutes.",
                "#id_reason",
            )
        ]
    return []
