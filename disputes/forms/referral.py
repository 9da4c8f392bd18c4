"""What is typed about a referral to Cafcass."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from qa_portal.deadlines.words import weekday_date
from qa_portal.documents.forms import CheckedUploadField
from qa_portal.documents.models import Document
from qa_portal.forms import DateField, LongTextField, PickField, PortalForm, Section, TextField


class PrepareForm(PortalForm):
    """Why it is referred."""

    reason = LongTextField("Why is it referred?", max_length=4000, rows=4)


class ReferralForm(PortalForm):
    """When and to whom it was made, and its document (LAW-03)."""

    referred_on = DateField("When was it referred?", not_after="today", required=False)
    sent_to = TextField(
        "To whom at Cafcass?",
        max_length=200,
        required=False,
        help_text="A name, or the desk that it was sent to.",
    )
    upload = CheckedUploadField("Attach the referral document", required=False)
    document = PickField(
        "Or choose one that is on the record already", Document.objects.none(), required=False
    )

    sections = (
        Section("The referral", ("referred_on", "sent_to")),
        Section("The document", ("upload", "document"), "It is attached before the referral counts as made."),
    )
    marks_no_optional = True

    def __init__(self, *args: Any, documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents
        self.fields["document"]._say = lambda d: f"{d.title} ({weekday_date(d.added_at)})"


class WithdrawForm(PortalForm):
    """Why it was not made after all."""

    reason = LongTextField("Why is it withdrawn?", max_length=2000, rows=3)
