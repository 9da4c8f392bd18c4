"""Who changed what on a record: the trail of every row that belongs to it, told in words (LEE-15).

The trail *is* the history tables; this reads them for a page. Logic never does. Apps above say which of their rows
belong to a record::

    register_trail("stages", DisputeStage, "Stage of a dispute", path="dispute__subject")
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from qa_portal.deadlines.models import DueDateChange
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.models import Document
from qa_portal.people.directory import directory
from qa_portal.people.models import Team, User
from qa_portal.requests.models import RequestForResponse

from .models import (
    Allocation,
    CaseNote,
    Contact,
    EmergencyAccess,
    Guardian,
    LegalStatus,
    Meeting,
    Sibling,
    Subject,
)

#: Columns that say nothing to a reader.
_SILENT = frozenset(
    {
        "id",
        "subject",
        "version",
        "corrected_fields",
        "attempts",
        "next_try_at",
        "last_error",
        "about_type",
        "about_id",
        "report_key",
        "file",
        "recorded_at",
        "recorded_by",
        "added_at",
        "added_by",
        "stored_at",
        "opened_at",
        "started_at",
        "framework",
    }
)


@dataclass(frozen=True)
class TrailSource:
    """The history of one model: how its rows are called, and how they lead to the record."""

    key: str
    model: type[models.Model]
    label: str
    path: tuple[str, ...]
    seen_by: Callable[[Any], Q] | None = None

    @property
    def history(self) -> type[models.Model]:
        """The model of its history rows."""
        return self.model.history.model

    def of(self, subject: Subject, user: Any) -> QuerySet[Any]:
        """The history rows of a record that this person may read."""
        wanted = Q()
        for path in self.path:
            wanted |= Q(**{path: subject.pk})
        found = self.history.objects.filter(wanted)
        return found.filter(self.seen_by(user)) if self.seen_by else found


@dataclass(frozen=True)
class FieldChange:
    """One column: its name, from what, to what."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One line of the trail."""

    when: dt.datetime
    who: str
    role: str
    step: str
    why: str
    of: str
    verb: str
    fields: tuple[FieldChange, ...]


_sources: dict[str, TrailSource] = {}


def register_trail(
    key: str,
    model: type[models.Model],
    label: str,
    *,
    path: str | tuple[str, ...] = "subject",
    seen_by: Callable[[Any], Q] | None = None,
) -> None:
    """Add a model whose changes belong to a record's trail; ``path`` leads from its row to the record.

    ``seen_by(user)`` narrows the history rows for what isn't everybody's who sees the record.
    """
    _sources[key] = TrailSource(key, model, label, (path,) if isinstance(path, str) else path, seen_by)


def trail_sorts() -> list[tuple[str, str]]:
    """What a page can filter by: key and words."""
    return sorted(((source.key, source.label) for source in _sources.values()), key=lambda pair: pair[1])


def trail_page(
    subject: Subject, *, user: Any, number: Any = 1, of: str = "", sees_concealed: bool = False
) -> Page:
    """One page of 25 changes that this person may read, newest first; of one sort of thing, or of all.

    The keys of all sources come in one query; the rows of each sort on the page in one more. A concealed contact
    detail stays concealed here too unless ``sees_concealed``.
    """
    chosen = [_sources[of]] if of in _sources else list(_sources.values())
    page = Paginator(_keys(subject, chosen, user), 25).get_page(number)
    page.object_list = _told(list(page.object_list), sees_concealed)
    return page


def _keys(subject: Subject, sources: list[TrailSource], user: Any) -> QuerySet[Any]:
    parts = []
    for source in sources:
        earlier = source.history.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        parts.append(
            source.of(subject, user)
            .order_by()
            .annotate(
                sort=Value(source.key, output_field=models.CharField()),
                earlier=Subquery(earlier.order_by("-history_id").values("history_id")[:1]),
            )
            .values("history_date", "history_id", "sort", "earlier")
        )
    first, *rest = parts
    return (first.union(*rest, all=True) if rest else first).order_by("-history_date", "-history_id")


def _told(keys: list[dict[str, Any]], sees_concealed: bool) -> list[Change]:
    rows: dict[str, dict[int, Any]] = {}
    for sort in {key["sort"] for key in keys}:
        wanted = {key["history_id"] for key in keys if key["sort"] == sort}
        wanted |= {key["earlier"] for key in keys if key["sort"] == sort and key["earlier"]}
        found = _sources[sort].history.objects.filter(history_id__in=wanted).select_related("history_user")
        rows[sort] = {row.history_id: row for row in found}
    words = InWords(row for of_sort in rows.values() for row in of_sort.values())
    hidden = set() if sees_concealed else _concealed_now(rows.get("contacts", {}).values())
    changes = []
    for key in keys:
        source, row = _sources[key["sort"]], rows[key["sort"]][key["history_id"]]
        before = rows[key["sort"]].get(key["earlier"])
        changes.append(_change(source, row, before, words, sees_concealed=sees_concealed, hidden=hidden))
    return changes


def _concealed_now(rows: Iterable[Any]) -> set[int]:
    ids = {row.id for row in rows}
    return (
        set(Contact.objects.filter(pk__in=ids, is_concealed=True).values_list("pk", flat=True))
        if ids
        else set()
    )


def _change(
    source: TrailSource, row: Any, before: Any, words: InWords, *, sees_concealed: bool, hidden: set[int]
) -> Change:
    conceals = (
        source.model is Contact
        and not sees_concealed
        and (row.id in hidden or row.is_concealed or bool(before and before.is_concealed))
    )
    return Change(
        when=row.history_date,
        who=row.history_user.name if row.history_user else "The portal",
        role=row.acting_as,
        step=row.step.replace("_", " ").capitalize(),
        why=row.history_change_reason or "",
        of=source.label,
        verb={"+": "Added", "~": "Changed", "-": "Removed"}[row.history_type],
        fields=tuple(_fields(source, row, before, words, conceals)),
    )


def _fields(
    source: TrailSource, row: Any, before: Any, words: InWords, conceals: bool
) -> Iterable[FieldChange]:
    for field in source.model._meta.concrete_fields:
        if field.name in _SILENT or not hasattr(row, field.attname):
            continue
        new, old = getattr(row, field.attname), getattr(before, field.attname, None)
        if row.history_type == "-":
            new, old = None, new
        if new == old or (new in (None, "", False) and old in (None, "", False)):
            continue
        label = str(field.verbose_name)
        label = label[:1].upper() + label[1:]
        if conceals and field.name == "detail":
            yield FieldChange(label, "Concealed" if old else "", "Concealed" if new else "")
        else:
            yield FieldChange(label, words.say(field, old), words.say(field, new))


class InWords:
    """Values in words. The names of all people that the rows of a page point to come in one query."""

    def __init__(self, rows: Iterable[Any]) -> None:
        people = set()
        for row in rows:
            for field in row._meta.concrete_fields:
                if field.related_model is User and (pk := getattr(row, field.attname)) is not None:
                    people.add(pk)
        self._people = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}

    def say(self, field: models.Field, value: Any) -> str:
        """One value as a reader understands it; "" for none."""
        if value is None or value == "":
            return ""
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if field.related_model is User:
            return self._people.get(value, f"person {value}")
        if field.related_model is Team:
            return directory().team_names.get(value, f"team {value}")
        if field.is_relation:
            return f"{field.related_model._meta.verbose_name} {value}"
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, dt.datetime):
            return weekday_time(value)
        if isinstance(value, dt.date):
            return weekday_date(value)
        return str(value)


for _key, _model, _label, _path in (
    ("details", Subject, "Details", "id"),
    ("legal_statuses", LegalStatus, "Legal status", "subject"),
    ("contacts", Contact, "Contact detail", "subject"),
    ("siblings", Sibling, "Sibling", ("one", "other")),
    ("allocations", Allocation, "Allocation", "subject"),
    ("guardians", Guardian, "Named person", "subject"),
    ("emergencies", EmergencyAccess, "Emergency access", "subject"),
    ("notes", CaseNote, "Case note", "subject"),
    ("meetings", Meeting, "Review or conference", "subject"),
    ("documents", Document, "Document", "subject"),
    ("due_dates", DueDateChange, "Due date", "deadline__subject"),
):
    register_trail(_key, _model, _label, path=_path)


def _on_the_record(user: Any) -> Q:
    """Requests that aren't for everybody who sees the record are told to the quality assurance team alone (MER-04)."""
    if directory().is_quality_team(user.pk):
        return Q()
    return ~Q(kind__in=[str(kind) for kind in RequestForResponse.OFF_RECORD])


register_trail("requests", RequestForResponse, "Request", seen_by=_on_the_record)
