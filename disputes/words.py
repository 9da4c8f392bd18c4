"""Where disputes and stages stand, in sentences: the same on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from disputes.models import Dispute, DisputeStage
from disputes.queries import last_stage_of, open_stage_of
from disputes.rules import confirmers_of, waiting_requests
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.people.roles import Role
from qa_portal.people.words import in_post
from qa_portal.requests.models import RequestForResponse

State = DisputeStage.State


def where_stage_stands(stage: DisputeStage) -> str:
    """Where a stage stands, in one or two sentences: whose turn it is, and since when."""
    return _STAGE[State(stage.state)](stage)


def where_dispute_stands(dispute: Dispute) -> str:
    """Where a dispute stands, in one or two sentences."""
    if dispute.closed_at:
        return f"Closed by {_who(dispute.closed_by)} on {weekday_time(dispute.closed_at)}. {closing_in_words(dispute)}"
    stage = open_stage_of(dispute)
    if stage is not None:
        return f"{stage.name}. {where_stage_stands(stage)}"
    if dispute.informal_limit_on and last_stage_of(dispute) is None:
        return (
            f"An informal solution is sought until {weekday_date(dispute.informal_limit_on)}. "
            "No formal stage has been opened."
        )
    return "No stage is open."


def next_action_in_words(stage: DisputeStage) -> str:
    """The chosen next action as a page and a paper say it."""
    if stage.next_step == DisputeNext.PROCEED and stage.next_level:
        return f"Proceed to {stage.policy.disputes.level(stage.next_level).name}"
    return DisputeNext(stage.next_step).label if stage.next_step else ""


def closing_in_words(dispute: Dispute) -> str:
    """The outcome that a dispute was closed with; "" while it is open."""
    if not dispute.closed_at:
        return ""
    if dispute.closing_outcome == "resolved_informally":
        return "Outcome: resolved informally."
    if not dispute.closing_outcome:
        return "It ended with the referral to Cafcass."
    return f"Outcome: {outcome_label(dispute, dispute.closing_outcome)}."


def outcome_label(about: Any, key: str) -> str:
    """An outcome in the words of the framework; the key itself for one that its version doesn't know."""
    try:
        return about.policy.disputes.outcome(key).label
    except KeyError:
        return key


def addressee_of(stage: DisputeStage) -> str:
    """Whom a stage's outcome is written to: whoever answered it, else whoever the request is with today."""
    request = next((r for r in stage.requests.all() if r.kind == RequestForResponse.Kind.ANSWER), None)
    if request is None:
        return stage.level_policy.answered_by.label
    return in_post(request.completed_by, request.to_role) if request.completed_by else request.is_with


def _who(person: Any) -> str:
    return person.name if person else "The portal"


def _with_the_manager(stage: DisputeStage) -> str:
    asked = next(iter(waiting_requests(stage, RequestForResponse.Kind.ANSWER)), None)
    if asked is None:
        return f"Sent on {weekday_time(stage.sent_at)}."
    return f"With {asked.is_with} since {weekday_time(asked.sent_at)}."


def _returned(stage: DisputeStage, kind: str) -> tuple[str, str]:
    last = max(
        (r for r in stage.requests.all() if r.kind == kind and r.returned_at),
        key=lambda r: r.returned_at,
        default=None,
    )
    if last is None:
        return "the manager", ""
    note = f" Note: “{last.returned_note}”" if last.returned_note else ""
    return f"{_who(last.returned_by)} on {weekday_time(last.returned_at)}", note


def _given_back(stage: DisputeStage) -> str:
    who, note = _returned(stage, RequestForResponse.Kind.ANSWER)
    return f"Returned to the reviewing officer by {who}. The clock runs on.{note}"


def _sent_back(stage: DisputeStage) -> str:
    who, note = _returned(stage, RequestForResponse.Kind.CONFIRMATION)
    return f"Sent back to the reviewing officer by {who}.{note}"


def _waiting(stage: DisputeStage) -> str:
    people, role = confirmers_of(stage)
    names = ", ".join(p.name for p in people)
    label = Role(role).label if role in Role.values else "the confirmer"
    whose = f"{names} ({label})" if names else f"a {label}, a post that nobody holds or covers today,"
    signed = f"Signed by {_who(stage.concluded_by)} on {weekday_time(stage.concluded_at)}."
    return f"{signed} It waits for {whose} to confirm the recommendations."


def _finished(stage: DisputeStage) -> str:
    following = next_action_in_words(stage)
    following = f" Next: {following}." if following else ""
    if stage.confirmed_by is None:
        return f"Finished on {weekday_time(stage.confirmed_at)}. {stage.confirmation_waived}{following}"
    return f"Confirmed by {stage.confirmed_by.name} on {weekday_time(stage.confirmed_at)}.{following}"


def _left(stage: DisputeStage) -> str:
    level = stage.policy.disputes.level(stage.next_level).name if stage.next_level else "a higher stage"
    to = f"for {level}" if stage.next_level != stage.level else "when the dispute ended"
    return f"Left {to}. Reason: {stage.next_reason}"


_STAGE: dict[str, Callable[[DisputeStage], str]] = {
    State.SCHEDULED: lambda s: f"It opens on {weekday_date(s.opens_on)}. Nothing has been sent yet.",
    State.DRAFTED: lambda s: "The reviewing officer is writing it. Nothing has been sent yet.",
    State.SENT: _with_the_manager,
    State.RETURNED: _given_back,
    State.ANSWERED: lambda s: (
        f"Answered by {_who(s.answered_by)} on {weekday_time(s.answered_at)}. "
        "The reviewing officer records progress and outcome."
    ),
    State.UNANSWERED: lambda s: (
        "Nobody answered in time. The reviewing officer has recorded that, and decides what follows."
    ),
    State.CONCLUDED: _waiting,
    State.SENT_BACK: _sent_back,
    State.CONFIRMED: _finished,
    State.BYPASSED: _left,
}
