"""Details, legal statuses and siblings: read them, correct them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from qa_portal import clock
from qa_portal.children import forms
from qa_portal.children.actions import (
    CORRECTABLE,
    add_legal_status,
    correct_details,
    end_legal_status,
    link_siblings,
    unlink_siblings,
)
from qa_portal.children.models import Allocation, Contact, LegalStatus, Sibling, Subject
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.children.people import people_on
from qa_portal.children.queries import in_scope_of, siblings_of
from qa_portal.children.rules import may_restrict_record, may_see_concealed, may_see_record
from qa_portal.deadlines.words import weekday_date


class Details(RecordPage):
    """Everything that the record says of its subject, with the way to correct it beside it."""

    template_name = "children/details.html"
    tab = "details"

    def show(self) -> dict[str, Any]:
        """Details, people over time, legal statuses, contacts, siblings, and who is named on a restricted record."""
        user, subject = self.request.user, self.subject
        return {
            "facts": _facts(subject),
            "people": people_on(subject),
            "allocations": Allocation.objects.filter(subject=subject).select_related("person", "team")[:100],
            "statuses": LegalStatus.objects.filter(subject=subject)[:100],
            "contacts": Contact.objects.filter(subject=subject)[:100],
            "may_see_concealed": may_see_concealed(user, subject),
            "siblings": siblings_of(user, subject),
            "guardians": subject.guardians.select_related("person") if subject.is_restricted else [],
            "may_restrict": may_restrict_record(user, subject),
        }


def _facts(subject: Subject) -> list[tuple[str, str]]:
    """What the record says of its subject, in the order of the form."""
    rows = [
        ("Reference", subject.reference),
        ("Name", subject.full_name),
        ("Known as", subject.known_as),
        ("Date of birth", weekday_date(subject.date_of_birth)),
        ("Kind of case", subject.get_case_kind_display()),
        ("Sex", subject.get_sex_display()),
        ("Ethnicity", subject.get_ethnicity_display()),
        ("Disability", subject.get_disability_display()),
        ("Another system’s reference", subject.other_reference),
    ]
    if subject.died_on:
        rows.insert(4, ("Date of death", weekday_date(subject.died_on)))
    if subject.closed_on:
        rows.append(("Record closed on", weekday_date(subject.closed_on)))
    return rows


class CorrectDetails(RecordEdit):
    """Correct a detail where it is seen to be wrong (MOS-04). ``?next=`` leads back to the form one came from."""

    form_class = forms.DetailsForm
    title = "Correct the details"
    submit_label = "Save the correction"
    success_message = "The details were corrected. The old ones stay in the record’s history."
    tab = "details"
    back_to = "details"

    def thing(self) -> Subject:
        """The record itself, as it is now: a second look inside the transaction sees what was saved meanwhile."""
        return Subject.objects.get(pk=self.subject.pk)

    def store(self, obj: Subject, form: Any, by: Any) -> HttpResponse | None:
        """Correct what differs."""
        details = {name: form.cleaned_data[name] for name in CORRECTABLE}
        correct_details(obj, by=by, details=details, reason=form.cleaned_data["reason"])
        return None


class AddLegalStatus(RecordEdit):
    """A new legal status."""

    form_class = forms.LegalStatusForm
    title = "Add a legal status"
    submit_label = "Add the legal status"
    success_message = "The legal status was added."
    tab = "details"
    back_to = "details"

    def get_form_kwargs(self, obj: Any) -> dict[str, Any]:
        """Those that run, which the new one may replace."""
        if not hasattr(self, "_running"):
            self._running = list(LegalStatus.objects.filter(subject=self.subject, ends_on=None))
        return {"running": self._running}

    def suggest(self, obj: Any) -> dict[str, Any]:
        """From today."""
        return {"starts_on": clock.today()}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Add it."""
        chosen = set(form.cleaned_data.get("replaces", ()))
        add_legal_status(
            self.subject,
            by=by,
            status=form.cleaned_data["status"],
            starts_on=form.cleaned_data["starts_on"],
            replaces=[s for s in self._running if str(s.pk) in chosen],
        )


class EndLegalStatus(RecordEdit):
    """The end of a legal status."""

    form_class = forms.LegalStatusEndForm
    submit_label = "Save the end"
    success_message = "The end of the legal status was saved."
    tab = "details"
    back_to = "details"

    def thing(self) -> LegalStatus:
        """The status; 404 for another record's."""
        return get_object_or_404(LegalStatus, pk=self.kwargs["status"], subject=self.subject)

    def get_title(self, obj: LegalStatus) -> str:
        """Which one ends."""
        return f"When did this end: {obj}?"

    def closed_because(self, obj: LegalStatus) -> str:
        """Somebody ended it already."""
        return "This legal status has ended already." if obj.ends_on else ""

    def store(self, obj: LegalStatus, form: Any, by: Any) -> None:
        """End it."""
        end_legal_status(obj, by=by, ends_on=form.cleaned_data["ends_on"])


class LinkSiblings(RecordEdit):
    """Say who is a sibling."""

    form_class = forms.SiblingForm
    title = "Link a sibling"
    submit_label = "Link as siblings"
    success_message = "The two records are linked as siblings."
    tab = "details"
    back_to = "details"

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Link the two; a record that doesn't open to this person is as if it weren't there."""
        reference = form.cleaned_data["reference"].strip()
        other = in_scope_of(by).filter(reference__iexact=reference).first()
        if other is None or not may_see_record(by, other):
            raise ValidationError(
                {
                    "reference": "No record that is open to you has this reference. Check the number, or ask its team."
                }
            )
        try:
            link_siblings(self.subject, by=by, other=other)
        except ValidationError as refused:
            raise ValidationError({"reference": refused.messages}) from refused


class UnlinkSiblings(RecordEdit):
    """Take back a link between siblings that was wrong."""

    form_class = forms.ReasonForm
    title = "These two are not siblings"
    submit_label = "Remove the link"
    success_message = "The link was removed. It stays in the record’s history."
    tab = "details"
    back_to = "details"

    def get_object(self) -> None:
        """Nothing is edited; the link is looked for when it is removed."""
        self.link = Sibling.objects.filter(pk=self.kwargs["link"]).first()
        subject = self.subject
        if self.link is None or subject.pk not in (self.link.one_id, self.link.other_id):
            raise Http404

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Remove it."""
        unlink_siblings(self.link, by=by, subject=self.subject, reason=form.cleaned_data["reason"])
