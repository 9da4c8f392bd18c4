"""The pages of a dispute: raising it, where it stands, its background, and the steps of the whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from disputes.actions.dispute import reopen_dispute, settle_informally
from disputes.actions.start import start_formal_process
from disputes.actions.writing import write_background
from disputes.blockers import child_blockers, informal_blockers
from disputes.forms import dispute as dispute_forms
from disputes.maps import map_of_dispute
from disputes.models import Dispute
from disputes.offers import offer_of_referral, offers_on
from disputes.pages import DisputePage, DisputeStep, trail_to
from disputes.queries import cap_of, last_stage_of, open_stage_of, standing_referrals
from disputes.rules import may_write_background
from disputes.timeline import entries_of
from disputes.words import closing_in_words, outcome_label, where_dispute_stands, where_stage_stands
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import Informal
from qa_portal.people.directory import directory
from qa_portal.people.words import in_post


class DisputeHome(DisputePage):
    """A dispute: where it stands, what can be done, its stages, how it got here."""

    template_name = "disputes/dispute.html"

    def show(self) -> dict[str, Any]:
        """Everything, in a constant number of queries."""
        dispute, user = self.dispute, self.request.user
        stage = open_stage_of(dispute)
        offers = offers_on(user, dispute)
        if stage is not None:
            offers = offers_on(user, stage) + offers
        return {
            "where": where_dispute_stands(dispute),
            "open_stage": stage,
            "offers": offers + offer_of_referral(user, dispute),
            "map": map_of_dispute(dispute),
            "entries": entries_of(dispute, dispute.trail),
            "stages": [_row(each) for each in dispute.stages.all()],
            "referrals": standing_referrals(dispute),
            "facts": facts_of(dispute),
            "background": background_of(dispute),
            "may_write": may_write_background(user, dispute),
            "unwritten": [*informal_blockers(dispute), *child_blockers(dispute)],
            "closing": closing_in_words(dispute),
            "trail": trail_to(self.thing, self.dispute)[:-1],
        }


def _row(stage: Any) -> dict[str, Any]:
    """One line of the list of stages."""
    answer = next((d for d in stage.deadlines.all() if d.kind == "stage_answer"), None)
    return {
        "stage": stage,
        "where": where_stage_stands(stage),
        "answer": answer,
        "outcome": outcome_label(stage, stage.outcome) if stage.outcome and stage.concluded_at else "",
        "carried": stage.follows_id is not None,
    }


def facts_of(dispute: Dispute) -> list[tuple[str, str]]:
    """What a dispute is, in words."""
    policy = dispute.policy
    facts = [
        ("Raised by", f"{in_post(dispute.raised_by)} on {weekday_date(dispute.raised_at)}"),
        ("Procedure", f"{policy.title}, version {policy.about.version}"),
    ]
    if dispute.first_sent_at:
        facts.append(("First formal request", weekday_date(dispute.first_sent_at)))
    cap = cap_of(dispute)
    if cap and cap.is_extended:
        facts.append(("Limit for all stages, as first set", weekday_date(cap.first_due_at)))
    return facts


def background_of(dispute: Dispute) -> list[tuple[str, str]]:
    """The concern, the informal attempt and what the child was told, as the framework asks for them."""
    policy = dispute.policy
    rows = [
        ("Theme", policy.theme_label(dispute.theme) if dispute.theme else ""),
        ("Concern", dispute.concern),
    ]
    if policy.disputes.informal != Informal.NONE:
        rows.append((policy.terms.informal, _informal_in_words(dispute)))
    if policy.disputes.child_told and dispute.subject.kind == dispute.subject.Kind.CHILD:
        rows.append(("The child was told", weekday_date(dispute.child_told_on)))
        rows.append(("An advocate was offered", weekday_date(dispute.advocate_offered_on)))
        if dispute.child_not_told_why:
            rows.append(("Why not", dispute.child_not_told_why))
    return rows


def _informal_in_words(dispute: Dispute) -> str:
    if dispute.informal_tried == Dispute.Tried.NO:
        return f"Not tried. {dispute.informal_why_not}".strip()
    if dispute.informal_tried != Dispute.Tried.YES:
        return ""
    when = f" on {weekday_date(dispute.informal_on)}" if dispute.informal_on else ""
    whom = f" with {dispute.informal_with}" if dispute.informal_with else ""
    return f"Tried{when}{whom}.\n{dispute.informal_result}".strip()


class DisputeBackground(DisputeStep):
    """Concern, theme, informal attempt, and what the child was told (MER-12, LAW-08)."""

    form_class = dispute_forms.BackgroundForm
    template_name = "disputes/edit.html"
    title = "Background of the dispute"

    def leads_on(self, dispute: Dispute) -> bool:
        """While the dispute is open."""
        return dispute.is_open

    def is_theirs(self, dispute: Dispute) -> bool:
        """Its keeper's."""
        return may_write_background(self.request.user, dispute)

    def get_form_kwargs(self, dispute: Dispute) -> dict[str, Any]:
        """What is asked for is the framework's."""
        return {"policy": dispute.policy, "is_child": dispute.subject.kind == dispute.subject.Kind.CHILD}

    def get_values(self, dispute: Dispute) -> Dispute:
        """What is stored."""
        return dispute

    def act(self, dispute: Dispute, form: Any, by: Any) -> HttpResponse:
        """Write it, and go back to where it was asked for."""
        write_background(dispute, by=by, **form.cleaned_data)
        stage = open_stage_of(dispute)
        return redirect(stage if stage and self.request.GET.get("from") == "stage" else dispute)


class GoFormal(DisputeStep):
    """Goes on from informal resolution to the formal process (MER-12)."""

    form_class = dispute_forms.FormalForm
    step = "go_formal"
    title = "Go on to the formal process"
    submit_label = "Open the stage"
    success_message = "The stage is open, ready to be written."

    def get_form_kwargs(self, dispute: Dispute) -> dict[str, Any]:
        """The levels are the framework's."""
        return {"policy": dispute.policy, "roles": directory().roles_of(self.request.user.pk)}

    def suggest(self, dispute: Dispute) -> dict[str, Any]:
        """The first."""
        return {"level": "1"}

    def what_happens(self, dispute: Dispute) -> list[str]:
        """The informal step ends."""
        return [
            "Informal resolution ends here.",
            "The stage opens in your work. Nobody is asked before you send it.",
        ]

    def act(self, dispute: Dispute, form: Any, by: Any) -> HttpResponse:
        """Open it."""
        said = form.cleaned_data
        return redirect(
            start_formal_process(dispute, by=by, level=int(said["level"]), skip_reason=said["skip_reason"])
        )


class Settle(DisputeStep):
    """Closes a dispute that was put right informally (MER-12, MOS-22)."""

    form_class = dispute_forms.SettleForm
    step = "settle_informally"
    title = "It was resolved informally"
    submit_label = "Close the dispute as resolved"
    success_message = "The dispute is closed: resolved informally."

    def what_happens(self, dispute: Dispute) -> list[str]:
        """It ends."""
        return [
            "The dispute is closed without a formal stage.",
            "The IRO Manager can reopen it, with a reason.",
        ]

    def act(self, dispute: Dispute, form: Any, by: Any) -> None:
        """Close it."""
        settle_informally(dispute, by=by, summary=form.cleaned_data["summary"])


class Reopen(DisputeStep):
    """Reopens a closed dispute, with a reason (MOS-22)."""

    form_class = dispute_forms.ReopenForm
    step = "reopen"
    is_danger = True
    title = "Reopen the dispute"
    submit_label = "Reopen the dispute"
    success_message = ""

    def get_form_kwargs(self, dispute: Dispute) -> dict[str, Any]:
        """Any level, the last one first."""
        return {"levels": [(n, level.name) for n, level in dispute.policy.disputes.numbered_levels()]}

    def suggest(self, dispute: Dispute) -> dict[str, Any]:
        """The level it ended at."""
        last = last_stage_of(dispute)
        return {"level": str(last.level if last else 1)}

    def what_happens(self, dispute: Dispute) -> list[str]:
        """What opens, and that nothing is reset."""
        return [
            "A new stage opens at the level that you choose, everything carried over, in the reviewing officer’s work.",
            "The working days of the whole dispute go on from its first formal request: reopening resets nothing.",
            "The reviewing officer is told, with your reason.",
        ]

    def act(self, dispute: Dispute, form: Any, by: Any) -> None:
        """Reopen it."""
        said = form.cleaned_data
        stage = reopen_dispute(dispute, by=by, reason=said["reason"], level=int(said["level"]))
        self.success_message = f"The dispute is open again, at {stage.name}."
