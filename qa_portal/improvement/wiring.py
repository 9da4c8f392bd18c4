"""What improvement plans bring: their place in the navigation, on a report, and in the reports that boards read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.slots import fill_slot
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.reporting.kinds import Part, register_part
from qa_portal.reporting.models import Report
from qa_portal.reporting.queries import visible_to as reports_visible_to
from qa_portal.reporting.rules import may_write_report

from .queries import improvement_part
from .rules import may_see_improvement
from .sources import Source, register_source

#: The reports in which the boards see the improvement plans tracked (MER-07).
SHOWN_IN = (ReportName.COHORT, ReportName.QUARTERLY, ReportName.ANNUAL, ReportName.AGENCIES)


def may_agree_with_report(user: Any, report: Any) -> bool:
    """Agrees an action because of a report: whoever writes it, while it stands."""
    return may_write_report(user, report) and report.ended_at is None


def _on_report(context: Mapping, report: Any) -> str:
    """The improvement plan of a report, on its page."""
    from .views import plan_of

    return render_to_string("improvement/_of_report.html", plan_of(context["request"].user, report))


register_nav("Improvement plans", "improvement", shown_to=may_see_improvement, order=46, group="Actions")
register_source(Source(Report, may_agree_with_report, reports_visible_to))
fill_slot("report", _on_report)
for _name in SHOWN_IN:
    register_part(_name, Part("improvement", "Improvement plans", improvement_part, 95))
