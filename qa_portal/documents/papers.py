"""What a paper is made of: frozen words and lists, gathered by an app and set by one template (LEE-12).

Everything here is text already: a paper's words are frozen in the transaction that asks for it and must
not depend on anything that may change before it is printed, or in the seventy-five years after.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.people.directory import directory
from qa_portal.signatures.models import Signature


@dataclass(frozen=True)
class Fact:
    """One line of a list of facts."""

    label: str
    value: str


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first column heads its row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Signed:
    """A signature as it stands on paper."""

    name: str
    role: str
    when: str
    statement: str
    digest: str
    superseded: bool = False


@dataclass(frozen=True)
class Section:
    """One part of a paper: any of facts, passages, tables and signatures, in that order."""

    heading: str
    facts: tuple[Fact, ...] = ()
    passages: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    signatures: tuple[Signed, ...] = ()


@dataclass(frozen=True)
class Head:
    """Whom a paper is about, as it was when the paper was written."""

    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Note:
    """The case note with which a paper comes onto the record, where it says more than the paper's title."""

    title: str
    text: str
    is_significant: bool = False


@dataclass(frozen=True)
class Paper:
    """A report: title, whom it is about, where it stands, and its sections."""

    title: str
    council: str
    reference: str
    head: Head
    stands: str
    written_on: str
    sections: tuple[Section, ...]
    procedure: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter: to whom, about what, its paragraphs, what it encloses in tables, and who signs it.

    ``service`` stands in its head; children's services unless it says another.
    """

    title: str
    council: str
    reference: str
    addressed_to: str
    written_on: str
    salutation: str
    paragraphs: tuple[str, ...]
    signed_by: str
    signed_role: str
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    closing: tuple[str, ...] = field(default=())
    service: str = ""


def council_name() -> str:
    """The council in whose name a paper is written."""
    return settings.COUNCIL_NAME


def today_in_words() -> str:
    """The date of a paper."""
    return weekday_date(clock.today())


def head_of(subject: Subject) -> Head:
    """Whom a paper is about: the details that identify them, and who works with them today."""
    status = next((s for s in subject.legal_statuses.all() if s.ends_on is None), None)
    age = subject.age_on(clock.today())
    born = weekday_date(subject.date_of_birth) if subject.date_of_birth else "Not known"
    facts = [
        Fact("Reference", subject.reference),
        Fact("Date of birth", f"{born} (aged {age})" if age is not None else born),
        Fact("Kind of case", subject.get_case_kind_display()),
    ]
    if status:
        facts.append(Fact("Legal status", f"{status} since {weekday_date(status.starts_on)}"))
    facts += [
        Fact("Practitioner", subject.practitioner.name if subject.practitioner else "Not allocated"),
        Fact("Team", subject.team.name if subject.team else "None"),
    ]
    if subject.kind != Subject.Kind.ADULT:  # an adults' service has no reviewing officers
        facts.append(Fact("Reviewing officer", subject.iro.name if subject.iro else "Not allocated"))
    return Head(subject.full_name, tuple(facts))


def signed(signature: Signature, *, superseded: bool = False) -> Signed:
    """A signature in words."""
    return Signed(
        name=signature.name,
        role=signature.role,
        when=weekday_time(signature.signed_at),
        statement=signature.statement,
        digest=signature.digest,
        superseded=superseded,
    )


def signed_all(signatures: list[Signature]) -> tuple[Signed, ...]:
    """The signatures of one section, oldest first; all but the last are superseded."""
    return tuple(signed(s, superseded=s is not signatures[-1]) for s in signatures)


def role_of(person: object, preferring: str | None = None) -> str:
    """A person's role and team today, for the line under their name."""
    if person is None:
        return ""
    return directory().post_in_words(person.pk, preferring=preferring) or person.job_title
