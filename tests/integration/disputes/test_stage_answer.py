"""The manager's answer, the reviewing officer's outcome and signature, the IRO Manager's confirmation."""

import pytest
from django.test import Client

from disputes.models import DisputeStage
from qa_portal import clock
from qa_portal.people.actions import record_cover
from qa_portal.people.roles import Role
from qa_portal.transfers.allocating import allocate
from tests.factories.disputes import dispute_at, fresh, stage_at
from tests.factories.people import council as small_council
from tests.factories.people import sign_in, vacate

from .dispute_pages import MONDAY, after, at, send, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


def answer_fields(stage, *answers):
    rows = zip(stage.actions.all(), answers, strict=False)
    return {f"actions__{row.pk}__answer": answer for row, answer in rows}


@pytest.mark.rule("MOS-13")
def test_the_manager_answers_on_every_action_then_completes_and_the_reviewing_officer_hears(client, council):
    stage = stage_at("sent", council=council)
    first, second = stage.actions.all()
    sign_in(client, council.team_manager)
    answer = take(
        client, stage, "stage_answer", answer_overall="In hand.", **answer_fields(stage, "Done on Friday.")
    )
    assert answer.url == stage.get_absolute_url(), "one is unanswered: it can't be completed yet"
    page = client.get(answer.url)
    assert "Before you can complete the request" in text_of(page)
    assert f'href="{at(stage, "stage_answer")}#action-{second.pk}"' in page.content.decode()
    assert f'id="action-{second.pk}"' in client.get(at(stage, "stage_answer")).content.decode()
    assert take(client, stage, "stage_complete").status_code == 422
    assert fresh(stage).state == "sent"

    answer = take(client, stage, "stage_answer", **answer_fields(stage, "Done on Friday.", "Next week."))
    assert answer.url == at(stage, "stage_complete")
    shown = text_of(client.get(answer.url))
    assert "Done on Friday." in shown
    assert "can't be changed after that" in shown
    take(client, stage, "stage_complete")
    stage = fresh(stage)
    assert (stage.state, stage.answered_by) == ("answered", council.team_manager)
    assert stage.requests.get().state == "completed"
    assert council.iro.messages.filter(event="stage_answered").count() == 1
    sign_in(client, council.iro)
    page = text_of(client.get(stage.get_absolute_url()))
    assert "Answered by Tamsin Manager" in page
    assert "Record progress and outcome" in page
    assert first.stage_id == stage.pk


@pytest.mark.rule("MOS-13")
def test_a_request_is_returned_with_a_note_instead_and_the_clock_runs_on(client, council):
    stage = stage_at("sent", council=council)
    due_at = stage.deadlines.get(kind="stage_answer").due_at
    sign_in(client, council.team_manager)
    assert take(client, stage, "stage_return").status_code == 422
    with after(1):
        take(client, stage, "stage_return", note="She moved to another team.")
        sign_in(client, council.iro)
        page = text_of(client.get(stage.get_absolute_url()))
        assert "Returned to the reviewing officer by Tamsin Manager" in page
        assert "She moved to another team." in page
        take(client, stage, "stage_request")
        deadline = stage.deadlines.get(kind="stage_answer")
        assert (deadline.due_at, deadline.is_open) == (due_at, True)
    assert council.iro.messages.filter(event="stage_returned").count() == 1


@pytest.mark.rule("MOS-14")
def test_progress_and_outcome_are_recorded_and_signed_over_exactly_what_is_shown(client, council):
    stage = stage_at("answered", council=council)
    sign_in(client, council.iro)
    take(client, stage.dispute, "dispute_background", child_not_told_why="She is two.")
    said = {"outcome": "not_resolved", "next_step": "proceed", "next_level": "2"}
    answer = take(client, stage, "stage_outcome", progress_summary="No plan yet.", **said)
    assert answer.url == at(stage, "stage_sign")
    shown = text_of(client.get(answer.url))
    for words in ("No plan yet.", "Not resolved", "Proceed to Stage 2", "Done: Write the care plan"):
        assert words in shown
    assert "Sign and send to Imogen Manager, IRO Manager" in shown
    assert take(client, stage, "stage_sign").status_code == 422, "an unticked box signs nothing"
    assert fresh(stage).state == "answered"
    take(client, stage, "stage_sign", signed="on", note="Please look soon.")
    signature = stage.signatures.get()
    assert (signature.signed_by, signature.name) == (council.iro, "Iris Reviewing")
    assert signature.role == "Independent Reviewing Officer, Quality Assurance and Reviewing"
    assert signature.signed_at == clock.now()
    assert signature.content["progress_summary"] == "No plan yet."
    page = text_of(client.get(stage.get_absolute_url()))
    assert "Signed electronically on Monday 23 November 2026 at 10am" in page


@pytest.mark.rule("MOS-14")
def test_what_changed_after_the_page_was_opened_is_not_signed_unseen(client, council):
    stage = stage_at("outcome", council=council)
    sign_in(client, council.iro)
    take(client, stage.dispute, "dispute_background", child_not_told_why="She is two.")
    opened = client.get(at(stage, "stage_sign"))
    take(client, stage, "stage_outcome", progress_summary="Something else.")
    late = send(client, at(stage, "stage_sign"), opened, signed="on")
    assert late.status_code == 409
    assert "It was changed after you opened the page." in text_of(late)
    assert not stage.signatures.exists()


@pytest.mark.rule("LEE-04")
def test_nothing_is_signed_without_its_summary_and_mandatory_fields_and_the_page_says_which(client, council):
    stage = stage_at("answered", council=council)
    sign_in(client, council.iro)
    page = client.get(stage.get_absolute_url())
    for sentence, link in (
        ("Write the overall summary of progress.", f"{at(stage, 'stage_outcome')}#id_progress_summary"),
        ("Choose the outcome of this stage.", f"{at(stage, 'stage_outcome')}#id_outcome"),
        ("Choose the next action.", f"{at(stage, 'stage_outcome')}#id_next_step"),
        ("Record when the child was told", f"{at(stage.dispute, 'dispute_background')}#id_child_told_on"),
    ):
        assert sentence in text_of(page)
        assert f'href="{link}"' in page.content.decode()
    refused = take(client, stage, "stage_sign", signed="on")
    assert refused.status_code == 422
    assert "Choose the next action." in text_of(refused)
    assert fresh(stage).state == "answered"


@pytest.mark.rule("LAW-08")
def test_the_child_is_told_and_offered_an_advocate_or_it_is_recorded_why_not(client, council):
    stage = stage_at("outcome", council=council)
    sign_in(client, council.iro)
    assert take(client, stage, "stage_sign", signed="on").status_code == 422
    take(client, stage.dispute, "dispute_background", child_told_on="20/11/2026")
    assert take(client, stage, "stage_sign", signed="on").status_code == 422, "and no advocate was offered"
    take(client, stage.dispute, "dispute_background", advocate_offered_on="20/11/2026")
    page = text_of(client.get(stage.dispute.get_absolute_url()))
    assert "The child was told Friday 20 November 2026" in page
    assert take(client, stage, "stage_sign", signed="on").status_code == 302


@pytest.mark.rule("MOS-15")
def test_the_next_action_ends_the_dispute_goes_on_to_any_later_stage_or_refers_to_cafcass(client, council):
    stage = stage_at("answered", council=council)
    sign_in(client, council.iro)
    page = text_of(client.get(at(stage, "stage_outcome")))
    for words in (
        "Dispute complete",
        "Proceed to another stage",
        "Refer to Cafcass",
        "Stage 2",
        "Stage 3",
        "Stage 4",
    ):
        assert words in page
    skip = {"outcome": "not_resolved", "next_step": "proceed", "next_level": "4"}
    refused = take(client, stage, "stage_outcome", progress_summary="Nothing.", **skip)
    assert refused.status_code == 422
    assert "Say why it does not go on to the next stage." in text_of(refused)
    take(client, stage.dispute, "dispute_background", child_not_told_why="She is two.")
    take(
        client, stage, "stage_outcome", progress_summary="Nothing.", next_reason="She moves tomorrow.", **skip
    )
    take(client, stage, "stage_sign", signed="on")
    sign_in(client, council.iro_manager)
    take(client, stage, "stage_confirm", comment="Agreed.", signed="on")
    following = stage.dispute.stages.get(number=2)
    assert (following.level, following.skip_reason) == (4, "She moves tomorrow.")


@pytest.mark.rule("MOS-24")
def test_a_next_action_that_contradicts_the_outcome_is_refused(client, council):
    stage = stage_at("answered", council=council)
    sign_in(client, council.iro)
    wrong = {
        "progress_summary": "All done.",
        "outcome": "resolved",
        "next_step": "proceed",
        "next_level": "2",
    }
    refused = take(client, stage, "stage_outcome", **wrong)
    assert refused.status_code == 422
    assert "The outcome “Resolved” leads to “Dispute complete”. Change one or the other." in text_of(refused)
    assert '<a href="#id_next_step_0">The outcome' in refused.content.decode(), (
        "an error summary links to the field"
    )
    assert "All done." in text_of(refused)
    assert fresh(stage).outcome == ""
    refused = take(
        client, stage, "stage_outcome", progress_summary="No.", outcome="not_resolved", next_step="complete"
    )
    assert refused.status_code == 422
    # Nor can it be signed where it came about by another road.
    DisputeStage.objects.filter(pk=stage.pk).update(
        progress_summary="All done.", outcome="resolved", next_step="proceed", next_level=2
    )
    refused = take(client, stage, "stage_sign", signed="on")
    assert refused.status_code == 422
    assert "leads to “Dispute complete”" in text_of(refused)


@pytest.mark.rule("MOS-16")
def test_only_after_the_iro_manager_has_confirmed_does_the_next_action_take_effect(client, council):
    stage = stage_at("concluded", council=council)
    assert stage.dispute.stages.count() == 1, "signed, and nothing has followed yet"
    sign_in(client, council.iro_manager)
    page = client.get(at(stage, "stage_confirm"))
    assert "Please confirm." in text_of(page), "the note"
    assert "What you confirm Overall summary of progress The plan is still not there." in text_of(page)
    refused = take(client, stage, "stage_confirm", signed="on")
    assert refused.status_code == 422
    assert '<a href="#id_comment">Write your comment.' in refused.content.decode()
    assert "Write your comment." in text_of(refused)
    assert take(client, stage, "stage_confirm", comment="Agreed.").status_code == 422, (
        "not ticked, not signed"
    )
    take(client, stage, "stage_confirm", comment="Agreed.", signed="on")
    stage = fresh(stage)
    assert (stage.state, stage.confirmed_by, stage.manager_comment) == (
        "confirmed",
        council.iro_manager,
        "Agreed.",
    )
    assert stage.signatures.filter(section="stage_confirmation", signed_by=council.iro_manager).count() == 1
    assert stage.dispute.stages.get(number=2).level == 2


@pytest.mark.rule("MOS-16")
def test_the_iro_manager_returns_it_with_a_note_and_the_old_signature_stays_visible(client, council):
    stage = stage_at("concluded", council=council)
    sign_in(client, council.iro_manager)
    assert take(client, stage, "stage_send_back").status_code == 422
    take(client, stage, "stage_send_back", note="Say what the child thinks.")
    assert stage.dispute.stages.count() == 1
    sign_in(client, council.iro)
    page = text_of(client.get(stage.get_absolute_url()))
    assert "Sent back to the reviewing officer by Imogen Manager" in page
    assert "Say what the child thinks." in page
    take(client, stage, "stage_outcome", progress_summary="She wants to stay.")
    take(client, stage, "stage_sign", signed="on")
    page = text_of(client.get(stage.get_absolute_url()))
    assert stage.signatures.count() == 2
    assert page.count("Replaced by a later signature") == 1
    assert "The plan is still not there." in page, "what was signed first can still be read"


@pytest.mark.rule("LEE-03")
def test_a_stage_is_authorised_by_its_confirmer_alone_and_nobody_confirms_their_own_work(client, council):
    stage = stage_at("concluded", council=council)
    for who in (
        council.iro,
        council.team_manager,
        council.service_manager,
        council.insights_head,
        council.administrator,
    ):
        sign_in(client, who)
        assert client.get(at(stage, "stage_confirm")).status_code in (403, 404), who
        forged = client.post(
            at(stage, "stage_confirm"), {"comment": "Mine", "signed": "on", "seen": stage.version}
        )
        assert forged.status_code in (403, 404), who
        assert fresh(stage).state == "concluded"
    sign_in(client, council.iro_manager)
    assert client.get(at(stage, "stage_confirm")).status_code == 200


@pytest.mark.rule("LEE-03")
def test_whose_record_it_has_become_meanwhile_doesnt_confirm_it_either_and_the_deputy_does(client, council):
    stage = stage_at("concluded", council=council)
    allocate(stage.dispute.subject, "iro", by=council.administrator, person=council.iro_manager)
    sign_in(client, council.iro_manager)
    forged = client.post(
        at(stage, "stage_confirm"), {"comment": "Mine", "signed": "on", "seen": stage.version}
    )
    assert forged.status_code in (403, 404)
    assert fresh(stage).state == "concluded"
    sign_in(client, council.insights_service_manager)
    take(client, stage, "stage_confirm", comment="Agreed.", signed="on")
    assert fresh(stage).confirmed_by == council.insights_service_manager


@pytest.mark.rule("LEE-03")
def test_where_the_post_is_vacant_the_frameworks_deputy_confirms(client, council):
    stage = stage_at("concluded", council=council)
    vacate(Role.IRO_MANAGER, council.quality_unit)
    sign_in(client, council.insights_service_manager)
    page = text_of(client.get(stage.get_absolute_url()))
    assert "It waits for Isolde Insights (Insights Service Manager) to confirm" in page
    take(client, stage, "stage_confirm", comment="Agreed.", signed="on")
    assert fresh(stage).confirmed_by == council.insights_service_manager


@pytest.mark.rule("MOS-22")
def test_what_ends_a_dispute_says_so_before_it_does_and_the_iro_manager_can_reopen_it(client, council):
    dispute = dispute_at("concluded", council=council)
    stage = dispute.stages.get()
    DisputeStage.objects.filter(pk=stage.pk).update(outcome="resolved", next_step="complete", next_level=None)
    sign_in(client, council.iro_manager)
    assert "The dispute is closed with this outcome." in text_of(client.get(at(stage, "stage_confirm")))
    assert client.get(at(stage, "stage_confirm")).status_code == 200
    assert fresh(dispute).is_open, "looking at it closes nothing"
    take(client, stage, "stage_confirm", comment="Agreed.", signed="on")
    dispute = fresh(dispute)
    assert not dispute.is_open
    assert "Closed by Imogen Manager on Monday 23 November 2026" in text_of(
        client.get(dispute.get_absolute_url())
    )

    sign_in(client, council.iro)
    assert "Reopen" not in text_of(client.get(dispute.get_absolute_url()))
    assert client.get(at(dispute, "dispute_reopen")).status_code == 403
    sign_in(client, council.iro_manager)
    refused = take(client, dispute, "dispute_reopen", level="2")
    assert refused.status_code == 422
    assert not fresh(dispute).is_open
    take(client, dispute, "dispute_reopen", level="2", reason="The plan was withdrawn.")
    assert fresh(dispute).is_open
    page = text_of(client.get(dispute.get_absolute_url()))
    assert "The plan was withdrawn." in page
    assert dispute.stages.get(number=2).level == 2
    assert council.iro.messages.filter(event="dispute_reopened").count() == 1


@pytest.mark.rule("MOS-21")
def test_the_second_to_save_a_stages_form_sees_both_versions_and_nothing_is_lost(
    client, council, django_user_model
):
    stage = stage_at("sent", council=council)
    first, second = stage.actions.all()
    record_cover(
        absent=council.team_manager,
        covered_by=council.sister_team_manager,
        starts_on=MONDAY.date(),
        ends_on=MONDAY.date(),
        reason="Half a day",
        by=council.administrator,
    )
    other = sign_in(Client(), council.sister_team_manager)
    sign_in(client, council.team_manager)
    url = at(stage, "stage_answer")
    opened, also_opened = client.get(url), other.get(url)
    send(client, url, opened, **answer_fields(stage, "Done on Friday."))
    late = send(
        other,
        url,
        also_opened,
        **{f"actions__{first.pk}__answer": "Not yet.", f"actions__{second.pk}__answer": "She knows him."},
    )
    assert late.status_code == 409
    page = text_of(late)
    assert "Tamsin Manager saved this while you were working on it" in page
    assert "Done on Friday." in page
    assert "Not yet." in page
    first.refresh_from_db()
    assert first.answer == "Done on Friday.", "nothing of the first was overwritten"
    merged = send(other, url, late, **{f"_keep-actions__{first.pk}__answer": "both"})
    assert merged.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answer, second.answer) == ("Done on Friday.\n\nNot yet.", "She knows him.")


def test_whoever_comes_second_to_a_step_is_told_who_was_first_and_keeps_what_they_typed(client, council):
    stage = stage_at("written", council=council)
    sign_in(client, council.iro)
    other = sign_in(Client(), council.iro)
    opened, also_opened = client.get(at(stage, "stage_request")), other.get(at(stage, "stage_request"))
    assert send(client, at(stage, "stage_request"), opened).status_code == 302
    late = send(other, at(stage, "stage_request"), also_opened, note="Please look at action 2.")
    assert late.status_code == 409
    page = text_of(late)
    assert "Iris Reviewing (Independent Reviewing Officer, Quality Assurance and Reviewing) was first" in page
    assert "“Stage 1 sent”" in page
    assert "It is now “With the manager”." in page
    assert "Please look at action 2." in page
    assert stage.requests.count() == 1
