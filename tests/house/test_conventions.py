"""What the house holds everywhere: permissions, clocks, comparisons, pairs, sizes, and the ids of the rules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CheckConstraint
from django_fsm import FSMFieldMixin

from audits.actions.planning import save_planning_audit
from disputes.actions.start import acknowledge_commendation
from qa_portal.children.actions import start_meeting
from qa_portal.children.models import Meeting
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.steps import state_field, transitions_of
from tests.factories.audits_after import audit_after
from tests.factories.disputes import commendation, dispute_at, referral_at, stage_at
from tests.factories.qaps import qap_at
from tests.factories.records import child

from . import asking
from .rule_ids import ALL_RULES, NOW
from .scene_audits_after import working_by

ROOT = Path(__file__).resolve().parents[2]
APPS = ("qa_portal", "notifications", "audits", "disputes", "moderation")
SOURCES = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
VIEWS = [p for p in SOURCES if "views" in p.parts or p.name in ("views.py", "pages.py")]
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in APPS and not model.__name__.startswith("Historical")
]
STEPPED = [m for m in MODELS if any(isinstance(f, FSMFieldMixin) for f in m._meta.concrete_fields)]


# -- state machines ---------------------------------------------------------------------------------


def test_each_transition_asks_who_and_says_what_its_button_says():
    wrong = [
        f"{model.__name__}.{step.name}"
        for model in STEPPED
        for step in transitions_of(model)
        if not callable(step.permission) or not step.custom.get("label")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "persona", ["second_social_worker", "sister_team_manager", "fostering_iro", "administrator"]
)
def test_no_transition_is_open_to_a_stranger(scene, persona):
    stranger, asked = scene.people[persona], 0
    for model in STEPPED:
        for thing in model.objects.all():
            for step in transitions_of(model):
                asked += 1
                assert not step.has_perm(thing, stranger), f"{model.__name__}.{step.name}"
    assert asked > 100


def test_a_state_is_protected_also_after_it_was_read_again(scene):
    for model in STEPPED:
        thing = model.objects.first()
        thing.refresh_from_db()
        field = state_field(model)
        assert issubclass(model, Stepped)
        assert field.protected, model
        with pytest.raises(AttributeError):
            setattr(thing, field.name, "anything")


def test_the_factories_reach_each_state_of_each_machine(scene):
    c = scene.council
    with asking.rolled_back():
        qap_at("unanswered", c, child(c))
        for state in ("unanswered", "bypassed"):
            stage_at(state, council=c, subject=child(c))
        referral_at("withdrawn", dispute=dispute_at("sent", council=c, subject=child(c)))
        dispute_at("settled", council=c, subject=child(c))
        acknowledge_commendation(commendation(c), by=c.team_manager)
        meeting = start_meeting(child(c), by=c.iro, kind=Meeting.Kind.LOOKED_AFTER_REVIEW)
        save_planning_audit(meeting, by=c.iro, answers={}, is_first=True)
        with working_by(c.team, "waltham-forest"):
            for state in ("not_accepted", "withdrawn"):
                audit_after(state, c, child(c), reviewer=c.other_team_manager)
        missing = [
            f"{model.__name__}.{state}"
            for model in STEPPED
            for state, _label in state_field(model).choices
            if not model.objects.filter(**{state_field(model).name: state}).exists()
        ]
    assert missing == []


# -- doors ------------------------------------------------------------------------------------------


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def test_no_view_takes_a_step_as_time_does():
    assert len(VIEWS) > 20
    opened = [
        str(p.relative_to(ROOT)) for p in VIEWS if "qa_portal.workflow.steps.take_step_by_time" in _imports(p)
    ]
    assert opened == []


def test_no_view_holds_a_lock_while_it_reads():
    """functools.cached_property has one lock for all threads: a page that writes a log meanwhile stalls the others."""
    holding = [str(p.relative_to(ROOT)) for p in VIEWS if "functools.cached_property" in _imports(p)]
    assert holding == []


#: Which state a thing is in is the state machine's to ask. These are no steps: a file that is made or not yet,
#: an import that is over, how a request that somebody waits for stands, the shape of a box in a drawing.
MAY_COMPARE = {
    "templates/components/workflow_map.html",
    "templates/children/_documents.html",
    "templates/documents/not_yet.html",
    "templates/imports/over.html",
    "templates/imports/start.html",
    "qa_portal/documents/views.py",
    "qa_portal/imports/views.py",
}
COMPARES = re.compile(r"\bstate\s*(?:==|!=|\bin\b|not in)\s*[\"'(\[A-Z]")


def test_no_template_or_view_compares_a_state():
    pages = [*sorted((ROOT / "templates").rglob("*.html")), *VIEWS]
    found = {str(p.relative_to(ROOT)) for p in pages if COMPARES.search(p.read_text())}
    assert found - MAY_COMPARE == set()


# -- columns ----------------------------------------------------------------------------------------


def test_each_moment_and_its_person_come_in_a_pair_that_a_constraint_holds():
    """Where both may be empty. A moment that is always there needs none: by nobody means by the portal itself."""
    loose = []
    for model in MODELS:
        fields = {field.name: field for field in model._meta.concrete_fields}
        for name, field in fields.items():
            by = f"{name[:-3]}_by"
            if not name.endswith(("_at", "_on")) or by not in fields or not field.null:
                continue
            held = [
                c
                for c in model._meta.constraints
                if isinstance(c, CheckConstraint) and name in str(c.condition) and by in str(c.condition)
            ]
            if not held:
                loose.append(f"{model.__name__}: {name} and {by}")
    assert loose == []


#: Who stands in for whom, not who did something at a moment.
NO_MOMENT = {"Cover.covered_by"}


def test_nobody_did_anything_at_no_moment():
    alone = {
        f"{model.__name__}.{name}"
        for model in MODELS
        for names in [{f.name for f in model._meta.concrete_fields}]
        for name in names
        if name.endswith("_by") and not {f"{name[:-3]}_at", f"{name[:-3]}_on"} & names
    }
    assert alone == NO_MOMENT


# -- sizes ------------------------------------------------------------------------------------------

#: Files over 300 lines, with the lines that they may have. The list only ever gets shorter.
LONG = {
    "qa_portal/settings.py": 325,  # one list of settings, read from top to bottom
}


def test_a_file_over_300_lines_wants_to_be_two():
    long = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in SOURCES}
    too_long = {name: lines for name, lines in long.items() if lines > max(300, LONG.get(name, 0))}
    assert too_long == {}
    assert {name for name in LONG if long.get(name, 0) <= 300} == set(), "These may be taken off the list."


# -- rules ------------------------------------------------------------------------------------------


def _ids_in_tests() -> set[str]:
    """The ids in ``mark.rule(...)``, and those of a module's or a list's marks."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        if path.name != "rule_ids.py":
            for marks in re.findall(r"(?:mark\.rule\(|RULES = )[^)\]]*", path.read_text()):
                found |= set(re.findall(r"[A-Z]{3}-\d\d", marks))
    return found


def test_each_rule_that_a_test_names_is_a_rule():
    assert _ids_in_tests() - ALL_RULES == set()


def test_each_rule_of_the_process_has_a_test():
    assert NOW - _ids_in_tests() == set()
