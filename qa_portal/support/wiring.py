"""What requests for support bring: their place in the navigation, in *my work* and in reports."""

from __future__ import annotations

from django.db.models import QuerySet

from qa_portal.children.rules import Asker
from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.work import Row, Section, WorkSource, register_work
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.reporting.kinds import Part, register_part

from .models import SupportRequest
from .queries import WAITING, support_part

#: The reports that count requests for support (MER-24).
COUNTED_IN = (ReportName.MONTHLY, ReportName.QUARTERLY, ReportName.ANNUAL)


def taken_on(who: Asker) -> QuerySet[SupportRequest]:
    """Requests that this person took on and hasn't answered."""
    found = SupportRequest.objects.filter(taken_by__in=who.acts_for, state=str(SupportRequest.State.TAKEN))
    return found.select_related("asked_by").order_by("due_on", "pk")


def asked_for(who: Asker) -> QuerySet[SupportRequest]:
    """Requests that this person waits for the answer of."""
    found = SupportRequest.objects.filter(asked_by__in=who.acts_for, state__in=[str(s) for s in WAITING])
    return found.select_related("asked_by").order_by("due_on", "pk")


def row_of(request: SupportRequest) -> Row:
    """A request in *my work*."""
    return Row(
        f"Request for support: {request.get_kind_display().lower()}",
        request.get_absolute_url(),
        from_whom=request.asked_by.name,
        note=f"To be answered by {weekday_date(request.due_on)}.",
    )


register_nav("Requests for support", "support", order=70, group="Audits")
register_work(WorkSource("support.taken", Section.INCOMPLETE, taken_on, row_of))
register_work(WorkSource("support.asked", Section.WAITING, asked_for, row_of))
for _name in COUNTED_IN:
    register_part(_name, Part("support", "Requests for support", support_part, 94))
