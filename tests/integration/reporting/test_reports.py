"""Reports through the running application: drafted, written by two, published, corrected late, given out."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audits.models import Audit
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry, Subject
from qa_portal.documents.store import read_bytes
from qa_portal.reporting import actions
from qa_portal.reporting.comparing import compare_published, compare_report
from qa_portal.reporting.figures import figure_in, grid_in
from qa_portal.reporting.models import Report, ReportFile, ReportText
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.audits_after import audit_after
from tests.factories.people import council, sign_in
from tests.factories.records import child, restrict
from tests.factories.reports import make_files, report_at, written
from tests.integration.editing import fields_of, send

pytestmark = pytest.mark.django_db

OCTOBER = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
#: A working day in October, and one in November.
THEN = dt.datetime(2026, 10, 6, 10, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def waltham():
    """Four audits completed in October: Good and Requires Improvement twice each; today is in November."""
    made = council("waltham-forest")
    for grade in ("good", "requires_improvement", "good", "requires_improvement"):
        with clock.standing_at(THEN):
            audit_after("returned", made, child(made), grade=grade, reviewer=made.other_team_manager)
    with clock.standing_at(NOW):
        yield made


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _post(client, name, pk, **said):
    url = reverse(name, args=[pk])
    opened = client.get(url)
    return send(client, url, opened, **said) if opened.status_code == 200 else client.post(url, said)


@pytest.mark.rule("WAL-21", "KNO-06")
def test_the_monthly_report_is_drafted_edited_and_published_as_pdf_and_spreadsheet(client, waltham):
    sign_in(client, waltham.insights_member)
    chosen = client.get(reverse("report_service"), {"team": waltham.department.pk})
    assert chosen.url == reverse("report_draft", args=[waltham.department.pk])
    answer = _post(
        client,
        "report_draft",
        waltham.department.pk,
        about=f"monthly|{OCTOBER[0]}|{OCTOBER[1]}|0",
    )
    report = Report.objects.get()
    assert answer.url == report.get_absolute_url()
    page = _text(client.get(report.get_absolute_url()))
    assert "Completed in the period 4" in page
    assert "2 of 4 (50%)" in page
    assert "Publish it: not yet" not in page  # it isn’t hers to publish

    _post(client, "report_write", report.pk, learning="Recordings are late. Teams look at them each week.")
    sign_in(client, waltham.insights_manager)
    answer = _post(client, "report_publish", report.pk)
    assert answer.url == report.get_absolute_url()
    make_files()
    report.refresh_from_db()
    assert report.state == Report.State.PUBLISHED
    assert len(report.digest) == 64

    for sort, begins in (("paper", b"%PDF-"), ("spreadsheet", b"PK")):
        file = client.get(reverse("report_file", args=[report.files.get(sort=sort).pk]))
        assert file.status_code == 200
        assert file.content.startswith(begins)
        assert "attachment" in file["Content-Disposition"]
        assert not re.search(r"C-\d", file["Content-Disposition"])
    rows = _rows(report)
    assert len([row for row in rows if "Good" in row]) == 2
    # What is summed up from the rows is what the figures say.
    good = figure_in(report.figures, "good")
    assert (good["number"], good["of"]) == (2, 4)


def _rows(report) -> list[list[str]]:
    """The rows of the stored spreadsheet's first sheet, as words."""
    book = zipfile.ZipFile(io.BytesIO(read_bytes(report.files.get(sort="spreadsheet").file)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    return [re.findall(r"<t[^>]*>([^<]*)</t>", row) for row in re.findall(r"<row .*?</row>", sheet)][1:]


@pytest.mark.rule("KNO-06")
def test_audits_are_counted_by_month_and_service_and_cumulatively(waltham):
    with clock.standing_at(NOW - dt.timedelta(days=70)):
        audit_after(
            "returned", waltham, child(waltham), grade="outstanding", reviewer=waltham.other_team_manager
        )
    report = report_at("drafted", waltham, period=OCTOBER)
    by_month = grid_in(report.figures, "completed_by_month")
    assert by_month["columns"] == ["Care Planning"]
    counts = {line["label"]: line["numbers"] for line in by_month["lines"]}
    assert counts["August 2026"] == [1]
    assert counts["October 2026"] == [4]
    so_far = grid_in(report.figures, "completed_so_far")
    assert [line["numbers"][0] for line in so_far["lines"]][-3:] == [1, 1, 5]
    assert figure_in(report.figures, "completed_year")["number"] == 5


@pytest.mark.rule("WAL-25")
def test_a_grade_counts_from_its_return_and_a_later_one_belongs_to_the_next_report(waltham):
    with clock.standing_at(THEN):
        late = audit_after(
            "accepted", waltham, child(waltham), grade="good", reviewer=waltham.other_team_manager
        )
    from audits.actions.returning import return_audit

    return_audit(late, by=waltham.insights_member)  # in November
    report = report_at("drafted", waltham, period=OCTOBER)
    graded = figure_in(report.figures, "graded")
    assert (graded["number"], graded["of"], graded["means"]) == (4, 5, "back with the team, unchallenged")


@pytest.mark.rule("WAL-21")
def test_published_figures_never_change_and_a_late_correction_is_shown_beside_them(client, waltham):
    report = report_at("published", waltham, period=OCTOBER)
    before = Report.objects.values("figures", "digest").get()
    with pytest.raises(NotNow):
        actions.gather_report(report, by=waltham.insights_member)
    with pytest.raises(NotNow):
        actions.write_texts(report, by=waltham.insights_member, words={"learning": "Otherwise."})
    assert compare_report(report) == []

    audit = Audit.objects.filter(grade="good").first()
    audit.grade = "outstanding"  # a grade that was entered wrongly
    audit.save(update_fields=["grade"])
    sign_in(client, waltham.insights_manager)
    client.post(reverse("report_compare", args=[report.pk]))
    page = _text(client.get(report.get_absolute_url()))
    assert "Late corrections The published figures stay as they are." in page
    assert re.search(r"Grades in the period, by service: Care Planning, Good 2 1 ", page)
    assert Report.objects.values("figures", "digest").get() == before

    later = actions.draft_next_edition(report, by=waltham.insights_manager, reason="A grade was wrong.")
    actions.publish_report(later, by=waltham.insights_manager)
    report.refresh_from_db()
    assert report.state == Report.State.SUPERSEDED
    assert "There is another edition" in _text(client.get(report.get_absolute_url()))
    assert Report.objects.values("figures", "digest").get(pk=report.pk) == before


@pytest.mark.rule("WAL-21")
def test_a_report_whose_figures_were_changed_in_the_database_is_an_incident(waltham):
    from qa_portal.outbox.models import Incident

    report = report_at("published", waltham, period=OCTOBER)
    compare_published()
    assert not Incident.objects.exists()
    ReportText.objects.filter(report=report).update(words="Nobody wrote this.")
    compare_published()
    assert "isn’t as it was published" in Incident.objects.get().text


def test_two_who_write_different_texts_keep_both_and_the_same_one_is_asked_about(client, waltham):
    report = report_at("drafted", waltham, period=OCTOBER)
    url = reverse("report_write", args=[report.pk])
    sign_in(client, waltham.insights_member)
    mine = client.get(url)
    actions.write_texts(report, by=waltham.insights_manager, words={"highlights": "Theirs."})
    assert send(client, url, mine, learning="Mine.").status_code == 302
    assert dict(report.texts.values_list("key", "words")) == {"highlights": "Theirs.", "learning": "Mine."}
    stale = client.get(url)
    actions.write_texts(report, by=waltham.insights_manager, words={"learning": "Theirs too."})
    assert send(client, url, stale, learning="Mine again.").status_code == 409
    assert report.texts.get(key="learning").words == "Theirs too."
    versions = _text(client.get(reverse("report_versions", args=[report.pk])))
    assert versions.index("Theirs too.") < versions.index("Mine.")


def test_what_is_typed_is_kept_as_a_draft(client, waltham):
    report = report_at("drafted", waltham, period=OCTOBER)
    url = reverse("report_write", args=[report.pk])
    sign_in(client, waltham.insights_member)
    data = fields_of(client.get(url))
    data["learning"] = "Half a sentence"
    kept = client.post(url, data, headers={"X-Draft": "1"})
    assert "Draft saved" in kept.content.decode()
    assert report.texts.get(key="learning").words == ""
    assert "Half a sentence" in client.get(url).content.decode()


def test_texts_that_nobody_changed_are_begun_anew_with_the_figures_and_others_stay(waltham):
    report = report_at("drafted", waltham, period=OCTOBER)
    actions.write_texts(report, by=waltham.insights_member, words={"learning": "Ours."})
    with clock.standing_at(THEN):
        audit_after("returned", waltham, child(waltham), grade="good", reviewer=waltham.other_team_manager)
    report = actions.gather_report(report, by=waltham.insights_member)
    assert figure_in(report.figures, "completed")["number"] == 5
    assert "Audits completed in the period: 5" in report.texts.get(key="highlights").words
    assert report.texts.get(key="learning").words == "Ours."


def test_what_stands_in_the_way_of_publishing_is_said(waltham):
    report = report_at("drafted", waltham, period=OCTOBER)
    with pytest.raises(StandsInTheWay) as refused:
        actions.publish_report(report, by=waltham.insights_manager)
    assert "Write “What we have learnt, and what is done about it”." in str(refused.value)
    november = report_at("drafted", waltham, period=(dt.date(2026, 11, 1), dt.date(2026, 11, 30)))
    assert "Its period isn’t over" in str(november.blockers_to("publish")[0])
    with clock.standing_at(dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)):
        assert "gathered before its period was over" in str(november.blockers_to("publish")[0])


@pytest.mark.rule("MER-22")
def test_a_text_that_names_somebody_on_a_record_is_not_published(waltham):
    somebody = Subject.objects.first()
    report = report_at("drafted", waltham, period=OCTOBER)
    for words in (f"{somebody.full_name}’s plan was late.", f"See {somebody.reference.lower()}."):
        written(report, by=waltham.insights_member, words=words)
        with pytest.raises(StandsInTheWay) as refused:
            actions.publish_report(report, by=waltham.insights_manager)
        assert "Say it without who it was" in str(refused.value)
    written(report, by=waltham.insights_member)
    assert actions.publish_report(report, by=waltham.insights_manager).was_published


@pytest.mark.rule("MER-21")
def test_a_report_says_who_gets_it_by_when_and_when_they_were_given_it(client, waltham):
    report = report_at("published", waltham, period=OCTOBER)
    first = report.recipients.first()
    assert (first.name, first.due_on) == ("Heads of Service", dt.date(2026, 11, 13))
    sign_in(client, waltham.insights_member)
    _post(client, "report_given", first.pk, on="9/11/2026", how="At the meeting")
    page = _text(client.get(report.get_absolute_url()))
    assert "Heads of Service Given on Monday 9 November 2026, At the meeting" in page
    assert "Senior managers By Friday 13 November 2026" in page


def test_the_files_are_made_once_and_again_where_they_failed(waltham, monkeypatch):
    report = report_at("published", waltham, period=OCTOBER)
    from qa_portal.reporting import making

    monkeypatch.setattr(making, "render_pdf", lambda *given, **more: 1 / 0)
    for hours in range(4):
        with clock.standing_at(NOW + dt.timedelta(hours=hours)):
            make_files()
    paper = report.files.get(sort="paper")
    assert (paper.state, paper.attempts, paper.last_error) == ("failed", 3, "ZeroDivisionError")
    monkeypatch.undo()
    making.try_again(paper)
    with clock.standing_at(NOW + dt.timedelta(hours=5)):
        assert make_files() == 1
        assert make_files() == 0
    assert set(report.files.values_list("state", flat=True)) == {ReportFile.State.STORED}


@pytest.mark.rule("LEE-16")
def test_whoever_downloads_the_rows_is_in_the_log_of_each_record_and_restricted_ones_are_not_named(
    client, waltham
):
    hidden = Subject.objects.first()
    restrict(hidden, waltham.iro_manager)
    report = report_at("published", waltham, period=OCTOBER)
    make_files()
    assert hidden.reference not in str(_rows(report))
    assert "Restricted record" in str(_rows(report))
    sign_in(client, waltham.head_of_service)
    client.get(reverse("report_file", args=[report.files.get(sort="spreadsheet").pk]))
    logged = AccessLogEntry.objects.filter(
        person=waltham.head_of_service, what="exported", page="report_file"
    )
    assert logged.count() == 3
    assert not logged.filter(subject=hidden).exists()


def test_a_manager_of_another_service_finds_no_report_and_those_above_find_what_is_published(client, waltham):
    report = report_at("published", waltham, period=OCTOBER, team=waltham.service)
    draft = report_at(
        "drafted", waltham, team=waltham.service, period=(dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    )
    for who, finds in ((waltham.service_manager, True), (waltham.other_service_manager, False)):
        sign_in(client, who)
        assert (client.get(report.get_absolute_url()).status_code == 200) == finds
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert ("October 2026" in _text(client.get(reverse("reports")))) == finds


def test_a_manager_whom_the_procedure_lets_write_and_publish_does_so_for_the_teams_they_manage_alone(
    waltham, monkeypatch
):
    report = report_at("drafted", waltham, period=OCTOBER, team=waltham.service)
    policy = report.policy
    managers = ("service_manager",)
    reports = policy.reports.model_copy(update={"written_by": managers, "published_by": managers})
    monkeypatch.setattr(Report, "policy", property(lambda _r: policy.model_copy(update={"reports": reports})))
    with pytest.raises(NotYours):
        written(report, by=waltham.other_service_manager)
    report = written(report, by=waltham.service_manager)
    with pytest.raises(NotYours):
        actions.publish_report(report, by=waltham.other_service_manager)
    assert actions.publish_report(report, by=waltham.service_manager).state == Report.State.PUBLISHED


def test_a_report_is_drafted_once_by_those_whom_the_procedure_names(waltham):
    report_at("drafted", waltham, period=OCTOBER)
    with pytest.raises(StandsInTheWay):
        report_at("drafted", waltham, period=OCTOBER)
    given = {"team": waltham.department, "first": OCTOBER[0], "last": OCTOBER[1]}
    with pytest.raises(NotYours):
        actions.draft_report("monthly", by=waltham.iro, **given)
    with pytest.raises((NotYours, ValidationError)):
        actions.draft_report("fostering_annual", by=waltham.insights_member, **given)


@pytest.mark.parametrize("name", ["reports", "report"])
def test_a_page_takes_as_many_queries_for_many_reports_as_for_one(
    client, waltham, name, django_assert_max_num_queries
):
    report = report_at("published", waltham, period=OCTOBER)
    sign_in(client, waltham.insights_member)
    url = report.get_absolute_url() if name == "report" else reverse("reports")
    client.get(url)
    with django_assert_max_num_queries(14) as one:
        client.get(url)
    for month in (7, 8, 9):
        report_at("drafted", waltham, period=(dt.date(2026, month, 1), dt.date(2026, month, 28)))
    with django_assert_max_num_queries(len(one)):
        client.get(url)
