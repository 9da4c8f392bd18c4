"""The demonstration's first chapter, where there is a demonstration, and the way to its clock and its mailbox."""

from collections.abc import Mapping

from django.template.loader import render_to_string

from qa_portal import clock
from qa_portal.dashboards.slots import fill_slot

from .clock import ahead_of_real_time
from .story import Story, register_chapter


def _opening(story: Story) -> None:
    from .opening import tell

    tell(story)


def _other_activity(story: Story) -> None:
    from .activities import tell
    from .standards import tell as tell_of_standards

    tell(story)
    tell_of_standards(story)


def _banner(context: Mapping) -> str:
    user = getattr(context.get("request"), "user", None)
    return render_to_string("demo/banner.html", {"signed_in": user is not None and user.is_authenticated})


clock.runs_ahead_by(ahead_of_real_time)
fill_slot("demo", _banner)  # the banner is only there in the demonstration
register_chapter(0, _opening)
register_chapter(35, _other_activity)
