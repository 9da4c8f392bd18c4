"""A page made for the tests of drafts and conflicts: a record's names and its contacts, on one form."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path

from qa_portal import forms
from qa_portal.children.models import Contact, Subject
from qa_portal.drafts.views import EditView


class ContactRow(forms.PortalForm):
    detail = forms.LongTextField("Contact detail", max_length=200)


class RecordForm(forms.PortalForm):
    known_as = forms.TextField("Known as", max_length=80, required=False)
    other_reference = forms.TextField("Other reference", max_length=60, required=False)
    closed_on = forms.DateField("Closed on", required=False)
    contacts = forms.RowTable(ContactRow, noun="contact", legend="Contacts")


class RecordPage(EditView):
    form_class = RecordForm
    title = "Details"

    def get_object(self):
        subject = get_object_or_404(Subject, pk=self.kwargs["pk"])
        if subject.is_restricted:
            from django.core.exceptions import PermissionDenied

            raise PermissionDenied
        return subject

    def get_values(self, subject):
        return {
            "known_as": subject.known_as,
            "other_reference": subject.other_reference,
            "closed_on": subject.closed_on,
            "contacts": list(subject.contacts.order_by("pk")),
        }

    def closed_because(self, subject):
        return "The child has died, and the record is kept as it is." if subject.died_on else ""

    def save(self, subject, form, by):
        data = form.cleaned_data
        for name in ("known_as", "other_reference", "closed_on"):
            setattr(subject, name, data[name])
        subject._history_user = by
        subject.save()
        kept = [row["id"] for row in data["contacts"] if row["id"]]
        subject.contacts.exclude(pk__in=kept).delete()
        for row in data["contacts"]:
            Contact.objects.update_or_create(
                pk=row["id"], subject=subject, defaults={"detail": row["detail"], "kind": Contact.Kind.PHONE}
            )

    def get_success_url(self, subject):
        return "/saved"


urlpatterns = [
    path("details/<int:pk>", RecordPage.as_view()),
    path("saved", lambda request: HttpResponse("saved")),
    path("", include("qa_portal.urls")),
]
