"""What a form was opened with, carried by the form itself: signed, so that nobody can claim to have seen
what they haven't, and bound to the person, the form and the thing."""

from dataclasses import dataclass

from django.core import signing

from qa_portal.forms.values import Values

FIELD = "_opened"


@dataclass(frozen=True)
class Opened:
    """``base``: the values that the form showed at first. ``seen``: on the page of a conflict, the other's
    values that were shown there; None otherwise."""

    base: Values
    seen: Values | None = None

    def sign(self, *bound_to) -> str:
        """The text for the hidden field."""
        return signing.dumps([self.base, self.seen], salt=_salt(bound_to), compress=True)


def read(text: str, *bound_to) -> Opened:
    """What ``Opened.sign`` wrote for the same person, form and thing. Anything else counts as having seen
    nothing, so that every difference is shown before it is overwritten."""
    try:
        base, seen = signing.loads(text, salt=_salt(bound_to))
    except (signing.BadSignature, ValueError, TypeError):
        return Opened(base={})
    return Opened(base, seen)


def _salt(bound_to) -> str:
    return "opened:" + ":".join(str(part) for part in bound_to)
