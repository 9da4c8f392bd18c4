"""The papers of panels: a member's pack, and the written feedback as it goes on a record (WAL-18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audits import reading
from audits.papers.parts import (
    ActionLine,
    SectionOfTool,
    VoiceLine,
    action_lines,
    facts_of,
    paragraphs,
    sections_of,
    themes_of,
    voice_lines,
)
from moderation.models import Moderation, Panel
from moderation.rules import has_stepped_out
from qa_portal.children.rules import sight_of
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.papers import (
    Fact,
    Paper,
    Section,
    council_name,
    head_of,
    role_of,
    today_in_words,
)
from qa_portal.documents.reports import Report, register_report


@dataclass(frozen=True)
class PackItem:
    """One audit in a pack: everything that it says but its overall grade and the reason for that, unless the procedure
    shows them to members from the beginning. The child is there by reference alone."""

    place: int
    reference: str
    title: str
    facts: tuple[Fact, ...]
    grade: str
    reason: tuple[str, ...]
    strengths: tuple[str, ...]
    to_improve: tuple[str, ...]
    themes: tuple[Fact, ...]
    conversation: tuple[str, ...]
    sections: tuple[SectionOfTool, ...]
    voices: tuple[VoiceLine, ...]
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True)
class PackPaper:
    """A member's pack, ready for its template."""

    title: str
    council: str
    reference: str
    written_on: str
    written_for: str
    facts: tuple[Fact, ...]
    descriptors: tuple[Fact, ...]
    agenda: tuple[tuple[str, str, str], ...]
    items: tuple[PackItem, ...]
    procedure: str


def pack_of(panel: Panel, person: Any) -> tuple[PackPaper, list[int]]:
    """A member's pack, and the keys of the records in it."""
    rows, items, subjects = [], [], []
    for item in panel.moderations.select_related("panel__framework").order_by("place", "pk"):
        item.panel = panel
        audit = reading.audit_for_page(item.audit_id)
        assert audit is not None
        item.audit = audit
        if why := _left_out(item, person):
            rows.append((str(item.place), "", why))
            continue
        rows.append((str(item.place), audit.subject.reference, audit.title))
        items.append(_item(item))
        subjects.append(audit.subject_id)
    paper = PackPaper(
        title=f"Pack: {panel}",
        council=council_name(),
        reference=f"panel {panel.pk}",
        written_on=today_in_words(),
        written_for=person.name,
        facts=(
            Fact("Begins", weekday_time(panel.begins_at)),
            Fact("Where", panel.place or "Not said yet"),
            Fact("Chair", panel.chair.name),
            Fact("Members", ", ".join(member.person.name for member in panel.members.all())),
            Fact("Grade alone by", weekday_time(panel.grade_until)),
        ),
        descriptors=tuple(Fact(band.label, band.descriptor) for band in panel.policy.scale.bands),
        agenda=tuple(rows),
        items=tuple(items),
        procedure=str(panel.framework),
    )
    return paper, subjects


def _left_out(item: Moderation, person: Any) -> str:
    """Why an audit isn't in a member's pack, as its agenda says it; "" for one that is."""
    if not item.is_open:
        return item.get_state_display()
    if has_stepped_out(person, item):
        return "You have stepped out of it."
    return "" if sight_of(person, item.audit.subject).opens else "Its record isn’t open to you."


def _item(item: Moderation) -> PackItem:
    audit = reading.read_said(item.audit)
    shows = item.is_revealed or item.policy.moderation.panel.shows_reviewers_grade
    return PackItem(
        place=item.place,
        reference=audit.subject.reference,
        title=audit.title,
        facts=facts_of(audit),
        grade=audit.in_words(item.reviewer_grade, item.reviewer_point) if shows else "",
        reason=paragraphs(audit.grade_reason) if shows else (),
        strengths=paragraphs(audit.strengths),
        to_improve=paragraphs(audit.to_improve),
        themes=themes_of(audit),
        conversation=paragraphs(audit.conversation_notes),
        sections=sections_of(audit),
        voices=voice_lines(audit),
        actions=action_lines(audit),
    )


def feedback_paper(item: Moderation) -> Paper:
    """The written feedback on an audit as it is attached to the record: both grades, the reasons, the template."""
    audit, policy = item.audit, item.policy
    headings = policy.moderation.panel.feedback
    facts = (
        Fact("Audit", f"{audit.title}, completed {weekday_date(audit.submitted_at)}"),
        Fact("Written by", audit.reviewer.name),
        Fact("The auditor’s grade", audit.in_words(item.reviewer_grade, item.reviewer_point)),
        Fact("The panel’s grade", audit.in_words(item.grade, item.point)),
        Fact("Quality of the audit", item.quality_label or "Not scored"),
        Fact("Moderator and auditor met", weekday_date(item.met_on) or "Not recorded"),
    )
    writer = item.fed_back_by
    return Paper(
        title="Moderation feedback",
        council=council_name(),
        reference=audit.subject.reference,
        head=head_of(audit.subject),
        stands=f"Written by {writer.name}, {role_of(writer)}" if writer else "",
        written_on=today_in_words(),
        sections=(
            Section("The moderation", facts=facts, passages=paragraphs(item.reason)),
            *(Section(each.label, passages=paragraphs(item.feedback[each.key])) for each in headings),
        ),
        procedure=str(audit.framework),
    )


def register_reports() -> None:
    """Make the papers known to the worker."""
    register_report(Report("moderation_feedback", "Moderation feedback", "pdf/paper.html", feedback_paper))
