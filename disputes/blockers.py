"""What still stands in the way of a step in QAPs and disputes: sentences, each with a link to what mends it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.words import weekday_time
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.workflow.blockers import Blocker


def blockers_to_information(information: Any, step: str) -> list[Blocker]:
    """MOS-02: the step is completed first."""
    here = reverse("significant_information", args=[information.pk])
    return _missing(
        here,
        (information.received_on, "Enter the date on which the information was received.", "received_on"),
        (information.summary, "Summarise the information.", "summary"),
        (information.actions_to_take, "Say which actions are to be taken.", "actions_to_take"),
        (information.worker, "Enter who completes this.", "worker"),
        (information.worker_on, "Enter the date of completion.", "worker_on"),
    )


def blockers_to_qap(qap: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a QAP's step."""
    if step == "send":
        return _before_qap_request(qap)
    if step == "answer":
        url = reverse("qap_answer", args=[qap.pk])
        return [
            Blocker(f"Record an update on issue {n}.", f"{url}#row-issues-{issue.pk}")
            for n, issue in enumerate(qap.issues.all(), 1)
            if not issue.update.strip()
        ]
    if step == "go_on_unanswered":
        return _while_time_runs(qap, "qap_answer", reverse("qap", args=[qap.pk]))
    if step == "conclude":
        return _before_qap_outcome(qap)
    return []


def _before_qap_request(qap: Any) -> list[Blocker]:
    url = reverse("qap_issues", args=[qap.pk])
    blockers = _missing(
        url, (qap.review_on, "Enter the date by which the actions are reviewed.", "review_on")
    )
    if not qap.issues.all():
        blockers.append(Blocker("Add at least one issue to the table.", f"{url}#rows-issues"))
    return blockers


def _before_qap_outcome(qap: Any) -> list[Blocker]:
    decisions, outcome = reverse("qap_decisions", args=[qap.pk]), reverse("qap_outcome", args=[qap.pk])
    undecided = [
        Blocker(f"Record your decision on issue {n}.", f"{decisions}#row-issues-{issue.pk}")
        for n, issue in enumerate(qap.issues.all(), 1)
        if not issue.decision
    ]
    return undecided + _missing(
        outcome,
        (qap.summary, "Write the summary and conclusion.", "summary"),
        (qap.outcome, "Choose your decision on the QAP.", "outcome"),
    )


def blockers_to_dispute(dispute: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a dispute's step."""
    return informal_blockers(dispute) if step == "go_formal" else []


def informal_blockers(dispute: Any) -> list[Blocker]:
    """MER-12: the attempt is recorded before the first stage is sent, or why there was none."""
    if dispute.policy.disputes.informal != "required":
        return []
    url = reverse("dispute_background", args=[dispute.pk])
    if dispute.informal_tried == dispute.Tried.YES:
        return _missing(
            url,
            (dispute.informal_on, "Enter when the concern was first taken up informally.", "informal_on"),
            (dispute.informal_with, "Enter with whom it was taken up.", "informal_with"),
            (dispute.informal_result, "Say what came of it.", "informal_result"),
        )
    if dispute.informal_tried == dispute.Tried.NO:
        return _missing(
            url, (dispute.informal_why_not, "Say why it was not taken up informally.", "informal_why_not")
        )
    return [
        Blocker(
            "Record whether the concern was first taken up informally, or why not.",
            f"{url}#id_informal_tried",
        )
    ]


def child_blockers(dispute: Any) -> list[Blocker]:
    """LAW-08: the child is told and offered an advocate, or it is recorded why not."""
    if not dispute.policy.disputes.child_told or dispute.subject.kind != dispute.subject.Kind.CHILD:
        return []
    if dispute.child_not_told_why.strip() or (dispute.child_told_on and dispute.advocate_offered_on):
        return []
    url = reverse("dispute_background", args=[dispute.pk])
    return [
        Blocker(
            "Record when the child was told and offered an advocate, or why not.", f"{url}#id_child_told_on"
        )
    ]


def blockers_to_stage(stage: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a stage's step."""
    if step == "send":
        return _before_stage_request(stage)
    if step == "answer":
        url = reverse("stage_answer", args=[stage.pk])
        return [
            Blocker(f"Answer on action {n}.", f"{url}#action-{action.pk}")
            for n, action in enumerate(stage.actions.all(), 1)
            if not action.answer.strip()
        ]
    if step == "go_on_unanswered":
        return _while_time_runs(stage, "stage_answer", reverse("stage", args=[stage.pk]))
    if step == "conclude":
        return _before_stage_outcome(stage)
    return []


def _before_stage_request(stage: Any) -> list[Blocker]:
    url = reverse("stage_details", args=[stage.pk])
    blockers = _missing(
        url,
        (stage.issues_summary, "Summarise the issues.", "issues_summary"),
        (stage.desired_outcomes, "Write the desired outcomes.", "desired_outcomes"),
    )
    if not stage.actions.exists():
        blockers.append(Blocker("Recommend at least one action.", f"{url}#actions"))
    return blockers + informal_blockers(stage.dispute)


def _before_stage_outcome(stage: Any) -> list[Blocker]:
    url = reverse("stage_outcome", args=[stage.pk])
    blockers = _missing(
        url,
        (stage.progress_summary, "Write the overall summary of progress.", "progress_summary"),
        (stage.outcome, "Choose the outcome of this stage.", "outcome"),
        (stage.next_step, "Choose the next action.", "next_step"),
    )
    if stage.outcome and stage.next_step:
        blockers += contradictions(stage, stage.outcome, stage.next_step, stage.next_level, url=url)
    return blockers + child_blockers(stage.dispute)


def contradictions(
    stage: Any, outcome: str, next_step: str, next_level: int | None, *, url: str = ""
) -> list[Blocker]:
    """MOS-24: the next action follows the recorded outcome; one that contradicts it is refused."""
    policy = stage.policy.disputes
    allowed = policy.next_steps(outcome, level=stage.level, case_kind=stage.dispute.subject.case_kind)
    if next_step not in allowed:
        wanted = " or ".join(f"“{DisputeNext(word).label}”" for word in allowed)
        chosen = policy.outcome(outcome).label
        return [
            Blocker(
                f"The outcome “{chosen}” leads to {wanted}. Change one or the other.", f"{url}#id_next_step"
            )
        ]
    if next_step != DisputeNext.PROCEED:
        return []
    if next_level is None:
        return [Blocker("Choose the stage to proceed to.", f"{url}#id_next_level")]
    if not policy.may_open(next_level, after=stage.level):
        return [
            Blocker("This procedure does not let that stage be reached from here.", f"{url}#id_next_level")
        ]
    is_next = next_level == stage.level + 1
    if not is_next and policy.bypass_needs_reason and not stage.next_reason.strip():
        return [Blocker("Say why it does not go on to the next stage.", f"{url}#id_next_reason")]
    return []


def blockers_to_referral(referral: Any, step: str) -> list[Blocker]:
    """LAW-03: the document is attached before the referral counts as made."""
    if step != "make":
        return []
    url = reverse("cafcass_referral", args=[referral.pk])
    return _missing(
        url,
        (referral.document_id, "Attach the referral document.", "document"),
        (referral.referred_on, "Enter the date of the referral.", "referred_on"),
        (referral.sent_to, "Enter to whom at Cafcass it was sent.", "sent_to"),
    )


def _while_time_runs(about: Any, kind: str, url: str) -> list[Blocker]:
    running = next((d for d in about.deadlines.all() if d.is_open and d.kind == kind), None)
    if running and running.due_at > clock.now():
        return [Blocker(f"There is time to answer until {weekday_time(running.due_at)}.", url)]
    return []


def _missing(url: str, *fields: tuple[Any, str, str]) -> list[Blocker]:
    """A blocker for each field that is empty, with a link to it."""
    return [
        Blocker(sentence, f"{url}#id_{name}")
        for value, sentence, name in fields
        if value is None or (isinstance(value, str) and not value.strip())
    ]
