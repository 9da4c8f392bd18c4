"""By which door each step is taken: whose button it is, which an action alone takes, which time may take.

Written by hand and asked of the running portal, not of the declarations: a door too many would let a step pass its
consequences by, a door too few would let time stand still.
"""

from __future__ import annotations

import pytest

from qa_portal.workflow.diagrams import machines
from qa_portal.workflow.steps import NotYours, steps_open_to, take_step_by_time, transitions_of

from . import asking
from .who_may import ASKED, CONFIRMER, KEEPER

TIME_TAKES = {
    "Action.lapse",
    "Action.open",
    "Audit.hold",
    "Audit.pass_unchecked",
    "Audit.refuse",
    "DisputeStage.finish_unconfirmed",
    "DisputeStage.go_on_unanswered",
    "DisputeStage.open",
    "Qap.open",
    "RequestForResponse.withdraw",
    "SafetyAlert.climb",
}
#: What is taken with something else, and has no button of its own.
AN_ACTION_TAKES = {
    "Action.lapse",
    "Action.open",
    "Audit.begin",
    "Audit.hold",
    "Audit.pass_unchecked",
    "Audit.refuse",
    "CarePlanningAudit.complete",
    "CarePlanningAudit.take_up_again",
    "Dispute.close",
    "DisputeStage.finish_unconfirmed",
    "Meeting.reopen",
    "RequestForResponse.withdraw",
}
#: Whose work it is, as far as it takes to see each button.
PEOPLE = (
    *KEEPER,
    *ASKED,
    *CONFIRMER,
    *("social_worker", "service_manager", "other_team_manager"),
    *("insights_member", "insights_manager", "insights_head"),
)


def _steps(model) -> set[str]:
    return {step.name for step in transitions_of(model)}


@pytest.mark.rule("LEE-09")
def test_time_takes_these_steps_and_no_other(scene):
    opened = set()
    for model in machines():
        thing = model.objects.first()
        for name in _steps(model):
            with asking.rolled_back():
                try:
                    take_step_by_time(thing, name, reason="Its time has come.")
                except NotYours:
                    continue
                except Exception:  # the door is open, though not from where this one stands
                    pass
            opened.add(f"{model.__name__}.{name}")
    assert opened == TIME_TAKES


@pytest.mark.rule("LEE-09")
def test_every_other_step_has_its_button(scene):
    offered = {
        f"{model.__name__}.{step.name}"
        for model in machines()
        for thing in model.objects.all()
        for person in PEOPLE
        for step in steps_open_to(scene.people[person], thing)
    }
    everything = {f"{model.__name__}.{name}" for model in machines() for name in _steps(model)}
    assert offered == everything - AN_ACTION_TAKES
