"""What standards checklists bring: a part of each meeting, a page, a part of reports, the trail."""

from __future__ import annotations

from qa_portal.children.changes import register_trail
from qa_portal.children.meetings import register_part as register_part_of_meeting
from qa_portal.dashboards.navigation import register_nav
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.reporting.kinds import Part, register_part

from .models import StandardAnswer, StandardsChecklist
from .queries import checklist_part, standards_part
from .rules import may_see_standards

register_part_of_meeting("standards", checklist_part, order=20)
register_trail("standards", StandardsChecklist, "Standards checklist")
register_trail(
    "standard_answers", StandardAnswer, "Answer of a standards checklist", path="checklist__subject"
)
register_nav("Standards met", "standards", shown_to=may_see_standards, order=46, group="Figures")
for _name in (ReportName.QUARTERLY, ReportName.ANNUAL):
    register_part(_name, Part("standards", "Standards checklists", standards_part, 92))
