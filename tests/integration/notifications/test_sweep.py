"""The sweep: who is told what, when, exactly once (NEW-01, LEE-01, LEE-02)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications import saying
from notifications import sweep as sweeping
from notifications.beat import run_beat
from notifications.sweep import sweep
from qa_portal.deadlines.actions import change_due_date, meet_deadlines
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.directory import directory
from qa_portal.people.models import Appointment, Cover, Post
from qa_portal.people.roles import Role
from tests.factories.deadlines import KIND, a_kind, bystanders, many_running, running
from tests.factories.people import Council, sign_in, vacate
from tests.factories.records import child, restrict

from .conftest import MONDAY, at

pytestmark = pytest.mark.usefixtures("kind")

DUE = at("2026-12-07")  # five working days after Monday 30 November


def run_sweep() -> str:
    """Run the command that does what beat does; what it says."""
    out = StringIO()
    call_command("sweep", stdout=out)
    return out.getvalue()


def told(deadline: Deadline, occasion: str = "") -> dict[str, Message]:
    """The messages about a deadline by the recipient's name; of one occasion when it is given."""
    rows = Message.objects.filter(deadline=deadline, occasion__startswith=occasion)
    return {m.recipient.name: m for m in rows.select_related("recipient")}


def alerts_page(client, who) -> str:
    """What this person's own alerts page shows."""
    return sign_in(client, who).get("/notices/?show=alerts").content.decode()


# -- LEE-01: due soon, due, overdue ---------------------------------------------------------------------------


@pytest.mark.rule("LEE-01")
def test_the_manager_hears_before_it_is_due_on_the_day_and_when_it_is_overdue(c: Council, monday, client):
    deadline = running(c)
    start = f"Answer stage 1 — record {deadline.subject.reference} — "
    run_sweep()
    assert told(deadline) == {}, "nothing is said on the first day"

    monday.move_to(at("2026-12-03", "09:00"))
    run_sweep()
    soon = told(deadline, "due_soon")
    assert {name: m.heading for name, m in soon.items()} == {
        "Tamsin Manager": start + "by 5pm on Monday 7 December (in 2 working days)"
    }
    assert soon["Tamsin Manager"].urgency == "reminder"

    monday.move_to(at("2026-12-07", "09:00"))
    run_sweep()
    assert told(deadline, "due_today")["Tamsin Manager"].heading == (
        start + "by 5pm on Monday 7 December (today, in 8 hours)"
    )

    monday.move_to(DUE)
    run_sweep()
    alerts = told(deadline, "overdue:0")
    assert set(alerts) == {"Tamsin Manager", "Iris Reviewing", "Selma Service"}
    assert {m.urgency for m in alerts.values()} == {"alert"}
    assert start + "was due by 5pm on Monday 7 December" in alerts_page(client, c.team_manager)
    assert start + "was due by 5pm on Monday 7 December" in alerts_page(client, c.service_manager)
    assert start not in alerts_page(client, c.other_team_manager)


@pytest.mark.rule("LEE-01")
def test_an_alert_says_who_holds_it_and_blames_nobody(c: Council, monday):
    deadline = running(c)
    monday.move_to(DUE)
    run_sweep()
    alerts = told(deadline, "overdue:0")
    assert alerts["Tamsin Manager"].text.startswith("It is with you, and the time for it has passed.")
    assert "It is with Tamsin Manager (Team Manager, Care Planning North)" in alerts["Selma Service"].text
    assert deadline.subject.last_name not in "".join(m.heading + m.text + m.url for m in alerts.values())


def test_what_is_done_in_time_is_not_alerted(c: Council, monday):
    deadline = running(c)
    meet_deadlines(deadline.about, KIND)
    monday.move_to(at("2026-12-18"))
    run_sweep()
    assert told(deadline) == {}


# -- LEE-02: up the line ----------------------------------------------------------------------------------------


@pytest.mark.rule("LEE-02")
def test_what_stays_undone_climbs_the_line(c: Council, monday):
    deadline = running(c)
    monday.move_to(DUE)
    run_sweep()
    monday.move_to(at("2026-12-09", "09:00"))
    run_sweep()
    assert set(told(deadline, "overdue:2wd")) == {"Selma Service", "Iris Reviewing", "Imogen Manager"}
    monday.move_to(at("2026-12-14", "09:00"))
    run_sweep()
    assert {"Ada Assistant", "Imogen Manager", "Ines Insights"} <= set(told(deadline, "overdue:5wd"))


@pytest.mark.rule("LEE-02")
def test_a_vacancy_climbs_a_rung_and_says_so(c: Council, monday):
    deadline = running(c)
    vacate(Role.TEAM_MANAGER, c.team)
    monday.move_to(at("2026-12-07", "09:00"))
    run_sweep()
    notice = told(deadline, "due_today")["Selma Service"]
    assert notice.why_you == (
        "The post of Team Manager, Care Planning North is vacant, so it comes to you as Service Manager, Care Planning."
    )


@pytest.mark.rule("LEE-02")
def test_a_person_on_two_rungs_skips_up(c: Council, monday):
    """The Service Manager stands in for the vacant Team Manager: the next rung is the Head of Service."""
    deadline = running(c)
    vacate(Role.TEAM_MANAGER, c.team)
    monday.move_to(DUE)
    run_sweep()
    alerts = told(deadline, "overdue:0")
    assert set(alerts) == {"Selma Service", "Iris Reviewing", "Hollis Head"}
    assert alerts["Hollis Head"].why_you == (
        "Selma Service (Service Manager, Care Planning) has it on a lower rung already, so it comes to you as "
        "Head of Service, Children's Services."
    )


@pytest.mark.rule("LEE-02")
def test_nobody_on_any_rung_falls_to_the_quality_team(c: Council, monday):
    deadline = running(c)
    _empty(Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.HEAD_OF_SERVICE)
    _empty(Role.ASSISTANT_DIRECTOR, Role.SERVICE_DIRECTOR, Role.CORPORATE_DIRECTOR)
    monday.move_to(DUE)
    run_sweep()
    alerts = told(deadline, "overdue:0")
    assert set(alerts) == {"Ines Insights", "Iris Reviewing"}
    assert "comes to the quality assurance team" in alerts["Ines Insights"].why_you


@pytest.mark.rule("LEE-02")
def test_nobody_at_all_is_an_incident_and_the_breach_is_recorded(c: Council, monday, client):
    deadline = running(c, parties={"raiser": "head_of_service"})
    _empty(*[role for role in Role.values if role != Role.ADMINISTRATOR])
    monday.move_to(DUE)
    run_sweep()
    deadline.refresh_from_db()
    assert deadline.breached_at == DUE
    assert told(deadline) == {}
    page = sign_in(client, c.administrator).get("/incidents/").content.decode()
    assert "Nobody to tell" in page
    assert "nobody holds the post" in page


def test_cover_hears_instead_of_the_absent_and_is_told_why(c: Council, monday):
    deadline = running(c)
    Cover.objects.create(
        absent=c.team_manager,
        covered_by=c.sister_team_manager,
        starts_on=at("2026-12-01").date(),
        ends_on=at("2026-12-20").date(),
        reason="Leave",
    )
    Cover.objects.create(
        absent=c.iro,
        covered_by=c.other_iro,
        starts_on=at("2026-12-01").date(),
        ends_on=at("2026-12-20").date(),
        reason="Leave",
    )
    monday.move_to(DUE)
    run_sweep()
    alerts = told(deadline, "overdue:0")
    assert set(alerts) == {"Tobias Manager", "Ivan Reviewing", "Selma Service"}
    assert (
        alerts["Tobias Manager"].why_you
        == "You cover for Tamsin Manager (Team Manager, Care Planning North)."
    )
    assert alerts["Ivan Reviewing"].why_you == "You cover for Iris Reviewing."


# -- NEW-01: exactly once, whenever the sweep comes -----------------------------------------------------------


@pytest.mark.rule("NEW-01")
def test_run_twice_it_says_nothing_twice(c: Council, monday):
    deadline = running(c)
    monday.move_to(DUE)
    run_sweep()
    before = Message.objects.count()
    assert run_sweep().startswith("0 deadlines")
    # Even a row that is put back, as after a restored backup, is not told again.
    Deadline.objects.filter(pk=deadline.pk).update(next_at=DUE, breached_at=None)
    run_sweep()
    assert Message.objects.filter(deadline=deadline).count() == before
    deadline.refresh_from_db()
    assert (deadline.breached_at, deadline.attempts) == (DUE, 0)


@pytest.mark.rule("NEW-01")
def test_a_sweep_that_was_off_for_days_alerts_each_occasion_once_with_the_true_moment(c: Council, monday):
    deadline = running(c)
    monday.move_to(at("2026-12-15", "11:23"))
    run_sweep()
    deadline.refresh_from_db()
    assert deadline.breached_at == DUE
    occasions = set(Message.objects.filter(deadline=deadline).values_list("occasion", flat=True))
    assert {each.split("@")[0] for each in occasions} == {"overdue:0", "overdue:2wd", "overdue:5wd"}
    assert deadline.next_at is None
    said = deadline.history.first()
    assert said.step == "sweep"
    assert "due_soon:2wd: left out, as it came too late" in said.history_change_reason


@pytest.mark.rule("NEW-01")
def test_of_two_reminders_that_are_late_only_the_later_is_said(c: Council, monday):
    deadline = running(c)
    monday.move_to(at("2026-12-07", "11:00"))
    run_sweep()
    occasions = Message.objects.filter(deadline=deadline).values_list("occasion", flat=True)
    assert [each.split("@")[0] for each in occasions] == ["due_today"]


@pytest.mark.rule("NEW-01")
def test_a_clock_that_goes_back_says_nothing_again(c: Council, monday):
    deadline = running(c)
    monday.move_to(DUE)
    run_sweep()
    before = Message.objects.count()
    monday.move_to(at("2026-12-07", "16:00"))
    run_sweep()
    monday.move_to(at("2026-12-07", "17:30"))
    run_sweep()
    assert Message.objects.filter(deadline=deadline).count() == before


@pytest.mark.rule("NEW-01")
def test_a_date_that_was_moved_reminds_again_and_its_owner_is_told(c: Council, monday):
    deadline = running(c)
    monday.move_to(at("2026-12-03", "09:00"))
    run_sweep()
    change_due_date(deadline, to=at("2026-12-14").date(), reason="Agreed at supervision.", by=c.iro_manager)
    moved = told(deadline, "moved")
    assert "is now due by 5pm on Monday 14 December" in moved["Tamsin Manager"].heading
    monday.move_to(at("2026-12-10", "09:00"))
    run_sweep()
    assert told(deadline, "due_soon:2wd@2026-12-14")["Tamsin Manager"]


@pytest.mark.rule("NEW-01")
def test_state_history_and_outbox_agree(c: Council, monday):
    deadlines = many_running(c, 30)
    monday.move_to(at("2026-12-09", "12:00"))
    run_sweep()
    for deadline in deadlines:
        deadline.refresh_from_db()
        assert deadline.breached_at == DUE
        assert deadline.history.filter(step="sweep").count() == 1
        occasions = sorted(m.occasion.split("@")[0] for m in deadline.messages.all())
        assert occasions == ["overdue:0"] * 3 + ["overdue:2wd"] * 3


# -- on_breach ------------------------------------------------------------------------------------------------


def test_what_follows_from_a_breach_runs_once_after_it(c: Council, monday):
    ran = []
    with a_kind(lambda about, deadline: ran.append((about, deadline.breached_at)), key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(DUE)
        run_sweep()
        run_sweep()
    assert ran == [(deadline.subject, DUE)]
    deadline.refresh_from_db()
    assert deadline.breach_handled_at == DUE


@pytest.mark.rule("NEW-01")
def test_what_is_answered_by_its_last_moment_was_not_missed(c: Council, monday):
    deadline = running(c)
    monday.move_to(DUE)
    meet_deadlines(deadline.about, deadline.kind)
    run_sweep()
    deadline.refresh_from_db()
    assert (deadline.met_at, deadline.breached_at) == (DUE, None)
    assert not told(deadline, "overdue:0")


def test_what_was_answered_meanwhile_has_no_consequence(c: Council, monday):
    ran = []
    with a_kind(lambda about, deadline: ran.append(about), key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(at("2026-12-08"))
        meet_deadlines(deadline.about, "test_follow")
        run_sweep()
    assert ran == []


def test_what_was_answered_between_the_alert_and_its_consequence_has_none(c: Council, monday, monkeypatch):
    """The worker died after the batch; before the next beat the answer came."""
    ran = []
    with a_kind(lambda about, deadline: ran.append(about), key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(DUE)
        with monkeypatch.context() as dead:
            dead.setattr(sweeping, "handle_breaches", lambda: (0, 0))
            run_sweep()
        meet_deadlines(deadline.about, "test_follow")
        run_sweep()
    deadline.refresh_from_db()
    assert ran == []
    assert (deadline.breached_at, deadline.breach_handled_at) == (DUE, DUE)


def test_a_new_date_gives_its_consequence_as_many_tries_as_the_first(c: Council, monday):
    def explode(about, deadline):
        raise ValueError

    with a_kind(explode, key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(DUE)
        run_sweep()
        run_sweep()
        change_due_date(deadline, to=at("2026-12-14").date(), reason="Agreed.", by=c.iro_manager)
        monday.move_to(at("2026-12-14", "17:00"))
        run_sweep()
        run_sweep()
        assert not Incident.objects.exists()
        run_sweep()
        assert Incident.objects.get().kind == "consequence"


def test_a_consequence_that_fails_is_an_incident_after_three_tries_and_can_be_tried_again(
    c: Council, monday, client
):
    def explode(about, deadline):
        raise ValueError

    with a_kind(explode, key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(DUE)
        for tries in (1, 2, 3, 3):
            run_sweep()
            deadline.refresh_from_db()
            assert deadline.breach_attempts == tries
    assert len(told(deadline, "overdue:0")) == 3, "everybody was told all the same"
    incident = Incident.objects.get()
    administrator = sign_in(client, c.administrator)
    assert (
        "what should follow failed 3 times (ValueError)" in administrator.get("/incidents/").content.decode()
    )
    ran = []
    with a_kind(lambda about, deadline: ran.append(about), key="test_follow"):
        administrator.post(f"/incidents/{incident.pk}/retry/")
        run_sweep()
    assert ran == [deadline.subject]
    incident.refresh_from_db()
    assert incident.closed_by == c.administrator


# -- one bad row ----------------------------------------------------------------------------------------------


def test_one_row_that_raises_does_not_stop_the_others_and_is_set_apart_after_three_tries(
    c: Council, monday, client, monkeypatch
):
    deadlines = many_running(c, 30)
    bad = deadlines[7]
    usual = saying.messages_of

    def raises_for_one(deadline, *given):
        if deadline.pk == bad.pk:
            raise ZeroDivisionError
        return usual(deadline, *given)

    monkeypatch.setattr(saying, "messages_of", raises_for_one)
    monday.move_to(DUE)
    run_sweep()
    assert Deadline.objects.filter(breached_at=DUE).count() == 29
    assert Incident.objects.count() == 0
    run_sweep()
    run_sweep()
    bad.refresh_from_db()
    assert (bad.attempts, bad.breached_at, bad.set_aside_at) == (3, None, DUE)
    run_sweep()
    bad.refresh_from_db()
    assert bad.attempts == 3, "what is set apart is left alone"

    administrator = sign_in(client, c.administrator)
    assert (
        "could not be handled in 3 tries (ZeroDivisionError)"
        in administrator.get("/incidents/").content.decode()
    )
    assert "Something waits for an administrator" in administrator.get("/notices/").content.decode()
    monkeypatch.setattr(saying, "messages_of", usual)
    administrator.post(f"/incidents/{Incident.objects.get().pk}/retry/")
    run_sweep()
    bad.refresh_from_db()
    assert bad.breached_at == DUE


def test_a_row_that_the_database_refuses_is_found_among_the_others(c: Council, monday, monkeypatch):
    """The whole batch fails then; its rows are tried one by one."""
    deadlines = many_running(c, 30)
    bad = deadlines[7]
    usual = saying.messages_of

    def unsavable_for_one(deadline, *given):
        found = usual(deadline, *given)
        if deadline.pk == bad.pk:
            found[0].heading = None
        return found

    monkeypatch.setattr(saying, "messages_of", unsavable_for_one)
    monday.move_to(DUE)
    for _ in range(3):
        run_sweep()
    assert Deadline.objects.filter(breached_at=DUE).count() == 29
    bad.refresh_from_db()
    assert (bad.set_aside_at, bad.last_error) == (DUE, "IntegrityError")
    assert Message.objects.filter(deadline=bad).count() == 0


# -- restricted records ---------------------------------------------------------------------------------------


@pytest.mark.rule("LEE-14")
def test_an_alert_on_a_restricted_record_reaches_its_named_people_alone(c: Council, monday):
    subject = child(c)
    deadline = running(c, subject)
    restrict(subject, c.iro, c.head_of_service)
    monday.move_to(DUE)
    run_sweep()
    assert set(told(deadline, "overdue:0")) == {"Iris Reviewing", "Hollis Head"}


@pytest.mark.rule("LEE-14")
def test_a_restricted_record_with_nobody_named_is_an_incident_without_identity(c: Council, monday, client):
    subject = child(c)
    deadline = running(c, subject)
    restrict(subject)
    monday.move_to(DUE)
    run_sweep()
    assert told(deadline) == {}
    page = sign_in(client, c.administrator).get("/incidents/").content.decode()
    assert "An alert about a restricted record could reach nobody" in page
    assert subject.reference not in page


# -- the price ------------------------------------------------------------------------------------------------


def test_a_batch_costs_the_same_few_queries_whatever_its_size(c: Council, monday):
    with a_kind(lambda about, deadline: None, key="test_warm"):
        running(c, kind="test_warm")
        monday.move_to(DUE)
        run_beat()  # the content types and the directory are known from here on
    counts = {}
    monday.move_to(MONDAY)
    bystanders(c, 1400)
    for number in (60, 300):
        many_running(c, number, start=number)
        monday.move_to(DUE)
        directory()  # read anew once a day
        with CaptureQueriesContext(connection) as queries:
            result = sweep()
        assert result.swept == number
        counts[number] = len(queries)
        monday.move_to(MONDAY)
    assert counts[60] == counts[300], counts
    around = 6  # of the sweep as a whole: its two heartbeats, the flood hold, the look for what follows from breaches
    assert counts[300] - around <= 14, counts


def test_a_sweep_with_nothing_due_is_one_statement(c: Council, django_assert_num_queries):
    running(c)
    sweep()
    with django_assert_num_queries(1):
        sweep()


# -- the dry run ----------------------------------------------------------------------------------------------


def test_the_dry_run_shows_who_would_be_told_and_touches_nothing(c: Council, monday):
    deadline = running(c)
    before = _everything()
    out = StringIO()
    call_command("sweep", at="2026-12-07T17:00", dry_run=True, stdout=out)
    said = out.getvalue()
    assert "A sweep on Monday 7 December 2026 at 5pm would say this. Nothing was changed." in said
    assert "Tamsin Manager (Team Manager, Care Planning North)" in said
    assert "missed" in said
    assert deadline.subject.reference in said
    assert "1 deadlines, 1 of them missed, 3 messages." in said
    assert deadline.subject.last_name not in said
    assert _everything() == before


def test_a_real_sweep_cannot_be_told_another_time(c: Council):
    from django.core.management import CommandError

    with pytest.raises(CommandError, match="needs --dry-run"):
        call_command("sweep", at="2026-12-07T17:00")


def _everything() -> list:
    rows = list(Deadline.objects.order_by("pk").values())
    return [rows, Message.objects.count(), Incident.objects.count(), Deadline.history.count()]


def _empty(*roles: str) -> None:
    for appointment in Appointment.objects.filter(post__role__in=roles):
        appointment.delete()
    assert Post.objects.filter(role__in=roles).exists()


@pytest.mark.rule("LAW-05")
def test_when_a_closure_day_moves_dates_their_holders_are_told(c: Council, client):
    deadline = running(c)
    sign_in(client, c.administrator)
    day = {"day": "1/12/2026", "reason": "The council's move", "confirmed": "yes"}
    client.post(reverse("closure_day_add"), day)
    deadline.refresh_from_db()
    assert deadline.due_at == at("2026-12-08")
    moved = told(deadline, "moved")
    assert set(moved) == {"Tamsin Manager"}
    assert "is now due by 5pm on Tuesday 8 December" in moved["Tamsin Manager"].heading
