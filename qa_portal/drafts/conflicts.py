"""A conflict as the page shows it: both versions in words, side by side."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.merge import BOTH, MINE, THEIRS, Conflict
from qa_portal.forms.dates import read_date
from qa_portal.forms.values import Text

CHOICE = "_keep-"


@dataclass(frozen=True)
class ShownConflict:
    """What both changed: its label, both versions in words, and what one can choose."""

    path: str
    label: str
    base: str
    mine: str
    theirs: str
    may_keep_both: bool
    chosen: str = ""
    error: str = ""

    @property
    def input_name(self) -> str:
        """The name of its radio buttons."""
        return f"{CHOICE}{self.path}"


def show(conflict: Conflict, form, chosen: str = "", error: str = "") -> ShownConflict:
    """The conflict as its page shows it; ``form`` gives labels and options."""
    if not conflict.table:
        field, label = form.fields[conflict.name], str(form[conflict.name].label)
    else:
        fields = form.row_fields(conflict.table)
        table = form.tables[conflict.table]
        number = next((row.number for row in table.rows if row.key == conflict.key), None)
        noun = table.declared.noun.capitalize()
        row_label = f"{noun} {number}" if number else noun
        if not conflict.name:
            say = _row_in_words(fields)
            return ShownConflict(
                conflict.path,
                row_label,
                say(conflict.base),
                say(conflict.mine),
                say(conflict.theirs),
                False,
                chosen,
                error,
            )
        field, label = fields[conflict.name], f"{row_label}: {fields[conflict.name].label}"
    both = isinstance(field.widget, forms.Textarea) and bool(conflict.mine) and bool(conflict.theirs)
    if both and field.max_length:
        both = len(conflict.mine) + len(conflict.theirs) + 2 <= field.max_length
    words = [value_in_words(field, each) for each in (conflict.base, conflict.mine, conflict.theirs)]
    return ShownConflict(conflict.path, label, *words, both, chosen, error)


def choices_in(data, conflicts: list[Conflict]) -> dict[str, str]:
    """Which version was chosen for each conflict, by its path; those without a choice are left out."""
    sent = {conflict.path: data.get(f"{CHOICE}{conflict.path}") for conflict in conflicts}
    return {path: choice for path, choice in sent.items() if choice in (MINE, THEIRS, BOTH)}


def _row_in_words(fields):
    def say(row: dict | None) -> str:
        if row is None:
            return "Removed"
        lines = [
            f"{field.label}: {value_in_words(field, row.get(name, ''))}"
            for name, field in fields.items()
            if row.get(name)
        ]
        return "\n".join(lines) or "Empty"

    return say


def value_in_words(field: forms.Field, text: Text | None) -> str:
    """A value (as text) the way that a page says it: the words of an option, a date with its weekday,
    "Empty"."""
    if isinstance(field.widget, forms.CheckboxInput):
        return "Ticked" if text else "Not ticked"
    if not text or (isinstance(text, list) and not any(text)):
        return "Empty"
    if isinstance(field, forms.ModelChoiceField):
        try:
            return field.label_from_instance(field.to_python(text))
        except ValidationError:
            return "Something that can no longer be chosen"
    if isinstance(field, forms.ChoiceField):
        chosen = text if isinstance(text, list) else [text]
        words = [str(label) for value, label in _flat(field.choices) if str(value) in chosen]
        return ", ".join(words)
    if isinstance(text, list):
        return " ".join(part for part in (_date_in_words(text[0]), *text[1:]) if part)
    return _date_in_words(text) if isinstance(field, forms.DateField) else text


def _date_in_words(text: str) -> str:
    try:
        return weekday_date(read_date(text))
    except ValidationError:
        return text


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
