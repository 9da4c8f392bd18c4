"""The small forms of an audit: earlier practice, evidence, the improvement plan before, the signature."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from qa_portal.documents.forms import CheckedUploadField
from qa_portal.forms import (
    LongTextField,
    PickField,
    PortalForm,
    RowTable,
    SelectField,
    TextField,
    TickField,
)


class EarlierRow(PortalForm):
    """What was found of one person's or team's practice."""

    marks_no_optional = True

    words = LongTextField("What did you find?", max_length=4000, rows=3)
    kind = SelectField(
        "Is it a strength, or something to learn from?",
        [("", "Choose"), ("strength", "A strength"), ("learning", "Something to learn from")],
    )
    person = PickField(
        "Whose practice was it?",
        None,
        required=False,
        help_text="They are told once the audit is returned. Leave it empty where they have left.",
    )

    def __init__(self, *args: Any, people: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class EarlierForm(PortalForm):
    """Practice by an earlier practitioner or team (WAL-10)."""

    rows = RowTable(EarlierRow, noun="finding", legend="Earlier practice")

    def __init__(self, *args: Any, people: QuerySet, **kwargs: Any) -> None:
        self.people = people
        super().__init__(*args, **kwargs)

    def row_form_kwargs(self) -> dict[str, Any]:
        """Whose practice it can have been."""
        return {"people": self.people}


class EvidenceForm(PortalForm):
    """A document, what it is called and which section rests on it."""

    file = CheckedUploadField("The document")
    title = TextField(
        "Title",
        max_length=150,
        required=False,
        help_text="What it is, in a few words. Empty: the file’s own name.",
    )
    section = SelectField("Which section rests on it?", [])

    def __init__(self, *args: Any, sections: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = list(sections)


class TestedRow(PortalForm):
    """What became of one item of the plan before."""

    marks_no_optional = True

    tested = LongTextField("What does this audit find of it?", max_length=2000, rows=3, required=False)


class TestedForm(PortalForm):
    """The improvement plan of the audit before, tested item by item (WAL-24)."""

    items = RowTable(
        TestedRow,
        noun="item",
        legend="The improvement plan before",
        can_add=False,
        can_remove=False,
        row_template="audits/_plan_item.html",
    )


class SubmitForm(PortalForm):
    """The signature that completes an audit."""

    signed = TickField("I sign this audit", required=True)
