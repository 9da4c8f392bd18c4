"""What is typed of an issue with another service or agency (KNO-20)."""

from __future__ import annotations

from typing import Any

from audits.models import Audit
from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField, TextField


class OutsideIssueForm(PortalForm):
    """What the issue is, whose, and what is asked."""

    agency = TextField(
        "Which service or agency?", max_length=200, help_text="A school, the health visiting service."
    )
    post = TextField(
        "Who there is to answer?", max_length=200, help_text="Their post: Designated Nurse, Head of Year 9."
    )
    their_reference = TextField(
        "Their own reference for the case", max_length=60, required=False, help_text="Where you know it."
    )
    issue = LongTextField(
        "What is the issue?",
        max_length=4000,
        rows=6,
        help_text="It goes into the letter. Name nobody: our reference and theirs say which case is meant.",
    )
    asked = LongTextField("What are they asked to do?", max_length=4000, rows=4)
    action = SelectField("Which action of this audit does it go with?", [], required=False)

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {str(action.pk): action for action in audit.actions.all()}
        choices = [(key, action.what[:80]) for key, action in self.actions.items()]
        if choices:
            self.fields["action"].choices = [("", "None"), *choices]
        else:
            del self.fields["action"]

    def written(self) -> dict[str, Any]:
        """As ``prepare_outside_issue`` takes it."""
        said = dict(self.cleaned_data)
        return {**said, "action": self.actions.get(said.get("action", ""))}


class SendForm(PortalForm):
    """How it is sent."""

    sent_how = TextField(
        "How is it sent?", max_length=200, help_text="By post, by secure email, by hand at a meeting."
    )


class ReplyForm(PortalForm):
    """What they replied."""

    replied_on = DateField("When did they reply?", not_after="today")
    replier = TextField("Who replied?", max_length=200, help_text="With their post.")
    reply = LongTextField("What did they reply?", max_length=10_000, rows=6)


class EndForm(PortalForm):
    """Why it ends without a reply."""

    reason = LongTextField("Why?", max_length=2000, rows=3)


class NothingForm(PortalForm):
    """A step that needs no words."""
