"""The steps of a panel, each on a page: convened, begun, ended, called off."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from moderation.actions.convening import begin_panel, cancel_panel, convene_panel
from moderation.actions.ending import end_panel
from moderation.forms import EndForm, NothingForm, ReasonForm
from moderation.models import Panel
from moderation.pages import panel_or_404, trail_to
from moderation.queries import still_before
from qa_portal.deadlines.words import weekday_time
from qa_portal.frameworks.wording import people
from qa_portal.workflow.pages import StepPage


class PanelStep(StepPage):
    """A step of a panel that is taken on a page; 404 for whoever it isn't theirs."""

    template_name = "moderation/step.html"
    closed_template_name = "moderation/moved_on.html"
    form_class = NothingForm

    def load(self) -> Panel:
        """The panel. Raises Http404."""
        panel = panel_or_404(self.request, self.kwargs["pk"])
        if not self.is_theirs(panel):
            raise Http404
        return panel

    def get_context_data(self, panel: Panel, **context: Any) -> dict[str, Any]:
        """The way back."""
        return {**super().get_context_data(panel, **context), "trail": trail_to(panel)}


class Convene(PanelStep):
    """Convenes a panel: members are asked, reviewers and managers invited (MER-05)."""

    step = "convene"
    title = "Convene the panel"
    submit_label = "Convene it and send the invitations"
    success_message = (
        "The panel is convened. Its members are asked to grade, and everybody concerned is invited."
    )

    def what_happens(self, panel: Panel) -> list[str]:
        """Who is asked for what, and until when."""
        drawn = panel.draws.first()
        if drawn is None or panel.convened_at is not None:
            return []
        number = drawn.lines.exclude(stratum="").count()
        members = len(panel.members.all())
        audits = "One audit comes" if number == 1 else f"{number} audits come"
        sentences = [
            f"{audits} before the panel, and {members} {'member is' if members == 1 else 'members are'} asked to grade "
            f"each alone by {weekday_time(panel.grade_until)}.",
            "Who wrote an audit, whose work it is or who is in that team has stepped out of it from the beginning.",
            "Each member gets the date for their calendar.",
        ]
        if panel.is_joint:
            return [*sentences, "It is a joint audit: what is agreed changes no grade."]
        invited = panel.policy.moderation.panel.invited
        if invited:
            sentences.append(
                f"For each audit these are invited: {people(invited)}. No invitation says a grade."
            )
        return sentences

    def act(self, panel: Panel, form: Any, by: Any) -> None:
        """Convene it."""
        convene_panel(panel, by=by)


class Begin(PanelStep):
    """Begins a panel."""

    step = "begin"
    title = "Begin the panel"
    submit_label = "Begin it"
    success_message = "The panel sits. Show the grades of an audit once they are in, then agree on one."

    def what_happens(self, panel: Panel) -> list[str]:
        """From now on grades are shown."""
        return [
            "From now on the grades of an audit can be shown to the members, and one agreed.",
            "Members who haven’t graded yet still can, on their own device, until the grades of that audit are shown.",
        ]

    def act(self, panel: Panel, form: Any, by: Any) -> None:
        """Begin it."""
        begin_panel(panel, by=by)


class End(PanelStep):
    """Ends a panel, with its minutes."""

    step = "end"
    title = "End the panel"
    submit_label = "End it"
    success_message = "The panel has ended, and its minutes stand."
    form_class = EndForm

    def get_form_kwargs(self, panel: Panel) -> dict[str, Any]:
        """Its members."""
        return {"members": [(str(member.pk), member.person.name) for member in panel.members.all()]}

    def suggest(self, panel: Panel) -> dict[str, Any]:
        """Everybody took part."""
        return {"attended": [str(member.pk) for member in panel.members.all()]}

    def what_happens(self, panel: Panel) -> list[str]:
        """What isn't reached is carried over."""
        left = len(still_before(panel))
        if not left:
            return ["Every audit on the agenda has been dealt with."]
        return [f"{left} {'audit is' if left == 1 else 'audits are'} carried over to the next panel."]

    def act(self, panel: Panel, form: EndForm, by: Any) -> None:
        """End it."""
        said = form.cleaned_data
        end_panel(panel, by=by, minutes=said["minutes"], attended={int(pk) for pk in said["attended"]})


class CallOff(PanelStep):
    """Calls a panel off."""

    step = "cancel"
    title = "Call the panel off"
    submit_label = "Call it off"
    success_message = "The panel doesn’t take place. Everybody who knew of it is told."
    form_class = ReasonForm
    is_danger = True

    def what_happens(self, panel: Panel) -> list[str]:
        """What was on it waits."""
        return [
            "What is on its agenda waits for the next panel. What members gave already isn’t shown to anybody."
        ]

    def act(self, panel: Panel, form: ReasonForm, by: Any) -> None:
        """Call it off."""
        cancel_panel(panel, by=by, reason=form.cleaned_data["reason"])
