"""The models of the ground, where Django looks for them; each concept keeps its own."""

from qa_portal.activities.models import Activity, Finding, FindingLink
from qa_portal.children.models import (
    AccessLogEntry,
    Allocation,
    CaseNote,
    Contact,
    EmergencyAccess,
    Guardian,
    LegalStatus,
    Meeting,
    Sibling,
    Subject,
)
from qa_portal.deadlines.models import ClosureDay, Deadline, DueDateChange
from qa_portal.demo.models import DemoClock, DemoMail
from qa_portal.disclosure.models import AccessArchive, AccessItem, AccessRequest
from qa_portal.documents.models import Document, StoredFile
from qa_portal.drafts.models import Draft
from qa_portal.figures.models import Counted, Figure
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.imports.models import ImportRun
from qa_portal.improvement.models import ServiceAction
from qa_portal.narrative.models import Narrative, NarrativeText, NarrativeUse
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.models import Appointment, Cover, DirectoryVersion, Post, Team, User
from qa_portal.plan.models import Action
from qa_portal.reporting.models import Report, ReportFile, ReportSheet, ReportText, ReportTo
from qa_portal.requests.models import RequestForResponse
from qa_portal.retention.models import Certificate, Disposal, LegalHold
from qa_portal.signatures.models import Signature
from qa_portal.standards.models import StandardAnswer, StandardsChecklist
from qa_portal.supervision.models import Supervision, SupervisionExtension
from qa_portal.support.models import SupportRequest

__all__ = [
    "AccessArchive",
    "AccessItem",
    "AccessLogEntry",
    "AccessRequest",
    "Action",
    "Activity",
    "Allocation",
    "Appointment",
    "Certificate",
    "CaseNote",
    "ClosureDay",
    "Contact",
    "Counted",
    "Cover",
    "Deadline",
    "DemoClock",
    "DemoMail",
    "DirectoryVersion",
    "Disposal",
    "Document",
    "Draft",
    "DueDateChange",
    "EmergencyAccess",
    "Figure",
    "Finding",
    "FindingLink",
    "FrameworkVersion",
    "Guardian",
    "Incident",
    "ImportRun",
    "LegalHold",
    "LegalStatus",
    "Meeting",
    "Message",
    "Narrative",
    "NarrativeText",
    "NarrativeUse",
    "Post",
    "Report",
    "ReportFile",
    "ReportSheet",
    "ReportText",
    "ReportTo",
    "RequestForResponse",
    "Sibling",
    "ServiceAction",
    "Signature",
    "StandardAnswer",
    "StandardsChecklist",
    "StoredFile",
    "Subject",
    "Supervision",
    "SupervisionExtension",
    "SupportRequest",
    "Team",
    "User",
]
