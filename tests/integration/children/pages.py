"""Every page of a record, with what it needs to be there."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from qa_portal import clock
from qa_portal.children.actions import (
    add_case_note,
    add_contact,
    add_legal_status,
    link_siblings,
    start_meeting,
)
from qa_portal.children.models import Subject
from qa_portal.documents.actions import attach_document
from qa_portal.documents.models import Document
from qa_portal.documents.uploads import CheckedUpload
from tests.data.files import pdf
from tests.factories.records import child as make_child

#: What a note, a contact and a review say, to be looked for where it mustn't stand.
SECRETS = (
    "Quillfeather",
    "Zephyrine",
    "Zephy",
    "Wrenhollow Lane",
    "Moonlit walk",
    "I miss the pony",
    "Care order",
)


@dataclass
class FullRecord:
    """A record with one of everything."""

    subject: Subject
    note: object
    contact: object
    status: object
    link: object
    meeting: object
    document: Document

    def pages(self) -> dict[str, str]:
        """Every page that shows or writes something of the record: the URL's name and its address."""
        pk = self.subject.pk
        args = {
            "record": [pk],
            "details": [pk],
            "correct_details": [pk],
            "legal_status_add": [pk],
            "legal_status_end": [pk, self.status.pk],
            "sibling_link": [pk],
            "sibling_unlink": [pk, self.link.pk],
            "contact_add": [pk],
            "contact_change": [pk, self.contact.pk],
            "contact_conceal": [pk, self.contact.pk],
            "case_notes": [pk],
            "case_note_add": [pk],
            "case_note": [self.note.pk],
            "case_note_follow_up": [self.note.pk],
            "chronology": [pk],
            "record_trail": [pk],
            "meeting": [self.meeting.pk],
            "meeting_edit": [self.meeting.pk],
            "meeting_complete": [self.meeting.pk],
            "meeting_start": [pk, "looked_after_review"],
            "planning_audit_edit": [self.meeting.pk],
            "documents": [pk],
            "document_attach": [pk],
            "document": [self.document.pk],
        }
        return {name: reverse(name, args=given) for name, given in args.items()}


def full_record(council, subject: Subject) -> FullRecord:
    """One of everything on a record, put there by those who work with it."""
    sibling = make_child(council, first_name="Sib", last_name="Ling", reference="CH-70002")
    worker = council.social_worker
    note = add_case_note(
        subject, by=worker, title="Moonlit walk", text="Met on Moonlit walk.", is_significant=True,
        occurred_at=clock.now() - dt.timedelta(hours=1),
    )  # fmt: skip
    contact = add_contact(subject, by=worker, kind="address", detail="3 Wrenhollow Lane")
    status = add_legal_status(subject, by=worker, status="care_order", starts_on=dt.date(2026, 1, 5))
    link = link_siblings(subject, by=council.iro, other=sibling)
    meeting = start_meeting(subject, by=council.iro, kind="looked_after_review")
    document = attach_document(
        subject, by=worker, title="Moonlit walk plan", upload=CheckedUpload(pdf(), "application/pdf", "x.pdf")
    )
    return FullRecord(subject, note, contact, status, link, meeting, document)
