"""Where records go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from qa_portal import forms
from qa_portal.children.models import Subject
from qa_portal.people.directory import directory
from qa_portal.people.fields import PersonField
from qa_portal.people.models import Team, User
from qa_portal.people.roles import REVIEWERS

from .actions import KEEP, Destination

LEAVE, SOMEBODY, NOBODY = "keep", "person", "none"
_RELATIONS = ("practitioner", "iro", "cp_chair")


def reviewers() -> Any:
    """People who hold a reviewing post today."""
    book = directory()
    pks = {pk for post in book.posts.values() if post.role in REVIEWERS for pk in book.held.get(post.pk, ())}
    return User.objects.filter(pk__in=pks, is_active=True)


class WhatToMoveForm(forms.PortalForm):
    """Which records are to move."""

    what = forms.ChoiceField(
        "What moves?",
        [
            ("record", "One record"),
            ("person", "All the records of a person"),
            ("team", "All the records of a team"),
        ],
    )
    reference = forms.TextField("The record’s reference", max_length=30, width=20)
    person = PersonField("Whose records?")
    relation = forms.ChoiceField(
        "In which relation?",
        [
            ("practitioner", "As the allocated practitioner"),
            ("iro", "As the reviewing officer"),
            ("cp_chair", "As the child-protection chair"),
        ],
    )
    team = forms.PickField("Which team’s?", Team.objects.none())
    reveals = {"what": {"record": ("reference",), "person": ("person", "relation"), "team": ("team",)}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()

    def clean_reference(self) -> Subject | None:
        """The record; refused when there is none."""
        typed = self.cleaned_data["reference"]
        found = Subject.objects.filter(reference__iexact=typed).first() if typed else None
        if typed and found is None:
            raise ValidationError(f"There is no record {typed}. Check the reference.")
        return found


class TransferForm(forms.PortalForm):
    """The destination. ``relations`` are those that this person may change here; ``must`` may not stay as they are."""

    team = forms.PickField("Team", Team.objects.none(), required=False)
    case_kind = forms.SelectField(
        "Kind of case",
        [("", "Leave it as it is"), *Subject.CaseKind.choices],
        required=False,
        help_text="Adult’s service moves the record to adults’ services.",
    )
    practitioner = forms.ChoiceField("Practitioner", ())
    practitioner_person = PersonField("Who?")
    iro = forms.ChoiceField("Reviewing officer", ())
    iro_person = forms.PickField("Who?", User.objects.none())
    cp_chair = forms.ChoiceField("Child-protection chair", ())
    cp_chair_person = forms.PickField("Who?", User.objects.none())
    starts_on = forms.DateField("From", not_after="today", help_text="A transfer takes effect at once.")
    reason = forms.TextField("Why", max_length=200, required=False)
    reveals = {relation: {SOMEBODY: (f"{relation}_person",)} for relation in _RELATIONS}

    def __init__(
        self,
        *args: Any,
        relations: Iterable[str] = _RELATIONS,
        must: Iterable[str] = (),
        with_kind: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = [relation for relation in _RELATIONS if relation in set(relations)]
        self.reveals = {relation: self.reveals[relation] for relation in asked}
        for relation in _RELATIONS:
            if relation not in asked:
                del self.fields[relation], self.fields[f"{relation}_person"]
        if "practitioner" in asked:
            self.fields["team"].queryset = Team.objects.filter(is_open=True)
            self.fields["team"].required = "team" in must
            if "team" not in must:
                self.fields["team"].help_text = "Leave it empty to leave it as it is."
        else:
            del self.fields["team"]
        if "practitioner" not in asked or not with_kind:
            del self.fields["case_kind"]
        for relation in asked:
            self.fields[relation].choices = _choices(relation, must_change=relation in must)
            if relation != "practitioner":
                self.fields[f"{relation}_person"].queryset = reviewers()

    def destination(self) -> Destination:
        """Where the valid form sends the records."""
        given = {name: self._chosen(name) for name in _RELATIONS if name in self.fields}
        team = self.cleaned_data.get("team")
        case_kind = self.cleaned_data.get("case_kind") or ""
        kind = ""
        if case_kind:
            kind = Subject.Kind.ADULT if case_kind == Subject.CaseKind.ADULT else Subject.Kind.CHILD
            if case_kind == Subject.CaseKind.FOSTERING:
                kind = Subject.Kind.FOSTER_CARER
        return Destination(team=team or KEEP, kind=kind, case_kind=case_kind, **given)

    def _chosen(self, relation: str) -> Any:
        choice = self.cleaned_data[relation]
        if choice == LEAVE:
            return KEEP
        return self.cleaned_data[f"{relation}_person"] if choice == SOMEBODY else None


def _choices(relation: str, *, must_change: bool) -> list[tuple[str, str]]:
    nobody = {
        "practitioner": "Nobody for now: it comes to the Team Manager",
        "iro": "Nobody for now: the IRO Manager is alerted",
        "cp_chair": "Nobody",
    }[relation]
    return [
        *([] if must_change else [(LEAVE, "Leave it as it is")]),
        (SOMEBODY, "Somebody else" if not must_change else "Somebody"),
        (NOBODY, nobody),
    ]
