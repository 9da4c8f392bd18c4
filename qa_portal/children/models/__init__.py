from .access import AccessLogEntry, EmergencyAccess, Guardian
from .casenote import CaseNote
from .meeting import Meeting
from .subject import Allocation, Contact, LegalStatus, Sibling, Subject

__all__ = [
    "AccessLogEntry",
    "Allocation",
    "CaseNote",
    "Contact",
    "EmergencyAccess",
    "Guardian",
    "LegalStatus",
    "Meeting",
    "Sibling",
    "Subject",
]
