"""From rows to a plan: what would be added, changed and left alone, and what is wrong. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from qa_portal.imports.columns import FILES
from qa_portal.imports.reading import read_files

from .allocations import plan_allocations
from .book import Book, FilePlan, Line, Plan, Transfer
from .children import plan_children
from .people import plan_people
from .teams import plan_teams

__all__ = ["FilePlan", "Line", "Plan", "Transfer", "plan_import"]

_PLANNERS = {
    "teams.csv": plan_teams,
    "people.csv": plan_people,
    "children.csv": plan_children,
    "allocations.csv": plan_allocations,
}


def plan_import(files: Mapping[str, bytes]) -> Plan:
    """What importing these files (name → bytes) would do to the portal as it is now."""
    read = read_files(files)
    plan = Plan(problems=list(read.problems), remarks=list(read.remarks))
    book = Book(read.rows)
    for name in FILES:
        if name in read.rows:
            plan.files[name] = FilePlan()
            _PLANNERS[name](read.rows[name], plan, book)
    order = list(FILES)
    plan.problems.sort(key=lambda p: (order.index(p.file) if p.file in order else 9, p.line, p.column))
    return plan
