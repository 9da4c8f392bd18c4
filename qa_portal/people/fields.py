"""A field in which a person is named by email address or name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from qa_portal.forms import TextField

from .models import User


class PersonField(TextField):
    """A person, typed: their email address, or their name where only one is called so.

    A list of all would be too long to choose from in a large council. ``suggestions`` (on the form's page,
    a datalist with this id) help with the typing.
    """

    def __init__(self, label: str, *, suggestions: str = "people-suggested", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Type their email address, or their full name.")
        super().__init__(label, max_length=254, **kwargs)
        self.widget.attrs |= {"list": suggestions, "autocomplete": "off", "spellcheck": "false"}

    def prepare_value(self, value: Any) -> Any:
        """The address of a person."""
        return value.email if isinstance(value, User) else value

    def clean(self, value: Any) -> User | None:
        """The person; ValidationError says whom it could mean instead."""
        typed = super().clean(value)
        if not typed:
            return None
        there = User.objects.filter(is_active=True)
        found = list(there.filter(email__iexact=typed)) or list(there.filter(name__iexact=typed)[:6])
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(person.email for person in found)
            raise ValidationError(f"More than one person is called {typed}. Type the address: {several}.")
        near = list(there.filter(name__icontains=typed)[:5])
        hint = (
            f" Did you mean {_listed(near)}?" if near else " Check the spelling, or type the email address."
        )
        raise ValidationError(f"Nobody who can sign in is called “{typed}”.{hint}")


def _listed(people: list[User]) -> str:
    words = [f"{person.name} ({person.email})" for person in people]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
