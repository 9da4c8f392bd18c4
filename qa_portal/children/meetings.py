"""What belongs to a review beside its own form, composed by name, and what stands in the way of completing it.

Called from an app's ``AppConfig.ready``::

    register_part("planning_audit", planning_audit_of)                        # audits: MOS-23
    register_next_action("qap", "Proceed to IRO quality assurance (QAP)", "qap_start_from_review", may_start_qap)
    register_follow_ons("qaps", qaps_from)                                    # disputes: MOS-01
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from qa_portal import clock
from qa_portal.workflow.blockers import Blocker

from .meeting_rules import meeting_kinds_for
from .models import Meeting, Subject
from .reads import SUMMARY
from .summary import StartLink, WorkItem


@dataclass(frozen=True)
class MeetingPart:
    """Something that a review carries and that must be complete before it is.

    ``state`` is in words; ``blockers`` say what is still missing, empty once it is complete.
    """

    label: str
    state: str
    url: str
    is_complete: bool
    is_started: bool = True
    blockers: tuple[Blocker, ...] = ()


PartOf = Callable[[Meeting], MeetingPart | None]
_parts: dict[str, tuple[int, PartOf]] = {}
_next_actions: dict[str, tuple[int, str, str, Callable[[Any, Meeting], bool]]] = {}
_follow_ons: dict[str, Callable[[Any, Meeting], Iterable[WorkItem]]] = {}


def register_part(name: str, part_of: PartOf, *, order: int = 50) -> None:
    """Add a part to reviews: ``part_of(meeting)`` gives it, or None where this one has none."""
    _parts[name] = (order, part_of)


def register_next_action(
    name: str, label: str, url_name: str, shown_to: Callable[[Any, Meeting], bool], *, order: int = 50
) -> None:
    """Add what a completed review can lead to: ``url_name`` takes the review's key, ``shown_to(user, meeting)``
    decides."""
    _next_actions[name] = (order, label, url_name, shown_to)


def register_follow_ons(name: str, gather: Callable[[Any, Meeting], Iterable[WorkItem]]) -> None:
    """Add what came of a review: ``gather(user, meeting)`` gives WorkItems, in one query."""
    _follow_ons[name] = gather


def parts_of(meeting: Meeting) -> list[MeetingPart]:
    """The parts that a review carries, in order."""
    found = (part_of(meeting) for _, part_of in sorted(_parts.values(), key=lambda p: p[0]))
    return [part for part in found if part is not None]


def next_actions_for(user: Any, meeting: Meeting) -> list[StartLink]:
    """What this person may start from a review; nothing before it is completed."""
    if not meeting.is_completed:
        return []
    links = []
    for _, label, url_name, shown_to in sorted(_next_actions.values(), key=lambda a: (a[0], a[1])):
        if not shown_to(user, meeting):
            continue
        try:
            links.append(StartLink(label, reverse(url_name, args=[meeting.pk])))
        except NoReverseMatch:
            continue
    return links


def follow_ons_of(user: Any, meeting: Meeting) -> list[WorkItem]:
    """What came of a review."""
    return [item for gather in _follow_ons.values() for item in gather(user, meeting)]


#: The fields without which a review isn't complete, and what to say of each that is missing (LEE-04).
MANDATORY = {
    "took_part": "Say how the child took part.",
    "child_view": "Record what the child said, in their own words.",
    "summary": "Write the summary of the review.",
    "decisions": "Record the decisions of the review.",
    "next_on": "Give the date of the next review.",
}


def blockers_to_meeting(
    meeting: Meeting, step: str, *, parts: list[MeetingPart] | None = None
) -> list[Blocker]:
    """What still stands in the way of completing a review, each with the field that it is about (LEE-04)."""
    if step != "complete":
        return []
    form = reverse("meeting_edit", args=[meeting.pk])
    missing = [
        Blocker(sentence, f"{form}#id_{name}")
        for name, sentence in mandatory_of(meeting).items()
        if not getattr(meeting, name)
    ]
    if meeting.held_on > clock.today():
        missing.insert(0, Blocker("The review is dated in the future. It can be completed once it was held.",
                                  f"{form}#id_held_on"))  # fmt: skip
    return [
        *missing,
        *(blocker for part in (parts_of(meeting) if parts is None else parts) for blocker in part.blockers),
    ]


def mandatory_of(meeting: Meeting) -> dict[str, str]:
    """The mandatory fields of this review: who took no part has no words recorded, a carer's review has no child."""
    wanted = dict(MANDATORY)
    if meeting.kind == Meeting.Kind.FOSTER_REVIEW:
        del wanted["took_part"], wanted["child_view"]
    elif meeting.took_part == Meeting.TookPart.NOT:
        del wanted["child_view"]
    if meeting.kind == Meeting.Kind.CP_CONFERENCE:
        del wanted["next_on"]  # a conference that ends the plan has no next one
    return wanted


def meetings_as_work(user: Any, subject: Subject) -> list[WorkItem]:
    """Reviews and conferences among the record's work."""
    return [
        WorkItem(
            what=meeting.get_kind_display(),
            state=meeting.get_state_display(),
            url=meeting.get_absolute_url(),
            at=meeting.held_on,
            is_current=not meeting.is_completed,
            who=meeting.chair.name,
        )
        for meeting in SUMMARY.of(subject)["meetings"]
    ]


def start_meeting_shown(kind: str) -> Any:
    """Who sees the start link of this kind of meeting."""

    def shown(user: Any, subject: Subject) -> bool:
        return kind in meeting_kinds_for(user, subject)

    return shown
