"""The models of a framework: everything that a council's procedure can say, and nothing else."""

from .audit_tool import AuditSection, AuditTool, Question
from .clocks import Clock, Overdue
from .disputes import NON_RESPONSE, Cafcass, Cap, DisputeOutcome, DisputePolicy, Level
from .framework import About, Framework, Office, PositiveAlertPolicy, Terms, Theme
from .part import Delay, Part
from .qap import MayRaise, QapOutcome, QapPolicy

__all__ = [
    "NON_RESPONSE",
    "About",
    "AuditSection",
    "AuditTool",
    "Cafcass",
    "Cap",
    "Clock",
    "Delay",
    "DisputeOutcome",
    "DisputePolicy",
    "Framework",
    "Level",
    "MayRaise",
    "Office",
    "Overdue",
    "Part",
    "PositiveAlertPolicy",
    "QapOutcome",
    "QapPolicy",
    "Question",
    "Terms",
    "Theme",
]
