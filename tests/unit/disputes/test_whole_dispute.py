"""A concern's whole way through the domain's verbs, without a page: the pages' tests stand elsewhere."""

import datetime as dt

import pytest

from disputes.actions import qap as qap_actions
from disputes.actions import referral as referral_actions
from disputes.actions import stage_asking as asking
from disputes.actions import stage_deciding as deciding
from disputes.actions import stage_opening as opening
from disputes.actions import start
from disputes.actions.dispute import reopen_dispute
from disputes.models import Dispute, DisputeStage, Qap, QapIssue, RecommendedAction
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.documents.store import store_bytes
from qa_portal.requests.actions import open_request
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.people import council
from tests.factories.records import child

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def scene():
    with clock.standing_at(MONDAY):
        c = council()
        yield c, child(c)


def _written(stage: DisputeStage) -> DisputeStage:
    stage.issues_summary, stage.desired_outcomes = "No plan.", "A plan that she knows."
    stage.save()
    if not stage.actions.exists():
        RecommendedAction.objects.create(stage=stage, action="Write the plan.")
    return stage


def test_a_qap_goes_to_a_dispute_that_ends_at_the_second_stage(scene):
    c, subject = scene
    information = start.start_information(subject, by=c.iro)
    information.summary, information.actions_to_take = "She moved.", "Ask for the plan."
    information.save()
    qap = start.complete_information(information, by=c.iro)
    with pytest.raises(StandsInTheWay):
        qap_actions.send_qap_request(qap, by=c.iro)
    QapIssue.objects.create(qap=qap, concern="No care plan since the move.", theme="care_plan")
    qap.review_on = dt.date(2026, 12, 7)
    qap.save()
    with pytest.raises(NotYours):
        qap_actions.send_qap_request(qap, by=c.team_manager)
    qap = qap_actions.send_qap_request(qap, by=c.iro, note="Please", to_practitioner=True)
    with pytest.raises(NotNow):
        qap_actions.send_qap_request(qap, by=c.iro)
    request = open_request(qap)
    qap_actions.record_update(qap.issues.get(), by=c.team_manager, update="In hand.")
    mandatory = request if request.is_mandatory else qap.subject.requests.get(is_mandatory=True)
    qap = qap_actions.answer_qap_request(mandatory, by=c.team_manager)
    qap_actions.record_decision(qap.issues.get(), by=c.iro, decision="not_resolved", note="Nothing seen.")
    qap.summary, qap.outcome = "She has no plan.", "not_resolved"
    qap.save()
    qap = qap_actions.sign_qap_outcome(qap, by=c.iro)
    with pytest.raises(StandsInTheWay):
        qap_actions.take_qap_next_action(qap, by=c.iro, next_step="complete")
    dispute = qap_actions.take_qap_next_action(qap, by=c.iro, next_step="proceed", next_level=1)
    assert isinstance(dispute, Dispute)
    stage = _written(dispute.stages.get())
    assert stage.actions.get().carried_from
    stage = asking.send_stage_request(stage, by=c.iro)
    answer = Deadline.objects.get(kind="stage_answer", about_id=stage.pk)
    assert clock.london_date(answer.due_at) == dt.date(2026, 11, 30)
    with pytest.raises(StandsInTheWay):
        asking.record_non_response(stage, by=c.iro)

    with clock.standing_at(MONDAY + dt.timedelta(days=8)):
        referral = referral_actions.prepare_referral(dispute, by=c.iro, reason="Delay.")
        with pytest.raises(StandsInTheWay):
            referral_actions.make_referral(referral, by=c.iro)
        stage = asking.record_non_response(stage, by=c.iro)
        assert (stage.outcome, stage.next_level) == ("non_response", 2)
        dispute.refresh_from_db()
        dispute.child_not_told_why = "She is two."
        dispute.save()
        stage = deciding.conclude_stage(stage, by=c.iro)
        with pytest.raises(NotYours):
            deciding.confirm_stage(stage, by=c.iro, comment="Mine.")
        stage = deciding.send_stage_back(stage, by=c.iro_manager, note="Say more.")
        stage = deciding.conclude_stage(stage, by=c.iro)
        stage = deciding.confirm_stage(stage, by=c.iro_manager, comment="Agreed.")
        second = dispute.stages.get(number=2)
        assert (second.level, second.state) == (2, "drafted")
        second = asking.send_stage_request(_written(second), by=c.iro)
        row = second.actions.first()
        asking.record_answer(row, by=c.service_manager, answer="Done today.")
        second = asking.answer_stage_request(open_request(second), by=c.service_manager)
        second.progress_summary, second.outcome, second.next_step = "It is written.", "resolved", "complete"
        second.save()
        second = deciding.conclude_stage(second, by=c.iro)
        deciding.confirm_stage(second, by=c.iro_manager, comment="Good.")
        dispute.refresh_from_db()
        assert dispute.state == "closed"
        assert not Deadline.objects.filter(subject=subject, met_at=None, cancelled_at=None).exclude(
            kind__in=["cafcass_referral"]
        )
        assert Document.objects.filter(subject=subject).count() >= 6
        with pytest.raises(StandsInTheWay):
            reopen_dispute(dispute, by=c.iro_manager, reason=" ")
        third = reopen_dispute(dispute, by=c.iro_manager, reason="It did not hold.")
        assert third.number == 3
        fourth = opening.bypass_stage(third, by=c.iro, level=4, reason="She may be moved tomorrow.")
        assert fourth.level == 4
        referral.document = Document.objects.create(
            subject=subject,
            kind="upload",
            title="Referral",
            state="stored",
            file=store_bytes(b"%PDF-1.7", "application/pdf"),
        )
        referral.referred_on, referral.sent_to = clock.today(), "Cafcass duty desk"
        referral.save()
        referral = referral_actions.make_referral(referral, by=c.iro)
        assert referral.state == "made"
        dispute.refresh_from_db()
        assert dispute.is_open


def test_a_qap_can_be_reviewed_later(scene):
    c, subject = scene
    information = start.start_information(subject, by=c.iro)
    information.summary, information.actions_to_take = "A", "B"
    information.save()
    qap = start.complete_information(information, by=c.iro)
    QapIssue.objects.create(qap=qap, concern="C", update="U", decision="partly")
    Qap.objects.filter(pk=qap.pk).update(state="answered", summary="S", outcome="partly_resolved")
    qap = qap_actions.sign_qap_outcome(Qap.objects.get(pk=qap.pk), by=c.iro)
    review = qap_actions.take_qap_next_action(
        qap, by=c.iro, next_step="review_targets", next_on=dt.date(2026, 12, 7)
    )
    assert review.state == "scheduled"
    assert review.issues.get().carried == "kept"
    review = qap_actions.open_scheduled_qap(review)
    assert review.state == "drafted"
