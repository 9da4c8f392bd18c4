"""Time passing: silence, the two clocks, the cap and its forecast, extensions, and the two measures."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from disputes.actions import stage_asking as asking
from disputes.actions import stage_deciding as deciding
from disputes.actions.start import raise_dispute
from disputes.actions.writing import write_answers, write_background
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.requests.actions import open_request
from tests.factories.disputes import TOLD, dispute_at, fresh, record_outcome, stage_at, walk
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.qaps import qap_at
from tests.factories.records import child

from .dispute_pages import MONDAY, after, at, fill, sweep_until, take, text_of

pytestmark = pytest.mark.django_db

PAGES = ("stage", "stage_answer", "stage_return", "stage_complete")


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


@pytest.mark.rule("LAW-04")
def test_silence_offers_the_next_stage_and_lists_every_reminder_that_was_sent(client, council):
    stage = stage_at("sent", council=council)
    sign_in(client, council.iro)
    page = text_of(client.get(stage.get_absolute_url()))
    assert (
        "Record that nobody answered : not yet. There is time to answer until Monday 30 November 2026 at 5pm."
        in page
    )
    assert take(client, stage, "stage_non_response").status_code == 422
    assert fresh(stage).state == "sent"
    sweep_until(8)
    with after(8):
        assert stage.dispute.stages.count() == 1, "the portal opens nothing by itself"
        assert council.iro.messages.filter(event="stage_unanswered").count() == 1
        page = client.get(stage.get_absolute_url())
        assert "Record the non-response and prepare Stage 2" in text_of(page)
        shown = text_of(client.get(at(stage, "stage_non_response")))
        sent = council.team_manager.messages.filter(deadline__kind="stage_answer")
        assert sent.count() >= 3, "reminders and the alert"
        for message in sent:
            assert message.heading in shown
        answer = take(client, stage, "stage_non_response")
        assert answer.url == at(stage, "stage_outcome")
        stage = fresh(stage)
        assert (stage.state, stage.outcome, stage.next_level) == ("unanswered", "non_response", 2)
        assert len(stage.non_response) == Deadline.objects.get(kind="stage_answer").messages.count()
        filled_in = client.get(answer.url).content.decode()
        assert "Nobody" in text_of(client.get(stage.get_absolute_url()))
        assert 'value="non_response" checked' in filled_in
        take(client, stage.dispute, "dispute_background", child_not_told_why="She is two.")
        assert take(client, stage, "stage_outcome").url == at(stage, "stage_sign")
        assert take(client, stage, "stage_sign", signed="on").status_code == 302
        kept = text_of(client.get(stage.get_absolute_url()))
        assert "Reminders and alerts that were sent" in kept
        assert "Tamsin Manager" in kept


def alerts_in(page):
    """What the timeline of a page says of alerts, newest first: the line under each."""
    told = re.findall(r"Alert sent</h3>.*?description\">(.*?)</div>", page.content.decode(), re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", line).strip() for line in told]


@pytest.mark.rule("LEE-09")
def test_the_timeline_tells_of_an_alert_once_with_all_to_whom_it_went(client, council):
    stage = stage_at("sent", council=council)
    sign_in(client, council.iro)
    sweep_until(8)
    with after(8):
        told = alerts_in(client.get(stage.get_absolute_url()))
        whole = alerts_in(client.get(stage.dispute.get_absolute_url()))
    heard = "To Iris Reviewing, Selma Service and Tamsin Manager: "
    assert [line.startswith(heard) for line in told].count(True) == 1
    assert told == whole
    assert len(told) == len(set(told)), "no line twice"


@pytest.mark.rule("LEE-09")
def test_the_timeline_of_a_qap_tells_of_reminders_alerts_and_new_dates(client, council):
    qap = qap_at("requested", council, child(council))
    sign_in(client, council.iro)
    sweep_until(8)
    with after(8):
        page = client.get(qap.get_absolute_url())
    words = text_of(page).partition("How it got here")[2]
    assert "Reminder sent" in words
    assert "To Tamsin Manager: " in words
    assert len(alerts_in(page)) == len(set(alerts_in(page)))
    assert " and " in alerts_in(page)[-1].partition(":")[0]


@pytest.mark.rule("LAW-04")
def test_the_reviewing_officer_alone_moves_a_dispute(client, council):
    stage = stage_at("sent", council=council)
    with after(9):
        for who in (
            council.team_manager,
            council.iro_manager,
            council.service_director,
            council.insights_head,
        ):
            sign_in(client, who)
            for name in ("stage_non_response", "stage_bypass", "stage_request", "stage_details"):
                answer = client.post(at(stage, name), {"level": "2", "reason": "Mine", "seen": "1"})
                assert answer.status_code in (403, 404, 409), (who, name)
        assert fresh(stage).state == "sent"
        sign_in(client, council.other_iro)
        assert client.get(at(stage, "stage_non_response")).status_code == 404


@pytest.mark.rule("LAW-02")
def test_both_clocks_stand_on_every_page_of_a_dispute(client, council):
    dispute = dispute_at("sent", council=council)
    stage = dispute.stages.get()
    pages = {
        council.iro: [
            dispute.get_absolute_url(),
            stage.get_absolute_url(),
            *(at(stage, name) for name in ("stage_bypass",)),
            *(at(dispute, name) for name in ("dispute_background", "cafcass_prepare")),
        ],
        council.team_manager: [at(stage, name) for name in PAGES],
        council.iro_manager: [at(stage.deadlines.get(kind="stage_answer"), "deadline_change")],
    }
    for who, urls in pages.items():
        sign_in(client, who)
        for url in urls:
            page = text_of(client.get(url))
            assert "This stage Answer Stage 1 by 5pm on Monday 30 November (in 5 working days)" in page, url
            assert "All stages together Resolve the dispute by 5pm on Monday 21 December" in page, url
            assert "Working day 0 of 20: at this pace Stage 4 would end on working day 20." in page, url


@pytest.mark.rule("LAW-02")
def test_the_cap_runs_from_the_first_request_and_nothing_resets_it(client, council):
    dispute = dispute_at("sent", council=council)
    cap = Deadline.objects.get(kind="dispute_cap")
    assert clock.london_date(cap.due_at) == dt.date(2026, 12, 21)
    sign_in(client, council.iro)
    with after(7):
        stage = dispute.stages.get(number=1)
        take(client, stage, "stage_bypass", level="3", reason="She may be moved.")
        third = walk(dispute.stages.get(number=2), "sent", council=council)
        page = text_of(client.get(third.get_absolute_url()))
        assert "Resolve the dispute by 5pm on Monday 21 December" in page
        assert "Working day 5 of 20: at this pace Stage 4 would end on working day 15." in page
    cap.refresh_from_db()
    assert cap.is_open
    assert Deadline.objects.filter(kind="dispute_cap").count() == 1


@pytest.mark.rule("LAW-02")
def test_a_cap_that_would_be_passed_at_this_pace_is_warned_of_as_soon_as_it_is_known(client, council):
    dispute = dispute_at("sent", council=council)
    with after(4):
        stage = walk_to_confirmed(dispute.stages.get(number=1), council)
        second = stage.dispute.stages.get(number=2)
        sign_in(client, council.iro)
        page = text_of(client.get(second.get_absolute_url()))
        assert "Working day 4 of 20: at this pace Stage 4 would end on working day 19." in page
        assert not council.iro.messages.filter(event="cap_forecast").exists()
    with after(8):
        walk(second, "sent", council=council)
        warned = council.iro.messages.filter(event="cap_forecast").get()
        assert "at this pace Stage 4 would end on working day 21" in warned.text
        assert council.iro_manager.messages.filter(event="cap_forecast").count() == 1
        page = text_of(client.get(second.get_absolute_url()))
        assert "at this pace Stage 4 would end on working day 21." in page


def walk_to_confirmed(stage, council):
    """From sent to confirmed, as the people would."""
    manager = council.team_manager
    write_answers(stage, by=manager, answers={a.pk: "Done." for a in stage.actions.all()}, overall="")
    stage = asking.answer_stage_request(open_request(stage), by=manager)
    record_outcome(stage, by=council.iro)
    write_background(stage.dispute, by=council.iro, **TOLD)
    stage = deciding.conclude_stage(fresh(stage), by=council.iro)
    return deciding.confirm_stage(stage, by=council.iro_manager, comment="Agreed.")


@pytest.mark.rule("MER-13")
def test_the_formal_process_takes_twenty_working_days_in_all_and_is_warned_of_on_day_fifteen(client):
    council = small_council("merton")
    dispute = dispute_at("sent", council=council)
    cap = Deadline.objects.get(kind="dispute_cap")
    assert clock.london_date(cap.due_at) == dt.date(2026, 12, 21)
    with after(21):  # Monday 14 December: working day 15
        sweep(MONDAY + dt.timedelta(days=20, hours=-1))
        assert not council.iro.messages.filter(deadline=cap).exists()
        sweep(MONDAY + dt.timedelta(days=21))
        assert council.iro.messages.filter(deadline=cap).count() == 1
    with after(28.5):
        sweep()
        sign_in(client, council.iro)
        page = text_of(client.get(dispute.get_absolute_url()))
        assert "Resolve the dispute by 5pm on Monday 21 December (" in page
        assert "overdue)" in page
        assert "Working day 20 of 20" in page


@pytest.mark.rule("LAW-06")
def test_an_extension_has_a_reason_and_an_approver_and_still_counts_late(client, council):
    stage = stage_at("sent", council=council)
    deadline = stage.deadlines.get(kind="stage_answer")
    change = at(deadline, "deadline_change")
    for who in (council.iro, council.team_manager):
        sign_in(client, who)
        assert change not in client.get(stage.get_absolute_url()).content.decode()
        assert client.get(change).status_code == 403
        assert client.post(change, {"to": "7/12/2026", "reason": "More time"}).status_code == 403
    sign_in(client, council.iro_manager)
    assert change in client.get(stage.get_absolute_url()).content.decode()
    refused = fill(client, change, to="5/12/2026", reason="More time")
    assert refused.status_code == 422
    assert "That isn't a working day." in text_of(refused)
    assert fill(client, change, to="7/12/2026", reason="").status_code == 422, "a reason is needed"
    assert fill(client, change, to="7/12/2026", reason="The manager is ill.").status_code == 302
    deadline.refresh_from_db()
    assert clock.london_date(deadline.due_at) == dt.date(2026, 12, 7)
    assert clock.london_date(deadline.first_due_at) == dt.date(2026, 11, 30)
    moved = deadline.changes.get()
    assert (moved.reason, moved.approved_by) == ("The manager is ill.", council.iro_manager)
    page = text_of(client.get(stage.get_absolute_url()))
    assert "Extended: it was due on Monday 30 November 2026." in page
    assert "The manager is ill." in page, "it stands in how it got here"

    with after(10):  # in time by the second date, late by the first
        walk_to_confirmed(fresh(stage), council)
        register = client.get(reverse("dispute_measures")).context["measures"]
        assert (register.answered_in_time.done, register.answered_in_time.of) == (0, 1)


@pytest.mark.rule("LAW-07")
def test_answered_in_time_and_resolved_in_time_are_two_measures_with_numerator_and_denominator(
    client, council
):
    dispute_at("closed", council=council)  # answered and resolved in time
    dispute_at("answered", council=council)  # answered in time, the limit hasn't come
    dispute_at("sent", council=council)  # will be late with both
    dispute_at("drafted", council=council)  # nothing to count yet
    dispute_at("unanswered", council=council)
    sign_in(client, council.iro_manager)

    def measures():
        page = client.get(reverse("dispute_measures"))
        shown = page.context["measures"]
        assert f"Answered in time {shown.answered_in_time.in_words}" in text_of(page)
        assert f"Resolved in time {shown.resolved_in_time.in_words}" in text_of(page)
        return shown.answered_in_time.in_words, shown.resolved_in_time.in_words

    assert measures() == ("2 of 3 (67%)", "1 of 1 (100%)")
    with after(30):
        assert measures() == ("2 of 4 (50%)", "1 of 4 (25%)")


@pytest.mark.rule("LAW-07")
def test_the_measures_follow_the_filters(client, council):
    dispute_at("closed", council=council)
    other = child(council, team=council.other_team, practitioner=council.other_social_worker)
    with after(1):
        raise_dispute(other, by=council.iro, level=1, concern="x", theme="health")
    sign_in(client, council.iro_manager)
    register, measures = reverse("dispute_register"), reverse("dispute_measures")

    def asked(**filters):
        """The number of disputes listed, and the measures that the list's own link leads to."""
        page = client.get(register, filters)
        return page.context["page"].paginator.count, client.get(page.context["measures_url"])

    count, page = asked(team=council.other_team.pk)
    assert (count, page.context["measures"].answered_in_time.of) == (1, 0)
    assert "Answered in time None yet" in text_of(page)
    count, page = asked(theme="care_plan_drift", state="closed", raised_to="23/11/2026")
    assert (count, page.context["measures"].answered_in_time.in_words) == (1, "1 of 1 (100%)")
    assert asked(raised_from="24/11/2026", level="1")[0] == 1
    taken_in = client.get(measures, headers={"HX-Request": "true"})
    assert "<html" not in taken_in.content.decode()
    assert "Answered in time 1 of 1 (100%)" in text_of(taken_in)
    wrong = client.get(register, {"raised_from": "no day"})
    assert wrong.status_code == 200
    assert "Enter a date such as" in text_of(wrong)
