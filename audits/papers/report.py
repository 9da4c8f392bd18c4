"""The report of an audit: everything that was found, as it goes on the child's record (WAL-09, MER-14, KNO-11)."""

from __future__ import annotations

from dataclasses import dataclass

from audits.models import Audit
from audits.outside.words import outcome_of
from qa_portal.children.models import Subject
from qa_portal.documents.papers import (
    Fact,
    Head,
    Note,
    Signed,
    council_name,
    head_of,
    signed_all,
    today_in_words,
)
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.narrative.queries import words_of
from qa_portal.outbox.recipients import people_for
from qa_portal.people.directory import directory
from qa_portal.signatures.actions import signatures_of

from .parts import (
    ActionLine,
    CompareLine,
    GradeBox,
    GradeLine,
    SectionOfTool,
    VoiceLine,
    action_lines,
    box_of,
    compare_lines,
    facts_of,
    grade_lines,
    paragraphs,
    sections_of,
    themes_of,
    voice_lines,
    what_changed,
)


@dataclass(frozen=True)
class AuditPaper:
    """The report, ready for its template."""

    title: str
    council: str
    service: str
    reference: str
    head: Head
    stands: str
    written_on: str
    procedure: str
    note: Note
    has_grade: bool
    grade: GradeBox
    grades: tuple[GradeLine, ...]
    changed: str
    reason: tuple[str, ...]
    narrative: tuple[str, ...]
    facts: tuple[Fact, ...]
    themes: tuple[Fact, ...]
    strengths: tuple[str, ...]
    to_improve: tuple[str, ...]
    conversation_name: str
    conversation: tuple[str, ...]
    conversation_added: tuple[str, ...]
    compared: tuple[CompareLine, ...]
    sections: tuple[SectionOfTool, ...]
    voices: tuple[VoiceLine, ...]
    family_why_not: str
    actions: tuple[ActionLine, ...]
    tested: tuple[Fact, ...]
    outside: tuple[Fact, ...]
    signatures: tuple[Signed, ...]


def audit_report(audit: Audit) -> AuditPaper:
    """Everything that an audit found, in the words of its procedure."""
    policy = audit.policy
    lines = grade_lines(audit)
    return AuditPaper(
        title=audit.title,
        council=council_name(),
        service=policy.service,
        reference=audit.subject.reference,
        head=head_of(audit.subject),
        stands=_stands(audit),
        written_on=today_in_words(),
        procedure=str(audit.framework),
        note=note_of(audit),
        has_grade=bool(audit.grade),
        grade=box_of(audit, audit.grade, audit.point, with_descriptor=True),
        grades=lines,
        changed=what_changed(audit, lines),
        reason=paragraphs(audit.grade_reason),
        narrative=paragraphs(words_of(audit)),
        facts=facts_of(audit),
        themes=themes_of(audit),
        strengths=paragraphs(audit.strengths),
        to_improve=paragraphs(audit.to_improve),
        conversation_name=policy.audit_steps.conversation_name,
        conversation=paragraphs(audit.conversation_notes),
        conversation_added=paragraphs(audit.conversation_added),
        compared=compare_lines(audit),
        sections=sections_of(audit),
        voices=voice_lines(audit),
        family_why_not=audit.family_why_not,
        actions=action_lines(audit),
        tested=_tested(audit),
        outside=tuple(Fact(str(issue), outcome_of(issue)) for issue in audit.outside_issues.all()),
        signatures=signed_all(list(signatures_of(audit))),
    )


def note_of(audit: Audit) -> Note:
    """The case note that goes with the report: grade, where the actions are, who was alerted (WAL-09)."""
    filing = audit.policy.filing
    told = alerted(audit.subject, list(filing.told_of(audit.grade)))
    actions = len(action_lines(audit))
    sentences = [
        f"Overall grade: {audit.grade_label}." if audit.grade else "This tool gives no overall grade.",
        f"{actions} action{'' if actions == 1 else 's'} came of it: they are in the report and in the record’s plan."
        if actions
        else "No action came of it.",
        f"Alerted: {'; '.join(told)}." if told else "Nobody was alerted.",
    ]
    return Note(
        title=audit.title,
        text="\n".join(sentences),
        is_significant=filing.is_significant or audit.grade == Grade.INADEQUATE,
    )


def alerted(subject: Subject, words: list[str]) -> list[str]:
    """Who is alerted, by name and post, each once."""
    book = directory()
    found: dict[int, str] = {}
    for word in words:
        for who in people_for(word, subject):
            post = book.post_in_words(who.person_pk, preferring=word)
            name = book.people[who.person_pk].name
            found.setdefault(who.person_pk, f"{name} ({post})" if post else name)
    return list(found.values())


def _stands(audit: Audit) -> str:
    from audits.actions.filing import versions_of

    number = versions_of(audit).count() + 1
    version = f", version {number}" if number > 1 else ""
    return f"{audit.get_state_display()}{version}"


def _tested(audit: Audit) -> tuple[Fact, ...]:
    """What this re-audit found of the improvement plan that the audit before had led to (WAL-24)."""
    if audit.re_audit_of is None:
        return ()
    from qa_portal.plan.actions import actions_about

    earlier = actions_about(audit.re_audit_of).exclude(tested="")
    return tuple(Fact(action.what, action.tested) for action in earlier)
