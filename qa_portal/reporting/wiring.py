"""What reports bring: their place in the navigation, and what stands in the way of publishing one."""

from qa_portal.dashboards.navigation import register_nav
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.workflow.wired import wire

from .blockers import blockers_to_report
from .kinds import Narrative, ReportKind, register_kind
from .models import Report
from .packs import register_index
from .periods import PeriodKind
from .rules import may_see_reports

wire(Report, blockers=blockers_to_report)
register_nav("Reports", "reports", shown_to=may_see_reports, order=70)
register_kind(
    ReportKind(
        ReportName.INSPECTION,
        PeriodKind.ANY,
        (
            Narrative(
                "about", "What this pack holds", "Where it comes from, and how to read it.", is_needed=False
            ),
        ),
    )
)
register_index()
