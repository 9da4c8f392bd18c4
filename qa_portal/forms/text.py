"""What may stand in a text: no character that a database, a PDF or a reader's eye would stumble over."""

import unicodedata

from django.core.exceptions import ValidationError

#: Text without a limit of its own may be this long.
LONGEST_TEXT = 20_000

# Characters that turn the direction of what follows, so that a text reads differently from what it says.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ORDINARY = frozenset("\t\n\r")


def one_kind_of_line(text: str) -> str:
    """The text with line ends as "\\n", however a browser sends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def validate_plain_text(text: str) -> None:
    """Refuse NUL and other control characters, halves of surrogate pairs, and controls that turn the
    direction of writing. Raises ValidationError that says where it stands."""
    for position, character in enumerate(str(text)):
        if character in _ORDINARY or character.isprintable():
            continue
        category = unicodedata.category(character)
        if character in _TURNING:
            what = "an invisible character that turns the direction of the writing"
        elif category in ("Cc", "Cs"):
            what = "an invisible character that can’t be stored"
        else:
            continue
        before = "".join(c for c in str(text)[max(0, position - 20) : position] if c.isprintable()).strip()
        where = f"after “{before}”" if before else "at the beginning"
        raise ValidationError(
            f"There is {what} {where}. Delete it, or type this part again instead of pasting it.",
            code="control_character",
        )


def validate_length(longest: int, label: str):
    """A validator for texts of at most ``longest`` characters, which says how many are too many."""

    def validate(text: str) -> None:
        too_many = len(text) - longest
        if too_many > 0:
            raise ValidationError(
                f"{label} must be {longest:,} characters or fewer. It has {len(text):,}: shorten it by {too_many:,}.",
                code="max_length",
            )

    return validate
