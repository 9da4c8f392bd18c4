"""The portal's fields: Django's, which read what people write and say in words what is wrong.

Each takes Django's arguments. ``help_text`` is the hint under the label; ``width`` is the number of
characters a short answer is expected to have (the box is that wide).
"""

import datetime as dt
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.forms.dates import read_date, read_time
from qa_portal.forms.selects import SelectWidget


class TextField(forms.CharField):
    """One line of text."""

    def __init__(self, label: str, *, max_length: int = 200, width: int | None = None, **kwargs):
        super().__init__(label=label, max_length=max_length, **kwargs)
        self.width = width


class LongTextField(forms.CharField):
    """Several lines; the box grows with the text, and a count shows when the limit comes near.

    ``rows`` is the height at first.
    """

    def __init__(self, label: str, *, max_length: int = 10_000, rows: int = 4, **kwargs):
        super().__init__(
            label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
        )


class NumberField(forms.IntegerField):
    """A whole number in a small box, from ``least`` to ``most``, both allowed."""

    def __init__(self, label: str, *, least: int = 0, most: int = 9999, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        bounds = f"Enter a whole number from {least} to {most}."
        messages = {"invalid": bounds, "min_value": bounds, "max_value": bounds}
        super().__init__(label=label, min_value=least, max_value=most, error_messages=messages, **kwargs)
        self.width = 4

    def to_python(self, value):
        """The number; a text that is far too long to be one is refused before it is read."""
        if len(str(value or "")) > 9:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class DateField(forms.DateField):
    """A date in one box, with a calendar to choose from.

    ``not_before`` and ``not_after`` are dates, or "today" (the portal's clock, when the form is sent).
    Refusals say the bound with its weekday.
    """

    def __init__(self, label: str, *, not_before=None, not_after=None, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%-d/%-m/%Y"))
        super().__init__(label=label, **kwargs)
        self.not_before, self.not_after = not_before, not_after

    def to_python(self, value):
        """The date, None for an empty box; ValidationError otherwise."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return clock.london_date(value)
        return value if isinstance(value, dt.date) else read_date(value)

    def validate(self, value):
        """Required, and within the bounds."""
        super().validate(value)
        if value is None:
            return
        earliest, latest = _bound(self.not_before), _bound(self.not_after)
        if earliest and value < earliest:
            whose = "today" if self.not_before == "today" else weekday_date(earliest)
            raise ValidationError(
                f"This must be {whose} or later. You entered {weekday_date(value)}.", code="too_early"
            )
        if latest and value > latest:
            whose = "today" if self.not_after == "today" else weekday_date(latest)
            raise ValidationError(
                f"This must be {whose} or earlier. You entered {weekday_date(value)}.", code="too_late"
            )


def _bound(bound) -> dt.date | None:
    return clock.today() if bound == "today" else bound


class TimeField(forms.TimeField):
    """A time of day, as "14:30" or "2:30pm"."""

    def __init__(self, label: str, **kwargs):
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M"))
        super().__init__(label=label, **kwargs)
        self.width = 5

    def to_python(self, value):
        """The time, None for an empty box; ValidationError otherwise."""
        if value in self.empty_values:
            return None
        return value if isinstance(value, dt.time) else read_time(value)


class DateTimeWidget(forms.MultiWidget):
    """A date box and a time box side by side."""

    def __init__(self):
        super().__init__([forms.DateInput(format="%-d/%-m/%Y"), forms.TimeInput(format="%H:%M")])

    def decompress(self, value):
        """An aware moment as London's date and time."""
        if not value:
            return [None, None]
        local = value.astimezone(clock.LONDON)
        return [local.date(), local.time()]


class DateTimeField(forms.MultiValueField):
    """A day and a time in London; gives an aware moment in UTC."""

    def __init__(self, label: str, *, not_after_now: bool = False, **kwargs):
        fields = (DateField("Date"), TimeField("Time"))
        super().__init__(fields, label=label, widget=DateTimeWidget(), require_all_fields=False, **kwargs)
        for field in fields:
            field.required = self.required
        fields[0].error_messages["required"] = "Enter the date."
        fields[1].error_messages["required"] = "Enter the time."
        self.not_after_now = not_after_now

    def compress(self, parts):
        """The moment; None where both are empty."""
        if not parts or not any(parts):
            return None
        day, time = parts
        if day is None or time is None:
            raise ValidationError("Enter the date and the time.", code="incomplete")
        return clock.at_london(day, time)

    def validate(self, value):
        """Required, and not in the future where it says so."""
        super().validate(value)
        if value and self.not_after_now and value > clock.now():
            raise ValidationError(
                "This can’t be in the future. Check the date and the time.", code="too_late"
            )


class ChoiceField(forms.ChoiceField):
    """Radio buttons: one of a few.

    ``hints`` gives words under an option ({value: text}): the descriptors of a scale, say. ``inline`` sets
    short options (Yes, No) side by side.
    """

    def __init__(self, label: str, choices, *, hints: dict | None = None, inline: bool = False, **kwargs):
        kwargs.setdefault("widget", forms.RadioSelect())
        super().__init__(label=label, choices=choices, **kwargs)
        self.hints, self.inline = hints or {}, inline


class YesNoField(forms.TypedChoiceField):
    """Yes or no, neither chosen at first; gives True, False, or None."""

    def __init__(self, label: str, **kwargs):
        super().__init__(
            label=label,
            choices=[("yes", "Yes"), ("no", "No")],
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect(),
            **kwargs,
        )
        self.hints, self.inline = {}, True

    def prepare_value(self, value):
        """The option for True or False."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class MultipleChoiceField(forms.MultipleChoiceField):
    """Checkboxes: any number of a few."""

    def __init__(self, label: str, choices, *, hints: dict | None = None, **kwargs):
        super().__init__(label=label, choices=choices, widget=forms.CheckboxSelectMultiple(), **kwargs)
        self.hints = hints or {}


class TickField(forms.BooleanField):
    """One checkbox with its sentence."""

    def __init__(self, label: str, *, required: bool = False, **kwargs):
        super().__init__(label=label, required=required, **kwargs)


class SelectField(forms.ChoiceField):
    """A drop-down list; with ``autocomplete`` a box that one types into (lists of more than about ten)."""

    widget = SelectWidget

    def __init__(self, label: str, choices, *, autocomplete: bool = False, **kwargs):
        super().__init__(label=label, choices=choices, **kwargs)
        if autocomplete:
            self.widget.attrs["data-autocomplete"] = ""


class PickField(forms.ModelChoiceField):
    """One row of a queryset, typed by name: a person, a team, a child. Give only what this person may see.

    ``say(row)`` gives the words of an option.
    """

    widget = SelectWidget

    def __init__(self, label: str, queryset, *, say=str, autocomplete: bool = True, **kwargs):
        kwargs.setdefault("empty_label", "")
        super().__init__(queryset, label=label, **kwargs)
        self._say = say
        if autocomplete:
            self.widget.attrs["data-autocomplete"] = ""

    def label_from_instance(self, obj):
        """The words of an option."""
        return self._say(obj)


class UploadField(forms.FileField):
    """One file. ``endings`` are what is allowed ("pdf", "docx"), ``most`` the largest size in bytes; the
    hint says both.

    The content is checked where the document is stored; this refuses early, in words.
    """

    def __init__(self, label: str, *, endings: tuple[str, ...], most: int, help_text: str = "", **kwargs):
        self.endings, self.most = tuple(ending.lower().lstrip(".") for ending in endings), most
        allowed = f"{self._listed()}, up to {most // (1024 * 1024)} MB."
        super().__init__(label=label, help_text=f"{help_text} {allowed}".strip(), max_length=200, **kwargs)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in self.endings)

    def _listed(self) -> str:
        names = [ending.upper() for ending in self.endings]
        return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]

    def clean(self, data, initial=None):
        """The uploaded file; ValidationError for a wrong ending or a file that is too large."""
        file = super().clean(data, initial)
        if file and file is not initial:
            if PurePath(file.name).suffix.lower().lstrip(".") not in self.endings:
                raise ValidationError(
                    f"The file must be {self._listed()}. Save it as one of them, then choose it again."
                )
            if file.size > self.most:
                size, most = file.size / 1024 / 1024, self.most // (1024 * 1024)
                raise ValidationError(f"The file is {size:.1f} MB. It must be {most} MB or less.")
        return file
