"""Gathering everything that is held on a record: an item for each thing, with what belongs to it below (LAW-10).

By the worker, from one moment: what is written afterwards isn't part of the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, models, transaction

from qa_portal.children.changes import InWords
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.holdings.reach import Held, held, stands_alone
from qa_portal.outbox.incidents import Trouble, close_incidents, open_incidents
from qa_portal.outbox.models import Incident, Message

from .actions import finish_gathering
from .marking import marks_in
from .models import AccessArchive, AccessItem, AccessRequest
from .telling import Lines, dated, earlier_words, tellable, told

log = structlog.get_logger(__name__)

#: What this answer itself consists of.
OF_ITSELF = (AccessRequest, AccessItem, AccessArchive)

#: What is told as one list, not one by one: what the portal said to people, and by when.
TOGETHER = (Message, Deadline)

#: How many items are saved at once.
BATCH = 200

#: How long one item's text may be before its rest becomes another item.
LONGEST = 60_000


@dataclass(frozen=True)
class _Table:
    """A table's rows of one record, by the key of what they belong to."""

    held: Held
    rows: list[Any]
    by_parent: dict[tuple[type[models.Model], int], list[Any]]
    earlier: dict[int, Lines]


def gather(request: AccessRequest) -> int:
    """Write the items of a request; give how many there are. Belongs in a transaction."""
    subject = Subject.objects.get(pk=request.subject_id)
    items = []
    for number, (model, title, moment, said, document) in enumerate(_things(subject), 1):
        text = "\n".join(f"{label}: {words}" for label, words in said)
        items.append(
            AccessItem(
                request=request,
                number=number,
                kind=_name(model)[:80],
                title=title[:200],
                dated_at=moment,
                said=[list(line) for line in said],
                marks=marks_in(text, subject, model=model),
                document=document,
            )
        )
    AccessItem.objects.bulk_create(items, batch_size=BATCH)
    return len(items)


def _things(subject: Subject) -> Iterator[tuple[type[models.Model], str, Any, Lines, Document | None]]:
    tables = {each.model: _read(each, subject) for each in held() if each.model not in OF_ITSELF}
    words = InWords([subject, *(row for table in tables.values() for row in table.rows)])
    details = [*told(subject, words), *earlier_words([subject]).get(subject.pk, [])]
    yield Subject, "Details of the record", None, details, None
    for table in tables.values():
        if table.held.parents[0][1] is not Subject or not table.rows:
            continue
        model = table.held.model
        if stands_alone(model) and model not in TOGETHER:
            for row in table.rows:
                lines = list(_in_full(row, tables, words))
                document = row if isinstance(row, Document) else None
                for part, piece in enumerate(_pieces(lines), 1):
                    title = _title(row) + (f", part {part}" if part > 1 else "")
                    yield model, title, dated(row), piece, document if part == 1 else None
        else:
            lines = [line for row in table.rows for line in _in_full(row, tables, words)]
            for part, piece in enumerate(_pieces(lines), 1):
                many = str(model._meta.verbose_name_plural)
                title = many[:1].upper() + many[1:] + (f", part {part}" if part > 1 else "")
                yield model, title, None, piece, None


def _read(table: Held, subject: Subject) -> _Table:
    rows = list(tellable(table.rows(subject.pk)).order_by("pk"))
    by_parent: dict[tuple[type[models.Model], int], list[Any]] = defaultdict(list)
    column, parent = table.parents[0]
    for row in rows:
        by_parent[parent, getattr(row, column)].append(row)
    return _Table(table, rows, by_parent, earlier_words(rows))


def _in_full(row: Any, tables: dict[type[models.Model], _Table], words: InWords) -> Iterator[tuple[str, str]]:
    """What a row says and said, then each row that belongs to it under the name of its kind."""
    yield from told(row, words)
    yield from tables[type(row)].earlier.get(row.pk, [])
    for table in tables.values():
        for part in table.by_parent.get((type(row), row.pk), ()):
            name = _name(table.held.model)
            for label, said in _in_full(part, tables, words):
                yield (label if " · " in label else f"{name} · {label}"), said


def _pieces(lines: Lines) -> Iterator[Lines]:
    piece: Lines = []
    length = 0
    for label, said in lines:
        if piece and length + len(said) > LONGEST:
            yield piece
            piece, length = [], 0
        piece.append((label, said))
        length += len(label) + len(said)
    if piece:
        yield piece


def _title(row: Any) -> str:
    """What a thing is called: its kind, unless its own words begin with that."""
    name, own = _name(type(row)), str(row)
    return own if own.casefold().startswith(name.casefold()) else f"{name}: {own}"


def _name(model: type[models.Model]) -> str:
    name = str(model._meta.verbose_name)
    return name[:1].upper() + name[1:]


def gather_pending() -> int:
    """Gather what waits to be gathered; give how many requests were. Safe to run twice and by several workers.

    One that fails is an incident until it is gathered, and the others go on. Raises what says that the database is
    away.
    """
    done = 0
    waiting = AccessRequest.objects.filter(state=AccessRequest.State.GATHERING).order_by("due_on", "pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        key = f"access_request:{pk}"
        try:
            with transaction.atomic():
                done += finish_gathering(pk, gather)
        except (OperationalError, InterfaceError):
            raise  # the database, not this request
        except Exception as error:
            log.error("a subject access request isn't gathered", request=pk, error=type(error).__qualname__)
            said = f"What is held couldn’t be gathered for subject access request {pk}. Its month runs on."
            open_incidents([Trouble(Incident.Kind.CHECK, key, said)])
        else:
            close_incidents(Incident.Kind.CHECK, key)
    return done
