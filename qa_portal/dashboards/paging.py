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


#: A list that is read with its page is counted so far beyond the page: the pages that somebody may turn to next.
AHEAD = 10 * PAGE


def counted(rows: QuerySet, offset: int = 0, upto: int = AHEAD + 1) -> QuerySet:
    """A queryset of one number, for a prepared read: how many rows come after ``offset``, counted up to ``upto``."""
    some = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")[offset : offset + upto])
    one = some.annotate(all=Value(1, IntegerField())).order_by().values("all").annotate(number=Count("pk"))
    return one.values_list("number")[:1]


def number_of(read: list[tuple[int]]) -> int:
    """The number that ``counted`` was read as: none of nothing."""
    return read[0][0] if read else 0


class _ReadPages(Paginator):
    """What says how many pages are known of a list that was read elsewhere; ``is_cut``: there are more."""

    def __init__(self, number: int, is_cut: bool) -> None:
        super().__init__(range(min(number, MOST)), PAGE)
        self.is_cut = is_cut


def read_page(asked_for: str | None, read: Callable[[int], tuple[list[Any], int]]) -> Page:
    """A page of a long list in one read: ``read(offset)`` gives its rows, and how many there are (see ``counted``).

    Beyond the last page it is the last one that is known from the first, at the price of two more reads.
    """
    number = int(asked_for) if asked_for and asked_for.isdecimal() and len(asked_for) < 5 else 1
    offset = min(max(number - 1, 0) * PAGE, MOST - PAGE)
    rows, more = read(offset)
    if not more and offset:
        _, more = read(0)
        offset = max(min(more, AHEAD) - 1, 0) // PAGE * PAGE
        rows, more = read(offset)
    page = _ReadPages(offset + min(more, AHEAD), is_cut=more > AHEAD).get_page(offset // PAGE + 1)
    page.object_list = rows
    return page
