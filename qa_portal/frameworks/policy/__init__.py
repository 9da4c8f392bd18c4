"""The models of a framework: everything that a council's procedure can say, and nothing else."""

from .activities import Activities, Support
from .after_audits import FilingPolicy, FollowUp, Inadequate, OtherAgencies, Reaudit, ReturnPolicy
from .audit_tool import AuditSection, AuditTool, CycleTool, Descriptor, Question, When
from .audits import (
    Agency,
    AuditSteps,
    Band,
    Check,
    Cohort,
    Cycles,
    Monthly,
    Scale,
    Selection,
    Supervision,
)
from .checklists import Checklist, Standard
from .clocks import Clock, Overdue
from .disputes import NON_RESPONSE, Cafcass, Cap, DisputeOutcome, DisputePolicy, Level
from .framework import About, Framework, Office, PositiveAlertPolicy, Theme
from .moderation import FeedbackHeading, Moderation, PanelPolicy, QualityBand
from .part import Delay, Part
from .qap import MayRaise, QapOutcome, QapPolicy
from .reports import ReportPlan, ReportRecipient, Reports
from .retention import KeptFor, Retention
from .rungs import Challenge, Rung, SafetyAlerts
from .terms import Terms
from .thematic import Thematic

__all__ = [
    "About",
    "Activities",
    "Agency",
    "AuditSection",
    "AuditSteps",
    "AuditTool",
    "Band",
    "Cafcass",
    "Cap",
    "Challenge",
    "Check",
    "Checklist",
    "Clock",
    "Cohort",
    "CycleTool",
    "Cycles",
    "Delay",
    "Descriptor",
    "DisputeOutcome",
    "DisputePolicy",
    "FilingPolicy",
    "FollowUp",
    "FeedbackHeading",
    "Framework",
    "Inadequate",
    "KeptFor",
    "Level",
    "MayRaise",
    "Moderation",
    "Monthly",
    "NON_RESPONSE",
    "Office",
    "OtherAgencies",
    "Overdue",
    "PanelPolicy",
    "Part",
    "PositiveAlertPolicy",
    "QapOutcome",
    "QapPolicy",
    "QualityBand",
    "Question",
    "Reaudit",
    "ReportPlan",
    "ReportRecipient",
    "Reports",
    "Retention",
    "ReturnPolicy",
    "Rung",
    "SafetyAlerts",
    "Scale",
    "Selection",
    "Standard",
    "Supervision",
    "Support",
    "Terms",
    "Thematic",
    "Theme",
    "When",
]
