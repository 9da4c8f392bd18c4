"""A stage as it is written and sent: its details, its level, to whom the request goes, and until when."""

import datetime as dt

import pytest
from django.urls import reverse

from disputes.actions.dispute import reopen_dispute
from disputes.actions.stage_opening import open_stage
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.people.actions import appoint, record_cover
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse
from tests.factories.disputes import dispute_at, stage_at, write_details
from tests.factories.people import council as small_council
from tests.factories.people import sign_in, vacate
from tests.factories.records import restrict

from .dispute_pages import MONDAY, after, at, rows_in, send, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


@pytest.mark.rule("MOS-11")
def test_a_stage_records_date_issues_actions_and_outcomes_and_its_level_is_never_a_field(client, council):
    stage = dispute_at("drafted", council=council, level=2).stages.get()
    sign_in(client, council.iro)
    page = client.get(at(stage, "stage_details"))
    assert 'value="23/11/2026"' in page.content.decode(), (
        "the date of the dispute is today's, and can be changed"
    )
    assert "Level: Stage 2" in text_of(page)
    assert 'name="level"' not in page.content.decode()
    (row,) = rows_in(page, "actions")
    send(
        client,
        at(stage, "stage_details"),
        page,
        disputed_on="20/11/2026",
        issues_summary="There is no plan.",
        desired_outcomes="A plan that she knows.",
        level="4",
        **{f"actions__{row}__action": "Write the plan", f"actions__{row}__due_on": "4/12/2026"},
    )
    stage.refresh_from_db()
    action = stage.actions.get()
    assert (stage.disputed_on, stage.level) == (dt.date(2026, 11, 20), 2)
    assert (action.action, action.due_on) == ("Write the plan", dt.date(2026, 12, 4))
    shown = text_of(client.get(stage.get_absolute_url()))
    assert "There is no plan." in shown
    assert "Friday 4 December 2026" in shown


@pytest.mark.rule("MOS-11")
def test_actions_are_added_changed_and_removed_after_a_confirmation_that_says_which(client, council):
    stage = stage_at("written", council=council)
    sign_in(client, council.iro)
    url = at(stage, "stage_details")
    page = client.get(url)
    first, second = rows_in(page, "actions")
    asked = send(client, url, page, **{"remove-row": f"actions:{first}"})
    assert "Remove action 1, “No plan”?" in text_of(asked)
    assert stage.actions.count() == 2, "asking removes nothing"
    confirmed = send(client, url, asked, **{"confirm-remove-row": f"actions:{first}"})
    longer = send(client, url, confirmed, **{"add-row": "actions"})
    new = rows_in(longer, "actions")[-1]
    changed = {
        f"actions__{second}__action": "Introduce her social worker",
        f"actions__{new}__action": "Hold a meeting",
    }
    send(client, url, longer, **changed)
    assert [a.action for a in stage.actions.all()] == ["Introduce her social worker", "Hold a meeting"]


@pytest.mark.rule("MOS-12")
@pytest.mark.parametrize(
    ("level", "who", "role"),
    [
        (1, "team_manager", "Team Manager"),
        (2, "service_manager", "Service Manager"),
        (3, "service_director", "Service Director"),
        (4, "corporate_director", "Corporate Director"),
    ],
)
def test_a_stage_goes_to_whoever_holds_its_role_for_that_child_for_five_working_days(
    client, council, level, who, role
):
    stage = dispute_at("written", council=council, level=level).stages.get()
    sign_in(client, council.iro)
    person = council.people[who]
    page = text_of(client.get(at(stage, "stage_request")))
    assert f"It goes to {person.name} ({role}, " in page
    assert "by 5pm on Monday 30 November" in page
    assert f"Send to {person.name}, {role}" in page
    answer = take(client, stage, "stage_request", note="Please look at action 2 first.")
    assert answer.url == stage.get_absolute_url()
    deadline = Deadline.objects.get(kind="stage_answer", met_at=None, cancelled_at=None)
    assert clock.london_date(deadline.due_at) == dt.date(2026, 11, 30)
    assert person.messages.filter(event="stage_requested").count() == 1
    sign_in(client, person)
    opened = client.get(person.messages.get(event="stage_requested").url, follow=True)
    assert opened.redirect_chain[-1][0] == at(stage, "stage_answer"), (
        "the notice leads to where it is answered"
    )
    assert "Please look at action 2 first." in text_of(opened)


@pytest.mark.rule("MOS-12")
def test_a_vacancy_climbs_and_the_page_says_so_before_it_is_sent(client, council):
    stage = stage_at("written", council=council)
    vacate(Role.TEAM_MANAGER, council.team)
    sign_in(client, council.iro)
    page = text_of(client.get(at(stage, "stage_request")))
    assert "Selma Service" in page
    assert "is vacant, so this goes to Selma Service" in page
    take(client, stage, "stage_request")
    sign_in(client, council.service_manager)
    assert client.get(at(stage, "stage_answer")).status_code == 200


@pytest.mark.rule("LEE-02")
def test_whoever_answered_a_lower_stage_isnt_asked_again_at_the_next(client, council):
    dispute = dispute_at("confirmed", council=council)
    second = write_details(dispute.stages.get(number=2), by=council.iro)
    vacate(Role.SERVICE_MANAGER, council.service)
    appoint(
        council.team_manager,
        role=Role.SERVICE_MANAGER,
        team=council.service,
        by=council.administrator,
        starts_on=MONDAY.date(),
    )
    sign_in(client, council.iro)
    page = text_of(client.get(at(second, "stage_request")))
    assert "It goes to Hollis Head" in page, "she stands on two rungs and has answered on the lower one"
    assert "It goes to Tamsin Manager" not in page


@pytest.mark.rule("MOS-22")
def test_whoever_answered_at_the_same_stage_before_is_asked_again_once_it_is_reopened(client, council):
    dispute = dispute_at("closed", council=council)
    stage = reopen_dispute(dispute, by=council.iro_manager, reason="The plan was withdrawn.", level=1)
    write_details(stage, by=council.iro)
    sign_in(client, council.iro)
    assert "It goes to Tamsin Manager (Team Manager, " in text_of(client.get(at(stage, "stage_request")))
    take(client, stage, "stage_request")
    assert RequestForResponse.objects.get(about_id=stage.pk, state="sent", kind="answer").is_with.startswith(
        "Tamsin Manager"
    )


@pytest.mark.rule("MOS-12")
def test_cover_answers_for_an_absent_manager(client, council):
    stage = stage_at("sent", council=council)
    record_cover(
        absent=council.team_manager,
        covered_by=council.sister_team_manager,
        starts_on=MONDAY.date(),
        ends_on=MONDAY.date() + dt.timedelta(days=5),
        reason="Leave",
        by=council.administrator,
    )
    sign_in(client, council.sister_team_manager)
    page = client.get(at(stage, "stage"))
    assert "Answer on each action" in text_of(page)
    sign_in(client, council.other_team_manager)
    assert client.get(at(stage, "stage")).status_code == 404, "another team's manager doesn't know of it"


@pytest.mark.rule("MOS-12")
def test_a_copy_goes_to_the_practitioner_where_it_is_wanted(client, council):
    stage = stage_at("written", council=council)
    sign_in(client, council.iro)
    take(client, stage, "stage_request", to_practitioner="on")
    assert council.social_worker.messages.filter(event="stage_copied").count() == 1


@pytest.mark.rule("LEE-04")
def test_what_is_missing_before_the_request_is_said_in_sentences_that_link_to_the_field(client, council):
    stage = stage_at("drafted", council=council)
    sign_in(client, council.iro)
    page = client.get(stage.get_absolute_url())
    markup = page.content.decode()
    for name, sentence in (
        ("id_desired_outcomes", "Write the desired outcomes."),
        ("actions", "Recommend at least one"),
    ):
        assert f'href="{at(stage, "stage_details")}#{name}"' in markup
        assert sentence in text_of(page)
    assert "Send to Tamsin Manager" not in markup, "what can't be done yet is no button"
    refused = take(client, stage, "stage_request", note="Please")
    assert refused.status_code == 422
    assert "Recommend at least one action." in text_of(refused)
    assert not RequestForResponse.objects.exists()


@pytest.mark.rule("MOS-17")
def test_the_next_stage_opens_with_what_the_one_before_concluded_marked_as_carried_over(client, council):
    dispute = dispute_at("confirmed", council=council)
    stage = dispute.stages.get(number=2)
    sign_in(client, council.iro)
    page = text_of(client.get(at(stage, "stage_details")))
    assert "What Stage 1 concluded Carried over" in page
    assert "The plan is still not there." in page
    assert "Outcome: Not resolved" in page
    assert "Carried over from Stage 1" in page
    assert "Stage 1: Done: Write the care plan" in page, "what the manager said then stands beside the row"
    assert [a.action for a in stage.actions.all()] == [
        "Write the care plan",
        "Tell her who her social worker is",
    ]
    take(client, stage, "stage_request")
    sign_in(client, council.service_manager)
    asked = text_of(client.get(at(stage, "stage_answer")))
    assert "Stage 1: Done: Write the care plan" in asked, "whoever answers next reads it too"


@pytest.mark.rule("MOS-18")
def test_a_next_action_scheduled_for_a_later_day_waits_among_upcoming_work(client, council):
    stage = stage_at("answered", council=council)
    sign_in(client, council.iro)
    take(client, stage.dispute, "dispute_background", child_not_told_why="She is two.")
    said = {"outcome": "not_resolved", "next_step": "proceed", "next_level": "2", "next_on": "7/12/2026"}
    take(client, stage, "stage_outcome", progress_summary="No plan yet.", **said)
    take(client, stage, "stage_sign", signed="on")
    sign_in(client, council.iro_manager)
    take(client, stage, "stage_confirm", comment="Agreed.", signed="on")
    following = stage.dispute.stages.get(number=2)
    sign_in(client, council.iro)
    page = text_of(client.get(following.get_absolute_url()))
    assert "It opens on Monday 7 December 2026. Nothing has been sent yet." in page
    assert "Start it now" in page
    assert client.get(at(following, "stage_details")).status_code == 302, "it isn't written before its day"
    with after(13.8) as moment:  # Monday 7 December, early
        sweep(moment)
        following.refresh_from_db()
        assert following.state == "drafted"
        assert client.get(at(following, "stage_details")).status_code == 200


@pytest.mark.rule("MOS-18")
def test_a_scheduled_stage_can_be_started_before_its_day(client, council):
    dispute = dispute_at("bypassed", council=council)
    waiting = dispute.stages.get(number=2)
    sign_in(client, council.iro)
    take(client, waiting, "stage_bypass", level="3", reason="Now")
    last = dispute.stages.get(number=3)
    type(last).objects.filter(pk=last.pk).update(state="bypassed")
    scheduled = open_stage(dispute, level=3, by=council.iro, opens_on=dt.date(2026, 12, 7), after=last)
    assert take(client, scheduled, "stage_start").status_code == 302
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.opens_on) == ("drafted", None)


def test_the_record_is_opened_and_logged_by_every_page(client, council):
    stage = stage_at("sent", council=council)
    sign_in(client, council.team_manager)
    client.get(at(stage, "stage_answer"))
    entry = stage.dispute.subject.access_log.order_by("-pk").first()
    assert (entry.person, entry.what, entry.page) == (
        council.team_manager,
        "viewed",
        f"stage_answer:{stage.pk}",
    )
    assert entry.why == "Manager of the team"


def test_a_restricted_record_shows_nothing_of_its_dispute(client, council):
    stage = stage_at("sent", council=council)
    restrict(stage.dispute.subject, council.iro)
    sign_in(client, council.team_manager)
    for url in (stage.get_absolute_url(), stage.dispute.get_absolute_url(), at(stage, "stage_answer")):
        shut = client.get(url)
        assert shut.status_code == 403
        assert "care plan has drifted" not in text_of(shut)
    register = client.get(reverse("dispute_register"))
    assert stage.dispute.get_absolute_url() not in register.content.decode()
