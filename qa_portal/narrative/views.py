"""The page on which a narrative of brothers and sisters is written, from one child's dispute or audit (NEW-10)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit

from .actions import write_narrative
from .forms import NarrativeForm
from .kinds import NarrativeKind, kind_called
from .queries import Shared, candidates_for, narrative_for


class WriteNarrative(RecordEdit):
    """Writes the narrative, and says with whose it is shared. May: whoever keeps the dispute or audit."""

    form_class = NarrativeForm
    template_name = "narrative/edit.html"
    title = "One narrative for brothers and sisters"
    submit_label = "Save the narrative"
    success_message = "The narrative is saved. It stands on each record that shares it."

    @cached_property
    def kind(self) -> NarrativeKind:
        """What the address names. Raises Http404."""
        kind = kind_called(self.kwargs["kind"])
        if kind is None:
            raise Http404
        return kind

    @cached_property
    def found(self) -> Any:
        """The dispute or audit. Raises Http404."""
        return get_object_or_404(self.kind.model.objects.select_related("framework"), pk=self.kwargs["pk"])

    def record_key(self) -> int:
        """The record that it is on."""
        return self.found.subject_id

    def number(self) -> int:
        """The dispute or audit."""
        return self.kwargs["pk"]

    def may(self, user: Any, subject: Subject) -> bool:
        """As its app says."""
        self.found.subject = subject
        return self.kind.may_write(user, self.found)

    def thing(self) -> Any:
        """The dispute or audit."""
        return self.found

    @cached_property
    def shared(self) -> Shared | None:
        """What stands there."""
        return narrative_for(self.request.user, self.found)

    def get_form_kwargs(self, obj: Any) -> dict[str, Any]:
        """With whose it can be shared."""
        return {"candidates": candidates_for(self.request.user, obj)}

    def get_values(self, obj: Any) -> dict[str, Any]:
        """The words as they stand."""
        return {"text": self.shared.text.text if self.shared else ""}

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """With what stands there."""
        return {**super().get_context_data(obj, **context), "shared": self.shared}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Write it."""
        write_narrative(obj, by=by, **form.cleaned_data)

    def get_success_url(self, obj: Any) -> str:
        """Back to the dispute or audit."""
        return self.found.get_absolute_url()

    def get_cancel_url(self, obj: Any) -> str:
        """The same."""
        return self.found.get_absolute_url()
