"""What is typed about the keeping of a record, and the filter of the review list."""

from __future__ import annotations

from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField, TickField

from .models import Disposal
from .words import STATEMENT


class HoldForm(PortalForm):
    """Why a record is held."""

    reason = LongTextField(
        "Why must nothing of it be destroyed?",
        max_length=2000,
        rows=3,
        help_text="The claim, complaint, inquiry or investigation that needs it.",
    )


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=2000, rows=3)


class KeepForm(PortalForm):
    """Until when a record is kept on, and why."""

    until = DateField("Until when?", not_before="today", help_text="It is reviewed again after that day.")
    reason = LongTextField("Why is it kept on?", max_length=2000, rows=3)


class SignForm(PortalForm):
    """One of the two signatures."""

    signed = TickField(STATEMENT, required=True)


class RetentionFilter(PortalForm):
    """Which records the review list shows."""

    state = SelectField(
        "Where it stands",
        [("", "All that wait"), *Disposal.State.choices, ("all", "All")],
        required=False,
    )
    marks_no_optional = True
