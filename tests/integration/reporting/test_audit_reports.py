"""The reports that audits bring: compliance, checks, cohorts, digest, quarter and year, moderation, agencies."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile

import pytest
from django.urls import reverse

from audits.actions.returning import return_audit
from audits.models import Audit, Cycle
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry
from qa_portal.documents.reports import make_pending_documents
from qa_portal.reporting import actions
from qa_portal.reporting.comparing import compare_report
from qa_portal.reporting.figures import figure_in, grid_in
from qa_portal.reporting.models import Report
from qa_portal.workflow.steps import StandsInTheWay
from tests.factories.audits import fresh, write_all
from tests.factories.audits_after import audit_after
from tests.factories.cycles import caseload, cycle_at
from tests.factories.people import council, sign_in
from tests.factories.records import child, restrict
from tests.factories.reports import make_files, report_at, written
from tests.house.scene_audits_after import working_by

pytestmark = pytest.mark.django_db

OCTOBER = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
THEN = dt.datetime(2026, 10, 6, 10, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


def _number(report, key):
    return figure_in(report.figures, key)["number"]


def _share(report, key):
    figure = figure_in(report.figures, key)
    return figure["number"], figure["of"]


def _lines(report, key):
    return {line["label"]: line["numbers"] for line in grid_in(report.figures, key)["lines"]}


def _audit(c, state="returned", at=THEN, **given):
    with clock.standing_at(at):
        return audit_after(state, c, child(c), reviewer=given.pop("reviewer", c.other_team_manager), **given)


@pytest.fixture
def waltham():
    return council("waltham-forest")


@pytest.mark.rule("WAL-20")
def test_non_completion_is_reported_month_by_month_with_a_spreadsheet_of_the_year_to_date(waltham):
    _audit(waltham)
    with clock.standing_at(THEN):
        from tests.factories.audits import audit_at

        missing = audit_at("begun", waltham, child(waltham), reviewer=waltham.other_team_manager)
    with clock.standing_at(NOW):
        report = report_at("drafted", waltham, "compliance", period=OCTOBER)
    assert _share(report, "in_time") == (1, 2)
    assert _share(report, "missing") == (1, 2)
    assert _lines(report, "by_month")["October 2026"] == [1, 0, 1]
    assert _lines(report, "by_service") == {"Permanence and Fostering": [1, 0, 1]}
    table = next(t for part in report.figures for t in part["tables"] if t["key"] == "not_completed")
    assert table["rows"][0][0] == "Thea Manager, Team Manager"
    assert table["is_inside"]
    rows = {row[0]: row[-1] for row in report.sheets.get(key="compliance").rows}
    assert rows[missing.subject.reference] == "Not completed"
    assert sorted(rows.values()) == ["Completed in time", "Not completed"]
    assert report.sheets.get(key="by_auditor").rows == [
        ["Permanence and Fostering", "Thea Manager, Team Manager", 2, 1, 0, 1]
    ]


@pytest.mark.rule("WAL-29")
def test_compliance_checks_are_reported_apart_from_graded_audits(waltham):
    _audit(waltham, grade="good")
    _audit(waltham, state="submitted", tool="compliance_check")
    with clock.standing_at(NOW):
        monthly = report_at("drafted", waltham, period=OCTOBER)
        checks = report_at("drafted", waltham, "checks", period=OCTOBER)
    assert _number(monthly, "completed") == 1
    assert _number(checks, "checks") == 1
    yes, of = _share(checks, "compliant")
    assert yes == of > 0
    assert len(checks.sheets.get().rows) == 1
    assert len(monthly.sheets.get().rows) == 1


@pytest.mark.rule("WAL-21", "WAL-22")
def test_the_quarterly_report_has_the_themes_and_asks_what_was_done_about_them(waltham):
    audit = _audit(waltham, grade="requires_improvement")
    Audit.objects.filter(pk=audit.pk).update(themes={"needs": "risk", "voice_advocacy": "strength"})
    earlier = _audit(waltham, grade="good", at=dt.datetime(2026, 6, 9, 10, 0, tzinfo=dt.UTC))
    Audit.objects.filter(pk=earlier.pk).update(themes={"needs": "risk"})
    quarter = (dt.date(2026, 7, 1), dt.date(2026, 9, 30)), (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    with clock.standing_at(dt.datetime(2027, 1, 11, 10, 0, tzinfo=dt.UTC)):
        report = report_at("drafted", waltham, "quarterly", period=quarter[1])
        needs = "Needs and outcomes clearly evidenced"
        assert _lines(report, "themes")[needs] == [0, 1, 0, 0]
        assert _share(report, "below_good") == (1, None)
        assert _share(report, "loop_closed") == (0, 1)
        with pytest.raises(StandsInTheWay) as refused:
            actions.publish_report(report, by=waltham.insights_manager)
        assert "What was done about them" in str(refused.value)
        before = report_at("drafted", waltham, "quarterly", period=quarter[0])
        assert _lines(before, "themes")[needs] == [0, 0, 0, 1]


@pytest.mark.rule("WAL-18", "MER-05")
def test_moderation_findings_set_the_reviewers_grade_beside_the_panels():
    c = council("merton")
    with clock.standing_at(THEN):
        held = audit_after("to_moderate", c, child(c), grade="inadequate", reviewer=c.other_team_manager)
        from audits.actions.moderating import record_moderated_grade

        record_moderated_grade(
            held, by=c.insights_manager, reason="He is seen.", grade="requires_improvement", point=3
        )
    with clock.standing_at(dt.datetime(2027, 1, 11, 10, 0, tzinfo=dt.UTC)):
        report = report_at("drafted", c, "moderation", period=(dt.date(2026, 10, 1), dt.date(2026, 12, 31)))
    assert _share(report, "raised") == (1, 1)
    assert _lines(report, "moderated_grades")["Inadequate"] == [0, 0, 1, 0]


@pytest.fixture
def cycle():
    """Merton's cycle of November, its three reviews written: two are back with their teams."""
    c = council("merton")
    with clock.standing_at(dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)):
        caseload(c)
        made = cycle_at("sent", c)
    with clock.standing_at(dt.datetime(2026, 11, 10, 9, 0, tzinfo=dt.UTC)):
        from audits.actions.conversation import book_conversation
        from audits.actions.submitting import submit_audit
        from tests.factories.audits import soon

        for number, audit in enumerate(Audit.objects.filter(cycle=made).order_by("pk")):
            book_conversation(fresh(audit), by=audit.reviewer, at=soon(), place="Teams")
            audit = write_all(audit, by=audit.reviewer, grade="good" if number else "requires_improvement")
            submit_audit(audit, by=audit.reviewer)
            if number < 2:
                return_audit(fresh(audit), by=c.insights_member)
    return c, Cycle.objects.get(pk=made.pk)


@pytest.mark.rule("MER-06", "MER-20")
def test_the_cohort_of_a_cycle_is_analysed_as_one(cycle):
    c, made = cycle
    with clock.standing_at(dt.datetime(2026, 12, 2, 9, 0, tzinfo=dt.UTC)):
        given = {"about": made.pk, "about_words": str(made), "period": (made.begins_on, made.ends_on)}
        report = report_at("written", c, "cohort", **given)
        assert _share(report, "completed") == (3, 3)
        assert _share(report, "graded") == (2, 3)
        assert _share(report, "good") == (1, 2)
        questions = _lines(report, "questions")
        assert questions
        assert {sum(numbers) for numbers in questions.values()} == {2}
        assert _share(report, "heard") == (3, 3)
        assert _number(report, "helped") == 8.0
        beside = grid_in(report.figures, "families_beside_grades")
        assert beside["columns"] == ["0 to 4", "5 to 7", "8 to 10", "Not heard"]
        assert _lines(report, "families_beside_grades")["Good"] == [0, 0, 1, 0]
        report = actions.publish_report(report, by=c.insights_manager)
        outside = report.files.get(sort="outside").content
        assert "She listens to us" not in str(outside)  # the family’s own words stay inside
        assert "She listens to us" in str(report.files.get(sort="paper").content)
    # What goes on after the figures were gathered is no correction.
    with clock.standing_at(dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC)):
        third = Audit.objects.filter(cycle=made).order_by("pk").last()
        return_audit(fresh(third), by=c.insights_member)
        assert compare_report(Report.objects.get(pk=report.pk)) == []


@pytest.mark.rule("MER-22")
def test_the_learning_digest_names_nobody_not_even_staff(cycle):
    c, made = cycle
    with clock.standing_at(dt.datetime(2026, 12, 2, 9, 0, tzinfo=dt.UTC)):
        given = {"about": made.pk, "about_words": str(made), "period": (made.begins_on, made.ends_on)}
        report = report_at("drafted", c, "digest", **given)
        written(report, by=c.insights_member, words="Wendy Worker’s visits are well written.")
        with pytest.raises(StandsInTheWay) as refused:
            actions.publish_report(report, by=c.insights_manager)
        assert "names Wendy Worker" in str(refused.value)
        written(report, by=c.insights_member)
        report = actions.publish_report(report, by=c.insights_manager)
        paper = str(report.files.get(sort="outside").content)
        for audit in Audit.objects.filter(cycle=made).select_related("subject", "practitioner", "reviewer"):
            for name in (audit.subject.full_name, audit.subject.reference, audit.practitioner.name):
                assert name not in paper
        assert not report.sheets.exists()


@pytest.mark.rule("KNO-21")
def test_the_mash_summary_says_who_is_short_and_the_main_monthly_report_holds_it_too():
    c = council("knowsley")
    with (
        clock.standing_at(dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)),
        working_by(c.service, "knowsley-mash"),
    ):
        caseload(c)
        cycle_at("sent", c, team=c.service)
        with clock.standing_at(NOW):
            summary = report_at("drafted", c, "agencies", period=OCTOBER, team=c.service)
            main = report_at("drafted", c, "monthly", period=OCTOBER)
    for report in (summary, main):
        agencies = next(part for part in report.figures if part["key"] == "agencies")
        labels = [line["label"] for line in agencies["grids"][0]["lines"]]
        assert labels[:3] == ["Children's Social Care", "Early Help", "Police"]
        assert _number(report, "shortfall") == 9


@pytest.mark.rule("NEW-08", "LEE-16")
def test_the_inspection_pack_is_one_archive_with_an_index_and_names_nobody(client, waltham):
    shown, hidden = _audit(waltham), _audit(waltham)
    make_pending_documents()
    restrict(hidden.subject, waltham.iro_manager)
    with clock.standing_at(NOW):
        report = report_at("published", waltham, "inspection", period=OCTOBER)
        make_files()
        sign_in(client, waltham.insights_member)
        answer = client.get(reverse("report_pack", args=[report.pk]))
        assert answer.streaming
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert archive.testzip() is None
        paper = shown.documents.get(report_key="audit")
        names = archive.namelist()
        assert sorted(names) == sorted(
            ["report.pdf", "figures-and-index.xlsx", f"papers/0001-audit-{paper.pk}.pdf", "index.csv"]
        )
        assert hashlib.sha256(archive.read(names[2])).hexdigest() == paper.file.sha256
        index = archive.read("index.csv").decode()
        assert shown.subject.reference in index
        assert paper.file.sha256 in index
        assert "Restricted record" in index
        assert hidden.subject.reference not in index
        assert not any(shown.subject.last_name in name for name in names)
        logged = AccessLogEntry.objects.filter(page="report_pack", what="exported")
        assert list(logged.values_list("subject", "person")) == [
            (shown.subject_id, waltham.insights_member.pk)
        ]
        sign_in(client, waltham.head_of_service)
        assert client.get(reverse("report_pack", args=[report.pk])).status_code == 404
    assert report.sheets.get(key="loop").rows[0][5] == "With the team"
