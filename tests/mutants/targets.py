"""What is mutated, and the tests that guard it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DISPUTES = ("tests/unit/disputes", "tests/integration/disputes")
AUDITS = (
    "tests/integration/audits",
    "tests/integration/moderation",
    "tests/integration/plan",
    "tests/integration/supervision",
)
#: Every step of every machine against its table: what is asked first.
STEPS = "tests/house/test_steps.py"
#: Every rule against its table, and on a restricted record.
RULES = "tests/house/test_rules.py"
LEDGER = (
    *DISPUTES,
    "tests/unit/deadlines",
    "tests/integration/test_closure_days.py",
    "tests/integration/notifications/test_sweep.py",
)
PERMISSIONS = (
    RULES,
    STEPS,
    *DISPUTES,
    *AUDITS,
    "tests/unit/people",
    "tests/unit/test_permissions.py",
    "tests/integration/people",
    "tests/integration/children",
)


@dataclass(frozen=True)
class Target:
    """A group of modules and the tests that may kill their mutants: those of them that reach the mutated line."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    #: Whether the arrows of the modules' state machines are changed, and not their statements.
    arrows: bool = False


TARGETS = (
    Target(
        "working days",
        ("qa_portal/deadlines/calendar.py",),
        ("tests/unit/deadlines/test_calendar.py",),
    ),
    Target(
        "plans and words",
        (
            "qa_portal/deadlines/plan.py",
            "qa_portal/deadlines/words.py",
            "qa_portal/deadlines/models.py",
            "disputes/forecast.py",
        ),
        ("tests/unit/deadlines", "tests/unit/disputes/test_forecast.py"),
    ),
    Target("ledger", ("qa_portal/deadlines/actions.py", "qa_portal/deadlines/closing.py"), LEDGER),
    Target(
        "permissions",
        (
            "disputes/rules.py",
            "audits/rules.py",
            "audits/writing/rules.py",
            "audits/loop/rules.py",
            "audits/library/rules.py",
            "audits/outcomes/rules.py",
            "audits/outside/rules.py",
            "audits/thematic/rules.py",
            "moderation/rules.py",
            "qa_portal/people/rules.py",
            "qa_portal/children/rules.py",
            "qa_portal/children/meeting_rules.py",
            "qa_portal/requests/rules.py",
            "qa_portal/plan/rules.py",
            "qa_portal/supervision/rules.py",
            "qa_portal/reporting/rules.py",
            "qa_portal/improvement/rules.py",
            "qa_portal/activities/rules.py",
            "qa_portal/support/rules.py",
            "qa_portal/standards/rules.py",
            "qa_portal/retention/rules.py",
            "qa_portal/disclosure/rules.py",
            "qa_portal/workflow/permissions.py",
        ),
        PERMISSIONS,
    ),
    Target(
        "permissions",
        ("qa_portal/frameworks/rules.py",),
        (RULES, "tests/integration/test_framework_pages.py"),
    ),
    Target("blockers", ("disputes/blockers.py",), DISPUTES),
    Target(
        "retention",
        ("qa_portal/retention/periods.py", "qa_portal/retention/blockers.py"),
        ("tests/unit/retention", "tests/integration/retention"),
    ),
    Target("simulator", ("qa_portal/simulator/trying.py",), ("tests/integration/test_framework_tried.py",)),
    Target(
        "subject access",
        (
            "qa_portal/disclosure/due.py",
            "qa_portal/disclosure/blockers.py",
            "qa_portal/disclosure/marking.py",
        ),
        ("tests/unit/disclosure", "tests/integration/disclosure"),
    ),
    Target("transitions", ("qa_portal/workflow/steps.py",), (STEPS, *DISPUTES, *AUDITS)),
    Target(
        "transitions",
        (
            "disputes/models/dispute.py",
            "disputes/models/stage.py",
            "disputes/models/qap.py",
            "disputes/models/referral.py",
            "disputes/models/information.py",
            "disputes/models/commendation.py",
            "audits/models/audit.py",
            "audits/models/assurance.py",
            "audits/models/challenge.py",
            "audits/models/safety.py",
            "audits/models/good_practice.py",
            "audits/models/cycle.py",
            "audits/models/planning.py",
            "audits/models/outside.py",
            "audits/models/thematic.py",
            "moderation/models/panel.py",
            "moderation/models/moderation.py",
            "moderation/models/grade.py",
            "qa_portal/plan/models.py",
            "qa_portal/reporting/models/report.py",
            "qa_portal/improvement/models.py",
            "qa_portal/activities/models.py",
            "qa_portal/support/models.py",
            "qa_portal/retention/models.py",
            "qa_portal/disclosure/models.py",
            "qa_portal/children/models/meeting.py",
            "qa_portal/requests/models.py",
        ),
        (STEPS, *DISPUTES, *AUDITS),
        arrows=True,
    ),
)


def named(names: list[str]) -> list[Target]:
    """The targets of these names, or all."""
    unknown = set(names) - {target.name for target in TARGETS}
    if unknown:
        raise SystemExit(f"No such group: {', '.join(sorted(unknown))}.")
    return [target for target in TARGETS if not names or target.name in names]
