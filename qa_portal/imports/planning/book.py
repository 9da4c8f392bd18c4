"""What an import would do, and the picture of the portal that it is reckoned against."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qa_portal import clock
from qa_portal.children.models import Allocation, LegalStatus, Subject
from qa_portal.imports.reading import Problem, Row
from qa_portal.people.models import Appointment, Post, Team, User


@dataclass(frozen=True)
class Line:
    """One thing that an import would do, by the line that asks for it; names no child."""

    line: int
    what: str


@dataclass
class FilePlan:
    """What one file would do."""

    added: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    kept: list[Line] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True)
class Transfer:
    """A running allocation that changes: the record, in which relation, to whom, from when."""

    subject: Subject
    relation: str
    person: User | None
    team: Team | None
    starts_on: dt.date


@dataclass
class Plan:
    """Everything that an import would write, as unsaved rows in the order of saving."""

    files: dict[str, FilePlan] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    changed_teams: list[Team] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    changed_people: list[User] = field(default_factory=list)
    leavers: list[User] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    changed_appointments: list[Appointment] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    changed_subjects: list[Subject] = field(default_factory=list)
    legal_statuses: list[LegalStatus] = field(default_factory=list)
    ended_legal_statuses: list[LegalStatus] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def does_nothing(self) -> bool:
        """Whether the portal says all of it already."""
        return not any(each.added or each.changed for each in self.files.values())

    @property
    def digest(self) -> str:
        """The fingerprint of what it would do: a second look that differs has another."""
        told = [
            (
                name,
                each.unchanged,
                [(line.line, line.what) for line in (*each.added, *each.changed, *each.kept)],
            )
            for name, each in sorted(self.files.items())
        ]
        return hashlib.sha256(repr((told, [str(p) for p in self.problems])).encode()).hexdigest()

    def refuse(self, row: Row, column: str, message: str) -> None:
        """Note what is wrong with a line."""
        self.problems.append(Problem(row.file, row.line, column, message))


class Book:
    """The portal as it is, read in a few queries, with what the files before this one would add."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.today = clock.today()
        self.teams: dict[str, Team] = {team.name.casefold(): team for team in Team.objects.all()}
        by_pk = {team.pk: team for team in self.teams.values()}
        for team in by_pk.values():
            if team.parent_id is not None:
                team.parent = by_pk[team.parent_id]
        self.people: dict[str, User] = {person.email.lower(): person for person in User.objects.all()}
        people_by_pk = {person.pk: person for person in self.people.values()}
        self.posts: dict[tuple[str, str], Post] = {}
        for post in Post.objects.all():
            post.team = by_pk[post.team_id]
            self.posts[post.role, post.team.name.casefold()] = post
        self.appointments: dict[tuple[str, str, str], list[Appointment]] = defaultdict(list)
        if rows.get("people.csv"):
            posts_by_pk = {post.pk: post for post in self.posts.values()}
            for held in Appointment.objects.order_by("starts_on", "pk"):
                held.post = posts_by_pk[held.post_id]
                held.person = people_by_pk[held.person_id]
                key = (held.person.email.lower(), held.post.role, held.post.team.name.casefold())
                self.appointments[key].append(held)
        self._read_records(rows, by_pk, people_by_pk)

    def _read_records(
        self, rows: dict[str, list[Row]], teams: dict[int, Team], people: dict[int, User]
    ) -> None:
        references = {
            row["reference"] for name in ("children.csv", "allocations.csv") for row in rows.get(name, ())
        }
        self.subjects: dict[str, Subject] = {}
        self.allocations: dict[tuple[str, str], list[Allocation]] = defaultdict(list)
        self.legal_statuses: dict[str, list[LegalStatus]] = defaultdict(list)
        for some in _in_portions(sorted(references)):
            found = {s.pk: s for s in Subject.objects.filter(reference__in=some)}
            self.subjects |= {subject.reference: subject for subject in found.values()}
            for subject in found.values():
                subject.team = teams.get(subject.team_id)
            for allocation in Allocation.objects.filter(subject__reference__in=some).order_by(
                "starts_on", "pk"
            ):
                allocation.team, allocation.person = (
                    teams.get(allocation.team_id),
                    people.get(allocation.person_id),
                )
                subject = found[allocation.subject_id]
                self.allocations[subject.reference, allocation.relation].append(allocation)
            if rows.get("children.csv"):
                for status in LegalStatus.objects.filter(subject__reference__in=some).order_by(
                    "starts_on", "pk"
                ):
                    self.legal_statuses[found[status.subject_id].reference].append(status)


def _in_portions(values: list[str], size: int = 5000) -> Iterable[list[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def changes(thing: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Of the wanted values, those that differ from what the row says."""
    return {name: value for name, value in wanted.items() if getattr(thing, name) != value}


def in_words(names: Iterable[str]) -> str:
    """Columns in words, for the dry run."""
    return ", ".join(name.replace("_", " ") for name in names)
