"""Contact details: add, change, conceal, reveal (LEE-21)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from qa_portal.children import forms
from qa_portal.children.actions import add_contact, change_contact, conceal_contact, reveal_contact
from qa_portal.children.models import Contact
from qa_portal.children.pages import RecordEdit
from qa_portal.children.rules import may_see_concealed


class AddContact(RecordEdit):
    """A new address or number."""

    form_class = forms.ContactForm
    title = "Add a contact detail"
    submit_label = "Add the contact detail"
    success_message = "The contact detail was added."
    tab = "details"
    back_to = "details"

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Add it."""
        add_contact(self.subject, by=by, **form.cleaned_data)


class OneContact(RecordEdit):
    """A page about one contact detail of the record."""

    tab = "details"
    back_to = "details"

    def thing(self) -> Contact:
        """The contact detail; 404 for another record's, and for one that this page isn't for."""
        contact = get_object_or_404(Contact, pk=self.kwargs["contact"], subject=self.subject)
        if not self.is_for(contact):
            raise Http404
        return contact

    def is_for(self, contact: Contact) -> bool:
        """Whether this page is for it, as it stands and for whoever asks."""
        return not contact.is_concealed or may_see_concealed(self.request.user, self.subject)

    def get_title(self, obj: Contact) -> str:
        """What is done to which."""
        return f"{self.title}: {obj.get_kind_display().lower()}"


class ChangeContact(OneContact):
    """An address or number that has changed."""

    form_class = forms.ContactChangeForm
    title = "Change a contact detail"
    submit_label = "Save the change"
    success_message = "The contact detail was changed. The old one stays in the record’s history."

    def store(self, obj: Contact, form: Any, by: Any) -> None:
        """Change it."""
        change_contact(obj, by=by, **form.cleaned_data)


class ConcealContact(OneContact):
    """Conceal one: the record goes on showing that it exists."""

    form_class = forms.ConcealForm
    title = "Conceal a contact detail"
    submit_label = "Conceal it"
    success_message = (
        "It is concealed. The practitioner, the reviewing officer and the team’s managers still see it."
    )

    def is_for(self, contact: Contact) -> bool:
        """One that isn't concealed yet."""
        return not contact.is_concealed

    def store(self, obj: Contact, form: Any, by: Any) -> None:
        """Conceal it."""
        conceal_contact(obj, by=by, because=form.cleaned_data["concealed_because"])


class RevealContact(OneContact):
    """Show a concealed one to everyone who sees the record again."""

    form_class = forms.ReasonForm
    title = "Show a contact detail again"
    submit_label = "Show it again"
    success_message = "Everyone who sees the record sees this contact detail again."

    def is_for(self, contact: Contact) -> bool:
        """A concealed one, for whoever sees it now."""
        return contact.is_concealed and may_see_concealed(self.request.user, self.subject)

    def get_values(self, obj: Any) -> dict[str, Any]:
        """Nothing is stored of a reason before it is given."""
        return {}

    def store(self, obj: Contact, form: Any, by: Any) -> None:
        """Reveal it."""
        reveal_contact(obj, by=by, reason=form.cleaned_data["reason"])
