"""Records of children, foster carers and adults: found again by reference. Corrections in the portal stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal.children.models import LegalStatus, Subject
from qa_portal.imports.reading import Row

from .book import Book, Line, Plan, changes, in_words

_TEXTS = ("first_name", "last_name", "known_as", "other_reference", "sex", "ethnicity", "disability")
_DAYS = ("date_of_birth", "died_on", "closed_on")


def plan_children(rows: list[Row], plan: Plan, book: Book) -> None:
    """Plan the lines of children.csv."""
    seen: dict[str, int] = {}
    for row in rows:
        reference = row["reference"]
        if reference in seen:
            plan.refuse(
                row, "reference", f"Line {seen[reference]} has this reference too. Keep one of the two."
            )
            continue
        seen[reference] = row.line
        if _is_sensible(row, plan, book):
            _plan_record(row, plan, book)


def _is_sensible(row: Row, plan: Plan, book: Book) -> bool:
    before = len(plan.problems)
    born = row.cells.get("date_of_birth")
    for column in (*_DAYS, "legal_status_from"):
        day = row.cells.get(column)
        if day is not None and day > book.today:
            plan.refuse(row, column, "This day is in the future. Mend it.")
        elif day is not None and born is not None and day < born:
            plan.refuse(row, column, "This day is before the day of birth. Mend one of the two.")
    if row.cells.get("legal_status") and not row.cells.get("legal_status_from"):
        plan.refuse(row, "legal_status_from", "A legal status needs its first day. Fill it in.")
    return len(plan.problems) == before


def _plan_record(row: Row, plan: Plan, book: Book) -> None:
    filed = plan.files["children.csv"]
    wanted: dict[str, Any] = {"case_kind": row["case_kind"]}
    wanted |= {name: row[name] or "" for name in _TEXTS if row.has(name)}
    wanted |= {name: row[name] for name in _DAYS if row.has(name)}
    if row.cells.get("kind"):
        wanted["kind"] = row["kind"]
    subject = book.subjects.get(row["reference"])
    if subject is None:
        subject = Subject(reference=row["reference"], **wanted)
        book.subjects[subject.reference] = subject
        plan.subjects.append(subject)
        filed.added.append(Line(row.line, subject.reference))
        _plan_legal_status(row, subject, plan, book)
        return
    changed = changes(subject, wanted)
    corrected = [name for name in changed if name in subject.corrected_fields]
    if corrected:
        filed.kept.append(
            Line(
                row.line,
                f"{subject.reference}: {in_words(corrected)} was corrected in the portal and stays as it is there",
            )
        )
        changed = {name: value for name, value in changed.items() if name not in corrected}
    if changed:
        for name, value in changed.items():
            setattr(subject, name, value)
        subject.version += 1
        plan.changed_subjects.append(subject)
    told = list(changed)
    if _plan_legal_status(row, subject, plan, book):
        told.append("legal_status")
    if told:
        filed.changed.append(Line(row.line, f"{subject.reference}: {in_words(told)}"))
    else:
        filed.unchanged += 1


def _plan_legal_status(row: Row, subject: Subject, plan: Plan, book: Book) -> bool:
    """Plan a legal status; give whether anything changes."""
    status, starts_on = row.cells.get("legal_status"), row.cells.get("legal_status_from")
    if status is None or starts_on is None:
        return False
    known = book.legal_statuses[subject.reference]
    if any(k.status == status and (k.starts_on == starts_on or k.ends_on is None) for k in known):
        return False
    running = next((k for k in known if k.ends_on is None), None)
    if running is not None and starts_on < running.starts_on:
        plan.files["children.csv"].kept.append(
            Line(row.line, f"{subject.reference}: legal status; the portal has a later one, which stays")
        )
        return False
    if running is not None:
        running.ends_on = max(starts_on - dt.timedelta(days=1), running.starts_on)
        plan.ended_legal_statuses.append(running)
    new = LegalStatus(subject=subject, status=status, starts_on=starts_on)
    plan.legal_statuses.append(new)
    known.append(new)
    return True
