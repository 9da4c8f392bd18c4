"""The papers of QAPs and disputes (LEE-12): gathered here, set by ``templates/pdf``, made by the worker."""

from __future__ import annotations

from disputes.letters import cafcass_referral, stage_outcome_letter, stage_request_letter
from disputes.models import Dispute, DisputeStage, Qap
from disputes.words import next_action_in_words
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.models import Document
from qa_portal.documents.papers import (
    Fact,
    Paper,
    Section,
    Table,
    council_name,
    head_of,
    signed_all,
    today_in_words,
)
from qa_portal.documents.reports import Report, register_report
from qa_portal.requests.actions import requests_of
from qa_portal.signatures.actions import signatures_of


def register_reports() -> None:
    """Make the papers known to the worker."""
    paper, letter = "pdf/paper.html", "pdf/letter.html"
    for report in (
        Report("qap", "IRO quality assurance process", paper, qap_report, is_significant=True),
        Report("stage", "Stage of a dispute", paper, stage_report, is_significant=True),
        Report(
            "dispute", "Dispute, with chronology and signatures", paper, dispute_report, is_significant=True
        ),
        Report("stage_request", "Stage request letter", letter, stage_request_letter, Document.Kind.LETTER),
        Report("stage_outcome", "Stage outcome letter", letter, stage_outcome_letter, Document.Kind.LETTER),
        Report("cafcass_referral", "Cafcass referral", letter, cafcass_referral, Document.Kind.REFERRAL),
    ):
        register_report(report)


def qap_report(qap: Qap) -> Paper:
    """The QAP: where it came from, its issues with update and decision, its outcome and signature."""
    policy = qap.policy
    source = "A looked-after review" if qap.meeting_id else "Significant information on an open case"
    sections = [
        Section(
            "How it started",
            facts=(
                Fact("Started from", source),
                Fact("Raised by", qap.raised_by.name),
                Fact("Raised on", weekday_time(qap.raised_at)),
                Fact("Actions to be reviewed by", weekday_date(qap.review_on) or "Not set"),
            ),
        ),
        Section("Issues", tables=(_issue_table(qap),)),
        Section("Requests", tables=(_request_table(qap),)),
        Section(
            "Outcome",
            facts=(
                Fact("Decision", policy.qap.outcome(qap.outcome).label if qap.outcome else "Not recorded"),
                Fact("Next action", qap_next_in_words(qap)),
            ),
            passages=_paragraphs(qap.summary),
            signatures=signed_all(list(signatures_of(qap, "qap_outcome"))),
        ),
    ]
    return _paper(qap, policy.terms.qap, qap.get_state_display(), sections)


def qap_next_in_words(qap: Qap) -> str:
    """The next action of a QAP as pages and papers say it."""
    if not qap.next_step:
        return "Not recorded"
    words = qap.get_next_step_display()
    if qap.next_level:
        words = f"Proceed to {qap.policy.disputes.level(qap.next_level).name}"
    return f"{words}, from {weekday_date(qap.next_on)}" if qap.next_on else words


def stage_report(stage: DisputeStage) -> Paper:
    """One stage: dispute, request and answer, outcome, signatures."""
    return _paper(
        stage.dispute,
        f"{stage.policy.terms.dispute_process}: {stage.name}",
        stage.get_state_display(),
        [_background(stage.dispute), *stage_sections(stage)],
    )


def dispute_report(dispute: Dispute) -> Paper:
    """The whole dispute: background, chronology, every stage with its signatures, referrals, closing."""
    stages = list(dispute.stages.all())
    sections = [_background(dispute), Section("Chronology", tables=(_chronology(dispute, stages),))]
    for stage in stages:
        sections += stage_sections(stage, prefix=f"{stage.name}: ")
    referrals = list(dispute.referrals.all())
    if referrals:
        rows = tuple(
            (weekday_date(r.referred_on) or "Not made", r.get_state_display(), r.sent_to, r.reason)
            for r in referrals
        )
        sections.append(
            Section("Cafcass", tables=(Table("Referrals", ("Referred on", "State", "To", "Reason"), rows),))
        )
    if dispute.closed_at:
        sections.append(
            Section(
                "Closing",
                facts=(
                    Fact("Closed on", weekday_time(dispute.closed_at)),
                    Fact("Closed by", dispute.closed_by.name),
                    Fact("Outcome", outcome_in_words(dispute)),
                ),
                passages=_paragraphs(dispute.closing_summary),
            )
        )
    title = f"{dispute.policy.terms.dispute_process}: the whole dispute"
    return _paper(dispute, title, dispute.get_state_display(), sections)


def outcome_in_words(dispute: Dispute) -> str:
    """How a dispute ended, in the words of its procedure."""
    if dispute.closing_outcome == "resolved_informally":
        return "Resolved informally"
    if not dispute.closing_outcome:
        return "Ended by the referral to Cafcass" if dispute.closed_at else ""
    return dispute.policy.disputes.outcome(dispute.closing_outcome).label


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
            passages=_paragraphs(stage.issues_summary),
            tables=(_action_table(stage),),
        ),
        Section(f"{prefix}Desired outcomes", passages=_paragraphs(stage.desired_outcomes)),
    ]
    if stage.answer_overall:
        sections.append(Section(f"{prefix}Response", passages=_paragraphs(stage.answer_overall)))
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
                passages=_paragraphs(stage.progress_summary),
                signatures=signed_all(list(signatures_of(stage, "stage_outcome"))),
            )
        )
    confirmations = list(signatures_of(stage, "stage_confirmation"))
    if confirmations or stage.confirmation_waived:
        sections.append(
            Section(
                f"{prefix}{stage.policy.terms.confirmation}",
                passages=_paragraphs(stage.manager_comment or stage.confirmation_waived),
                signatures=signed_all(confirmations),
            )
        )
    return sections


def _paper(thing: Qap | Dispute, title: str, stands: str, sections: list[Section]) -> Paper:
    return Paper(
        title=title,
        council=council_name(),
        reference=thing.subject.reference,
        head=head_of(thing.subject),
        stands=stands,
        written_on=today_in_words(),
        sections=tuple(sections),
        procedure=str(thing.framework),
    )


def _background(dispute: Dispute) -> Section:
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
    return Section("Background", facts=tuple(facts), passages=_paragraphs(dispute.concern))


def _chronology(dispute: Dispute, stages: list[DisputeStage]) -> Table:
    events = [(dispute.raised_at, "The dispute was raised", dispute.raised_by.name)]
    for stage in stages:
        events.append(
            (stage.opened_at, f"{stage.name} opened", _name(stage.opened_by, "The portal, by time"))
        )
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


def _issue_table(qap: Qap) -> Table:
    rows = tuple(
        (
            issue.concern,
            _lines(issue.action_needed, f"By {weekday_date(issue.due_on)}" if issue.due_on else ""),
            _lines(issue.update or "No update", _by(issue.updated_by, issue.updated_at)),
            _lines(issue.get_decision_display() or "No decision", issue.decision_note),
        )
        for issue in qap.issues.select_related("updated_by", "decided_by")
    )
    return Table("Issues, updates and decisions", ("Issue", "Action needed", "Update", "Decision"), rows)


def _action_table(stage: DisputeStage) -> Table:
    rows = tuple(
        (
            _lines(
                action.action,
                f"Issue: {action.issue}" if action.issue else "",
                f"By {weekday_date(action.due_on)}" if action.due_on else "",
                f"Carried over from {action.carried_from}" if action.carried_from else "",
            ),
            _lines(action.answer or "No answer", _by(action.answered_by, action.answered_at)),
        )
        for action in stage.actions.select_related("answered_by")
    )
    return Table("Recommended actions and answers", ("Recommended action", "Answer"), rows)


def _request_table(qap: Qap) -> Table:
    rows = tuple(
        (request.to_words, weekday_time(request.sent_at), request.get_state_display(), request.returned_note)
        for request in requests_of(qap).order_by("sent_at", "pk")
    )
    return Table("Requests for an update", ("To", "Sent", "State", "Note on return"), rows)


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


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for part in text.split("\n\n") if (line := part.strip()))


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _by(person: object, when: object) -> str:
    return f"{person.name}, {weekday_time(when)}" if person is not None else ""


def _name(person: object, otherwise: str = "") -> str:
    return person.name if person is not None else otherwise
