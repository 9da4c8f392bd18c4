"""The letters of a dispute: to the manager who is asked, of the outcome, to Cafcass (LEE-12)."""

from __future__ import annotations

from disputes.models import CafcassReferral, DisputeStage
from disputes.words import addressee_of, next_action_in_words
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.papers import Fact, Letter, Table, council_name, head_of, role_of, today_in_words
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse


def stage_request_letter(request: RequestForResponse) -> Letter:
    """To the manager who is asked to answer a stage: what is disputed, what is asked, by when."""
    stage: DisputeStage = request.about
    due = open_deadlines_of(stage, "stage_answer").first()
    by_when = weekday_time(due.due_at) if due else "the due date"
    days = stage.level_policy.answer_within
    length = f"{days.working_days} working days" if days.working_days else f"{days.hours} hours"
    process = _inside_a_sentence(stage.policy.terms.dispute_process)
    paragraphs = [
        f"I am raising a concern with you at {stage.name} of the {process}.",
        *[part for part in stage.issues_summary.split("\n\n") if part.strip()],
        f"I ask you to answer on each action below, in the portal, by {by_when}. That is {length} from today.",
    ]
    if request.note:
        paragraphs.append(request.note)
    return Letter(
        title=f"{stage.name}: request for your answer",
        council=council_name(),
        reference=stage.dispute.subject.reference,
        addressed_to=request.to_words,
        written_on=today_in_words(),
        salutation="Dear colleague",
        paragraphs=tuple(paragraphs),
        tables=(_actions(stage, with_answers=False),),
        closing=(f"Desired outcomes: {stage.desired_outcomes}",),
        signed_by=request.sent_by.name,
        signed_role=role_of(request.sent_by, Role.IRO),
    )


def stage_outcome_letter(stage: DisputeStage) -> Letter:
    """To the manager who was asked: what the reviewing officer concluded and what comes next."""
    policy = stage.policy.disputes
    answered = (
        f"You answered on {weekday_time(stage.answered_at)}. Thank you."
        if stage.answered_at
        else "No answer was received in time, and the process went on without one."
    )
    keeper = stage.concluded_by or stage.dispute.raised_by
    facts = [
        Fact("Outcome", policy.outcome(stage.outcome).label if stage.outcome else "Not recorded"),
        Fact("Next action", next_action_in_words(stage) or "None"),
    ]
    if stage.confirmed_by:
        facts.append(Fact("Confirmed by", f"{stage.confirmed_by.name}, {weekday_time(stage.confirmed_at)}"))
    return Letter(
        title=f"{stage.name}: outcome",
        council=council_name(),
        reference=stage.dispute.subject.reference,
        addressed_to=addressee_of(stage),
        written_on=today_in_words(),
        salutation="Dear colleague",
        paragraphs=(answered, *[part for part in stage.progress_summary.split("\n\n") if part.strip()]),
        facts=tuple(facts),
        tables=(_actions(stage, with_answers=True),),
        signed_by=keeper.name if keeper else "",
        signed_role=role_of(keeper, Role.IRO),
    )


def cafcass_referral(referral: CafcassReferral) -> Letter:
    """To Cafcass: who the child is, what is disputed, what has been tried and what is asked."""
    dispute = referral.dispute
    head = head_of(dispute.subject)
    stages = list(dispute.stages.all())
    rows = tuple(
        (
            stage.name,
            stage.level_policy.answered_by.label,
            weekday_date(stage.sent_at) or "Not sent",
            weekday_date(stage.answered_at) or "No answer",
            stage.policy.disputes.outcome(stage.outcome).label
            if stage.outcome
            else stage.get_state_display(),
        )
        for stage in stages
    )
    last = stages[-1] if stages else None
    return Letter(
        title="Referral of a dispute about a looked-after child",
        council=council_name(),
        reference=dispute.subject.reference,
        addressed_to=referral.sent_to or "Cafcass",
        written_on=today_in_words(),
        salutation="Dear colleague",
        facts=(Fact("Child", head.name), *head.facts),
        paragraphs=(
            "As the Independent Reviewing Officer I refer this dispute under section 25B of the Children Act 1989.",
            referral.reason,
            *((f"The concern: {dispute.concern}",) if dispute.concern else ()),
        ),
        tables=(
            Table("The dispute so far", ("Stage", "Asked", "Sent", "Answered", "Outcome"), rows),
            *((_actions(last, with_answers=True),) if last else ()),
        ),
        closing=(f"Desired outcomes: {last.desired_outcomes}",) if last and last.desired_outcomes else (),
        signed_by=referral.prepared_by.name,
        signed_role=role_of(referral.prepared_by, Role.IRO),
    )


def _actions(stage: DisputeStage, *, with_answers: bool) -> Table:
    columns = ("Recommended action", "To be done by", *(("Answer",) if with_answers else ()))
    rows = tuple(
        (
            action.action,
            weekday_date(action.due_on) or "No date set",
            *((action.answer or "No answer",) if with_answers else ()),
        )
        for action in stage.actions.all()
    )
    return Table(f"{stage.name}: recommended actions", columns, rows)


def _inside_a_sentence(term: str) -> str:
    """A framework's term as it stands inside a sentence: "Dispute process" begins small, "IRO dispute process" not."""
    return term if term[:2].isupper() else term[:1].lower() + term[1:]
