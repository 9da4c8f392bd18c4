"""What the calendar of quality assurance brings: its place in the navigation, in *my work* and in reports."""

from __future__ import annotations

from django.db.models import QuerySet

from qa_portal.children.rules import Asker
from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.work import Row, Section, WorkSource, register_work
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.improvement.sources import Source, register_source
from qa_portal.reporting.kinds import Part, register_part
from qa_portal.workflow.wired import wire

from .blockers import blockers_to_activity
from .models import Activity
from .queries import activities_part, visible_to
from .rules import may_agree_with_activity, may_see_calendar

#: The reports in which what was found stands, for the boards (KNO-22).
SHOWN_IN = (ReportName.QUARTERLY, ReportName.ANNUAL)


def led_to_come(who: Asker) -> QuerySet[Activity]:
    """The activities that this person leads and that are to come."""
    found = Activity.objects.filter(lead__in=who.acts_for, state=str(Activity.State.PLANNED))
    return found.order_by("begins_on", "pk")


def led_to_write(who: Asker) -> QuerySet[Activity]:
    """Those that were held, and whose findings aren't agreed."""
    found = Activity.objects.filter(lead__in=who.acts_for, state=str(Activity.State.HELD))
    return found.order_by("begins_on", "pk")


def row_of(activity: Activity) -> Row:
    """An activity in *my work*."""
    note = f"{weekday_date(activity.begins_on)}. {activity.get_state_display()}."
    return Row(str(activity), activity.get_absolute_url(), note=note)


wire(Activity, blockers=blockers_to_activity)
register_source(Source(Activity, may_agree_with_activity, visible_to))
register_nav("Calendar", "activities", shown_to=may_see_calendar, order=52, group="Audits")
register_work(WorkSource("activities.to_come", Section.UPCOMING, led_to_come, row_of))
register_work(WorkSource("activities.to_write", Section.INCOMPLETE, led_to_write, row_of))
for _name in SHOWN_IN:
    register_part(_name, Part("activities", "Quality assurance besides audits", activities_part, 93))
