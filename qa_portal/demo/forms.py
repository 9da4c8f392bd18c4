"""The form of the demonstration's clock."""

from __future__ import annotations

from qa_portal.forms import DateField, PortalForm, TimeField


class MomentForm(PortalForm):
    """A day and a time of London's clocks."""

    day = DateField("Day", not_before="today", help_text="For example 4/12/2026.")
    time = TimeField("Time", help_text="For example 5pm.")
