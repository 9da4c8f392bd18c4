"""The mandatory request of a QAP: to whom, until when, how it stands, and how it is answered or returned."""

import datetime as dt

import pytest
from django.urls import reverse

from disputes.models import Qap
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry
from qa_portal.people.actions import record_cover
from qa_portal.people.directory import directory
from qa_portal.people.models import Cover, Team
from qa_portal.people.roles import MANAGERS, Role
from qa_portal.requests.actions import send_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.rules import may_answer_request
from qa_portal.transfers.actions import Destination, transfer_records
from qa_portal.transfers.allocating import allocate
from tests.factories.people import council as small_council
from tests.factories.people import person, sign_in, vacate
from tests.factories.qaps import qap_at, waiting
from tests.factories.records import child, restrict
from tests.integration.editing import send

from .qap_pages import MONDAY, fill, rows_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


@pytest.fixture
def amara(council):
    return child(council, first_name="Amara", last_name="Example")


def at(qap, name):
    return reverse(name, args=[qap.pk])


@pytest.mark.rule("MOS-06")
def test_the_qap_cant_move_on_without_the_request(client, council, amara):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    for name in ("qap_decisions", "qap_outcome", "qap_sign", "qap_next", "qap_go_on"):
        assert client.get(at(qap, name)).url == at(qap, "qap"), name
        refused = client.post(at(qap, name), {"summary": "It is fine.", "outcome": "resolved", "sign": "on"})
        assert refused.status_code == 409, name
    qap.refresh_from_db()
    assert (qap.state, qap.summary) == ("drafted", "")


@pytest.mark.rule("MOS-06")
def test_the_request_says_to_whom_it_goes_and_until_when_and_carries_its_note(client, council, amara):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    page = text_of(client.get(at(qap, "qap_request")))
    assert "Tamsin Manager" in page
    assert "Send to Tamsin Manager, Team Manager, Care Planning North" in page
    assert "5pm on Monday 30 November (in 5 working days)" in page

    fill(client, at(qap, "qap_request"), note="Before the review, please.")

    request = RequestForResponse.objects.get()
    assert (request.is_mandatory, request.note) == (True, "Before the review, please.")
    shown = text_of(client.get(at(qap, "qap")))
    assert "Answer the QAP's request by 5pm on Monday 30 November (in 5 working days)" in shown
    sign_in(client, council.team_manager)
    assert "Before the review, please." in text_of(client.get(at(qap, "qap_answer")))


@pytest.mark.rule("MOS-06")
def test_the_social_worker_is_asked_too_where_required(client, council, amara):
    qap = qap_at("written", council, amara)
    sign_in(client, council.iro)
    fill(client, at(qap, "qap_request"), to_practitioner="on")
    asked = {r.is_mandatory: (r.to_person, r.to_words) for r in RequestForResponse.objects.all()}
    assert asked[False][0] == council.social_worker
    assert asked[True][1].startswith("Tamsin Manager")
    assert asked[False][1] == "Wendy Worker (Social worker, Care Planning North)"
    sign_in(client, council.social_worker)
    assert client.get(at(qap, "qap_answer")).status_code == 200


@pytest.mark.rule("MOS-06")
def test_a_vacancy_is_said_before_it_is_sent(client, council, amara):
    qap = qap_at("written", council, amara)
    vacate(Role.TEAM_MANAGER, council.team)
    sign_in(client, council.iro)
    page = text_of(client.get(at(qap, "qap_request")))
    assert "The post of Team Manager, Care Planning North is vacant, so this goes to Selma Service" in page
    fill(client, at(qap, "qap_request"))
    sign_in(client, council.service_manager)
    assert client.get(at(qap, "qap_answer")).status_code == 200


@pytest.mark.rule("MOS-06")
def test_what_is_missing_is_said_and_linked_before_anything_is_sent(client, council, amara):
    qap = qap_at("drafted", council, amara)
    sign_in(client, council.iro)
    page = client.get(at(qap, "qap"))
    assert "Before you can send the request" in text_of(page)
    assert f'{at(qap, "qap_issues")}#id_review_on"' in page.content.decode()
    refused = fill(client, at(qap, "qap_request"), note="Please.")
    assert refused.status_code == 422
    assert "Add at least one issue to the table." in text_of(refused)
    assert "Please." in refused.content.decode()
    assert not RequestForResponse.objects.exists()


@pytest.mark.rule("MOS-07")
@pytest.mark.parametrize(
    ("place", "word", "css"),
    [
        ("requested", "Sent", "portal-mark--sent"),
        ("returned", "Returned", "portal-mark--returned"),
        ("answered", "Completed", "portal-mark--completed"),
    ],
)
def test_the_requests_state_is_seen_wherever_the_qap_is_listed(client, council, amara, place, word, css):
    qap = qap_at(place, council, amara)
    sign_in(client, council.iro)
    for url, place in ((at(qap, "qap"), "Request:"), (reverse("record", args=[amara.pk]), "Current work")):
        page = client.get(url).content.decode()
        page = page[page.index(place) :]
        mark = page[page.index(css) :][:600]
        assert page.index(css) < 4000, url
        assert f"<span>{word}</span>" in mark, url  # a word, never colour alone
        assert "<svg" in mark, url


@pytest.mark.rule("MOS-07")
def test_a_returned_request_comes_back_with_its_note_and_can_be_put_right(client, council, amara):
    qap = qap_at("requested", council, amara, to_practitioner=True)
    request = waiting(qap)
    sign_in(client, council.team_manager)
    empty = fill(client, reverse("request_return", args=[request.pk]))
    assert empty.status_code == 422
    assert "Say why you return it" in text_of(empty)

    with clock.standing_at(MONDAY + dt.timedelta(hours=1)):
        fill(client, reverse("request_return", args=[request.pk]), note="Which plan is meant?")

    qap = Qap.objects.get()
    assert (qap.state, waiting_for_anyone(qap)) == ("returned", [])
    sign_in(client, council.iro)
    for name in ("qap", "qap_issues", "qap_request"):
        assert "Which plan is meant?" in text_of(client.get(at(qap, name))).partition("How it got here")[0], (
            name
        )
    home = text_of(client.get("/"))
    assert "Look at the returned request and send it again" in home
    assert "Sent back by Tamsin Manager with a note." in home
    assert "Answer the QAP's request" not in home
    row = rows_in(client.get(at(qap, "qap_issues")))[0]
    fill(client, at(qap, "qap_issues"), **{f"issues__{row}__concern": "No care plan since 4 May."})
    fill(client, at(qap, "qap_request"))
    assert Qap.objects.get().state == "requested"
    assert qap.issues.first().concern == "No care plan since 4 May."


@pytest.mark.rule("MOS-07")
@pytest.mark.rule("LEE-22")
def test_a_returned_request_is_in_the_work_of_whoever_must_send_it_again(client, council, amara):
    qap_at("returned", council, amara)
    covered(council.iro, council.other_iro, council)
    todo = "Look at the returned request and send it again"
    for who, sees in ((council.iro, True), (council.other_iro, True), (council.iro_manager, False)):
        sign_in(client, who)
        assert (todo in text_of(client.get("/"))) == sees, who
    Cover.objects.all().delete()
    allocate(amara, "iro", person=council.other_iro, by=council.administrator)
    for who, sees in ((council.iro, False), (council.other_iro, True)):
        sign_in(client, who)
        assert (todo in text_of(client.get("/"))) == sees, who


def waiting_for_anyone(qap):
    return list(RequestForResponse.objects.filter(about_id=qap.pk, state="sent"))


@pytest.mark.rule("MOS-13")
def test_completing_the_request_alerts_the_iro_and_puts_the_qap_into_their_work(client, council, amara):
    qap = qap_at("requested", council, amara)
    council.iro.messages.all().delete()
    sign_in(client, council.team_manager)
    first, second = rows_in(client.get(at(qap, "qap_answer")))
    answered = {f"issues__{first}__update": "The plan is written.", f"issues__{second}__update": "They met."}

    fill(client, at(qap, "qap_answer"), then="go-on", **answered)

    assert waiting_for_anyone(qap) == []
    assert [m.event for m in council.iro.messages.all()] == ["qap_answered"]
    sign_in(client, council.iro)
    home = text_of(client.get("/"))
    assert "Decide on the QAP's answers" in home


@pytest.mark.rule("MOS-08")
def test_the_request_isnt_completed_while_an_issue_lacks_its_update(client, council, amara):
    qap = qap_at("requested", council, amara)
    sign_in(client, council.team_manager)
    first, second = rows_in(client.get(at(qap, "qap_answer")))
    refused = fill(
        client, at(qap, "qap_answer"), then="go-on", **{f"issues__{first}__update": "It is written."}
    )
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Record an update on issue 2." in page
    assert f'href="#id_issues-{second}-update"' in page
    assert "It is written." in page
    assert Qap.objects.get().state == "requested"


@pytest.mark.rule("MOS-08")
def test_the_manager_and_the_social_worker_write_at_once_and_both_stand(client, council, amara):
    qap = qap_at("requested", council, amara, to_practitioner=True)
    sign_in(client, council.team_manager)
    opened = client.get(at(qap, "qap_answer"))
    first, second = rows_in(opened)
    sign_in(client, council.social_worker)
    fill(client, at(qap, "qap_answer"), **{f"issues__{second}__update": "They met on Sunday."})

    sign_in(client, council.team_manager)
    done = send(
        client, at(qap, "qap_answer"), opened, then="go-on", **{f"issues__{first}__update": "It is written."}
    )
    assert done.url == at(qap, "qap")
    said = {issue.update: issue.updated_by for issue in qap.issues.all()}
    assert said == {"It is written.": council.team_manager, "They met on Sunday.": council.social_worker}
    assert Qap.objects.get().state == "answered"


@pytest.mark.rule("MOS-08")
def test_a_copy_to_the_social_worker_doesnt_complete_the_managers_request(client, council, amara):
    qap = qap_at("requested", council, amara, to_practitioner=True)
    sign_in(client, council.social_worker)
    rows = rows_in(client.get(at(qap, "qap_answer")))
    fill(client, at(qap, "qap_answer"), then="go-on", **{f"issues__{row}__update": "Done." for row in rows})
    assert Qap.objects.get().state == "requested"
    assert [r.is_mandatory for r in waiting_for_anyone(qap)] == [True]


def test_a_requests_link_leads_whoever_is_asked_to_the_answer_and_shows_others_how_it_stands(
    client, council, amara
):
    qap = qap_at("requested", council, amara)
    url = reverse("request", args=[waiting(qap).pk])
    sign_in(client, council.team_manager)
    assert client.get(url).url == at(qap, "qap_answer")
    sign_in(client, council.iro)
    assert "Tamsin Manager" in text_of(client.get(url))
    for part in ("other_iro", "other_team_manager", "other_social_worker", "administrator"):
        sign_in(client, council.administrator if part == "administrator" else council.people[part])
        assert client.get(url).status_code == 404, part
        assert client.get(reverse("request_return", args=[waiting(qap).pk])).status_code == 404, part


def test_a_completed_request_is_shown_and_no_longer_answered(client, council, amara):
    qap = qap_at("answered", council, amara)
    request = RequestForResponse.objects.get()
    sign_in(client, council.team_manager)
    page = client.get(reverse("request", args=[request.pk]))
    assert page.status_code == 200
    assert "Tamsin Manager completed it on Monday 23 November 2026 at 10am" in text_of(page)
    assert client.get(at(qap, "qap_answer")).url == at(qap, "qap")


@pytest.mark.rule("LEE-16")
def test_every_look_at_a_request_or_a_qap_is_logged(client, council, amara):
    qap = qap_at("requested", council, amara)
    request = waiting(qap)
    before = AccessLogEntry.objects.count()
    sign_in(client, council.team_manager)
    client.get(reverse("request", args=[request.pk]))
    client.get(at(qap, "qap_answer"))
    sign_in(client, council.other_team_manager)
    client.get(at(qap, "qap"))
    new = AccessLogEntry.objects.order_by("pk")[before:]
    assert [(e.person, e.page, e.what) for e in new] == [
        (council.team_manager, f"request:{request.pk}", "viewed"),
        (council.team_manager, f"qap_answer:{qap.pk}", "viewed"),
        (council.other_team_manager, f"qap:{qap.pk}", "refused"),
    ]


def test_the_second_of_two_who_complete_one_request_is_told_who_was_first(client, council, amara):
    qap = qap_at("requested", council, amara)
    second = person(Role.TEAM_MANAGER, council.team, by=council.administrator, name="Toby Second")
    sign_in(client, second)
    opened = client.get(at(qap, "qap_answer"))
    rows = rows_in(opened)
    answers = {f"issues__{row}__update": "In hand." for row in rows}
    sign_in(client, council.team_manager)
    fill(client, at(qap, "qap_answer"), then="go-on", **answers)

    sign_in(client, second)
    theirs = {f"issues__{row}__update": "I know better." for row in rows}
    late = send(client, at(qap, "qap_answer"), opened, then="go-on", **theirs)
    assert late.status_code == 409
    assert "Tamsin Manager completed this request on Monday 23 November 2026 at 10am" in text_of(late)
    assert "I know better." in late.content.decode()  # nothing typed is lost
    assert {issue.update for issue in qap.issues.all()} == {"In hand."}


def test_going_on_without_an_answer_has_to_wait_for_the_end_of_its_time(client, council, amara):
    qap = qap_at("requested", council, amara)
    sign_in(client, council.iro)
    assert "There is time to answer until Monday 30 November 2026 at 5pm" in text_of(
        client.get(at(qap, "qap"))
    )
    refused = client.post(at(qap, "qap_go_on"))
    assert refused.status_code == 422
    assert Qap.objects.get().state == "requested"
    with clock.standing_at(MONDAY + dt.timedelta(days=8)):
        assert "the request is withdrawn" in text_of(client.get(at(qap, "qap_go_on"))).lower()
        assert fill(client, at(qap, "qap_go_on")).url == at(qap, "qap")
        assert Qap.objects.get().state == "unanswered"
        assert "Nobody answered in time" in text_of(client.get(at(qap, "qap")))
        sign_in(client, council.team_manager)
        assert client.post(at(qap, "qap_answer"), {}).status_code == 409


def covered(absent, by, council):
    record_cover(
        absent=absent,
        covered_by=by,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=7),
        reason="On leave.",
        by=council.administrator,
    )


def test_cover_answers_for_an_absent_manager(client, council, amara):
    qap = qap_at("requested", council, amara)
    covered(council.team_manager, council.sister_team_manager, council)
    sign_in(client, council.sister_team_manager)
    assert client.get(reverse("request", args=[waiting(qap).pk])).url == at(qap, "qap_answer")


@pytest.mark.rule("LEE-02")
def test_cover_answers_for_an_absent_practitioner_who_was_asked_too(client, council, amara):
    qap = qap_at("requested", council, amara, to_practitioner=True)
    copy = RequestForResponse.objects.get(to_person=council.social_worker)
    cover = council.other_social_worker
    sign_in(client, cover)
    assert client.get(at(qap, "qap")).status_code == 404
    covered(council.social_worker, cover, council)
    assert "You may answer; the process does not wait for it." in text_of(client.get("/"))
    assert client.get(reverse("request", args=[copy.pk])).url == at(qap, "qap_answer")
    shown = text_of(client.get(at(qap, "qap")))
    assert f"With {cover.name} (cover for {council.social_worker.name}) today." in shown
    first, _ = rows_in(client.get(at(qap, "qap_answer")))
    fill(client, at(qap, "qap_answer"), **{f"issues__{first}__update": "She has seen it."})
    assert qap.issues.first().updated_by == cover


@pytest.mark.rule("LEE-14")
def test_cover_answers_nothing_on_a_record_that_is_closed_to_them(client, council, amara):
    qap = qap_at("requested", council, amara, to_practitioner=True)
    covered(council.social_worker, council.other_social_worker, council)
    restrict(amara, council.social_worker, council.iro)
    sign_in(client, council.other_social_worker)
    assert client.get(at(qap, "qap_answer")).status_code == 403
    copy = RequestForResponse.objects.get(to_person=council.social_worker)
    assert not may_answer_request(council.other_social_worker, copy)


@pytest.mark.rule("LEE-22")
def test_whom_it_was_sent_to_and_whom_it_is_with_are_both_said_and_both_true(client, council, amara):
    qap = qap_at("requested", council, amara)
    transfer_records([amara], Destination(team=council.other_team), by=council.administrator)
    sign_in(client, council.iro)
    now = "Thea Manager (Team Manager, Permanence)"
    page = text_of(client.get(at(qap, "qap")))
    assert f"It waits for the answer of {now}." in page
    assert f"To Tamsin Manager (Team Manager, Care Planning North). With {now} today." in page
    assert "To Tamsin Manager (Team Manager, Care Planning North)" in page.partition("How it got here")[2]
    assert f"From {now}" in text_of(client.get("/"))
    assert now in text_of(client.get(reverse("record", args=[amara.pk])))


@pytest.mark.rule("LEE-02")
def test_authority_never_falls_to_the_quality_assurance_team(client, council, amara):
    qap = qap_at("requested", council, amara)
    book = directory()
    for post in [p for p in book.posts.values() if p.role in MANAGERS and book.held.get(p.pk)]:
        vacate(post.role, Team.objects.get(pk=post.team_pk))
    sign_in(client, council.insights_member)
    page = text_of(client.get(at(qap, "qap")))
    nobody = "nobody (the post of Team Manager, Care Planning North is vacant, and so is every one above it)"
    assert f"It waits for the answer of {nobody}." in page
    assert not may_answer_request(council.insights_member, waiting(qap))
    assert client.get(at(qap, "qap_answer")).status_code == 404


@pytest.mark.rule("LEE-02")
def test_what_the_quality_assurance_team_itself_was_asked_for_stays_theirs(client, council, amara):
    qap = qap_at("requested", council, amara)
    asked = send_request(
        kind="update", about=qap, subject=amara, to_role=Role.INSIGHTS_HEAD, note="", by=council.iro
    )
    vacate(Role.INSIGHTS_HEAD, council.quality_unit)
    sign_in(client, council.iro)
    assert "Ines Insights" in text_of(client.get("/"))
    sign_in(client, council.insights_member)
    assert client.get(reverse("request", args=[asked.pk])).url == at(qap, "qap_answer")
    assert client.get(at(qap, "qap_answer")).status_code == 200


@pytest.mark.rule("LEE-22")
def test_what_somebody_was_asked_who_may_no_longer_sign_in_still_says_who_that_was(client, council, amara):
    qap_at("requested", council, amara, to_practitioner=True)
    council.social_worker.is_active = False  # shut out by a row alone: nothing of theirs was handed on
    council.social_worker.save()
    sign_in(client, council.iro)
    assert "From Wendy Worker (Social worker, Care Planning North)" in text_of(client.get("/"))
    Cover.objects.create(
        absent=council.social_worker,
        covered_by=council.other_social_worker,
        starts_on=MONDAY.date(),
        ends_on=MONDAY.date(),
        reason="Leave",
    )
    assert "From Walter Worker" in text_of(client.get("/")), "or who stands in for them"


@pytest.mark.rule("LAW-06")
def test_its_due_date_is_changed_with_a_reason_by_whom_the_framework_names(client, council, amara):
    qap = qap_at("requested", council, amara)
    change = reverse("deadline_change", args=[qap.deadlines.get(kind="qap_answer").pk])
    sign_in(client, council.team_manager)
    assert change not in client.get(at(qap, "qap")).content.decode()
    assert client.post(change, {"to": "4/12/2026", "reason": "I am busy."}).status_code in (403, 404)
    sign_in(client, council.iro)
    assert change in client.get(at(qap, "qap")).content.decode()
    fill(client, change, to="4/12/2026", reason="The team is moving house.")
    page = text_of(client.get(at(qap, "qap")))
    assert "Answer the QAP's request by 5pm on Friday 4 December" in page
    assert "Extended: it was due on Monday 30 November 2026." in page
