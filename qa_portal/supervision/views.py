"""The pages of supervision: how often and whether it was kept, a new one, one that is read (MER-15 to MER-17)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.people.roles import Role

from . import forms
from .actions import agree_extension, end_extension, record_supervision
from .beside import beside
from .frequency import supervision_kept
from .models import Supervision
from .rules import extension_policy, may_extend_supervision, may_note_decision, may_supervise, policy_for

#: How far back a record's page looks for whether supervision was kept, in days.
HALF_A_YEAR = 182


class SupervisionOfRecord(RecordPage):
    """How often the record is to be supervised, whether that was kept, and what was recorded."""

    template_name = "supervision/list.html"
    tab = "supervision"

    def show(self) -> dict[str, Any]:
        """The frequency, the last half year, and the notes, 25 a page."""
        user, subject = self.request.user, self.subject
        found = Supervision.objects.filter(subject=subject).select_related("recorded_by")
        policy = extension_policy(subject)
        may_extend = bool(policy and policy.may_extend_to_weeks) and may_extend_supervision(user, subject)
        return {
            "kept": kept_lately(subject),
            "may_supervise": may_supervise(user, subject),
            "may_note": may_note_decision(user, subject),
            "may_extend": may_extend,
            "extended_by": Role(policy.extended_by).label if policy and policy.extended_by else "",
            "page": Paginator(found, 25).get_page(self.request.GET.get("page")),
            "beside": beside(user, subject),
        }


def kept_lately(subject: Subject) -> Any:
    """Whether supervision was kept in the last half year; None where no procedure says how often."""
    policy = policy_for(subject)
    if policy is None:
        return None
    today = clock.today()
    return supervision_kept(
        subject, policy=policy, starts_on=today - dt.timedelta(days=HALF_A_YEAR), ends_on=today
    )


class ReadSupervision(RecordPage):
    """One supervision or management decision."""

    template_name = "supervision/supervision.html"
    tab = "supervision"

    @cached_property
    def supervision(self) -> Supervision:
        """The note. Raises Http404."""
        return get_object_or_404(
            Supervision.objects.select_related("recorded_by", "practitioner"), pk=self.kwargs["pk"]
        )

    def record_key(self) -> int:
        """The record that it is on."""
        return self.supervision.subject_id

    def number(self) -> int:
        """The note."""
        return self.supervision.pk

    def show(self) -> dict[str, Any]:
        """The note, and what it is about."""
        self.subject  # noqa: B018  opened and logged before anything else is asked
        return {"supervision": self.supervision, "about": self.supervision.about}


class _Add(RecordEdit):
    """A new note."""

    kind = Supervision.Kind.SUPERVISION
    template_name = "children/edit.html"
    tab = "supervision"
    back_to = "supervisions"

    def suggest(self, obj: Any) -> dict[str, Any]:
        """Today."""
        return {"held_on": clock.today()}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Record it."""
        record_supervision(self.subject, by=by, kind=self.kind, **form.cleaned_data)


class AddSupervision(_Add):
    """Records a case supervision (MER-15)."""

    form_class = forms.SupervisionForm
    title = "Record a case supervision"
    submit_label = "Record the supervision"
    success_message = "The supervision is recorded, and stands among the case notes."

    template_name = "supervision/add.html"

    def may(self, user: Any, subject: Subject) -> bool:
        """The managers of the team."""
        return may_supervise(user, subject)

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """What there is to have at hand in a supervision."""
        found = super().get_context_data(obj, **context)
        return {**found, "beside": beside(self.request.user, self.subject)}


class AddOversight(_Add):
    """Records a management decision (MER-17)."""

    kind = Supervision.Kind.OVERSIGHT
    form_class = forms.OversightForm
    title = "Record a management decision"
    submit_label = "Record the decision"
    success_message = "The decision is recorded, and stands among the case notes."

    def may(self, user: Any, subject: Subject) -> bool:
        """Any supervisor or manager."""
        return may_note_decision(user, subject)


class _Extension(RecordEdit):
    """A page of the agreement to longer times."""

    template_name = "children/edit.html"
    tab = "supervision"
    back_to = "supervisions"

    def may(self, user: Any, subject: Subject) -> bool:
        """Whoever the framework names, where it lets the time be extended at all."""
        policy = extension_policy(subject)
        return bool(policy and policy.may_extend_to_weeks) and may_extend_supervision(user, subject)


class AgreeExtension(_Extension):
    """Agrees to longer times between supervisions, with the reason (MER-16)."""

    form_class = forms.ExtensionForm
    title = "Agree to longer times between supervisions"
    submit_label = "Agree to it"
    success_message = "The agreement is recorded."

    def get_form_kwargs(self, obj: Any) -> dict[str, Any]:
        """From the procedure's frequency to the longest that it lets be agreed."""
        policy = extension_policy(self.subject)
        return {"weeks": policy.weeks, "most": policy.may_extend_to_weeks}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Agree to it."""
        agree_extension(self.subject, by=by, **form.cleaned_data)


class EndExtension(_Extension):
    """Goes back to the procedure's own frequency."""

    form_class = forms.EndForm
    title = "Go back to the usual frequency"
    submit_label = "Go back to it"
    success_message = "The usual frequency holds again from today."

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """End it."""
        end_extension(self.subject, by=by, reason=form.cleaned_data["reason"])
