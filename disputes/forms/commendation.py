"""What is typed to commend good practice."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import LongTextField, PortalForm, SelectField
from qa_portal.frameworks.policy import Framework


class CommendationForm(PortalForm):
    """Good practice, and what it changed for the child (NEW-12)."""

    practice = LongTextField(
        "What was done well?", max_length=4000, rows=4, help_text="And by whom, so that they can be thanked."
    )
    difference = LongTextField("What difference did it make for the child?", max_length=4000, rows=4)
    theme = SelectField("What is it about?", [], required=False)

    def __init__(self, *args: Any, policy: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", ""), *((t.key, t.label) for t in policy.themes)]
