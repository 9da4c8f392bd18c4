"""The IRO annual report adds up: on the demonstration's year by hand, and on a small year figure by figure."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from disputes.actions.stage_asking import record_non_response
from disputes.actions.stage_opening import bypass_stage
from disputes.demo import tell as tell_of_disputes
from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage, Qap
from disputes.reporting.demo import reported
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.models import Deadline
from qa_portal.demo.opening import tell as tell_of_the_council
from qa_portal.demo.story import Story
from qa_portal.reporting.figures import figure_in, grid_in
from qa_portal.reporting.models import Report
from qa_portal.reporting.shown import added_up
from tests.factories.disputes import dispute_at
from tests.factories.people import council, load_frameworks
from tests.factories.records import child
from tests.factories.reports import report_at

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 26, 14, 0, tzinfo=clock.LONDON)
YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))


def _lines(report, key) -> dict[str, list[int]]:
    return {line["label"]: line["numbers"] for line in grid_in(report.figures, key)["lines"]}


def _number(report, key):
    return figure_in(report.figures, key)["number"]


def _share(report, key):
    figure = figure_in(report.figures, key)
    return figure["number"], figure["of"]


@pytest.mark.rule("NEW-08", "LAW-07", "MER-13", "NEW-12")
def test_the_report_of_the_demonstration_adds_up_by_hand():
    with clock.standing_at(NOW):
        load_frameworks()
        story = Story(clock.now())
        tell_of_the_council(story)
        tell_of_disputes(story)
        reported(story)
        report = Report.objects.get(kind="iro_annual")

        # Each counted from the rows themselves, one after the other, without the report's own code.
        disputes = list(Dispute.objects.select_related("subject__team", "framework"))
        assert len(disputes) >= 4
        assert _number(report, "raised") == len(disputes)
        themes = Counter(d.policy.theme_label(d.theme) if d.theme else "No theme" for d in disputes)
        assert {label: sum(both) for label, both in _lines(report, "by_theme").items()} == themes
        still_open = {d.pk for d in disputes if d.state != "closed"}
        assert sum(both[0] for both in _lines(report, "by_theme").values()) == len(still_open)
        assert _share(report, "raised_closed") == (len(disputes) - len(still_open), len(disputes))

        # Every table of disputes is of the same disputes.
        for key in ("by_theme", "by_team", "by_kind", "by_stage"):
            assert added_up(grid_in(report.figures, key))[-1][-1] == len(disputes), key
        assert added_up(grid_in(report.figures, "by_outcome"))[-1] == [len(disputes)]
        assert added_up(grid_in(report.figures, "by_month"))[-1] == [
            len(disputes),
            len([d for d in disputes if d.closed_at]),
            Commendation.objects.count(),
        ]

        stages = list(DisputeStage.objects.exclude(state="scheduled"))
        assert added_up(grid_in(report.figures, "stages_opened"))[-1][-1] == len(stages)
        highest = Counter()
        for dispute in disputes:
            levels = [stage.level for stage in stages if stage.dispute_id == dispute.pk]
            highest[dispute.policy.disputes.level(max(levels)).name if levels else "Informal only"] += 1
        assert {label: sum(both) for label, both in _lines(report, "by_stage").items()} == highest

        now = clock.now()
        answers = [
            d for d in Deadline.objects.filter(kind="stage_answer") if d.met_at or d.first_due_at < now
        ]
        answers = [d for d in answers if d.cancelled_at is None or d.cancelled_at > d.first_due_at]
        in_time = [d for d in answers if d.met_at and d.met_at <= d.first_due_at]
        assert _share(report, "answered") == (len(in_time), len(answers))
        caps = [d for d in Deadline.objects.filter(kind="dispute_cap") if d.met_at or d.first_due_at < now]
        assert _share(report, "resolved") == (
            len([d for d in caps if d.met_at and d.met_at <= d.first_due_at]),
            len(caps),
        )
        days = [
            current_calendar().working_days_between(
                clock.london_date(d.first_sent_at), clock.london_date(d.closed_at)
            )
            for d in disputes
            if d.closed_at and d.first_sent_at
        ]
        assert _share(report, "within_cap") == (sum(each <= 20 for each in days), len(days))
        assert added_up(grid_in(report.figures, "durations"))[-1] == [len(days)]
        assert _number(report, "referrals") == CafcassReferral.objects.filter(state="made").count()
        assert _number(report, "commended") == Commendation.objects.count()
        assert _number(report, "qaps") == Qap.objects.count()
        assert len(report.sheets.get().rows) == len(disputes)


@pytest.mark.rule("LAW-07", "MER-13")
def test_answered_in_time_and_resolved_in_time_are_two_measures_of_what_was_decided_in_the_year():
    c = council()
    with clock.standing_at(dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)):
        # Its time runs out after the year's first day: it counts in this year, not in the one in which it was sent.
        before = dispute_at("sent", council=c, subject=child(c))
    with clock.standing_at(dt.datetime(2026, 10, 5, 10, 0, tzinfo=dt.UTC)):
        dispute_at("closed", council=c, subject=child(c))  # answered and over on the same day
        dispute_at("sent", council=c, subject=child(c))  # never answered
        dispute_at("settled", council=c, subject=child(c))  # informally, without any stage
    with clock.standing_at(NOW):
        report = report_at("drafted", c, "iro_annual", period=YEAR)
        assert _number(report, "raised") == 3
        assert _share(report, "answered") == (1, 3)
        assert _share(report, "resolved") == (1, 3)
        assert _share(report, "within_cap") == (1, 1)
        assert _number(report, "median_days") == 0
        assert _lines(report, "by_stage") == {"Informal only": [0, 1], "Stage 1": [1, 1]}
        assert _lines(report, "by_outcome")["Still open"] == [1]
        earlier = report_at("drafted", c, "iro_annual", period=(dt.date(2025, 4, 1), dt.date(2026, 3, 31)))
        assert _number(earlier, "raised") == 1
        assert _share(earlier, "answered") == (0, 0)
        assert before.pk
    # What was decided in one year isn't counted once more in the next.
    with clock.standing_at(dt.datetime(2027, 5, 10, 10, 0, tzinfo=dt.UTC)):
        later = report_at("drafted", c, "iro_annual", period=(dt.date(2027, 4, 1), dt.date(2028, 3, 31)))
        assert (_share(later, "answered"), _share(later, "resolved")) == ((0, 0), (0, 0))


@pytest.mark.rule("NEW-08", "LAW-04")
def test_a_stage_is_told_as_it_stood_when_the_year_had_ended():
    """Nobody had answered by the end of March; what came of it in April is of the next year."""
    c = council()
    with clock.standing_at(dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)):
        silent, passed = (dispute_at("sent", council=c, subject=child(c)).stages.get() for _ in "ab")
    year_before = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    with clock.standing_at(dt.datetime(2026, 4, 14, 10, 0, tzinfo=dt.UTC)):
        record_non_response(silent, by=c.iro)
        bypass_stage(passed, by=c.iro, level=2, reason="It can’t wait.")
    with clock.standing_at(NOW):
        report = report_at("drafted", c, "iro_annual", period=year_before)
    columns = grid_in(report.figures, "stages_opened")["columns"]
    stood = dict(zip(columns, _lines(report, "stages_opened")["Stage 1"], strict=True))
    assert {words: number for words, number in stood.items() if number} == {"Under way": 2}


@pytest.mark.rule("MER-23")
def test_the_fostering_officer_has_an_annual_report_of_what_concerns_fostering_alone():
    c = council("merton")
    with clock.standing_at(dt.datetime(2026, 10, 5, 10, 0, tzinfo=dt.UTC)):
        dispute_at("sent", council=c, subject=child(c))
        fostered = child(c, case_kind=Subject.CaseKind.FOSTERING, iro=c.fostering_iro)
        dispute_at("sent", council=c, subject=fostered, by=c.fostering_iro)
    with clock.standing_at(NOW):
        report = report_at("drafted", c, "fostering_annual", period=YEAR)
    assert _number(report, "raised") == 1
    assert report.sheets.get().records == [fostered.pk]
    assert _lines(report, "by_kind") == {"Fostering": [1, 0]}


@pytest.mark.rule("NEW-08")
def test_what_leaves_the_service_holds_no_small_number():
    c = council()
    with clock.standing_at(dt.datetime(2025, 10, 6, 10, 0, tzinfo=dt.UTC)):
        for state in ("sent", "closed", "settled"):
            dispute_at(state, council=c, subject=child(c))
    with clock.standing_at(NOW):
        report = report_at("published", c, "iro_annual", period=(dt.date(2025, 4, 1), dt.date(2026, 3, 31)))
        inside, outside = (report.files.get(sort=sort).content for sort in ("paper", "outside"))

        def numbers(paper):
            return [
                *(figure["words"] for part in paper["parts"] for figure in part["figures"]),
                *(
                    cell
                    for part in paper["parts"]
                    for table in part["tables"]
                    for row in table["rows"]
                    for cell in row[1:]
                ),
            ]

        assert "3" in numbers(inside)
        assert not [words for words in numbers(outside) if words in ("1", "2", "3", "4")]
        assert "fewer than 5" in numbers(outside)
