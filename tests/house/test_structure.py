"""How the house is built: no two modules know each other, and nothing that stands in the way of a step is forgotten."""

from __future__ import annotations

import inspect
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

import grimp

from qa_portal.workflow.wired import all_blockers

APPS = ("qa_portal", "notifications", "audits", "disputes", "moderation")
#: Where each app says what stands in the way of its steps.
BLOCKERS = (
    "qa_portal.activities.blockers",
    "qa_portal.children.meetings",
    "qa_portal.plan.blockers",
    "qa_portal.reporting.blockers",
    "qa_portal.retention.blockers",
    "qa_portal.disclosure.blockers",
    "audits.blockers",
    "audits.thematic.blockers",
    "disputes.blockers",
    "moderation.blockers",
)


def circle_in(knows: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a ring, also inside functions; none where imports only point down."""
    try:
        TopologicalSorter(knows).prepare()
    except CycleError as ring:
        return ring.args[1]
    return []


def test_no_modules_import_each_other_in_a_ring():
    house = grimp.build_graph(*APPS)
    knows = {module: house.find_modules_directly_imported_by(module) for module in house.modules}

    assert len(knows) > 400
    assert circle_in(knows) == []


def test_a_ring_would_be_seen():
    assert set(circle_in({"actions": {"models"}, "models": {"blockers"}, "blockers": {"actions"}})) == {
        "actions",
        "models",
        "blockers",
    }


def test_whatever_stands_in_the_way_of_a_step_is_wired_to_its_model():
    written = {
        answer
        for module in map(import_module, BLOCKERS)
        for name, answer in vars(module).items()
        if name.startswith("blockers_to_") and list(inspect.signature(answer).parameters)[1:2] == ["step"]
    }

    assert len(written) > 12
    assert written <= all_blockers()
