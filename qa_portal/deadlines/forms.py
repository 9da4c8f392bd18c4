"""The forms of the closure days."""

from django.core.exceptions import ValidationError

from qa_portal.forms import DateField, PortalForm, TextField

from .closing import refuse_closure_day


class ClosureDayForm(PortalForm):
    """A day on which the council is closed."""

    day = DateField("Day", help_text="A Monday to Friday that isn’t a bank holiday, such as 29/12/2026.")
    reason = TextField("Reason", max_length=200, help_text="It is told to everyone whose deadline moves.")

    def clean_day(self):
        """Refuse a day on which the council can't be closed."""
        day = self.cleaned_data["day"]
        try:
            refuse_closure_day(day)
        except ValidationError as refused:
            raise ValidationError(refused.message_dict["day"]) from refused
        return day


class RemovalForm(PortalForm):
    """Why the council works on the day after all."""

    reason = TextField("Reason", max_length=200, help_text="It is told to everyone whose deadline moves.")
