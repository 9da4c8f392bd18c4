"""What the pages of panels have in common: what is opened for whom, the way back, what a row of an agenda says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from audits import reading
from audits.models import Audit
from audits.papers.parts import (
    action_lines,
    facts_of,
    paragraphs,
    sections_of,
    themes_of,
    voice_lines,
)
from moderation.models import Moderation, Panel
from moderation.queries import item_for_page, panel_for_page
from moderation.rules import grade_of
from qa_portal.children.access import open_page

TRAIL = ("Panels", "panels")
#: What stands for the reference of a record that is restricted from whoever looks.
RESTRICTED = "Restricted record"


def panel_or_404(request: HttpRequest, pk: int) -> Panel:
    """A panel that this person may see, with its agenda. Raises Http404."""
    panel = panel_for_page(request.user, pk)
    if panel is None:
        raise Http404
    return panel


def open_item(request: HttpRequest, pk: int) -> Moderation:
    """One audit before a panel, its record opened and logged for a page. Raises Http404 and RecordIsRestricted; says
    nothing of who may see what of it."""
    item = item_for_page(pk)
    if item is None:
        raise Http404
    item.audit.subject = open_page(request, item.audit.subject_id, number=pk)
    return item


def trail_to(panel: Panel) -> list[tuple[str, str]]:
    """The way back from a page of a panel."""
    return [(TRAIL[0], reverse(TRAIL[1])), (str(panel), panel.get_absolute_url())]


def what_the_audit_says(item: Moderation) -> dict[str, Any]:
    """The audit as a member reads it: everything but its overall grade and the reason for that, which are there once
    the grades are shown, or where the procedure shows them from the beginning."""
    audit: Audit = reading.read_said(item.audit)
    shows_grade = item.is_revealed or item.policy.moderation.panel.shows_reviewers_grade
    return {
        "facts": facts_of(audit),
        "sections_of_tool": sections_of(audit),
        "strengths": paragraphs(audit.strengths),
        "to_improve": paragraphs(audit.to_improve),
        "themes": themes_of(audit),
        "voices": voice_lines(audit),
        "proposed": action_lines(audit),
        "conversation": paragraphs(audit.conversation_notes),
        "conversation_added": paragraphs(audit.conversation_added),
        "shows_reviewers_grade": shows_grade,
        "reviewers_words": audit.in_words(item.reviewer_grade, item.reviewer_point) if shows_grade else "",
        "reviewers_grade": item.reviewer_grade if shows_grade else "",
        "reviewers_reason": paragraphs(audit.grade_reason) if shows_grade else (),
        "bands": audit.policy.scale.bands,
    }


@dataclass(frozen=True)
class AgendaRow:
    """One audit on an agenda, as this person sees it: never what somebody gave before it is revealed, and of a record
    that is restricted from them nothing but its place (LEE-14)."""

    item: Moderation
    title: str
    reference: str
    team: str
    state: str
    grades: str
    mine: str
    url: str
    action: str
    has_stepped_out: bool
    is_shut: bool
    notes: tuple[str, ...]


def row_of(user: Any, item: Moderation) -> AgendaRow:
    """What an agenda says of one audit, without asking the database."""
    own = grade_of(user, item)
    has_stepped_out = own is not None and own.has_stepped_out
    url, action, mine = item.get_absolute_url() if item.panel.is_for_member else "", "", ""
    if own is not None:
        mine = {
            "asked": "Yours isn’t in yet",
            "given": "Yours is in",
            "stepped_out": "You have stepped out",
        }.get(own.state, "Yours wasn’t given")
        can_grade = item.is_open and not item.is_revealed and item.panel.members_grade
        if can_grade and not has_stepped_out:
            url = reverse("member_grade", args=[own.pk])
            action = "Change your grade" if own.is_in else "Grade it alone"
    if has_stepped_out and not item.is_agreed:
        url = ""
    if item.is_shut:
        return AgendaRow(
            item=item,
            title="",
            reference=RESTRICTED,
            team="",
            state=item.get_state_display(),
            grades="",
            mine=mine,
            url="",
            action="",
            has_stepped_out=has_stepped_out,
            is_shut=True,
            notes=(),
        )
    return AgendaRow(
        item=item,
        title=item.audit.title,
        reference=item.audit.subject.reference,
        team=item.audit.team.name if item.audit.team else "",
        state=item.get_state_display(),
        grades=in_words(item),
        mine=mine,
        url=url,
        action=action,
        has_stepped_out=has_stepped_out,
        is_shut=False,
        notes=notes_of(item) if item.panel.is_for_member else (),
    )


def notes_of(item: Moderation) -> tuple[str, ...]:
    """What stands beside the minutes of a panel: who stepped out, whose grade it didn't wait for and why, what was left
    and why."""
    names = [each.member.person.name for each in item.grades.all() if each.has_stepped_out]
    return (
        *((f"Stepped out: {', '.join(names)}.",) if names else ()),
        *((f"Shown before all were in: {item.revealed_because}",) if item.revealed_because else ()),
        *((item.left_because,) if item.left_because else ()),
    )


def in_words(item: Moderation) -> str:
    """Whose grade is in, counted: all that is said of grades before they are shown."""
    grades = [each for each in item.grades.all() if not each.has_stepped_out]
    given = sum(each.is_in for each in grades)
    if item.is_agreed:
        return f"Agreed: {item.audit.in_words(item.grade, item.point)}"
    return f"{given} of {len(grades)} in"
