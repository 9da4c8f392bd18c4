"""The pages on which something of a cycle is written: opening, shares, drawing, sending, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from audits.actions.cycles import close_cycle, draw_cycle, send_cycle, set_share
from audits.cycles.agencies import label_of_agency
from audits.cycles.draws import latest_draw, stale_lines
from audits.forms.cycles import DrawForm, NothingForm, ShareForm
from audits.models import Cycle, CycleReviewer
from audits.rules import may_keep_cycle
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date
from qa_portal.drafts.views import EditView
from qa_portal.people.directory import directory
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.pages import StepPage

from .cycle_pages import cycle_or_404, draws_or_404, trail_to


class CycleReviewers(View):
    """Those who audit in a cycle, with their shares. May: the quality assurance team and whoever keeps it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list."""
        cycle = draws_or_404(request, pk)
        members = cycle.reviewers.select_related("person").order_by("person__name", "pk")
        page = LongList(members).get_page(request.GET.get("page"))
        book = directory()
        for member in page.object_list:
            member.post = book.post_in_words(member.person_id, preferring=member.role)
            member.agency_label = label_of_agency(cycle, member.agency)
        context = {
            "cycle": cycle,
            "terms": cycle.policy.terms,
            "trail": trail_to(cycle),
            "page": page,
            "has_agencies": bool(cycle.policy.selection.agencies),
            "may_change": may_keep_cycle(request.user, cycle) and cycle.sent_at is None,
        }
        return render(request, "audits/cycle_reviewers.html", context)


class ChangeShare(EditView):
    """How many audits one person takes. May: ``may_keep_cycle``, until the allocations are sent."""

    form_class = ShareForm
    template_name = "audits/cycle_edit.html"
    success_message = "Saved. Draw again if the cases were drawn already."
    submit_label = "Save the share"

    def get_object(self) -> CycleReviewer:
        """The person's row; 404 for whoever doesn't keep the cycle."""
        found = CycleReviewer.objects.select_related("person", "cycle__framework", "cycle__team")
        member = found.filter(pk=self.kwargs["pk"]).first()
        if member is None:
            raise Http404
        cycle_or_404(self.request, member.cycle_id)
        if not may_keep_cycle(self.request.user, member.cycle):
            raise Http404
        return member

    def get_form_kwargs(self, member: CycleReviewer) -> dict[str, Any]:
        """The agencies of the procedure."""
        return {"agencies": member.cycle.policy.selection.agencies}

    def closed_because(self, member: CycleReviewer) -> str:
        """Once it is sent, shares stay as they were."""
        if member.cycle.sent_at is None:
            return ""
        return "The allocations have been sent, so the shares stay as they are."

    def save(self, member: CycleReviewer, form: ShareForm, by: Any) -> None:
        """Set it."""
        set_share(member, by=by, **form.cleaned_data)

    def get_success_url(self, member: CycleReviewer) -> str:
        """Back to the list."""
        return reverse("cycle_reviewers", args=[member.cycle_id])

    def get_title(self, member: CycleReviewer) -> str:
        """Whose share it is."""
        return f"How many audits does {member.person.name} take?"

    def get_context_data(self, member: CycleReviewer, **context: Any) -> dict[str, Any]:
        """The way back."""
        trail = [*trail_to(member.cycle), ("Who audits", self.get_success_url(member))]
        return {**context, "trail": trail, "facts": [("Role", directory().post_in_words(member.person_id))]}


class CycleStep(StepPage):
    """A step of a cycle, taken on a page. May: ``may_keep_cycle``."""

    template_name = "audits/cycle_step.html"
    form_class = NothingForm

    def load(self) -> Cycle:
        """The cycle, for whoever keeps it. Raises Http404."""
        cycle = cycle_or_404(self.request, self.kwargs["pk"])
        if not may_keep_cycle(self.request.user, cycle):
            raise Http404
        return cycle

    def get_context_data(self, cycle: Cycle, **context: Any) -> dict[str, Any]:
        """With the way back."""
        return {**super().get_context_data(cycle, **context), "cycle": cycle, "trail": trail_to(cycle)}


class DrawCases(CycleStep):
    """Drawing the cases, for the first time or again (NEW-04)."""

    form_class = DrawForm
    step = "draw"
    submit_label = "Draw the cases"
    success_message = "The cases are drawn. Nothing has been sent yet."

    def get_form_kwargs(self, cycle: Cycle) -> dict[str, Any]:
        """A second draw says why."""
        return {"is_again": cycle.has_been_drawn}

    def suggest(self, cycle: Cycle) -> dict[str, Any]:
        """As many as were asked for when it was opened."""
        return {"wanted": cycle.size}

    def get_title(self, cycle: Cycle) -> str:
        """The first draw, or another."""
        return "Draw the cases again" if cycle.has_been_drawn else "Draw the cases"

    def what_happens(self, cycle: Cycle) -> list[str]:
        """What the draw goes by."""
        selection = cycle.policy.selection
        said = [
            "The portal makes a seed by chance and draws by it; you can look at why each case is in or out."
        ]
        if selection.by_team:
            said.append("The cases are spread over all teams, in proportion to their records.")
        if selection.one_a_cycle:
            said.append("Nobody’s work is audited twice in one cycle.")
        if selection.months_between:
            said.append(
                f"Between two audits of one practitioner’s work lie {selection.months_between} months."
            )
        if selection.allocated_months:
            said.append(
                f"Cases that were allocated at least {selection.allocated_months} months ago come first; "
                "others only where there are too few."
            )
        said.append("Nobody audits their own team, those whom they supervise, or what they worked on.")
        said.append("Nothing is sent yet. Nothing can be added to the draw or taken out of it by hand.")
        if cycle.has_been_drawn:
            said.append("The draw that stands is kept beside the new one, with your reason.")
        return said

    def act(self, cycle: Cycle, form: DrawForm, by: Any) -> HttpResponse:
        """Draw, and go to what was drawn."""
        said = form.cleaned_data
        drawn = draw_cycle(cycle, by=by, wanted=said["wanted"], reason=said.get("reason", ""))
        if not drawn.is_feasible:
            self.success_message = ""
            messages.warning(
                self.request, "Fewer cases could be drawn than were asked for. The page says why."
            )
        return redirect("cycle_drawn", cycle.pk)

    def get_success_url(self, cycle: Cycle) -> str:
        """The cycle."""
        return cycle.get_absolute_url()


class SendAllocations(CycleStep):
    """Sending the allocations (WAL-03)."""

    step = "send"
    title = "Send the allocations"
    submit_label = "Send them"
    success_message = "The allocations have been sent. The letters are being made and put on the records."

    def blockers(self, cycle: Cycle) -> list[Blocker]:
        """As the step says, and what has changed since the draw."""
        found = super().blockers(cycle)
        drawn = latest_draw(cycle)
        return found or (stale_lines(drawn) if drawn else [])

    def what_happens(self, cycle: Cycle) -> list[str]:
        """Who is told what."""
        drawn = latest_draw(cycle)
        number = drawn.fairness["fates"].get("drawn", 0) if drawn else 0
        cases = (
            "One case is allocated to the person" if number == 1 else f"{number} cases are allocated to those"
        )
        days = cycle.policy.cycles.complete_within
        until = f"within {days} working days" if days else f"by {weekday_date(cycle.ends_on)}"
        return [
            f"{cases} with whom the draw paired {'it' if number == 1 else 'them'}, to be completed {until}.",
            "Practitioners and managers are told which record is audited, and by whom.",
            "A letter for each goes on its record.",
            "After that the cycle can’t be drawn again. Whoever can’t audit is replaced, with the reason.",
        ]

    def act(self, cycle: Cycle, form: Any, by: Any) -> None:
        """Send."""
        send_cycle(cycle, by=by)

    def get_success_url(self, cycle: Cycle) -> str:
        """The cycle."""
        return cycle.get_absolute_url()


class CloseCycle(CycleStep):
    """Closing a cycle."""

    step = "close"
    title = "Close the cycle"
    submit_label = "Close it"
    success_message = "The cycle is closed."

    def what_happens(self, cycle: Cycle) -> list[str]:
        """It stays readable."""
        return ["Nothing of it is outstanding. What was drawn and written stays as it is."]

    def act(self, cycle: Cycle, form: Any, by: Any) -> None:
        """Close."""
        close_cycle(cycle, by=by)

    def get_success_url(self, cycle: Cycle) -> str:
        """The cycle."""
        return cycle.get_absolute_url()
