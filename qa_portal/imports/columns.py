"""What each file of an import may contain: one declaration for reader, checks, templates and documentation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from qa_portal.children.models import Allocation, LegalStatus, Subject
from qa_portal.forms.text import validate_plain_text
from qa_portal.people.models import Team
from qa_portal.people.roles import Role


class Wrong(ValueError):
    """A cell that can't be taken; the message says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a cell is read, and the words that explain it."""

    name: str
    help: str
    example: str = ""
    longest: int = 120
    required: bool = False
    read: Callable[[str], Any] = str
    may_start_with_plus: bool = False

    def value_of(self, cell: str) -> Any:
        """The cell's value; None for an empty one. Raises Wrong."""
        text = cell.strip()
        if not text:
            if self.required:
                raise Wrong("This can't be empty. Fill it in.")
            return None
        try:
            validate_plain_text(text)
        except ValidationError as wrong:
            raise Wrong(wrong.messages[0]) from wrong
        if "\n" in text:
            raise Wrong("This has a line break in it. Write it on one line.")
        if len(text) > self.longest:
            raise Wrong(f"This has {len(text)} characters; {self.longest} are the most. Shorten it.")
        if text[0] in "=@" or (text[0] in "+-" and not self.may_start_with_plus):
            raise Wrong(f"This begins with “{text[0]}”, as a formula does. Write the value itself.")
        return self.read(text)


def _choice(choices: type) -> Callable[[str], str]:
    """Reads a word of a vocabulary, by its key or as it is shown, capitals aside."""
    by_word = {}
    for value, label in choices.choices:
        by_word[value.casefold()] = value
        by_word[label.casefold()] = value

    def read(text: str) -> str:
        found = by_word.get(text.casefold()) or by_word.get(text.casefold().replace(" ", "_"))
        if found is None:
            raise Wrong(f"“{text}” isn't known here. Use one of: {', '.join(choices.values)}.")
        return found

    return read


def _yes_no(text: str) -> bool:
    if text.casefold() in ("yes", "y", "true", "1"):
        return True
    if text.casefold() in ("no", "n", "false", "0"):
        return False
    raise Wrong("Write yes or no.")


_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _day(text: str) -> dt.date:
    try:
        if found := _ISO.fullmatch(text):
            return _within(dt.date(*map(int, found.groups())))
        if found := _BRITISH.fullmatch(text):
            day, month, year = map(int, found.groups())
            return _within(dt.date(year, month, day))
    except ValueError as wrong:
        if isinstance(wrong, Wrong):
            raise
        raise Wrong(f"There is no day {text}. Write it like 04/12/2026 or 2026-12-04.") from wrong
    raise Wrong(
        f"“{text}” isn't a date. Write it like 04/12/2026 or 2026-12-04, with four digits for the year."
    )


def _within(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 2200:
        raise Wrong("The year is out of range. Write it with four digits, between 1900 and 2200.")
    return day


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise Wrong("That isn't an email address. Write it like name@council.gov.uk.") from wrong
    return text.lower()


def _telephone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9 ()/.-]+( ?(ext|x)\.? ?[0-9]+)?", text, re.IGNORECASE):
        raise Wrong("That isn't a telephone number. Use digits and spaces, like 020 7946 0001.")
    return text


_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]*")


def _reference(text: str) -> str:
    if not _REFERENCE.fullmatch(text):
        raise Wrong("A reference has letters, digits, and the signs - / . _ alone. Mend it.")
    return text


#: file → its columns, in the order of the template.
FILES: dict[str, tuple[Column, ...]] = {
    "teams.csv": (
        Column("name", "What the team is called. A team is found again by it.", "Care Planning North",
               required=True),
        Column("kind", "team, service or department.", "team", required=True, read=_choice(Team.Kind)),
        Column("above", "The name of the team, service or department above it; empty at the top.",
               "Care Planning"),
        Column("framework", "The key of the framework it works by; empty: that of the team above.",
               "mosaic-iro", longest=60),
        Column("in_use", "yes or no; empty means yes.", "yes", read=_yes_no),
    ),
    "people.csv": (
        Column("email", "The address to sign in with. A person is found again by it.",
               "r.example@council.example", longest=254, required=True, read=_email),
        Column("name", "First name and surname.", "Robin Example", required=True),
        Column("job_title", "As the council calls it.", "Senior social worker"),
        Column("telephone", "At work.", "020 7946 0001", longest=40, read=_telephone,
               may_start_with_plus=True),
        Column("role", "The role of a post; empty where the person holds none. One line for each post.",
               "social_worker", read=_choice(Role)),
        Column("team", "The team of the post.", "Care Planning North"),
        Column("from", "First day in the post; empty: today, or the day the portal knows.", "01/09/2026",
               read=_day),
        Column("until", "Last day in the post; empty: until further notice.", "", read=_day),
        Column("acting_up", "yes when the person acts up in this post.", "no", read=_yes_no),
        Column("in_use", "no when the person has left: they can't sign in and their posts fall vacant.",
               "yes", read=_yes_no),
    ),
    "children.csv": (
        Column("reference", "The council's case number. A record is found again by it.", "C100001",
               longest=30, required=True, read=_reference),
        Column("kind", "child, foster_carer or adult; empty means child.", "child",
               read=_choice(Subject.Kind)),
        Column("first_name", "First name.", "Robin", longest=80, required=True),
        Column("last_name", "Surname.", "Example", longest=80, required=True),
        Column("known_as", "The name they go by.", "Rob", longest=80),
        Column("date_of_birth", "Day of birth.", "17/05/2014", read=_day),
        Column("died_on", "Day of death.", "", read=_day),
        Column("other_reference", "Another system's number for the same person.", "", longest=60),
        Column("case_kind", "assessment, child_in_need, disability, child_protection, looked_after, "
               "care_experienced, fostering or adult.", "looked_after", required=True,
               read=_choice(Subject.CaseKind)),
        Column("sex", "female, male or another.", "female", read=_choice(Subject.Sex)),
        Column("ethnicity", "white, mixed, asian, black, other or not_said.", "mixed",
               read=_choice(Subject.Ethnicity)),
        Column("disability", "yes or no.", "no", read=_choice(Subject.Disability)),
        Column("legal_status", "s20, ico, care_order, placement, epo, remand, supervision or none.",
               "care_order", read=_choice(LegalStatus.Status)),
        Column("legal_status_from", "First day of the legal status.", "01/03/2025", read=_day),
        Column("closed_on", "Day on which the record was closed; empty while it is open.", "", read=_day),
    ),
    "allocations.csv": (
        Column("reference", "The record's reference.", "C100001", longest=30, required=True,
               read=_reference),
        Column("relation", "practitioner, iro (the reviewing officer) or cp_chair.", "practitioner",
               required=True, read=_choice(Allocation.Relation)),
        Column("email", "The person's address; a practitioner may be left out where the team is named.",
               "r.example@council.example", longest=254, read=_email),
        Column("team", "The record's team; for practitioners alone.", "Care Planning North"),
        Column("from", "First day of the allocation.", "01/09/2026", required=True, read=_day),
        Column("until", "Last day; empty while it runs.", "", read=_day),
    ),
}  # fmt: skip

#: A file of more lines than this is refused: split it.
MOST_ROWS = 20_000


def template_of(name: str) -> str:
    """An empty file to fill in: the headings and one example line. Raises KeyError."""
    import csv
    import io

    columns = FILES[name]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerow([column.example for column in columns])
    return out.getvalue()
