"""Pages of lists that grow with the years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils.functional import cached_property

#: How far a long list is counted and paged; beyond it, filters narrow it.
MOST = 5000
#: How many rows a page of a list shows.
PAGE = 25


class LongList(Paginator):
    """A queryset, 25 a page, counted no further than ``MOST``: a count of everything would cost more than the page.

    ``is_cut`` says whether there is more than is listed.
    """

    def __init__(self, rows: QuerySet, per_page: int = PAGE) -> None:
        super().__init__(rows, per_page)

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: MOST + 1].count()

    @property
    def count(self) -> int:
        """How many rows are listed."""
        return min(self._counted, MOST)

    @property
    def is_cut(self) -> bool:
        """Whether only the first ``MOST`` are listed."""
        return self._counted > MOST


def counted(rows: QuerySet) -> QuerySet:
    """A queryset of one number, for a prepared read: how many rows there are, counted up to one more than ``MOST``."""
    some = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")[: MOST + 1])
    one = some.annotate(all=Value(1, IntegerField())).order_by().values("all").annotate(number=Count("pk"))
    return one.values_list("number")[:1]


class _ReadPages(Paginator):
    """What says how many pages there are of a list that was read elsewhere."""

    def __init__(self, number: int) -> None:
        super().__init__(range(min(number, MOST)), PAGE)
        self.is_cut = number > MOST


def read_page(asked_for: str | None, read: Callable[[int], tuple[list[Any], int]]) -> Page:
    """A page of a long list in one read: ``read(offset)`` gives its rows, and how many there are (see ``counted``).

    Beyond the last page it is the last one, at the price of a second read.
    """
    number = int(asked_for) if asked_for and asked_for.isdecimal() and len(asked_for) < 5 else 1
    offset = min(max(number - 1, 0) * PAGE, MOST - PAGE)
    rows, there_are = read(offset)
    page = _ReadPages(there_are).get_page(asked_for)
    if page.number != offset // PAGE + 1:
        rows, _ = read((page.number - 1) * PAGE)
    page.object_list = rows
    return page
