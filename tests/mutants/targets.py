"""What is mutated, and the tests that guard it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DISPUTES = ("tests/unit/disputes", "tests/integration/disputes")
#: R15's table for those whose steps the pages are: the whole council is told first, so these are asked last.
WHO_MAY = tuple(
    "tests/house/test_who_may.py::test_each_page_opens_to_those_in_the_table_and_nothing_changes_for_others"
    f"[{persona}]"
    for persona in ("iro", "team_manager", "iro_manager", "social_worker", "insights_member", "administrator")
)
DOORS = "tests/house/test_doors.py"
LEDGER = (
    *DISPUTES,
    "tests/unit/deadlines",
    "tests/integration/test_closure_days.py",
    "tests/integration/notifications/test_sweep.py",
)
PERMISSIONS = (
    *DISPUTES,
    "tests/unit/people",
    "tests/unit/test_permissions.py",
    "tests/integration/people/test_cover.py",
    "tests/integration/children",
    "tests/integration/audits",
    *WHO_MAY,
)


@dataclass(frozen=True)
class Target:
    """A group of modules and the tests that may kill their mutants: those of them that reach the mutated line."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


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
            "qa_portal/people/rules.py",
            "qa_portal/children/rules.py",
            "qa_portal/requests/rules.py",
            "qa_portal/workflow/permissions.py",
        ),
        PERMISSIONS,
    ),
    Target(
        "permissions",
        ("qa_portal/frameworks/rules.py",),
        ("tests/integration/test_framework_pages.py",),
    ),
    Target("blockers", ("disputes/blockers.py",), DISPUTES),
    Target(
        "transitions",
        (
            "disputes/models/dispute.py",
            "disputes/models/stage.py",
            "disputes/models/qap.py",
            "disputes/models/referral.py",
            "disputes/models/information.py",
            "disputes/models/commendation.py",
            "audits/models.py",
            "qa_portal/children/models/meeting.py",
            "qa_portal/requests/models.py",
        ),
        (*DISPUTES, "tests/integration/audits", DOORS, *WHO_MAY),
    ),
)


def named(names: list[str]) -> list[Target]:
    """The targets of these names, or all."""
    unknown = set(names) - {target.name for target in TARGETS}
    if unknown:
        raise SystemExit(f"No such group: {', '.join(sorted(unknown))}.")
    return [target for target in TARGETS if not names or target.name in names]
