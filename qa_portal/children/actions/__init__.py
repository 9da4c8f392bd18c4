"""The verbs of a record. Each is one transaction, leaves its trail (who, in what role, why), and refuses in words."""

from .contacts import add_contact, change_contact, conceal_contact, reveal_contact
from .details import CORRECTABLE, correct_details, link_siblings, unlink_siblings
from .legal import add_legal_status, end_legal_status
from .meetings import complete_meeting, reopen_meeting, save_meeting, start_meeting
from .notes import add_case_note, add_follow_up, copy_case_note
from .restriction import open_record_again, restrict_record

__all__ = [
    "CORRECTABLE",
    "add_case_note",
    "add_contact",
    "add_follow_up",
    "add_legal_status",
    "change_contact",
    "complete_meeting",
    "conceal_contact",
    "copy_case_note",
    "correct_details",
    "end_legal_status",
    "link_siblings",
    "open_record_again",
    "reopen_meeting",
    "restrict_record",
    "reveal_contact",
    "save_meeting",
    "start_meeting",
    "unlink_siblings",
]
