"""Every step of every state machine, asked of the running portal against the table: from where it is offered, to whom,
where it leads, by which door it is taken, and that whoever may not changes nothing.
"""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Any

import pytest

from qa_portal.workflow.diagrams import machines
from qa_portal.workflow.steps import (
    NotNow,
    NotYours,
    is_permitted,
    leads_from_here,
    may_take,
    state_field,
    steps_open_to,
    take_step,
    take_step_by_time,
    transitions_of,
)

from . import asking
from .table_steps import STEPS, THINGS, Step

MODELS = {model.__name__: model for model in machines()}
MACHINES = pytest.mark.parametrize("machine", sorted(STEPS))

#: What steps are given beside who takes them; what isn't named is a sentence.
GIVEN = {
    "until": dt.date(2027, 1, 4),
    "level": 2,
    "grade": "good",
    "point": None,
    "reminders": [],
    "next_step": "complete",
    "looked_at": 12,
}


@pytest.fixture(scope="module")
def things(scene) -> dict[str, dict[str, Any]]:
    """A thing in each state of each machine."""
    return {
        machine: {state: MODELS[machine].objects.get(pk=scene.keys[name]) for state, name in states.items()}
        for machine, states in THINGS.items()
    }


def state_of(thing: Any) -> str:
    """Where a thing stands."""
    return str(getattr(thing, state_field(thing).name))


def given_to(machine: str, step: Step) -> dict[str, Any]:
    """What a step asks for beside who takes it and why."""
    asks_for = inspect.signature(inspect.unwrap(getattr(MODELS[machine], step.name))).parameters
    return {
        name: GIVEN.get(name, "It is so.")
        for name, given in asks_for.items()
        if name not in ("self", "by", "reason")
        and (given.default is inspect.Parameter.empty or name in GIVEN)
    }


def test_the_table_has_every_step_of_every_machine_and_a_thing_in_each_state(things):
    assert set(STEPS) == set(THINGS) == set(MODELS)
    for machine, model in MODELS.items():
        assert {step.name for step in STEPS[machine]} == {each.name for each in transitions_of(model)}, (
            machine
        )
        assert set(THINGS[machine]) == {str(value) for value, _label in state_field(model).choices}, machine
        for state, thing in things[machine].items():
            assert state_of(thing) == state, machine


@MACHINES
@pytest.mark.rule("LEE-09")
def test_a_step_is_offered_where_the_table_says_to_those_it_names_and_to_nobody_else(scene, things, machine):
    wrong = []
    for state, thing in things[machine].items():
        here = {step.name: step for step in STEPS[machine] if state in step.sources}
        buttons = {name: step.may for name, step in here.items() if step.button}
        for persona, somebody in scene.people.items():
            offered = {step.name for step in steps_open_to(somebody, thing)}
            if offered != (wanted := {name for name, may in buttons.items() if persona in may}):
                wrong.append(f"{state}: {persona} is offered {sorted(offered)}, not {sorted(wanted)}")
            wrong += [
                f"{state}: {name} is {persona}’s or not, against the table"
                for name, step in here.items()
                if is_permitted(somebody, thing, name) != (persona in step.may)
                or may_take(somebody, thing, name) != (step.button and persona in step.may)
            ]
    assert not wrong, "\n".join(wrong)


@MACHINES
@pytest.mark.rule("LEE-09")
def test_a_step_leads_from_where_the_table_says_to_where_it_says_and_from_nowhere_else(
    scene, things, machine, monkeypatch
):
    # What stands in the way is each app's own; here it is where a step leads once nothing does.
    monkeypatch.setattr(MODELS[machine], "blockers_to", lambda thing, name: [])
    wrong = []
    for step in STEPS[machine]:
        for state, thing in things[machine].items():
            wanted = step.target if state in step.sources else state
            with asking.rolled_back():
                try:
                    came_to = state_of(_taken(scene, machine, step, thing))
                except (NotNow, NotYours):
                    came_to = state
            if came_to != wanted or leads_from_here(thing, step.name) != (state in step.sources):
                wrong.append(f"{step.name} from {state} leads to {came_to}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def _taken(scene, machine: str, step: Step, thing: Any) -> Any:
    """The step taken by one of those whose it is; where it is nobody's, by time."""
    given = given_to(machine, step)
    if not step.may:
        return take_step_by_time(thing, step.name, reason="Its time has come.", **given)
    somebody = scene.people[min(step.may)]
    return take_step(thing, step.name, by=somebody, reason="It is time.", **given)


@MACHINES
@pytest.mark.rule("LEE-09")
def test_whoever_may_not_is_refused_and_nothing_is_written(scene, things, machine):
    wrong = []
    for step in STEPS[machine]:
        given = given_to(machine, step)
        for state in step.sources:
            thing = things[machine][state]
            for persona in scene.people.keys() - step.may:
                with asking.rolled_back(), asking.writes() as wrote:
                    try:
                        take_step(thing, step.name, by=scene.people[persona], **given)
                        said = "took it"
                    except Exception as refused:  # whatever else it says, it wasn't refused for who she is
                        said = type(refused).__name__
                if said != "NotYours" or wrote:
                    wrong.append(f"{step.name} from {state} by {persona}: {said}, wrote {wrote}")
    assert not wrong, "\n".join(wrong)


@MACHINES
@pytest.mark.rule("LEE-09")
def test_time_takes_what_the_table_says_and_nothing_else(things, machine, monkeypatch):
    monkeypatch.setattr(MODELS[machine], "blockers_to", lambda thing, name: [])
    wrong = []
    for step in STEPS[machine]:
        for state in step.sources:
            with asking.rolled_back(), asking.writes() as wrote:
                try:
                    thing = things[machine][state]
                    fresh = take_step_by_time(
                        thing, step.name, reason="Its time has come.", **given_to(machine, step)
                    )
                    came_to = state_of(fresh)
                except NotYours:
                    came_to = "refused"
            if came_to != (step.target if step.time else "refused") or bool(wrote) != step.time:
                wrong.append(f"{step.name} from {state} by time: {came_to}, wrote {wrote}")
    assert not wrong, "\n".join(wrong)
