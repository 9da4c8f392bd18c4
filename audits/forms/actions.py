"""A row of actions: specific, with how one will know that it worked, a priority, an owner and a date (KNO-04)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.models import Audit
from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField
from qa_portal.people.roles import Role
from qa_portal.plan.models import Action

_CHOOSE = ("", "Choose")

#: The roles that an action of an audit can be given to, beside the practitioner and the reviewing officer.
OWNERS = (Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.HEAD_OF_SERVICE)


class ActionRow(PortalForm):
    """One action."""

    marks_no_optional = True

    finding = SelectField("Which question does it answer?", [_CHOOSE])
    what = LongTextField("What is to be done?", max_length=2000, rows=2)
    success = LongTextField("How shall we know that it worked?", max_length=2000, rows=2, required=False)
    priority = SelectField("Priority", [_CHOOSE, *Action.Priority.choices])
    owner = SelectField("Who does it?", [_CHOOSE])
    due_on = DateField("By when?", not_before="today", required=False)

    def __init__(
        self,
        *args: Any,
        questions: Iterable[tuple[str, str]] = (),
        owners: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        questions = list(questions)
        if questions:
            self.fields["finding"].choices = [_CHOOSE, *questions]
        else:
            del self.fields["finding"]
        self.fields["owner"].choices = [_CHOOSE, *owners]

    def clean(self) -> dict[str, Any]:
        """An urgent action starts at once, so it has its date at once (MER-10)."""
        data = super().clean() or self.cleaned_data
        is_undated = not data.get("due_on") and "due_on" not in self.errors
        if data.get("priority") == Action.Priority.URGENT and is_undated:
            self.add_error("due_on", "An urgent action starts as soon as it is saved: enter its date.")
        return data


def owners_for(audit: Audit) -> list[tuple[str, str]]:
    """Who can be given an action of this audit."""
    terms = audit.policy.terms
    found = [("practitioner", terms.practitioner), *((str(role), role.label) for role in OWNERS)]
    if audit.subject.iro_id:
        found.append(("iro", terms.iro))
    return found


def owner_in_words(audit: Audit, owner: str) -> str:
    """Whose an action is, in the council's words."""
    return dict(owners_for(audit)).get(owner) or (Role(owner).label if owner in Role.values else owner)
