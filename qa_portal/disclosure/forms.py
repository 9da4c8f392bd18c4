"""What is typed about a subject access request."""

from __future__ import annotations

from qa_portal.documents.forms import CheckedUploadField
from qa_portal.forms import ChoiceField, DateField, LongTextField, PortalForm, SelectField

from .models import AccessItem, AccessRequest


class RecordForm(PortalForm):
    """A request that came in."""

    received_on = DateField("When was it received?", not_after="today")
    who_asks = ChoiceField("Who asks?", AccessRequest.WhoAsks.choices)
    identity = LongTextField(
        "How were identity and authority checked?",
        max_length=1000,
        rows=3,
        help_text="What was seen, and by whom. Copies of documents don’t belong here.",
    )


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=1000, rows=3)


class NothingForm(PortalForm):
    """A step that needs no words."""


class DecideForm(PortalForm):
    """What is done with one item."""

    decision = ChoiceField("What is done with it?", AccessItem.Decision.choices[1:])
    exemption = SelectField(
        "On what ground, where something of it isn’t given?",
        [("", "None"), *AccessItem.Exemption.choices],
        required=False,
    )
    reason = LongTextField("Why does that apply here?", max_length=1000, rows=3, required=False)
    redacted = LongTextField(
        "As it is given, where it is redacted",
        max_length=100_000,
        rows=12,
        required=False,
        help_text="Take out what isn’t to be given, and write [redacted] in its place. Professionals’ names stay.",
    )
    upload = CheckedUploadField("The redacted copy of the document", required=False)


class DecideTextForm(DecideForm):
    """Of what is written."""

    upload = None


class DecideDocumentForm(DecideForm):
    """Of a document."""

    redacted = None


class RequestFilter(PortalForm):
    """Which requests the list shows."""

    state = SelectField(
        "Where it stands", [("", "Open"), *AccessRequest.State.choices, ("all", "All")], required=False
    )
    marks_no_optional = True


class ItemFilter(PortalForm):
    """Which items a request's page shows."""

    show = SelectField(
        "Which items",
        [("", "All"), ("marked", "Others may be told of"), *AccessItem.Decision.choices],
        required=False,
    )
    marks_no_optional = True
