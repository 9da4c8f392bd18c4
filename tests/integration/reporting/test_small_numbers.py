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


def _outside(gathered):
    shown_part = shown([gathered.as_json("p", "Part")], smallest=5)[0]
    return {figure.label: figure.words for figure in shown_part.figures}, shown_part.tables


@pytest.mark.rule("NEW-08")
def test_a_small_part_does_not_follow_from_the_other_parts_of_its_whole():
    """14 confirmed and 5 lowered of 20: one was raised."""
    figures = tuple(
        Figure(label, label, number, 20, splits="pairs")
        for label, number in (("confirmed", 14), ("raised", 1), ("lowered", 5))
    )
    words, _tables = _outside(Gathered(figures=figures))
    assert words == {
        "confirmed": "14 of 20 (70%)",
        "raised": "fewer than 5 of 20",
        "lowered": "not shown, of 20",
    }


@pytest.mark.rule("NEW-08")
def test_a_small_rest_that_no_figure_tells_does_not_follow_either():
    """14 in time and 5 missing of 20: one was late."""
    figures = (Figure("a", "In time", 14, 20, splits="x"), Figure("b", "Missing", 5, 20, splits="x"))
    words, _tables = _outside(Gathered(figures=figures))
    assert words == {"In time": "14 of 20 (70%)", "Missing": "not shown, of 20"}


@pytest.mark.rule("NEW-08")
def test_a_small_total_does_not_follow_from_a_figure_that_adds_it_up():
    """Of 40 actions 22 are done: 20 to be verified, so two are verified."""
    grid = Grid(
        "g",
        "Progress",
        "Priority",
        ("Verified", "Done", "Open", "Overdue"),
        (Line("High", (2, 12, 6, 0)), Line("Low", (0, 8, 5, 7))),
        across=True,
    )
    figures = (
        Figure("done", "Done", 22, 40, adds=("g", "Verified", "Done")),
        Figure("late", "Done late", 6, 22),
        Figure("open", "Open", 11, 40, adds=("g", "Open")),
    )
    words, [table] = _outside(Gathered(figures=figures, grids=(grid,)))
    assert table.rows[-1] == ("All", "not shown", "20", "11", "not shown", "40")
    assert words == {"Done": "not shown, of 40", "Done late": "not shown", "Open": "11 of 40 (28%)"}


@pytest.mark.rule("NEW-08")
def test_no_table_shows_a_total_that_another_hides():
    """The same disputes by theme and by team: which totals are left out goes by the totals alone."""
    heads = ("Open", "Closed", "Withdrawn")
    tables = [
        Grid(key, key, "By", heads, tuple(Line(str(row), row) for row in rows), across=True)
        for key, rows in (
            ("theme", [(2, 9, 6), (0, 8, 7)]),
            ("team", [(1, 6, 1), (1, 3, 6), (0, 8, 6)]),
            ("kind", [(2, 17, 13)]),
        )
    ]
    _words, shown_tables = _outside(Gathered(grids=tuple(tables)))
    totals = {table.rows[-1] for table in shown_tables}
    assert totals == {("All", "not shown", "17", "not shown", "32")}


@pytest.mark.rule("NEW-08")
def test_the_mean_of_few_is_one_of_them():
    words, _tables = _outside(Gathered(figures=(Figure("m", "Mean", 3.0, 2, unit="of 10"),)))
    assert words == {"Mean": "too few to say"}
