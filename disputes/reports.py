"""The papers of QAPs and disputes (LEE-12): gathered here, set by ``templates/pdf``, made by the worker."""

from __future__ import annotations

from disputes.letters import cafcass_referral, stage_outcome_letter, stage_request_letter
from disputes.models import Dispute, DisputeStage, Qap
from disputes.sections import background, by, chronology, lines, paragraphs, stage_sections
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
            passages=paragraphs(qap.summary),
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
        [background(stage.dispute), *stage_sections(stage)],
    )


def dispute_report(dispute: Dispute) -> Paper:
    """The whole dispute: background, chronology, every stage with its signatures, referrals, closing."""
    stages = list(dispute.stages.all())
    sections = [background(dispute), Section("Chronology", tables=(chronology(dispute, stages),))]
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
                passages=paragraphs(dispute.closing_summary),
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


def _issue_table(qap: Qap) -> Table:
    rows = tuple(
        (
            issue.concern,
            lines(issue.action_needed, f"By {weekday_date(issue.due_on)}" if issue.due_on else ""),
            lines(issue.update or "No update", by(issue.updated_by, issue.updated_at)),
            lines(issue.get_decision_display() or "No decision", issue.decision_note),
        )
        for issue in qap.issues.select_related("updated_by", "decided_by")
    )
    return Table("Issues, updates and decisions", ("Issue", "Action needed", "Update", "Decision"), rows)


def _request_table(qap: Qap) -> Table:
    rows = tuple(
        (request.to_words, weekday_time(request.sent_at), request.get_state_display(), request.returned_note)
        for request in requests_of(qap).order_by("sent_at", "pk")
    )
    return Table("Requests for an update", ("To", "Sent", "State", "Note on return"), rows)
