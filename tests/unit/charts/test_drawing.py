"""Charts: presentation attributes alone, a title, a description, a table; nothing is told by colour alone."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from qa_portal.charts.drawing import draw
from qa_portal.charts.shapes import TONES, BarRow, Bars, Lines, Part
from qa_portal.dashboards.council import contrast
from qa_portal.documents.pdf import render_pdf
from qa_portal.templatetags.charts import chart as component

SVG = "{http://www.w3.org/2000/svg}"


LATE_AND_NOT = (Part("Overdue", "bad"), Part("Later", "quiet"))
IN_TIME = (Part("Answered in time"),)


def bars(*rows, parts=LATE_AND_NOT):
    return Bars("work", "2 of 7 are overdue", "Open work by person", "Person", tuple(parts), tuple(rows))


def lines(*values, parts=IN_TIME, **more):
    columns = tuple(f"Month {n + 1}" for n in range(len(values[0])))
    return Lines("time", "In time rose", "By month", "Month", columns, tuple(parts), tuple(values), **more)


def drawn(chart):
    return ElementTree.fromstring(str(draw(chart)))


def test_it_has_a_title_and_a_description_and_is_named_by_them():
    picture = drawn(bars(BarRow("A. Person", (2, 5))))
    ids = {node.get("id"): node.text for node in picture.iter() if node.get("id")}
    said = [ids[key] for key in picture.get("aria-labelledby").split()]
    assert picture.get("role") == "img"
    assert said == ["2 of 7 are overdue", "Open work by person. A. Person: Overdue 2, Later 5, All 7."]


@pytest.mark.parametrize("chart", [bars(BarRow("A", (2, 5), ("/x", ""))), lines((1, None, 3))])
def test_it_has_neither_style_nor_class_nor_script(chart):
    said = str(draw(chart))
    assert not re.search(r"\b(style|class|on\w+)=|<style|<script|url\(", said)


def test_a_bar_that_leads_somewhere_is_followed_in_the_picture_and_in_the_table():
    chart = bars(BarRow("A. Person", (2, 0), ("/list?is=overdue&who=1", "/list")))
    picture = drawn(chart)
    [link] = picture.iter(f"{SVG}a")
    assert picture.get("role") == "group"  # an image has nothing in it that can be followed
    assert (link.get("href"), link.get("aria-label")) == (
        "/list?is=overdue&who=1",
        "A. Person, overdue: 2",
    )
    page = render_to_string("components/chart.html", component(chart))
    assert page.count('<a class="govuk-link" href="/list?is=overdue&amp;who=1">2<') == 1
    assert ">0</td>" in page  # nothing is behind a zero


def test_every_number_stands_in_the_table_also_of_bars_that_are_not_drawn():
    chart = bars(*(BarRow(f"Person {n}", (n, 1)) for n in range(1, 31)))
    page = render_to_string("components/chart.html", component(chart))
    assert "Person 30" in page
    assert len([text for text in drawn(chart).iter(f"{SVG}text") if "Person" in (text.text or "")]) == 15


def test_bars_are_as_long_as_their_numbers():
    found = drawn(bars(BarRow("A", (10,)), BarRow("B", (5,)), parts=(Part("Open"),)))
    long, short = (float(rect.get("width")) for rect in found.iter(f"{SVG}rect"))
    assert long == pytest.approx(2 * short, rel=0.01)


def test_a_line_leaves_out_a_month_without_a_number_and_rises_with_its_values():
    circles = list(drawn(lines((0, None, 50, 100), top=100)).iter(f"{SVG}circle"))
    assert [float(c.get("cy")) for c in circles] == sorted(
        (float(c.get("cy")) for c in circles), reverse=True
    )
    assert len(circles) == 3


def test_lines_differ_by_their_marks_and_dashes_and_say_numerator_and_denominator():
    parts = (Part("Answered"), Part("Resolved", "strong"))
    chart = lines((80, None), (50, 75), parts=parts, unit="%", notes=(("4 of 5", ""), ("1 of 2", "3 of 4")))
    found = str(draw(chart))
    assert "<circle" in found
    assert "stroke-dasharray" in found
    page = render_to_string("components/chart.html", component(chart))
    assert "4 of 5 (80%)" in page
    assert "None yet" in page


def test_a_chart_without_numbers_is_a_sentence():
    page = render_to_string(
        "components/chart.html", component(bars(BarRow("A", (0, 0))), empty="Nobody waits.")
    )
    assert "Nobody waits." in page
    assert "<svg" not in page


def test_what_somebody_is_called_is_written_as_text():
    said = str(draw(bars(BarRow('<script>"&', (1, 1), ("/a?b=1&c=2", "")))))
    assert "<script" not in said
    ElementTree.fromstring(said)


def test_a_number_on_its_bar_can_be_read():
    assert all(contrast(tone.ink, tone.fill) >= 4.5 for tone in TONES.values())
    assert all(contrast(tone.line, "#ffffff") >= 3 for tone in TONES.values())


def test_it_is_drawn_on_paper():
    picture = draw(bars(BarRow("A. Person", (2, 5))))
    html = f'<html lang="en-GB"><head><title>Chart</title></head><body>{picture}</body></html>'
    assert render_pdf(html, identifier="chart")[:5] == b"%PDF-"
