"""The sections that the papers about a dispute are made of: its background, its chronology, its stages."""

from __future__ import annotations

from disputes.models import Dispute, DisputeStage
from disputes.words import next_action_in_words
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.papers import Fact, Section, Table, signed_all
from qa_portal.narrative.queries import words_of
from qa_portal.requests.actions import requests_of
from qa_portal.signatures.actions import signatures_of


def stage_sections(stage: DisputeStage, prefix: str = "") -> list[Section]:
    """The sections that tell of one stage."""
    policy = stage.policy.disputes
    facts = [
        Fact("Date of the dispute", weekday_date(stage.disputed_on)),
        Fact("Answered by", stage.level_policy.answered_by.label),
        Fact("Request sent", weekday_time(stage.sent_at) or "Not sent"),
        Fact("Answered", weekday_time(stage.answered_at) or "Not answered"),
    ]
    facts += [Fact(d.label, _due_words(d)) for d in _answer_deadlines(stage)]
    if stage.skip_reason:
        facts.append(Fact("Why this stage", stage.skip_reason))
    sections = [
        Section(
            f"{prefix}The dispute",
            facts=tuple(facts),
            passages=paragraphs(stage.issues_summary),
            tables=(_action_table(stage),),
        ),
        Section(f"{prefix}Desired outcomes", passages=paragraphs(stage.desired_outcomes)),
    ]
    if stage.answer_overall:
        sections.append(Section(f"{prefix}Response", passages=paragraphs(stage.answer_overall)))
    if stage.non_response:
        rows = tuple((r["at"], r["to"], r["what"]) for r in stage.non_response)
        reminders = Table("Reminders and alerts that were sent", ("When", "To", "What"), rows)
        sections.append(Section(f"{prefix}No answer was received", tables=(reminders,)))
    if stage.outcome or stage.next_step:
        sections.append(
            Section(
                f"{prefix}Outcome",
                facts=(
                    Fact("Outcome", policy.outcome(stage.outcome).label if stage.outcome else "Not recorded"),
                    Fact("Next action", next_action_in_words(stage) or "Not recorded"),
                    *((Fact("Why this next action", stage.next_reason),) if stage.next_reason else ()),
                ),
                passages=paragraphs(stage.progress_summary),
                signatures=signed_all(list(signatures_of(stage, "stage_outcome"))),
            )
        )
    confirmations = list(signatures_of(stage, "stage_confirmation"))
    if confirmations or stage.confirmation_waived:
        sections.append(
            Section(
                f"{prefix}{stage.policy.terms.confirmation}",
                passages=paragraphs(stage.manager_comment or stage.confirmation_waived),
                signatures=signed_all(confirmations),
            )
        )
    return sections


def background(dispute: Dispute) -> Section:
    """How the dispute was raised, what was tried before, what the child was told."""
    theme = dispute.policy.theme_label(dispute.theme) if dispute.theme else "Not recorded"
    facts = [
        Fact("Raised by", dispute.raised_by.name),
        Fact("Raised on", weekday_time(dispute.raised_at)),
        Fact("Theme", theme),
    ]
    if dispute.informal_tried == Dispute.Tried.YES:
        facts += [
            Fact("Taken up informally", f"{weekday_date(dispute.informal_on)}, with {dispute.informal_with}"),
            Fact("What came of it", dispute.informal_result),
        ]
    elif dispute.informal_why_not:
        facts.append(Fact("Not taken up informally because", dispute.informal_why_not))
    if dispute.child_told_on:
        facts.append(Fact("The child was told", weekday_date(dispute.child_told_on)))
    if dispute.advocate_offered_on:
        facts.append(Fact("An advocate was offered", weekday_date(dispute.advocate_offered_on)))
    if dispute.child_not_told_why:
        facts.append(Fact("The child was not told because", dispute.child_not_told_why))
    told = (*paragraphs(words_of(dispute)), *paragraphs(dispute.concern))
    return Section("Background", facts=tuple(facts), passages=told)


def chronology(dispute: Dispute, stages: list[DisputeStage]) -> Table:
    """What happened, in order: when, what, who."""
    events = [(dispute.raised_at, "The dispute was raised", dispute.raised_by.name)]
    for stage in stages:
        what = f"{stage.name} {'scheduled' if stage.opens_on else 'opened'}"
        events.append((stage.opened_at, what, _name(stage.opened_by, "The portal, by time")))
        for request in requests_of(stage).select_related("sent_by", "returned_by", "completed_by"):
            asked = request.get_kind_display()
            events.append(
                (request.sent_at, f"{stage.name}: {asked} asked of {request.to_words}", request.sent_by.name)
            )
            if request.returned_at:
                words = f"{stage.name}: {asked} returned. {request.returned_note}"
                events.append((request.returned_at, words, _name(request.returned_by)))
            if request.completed_at:
                events.append(
                    (request.completed_at, f"{stage.name}: {asked} completed", _name(request.completed_by))
                )
        for signature in signatures_of(stage):
            events.append(
                (signature.signed_at, f"{stage.name}: signed. {signature.statement}", signature.name)
            )
    for referral in dispute.referrals.select_related("made_by"):
        if referral.made_at:
            events.append((referral.made_at, "Referred to Cafcass", _name(referral.made_by)))
    if dispute.closed_at:
        events.append((dispute.closed_at, "The dispute was closed", _name(dispute.closed_by)))
    events.sort(key=lambda event: event[0])
    return Table(
        "What happened, in order",
        ("When", "What", "Who"),
        tuple((weekday_time(when), what, who) for when, what, who in events),
    )


def _action_table(stage: DisputeStage) -> Table:
    rows = tuple(
        (
            lines(
                action.action,
                f"Issue: {action.issue}" if action.issue else "",
                f"By {weekday_date(action.due_on)}" if action.due_on else "",
                f"Carried over from {action.carried_from}" if action.carried_from else "",
            ),
            lines(action.answer or "No answer", by(action.answered_by, action.answered_at)),
        )
        for action in stage.actions.select_related("answered_by")
    )
    return Table("Recommended actions and answers", ("Recommended action", "Answer"), rows)


def _answer_deadlines(stage: DisputeStage) -> list[Deadline]:
    return list(
        Deadline.objects.filter(
            kind="stage_answer", about_id=stage.pk, about_type__model="disputestage"
        ).prefetch_related("changes")
    )


def _due_words(deadline: Deadline) -> str:
    words = f"Due {weekday_time(deadline.due_at)}"
    if deadline.is_extended:
        words += f"; first due {weekday_time(deadline.first_due_at)}"
    if deadline.met_at:
        words += "; answered in time" if deadline.was_met_in_time else "; answered late"
    elif deadline.breached_at:
        words += "; not answered in time"
    return words


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of what somebody wrote."""
    return tuple(line for part in text.split("\n\n") if (line := part.strip()))


def lines(*parts: str) -> str:
    """A cell of several lines; what is empty is left out."""
    return "\n".join(part for part in parts if part)


def by(person: object, when: object) -> str:
    """Who, and when; empty where nobody has yet."""
    return f"{person.name}, {weekday_time(when)}" if person is not None else ""


def _name(person: object, otherwise: str = "") -> str:
    return person.name if person is not None else otherwise
