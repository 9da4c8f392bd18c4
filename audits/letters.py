"""The letters of audits: to those whom an allocation concerns, and to a family (LEE-12, WAL-03, KNO-08)."""

from __future__ import annotations

from audits.models import Audit, FamilyVoice
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.words import by_when, weekday_date
from qa_portal.documents.papers import Fact, Letter, Table, council_name, head_of, role_of, today_in_words
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.outbox.recipients import people_for
from qa_portal.people.directory import directory


def allocation_letter(audit: Audit) -> Letter:
    """To whoever audits, with copies to practitioner and managers: what is audited, by when, and what is asked of each.

    One letter for all, so that everybody knows what the others were told.
    """
    policy, steps = audit.policy, audit.policy.audit_steps
    terms = policy.terms
    clocks = {deadline.kind: deadline for deadline in open_deadlines_of(audit)}
    due = clocks.get("audit_complete")
    until = by_when(due.due_at, clock.now()) if due else "its due date"
    asked = [f"Please audit this record with the tool “{audit.tool.title}”, and complete it by {until}."]
    if steps.conversation != Practice.NONE:
        booked = clocks.get("audit_book")
        by = f" by {by_when(booked.due_at, clock.now())}" if booked else ""
        asked.append(
            f"{steps.conversation_name}: please book it{by}. The practitioner keeps the time free and prepares for it."
        )
    if steps.family != Practice.NONE:
        asked.append("Child or family are asked for what they think, or the audit says why not.")
    asked.append(
        "If you can’t audit it, say so and why in the portal. Somebody else is then named, and it keeps its month."
    )
    facts = [
        Fact(terms.reviewer, f"{audit.reviewer.name}, {role_of(audit.reviewer, audit.reviewer_role)}"),
        Fact("Complete by", until),
        Fact("Period reviewed", f"{weekday_date(audit.period_from)} until {weekday_date(audit.period_to)}"),
    ]
    if audit.cycle_id:
        facts.append(Fact(terms.focus, audit.cycle.focus))
    if audit.re_audit_of_id:
        facts.append(Fact("Audited before", weekday_date(audit.re_audit_of.period_to)))
    sections = tuple((section.title, _count(len(section.questions))) for section in audit.tool.sections)
    head = head_of(audit.subject)
    return Letter(
        title=f"{terms.reaudit if audit.re_audit_of_id else terms.audit}: allocation",
        council=council_name(),
        service=policy.service,
        reference=audit.subject.reference,
        addressed_to=_addressed_to(audit),
        written_on=today_in_words(),
        salutation="Dear colleague",
        facts=(Fact("Record of", head.name), *head.facts, *facts),
        paragraphs=tuple(asked),
        tables=(Table("What the tool looks at", ("Section", "Questions"), sections),),
        closing=(f"Copies: {copies}",) if (copies := _copies(audit)) else (),
        signed_by=audit.allocated_by.name,
        signed_role=role_of(audit.allocated_by),
    )


def _addressed_to(audit: Audit) -> str:
    return f"{audit.reviewer.name}, {role_of(audit.reviewer, audit.reviewer_role)}".rstrip(", ")


def _copies(audit: Audit) -> str:
    """Practitioner and managers by name, each once."""
    book = directory()
    found: dict[int, str] = {}
    for word in audit.policy.cycles.tell:
        for who in people_for(str(word), audit.subject):
            if who.person_pk != audit.reviewer_id:
                post = book.post_in_words(who.person_pk, preferring=str(word))
                name = book.people[who.person_pk].name
                found.setdefault(who.person_pk, f"{name} ({post})" if post else name)
    return "; ".join(found.values())


def _count(number: int) -> str:
    return f"{number} question{'' if number == 1 else 's'}"


def family_letter(voice: FamilyVoice) -> Letter:
    """To whoever of the family was heard: what they told us, in their words, and what was done with it (KNO-08)."""
    audit, by = voice.audit, voice.answered_by
    child = audit.subject.known_as or audit.subject.first_name
    is_child = voice.speaker == FamilyVoice.Speaker.YOUNG_PERSON
    quoted = f"You said: “{voice.words.strip()}”" if voice.words.strip() else ""
    paragraphs = [
        "Thank you for telling us what you think. We asked because we are looking at how well we help "
        f"{'you' if is_child else child}.",
        quoted,
        "This is what we have done with it:",
        *[part for part in voice.done_with_it.split("\n\n") if part.strip()],
        "If you want to talk about this, or if we have got something wrong, please tell us. You can ask "
        f"{'your' if is_child else 'the'} social worker, or anybody whose name is on this letter.",
    ]
    return Letter(
        title="What we did with what you told us",
        council=council_name(),
        service=audit.policy.service,
        reference=audit.subject.reference,
        addressed_to=child if is_child else f"{voice.get_speaker_display()} of {child}",
        written_on=today_in_words(),
        salutation=f"Dear {child}" if is_child else "Hello",
        paragraphs=tuple(part for part in paragraphs if part),
        signed_by=by.name if by else "",
        signed_role=role_of(by) if by else "",
    )
