"""The demonstration's QAPs and disputes, each left half-way at another place."""

from __future__ import annotations

import datetime as dt

from disputes.actions import qap as qaps
from disputes.actions import referral as referrals
from disputes.actions import stage_asking as asking
from disputes.actions import stage_deciding as deciding
from disputes.actions import start
from disputes.models import Dispute, DisputeStage, Qap, QapIssue, RecommendedAction
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.demo.story import Story
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.narrative.actions import write_narrative
from qa_portal.requests.actions import open_request, requests_of
from qa_portal.trail.records import acting


def tell(story: Story) -> None:
    """Tell the chapter, oldest event first, with a sweep after each day that something was due."""
    by_stage_two(story)
    closed_after_an_answer(story)
    silent_at_stage_one(story)
    waiting_for_confirmation(story)
    qaps_under_way(story)
    told_informally(story)
    commended(story)
    with story.working_days_ago(0):
        sweep()


def by_stage_two(story: Story) -> None:
    """C-1001: no plan after a move; silence at stage 1, now with the Service Manager at stage 2."""
    iro, record = story.person("iro"), story.record("C-1001")
    with story.working_days_ago(16):
        qap = _qap(
            story,
            record,
            [
                (
                    "care_plan_drift",
                    "No updated care plan since the move in October.",
                    "Write the plan with the young person.",
                ),
                ("placement", "Contact with her brother has lapsed.", "Agree contact every fortnight."),
            ],
        )
        qap = qaps.send_qap_request(qap, by=iro, note="Please look at this before the placement meeting.")
    with story.working_days_ago(14, "15:20"):
        qap = _answered(story, qap, ["The plan is being drafted.", "Contact is being arranged."])
    with story.working_days_ago(13):
        qap = _concluded(story, qap, "not_resolved", ["not_resolved", "partly"])
        dispute = qaps.take_qap_next_action(qap, by=iro, next_step="proceed", next_level=1)
        assert isinstance(dispute, Dispute)
        stage = _written(dispute.stages.get(), "She has a plan that she knows, and sees her brother.")
        stage = asking.send_stage_request(stage, by=iro)
    with story.working_days_ago(9, "09:05"):
        sweep()
    with story.working_days_ago(8, "17:05"):
        sweep()
    with story.working_days_ago(6, "11:10"):
        sweep()
        stage = asking.record_non_response(stage, by=iro)
        _child_told(dispute, story)
        stage = deciding.conclude_stage(stage, by=iro, note="No answer in five working days.")
    with story.working_days_ago(5, "14:00"):
        deciding.confirm_stage(
            stage, by=story.person("iro.manager"), comment="Agreed. The delay is not right for her."
        )
    with story.working_days_ago(4, "09:30"):
        second = dispute.stages.get(number=2)
        asking.send_stage_request(_written(second), by=iro)
    with story.working_days_ago(3):
        referrals.prepare_referral(
            dispute, by=iro, reason="She has been without a care plan for two months and the drift goes on."
        )
    with story.working_days_ago(2, "15:00"):
        write_narrative(
            Dispute.objects.select_related("framework", "subject").get(pk=dispute.pk),
            by=iro,
            text="Both were moved within a week, and neither has been told where they will be in spring. The plans of "
            "both say that they see each other; nobody has arranged it.",
            with_them=[f"begin-{story.record('C-1013').pk}"],
        )


def closed_after_an_answer(story: Story) -> None:
    """C-1002: answered and resolved at stage 1; its papers are on the record."""
    iro, record, manager = story.person("iro"), story.record("C-1002"), story.person("team.manager")
    with story.working_days_ago(15):
        dispute = _raised(story, record, "health", "The health assessment is four months late.")
        stage = _written(
            dispute.stages.get(), "He is seen by the nurse this month.", "Book the health assessment."
        )
        stage = asking.send_stage_request(stage, by=iro)
    with story.working_days_ago(12, "16:10"):
        for row in stage.actions.all():
            asking.record_answer(row, by=manager, answer="Booked for next Tuesday; his carer will take him.")
        stage = asking.answer_stage_request(open_request(stage), by=manager)
    with story.working_days_ago(11):
        _child_told(dispute, story)
        stage = _outcome(
            stage, "resolved", "complete", "The assessment is booked and his carer knows the date."
        )
        stage = deciding.conclude_stage(stage, by=iro)
    with story.working_days_ago(10, "12:30"):
        deciding.confirm_stage(
            stage, by=story.person("iro.manager"), comment="A good result. Thank you both."
        )


def silent_at_stage_one(story: Story) -> None:
    """C-1003: stage 1 is overdue, the reminders have gone out, stage 2 is ready to send."""
    record = story.record("C-1003")
    with story.working_days_ago(7):
        dispute = _raised(story, record, "education", "He has been out of school since September.")
        stage = _written(
            dispute.stages.get(), "He is in school full time.", "Ask the virtual school for a place."
        )
        asking.send_stage_request(stage, by=story.person("iro"))
    with story.working_days_ago(4, "09:05"):
        sweep()
    with story.working_days_ago(2, "17:05"):
        sweep()


def waiting_for_confirmation(story: Story) -> None:
    """C-1004: answered at stage 1; the reviewing officer has signed, the IRO Manager has it."""
    iro, manager = story.person("iro"), story.person("team.manager")
    with story.working_days_ago(5):
        dispute = _raised(
            story, story.record("C-1004"), "voice", "Her wishes about school are not in her plan."
        )
        stage = _written(
            dispute.stages.get(), "Her plan says what she wants.", "Write her wishes into the plan."
        )
        stage = asking.send_stage_request(stage, by=iro)
    with story.working_days_ago(2, "11:45"):
        for row in stage.actions.all():
            asking.record_answer(row, by=manager, answer="Done; the updated plan is on the record.")
        stage = asking.answer_stage_request(open_request(stage), by=manager)
    with story.working_days_ago(1, "15:00"):
        _child_told(dispute, story)
        stage = _outcome(stage, "resolved", "complete", "Her plan now says, in her words, what she wants.")
        deciding.conclude_stage(stage, by=iro)


def qaps_under_way(story: Story) -> None:
    """C-1005 with the manager and the social worker, C-1006 returned, C-1007 answered, C-1008 being written."""
    iro, manager = story.person("iro"), story.person("team.manager")
    with story.working_days_ago(3):
        asked = _qap(
            story, story.record("C-1005"), [("placement", "The placement plan was never signed.", "Sign it.")]
        )
        qaps.send_qap_request(asked, by=iro, to_practitioner=True)
    with story.working_days_ago(4):
        returned = _qap(
            story, story.record("C-1006"), [("family_time", "Family time is not as agreed.", "Say why.")]
        )
        returned = qaps.send_qap_request(returned, by=iro)
    with story.working_days_ago(3, "16:40"):
        qaps.return_qap_request(
            open_request(returned),
            by=manager,
            note="Which of the two contact plans do you mean? Please name it.",
        )
    with story.working_days_ago(5):
        answered = _qap(
            story, story.record("C-1007"), [("pathway", "No pathway plan at sixteen.", "Start the plan.")]
        )
        answered = qaps.send_qap_request(answered, by=iro)
    with story.working_days_ago(1, "10:15"):
        _answered(story, answered, ["The pathway plan was started on Monday and she has a copy."])
    with story.working_days_ago(1, "11:00"):
        _qap(
            story, story.record("C-1008"), [("supervision", "No supervision for three months.", "Supervise.")]
        )


def told_informally(story: Story) -> None:
    """F-2001: a Fostering IRO waits for an informal solution, under the second council's procedure."""
    with story.working_days_ago(2):
        start.raise_dispute(
            story.record("F-2001"),
            by=story.person("fostering.iro"),
            level=1,
            concern="The carer's annual review is two months late.",
            theme=_theme(story.record("F-2001"), "review"),
            informal_tried="yes",
            informal_on=clock.today(),
            informal_with="Demo Quill, Fostering Team Manager",
            informal_result="The manager will book the review this week.",
            informal_limit_on=story.working_days_ahead(3),
            wait_informally=True,
        )


def commended(story: Story) -> None:
    """C-1002: the same route for what was done well."""
    with story.working_days_ago(6):
        start.commend(
            story.record("C-1002"),
            by=story.person("iro"),
            practice="His social worker spent a day with him before the move and went back twice.",
            difference="He told me that he knew where he was going and who would be there.",
            theme=_theme(story.record("C-1002"), "voice"),
        )


def _qap(story: Story, record: Subject, issues: list[tuple[str, str, str]]) -> Qap:
    iro = story.person("iro")
    information = start.start_information(record, by=iro)
    with acting(by=iro, step="write_information"):
        information.summary = "The school and the carer have told me what follows."
        information.actions_to_take = "Ask the team for an update under the quality assurance process."
        information.save()
    qap = start.complete_information(information, by=iro)
    with acting(by=iro, step="write_issues"):
        qap.review_on = story.calendar.add_working_days(clock.today(), 10)
        qap.save()
        for position, (theme, concern, action) in enumerate(issues, 1):
            QapIssue.objects.create(
                qap=qap,
                position=position,
                theme=_theme(record, theme),
                concern=concern,
                action_needed=action,
                due_on=story.calendar.add_working_days(clock.today(), 8),
            )
    return qap


def _answered(story: Story, qap: Qap, updates: list[str]) -> Qap:
    manager = story.person("team.manager")
    with acting(by=manager, step="record_update"):
        for issue, update in zip(qap.issues.all(), updates, strict=True):
            qaps.record_update(issue, by=manager, update=update)
    return qaps.answer_qap_request(requests_of(qap).get(state="sent", is_mandatory=True), by=manager)


def _concluded(story: Story, qap: Qap, outcome: str, decisions: list[str]) -> Qap:
    iro = story.person("iro")
    with acting(by=iro, step="record_decision"):
        for issue, decision in zip(qap.issues.all(), decisions, strict=True):
            qaps.record_decision(issue, by=iro, decision=decision, note="Seen against the record.")
        qap.summary = (
            "She has moved twice and has no plan that says where she will live or whom she will see."
        )
        qap.outcome = outcome
        qap.save()
    return qaps.sign_qap_outcome(qap, by=iro)


def _raised(story: Story, record: Subject, theme: str, concern: str) -> Dispute:
    return start.raise_dispute(
        record,
        by=story.person("iro"),
        level=1,
        concern=concern,
        theme=_theme(record, theme),
        informal_tried="yes",
        informal_on=story.calendar.add_working_days(clock.today(), -6),
        informal_with="the social worker, by telephone",
        informal_result="It was promised and did not happen.",
    )


def _written(stage: DisputeStage, outcomes: str = "", action: str = "") -> DisputeStage:
    with acting(by=stage.dispute.raised_by, step="write_stage"):
        stage.issues_summary = stage.issues_summary or stage.dispute.concern
        stage.desired_outcomes = outcomes or stage.desired_outcomes
        stage.save()
        if action:
            due = clock.today() + dt.timedelta(days=14)
            RecommendedAction.objects.create(stage=stage, position=1, action=action, due_on=due)
    return stage


def _outcome(stage: DisputeStage, outcome: str, next_step: str, summary: str) -> DisputeStage:
    with acting(by=stage.dispute.raised_by, step="write_outcome"):
        stage.outcome, stage.next_step, stage.progress_summary = outcome, next_step, summary
        stage.save()
    return stage


def _child_told(dispute: Dispute, story: Story) -> None:
    with acting(by=story.person("iro"), step="write_background"):
        dispute.refresh_from_db()
        dispute.child_told_on = dispute.advocate_offered_on = clock.today()
        dispute.save()


def _theme(record: Subject, wanted: str) -> str:
    """A theme of the record's framework that sounds like the one wanted, else its first."""
    themes = policy_of(framework_for_subject(record)).themes
    return next((theme.key for theme in themes if wanted in theme.key), themes[0].key)
