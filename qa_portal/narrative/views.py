"""The page on which a narrative of brothers and sisters is written, from one child's dispute or audit (NEW-10)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit

from .actions import leave_narrative, write_narrative
from .forms import LeaveForm, NarrativeForm
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
        leave_url = reverse("narrative_leave", args=[obj.pk, self.kind.key])
        return {**super().get_context_data(obj, **context), "shared": self.shared, "leave_url": leave_url}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Write it."""
        write_narrative(obj, by=by, **form.cleaned_data)

    def get_success_url(self, obj: Any) -> str:
        """Back to the dispute or audit."""
        return self.found.get_absolute_url()

    def get_cancel_url(self, obj: Any) -> str:
        """The same."""
        return self.found.get_absolute_url()


class LeaveNarrative(WriteNarrative):
    """Takes one child's dispute or audit out of the shared narrative, with the reason. May: as writing it, where one
    stands."""

    form_class = LeaveForm
    template_name = "narrative/leave.html"
    title = "Take it out of the shared narrative"
    submit_label = "Take it out"
    success_message = "Its narrative is this child’s own from now on."

    def may(self, user: Any, subject: Subject) -> bool:
        """As its app says, while a narrative stands in it."""
        return super().may(user, subject) and self.shared is not None

    def get_form_kwargs(self, obj: Any) -> dict[str, Any]:
        """Nothing besides."""
        return {}

    def get_values(self, obj: Any) -> dict[str, Any]:
        """Nothing yet."""
        return {}

    def store(self, obj: Any, form: Any, by: Any) -> None:
        """Take it out."""
        leave_narrative(obj, by=by, **form.cleaned_data)
