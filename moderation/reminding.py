"""A member whose grades aren't in is reminded of all of them at once, a working day before they are wanted."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q

from moderation import notices
from moderation.models import MemberGrade, Panel, PanelMember
from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import by_when, weekday_time


def remind_members() -> int:
    """Remind each member of a panel whose grades are wanted by the close of the next working day, once for each date;
    give how many were reminded. Part of the regular checks: safe to run twice."""
    now = clock.now()
    until = clock.at_london(current_calendar().add_working_days(clock.today(), 1), dt.time(23, 59))
    open_ones = [str(state) for state in Panel.GRADING]
    waited_for = Count("grades", filter=Q(grades__state=str(MemberGrade.State.ASKED)))
    members = (
        PanelMember.objects.filter(panel__state__in=open_ones, panel__grade_until__range=(now, until))
        .annotate(waiting=waited_for)
        .filter(waiting__gt=0)
        .select_related("panel")
    )
    reminded = 0
    for member in members:
        panel, is_one = member.panel, member.waiting == 1
        reminded += notices.tell_people(
            notices.PANEL_REMINDER,
            [member.person_id],
            about=panel,
            occasion=f"{panel.pk}:{panel.grade_until:%Y-%m-%dT%H:%M}",
            number="One audit waits" if is_one else f"{member.waiting} audits wait",
            them="it" if is_one else "each",
            when=weekday_time(panel.begins_at),
            by_when=by_when(panel.grade_until, now),
        )
    return reminded
