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
from qa_portal.people.directory import directory
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
    "improvement": MACHINES["ServiceAction"],
    "planning": MACHINES["CarePlanningAudit"],
    "activity": MACHINES["Activity"],
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
    """What a row is about: a thing of the scene, or one of ``CHANGED``, which stands otherwise for this question."""
    if name in CHANGED:
        other, change = CHANGED[name]
        thing = thing_of(scene, other)
        change(thing, {part: somebody.pk for part, somebody in scene.people.items()})
        return thing
    return BY_THING[name.split()[0]].objects.get(pk=scene.keys[name]) if name else None


def _closed(record: Subject, people: dict[str, int]) -> None:
    record.closed_on = clock.today()


def _not_looked_after(record: Subject, people: dict[str, int]) -> None:
    record.case_kind = "child_in_need"


def _with_a_chair(record: Subject, people: dict[str, int]) -> None:
    record.cp_chair_id = people["cp_chair"]


def _off_the_record(request: Any, people: dict[str, int]) -> None:
    request.kind = request.OFF_RECORD[0]


def _of_a_worker(action: Any, people: dict[str, int]) -> None:
    """Whose post is in a service that others manage."""
    action.owner_post_id = directory().posts_of(people["other_social_worker"])[0].pk


def _of_a_post(action: Any, people: dict[str, int]) -> None:
    """Nobody's by name, and not that of whoever has a part in the record."""
    post = directory().posts_of(people["principal_social_worker"])[0]
    action.owner, action.owner_person_id, action.owner_post_id = post.role, None, post.pk


def _done_by_insights(action: Any, people: dict[str, int]) -> None:
    action.done_by_id = people["insights_member"]


def _with_another_chair(record: Subject, people: dict[str, int]) -> None:
    record.cp_chair_id = people["insights_member"]


def _to_come(grade: Any, people: dict[str, int]) -> None:
    vars(grade.moderation.panel)["state"] = "planned"  # of a step that nobody takes here


def _chaired_by_another(meeting: Any, people: dict[str, int]) -> None:
    meeting.chair_id = people["insights_member"]


def _a_conference(meeting: Any, people: dict[str, int]) -> None:
    """Chaired by somebody who is out of it by now."""
    meeting.kind, meeting.chair_id = "cp_conference", people["other_social_worker"]
    _with_a_chair(meeting.subject, people)


CHANGED = {
    "record closed": ("record", _closed),
    "record in need": ("record", _not_looked_after),
    "action of a post": ("action open", _of_a_post),
    "improvement of a worker": ("improvement open", _of_a_worker),
    "improvement done by Insights": ("improvement done", _done_by_insights),
    "record chaired": ("record", _with_a_chair),
    "request off the record": ("request sent", _off_the_record),
    "record chaired by another": ("record", _with_another_chair),
    "grade of a panel to come": ("grade asked", _to_come),
    "meeting chaired": ("meeting started", _chaired_by_another),
    "meeting conference": ("meeting started", _a_conference),
}


def record_of(thing: Any) -> Subject | None:
    """The record that a thing belongs to."""
    if isinstance(thing, Subject):
        return thing
    for above in ("subject", "audit", "dispute", "meeting", "moderation"):
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


#: What isn’t about one record: a panel, a report and what a service undertakes because of one take in records of many;
#: activities and requests for support name none.
OF_NO_RECORD = {"Cycle", "Panel", "Report", "ServiceAction", "Activity", "SupportRequest", "ThematicReview"}


@pytest.mark.parametrize("machine", sorted(set(STEPS) - OF_NO_RECORD))
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
