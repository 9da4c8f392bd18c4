"""The conversation: booked, recorded, or why there was none (WAL-26, WAL-07, KNO-17)."""

from __future__ import annotations

from typing import Any

from audits.actions.conversation import (
    book_conversation,
    last_day_for_conversation,
    leave_out_conversation,
    record_conversation,
)
from audits.forms.conversation import HELD, NOT_HELD, BookingForm, ConversationForm
from audits.models import Audit
from audits.writing.pages import AuditEdit
from audits.writing.rules import needs_manager
from qa_portal.deadlines.words import weekday_date, weekday_time


class BookConversation(AuditEdit):
    """Book it, or another time. May: the reviewer, until the audit is completed."""

    form_class = BookingForm
    template_name = "audits/conversation.html"
    submit_label = "Book it and send the calendar file"
    success_message = "It is booked. The calendar file has gone to those who take part."

    def get_title(self, obj: Audit) -> str:
        """What is booked."""
        name = obj.policy.audit_steps.conversation_name
        return f"{name}: another time" if obj.conversation_on else f"Book: {name[:1].lower()}{name[1:]}"

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """What is booked already."""
        return {"at": obj.conversation_on, "place": obj.conversation_place}

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Book it."""
        book_conversation(obj, by=by, at=form.cleaned_data["at"], place=form.cleaned_data["place"])

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """With whom, and before which day."""
        with_whom = [obj.subject.practitioner.name] if obj.subject.practitioner else []
        if needs_manager(obj):
            with_whom.append("the Team Manager")
        last = last_day_for_conversation(obj)
        sentences = [
            f"The calendar file goes to {' and '.join(with_whom)}."
            if with_whom
            else "Nobody is allocated just now."
        ]
        if last:
            sentences.append(
                f"It takes place before {weekday_date(last)}, the last working day of the month."
            )
        return {**super().get_context_data(obj, **context), "lead": " ".join(sentences), "records": True}


class RecordConversation(AuditEdit):
    """Record it, or why there was none. May: the reviewer, until the audit is completed."""

    form_class = ConversationForm
    template_name = "audits/conversation.html"
    submit_label = "Save"
    names_of_blockers = {"happened_0": "happened"}

    def get_title(self, obj: Audit) -> str:
        """What the procedure calls it."""
        return obj.policy.audit_steps.conversation_name

    def get_form_kwargs(self, obj: Audit) -> dict[str, Any]:
        """What the procedure asks."""
        return {"audit": obj}

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """What is recorded."""
        happened = HELD if obj.conversation_held_on else NOT_HELD if obj.conversation_why_not else ""
        return {
            "happened": happened,
            "held_on": obj.conversation_held_on,
            "with_whom": obj.conversation_with,
            "with_manager": obj.conversation_with_manager,
            "notes": obj.conversation_notes,
            "added": obj.conversation_added,
            "why_not": obj.conversation_why_not,
        }

    def suggest(self, obj: Audit) -> dict[str, Any]:
        """The practitioner took part; the day for which it was booked, once it has come."""
        from qa_portal import clock

        found: dict[str, Any] = {}
        if obj.subject.practitioner:
            found["with_whom"] = obj.subject.practitioner.name
        if obj.conversation_on and obj.conversation_on <= clock.now():
            found["held_on"] = clock.london_date(obj.conversation_on)
        return found

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Record what happened."""
        data = form.cleaned_data
        if data["happened"] == NOT_HELD:
            leave_out_conversation(obj, by=by, why_not=data["why_not"])
            return
        record_conversation(
            obj,
            by=by,
            held_on=data["held_on"],
            with_whom=data["with_whom"],
            notes=data["notes"],
            added=data["added"],
            with_manager=data["with_manager"],
        )

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """For when it was booked."""
        booked = obj.conversation_on
        lead = f"Booked for {weekday_time(booked)}." if booked else ""
        return {**super().get_context_data(obj, **context), "lead": lead, "books": not booked}
