"""Planning a panel: the procedure, date and members, its agenda drawn and explained."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View

from moderation.actions.planning import change_panel, draw_agenda, plan_panel
from moderation.forms import DrawForm, LinesFilter, PanelForm, ProcedureForm
from moderation.models import AgendaDraw, Panel
from moderation.pages import TRAIL, panel_or_404, trail_to
from moderation.queries import page_of_lines
from moderation.rules import may_keep_panel, may_plan_panels
from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, policies_by_key, policy_of, published_version
from qa_portal.frameworks.wording import names_of
from qa_portal.people.directory import directory
from qa_portal.people.models import User


def people_in(roles: Any) -> list[tuple[int, str]]:
    """Everybody who holds or covers one of these roles today, with their post, by name."""
    book, wanted = directory(), {str(role) for role in roles}
    found = [
        (pk, f"{person.name} ({book.post_in_words(pk)})")
        for pk, person in book.people.items()
        if book.roles_of(pk) & wanted
    ]
    return sorted(found, key=lambda pair: pair[1])


class ChooseProcedure(View):
    """The procedure whose audits are moderated; one alone needs no choice. May: whoever plans panels."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The choice, or the way on to the form."""
        mine = sorted(
            (policy.title, key)
            for key, policy in policies_by_key().items()
            if may_plan_panels(request.user, policy)
        )
        if not mine:
            raise Http404
        asked = [(key, title) for title, key in mine]
        form = ProcedureForm(request.GET if "procedure" in request.GET else None, procedures=asked)
        if len(mine) == 1:
            return redirect("panel_plan", mine[0][1])
        if form.is_bound and form.is_valid():
            return redirect("panel_plan", form.cleaned_data["procedure"])
        context = {"form": form, "trail": [(TRAIL[0], reverse(TRAIL[1]))]}
        return render(request, "moderation/procedure.html", context)


class PlanPanel(EditView):
    """Planning a panel, or a joint audit. May: the roles that record a panel's grade under the procedure."""

    form_class = PanelForm
    template_name = "moderation/panel_edit.html"
    title = "Plan a panel"
    submit_label = "Plan it"
    success_message = ""

    @cached_property
    def version(self) -> FrameworkVersion:
        """The procedure as it is published. Raises Http404."""
        try:
            return published_version(self.kwargs["key"])
        except NoFramework:
            raise Http404 from None

    @property
    def policy(self) -> Framework:
        """What it says."""
        return policy_of(self.version)

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever doesn't plan panels."""
        if not may_plan_panels(self.request.user, self.policy):
            raise Http404

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """Who may chair and sit, and whether the procedure has joint audits."""
        moderation = self.policy.moderation
        return {
            "sits": people_in(moderation.sits),
            "chairs": people_in(moderation.recorded_by),
            "has_joint": bool(moderation.panel.joint_a_year),
            "is_new": True,
            "is_planned": True,
        }

    def suggest(self, obj: None) -> dict[str, Any]:
        """Whoever plans it chairs it, where they may."""
        return {"chair": str(self.request.user.pk), "kind": Panel.Kind.PANEL}

    def save(self, obj: None, form: PanelForm, by: Any) -> HttpResponse:
        """Plan it and go to its page."""
        said = form.cleaned_data
        panel = plan_panel(
            by=by,
            framework=self.version,
            kind=said.get("kind") or Panel.Kind.PANEL,
            begins_at=said["begins_at"],
            place=said["place"],
            chair=User.objects.get(pk=int(said["chair"])),
            members=User.objects.filter(pk__in=[int(pk) for pk in said["members"]]),
        )
        messages.success(self.request, "The panel is planned. Draw its agenda, then convene it.")
        return redirect(panel)

    def get_success_url(self, obj: None) -> str:
        """The list."""
        return reverse("panels")

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """What the procedure says of panels."""
        moderation = self.policy.moderation
        facts = [("Procedure", f"{self.policy.title}, version {self.policy.about.version}")]
        facts.append(("Panels sit in", names_of(moderation.months)))
        if moderation.panel.joint_a_year:
            facts.append(("Joint audits a year", str(moderation.panel.joint_a_year)))
        facts.append(("Members at least", str(moderation.panel.at_least)))
        return {**context, "trail": [(TRAIL[0], reverse(TRAIL[1]))], "facts": facts}


class EditPanel(EditView):
    """Changes date, place and chair, and who sits on it; once it is convened, who joins it. May: whoever keeps the
    panel, until it begins."""

    form_class = PanelForm
    template_name = "moderation/panel_edit.html"
    title = "Change the panel"

    def get_object(self) -> Panel:
        """The panel; 404 for whoever doesn't keep it."""
        panel = panel_or_404(self.request, self.kwargs["pk"])
        if not may_keep_panel(self.request.user, panel):
            raise Http404
        return panel

    def get_values(self, panel: Panel) -> dict[str, Any]:
        """As it stands; nobody joins a convened panel yet."""
        members = [str(m.person_id) for m in panel.members.all() if m.person_id != panel.chair_id]
        if panel.convened_at is not None:
            members = []
        return {
            "begins_at": panel.begins_at,
            "place": panel.place,
            "chair": str(panel.chair_id),
            "members": members,
        }

    def get_form_kwargs(self, panel: Panel) -> dict[str, Any]:
        """Who may chair and sit; of a convened panel, who may join it."""
        moderation, sits = panel.policy.moderation, people_in(panel.policy.moderation.sits)
        if panel.convened_at is not None:
            seated = {member.person_id for member in panel.members.all()}
            sits = [(pk, words) for pk, words in sits if pk not in seated]
        return {
            "sits": sits,
            "chairs": people_in(moderation.recorded_by),
            "has_joint": False,
            "is_new": False,
            "is_planned": panel.convened_at is None,
        }

    def closed_because(self, panel: Panel) -> str:
        """Once it has begun, or was called off, nothing of it is changed."""
        if panel.begun_at is None and not panel.is_over:
            return ""
        return f"It is now “{panel.get_state_display()}”, so its date, place and members stay as they are."

    def save(self, panel: Panel, form: PanelForm, by: Any) -> None:
        """Change it; everybody who knows of it is told of another date or place, and whoever joins is asked."""
        said = form.cleaned_data
        change_panel(
            panel,
            by=by,
            begins_at=said["begins_at"],
            place=said["place"],
            chair=User.objects.get(pk=int(said["chair"])) if said.get("chair") else None,
            members=User.objects.filter(pk__in=[int(pk) for pk in said["members"]])
            if "members" in said
            else None,
        )

    def get_context_data(self, panel: Panel, **context: Any) -> dict[str, Any]:
        """The way back."""
        return {**context, "trail": trail_to(panel)}


class DrawAgenda(EditView):
    """Draws what a panel moderates. May: whoever keeps it, while it is being planned."""

    form_class = DrawForm
    template_name = "moderation/panel_edit.html"
    title = "Draw the agenda"
    submit_label = "Draw it"
    success_message = "The agenda is drawn. Look at why each audit is on it, then convene the panel."

    def get_object(self) -> Panel:
        """The panel; 404 for whoever doesn't keep it."""
        panel = panel_or_404(self.request, self.kwargs["pk"])
        if not may_keep_panel(self.request.user, panel):
            raise Http404
        return panel

    def get_values(self, panel: Panel) -> dict[str, Any]:
        """Nothing is stored of a draw that is to come."""
        return {}

    def get_form_kwargs(self, panel: Panel) -> dict[str, Any]:
        """Whether it was drawn before."""
        return {"is_again": panel.draws.first() is not None, "is_joint": panel.is_joint}

    def closed_because(self, panel: Panel) -> str:
        """Once it is convened its agenda stands."""
        if panel.convened_at is None and not panel.is_over:
            return ""
        return "The panel has been convened, so its agenda stands."

    def save(self, panel: Panel, form: DrawForm, by: Any) -> HttpResponse:
        """Draw it and show why."""
        draw_agenda(
            panel, by=by, wanted=form.cleaned_data.get("wanted"), reason=form.cleaned_data.get("reason", "")
        )
        return redirect("panel_agenda", panel.pk)

    def get_context_data(self, panel: Panel, **context: Any) -> dict[str, Any]:
        """What will be on it."""
        moderation = panel.policy.moderation
        facts = [("Drawn by chance of the others", f"{moderation.share} per cent, rounded up")]
        if panel.is_joint:
            facts = [("Drawn by chance", "One audit, which every member grades")]
        return {**context, "trail": trail_to(panel), "facts": facts}


class AgendaExplained(View):
    """Why each audit that the last draw looked at is on the agenda or isn't. May: the quality assurance team."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A page of them. No grade is among the reasons: whoever reads them may be about to grade."""
        panel = panel_or_404(request, pk)
        if not directory().is_quality_team(request.user.pk):
            raise Http404
        drawn: AgendaDraw | None = panel.draws.first()
        form = LinesFilter(request.GET or None)
        shows = form.cleaned_data["shows"] if form.is_bound and form.is_valid() else ""
        page = page_of_lines(request.user, drawn, shows, request.GET.get("page")) if drawn else None
        context = {
            "panel": panel,
            "trail": trail_to(panel),
            "drawn": drawn,
            "earlier": panel.draws.all()[1:],
            "page": page,
            "form": form,
            "is_filtered": bool(shows),
            "since": weekday_date(drawn.since) if drawn else "",
        }
        return render(request, "moderation/agenda.html", context)
