"""A member of staff in a form: typed by name or address, offered by the browser while one types."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from qa_portal.forms import TextField
from qa_portal.people.directory import directory
from qa_portal.people.models import User


class PersonField(TextField):
    """A member of staff by name or email address; with JavaScript or without, the browser offers those of the page's
    ``<datalist id="staff">`` (``templates/children/_staff.html``). Gives the User."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Type a name or an email address.")
        super().__init__(label, max_length=250, **kwargs)
        self.widget.attrs.update({"list": "staff", "autocomplete": "off"})

    def clean(self, value: Any) -> User | None:
        """The one person meant. ValidationError when nobody or several are."""
        text = super().clean(value)
        return person_named(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """A person as the list offers them."""
        return person_in_list(value) if isinstance(value, User) else value


def person_in_list(person: User) -> str:
    """A person as a box for people shows them, unmistakable among namesakes."""
    return f"{person.name} ({person.email})"


def person_named(text: str) -> User:
    """The active member of staff with this email address or name. ValidationError says what to type instead."""
    text = " ".join(text.split())
    email = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    active = User.objects.filter(is_active=True)
    if found := active.filter(email__iexact=email).first():
        return found
    named = list(active.filter(name__iexact=text)[:2])
    if len(named) == 1:
        return named[0]
    if named:
        raise ValidationError(f"Several people are called {text}. Type the email address instead.")
    raise ValidationError(
        f"Nobody who may sign in is called “{text[:80]}”. Check the spelling, or type the email address."
    )


#: Up to how many members of staff a page offers while one types; beyond it, one types the whole address.
MOST_OFFERED = 400


def staff_offered() -> list[str]:
    """What the browser offers while a name is typed: from memory, without a query."""
    people = sorted(directory().people.values(), key=lambda p: p.name)
    return [f"{p.name} ({p.email})" for p in people] if len(people) <= MOST_OFFERED else []
