"""Contact details: add, change, conceal, reveal (LEE-21)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from qa_portal.children.models import Contact, Subject
from qa_portal.children.rules import may_see_concealed
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotYours

from .details import refuse_unless_writer


def add_contact(
    subject: Subject,
    *,
    by: Any,
    kind: str,
    detail: str,
    is_concealed: bool = False,
    concealed_because: str = "",
) -> Contact:
    """Put an address or number on a record. Raises NotYours, ValidationError where it is concealed without a reason."""
    _refuse_concealing_without_reason(is_concealed, concealed_because)
    with act("add_contact", by=by):
        refuse_unless_writer(by, subject)
        return Contact.objects.create(
            subject=subject,
            kind=kind,
            detail=detail.strip(),
            is_concealed=is_concealed,
            concealed_because=concealed_because.strip() if is_concealed else "",
        )


def change_contact(contact: Contact, *, by: Any, detail: str, reason: str = "") -> Contact:
    """Change an address or number; the old one stays in the history. Raises NotYours, also where it is concealed from
    this person: nobody writes over what they may not read."""
    with act("change_contact", by=by, reason=reason):
        fresh = _locked(contact)
        refuse_unless_writer(by, fresh.subject)
        if fresh.is_concealed and not may_see_concealed(by, fresh.subject):
            raise NotYours("This contact detail is concealed, so it isn't yours to change.")
        fresh.detail = detail.strip()
        fresh.save()
    return fresh


def conceal_contact(contact: Contact, *, by: Any, because: str) -> Contact:
    """Conceal a contact detail: the record goes on showing that it exists, and nothing of it (LEE-21).

    Whoever may write on the record may conceal; seeing it again takes more. Raises NotYours, ValidationError.
    """
    _refuse_concealing_without_reason(True, because)
    with act("conceal_contact", by=by, reason=because):
        fresh = _locked(contact)
        refuse_unless_writer(by, fresh.subject)
        fresh.is_concealed, fresh.concealed_because = True, because.strip()
        fresh.save()
    return fresh


def reveal_contact(contact: Contact, *, by: Any, reason: str) -> Contact:
    """Show a concealed contact detail to everyone who sees the record again. Raises NotYours, ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why it can be shown again. It stays in the record's history."})
    with act("reveal_contact", by=by, reason=reason):
        fresh = _locked(contact)
        refuse_unless_writer(by, fresh.subject)
        if not may_see_concealed(by, fresh.subject):
            raise NotYours(
                "The practitioner, the reviewing officer or the team's managers can show it again."
            )
        fresh.is_concealed, fresh.concealed_because = False, ""
        fresh.save()
    return fresh


def _locked(contact: Contact) -> Contact:
    return Contact.objects.select_for_update(of=("self",)).select_related("subject").get(pk=contact.pk)


def _refuse_concealing_without_reason(is_concealed: bool, because: str) -> None:
    if is_concealed and not because.strip():
        raise ValidationError(
            {
                "concealed_because": "Say why it is concealed, without saying what it is: “Risk from a relative”."
            }
        )
