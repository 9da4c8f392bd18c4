"""R26 looks at every state machine and at every module of rules: none is left out because it moved or is new."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from qa_portal.workflow.diagrams import machines
from tests.mutants.targets import TARGETS

ROOT = Path(settings.BASE_DIR)
MUTATED = {module for target in TARGETS for module in target.modules}


def test_what_is_mutated_is_there():
    assert sorted(module for module in MUTATED if not (ROOT / module).is_file()) == []


def test_the_tests_that_guard_it_are_there():
    named = {test.split("::")[0] for target in TARGETS for test in target.tests}
    assert sorted(test for test in named if not (ROOT / test).exists()) == []


def test_every_state_machine_is_mutated():
    arrows = {module for target in TARGETS if target.arrows for module in target.modules}
    assert {f"{model.__module__.replace('.', '/')}.py" for model in machines()} == arrows


def test_every_module_of_rules_is_mutated():
    found = {
        str(path.relative_to(ROOT))
        for app in ("qa_portal", "notifications", "audits", "disputes", "moderation")
        for path in (ROOT / app).rglob("*rules.py")
    }
    assert found - MUTATED == set()
