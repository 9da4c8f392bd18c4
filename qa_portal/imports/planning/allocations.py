"""Allocations over time: found again by record, relation and first day."""

from __future__ import annotations

import datetime as dt

from qa_portal.children.models import Allocation, Subject
from qa_portal.imports.reading import Row
from qa_portal.people.models import Team, User

from .book import Book, Line, Plan, Transfer

Relation = Allocation.Relation


def plan_allocations(rows: list[Row], plan: Plan, book: Book) -> None:
    """Plan the lines of allocations.csv: past ones first, then the one that runs in each relation."""
    by_relation: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_relation.setdefault((row["reference"], row["relation"]), []).append(row)
    for (reference, relation), lines in by_relation.items():
        subject = book.subjects.get(reference)
        if subject is None:
            for row in lines:
                plan.refuse(
                    row,
                    "reference",
                    f"There is no record {reference}, in children.csv or in the portal. Add it there.",
                )
            continue
        lines.sort(key=lambda row: row["from"])
        if _are_sensible(lines, plan, book):
            has_running = lines[-1].cells.get("until") is None
            for row in lines:
                _plan_line(row, subject, relation, has_running, plan, book)


def _are_sensible(lines: list[Row], plan: Plan, book: Book) -> bool:
    before = len(plan.problems)
    for row, following in zip(lines, [*lines[1:], None], strict=True):
        until = row.cells.get("until")
        if row["from"] > book.today:
            plan.refuse(row, "from", "This day is in the future. Import the line when it has come.")
        if until is not None and until < row["from"]:
            plan.refuse(row, "until", "The last day is before the first. Change one of the two.")
        elif until is not None and until > book.today:
            plan.refuse(row, "until", "This day is in the future. Leave it empty until it has come.")
        if following is not None and (until is None or until > following["from"]):
            plan.refuse(
                row,
                "until",
                f"Line {following.line} says that another allocation began on {following['from']:%d/%m/%Y}. "
                "Give a last day before that.",
            )
        if row.cells.get("email") is None and row["relation"] != Relation.PRACTITIONER:
            plan.refuse(row, "email", "Say who it is by their email address.")
        if row.cells.get("email") is None and row.cells.get("team") is None:
            plan.refuse(
                row, "email", "Say to whom: a person's email address, or for a practitioner the team."
            )
        if row.cells.get("team") is not None and row["relation"] != Relation.PRACTITIONER:
            plan.refuse(
                row, "team", "Only a practitioner's allocation names the record's team. Empty this cell."
            )
    return len(plan.problems) == before


def _plan_line(row: Row, subject: Subject, relation: str, has_running: bool, plan: Plan, book: Book) -> None:
    before = len(plan.problems)
    person, team = _person(row, plan, book), _team(row, plan, book)
    if len(plan.problems) > before:
        return
    if row.cells.get("until") is None:
        _plan_running(row, subject, relation, person, team, plan, book)
    else:
        _plan_past(row, subject, relation, person, team, has_running, plan, book)


def _person(row: Row, plan: Plan, book: Book) -> User | None:
    email = row.cells.get("email")
    if email is None:
        return None
    person = book.people.get(email)
    if person is None:
        plan.refuse(
            row, "email", f"Nobody has the address {email}, in people.csv or in the portal. Add them there."
        )
    elif row.cells.get("until") is None and (not person.is_active or person in plan.leavers):
        plan.refuse(
            row, "email", f"{person.name} has left. Name somebody who is there, or give the last day."
        )
    return person


def _team(row: Row, plan: Plan, book: Book) -> Team | None:
    name = row.cells.get("team")
    if name is None:
        return None
    team = book.teams.get(name.casefold())
    if team is None:
        plan.refuse(
            row, "team", f"There is no team “{name}”, in teams.csv or in the portal. Add it there first."
        )
    elif row.cells.get("until") is None and not team.is_open:
        plan.refuse(row, "team", f"{team.name} is closed. Name a team in use.")
    return team


def _plan_running(
    row: Row, subject: Subject, relation: str, person: User | None, team: Team | None, plan: Plan, book: Book
) -> None:
    filed = plan.files["allocations.csv"]
    known = book.allocations[subject.reference, relation]
    running = next((a for a in known if a.ends_on is None), None)
    words = f"{subject.reference}: {Relation(relation).label.lower()}"
    if relation == Relation.PRACTITIONER and team is None:
        team = subject.team
        if team is None:
            plan.refuse(row, "team", "The record has no team yet. Name it.")
            return
    same_team = relation != Relation.PRACTITIONER or (running is not None and _is(running.team, team))
    if running is not None and same_team and _is(running.person, person):
        filed.unchanged += 1
    elif running is not None and row["from"] < running.starts_on:
        since = f"{running.starts_on:%d/%m/%Y}"
        filed.kept.append(Line(row.line, f"{words}; the portal has a later one, since {since}, which stays"))
    elif subject.pk is None:
        setattr(subject, relation, person)
        if relation == Relation.PRACTITIONER:
            subject.team = team
        plan.allocations.append(_allocation(row, subject, relation, person, team))
        filed.added.append(Line(row.line, words))
    else:
        plan.transfers.append(Transfer(subject, relation, person, team, row["from"]))
        (filed.added if running is None else filed.changed).append(Line(row.line, words))


def _plan_past(
    row: Row,
    subject: Subject,
    relation: str,
    person: User | None,
    team: Team | None,
    has_running: bool,
    plan: Plan,
    book: Book,
) -> None:
    filed = plan.files["allocations.csv"]
    known = book.allocations[subject.reference, relation]
    words = f"{subject.reference}: {Relation(relation).label.lower()} until {row['until']:%d/%m/%Y}"
    same = next((a for a in known if a.starts_on == row["from"] and _is(a.person, person)), None)
    if same is not None and same.ends_on is None and not has_running:
        # It ran when it was imported last; now the file says when it ended.
        ends_next_day = row["until"] + dt.timedelta(days=1)
        plan.transfers.append(Transfer(subject, relation, None, subject.team, min(ends_next_day, book.today)))
        filed.changed.append(Line(row.line, words))
    elif same is not None:
        filed.unchanged += 1
    elif any(_overlap(a, row["from"], row["until"]) for a in known):
        plan.refuse(
            row,
            "from",
            "The portal has another allocation in that time. Change the days, or leave the line out.",
        )
    else:
        new = _allocation(row, subject, relation, person, team)
        plan.allocations.append(new)
        known.append(new)
        filed.added.append(Line(row.line, words))


def _allocation(
    row: Row, subject: Subject, relation: str, person: User | None, team: Team | None
) -> Allocation:
    return Allocation(
        subject=subject,
        relation=relation,
        person=person,
        team=team if relation == Relation.PRACTITIONER else None,
        starts_on=row["from"],
        ends_on=row.cells.get("until"),
    )


def _is(one: object, other: object) -> bool:
    """The same row, saved or not."""
    return one is other or (one is not None and other is not None and one == other)


def _overlap(known: Allocation, starts_on: dt.date, ends_on: dt.date) -> bool:
    return known.starts_on < ends_on and (known.ends_on is None or starts_on < known.ends_on)
