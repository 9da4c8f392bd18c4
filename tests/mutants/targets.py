"""What is mutated, and the tests that guard it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DISPUTES = ("tests/unit/disputes", "tests/integration/disputes")
LEDGER = (
    *DISPUTES,
    "tests/unit/deadlines",
    "tests/integration/test_closure_days.py",
    "tests/integration/test_frameworks_obeyed.py",
    "tests/integration/notifications/test_sweep.py",
    "tests/integration/notifications/test_my_work.py",
)
PERMISSIONS = (
    *DISPUTES,
    "tests/unit/people",
    "tests/integration/people",
    "tests/integration/children",
    "tests/integration/audits",
    "tests/integration/test_framework_pages.py",
    "tests/integration/notifications/test_my_work.py",
    "tests/house/test_who_may.py",
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
        ("tests/unit/deadlines/test_calendar.py", "tests/integration/test_closure_days.py"),
    ),
    Target(
        "deadlines",
        (
            "qa_portal/deadlines/plan.py",
            "qa_portal/deadlines/actions.py",
            "qa_portal/deadlines/models.py",
            "qa_portal/deadlines/closing.py",
            "qa_portal/deadlines/words.py",
            "disputes/forecast.py",
        ),
        LEDGER,
    ),
    Target(
        "permissions",
        (
            "disputes/rules.py",
            "qa_portal/people/rules.py",
            "qa_portal/children/rules.py",
            "qa_portal/requests/rules.py",
            "qa_portal/frameworks/rules.py",
            "qa_portal/workflow/permissions.py",
        ),
        PERMISSIONS,
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
        (*DISPUTES, "tests/integration/audits", "tests/integration/children/test_summary.py"),
    ),
)


def named(names: list[str]) -> list[Target]:
    """The targets of these names, or all."""
    unknown = set(names) - {target.name for target in TARGETS}
    if unknown:
        raise SystemExit(f"No such group: {', '.join(sorted(unknown))}.")
    return [target for target in TARGETS if not names or target.name in names]
