"""What a row says, in words that its subject can read: every column that somebody filled in, its parts below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import QuerySet

from qa_portal.children.changes import InWords
from qa_portal.children.models import Contact

#: Columns of the machinery, which say nothing of anybody.
_SILENT = frozenset(
    {
        "id",
        "version",
        "about_type",
        "about_id",
        "framework",
        "subject",
        "file",
        "document",
        "corrected_fields",
        "attempts",
        "breach_attempts",
        "next_try_at",
        "next_at",
        "mail_next_at",
        "set_aside_at",
        "last_error",
        "mail_error",
        "plan",
        "parties",
        "length",
        "content",
        "digest",
        "link_digest",
        "seed",
        "url",
        "occasion",
        "key",
    }
)

#: Gives further lines of a row that its own columns don't say.
More = Callable[[Any], list[tuple[str, str]]]
#: Narrows the rows that may be told yet.
Tellable = Callable[[QuerySet], QuerySet]

_more: dict[str, More] = {}
_tellable: dict[str, Tellable] = {}

Lines = list[tuple[str, str]]


def register_more(model: str, more: More) -> None:
    """Say what else there is to tell of a row (its model by label); called when an app loads."""
    _more[model] = more


def register_tellable(model: str, tellable: Tellable) -> None:
    """Say which rows of a model may be told; called when an app loads. Blind grades aren't told before their time."""
    _tellable[model] = tellable


def tellable(rows: QuerySet) -> QuerySet:
    """The rows of these that may be told."""
    narrow = _tellable.get(rows.model._meta.label)
    return narrow(rows) if narrow else rows


def told(row: Any, words: InWords) -> Lines:
    """The lines of one row; empty columns and those of the machinery left out."""
    lines = []
    for field in row._meta.concrete_fields:
        if field.name in _SILENT or field.primary_key:
            continue
        value = getattr(row, field.attname)
        if value in (None, "", [], {}, False):
            continue
        said = "; ".join(_leaves(value)) if isinstance(field, models.JSONField) else words.say(field, value)
        if said:
            lines.append((_label(field), said))
    more = _more.get(row._meta.label)
    return [*lines, *(more(row) if more else [])]


def earlier_words(rows: Iterable[Any]) -> dict[int, Lines]:
    """Long texts that these rows said before, by the row's key: they are held too. One query."""
    kept = list(rows)
    # What a contact detail said before may have been concealed then.
    if not kept or isinstance(kept[0], Contact) or not hasattr(type(kept[0]), "history"):
        return {}
    now = {row.pk: row for row in kept}
    texts = [field for field in kept[0]._meta.concrete_fields if type(field) is models.TextField]
    history = type(kept[0]).history.model
    texts = [field for field in texts if any(each.name == field.name for each in history._meta.fields)]
    if not texts:
        return {}
    found: dict[int, Lines] = {}
    seen: set[tuple[int, str, str]] = set()
    past = history.objects.filter(id__in=list(now)).order_by("history_date", "history_id")
    for said in past.values("id", "history_date", *(field.name for field in texts)).iterator(500):
        for field in texts:
            text, row = said[field.name], now[said["id"]]
            if text and text != getattr(row, field.name) and (row.pk, field.name, text) not in seen:
                seen.add((row.pk, field.name, text))
                found.setdefault(row.pk, []).append((f"{_label(field)}, as it was written before", text))
    return found


def dated(row: Any) -> dt.datetime | None:
    """When a row came about: the first moment among its columns."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.DateTimeField) and getattr(row, field.attname):
            return getattr(row, field.attname)
    return None


def _label(field: models.Field) -> str:
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value not in (None, "", False):
        yield str(value)
