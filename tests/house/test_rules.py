"""Whose each rule is, against the table; and that a restricted record shuts every rule about it to whoever isn't named
on it, whatever their part in it (LEE-14).
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people.models import User
from qa_portal.supervision.rules import policy_for
from qa_portal.workflow.diagrams import machines
from qa_portal.workflow.steps import is_permitted

from .table_rules import RULES, Rule
from .table_steps import STEPS, THINGS
from .test_who_may import MODELS
from .who_may import ASKED, NOBODY, QUALITY

MACHINES = {model.__name__: model for model in machines()}
BY_THING = {
    **MODELS,
    "record": Subject,
    "carer": Subject,
    "person": User,
    "cycle": MACHINES["Cycle"],
    "planning": MACHINES["CarePlanningAudit"],
}
#: What of a restricted record's stays with whoever has it: the library is nobody's record, and what was asked is
#: answered by a step of what asked.
DESPITE = {
    "GoodPractice.withdraw": QUALITY,
    "RequestForResponse.complete": ASKED,
    "RequestForResponse.give_back": ASKED,
}
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.title)


def asks(rule: Rule, person: Any, thing: Any) -> bool:
    """A rule asked about a person and a thing; some are asked about the person alone, some about the procedure too."""
    ask = getattr(importlib.import_module(rule.module), rule.name)
    if hasattr(ask, "test"):  # a predicate
        return ask(person, thing)
    parameters = list(inspect.signature(ask).parameters)
    given = (person, thing)[: len(parameters)]
    policy = policy_for(thing) if len(parameters) > 2 else None
    match parameters[2:]:
        case ["policy"]:
            return ask(*given, policy)
        case ["raisers"]:
            return ask(*given, policy.disputes)
    return ask(*given)


def thing_of(scene, name: str) -> Any:
    """What a row is about. "record closed" is the scene's record, closed today."""
    if name == "record closed":
        record = thing_of(scene, "record")
        record.closed_on = clock.today()
        return record
    return BY_THING[name.split()[0]].objects.get(pk=scene.keys[name]) if name else None


def record_of(thing: Any) -> Subject | None:
    """The record that a thing belongs to."""
    if isinstance(thing, Subject):
        return thing
    for above in ("subject", "audit", "dispute", "meeting"):
        if hasattr(thing, above):
            return record_of(getattr(thing, above))
    return None


def holds_for(scene, rule: Rule, thing: Any) -> set[str]:
    """For whom a rule holds."""
    return {persona for persona, somebody in scene.people.items() if asks(rule, somebody, thing)}


@EACH
def test_a_rule_holds_for_those_in_the_table_and_for_nobody_else(scene, rule):
    assert sorted(holds_for(scene, rule, thing_of(scene, rule.about))) == sorted(rule.may)


@EACH
@pytest.mark.rule("LEE-14")
def test_a_restricted_record_shuts_it_to_whoever_isnt_named(scene, rule):
    thing = thing_of(scene, rule.about)
    record = record_of(thing)
    if record is None:
        return
    record.is_restricted = True
    assert sorted(holds_for(scene, rule, thing)) == sorted(rule.despite)


@pytest.mark.parametrize("machine", sorted(set(STEPS) - {"Cycle"}))
@pytest.mark.rule("LEE-14")
def test_a_restricted_record_shuts_each_step_to_whoever_isnt_named(scene, machine):
    wrong = []
    for step in STEPS[machine]:
        for state in step.sources:
            thing = MACHINES[machine].objects.get(pk=scene.keys[THINGS[machine][state]])
            record_of(thing).is_restricted = True
            still = {who for who, person in scene.people.items() if is_permitted(person, thing, step.name)}
            if still != DESPITE.get(f"{machine}.{step.name}", NOBODY):
                wrong.append(f"{step.name} from {state}: {sorted(still)}")
    assert not wrong, "\n".join(wrong)
