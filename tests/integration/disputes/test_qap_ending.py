"""How a QAP ends: outcome, signature, next action, and opening it again."""

import datetime as dt

import pytest
from django.urls import reverse

from disputes.actions import qap_writing as writing
from disputes.models import Dispute, Qap
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.signatures.models import Signature
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.qaps import conclude, qap_at
from tests.factories.records import child
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


def take_next(client, qap, **chosen):
    """Choose a next action and confirm it; give the question and the answer to the yes."""
    question = fill(client, at(qap, "qap_next"), **chosen)
    if question.status_code != 200:
        return question, None
    return question, send(client, at(qap, "qap_next"), question, confirmed="yes")


@pytest.mark.rule("MOS-08")
def test_a_qap_isnt_concluded_while_an_issue_lacks_a_decision(client, council, amara):
    qap = qap_at("answered", council, amara)
    first, _ = qap.issues.all()
    writing.record_decisions(qap, by=council.iro, decisions={first.pk: ("resolved", "")})
    writing.write_outcome(qap, by=council.iro, summary="She has a plan.", outcome="resolved")
    sign_in(client, council.iro)
    assert "Record your decision on issue 2." in text_of(client.get(at(qap, "qap")))
    page = client.get(at(qap, "qap_sign"))
    assert 'type="checkbox"' not in page.content.decode()
    refused = client.post(at(qap, "qap_sign"), {"sign": "on", "seen_version": Qap.objects.get().version})
    assert refused.status_code == 422
    assert "Record your decision on issue 2." in text_of(refused)
    assert not Signature.objects.exists()


@pytest.mark.rule("MOS-09")
def test_the_signature_says_who_in_what_role_when_and_over_exactly_which_words(client, council, amara):
    qap = qap_at("answered", council, amara)
    sign_in(client, council.iro)
    rows = rows_in(client.get(at(qap, "qap_decisions")))
    decided = {f"issues__{row}__decision": "resolved" for row in rows}
    fill(client, at(qap, "qap_decisions"), then="go-on", **decided)
    on = fill(client, at(qap, "qap_outcome"), then="go-on", summary="She has her plan.", outcome="resolved")
    assert on.url == at(qap, "qap_sign")
    sheet = text_of(client.get(on.url))
    for words in ("She has her plan.", "The issues are resolved", "There is no care plan since the move."):
        assert words in sheet
    unticked = fill(client, at(qap, "qap_sign"))
    assert unticked.status_code == 422
    assert "Tick the box to sign." in text_of(unticked)

    with clock.standing_at(MONDAY + dt.timedelta(hours=4, minutes=5)):
        fill(client, at(qap, "qap_sign"), sign="on")

    signature = Signature.objects.get()
    assert (signature.signed_by, signature.name) == (council.iro, "Iris Reviewing")
    assert signature.content["summary"] == "She has her plan."
    assert [issue[0] for issue in signature.content["issues"]] == [i.concern for i in qap.issues.all()]
    page = text_of(client.get(at(qap, "qap")))
    assert "Iris Reviewing Independent Reviewing Officer, Quality Assurance and Reviewing" in page
    assert "Signed electronically on Monday 23 November 2026 at 2:05pm" in page


@pytest.mark.rule("MOS-09")
def test_what_changed_since_it_was_shown_isnt_signed(client, council, amara):
    qap = qap_at("decided", council, amara)
    sign_in(client, council.iro)
    opened = client.get(at(qap, "qap_sign"))
    writing.write_outcome(qap, by=council.iro, summary="Quite another summary.", outcome="not_resolved")
    late = send(client, at(qap, "qap_sign"), opened, sign="on")
    assert late.status_code == 409
    assert "Iris Reviewing" in text_of(late)
    assert not Signature.objects.exists()


@pytest.mark.rule("MOS-09")
def test_what_is_signed_changes_only_with_a_new_signature_that_everybody_sees(client, council, amara):
    qap = qap_at("decided", council, amara)
    sign_in(client, council.iro)
    opened = {name: client.get(at(qap, name)) for name in ("qap_outcome", "qap_decisions")}
    fill(client, at(qap, "qap_sign"), sign="on")
    late = send(client, at(qap, "qap_outcome"), opened["qap_outcome"], summary="Changed.")
    assert late.status_code == 409
    assert "Changed." in late.content.decode()
    assert send(client, at(qap, "qap_decisions"), opened["qap_decisions"]).status_code == 409
    qap.refresh_from_db()
    assert qap.summary == "She has a plan that she knows."

    without = fill(client, at(qap, "qap_amend"), reason=" ")
    assert without.status_code == 422
    assert "Say why the signed outcome changes." in text_of(without)
    fill(client, at(qap, "qap_amend"), reason="Her brother did visit.")
    opened = text_of(client.get(at(qap, "qap")))
    assert "Signed before, and replaced" in opened
    assert "Given to: “She has a plan that she knows.”" in opened
    assert client.get(at(qap, "qap_next")).status_code == 302

    assert "Changed." in client.get(at(qap, "qap_outcome")).content.decode()  # what was typed too late
    fill(client, at(qap, "qap_outcome"), summary="She has a plan, and saw her brother.")
    with clock.standing_at(MONDAY + dt.timedelta(days=1)):
        fill(client, at(qap, "qap_sign"), sign="on")
        page = text_of(client.get(at(qap, "qap")))
    assert "Signed electronically on Monday 23 November 2026 at 10am" in page
    assert "Signed electronically on Tuesday 24 November 2026 at 10am" in page
    assert "Her brother did visit." in page
    first, second = Signature.objects.all()
    assert first.content["summary"] == "She has a plan that she knows."
    assert first.digest != second.digest


@pytest.mark.rule("MOS-09")
@pytest.mark.parametrize(
    ("place", "stands"),
    [("answered", "Answered, for decision"), ("unanswered", "Not answered, for decision")],
)
def test_a_signed_outcome_opened_again_stands_where_it_was_signed_from(client, council, amara, place, stands):
    qap = conclude(qap_at(place, council, amara), council)
    sign_in(client, council.iro)
    fill(client, at(qap, "qap_amend"), reason="Her brother did visit.")
    assert Qap.objects.get().get_state_display() == stands
    page = text_of(client.get(at(qap, "qap")))
    assert f"Here now {stands}" in page, "on the map as in words"
    assert stands in text_of(client.get(reverse("record", args=[amara.pk])))
    fill(client, at(qap, "qap_sign"), sign="on")
    assert Qap.objects.get().is_signed


@pytest.mark.rule("MOS-24")
@pytest.mark.rule("MOS-10")
@pytest.mark.parametrize(
    ("outcome", "offered"),
    [
        ("resolved", ["complete"]),
        ("partly_resolved", ["review_targets", "proceed"]),
        ("not_resolved", ["review_targets", "proceed"]),
    ],
)
def test_only_the_next_actions_that_the_outcome_allows_are_offered_and_taken(
    client, council, amara, outcome, offered
):
    qap = qap_at("concluded", council, amara, outcome=outcome)
    sign_in(client, council.iro)
    page = client.get(at(qap, "qap_next")).content.decode()
    every = ["complete", "review_targets", "proceed"]
    assert [step for step in every if f'value="{step}"' in page] == offered
    for step in set(every) - set(offered):
        answer = client.post(at(qap, "qap_next"), {"next_step": step, "next_level": "1", "confirmed": "yes"})
        assert answer.status_code == 422
        assert "Your decision “" in text_of(answer)
        assert "leads to" in text_of(answer)
    assert Qap.objects.get().is_open
    assert not Dispute.objects.exists()


@pytest.mark.rule("MOS-22")
@pytest.mark.rule("MOS-10")
def test_nothing_ends_before_it_was_asked_and_confirmed(client, council, amara):
    qap = qap_at("concluded", council, amara)
    sign_in(client, council.iro)
    question = fill(client, at(qap, "qap_next"), next_step="complete")
    assert question.status_code == 200
    assert "End this QAP?" in text_of(question)
    assert Qap.objects.get().is_open
    assert "End the QAP" in text_of(question)

    done = send(client, at(qap, "qap_next"), question, confirmed="yes")

    qap = Qap.objects.get()
    assert done.url == at(qap, "qap")
    assert (qap.is_open, qap.next_step, qap.ended_by) == (False, "complete", council.iro)
    assert "QAP complete" in text_of(client.get(done.url))
    again = client.post(at(qap, "qap_next"), {"next_step": "complete", "confirmed": "yes"})
    assert again.status_code == 409


@pytest.mark.rule("MOS-22")
def test_the_second_of_two_who_end_it_is_told_so(client, council, amara):
    qap = qap_at("concluded", council, amara, outcome="partly_resolved")
    sign_in(client, council.iro)
    question = fill(client, at(qap, "qap_next"), next_step="review_targets")
    take_next(client, qap, next_step="proceed", next_level="1")
    late = send(client, at(qap, "qap_next"), question, confirmed="yes")
    assert late.status_code == 409
    assert Qap.objects.count() == 1
    assert Dispute.objects.count() == 1


@pytest.mark.rule("MOS-10")
def test_reviewing_the_targets_starts_a_new_qap_with_the_table_carried_over(client, council, amara):
    qap = qap_at("concluded", council, amara, outcome="partly_resolved")
    sign_in(client, council.iro)
    _, done = take_next(client, qap, next_step="review_targets")
    review = Qap.objects.get(reviews=qap)
    assert done.url == at(review, "qap")
    assert review.raised_by == council.iro
    assert [i.concern for i in review.issues.all()] == [i.concern for i in qap.issues.all()]
    opened = client.get(at(review, "qap_issues"))
    page = text_of(opened)
    assert page.count("Carried over") == 2
    assert "It is being done." in page  # the update that was given then
    first, second = rows_in(opened)

    gone = send(client, at(review, "qap_issues"), opened, **{"confirm-remove-row": f"issues:{second}"})
    more = send(client, at(review, "qap_issues"), gone, **{"add-row": "issues"})
    new = rows_in(more)[-1]
    typed = {f"issues__{new}__theme": "health", f"issues__{new}__concern": "No health assessment."}
    send(client, at(review, "qap_issues"), more, **typed)
    assert [(i.concern, i.carried) for i in review.issues.all()] == [
        ("There is no care plan since the move.", "kept"),
        ("No health assessment.", "new"),
    ]
    fill(client, at(review, "qap_issues"), **{f"issues__{first}__action_needed": "Write it by Friday."})
    assert review.issues.first().carried == "changed"
    assert "and changed" in text_of(client.get(at(review, "qap")))
    assert qap.issues.count() == 2  # what was signed stays as it was


@pytest.mark.rule("MOS-10")
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_it_proceeds_to_any_stage_by_severity_with_the_reason_on_the_record(client, council, amara, level):
    qap = qap_at("concluded", council, amara, outcome="not_resolved")
    sign_in(client, council.iro)
    if level > 1:
        _, refused = take_next(client, qap, next_step="proceed", next_level=str(level))
        assert refused.status_code == 422
        assert "Say why it doesn't start at the first stage." in text_of(refused)
        assert not Dispute.objects.exists()
    _, done = take_next(
        client, qap, next_step="proceed", next_level=str(level), next_reason="She may be moved tomorrow."
    )
    dispute = Dispute.objects.get()
    stage = dispute.stages.get()
    assert done.url == reverse("dispute", args=[dispute.pk])
    assert (dispute.qap, dispute.raised_by, stage.level) == (qap, council.iro, level)
    assert [a.issue for a in stage.actions.all()] == [i.concern for i in qap.issues.all()]
    assert Qap.objects.get().next_reason == "She may be moved tomorrow."
    assert done.url in client.get(at(qap, "qap")).content.decode()


@pytest.mark.rule("MOS-18")
def test_a_scheduled_review_is_upcoming_work_until_its_day(client, council, amara):
    qap = qap_at("concluded", council, amara, outcome="partly_resolved")
    sign_in(client, council.iro)
    past = fill(client, at(qap, "qap_next"), next_step="review_targets", review_on="20/11/2026")
    assert past.status_code == 422
    take_next(client, qap, next_step="review_targets", review_on="14/12/2026")
    review = Qap.objects.get(reviews=qap)
    assert "It opens by itself on Monday 14 December 2026" in text_of(client.get(at(review, "qap")))
    home = client.get("/").content.decode()
    assert at(review, "qap") in home[home.index('id="upcoming') :]
    assert client.get(at(review, "qap_issues")).status_code == 302

    with clock.standing_at(dt.datetime(2026, 12, 13, 12, tzinfo=dt.UTC)):
        sweep()
        assert Qap.objects.get(pk=review.pk).state == "scheduled"
    with clock.standing_at(dt.datetime(2026, 12, 14, 8, tzinfo=dt.UTC)):
        sweep()
        review.refresh_from_db()
        assert review.state == "drafted"
        home = client.get("/").content.decode()
        assert at(review, "qap") in home[home.index('id="to-do') : home.index('id="incoming')]
        assert client.get(at(review, "qap_issues")).status_code == 200


@pytest.mark.rule("MOS-18")
def test_a_scheduled_review_can_be_started_before_its_day_by_the_iro_alone(client, council, amara):
    qap = qap_at(
        "ended",
        council,
        amara,
        outcome="partly_resolved",
        next_step="review_targets",
        next_on=dt.date(2026, 12, 14),
    )
    review = Qap.objects.get(reviews=qap)
    sign_in(client, council.team_manager)
    assert client.post(at(review, "qap_open_now")).status_code == 404
    sign_in(client, council.iro)
    assert fill(client, at(review, "qap_open_now")).url == at(review, "qap")
    review.refresh_from_db()
    assert review.state == "drafted"
    assert client.post(at(review, "qap_open_now")).status_code == 409


@pytest.mark.rule("MOS-22")
def test_the_iro_manager_reopens_with_a_reason_and_nobody_else_does(client, council, amara):
    qap = qap_at("ended", council, amara)
    for part in ("iro", "team_manager", "insights_head"):
        sign_in(client, council.people[part])
        assert client.post(at(qap, "qap_reopen"), {"reason": "x"}).status_code == 404, part
        assert at(qap, "qap_reopen") not in client.get(at(qap, "qap")).content.decode()
    sign_in(client, council.iro_manager)
    assert at(qap, "qap_reopen") in client.get(at(qap, "qap")).content.decode()
    without = fill(client, at(qap, "qap_reopen"), reason="")
    assert without.status_code == 422
    assert "Say why it is reopened." in text_of(without)
    fill(client, at(qap, "qap_reopen"), reason="It ended by mistake.")
    assert Qap.objects.get().is_open
    assert "It ended by mistake." in text_of(client.get(at(qap, "qap")))
    assert "qap_reopened" in [m.event for m in council.iro.messages.all()]
    sign_in(client, council.iro)
    assert at(qap, "qap_next") in client.get(at(qap, "qap")).content.decode()
    take_next(client, qap, next_step="complete")
    assert not Qap.objects.get().is_open


@pytest.mark.rule("MOS-22")
def test_it_isnt_reopened_while_what_it_led_to_is_open(client, council, amara):
    qap = qap_at("ended", council, amara, outcome="not_resolved", next_step="proceed", next_level=1)
    sign_in(client, council.iro_manager)
    refused = fill(client, at(qap, "qap_reopen"), reason="Better as a QAP.")
    assert refused.status_code == 422
    assert "which is open. Work there." in text_of(refused)
    assert not Qap.objects.get().is_open


@pytest.mark.rule("MOS-19")
def test_the_workflow_map_shows_what_is_done_where_it_stands_and_which_routes_are_open(
    client, council, amara
):
    def said(qap):
        page = client.get(at(qap, "qap")).content.decode()
        return page[page.index("<desc") : page.index("</desc>")]

    sign_in(client, council.iro)
    drafted = said(qap_at("drafted", council, amara))
    assert "Here now: Being written." in drafted
    assert "Done" not in drafted
    assert "Proceed to a formal stage" in drafted
    concluded = said(qap_at("concluded", council, child(council), outcome="partly_resolved"))
    assert "Done: Being written, With the manager and Answered, for decision." in concluded
    assert "Here now: Outcome signed." in concluded
    assert "Possible from here: Review QAP targets and Proceed to a formal stage." in concluded
    ended = said(qap_at("ended", council, child(council)))
    assert "Here now: QAP complete." in ended
    assert "Mon 23 November" in text_of(client.get(at(qap_at("written", council, child(council)), "qap"))), (
        "short enough for its box"
    )
    assert "Possible" not in ended


def test_the_timeline_says_who_did_what_in_what_role(client, council, amara):
    qap = qap_at("ended", council, amara)
    sign_in(client, council.iro)
    page = text_of(client.get(at(qap, "qap")))
    timeline = page[page.index("How it got here") :]
    told = [
        "Took the next action by Iris Reviewing, Independent Reviewing Officer",
        "Signed the outcome by Iris Reviewing",
        "Completed the request by Tamsin Manager, Team Manager, Care Planning North",
        "Sent the request by Iris Reviewing",
        "Started by Iris Reviewing",
    ]
    places = [timeline.index(words) for words in told]
    assert places == sorted(places)
