"""What leaves the service holds no small number, nor one by which it could be reckoned (NEW-08)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_portal.figures.suppression import hidden_cells
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.shown import added_up, shown
from qa_portal.reporting.small_numbers import is_small, part_of_whole


def _hidden(rows, total=True, across=True):
    grid = Grid("g", "G", "H", tuple("abc")[: len(rows[0])], tuple(Line("l", tuple(row)) for row in rows))
    full = added_up(
        {**vars(grid), "lines": [vars(line) for line in grid.lines], "across": across, "total": total}
    )
    return full, hidden_cells(full, smallest=5, total=total, across=across)


@pytest.mark.rule("NEW-08")
def test_a_small_number_alone_in_its_line_takes_another_with_it():
    _full, hidden = _hidden([(3, 20, 30), (9, 8, 7)])
    assert (0, 0) in hidden
    assert len([cell for cell in hidden if cell[0] == 0]) >= 2
    assert len([cell for cell in hidden if cell[1] == 0]) >= 2


@pytest.mark.rule("NEW-08")
def test_nothing_is_left_out_where_nothing_is_small():
    assert _hidden([(5, 20, 0), (9, 0, 7)])[1] == frozenset()


def _ways(full, hidden, total, across):
    """Every way to fill the hidden cells with small whole numbers such that all totals come right."""
    cells = sorted(hidden)
    for values in itertools.product(range(13), repeat=len(cells)):
        rows = [list(row) for row in full]
        for (line, column), value in zip(cells, values, strict=True):
            rows[line][column] = value
        body = rows[:-1] if total else rows
        if across and any(row[-1] != sum(row[:-1]) for row in rows):
            continue
        if total and any(rows[-1][c] != sum(row[c] for row in body) for c in range(len(rows[0]))):
            continue
        yield dict(zip(cells, values, strict=True))


@pytest.mark.rule("NEW-08")
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=2), st.booleans())
def test_no_small_number_can_be_reckoned_from_what_is_shown(rows, across):
    full, hidden = _hidden(rows, across=across)
    small = {
        (line, column)
        for line, row in enumerate(full)
        for column, number in enumerate(row)
        if is_small(number, 5)
    }
    assert small <= hidden
    if len(hidden) > 5:  # too many to try them all
        return
    found = list(_ways(full, hidden, True, across))
    for cell in small:
        assert len({way[cell] for way in found}) > 1


@pytest.mark.parametrize(
    ("number", "of", "words"),
    [
        (12, 20, "12 of 20 (60%)"),
        (2, 20, "fewer than 5 of 20"),
        (18, 20, "not shown, of 20"),
        (1, 3, "too few to say"),
        (0, 20, "0 of 20 (0%)"),
        (20, 20, "20 of 20 (100%)"),
    ],
)
@pytest.mark.rule("NEW-08")
def test_a_part_of_a_whole_tells_neither_a_small_part_nor_a_small_rest(number, of, words):
    assert part_of_whole(number, of, 5) == words


@pytest.mark.rule("NEW-08")
def test_a_part_of_a_report_is_shown_whole_inside_and_without_small_numbers_outside():
    part = Gathered(
        figures=(Figure("a", "Disputes", 3), Figure("b", "Median", 3, unit="working days")),
        grids=(Grid("g", "By theme", "Theme", ("Number",), (Line("Health", (3,)), Line("School", (9,)))),),
    ).as_json("p", "Part")
    inside, outside = shown([part])[0], shown([part], smallest=5)[0]
    assert [figure.words for figure in inside.figures] == ["3", "3 working days"]
    assert [figure.words for figure in outside.figures] == ["fewer than 5", "3 working days"]
    assert inside.tables[0].rows == (("Health", "3"), ("School", "9"), ("All", "12"))
    assert outside.tables[0].rows == (("Health", "not shown"), ("School", "not shown"), ("All", "12"))


@pytest.mark.rule("NEW-08")
def test_two_small_numbers_are_not_told_by_what_they_come_to():
    """Of 12, 10 shown and two called small: both would be 1."""
    _full, hidden = _hidden([(1, 1, 10), (20, 30, 40)])
    assert {(0, 0), (0, 1), (0, 2)} <= hidden
