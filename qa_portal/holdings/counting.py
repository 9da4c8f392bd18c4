"""How much is held on a record: one statement, however many tables there are."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, IntegerField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from qa_portal.children.models import AccessLogEntry, Subject

from .reach import held, stands_alone

#: What nobody knows one by one is counted together, under these words.
PARTS = "entries that belong to these"
#: The log of who saw a record.
LOOKS = "looks at the record"


def counted(subject: int) -> list[tuple[str, int]]:
    """How much a record has of each thing that people know one by one, of looks at it, and of all the rest together;
    the most first, without what there is none of."""
    tables = held()
    numbers = {f"held_{place}": _number(each.rows(subject)) for place, each in enumerate(tables)}
    found = Subject.objects.filter(pk=subject).order_by().values(**numbers).first() or {}
    said: dict[str, int] = {}
    for place, each in enumerate(tables):
        words = words_for(each.model)
        said[words] = said.get(words, 0) + found.get(f"held_{place}", 0)
    return most_first(said)


def most_first(said: Mapping[str, int]) -> list[tuple[str, int]]:
    """How much there is of each thing, without what there is none of: the most first, and what belongs to the others
    last."""
    return sorted(
        ((words, number) for words, number in said.items() if number),
        key=lambda pair: (pair[0] == PARTS, -pair[1], pair[0]),
    )


def words_for(model: type[Model]) -> str:
    """Under what the rows of a table are counted."""
    if model is AccessLogEntry:
        return LOOKS
    return str(model._meta.verbose_name_plural) if stands_alone(model) else PARTS


def _number(rows: QuerySet) -> Coalesce:
    number = rows.annotate(alike=Value(1)).values("alike").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
