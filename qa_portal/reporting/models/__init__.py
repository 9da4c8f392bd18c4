"""Reports, their texts, sheets and files, and who gets them."""

from .file import ReportFile
from .report import Report
from .text import ReportSheet, ReportText, ReportTo

__all__ = ["Report", "ReportFile", "ReportSheet", "ReportText", "ReportTo"]
