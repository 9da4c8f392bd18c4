"""Recording whether the reflective conversation that was offered with the return took place (MER-03)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from audits.actions.reflecting import record_reflection
from audits.forms import after as forms
from audits.loop.following import reflection_of
from audits.loop.rules import may_record_reflection
from audits.models import Audit

from .following import AfterReturn


class RecordReflection(AfterReturn):
    """Records what became of the offer. May: practitioner and managers of the team; 404 where none is offered."""

    form_class = forms.ReflectionForm
    title = "Record what became of the reflective conversation"
    submit_label = "Record it"
    success_message = "It is recorded."

    def load(self) -> Audit:
        """The audit; 404 where its procedure offers no such conversation."""
        audit = super().load()
        if not audit.policy.audit_steps.reflective_offer:
            raise Http404
        return audit

    def may(self, user: Any, audit: Audit) -> bool:
        """The practitioner, and the managers of the team."""
        return may_record_reflection(user, audit)

    def get_values(self, audit: Audit) -> dict[str, Any]:
        """What was recorded before: it can be put right."""
        found = reflection_of(audit)
        if found is None:
            return {}
        verdict = forms.YES if found.took_place else forms.NO
        return {"took_place": verdict, "held_on": found.held_on, "words": found.words}

    def what_happens(self, audit: Audit) -> list[str]:
        """Where it is seen, and that it stands in nobody's way."""
        return [
            "It stands among what followed the audit, and is counted in its cycle.",
            "Nothing waits for it: the conversation is an offer.",
        ]

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Record it."""
        record_reflection(audit, by=by, **form.recorded())

    def get_success_url(self, audit: Audit) -> str:
        """Back to the ledger."""
        return reverse("audit_loop", args=[self.audit.pk])
