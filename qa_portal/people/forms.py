"""What is asked for about people, teams, posts and cover."""

from __future__ import annotations

from typing import Any

from qa_portal import forms
from qa_portal.frameworks.queries import published

from .fields import PersonField
from .models import Team, User
from .roles import Role


class PersonForm(forms.PortalForm):
    """Who a person is and how they are reached."""

    name = forms.TextField("First name and surname", max_length=120, width=30)
    email = forms.TextField(
        "Email address", max_length=254, width=30, help_text="They sign in with it, and notices go there."
    )
    job_title = forms.TextField(
        "Job title", max_length=120, width=30, required=False, help_text="As the council calls it."
    )
    phone = forms.TextField("Telephone at work", max_length=40, width=20, required=False)


class FindPersonForm(forms.PortalForm):
    """Beside the list of people."""

    marks_no_optional = True

    q = forms.TextField("Name or email address", max_length=100, required=False)
    role = forms.SelectField("Role", [("", "Any"), *Role.choices], required=False)
    team = forms.PickField("Team", Team.objects.none(), required=False)
    state = forms.SelectField(
        "Who", [("", "Those who can sign in"), ("left", "Those who have left"), ("no-post", "Without a post")],
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()


class AppointForm(forms.PortalForm):
    """A post for a person."""

    role = forms.SelectField("Role", [("", ""), *Role.choices], autocomplete=True)
    team = forms.PickField("Team, service or department", Team.objects.none())
    is_acting = forms.TickField("They act up in this post")
    starts_on = forms.DateField("First day")
    ends_on = forms.DateField("Last day", required=False, help_text="Leave it empty if it isn't known yet.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(is_open=True)


class FillPostForm(forms.PortalForm):
    """A person for a post."""

    person = PersonField("Who")
    is_acting = forms.TickField("They act up in this post")
    starts_on = forms.DateField("First day")
    ends_on = forms.DateField("Last day", required=False, help_text="Leave it empty if it isn't known yet.")


class EndAppointmentForm(forms.PortalForm):
    """From when a post is no longer theirs."""

    ends_on = forms.DateField(
        "Last day in the post",
        required=False,
        help_text="Leave it empty to end it now: the post is vacant at once.",
    )
    reason = forms.TextField("Why", max_length=200, required=False)


class ReasonForm(forms.PortalForm):
    """Why something is done."""

    reason = forms.TextField("Why", max_length=200, required=False)


class CoverForm(forms.PortalForm):
    """Who answers for whom, and when."""

    absent = PersonField("Who is away?")
    covered_by = PersonField("Who answers for them?")
    starts_on = forms.DateField("First day of cover")
    ends_on = forms.DateField("Last day of cover", not_before="today")
    reason = forms.TextField(
        "Why",
        max_length=200,
        required=False,
        help_text="Leave, training, a secondment. Nothing about anybody's health.",
    )


class TeamForm(forms.PortalForm):
    """A team in the tree."""

    name = forms.TextField("Name", max_length=120, width=30)
    kind = forms.ChoiceField(
        "What it is",
        Team.Kind.choices,
        hints={"department": "Directors have their posts here.", "service": "Stands above teams."},
    )
    parent = forms.PickField("Stands below", Team.objects.none(), required=False)
    framework_key = forms.SelectField(
        "Framework", [], required=False, help_text="The procedure that its work follows from now on."
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Team.objects.filter(is_open=True).exclude(
            pk=team.pk if team else None
        )
        keys = published().order_by("key").values_list("key", flat=True).distinct()
        self.fields["framework_key"].choices = [("", "As the team above"), *((key, key) for key in keys)]


class PostForm(forms.PortalForm):
    """A post on a team."""

    role = forms.SelectField("Role", [("", ""), *Role.choices], autocomplete=True)


class MailForm(forms.PortalForm):
    """How notices come."""

    mail = forms.ChoiceField("How should notices reach you by email?", User.Mail.choices)
