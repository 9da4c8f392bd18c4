"""Pages of long lists: counted a few pages ahead, never to their end."""

from __future__ import annotations

import pytest

from qa_portal.dashboards.paging import AHEAD, PAGE, read_page


def list_of(number: int):
    """How a list of so many rows is read."""

    def read(offset: int) -> tuple[list[int], int]:
        left = list(range(number))[offset:]
        return left[:PAGE], min(len(left), AHEAD + 1)

    return read


@pytest.mark.parametrize(
    ("there_are", "asked_for", "first", "known", "is_cut"),
    [
        (30, None, 0, 30, False),
        (30, "2", 25, 30, False),
        (AHEAD, None, 0, AHEAD, False),
        (AHEAD + 1, None, 0, AHEAD, True),
        (10_000, "3", 50, 50 + AHEAD, True),
        (30, "99", 25, 30, False),
        (10_000, "0", 0, AHEAD, True),
        (30, "nonsense", 0, 30, False),
    ],
)
def test_a_page_knows_its_rows_and_how_many_there_are_or_that_there_are_more(
    there_are, asked_for, first, known, is_cut
):
    page = read_page(asked_for, list_of(there_are))
    assert page.object_list[0] == first
    assert (page.paginator.count, page.paginator.is_cut) == (known, is_cut)
    assert page.start_index() == first + 1


def test_an_empty_list_has_one_page():
    page = read_page("7", list_of(0))
    assert (page.object_list, page.number, page.paginator.count) == ([], 1, 0)
