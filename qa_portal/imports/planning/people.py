"""People, found again by email address, and their posts: one line for each post."""

from __future__ import annotations

import datetime as dt

from qa_portal.imports.reading import Row
from qa_portal.people.models import Appointment, Post, User
from qa_portal.people.queries import is_last_administrator
from qa_portal.people.roles import Role

from .book import Book, Line, Plan, changes, in_words

_FIELDS = {"name": "name", "job_title": "job_title", "telephone": "phone"}


def plan_people(rows: list[Row], plan: Plan, book: Book) -> None:
    """Plan the lines of people.csv."""
    by_email: dict[str, list[Row]] = {}
    for row in rows:
        by_email.setdefault(row["email"], []).append(row)
    for email, lines in by_email.items():
        person = _plan_person(email, lines, plan, book)
        if person is None:
            continue
        seen: dict[tuple[str, str, dt.date | None], int] = {}
        for row in lines:
            _plan_post(row, person, seen, plan, book)


def _plan_person(email: str, lines: list[Row], plan: Plan, book: Book) -> User | None:
    filed, wanted = plan.files["people.csv"], {}
    for row in lines:
        for column, attribute in _FIELDS.items():
            if not row.has(column):
                continue
            value = row[column] or ""
            if wanted.get(attribute) and value and value != wanted[attribute]:
                plan.refuse(
                    row,
                    column,
                    f"Line {lines[0].line} says “{wanted[attribute]}” for the same person. Make them agree.",
                )
                return None
            wanted[attribute] = wanted.get(attribute) or value
    in_use = next((row["in_use"] for row in lines if row.cells.get("in_use") is not None), None)
    person = book.people.get(email)
    if person is None:
        person = User(email=email, is_active=in_use is not False, **wanted)
        person.set_unusable_password()
        book.people[email] = person
        plan.people.append(person)
        filed.added.append(Line(lines[0].line, f"{person.name} <{email}>"))
        return person
    changed = changes(person, wanted)
    if in_use is False and person.is_active:
        if is_last_administrator(person):
            plan.refuse(lines[0], "in_use", "This is the last administrator. Appoint another one first.")
            return None
        filed.changed.append(Line(lines[0].line, f"{person.name} leaves: can't sign in, posts fall vacant"))
        plan.leavers.append(person)
    elif in_use and not person.is_active:
        person.is_active = True
        changed["is_active"] = True
    if changed:
        for name, value in changed.items():
            setattr(person, name, value)
        filed.changed.append(Line(lines[0].line, f"{person.name}: {in_words(changed)}"))
        plan.changed_people.append(person)
    elif person not in plan.leavers:
        filed.unchanged += 1
    return person


def _plan_post(
    row: Row, person: User, seen: dict[tuple[str, str, dt.date | None], int], plan: Plan, book: Book
) -> None:
    role, team_name = row.cells.get("role"), row.cells.get("team")
    if role is None and team_name is None:
        return
    if role is None or team_name is None:
        missing = "role" if role is None else "team"
        plan.refuse(
            row, missing, "A post needs a role and a team. Fill in the one that is missing, or empty both."
        )
        return
    team = book.teams.get(team_name.casefold())
    starts_on, ends_on = row.cells.get("from"), row.cells.get("until")
    key = (role, team_name.casefold(), starts_on)
    if key in seen:
        plan.refuse(row, "role", f"Line {seen[key]} says the same. Remove one of the two.")
    elif team is None:
        plan.refuse(
            row, "team", f"There is no team “{team_name}”, in teams.csv or in the portal. Add it there first."
        )
    elif starts_on and ends_on and ends_on < starts_on:
        plan.refuse(row, "until", "The last day is before the first. Change one of the two.")
    elif (person in plan.leavers or not person.is_active) and (ends_on is None or ends_on >= book.today):
        plan.refuse(
            row, "until", "This person has left. Give the last day in the post, or leave role and team empty."
        )
    elif not team.is_open and (ends_on is None or ends_on >= book.today):
        plan.refuse(
            row, "team", f"{team.name} is closed. Choose a team in use, or give the last day in the post."
        )
    else:
        seen[key] = row.line
        _plan_appointment(row, person, role, team, plan, book)


def _plan_appointment(row: Row, person: User, role: str, team: object, plan: Plan, book: Book) -> None:
    filed = plan.files["people.csv"]
    key = (person.email.lower(), role, row["team"].casefold())
    starts_on, ends_on = row.cells.get("from"), row.cells.get("until")
    words = f"{person.name}: {Role(role).label}, {team}"
    known = _same(book.appointments[key], starts_on, ends_on, book.today)
    if known is None:
        post = book.posts.get(key[1:])
        if post is None:
            post = book.posts[key[1:]] = Post(role=role, team=team)
            plan.posts.append(post)
        new = Appointment(
            post=post,
            person=person,
            is_acting=bool(row.cells.get("acting_up")),
            starts_on=starts_on or min(book.today, ends_on or book.today),
            ends_on=ends_on,
        )
        book.appointments[key].append(new)
        plan.appointments.append(new)
        filed.added.append(Line(row.line, words))
        return
    wanted = {}
    if starts_on is not None:
        wanted["starts_on"] = starts_on
    if row.has("until"):
        wanted["ends_on"] = ends_on
    if row.cells.get("acting_up") is not None:
        wanted["is_acting"] = row["acting_up"]
    changed = changes(known, wanted)
    if not changed:
        return
    for name, value in changed.items():
        setattr(known, name, value)
    if known.ends_on is not None and known.ends_on < known.starts_on:
        plan.refuse(
            row, "until", f"The appointment began on {known.starts_on:%d/%m/%Y}. Give a later last day."
        )
        return
    plan.changed_appointments.append(known)
    filed.changed.append(Line(row.line, f"{words}: {in_words(changed)}"))


def _same(
    held: list[Appointment], starts_on: dt.date | None, ends_on: dt.date | None, today: dt.date
) -> Appointment | None:
    """The appointment that a line means: the one that began that day, else the one it overlaps.

    A line without a first day means the one that ended on its last day, or the one that hasn't ended.
    """
    for appointment in held:
        if starts_on is not None and appointment.starts_on == starts_on:
            return appointment
        if starts_on is None and ends_on is not None and appointment.ends_on == ends_on:
            return appointment
    for appointment in reversed(held):
        still_runs = appointment.ends_on is None or appointment.ends_on >= max(starts_on or today, today)
        if still_runs and (ends_on is None or ends_on >= appointment.starts_on):
            return appointment
    return None
