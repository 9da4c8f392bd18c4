"""Small numbers: hidden, and not told by what is left."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_portal.figures.suppression import SMALLEST, hidden_cells, suppressed

TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 20, 80]), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


def full_of(cells):
    full = [[*row, sum(row)] for row in cells]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def told(shown):
    """The hidden places whose number follows from those shown: by elimination over the sums of rows and columns."""
    places = [(r, c) for r, row in enumerate(shown) for c, value in enumerate(row) if value is None]
    height, width = len(shown), len(shown[0])
    sums = []
    for line in (
        *([(r, c) for c in range(width)] for r in range(height)),
        *([(r, c) for r in range(height)] for c in range(width)),
    ):
        # All but the last together are the last.
        signs = {place: (1 if n < len(line) - 1 else -1) for n, place in enumerate(line)}
        sums.append([Fraction(signs.get(place, 0)) for place in places])
    for column in range(len(places)):
        lead = next((row for row in sums if row[column] and not any(row[:column])), None)
        if lead is None:
            continue
        lead[:] = [value / lead[column] for value in lead]
        for row in sums:
            if row is not lead and row[column]:
                row[:] = [a - row[column] * b for a, b in zip(row, lead, strict=True)]
    return [places[n] for row in sums for n in range(len(places)) if row[n] and sum(map(bool, row)) == 1]


@pytest.mark.rule("KNO-24")
def test_a_small_number_is_hidden_and_so_is_another_in_its_row_and_its_column():
    assert suppressed([[20, 3, 10], [30, 12, 8], [40, 25, 9]]) == [
        [20, None, None, 33],
        [30, None, None, 50],
        [40, 25, 9, 74],
        [90, 40, 27, 157],
    ]


def test_where_no_number_is_small_all_are_shown():
    assert suppressed([[20, 0], [30, 12]]) == [[20, 0, 20], [30, 12, 42], [50, 12, 62]]


def test_a_small_total_is_hidden_with_all_that_would_tell_it():
    shown = suppressed([[3, 0], [30, 12]])
    assert shown[0][2] is None
    assert shown[0][0] is None
    assert told(shown) == []


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_of_any_table_nothing_small_is_shown_or_follows_from_what_is(cells):
    shown, full = suppressed(cells), full_of(cells)
    flat = [(value, full[r][c]) for r, row in enumerate(shown) for c, value in enumerate(row)]
    assert all(value is None or value == true for value, true in flat)
    assert not any(value is not None and 0 < value < SMALLEST for value, _ in flat)
    hidden_small = {
        (r, c) for r, row in enumerate(full) for c, value in enumerate(row) if 0 < value < SMALLEST
    }
    assert hidden_small & set(told(shown)) == set()
    if not hidden_small:
        assert all(value is not None for value, _ in flat)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES, st.booleans())
def test_where_only_rows_or_only_columns_add_up_nothing_small_stands_alone(cells, across):
    rows = (
        [[*row, sum(row)] for row in cells]
        if across
        else [*cells, [sum(c) for c in zip(*cells, strict=True)]]
    )
    hidden = hidden_cells(rows, smallest=SMALLEST, total=not across, across=across)
    sums = range(len(rows)) if across else range(len(rows[0]))
    for number in sums:
        gone = [place for place in hidden if place[0 if across else 1] == number]
        small = [(r, c) for r, c in gone if 0 < rows[r][c] < SMALLEST]
        assert not small or len(gone) > 1
