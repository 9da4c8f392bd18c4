"""The demonstration's standards checklists: two conferences of the family support service, one of them completed."""

from __future__ import annotations

from qa_portal import clock
from qa_portal.children.actions import complete_meeting, save_meeting, start_meeting
from qa_portal.children.models import Meeting
from qa_portal.standards.actions import save_checklist
from qa_portal.standards.queries import framework_with_checklist, standards_of
from qa_portal.transfers.allocating import allocate

from .story import Story


def tell(story: Story) -> None:
    """C-4002: completed, with what was missing. C-4006: half answered, so that the demo can go on with it."""
    for reference, days in (("C-4002", 6), ("C-4006", 1)):
        with story.working_days_ago(days, "10:00"):
            meeting = _held(story, reference)
        with story.working_days_ago(days, "15:00"):
            _answer(story, meeting, half=days == 1)
            if days != 1:
                complete_meeting(Meeting.objects.get(pk=meeting.pk), by=story.person("cp.chair"))


def _held(story: Story, reference: str) -> Meeting:
    chair, record = story.person("cp.chair"), story.record(reference)
    by = story.person("iro.manager")
    allocate(record, "cp_chair", person=chair, by=by, reason="A conference is to be chaired.")
    record = story.record(reference)
    meeting = start_meeting(record, by=chair, kind=Meeting.Kind.CP_CONFERENCE, held_on=clock.today())
    return save_meeting(
        meeting,
        by=chair,
        written={
            "held_on": clock.today(),
            "took_part": Meeting.TookPart.REPRESENTED,
            "child_view": "I would like it to be quiet at night.",
            "summary": "The family has worked with the plan. Nights are still unsettled.",
            "decisions": "The plan goes on; the advocate sees the child before the next conference.",
        },
    )


def _answer(story: Story, meeting: Meeting, *, half: bool) -> None:
    checklist = standards_of(framework_with_checklist(meeting), meeting.kind)
    answers = {standard.id: ("yes", "") for standard in checklist.standards}
    answers["report_shared"] = ("partly", "The parents had it the evening before.")
    answers["contingency"] = ("no", "The plan doesn’t say what happens if the nights stay as they are.")
    if half:
        answers = dict(list(answers.items())[:4])
    save_checklist(meeting, by=story.person("cp.chair"), answers=answers, is_first=True)
