"""Cycles through the running application: opened, drawn, sent, followed, closed, exported."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from audits.actions.allocating import allocate_audit
from audits.actions.replacing import replace_reviewer
from audits.actions.resolving import settle_challenge
from audits.actions.submitting import submit_audit
from audits.models import Audit, Cycle, Draw, DrawLine
from notifications.beat import run_checks
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry, Allocation
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.frameworks.queries import framework_for
from qa_portal.outbox.models import Message
from qa_portal.people.actions import record_cover
from qa_portal.people.models import Appointment, Post
from qa_portal.requests.models import RequestForResponse
from qa_portal.supervision.actions import record_supervision
from tests.factories.audits import allocated, write_all
from tests.factories.audits_climb import challenge_at, grade_of
from tests.factories.cycles import FIRST_MORNING, caseload, cycle_at, more_practitioners, record
from tests.factories.people import council, sign_in
from tests.factories.records import restrict
from tests.integration.editing import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_morning():
    with clock.standing_at(FIRST_MORNING):
        yield


@pytest.fixture
def waltham():
    """A council that works by Waltham Forest's framework, with a caseload."""
    made = council("waltham-forest")
    caseload(made)
    return made


def _opening(**changes):
    return {
        "month": "2026-11",
        "tool_key": "practice_audit",
        "focus": "The child’s voice",
        "size": "3",
        **changes,
    }


def _open(client, c, **changes):
    return _post(client, reverse("cycle_open", args=[c.department.pk]), _opening(**changes))


def _post(client, url, said):
    """Open a page and send its form with what is said, as its button would; give the answer."""
    opened = client.get(url)
    return send(client, url, opened, **said) if opened.status_code == 200 else client.post(url, said)


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# -- opening ----------------------------------------------------------------------------------------------------------


@pytest.mark.rule("WAL-01")
def test_a_cycle_runs_from_the_first_to_the_last_working_day_of_a_month_of_the_calendar(client, waltham):
    sign_in(client, waltham.insights_member)
    page = client.get(reverse("cycle_open", args=[waltham.department.pk]))
    months = dict(page.context["form"].fields["month"].choices).values()
    assert "November 2026" in months
    assert "December 2026" not in months
    assert "August 2027" not in months
    assert _open(client, waltham).status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.begins_on, cycle.ends_on) == (dt.date(2026, 11, 2), dt.date(2026, 11, 30))
    assert _open(client, waltham, month="2026-12").status_code == 422
    assert _open(client, waltham, month="2027-01").status_code == 302
    january = Cycle.objects.get(month=dt.date(2027, 1, 1))
    assert (january.begins_on, january.ends_on) == (dt.date(2027, 1, 4), dt.date(2027, 1, 29))


@pytest.mark.rule("MER-02")
def test_a_monthly_cycle_has_a_focus_and_the_cohort_of_the_framework(client):
    merton = council("merton")
    sign_in(client, merton.insights_member)
    page = client.get(reverse("cycle_open", args=[merton.department.pk]))
    months = dict(page.context["form"].fields["month"].choices).values()
    assert {"August 2027", "December 2026"} <= set(months)  # every month has one
    tool = "collaborative_review"
    missing = _open(client, merton, focus="", tool_key=tool)
    assert missing.status_code == 422
    assert _open(client, merton, tool_key=tool).status_code == 302
    cycle = Cycle.objects.get()
    audits = _text(client.get(reverse("cycle_reviewers", args=[cycle.pk])))
    cohort = (
        "team_manager",
        "iro",
        "fostering_iro",
        "service_manager",
        "head_of_service",
        "assistant_director",
        "service_director",
    )
    for part in cohort:
        assert getattr(merton, part).name in audits
    assert merton.social_worker.name not in audits
    assert "The child’s voice" in _text(client.get(cycle.get_absolute_url()))


@pytest.mark.rule("WAL-28")
def test_a_themed_cycle_says_what_it_came_from(client, waltham):
    sign_in(client, waltham.insights_member)
    refused = _open(client, waltham, is_themed="on")
    assert refused.status_code == 422
    assert "Say what the theme came from" in _text(refused)
    assert not Cycle.objects.exists()
    _open(client, waltham, is_themed="on", came_from="A serious case review.")
    cycle = Cycle.objects.get()
    assert "A serious case review." in _text(client.get(cycle.get_absolute_url()))


@pytest.mark.rule("WAL-01")
def test_three_cycles_of_a_year_are_themed_and_no_more(client, waltham):
    sign_in(client, waltham.insights_member)
    for month in ("2027-01", "2027-02", "2027-03"):
        assert (
            _open(client, waltham, month=month, is_themed="on", came_from="Performance.").status_code == 302
        )
    fourth = _open(client, waltham, month="2027-04", is_themed="on", came_from="Performance.")
    assert "2027 has its 3 themed cycles already" in _text(fourth)
    assert _open(client, waltham, month="2027-04", is_themed=[]).status_code == 302


@pytest.mark.rule("KNO-18")
def test_the_schedule_records_who_agreed_it_and_the_draw_names_its_entry(client):
    knowsley = council("knowsley")
    caseload(knowsley)
    sign_in(client, knowsley.insights_member)
    tool = framework_tool(knowsley)
    assert _open(client, knowsley, tool_key=tool).status_code == 422
    _open(client, knowsley, tool_key=tool, agreed_by="Operational Leadership Team", agreed_on="20/10/2026")
    cycle = Cycle.objects.get()
    _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "2"})
    assert Draw.objects.get().cycle == cycle
    page = _text(client.get(reverse("cycle_drawn", args=[cycle.pk])))
    assert str(cycle) in page
    assert "Operational Leadership Team, Tuesday 20 October 2026" in _text(
        client.get(cycle.get_absolute_url())
    )


def framework_tool(c) -> str:
    from qa_portal.frameworks.queries import policy_of

    return policy_of(framework_for(c.department)).tools[0].key


def test_a_service_has_one_cycle_with_a_tool_in_a_month(client, waltham):
    sign_in(client, waltham.insights_member)
    _open(client, waltham)
    again = _open(client, waltham)
    assert again.status_code == 422
    assert "has a cycle with this tool in November 2026 already" in _text(again)


# -- who audits -------------------------------------------------------------------------------------------------------


def test_whoever_is_away_for_most_of_the_month_has_no_share(client, waltham):
    record_cover(
        absent=waltham.team_manager,
        covered_by=waltham.service_manager,
        starts_on=dt.date(2026, 11, 3),
        ends_on=dt.date(2026, 11, 27),
        reason="Leave",
        by=waltham.administrator,
    )
    cycle = cycle_at("planned", waltham)
    share = cycle.reviewers.get(person=waltham.team_manager)
    assert share.share == 0
    assert share.because == "Away from Tuesday 3 November 2026 until Friday 27 November 2026."
    assert cycle.reviewers.get(person=waltham.sister_team_manager).share == 1


@pytest.mark.rule("KNO-03")
def test_a_month_asks_one_audit_of_each_tier_whatever_the_number_of_cycles(client):
    knowsley = council("knowsley")
    first = cycle_at("planned", knowsley, team=knowsley.service)
    second = cycle_at("planned", knowsley, team=knowsley.other_service)
    for part in ("team_manager", "service_manager", "head_of_service"):
        person = getattr(knowsley, part)
        assert first.reviewers.get(person=person).share == 1
        assert second.reviewers.get(person=person).share == 0


def test_a_share_is_changed_with_a_reason_and_makes_the_draw_out_of_date(client, waltham):
    cycle = cycle_at("drawn", waltham)
    member = cycle.reviewers.get(person=waltham.sister_team_manager)
    sign_in(client, waltham.insights_member)
    url = reverse("cycle_share", args=[member.pk])
    assert _post(client, url, {"share": "0", "because": ""}).status_code == 422
    assert _post(client, url, {"share": "0", "because": "Long sickness."}).status_code == 302
    assert "Draw again" in _text(client.get(reverse("cycle_send", args=[cycle.pk])))
    assert _post(client, reverse("cycle_send", args=[cycle.pk]), {}).status_code == 422
    assert not Audit.objects.exists()


# -- drawing ----------------------------------------------------------------------------------------------------------


@pytest.mark.rule("KNO-02")
@pytest.mark.rule("NEW-04")
def test_a_draw_says_of_each_record_why_it_is_in_or_out_and_can_be_repeated(client, waltham):
    hidden = restrict(record(waltham), waltham.iro)
    new = record(
        waltham,
        team=waltham.fostering_team,
        practitioner=waltham.fostering_social_worker,
        allocated_on=dt.date(2026, 10, 5),
    )
    sign_in(client, waltham.insights_member)
    _open(client, waltham)
    cycle = Cycle.objects.get()
    assert _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "3"}).status_code == 302
    drawn = Draw.objects.get()
    assert drawn.pool_size == drawn.lines.count() == 10
    assert drawn.lines.filter(fate="drawn").count() == 3
    page = client.get(reverse("cycle_explained", args=[cycle.pk]))
    text = _text(page)
    assert drawn.seed in _text(client.get(reverse("cycle_drawn", args=[cycle.pk])))
    for line in drawn.lines.exclude(subject=hidden):
        assert line.subject.reference in text
        assert line.because in text.replace("&#x27;", "'")
    assert hidden.reference not in text
    assert "A restricted record" in text
    assert "It is restricted to named people" in text
    assert "It was allocated to its practitioner on Monday 5 October 2026, less than 3 months before" in text
    assert new.reference in text
    # The same seed over the same pool.
    again = _text(client.get(reverse("cycle_repeat", args=[cycle.pk])))
    assert "it gives the same 3 cases" in again


@pytest.mark.rule("NEW-04")
def test_a_draw_that_was_tampered_with_is_found_out(client, waltham):
    cycle = cycle_at("drawn", waltham)
    other = DrawLine.objects.filter(fate="not_drawn").first()
    taken = DrawLine.objects.filter(fate="drawn").first()
    DrawLine.objects.filter(pk=other.pk).update(fate="drawn", reviewer=taken.reviewer)
    DrawLine.objects.filter(pk=taken.pk).update(fate="not_drawn", reviewer=None)
    sign_in(client, waltham.insights_member)
    assert "it differs in 2" in _text(client.get(reverse("cycle_repeat", args=[cycle.pk])))


@pytest.mark.rule("NEW-04")
def test_a_cycle_is_drawn_again_with_a_reason_alone_and_both_draws_stand(client, waltham):
    cycle = cycle_at("drawn", waltham)
    sign_in(client, waltham.insights_member)
    url = reverse("cycle_draw", args=[cycle.pk])
    assert _post(client, url, {"wanted": "3"}).status_code == 422
    assert Draw.objects.count() == 1
    assert _post(client, url, {"wanted": "2", "reason": "A record was closed."}).status_code == 302
    first, second = Draw.objects.order_by("number")
    assert (first.lines.filter(fate="drawn").count(), second.lines.filter(fate="drawn").count()) == (3, 2)
    assert first.seed != second.seed
    old = _text(client.get(reverse("cycle_drawn", args=[cycle.pk]) + "?draw=1"))
    assert first.seed in old
    assert "It was drawn again since" in old
    assert "A record was closed." in _text(client.get(reverse("cycle_drawn", args=[cycle.pk])))


@pytest.mark.rule("NEW-04")
def test_nothing_is_added_to_or_removed_from_a_draw_by_hand(client, waltham):
    cycle = cycle_at("drawn", waltham)
    before = list(DrawLine.objects.values_list("pk", "fate", "reviewer"))
    sign_in(client, waltham.insights_member)
    for name in ("cycle_drawn", "cycle_explained", "cycle_fairness", "cycle_repeat"):
        assert client.post(reverse(name, args=[cycle.pk]), {"fate": "drawn"}).status_code == 405
    assert list(DrawLine.objects.values_list("pk", "fate", "reviewer")) == before


@pytest.mark.rule("KNO-03")
@pytest.mark.rule("NEW-04")
def test_nobody_audits_their_own_team_their_supervisees_or_what_they_worked_on(client, waltham):
    cycle = cycle_at("planned", waltham, size=4)
    sign_in(client, waltham.insights_member)
    _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "4"})
    lines = list(DrawLine.objects.filter(fate="drawn").select_related("reviewer", "team"))
    assert len(lines) == 4
    own = {
        waltham.team_manager: {waltham.team},
        waltham.sister_team_manager: {waltham.sister_team},
        waltham.other_team_manager: {waltham.other_team},
        waltham.service_manager: {waltham.team, waltham.sister_team},
        waltham.other_service_manager: {waltham.other_team, waltham.fostering_team},
    }
    for line in lines:
        assert line.team not in own.get(line.reviewer, set())
        barred = {one["person"]: one["because"] for one in line.barred}
        manager = {waltham.team: waltham.team_manager, waltham.sister_team: waltham.sister_team_manager}
        if line.team in manager:
            assert "answers for its team" in barred[manager[line.team].pk]
            assert "answers for its team" in barred[waltham.service_manager.pk]
    page = _text(client.get(reverse("cycle_drawn", args=[cycle.pk])))
    assert "answers for its team, or belongs to it" in page


@pytest.mark.rule("KNO-03", "NEW-04")
@pytest.mark.parametrize("tie", ["worked", "supervised", "managed"])
def test_nobody_audits_what_they_worked_on_or_supervised_before(client, waltham, tie):
    manager = waltham.service_manager  # of other teams: today she has nothing to do with it
    theirs = record(waltham, team=waltham.fostering_team, practitioner=waltham.fostering_social_worker)
    if tie == "worked":
        Allocation.objects.create(
            subject=theirs,
            relation=Allocation.Relation.PRACTITIONER,
            person=manager,
            team=waltham.fostering_team,
            starts_on=dt.date(2024, 1, 8),
            ends_on=dt.date(2024, 6, 28),
        )
    elif tie == "managed":  # the team that has it still, until she went to others
        post, _ = Post.objects.get_or_create(role="team_manager", team=waltham.fostering_team)
        Appointment.objects.create(
            post=post, person=manager, starts_on=dt.date(2025, 1, 6), ends_on=dt.date(2026, 6, 30)
        )
    else:
        record_supervision(
            theirs, by=manager, held_on=dt.date(2026, 5, 5), reflection="The plan.", is_theirs=True
        )
    cycle = cycle_at("planned", waltham)
    cycle.reviewers.exclude(person=manager).update(share=0)
    cycle.reviewers.filter(person=manager).update(share=5)
    sign_in(client, waltham.insights_member)
    assert _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "5"}).status_code == 302
    drawn = DrawLine.objects.filter(fate="drawn")
    assert {(line.team, line.reviewer) for line in drawn} == {(waltham.other_team, manager)}
    said = {
        "worked": "was its practitioner until",
        "supervised": "supervised it on Tuesday 5 May 2026",
        "managed": "managed its team until Tuesday 30 June 2026",
    }[tie]
    assert said in str(DrawLine.objects.get(subject=theirs).ties)


@pytest.mark.rule("KNO-12")
def test_each_manager_of_early_help_audits_one_case_of_a_team_that_isnt_theirs(client):
    c = council("knowsley-early-help")
    for practitioner in more_practitioners(c, c.team, 3):
        record(c, team=c.team, practitioner=practitioner)
    cycle = cycle_at("planned", c)
    managers = (c.team_manager, c.sister_team_manager, c.other_team_manager)
    assert {each.share for each in cycle.reviewers.filter(person__in=managers)} == {1}  # one case a month
    cycle.reviewers.exclude(person__in=managers).update(share=0)
    sign_in(client, c.insights_member)
    assert _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "3"}).status_code == 302
    drawn = DrawLine.objects.filter(fate="drawn")
    assert sorted(line.reviewer.name for line in drawn) == sorted(each.name for each in managers[1:])


@pytest.mark.rule("WAL-02")
def test_a_practitioner_has_one_audit_in_a_cycle_and_months_between_two(client, waltham):
    cycle = cycle_at("drawn", waltham, size=4)
    practitioners = [line.practitioner_id for line in DrawLine.objects.filter(fate="drawn")]
    assert len(practitioners) == len(set(practitioners)) == 4
    teams = {line.team_id for line in DrawLine.objects.filter(fate="drawn")}
    assert teams == {waltham.team.pk, waltham.sister_team.pk, waltham.other_team.pk}
    sign_in(client, waltham.insights_member)
    _post(client, reverse("cycle_send", args=[cycle.pk]), {})
    assert Audit.objects.count() == 4
    with clock.standing_at(dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)):
        later = cycle_at("planned", waltham, month=dt.date(2027, 1, 1))
        sign_in(client, waltham.insights_member)
        _post(client, reverse("cycle_draw", args=[later.pk]), {"wanted": "4"})
        drawn = later.draws.get()
        # Two months after: none is left out for that. One month after, all four would be.
        assert "Practitioner audited too lately" not in drawn.fairness["left_out"]
    with clock.standing_at(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)):
        compliance = cycle_at("planned", waltham, tool_key="compliance_check", size=4)
        sign_in(client, waltham.insights_member)
        member = compliance.reviewers.get(person=waltham.insights_manager)
        said = {"share": "4", "because": "The others have one this month."}
        _post(client, reverse("cycle_share", args=[member.pk]), said)
        _post(client, reverse("cycle_draw", args=[compliance.pk]), {"wanted": "4"})
        page = _text(client.get(reverse("cycle_explained", args=[compliance.pk])))
        assert "2 months lie between two audits at least" in page
        assert "No case could be drawn" in _text(client.get(reverse("cycle_drawn", args=[compliance.pk])))


@pytest.mark.rule("WAL-02")
def test_work_allocated_for_three_months_comes_first_and_newer_work_says_so(client, waltham):
    sign_in(client, waltham.insights_member)
    newcomer = record(
        waltham,
        team=waltham.fostering_team,
        practitioner=waltham.fostering_social_worker,
        allocated_on=dt.date(2026, 10, 12),
    )
    cycle = cycle_at("planned", waltham, size=4)
    _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "4"})
    first = cycle.draws.first()
    assert first.lines.get(subject=newcomer).fate == "not_drawn"
    _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "5", "reason": "One more is needed."})
    second = cycle.draws.first()
    assert second.lines.get(subject=newcomer).fate == "drawn"
    page = _text(client.get(reverse("cycle_drawn", args=[cycle.pk])))
    assert "1 case was drawn although allocated to the practitioner more lately" in page


def test_a_draw_that_falls_short_says_why(client, waltham):
    cycle = cycle_at("planned", waltham)
    sign_in(client, waltham.insights_member)
    _post(client, reverse("cycle_draw", args=[cycle.pk]), {"wanted": "40"})
    page = _text(client.get(reverse("cycle_drawn", args=[cycle.pk])))
    assert "40 cases were asked for, and 4 can be drawn and paired." in page
    assert "Only 4 practitioners have a case that may be audited in this cycle." in page


@pytest.mark.rule("NEW-04")
def test_the_fairness_report_puts_what_was_drawn_beside_what_chance_would_give(client, waltham):
    cycle = cycle_at("drawn", waltham, size=4)
    sign_in(client, waltham.insights_member)
    page = _text(client.get(reverse("cycle_fairness", args=[cycle.pk])))
    row = re.search(r"Care Planning North (\d+) (\d+) ([\d.]+) (\d+) (\d+)", page)
    assert row
    assert row.groups() == ("4", "4", "2.0", "2", "2")
    assert waltham.head_of_service.name in page


def test_the_explanation_is_filtered_by_fate_team_and_reference(client, waltham):
    cycle = cycle_at("drawn", waltham)
    sign_in(client, waltham.insights_member)
    url = reverse("cycle_explained", args=[cycle.pk])
    lines = DrawLine.objects.select_related("subject")
    drawn = {line.subject.reference for line in lines.filter(fate="drawn")}
    out = {line.subject.reference for line in lines.exclude(fate="drawn")}
    text = _text(client.get(url, {"fate": "drawn"}))
    assert all(reference in text for reference in drawn)
    assert not any(reference in text for reference in out)
    text = _text(client.get(url, {"team": waltham.other_team.pk}))
    assert {r for r in drawn | out if r in text} == {
        line.subject.reference for line in lines.filter(team=waltham.other_team)
    }
    one = sorted(out)[0]
    text = _text(client.get(url, {"reference": one.lower()}))
    assert [r for r in drawn | out if r in text] == [one]
    assert "No record of this draw matches" in _text(client.get(url, {"reference": "C999"}))


# -- sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.rule("WAL-03")
def test_allocations_go_out_on_the_first_working_day_to_all_whom_they_concern(client, waltham):
    sign_in(client, waltham.insights_member)
    with clock.standing_at(dt.datetime(2026, 10, 30, 9, tzinfo=dt.UTC)):
        cycle = cycle_at("drawn", waltham, month=dt.date(2026, 11, 1))
        refused = _post(client, reverse("cycle_send", args=[cycle.pk]), {})
        assert refused.status_code == 422
        assert "first working day of the month, Monday 2 November 2026" in _text(refused)
        assert not Audit.objects.exists()
    sign_in(client, waltham.insights_member)
    assert _post(client, reverse("cycle_send", args=[cycle.pk]), {}).status_code == 302
    assert Audit.objects.count() == 3
    for line in DrawLine.objects.filter(fate="drawn"):
        audit = Audit.objects.get(subject=line.subject)
        assert (audit.reviewer_id, audit.practitioner_id) == (line.reviewer_id, line.practitioner_id)
        told = set(Message.objects.filter(about_id=audit.pk).values_list("recipient__name", flat=True))
        manager = {
            waltham.team: waltham.team_manager,
            waltham.sister_team: waltham.sister_team_manager,
            waltham.other_team: waltham.other_team_manager,
        }[line.team]
        wanted = {audit.reviewer.name, line.practitioner.name, manager.name, waltham.head_of_service.name}
        assert wanted <= told
        assert RequestForResponse.objects.get(about_id=audit.pk, kind="audit").to_person == audit.reviewer
        due = Deadline.objects.get(about_id=audit.pk, kind="audit_complete")
        assert clock.london_date(due.due_at) == dt.date(2026, 11, 30)
        assert due.owner_person == audit.reviewer


@pytest.mark.rule("LEE-12")
def test_each_allocation_leaves_its_letter_on_the_record(client, waltham):
    from qa_portal.documents.reports import html_of, make_pending_documents

    cycle = cycle_at("sent", waltham)
    for audit in cycle.audits.all():
        letter = Document.objects.get(subject=audit.subject, report_key="audit_allocation")
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(letter)))
        assert audit.reviewer.name in words
        assert "Monday 30 November" in words
        assert f"Copies: {audit.practitioner.name}" in words
        assert waltham.head_of_service.name in words
    assert make_pending_documents() == 3
    sign_in(client, waltham.insights_member)
    audit = cycle.audits.first()
    assert "Allocation" in _text(client.get(reverse("documents", args=[audit.subject_id])))


@pytest.mark.rule("WAL-04")
def test_an_audit_covers_six_months_or_since_involvement_began(waltham):
    version = framework_for(waltham.department)
    long_known = record(waltham)
    new = record(waltham, allocated_on=dt.date(2026, 9, 7))
    given = {
        "by": waltham.insights_member,
        "framework": version,
        "tool_key": "practice_audit",
        "reviewer": waltham.other_team_manager,
    }
    assert allocate_audit(long_known, **given).period_from == dt.date(2026, 5, 2)
    audit = allocate_audit(new, **given)
    assert (audit.period_from, audit.period_to) == (dt.date(2026, 9, 7), dt.date(2026, 11, 2))


@pytest.mark.rule("WAL-26")
def test_the_conversation_is_to_be_booked_before_the_last_working_day_of_the_month(client, waltham):
    cycle = cycle_at("sent", waltham)
    for audit in cycle.audits.all():
        booked = Deadline.objects.get(about_id=audit.pk, kind="audit_book")
        assert clock.london_date(booked.due_at) == dt.date(2026, 11, 27)
        assert booked.owner_person == audit.reviewer


def test_what_has_changed_since_the_draw_is_drawn_again_not_mended_by_hand(client, waltham):
    cycle = cycle_at("drawn", waltham)
    line = DrawLine.objects.filter(fate="drawn").first()
    line.subject.closed_on = clock.today()
    line.subject.save()
    sign_in(client, waltham.insights_member)
    refused = _post(client, reverse("cycle_send", args=[cycle.pk]), {})
    assert refused.status_code == 422
    assert f"The record {line.subject.reference} has been closed since. Draw again" in _text(refused)
    assert not Audit.objects.exists()


# -- the reviewer who can't -------------------------------------------------------------------------------------------


@pytest.mark.rule("WAL-14")
def test_a_reviewer_who_cant_is_replaced_with_a_reason_and_the_audit_keeps_its_month(client, waltham):
    cycle = cycle_at("sent", waltham)
    audit = cycle.audits.first()
    asked = RequestForResponse.objects.get(about_id=audit.pk, kind="audit")
    sign_in(client, audit.reviewer)
    _post(client, reverse("request_return", args=[asked.pk]), {"note": "I am in court all month."})
    told = Message.objects.filter(event="audit_given_back").values_list("recipient", flat=True)
    assert waltham.insights_member.pk in told
    waiting = Deadline.objects.filter(about_id=audit.pk, met_at=None)
    assert {(each.kind, each.owner, each.owner_person) for each in waiting} == {
        (kind, "insights_member", None) for kind in ("audit_book", "audit_complete")
    }, "who can’t is reminded of nothing"
    sign_in(client, waltham.insights_member)
    assert "1 audit waits for another reviewer" in _text(client.get(cycle.get_absolute_url()))
    url = reverse("audit_reviewer", args=[audit.pk])
    page = client.get(url)
    assert page.status_code == 200
    people = dict(page.context["form"].fields["reviewer"].choices)
    assert str(audit.reviewer_id) not in people
    chosen = next(key for key in people if key)
    assert _post(client, url, {"reviewer": chosen, "reason": ""}).status_code == 422
    due = Deadline.objects.get(about_id=audit.pk, kind="audit_complete").due_at
    assert _post(client, url, {"reviewer": chosen, "reason": "The first is in court."}).status_code == 302
    fresh = Audit.objects.get(pk=audit.pk)
    assert str(fresh.reviewer_id) == chosen
    assert fresh.cycle == cycle
    clock_now = Deadline.objects.get(about_id=audit.pk, kind="audit_complete")
    assert (clock_now.due_at, clock_now.owner_person_id) == (due, fresh.reviewer_id)
    assert clock_now.owner_post is None
    assert fresh.history.first().history_change_reason == "The first is in court."
    waiting = RequestForResponse.objects.get(about_id=audit.pk, kind="audit", state="sent")
    assert waiting.to_person_id == fresh.reviewer_id
    assert Message.objects.filter(event="audit_passed_on", recipient=fresh.reviewer).exists()
    # The draw itself stays as it was drawn.
    assert DrawLine.objects.get(fate="drawn", subject=audit.subject).reviewer_id == audit.reviewer_id


@pytest.mark.rule("WAL-14")
def test_a_manager_over_whoever_cant_names_another_from_within_the_service(client, waltham):
    audit = allocated(waltham, record(waltham), reviewer=waltham.sister_team_manager)
    url = reverse("audit_reviewer", args=[audit.pk])
    assert sign_in(client, waltham.social_worker).get(url).status_code in (403, 404)
    sign_in(client, waltham.head_of_service)
    people = dict(client.get(url).context["form"].fields["reviewer"].choices)
    chosen = next(key for key in people if key)
    assert _post(client, url, {"reviewer": chosen, "reason": "She is in court."}).status_code == 302
    assert str(Audit.objects.get(pk=audit.pk).reviewer_id) == chosen


@pytest.mark.rule("WAL-14")
def test_everybody_is_told_of_each_audit_that_is_passed_on(waltham):
    for one in (allocated(waltham, record(waltham)), allocated(waltham, record(waltham))):
        replace_reviewer(
            one, by=waltham.insights_member, reviewer=waltham.insights_manager, reason="In court."
        )
        told = Message.objects.filter(event="audit_passed_on", about_id=one.pk)
        heard = set(told.values_list("recipient", flat=True))
        assert {waltham.insights_manager.pk, one.reviewer_id, waltham.team_manager.pk} <= heard


@pytest.mark.rule("WAL-14")
def test_whoever_is_barred_cant_be_named_instead(client, waltham):
    cycle = cycle_at("sent", waltham)
    audit = cycle.audits.filter(team=waltham.team).first()
    sign_in(client, waltham.insights_member)
    url = reverse("audit_reviewer", args=[audit.pk])
    people = dict(client.get(url).context["form"].fields["reviewer"].choices)
    assert str(waltham.team_manager.pk) not in people
    said = {"reviewer": str(waltham.team_manager.pk), "reason": "He knows them."}
    assert _post(client, url, said).status_code == 422
    assert Audit.objects.get(pk=audit.pk).reviewer_id == audit.reviewer_id


def test_an_audit_is_withdrawn_with_a_reason(client, waltham):
    audit = cycle_at("sent", waltham).audits.first()
    sign_in(client, waltham.insights_member)
    url = reverse("audit_withdraw", args=[audit.pk])
    assert _post(client, url, {"reason": ""}).status_code == 422
    assert _post(client, url, {"reason": "The family moved away."}).status_code == 302
    assert Audit.objects.get(pk=audit.pk).state == "withdrawn"
    page = _text(sign_in(Client(), audit.practitioner).get(audit.get_absolute_url()))
    assert "It doesn’t take place." in page
    assert "Under way" not in page
    assert "books a time" not in page
    assert not Deadline.objects.filter(about_id=audit.pk, cancelled_at=None, met_at=None).exists()
    assert not RequestForResponse.objects.filter(about_id=audit.pk, state="sent").exists()


@pytest.mark.rule("WAL-03")
def test_whoever_opens_cycles_is_reminded_once_of_allocations_that_have_not_gone_out(waltham):
    with clock.standing_at(FIRST_MORNING - dt.timedelta(days=3)):
        cycle = cycle_at("drawn", waltham, month=dt.date(2026, 11, 1))
        run_checks()
    found = Message.objects.filter(event="cycle_to_send")
    with clock.standing_at(FIRST_MORNING - dt.timedelta(hours=3)):
        run_checks()
    assert not found.exists(), "not at night, and not before its month"
    cycle_at("planned", waltham, tool_key="compliance_check")  # opened today
    for _ in range(2):
        run_checks()
    told = sorted(found.values_list("recipient", flat=True))
    assert waltham.insights_manager.pk in told
    assert len(told) == len(set(told)), "once each"
    assert set(found.values_list("about_id", flat=True)) == {cycle.pk}
    assert cycle.get_absolute_url() in found[0].url


# -- progress, closing, export ----------------------------------------------------------------------------------------


def test_a_cycle_shows_how_far_it_has_got_and_closes_when_nothing_is_outstanding(client, waltham):
    cycle = cycle_at("sent", waltham)
    sign_in(client, waltham.insights_member)
    page = _text(client.get(cycle.get_absolute_url()))
    assert "0 of 3 audits are back with the team." in page
    assert "Not begun 3" in page
    refused = _post(client, reverse("cycle_close", args=[cycle.pk]), {})
    assert refused.status_code == 422
    assert "3 audits aren’t back with the team yet" in _text(refused)
    for audit in cycle.audits.all():
        _post(client, reverse("audit_withdraw", args=[audit.pk]), {"reason": "Moved away."})
    assert _post(client, reverse("cycle_close", args=[cycle.pk]), {}).status_code == 302
    assert Cycle.objects.get(pk=cycle.pk).state == "closed"


@pytest.mark.rule("WAL-25")
def test_an_audit_under_challenge_is_back_and_isnt_counted_wherever_its_cycle_is_shown(client, waltham):
    cycle = cycle_at("sent", waltham)
    challenge = challenge_at("met", waltham, cycle=cycle)
    sign_in(client, waltham.insights_member)
    page, listed = _text(client.get(cycle.get_absolute_url())), _text(client.get(reverse("cycles")))
    assert "1 of 4 audits are back with the team, 1 of them under challenge, so not counted." in page
    assert "Returned to the team 1" in page
    assert "1 of 4 1 under challenge, so not counted" in listed
    settled = {"summary": "We read it again.", "outcome": "It stands.", **grade_of(challenge.audit, "good")}
    settle_challenge(challenge, by=challenge.audit.reviewer, **settled)
    page, listed = _text(client.get(cycle.get_absolute_url())), _text(client.get(reverse("cycles")))
    assert "1 of 4 audits are back with the team." in page
    assert "1 of 4" in listed
    assert "challenge" not in page + listed


def test_a_manager_sees_the_audits_of_their_teams_alone(client, waltham):
    cycle = cycle_at("sent", waltham, size=4)
    mine = {a.subject.reference for a in cycle.audits.filter(team=waltham.sister_team)}
    others = {a.subject.reference for a in cycle.audits.exclude(team=waltham.sister_team)}
    reviewed = {a.subject.reference for a in cycle.audits.filter(reviewer=waltham.sister_team_manager)}
    sign_in(client, waltham.sister_team_manager)
    assert "The child’s voice" in _text(client.get(reverse("cycles")))
    page = _text(client.get(cycle.get_absolute_url()))
    assert all(reference in page for reference in mine)
    assert not any(reference in page for reference in others - reviewed)
    for name in ("cycle_drawn", "cycle_explained", "cycle_fairness", "cycle_repeat", "cycle_reviewers"):
        assert client.get(reverse(name, args=[cycle.pk])).status_code == 404
    sign_in(client, waltham.social_worker)
    assert client.get(reverse("cycles")).status_code == 404
    assert client.get(cycle.get_absolute_url()).status_code == 404


@pytest.mark.rule("MER-04")
def test_a_cycle_and_its_spreadsheet_tell_its_managers_no_more_than_that_an_audit_is_under_way(client):
    with clock.standing_at(FIRST_MORNING):
        merton = council("merton")
        caseload(merton)
        cycle = cycle_at("sent", merton, size=4)
        audit = cycle.audits.filter(team=merton.team).first()
        submit_audit(write_all(audit, by=audit.reviewer, grade="inadequate"), by=audit.reviewer)
        for reader, sees in ((merton.service_manager, False), (merton.insights_member, True)):
            sign_in(client, reader)
            page = _text(client.get(f"{cycle.get_absolute_url()}?stands=2"))
            file = b"".join(client.get(reverse("cycle_export", args=[cycle.pk])).streaming_content)
            with zipfile.ZipFile(io.BytesIO(file)) as book:
                sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert audit.subject.reference in page
            assert ("Waiting for moderation" in page, "Waiting for moderation" in sheet) == (sees, sees), (
                reader
            )


def test_the_spreadsheet_of_a_cycle_is_logged_per_record_and_holds_no_formula(client, waltham):
    cycle = cycle_at("sent", waltham)
    sign_in(client, waltham.insights_member)
    waltham.other_team_manager.name = "=HYPERLINK(1)"
    waltham.other_team_manager.save()
    audit = cycle.audits.first()
    audit.reviewer = waltham.other_team_manager
    audit.save()
    response = client.get(reverse("cycle_export", args=[cycle.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="cycle-2026-11-{cycle.pk}.xlsx"'
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK(1)" in sheet
    for one in cycle.audits.all():
        assert one.subject.reference in sheet
        assert AccessLogEntry.objects.filter(
            subject=one.subject, person=waltham.insights_member, what="exported", page="cycle_export"
        ).exists()
    assert AccessLogEntry.objects.filter(what="exported").count() == 3


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_of_cycles_and_lines_take_the_same_queries_whatever_their_length(
    client, waltham, django_assert_max_num_queries, rows
):
    caseload(waltham, each=rows)
    cycle = cycle_at("sent", waltham)
    sign_in(client, waltham.insights_member)
    client.get(reverse("cycles"))
    for name, args in (
        ("cycles", []),
        ("cycle", [cycle.pk]),
        ("cycle_explained", [cycle.pk]),
        ("cycle_drawn", [cycle.pk]),
    ):
        client.get(reverse(name, args=args))
        with django_assert_max_num_queries(12):
            client.get(reverse(name, args=args))


def test_the_filters_of_an_earlier_draw_stay_with_it(client, waltham):
    cycle = cycle_at("drawn", waltham)
    sign_in(client, waltham.insights_member)
    said = {"wanted": "2", "reason": "Fewer are needed."}
    _post(client, reverse("cycle_draw", args=[cycle.pk]), said)
    url = reverse("cycle_explained", args=[cycle.pk])
    page = client.get(url, {"draw": "1", "fate": "drawn"})
    assert page.content.decode().count('scope="row"') == 3
    assert re.search(r'<input type="hidden" name="draw" value="1"', page.content.decode())
    assert client.get(url, {"fate": "drawn"}).content.decode().count('scope="row"') == 2
