"""A long table of a paper is set as several, each with its caption and its headings."""

from django.template.loader import render_to_string

from qa_portal.documents.papers import Table
from qa_portal.templatetags.papers import MOST_ROWS


def test_no_table_on_paper_is_longer_than_it_may_be_and_none_of_its_rows_is_lost():
    rows = tuple((f"Friday {n}", f"Event {n}") for n in range(1, 2 * MOST_ROWS + 2))
    html = render_to_string("pdf/_table.html", {"table": Table("What happened", ("When", "What"), rows)})
    parts = html.split("<table>")[1:]
    assert [part.count("<tr>") - 1 for part in parts] == [MOST_ROWS, MOST_ROWS, 1]
    assert MOST_ROWS <= 500
    assert [row for row in rows if f">{row[1]}<" not in html] == []
    assert all(part.count('scope="col"') == 2 for part in parts)
    assert "What happened</caption>" in parts[0]
    assert "What happened (continued)</caption>" in parts[1]


def test_a_table_without_rows_says_so():
    html = render_to_string("pdf/_table.html", {"table": Table("Referrals", ("On",), ())})
    assert "Referrals: none." in html
    assert "<table" not in html
