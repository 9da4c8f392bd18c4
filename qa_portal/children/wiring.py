"""What the record brings to pages that others own, and to its own summary."""

from qa_portal.children import changes, chronology  # noqa: F401  they register themselves
from qa_portal.children.meetings import blockers_to_meeting, meetings_as_work, start_meeting_shown
from qa_portal.children.models import Meeting
from qa_portal.children.rules import may_ask_what_they_saw
from qa_portal.children.summary import register_start, register_work
from qa_portal.dashboards.navigation import register_nav
from qa_portal.workflow.wired import wire

register_nav("Children", "records", order=20)
register_nav(
    "Who saw what",
    "access_of_person",
    shown_to=may_ask_what_they_saw,
    order=80,
    group="Information governance",
)
register_work("meetings", meetings_as_work)
wire(Meeting, blockers=blockers_to_meeting)
for _order, _kind in enumerate(Meeting.Kind, start=1):
    register_start(
        f"meeting:{_kind}",
        f"Start a {_kind.label.lower()}",
        "meeting_start",
        start_meeting_shown(_kind.value),
        order=_order,
        extra=(_kind.value,),
    )
