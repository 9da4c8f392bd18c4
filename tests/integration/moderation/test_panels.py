"""A panel from its planning to its end: who is on it, what it moderates and why, who is asked and invited."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from audits.models import Audit
from moderation.actions.planning import draw_agenda
from moderation.models import MemberGrade, Moderation, Panel
from notifications.beat import run_checks
from notifications.sender import send_mail
from qa_portal import clock
from qa_portal.children.rules import sight_of
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.integration.audits.pages import as_person, at, fill, take, text_of


def lines_of(panel):
    return {line.audit_id: line for line in panel.draws.first().lines.all()}


@pytest.mark.rule("MER-04")
def test_a_panel_is_planned_drawn_and_convened_on_its_pages(council, held, returned):
    client = as_person(council.insights_manager)
    members = [str(p.pk) for p in factory.members_of(council)[1:]]
    page = fill(
        client,
        reverse("panel_plan", args=["merton"]),
        begins_at_0="12/11/2026",
        begins_at_1="10:00",
        place="Room 4",
        chair=str(council.insights_manager.pk),
        members=members,
    )
    panel = Panel.objects.get()
    assert page.url == panel.get_absolute_url()
    assert panel.members.count() == 3
    fill(client, at("panel_draw", panel))
    assert {line.stratum for line in lines_of(panel).values()} == {"extreme", "random", ""}
    take(council.insights_manager, "panel_convene", panel)
    panel.refresh_from_db()
    assert panel.state == "convened"
    assert panel.moderations.count() == 3
    shown = text_of(client.get(panel.get_absolute_url()))
    assert "0 of 3 in" in shown


@pytest.mark.rule("MER-04", "NEW-03")
def test_all_extremes_are_on_the_agenda_and_a_share_of_the_others_by_chance(council, held, returned):
    panel = factory.panel_at("planned", council)
    lines = lines_of(panel)
    assert {lines[audit.pk].stratum for audit in held} == {"extreme"}
    by_chance = [lines[audit.pk] for audit in returned if lines[audit.pk].stratum == "random"]
    assert len(by_chance) == 1  # a tenth of three, rounded up
    rest = [lines[audit.pk] for audit in returned if not lines[audit.pk].stratum]
    assert all(line.lot > by_chance[0].lot for line in rest)
    assert "lot" in rest[0].because


@pytest.mark.rule("NEW-03")
def test_the_same_seed_over_the_same_audits_draws_the_same(council, held, returned):
    panel = factory.panel_at("planned", council)
    first = [(line.audit_id, line.stratum, line.lot) for line in panel.draws.first().lines.all()]
    again = draw_agenda(
        panel, by=council.insights_manager, seed=factory.SEED, reason="To see that it comes out alike."
    )
    assert [(line.audit_id, line.stratum, line.lot) for line in again.lines.all()] == first
    other = draw_agenda(panel, by=council.insights_manager, seed="another", wanted=1, reason="Another seed.")
    assert [line.lot for line in other.lines.exclude(lot=None)] != [
        lot for _a, _s, lot in first if lot is not None
    ]
    assert panel.draws.count() == 3


def test_why_each_audit_is_on_the_agenda_is_told_without_a_grade(council, held, returned):
    panel = factory.panel_at("planned", council)
    shown = text_of(as_person(council.insights_member).get(at("panel_agenda", panel)))
    for audit in (*held, *returned):
        assert audit.subject.reference in shown
    for word in ("Inadequate", "Outstanding", "Requires Improvement"):
        assert word not in shown
    assert as_person(council.team_manager).get(at("panel_agenda", panel)).status_code == 404


@pytest.mark.rule("MER-05")
def test_reviewer_and_team_manager_are_invited_with_the_date_for_their_calendar_and_no_grade(council, held):
    panel = factory.panel_at("convened", council)
    for person in (held[0].reviewer, council.team_manager):
        message = person.messages.get(event="panel_invited")
        for audit in held:
            assert audit.subject.reference in message.text
        shown = text_of(as_person(person).get(panel.get_absolute_url()))
        assert held[0].subject.reference in shown
        for word in ("Inadequate", "Outstanding", "0 of", "extreme"):
            assert word not in message.text + message.heading + shown
        assert as_person(person).get(at("panel_calendar", panel)).content.startswith(b"BEGIN:VCALENDAR")
        for item in panel.moderations.all():
            assert as_person(person).get(item.get_absolute_url()).status_code == 404
    send_mail()
    sent = [each for each in mail.outbox if council.team_manager.email in each.to and each.attachments]
    assert "panel.ics" in {name for each in sent for name, *_ in each.attachments}


def test_each_member_is_asked_for_each_audit_and_the_record_opens_to_them(council, held):
    outsider = council.other_team_manager
    assert not sight_of(outsider, held[0].subject).opens
    panel = factory.panel_at("convened", council)
    assert sight_of(outsider, held[0].subject).opens
    work = text_of(as_person(outsider).get("/"))
    assert "Grade an audit for the panel" in work
    assert held[0].subject.reference in work
    grade = MemberGrade.objects.get(moderation__audit=held[0], member__person=outsider)
    assert grade.deadlines.get().due_at == panel.begins_at
    assert outsider.messages.filter(event="panel_member").count() == 1


def test_who_has_not_graded_is_reminded_once_of_all_of_it(council, held):
    panel = factory.panel_at("convened", council)
    for grade in MemberGrade.objects.filter(member__person=council.insights_manager):
        factory.grade_as(grade, "good")
    with clock.standing_at(panel.begins_at - dt.timedelta(days=2)):
        run_checks()
        assert not council.other_team_manager.messages.filter(event="panel_reminder").exists()
    with clock.standing_at(panel.begins_at - dt.timedelta(days=1)):
        run_checks()
        run_checks()
        said = council.other_team_manager.messages.get(event="panel_reminder")
        assert said.heading.startswith("2 audits wait for your grade")
        assert not council.insights_manager.messages.filter(event="panel_reminder").exists()


def test_who_has_to_do_with_an_audit_has_stepped_out_from_the_beginning(council, held):
    members = [
        council.insights_manager,
        council.insights_service_manager,
        held[0].reviewer,
        council.team_manager,
    ]
    panel = factory.panel_at("convened", council, members=members)
    for item in panel.moderations.all():
        states = {g.member.person: g.state for g in item.grades.select_related("member__person")}
        assert states[held[0].reviewer] == "stepped_out"
        assert states[council.team_manager] == "stepped_out"
        assert states[council.insights_manager] == "asked"
        assert as_person(council.team_manager).get(item.get_absolute_url()).status_code == 404
    reasons = set(MemberGrade.objects.exclude(out_because="").values_list("out_because", flat=True))
    assert reasons == {"They wrote the audit.", "It is the work of their own team."}


def test_a_panel_that_is_moved_tells_everybody_and_its_clocks_follow(council, held):
    panel = factory.panel_at("convened", council)
    before = as_person(council.team_manager).get(at("panel_calendar", panel)).content
    take(
        council.insights_manager,
        "panel_edit",
        panel,
        begins_at_0="13/11/2026",
        begins_at_1="14:00",
        place="Room 5",
    )
    panel = factory.fresh(panel)
    assert panel.place == "Room 5"
    for person in (council.insights_service_manager, council.team_manager):
        assert person.messages.filter(event="panel_moved").count() == 1
    running = [
        d for g in MemberGrade.objects.all() for d in g.deadlines.filter(met_at=None, cancelled_at=None)
    ]
    assert {d.due_at for d in running} == {panel.begins_at}
    after = as_person(council.team_manager).get(at("panel_calendar", panel)).content
    assert after != before
    assert before.split(b"UID:")[1].split(b"\r\n")[0] == after.split(b"UID:")[1].split(b"\r\n")[0]


def test_what_a_panel_does_not_reach_is_first_on_the_next_one(council, held):
    panel = factory.panel_at("sitting", council)
    reached = factory.item_at("agreed", panel)
    take(council.insights_manager, "panel_end", panel, minutes="Plans come late.")
    panel = factory.fresh(panel)
    assert (panel.state, panel.minutes) == ("ended", "Plans come late.")
    left = panel.moderations.get(state="carried")
    assert not MemberGrade.objects.filter(moderation=left, state="asked").exists()
    following = factory.panel_at("convened", council, in_days=9)
    item = following.moderations.get()
    assert (item.audit_id, item.place, item.carried_from_id) == (left.audit_id, 1, left.pk)
    assert item.audit_id != reached.audit_id
    assert item.stratum == "extreme"


def test_a_panel_that_is_called_off_leaves_its_agenda_to_the_next(council, held):
    panel = factory.panel_at("convened", council)
    take(council.insights_manager, "panel_cancel", panel, reason="Too few can come.")
    assert set(panel.moderations.values_list("state", flat=True)) == {"carried"}
    assert council.team_manager.messages.filter(event="panel_cancelled").count() == 1
    assert factory.panel_at("convened", council, in_days=9).moderations.count() == 2


@pytest.mark.rule("WAL-18")
def test_no_panel_sits_outside_its_months(council):
    answer = fill(
        as_person(council.insights_manager),
        reverse("panel_plan", args=["waltham-forest"]),
        begins_at_0="12/11/2026",
        begins_at_1="10:00",
        chair=str(council.insights_manager.pk),
    )
    assert answer.status_code == 422
    assert "Panels sit in March, June and September, not in November." in text_of(answer)
    assert not Panel.objects.exists()


def test_too_few_members_or_an_empty_agenda_stand_in_the_way_of_convening(council):
    panel = factory.panel_at("planned", council, members=[])
    answer = take(council.insights_manager, "panel_convene", panel)
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Name at least 3 members." in said
    assert "Nothing is on the agenda." in said
    assert factory.fresh(panel).state == "planned"


def test_whoever_may_not_keep_panels_finds_none_of_it(council, held):
    panel = factory.panel_at("planned", council)
    for person in (council.team_manager, council.social_worker, council.other_team_manager):
        client = as_person(person)
        assert client.get(panel.get_absolute_url()).status_code == 404
        assert client.get(reverse("panel_plan", args=["merton"])).status_code == 404
        for name in ("panel_edit", "panel_draw", "panel_convene", "panel_cancel"):
            assert client.post(at(name, panel)).status_code == 404
    assert not Moderation.objects.exists()


def test_the_pages_of_a_panel_ask_as_often_for_many_audits_as_for_few(
    council, held, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    panel = factory.panel_at("convened", council)
    client = as_person(council.insights_manager)

    def asked(url):
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            assert client.get(url).status_code == 200
        if len(few) > 8:
            print([q["sql"][:300] for q in few])
        return len(few)

    one = panel.moderations.first()
    before = [asked(url) for url in (panel.get_absolute_url(), reverse("panels"), one.get_absolute_url())]
    for _ in range(6):
        audit_after("to_moderate", council)
    factory.panel_at("convened", council, in_days=3)
    more = Panel.objects.first()
    other = more.moderations.first()
    after = [asked(url) for url in (more.get_absolute_url(), reverse("panels"), other.get_absolute_url())]
    assert after == before
    assert max(after) <= 8, after


@pytest.mark.rule("KNO-05", "KNO-14")
def test_all_are_moderated_each_month_or_a_share_as_the_procedure_says(council):
    from qa_portal.people.models import Team

    Team.objects.filter(pk=council.department.pk).update(framework_key="knowsley-early-help")
    from tests.house.scene_audits_after import working_by

    for key, strata in (("knowsley-early-help", ["all"] * 3), ("knowsley-mash", ["", "", "random"])):
        with working_by(council.department, key):
            for _ in range(3):
                audit_after("returned", council, grade="good")
        panel = factory.panel_at("planned", council, framework=key, members=[])
        assert sorted(line.stratum for line in lines_of(panel).values()) == strata, key
    assert Audit.objects.count() == 6


def test_time_stands_where_the_tests_put_it(council):
    assert clock.now() < dt.datetime(2026, 11, 12, 10, 0, tzinfo=clock.LONDON)
