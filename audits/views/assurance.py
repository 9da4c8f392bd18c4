"""The assurance that an inadequate audit asks for (MER-10)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from audits.loop_rules import may_read_assurance
from audits.models import Assurance
from qa_portal.children.pages import RecordPage


class AssurancePage(RecordPage):
    """Who found the record inadequate, what is asked for by when, and what was recorded."""

    template_name = "audits/assurance.html"

    @cached_property
    def assurance(self) -> Assurance:
        """The assurance. Raises Http404."""
        found = Assurance.objects.select_related("audit__framework", "audit__subject", "assured_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def record_key(self) -> int:
        """The record that was audited."""
        return self.assurance.audit.subject_id

    def number(self) -> int:
        """The assurance."""
        return self.assurance.pk

    def show(self) -> dict[str, Any]:
        """The assurance, its clock and its audit."""
        self.require(may_read_assurance, self.assurance)
        audit = self.assurance.audit
        return {"assurance": self.assurance, "audit": audit, "terms": audit.policy.terms}
