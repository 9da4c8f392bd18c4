"""The form of a checklist, drawn from the framework's standards; the filter of what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from qa_portal.forms import ChoiceField, DateField, LongTextField, PortalForm, SelectField
from qa_portal.frameworks.policy import Checklist

from .models import StandardAnswer
from .queries import KINDS

ANY = ("", "Any")


@lru_cache(maxsize=32)
def form_for(checklist: Checklist) -> type[PortalForm]:
    """The form of a checklist: one field for each standard under its id, and what was missing under it.

    Nothing is required: what is missing stands in the way of completing the meeting, not of saving.
    """
    fields: dict[str, Any] = {}
    reveals: dict[str, dict[str, tuple[str, ...]]] = {}
    for standard in checklist.standards:
        fields[standard.id] = ChoiceField(
            standard.text,
            StandardAnswer.Met.choices,
            required=False,
            help_text=standard.hint or "",
        )
        reveals[standard.id] = {}
        for met in StandardAnswer.EXPLAINED:
            name = f"{standard.id}-{met.value}"
            fields[name] = LongTextField("What was missing?", max_length=1000, rows=2, required=False)
            reveals[standard.id][met.value] = (name,)
    return type("ChecklistForm", (PortalForm,), {**fields, "reveals": reveals, "marks_no_optional": True})


def to_values(answers: Iterable[StandardAnswer]) -> dict[str, str]:
    """Stored answers as the form's values."""
    values = {}
    for answer in answers:
        values[answer.standard] = answer.met
        for met in StandardAnswer.EXPLAINED:
            values[f"{answer.standard}-{met.value}"] = answer.note if answer.met == met else ""
    return values


def to_answers(checklist: Checklist, cleaned: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What the form gave as answers to be kept."""
    found = {}
    for standard in checklist.standards:
        met = cleaned.get(standard.id, "")
        found[standard.id] = (met, cleaned.get(f"{standard.id}-{met}", ""))
    return found


class TogetherFilter(PortalForm):
    """Which checklists are counted together."""

    kind = SelectField("Meeting", [(kind.value, kind.label) for kind in KINDS], required=False)
    team = SelectField("Service or team", [ANY], required=False)
    first = DateField("Held from", required=False)
    last = DateField("Held until", required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [ANY, *((str(pk), name) for pk, name in teams)]

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins counts nothing."""
        said = super().clean() or self.cleaned_data
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", "This must be the same day as “Held from”, or later.")
        return said
