"""What a person can do now about a dispute, a stage or a referral: the buttons of its page, and what stands in the way.

Everything follows from ``steps_open_to``: here it only gets its page, and words that say what it does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from disputes.models import CafcassReferral, Dispute, DisputeStage
from disputes.queries import holder_of, referral_in_preparation
from disputes.rules import confirmers_of, may_refer_to_cafcass
from qa_portal.people.roles import Role
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import OpenStep, steps_open_to


@dataclass(frozen=True)
class Offer:
    """One button, or what it waits for."""

    name: str
    label: str
    url: str
    is_primary: bool = False
    blockers: tuple[Blocker, ...] = ()


@dataclass(frozen=True)
class Offers:
    """What can be done now. ``waits_for`` heads the sentences of what must be done before the main step."""

    steps: list[Offer] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    waits_for: str = ""

    def __add__(self, other: Offers) -> Offers:
        """Both together; the first's main step stays the only primary one."""
        taken = any(step.is_primary for step in self.steps)
        theirs = [replace(step, is_primary=False) for step in other.steps] if taken else other.steps
        return Offers(
            [*self.steps, *theirs], self.blockers or other.blockers, self.waits_for or other.waits_for
        )


@dataclass(frozen=True)
class _Written:
    """A form that must be filled in before a step: its page, what it is called, what the step is called."""

    url_name: str
    label: str
    before: str


#: Each step's page.
_PAGES = {
    (DisputeStage, "open"): "stage_start",
    (DisputeStage, "send"): "stage_request",
    (DisputeStage, "give_back"): "stage_return",
    (DisputeStage, "answer"): "stage_complete",
    (DisputeStage, "go_on_unanswered"): "stage_non_response",
    (DisputeStage, "conclude"): "stage_sign",
    (DisputeStage, "send_back"): "stage_send_back",
    (DisputeStage, "confirm"): "stage_confirm",
    (DisputeStage, "bypass"): "stage_bypass",
    (Dispute, "go_formal"): "dispute_go_formal",
    (Dispute, "settle_informally"): "dispute_settle",
    (Dispute, "reopen"): "dispute_reopen",
    (CafcassReferral, "make"): "cafcass_make",
    (CafcassReferral, "withdraw"): "cafcass_withdraw",
}

#: The form that belongs to a step.
_WRITTEN = {
    "send": _Written("stage_details", "Write the stage", "Before you can send the request"),
    "answer": _Written("stage_answer", "Answer on each action", "Before you can complete the request"),
    "conclude": _Written("stage_outcome", "Record progress and outcome", "Before you can sign"),
    "make": _Written("cafcass_referral", "Fill in the referral", "Before it can be recorded as made"),
    "go_formal": _Written("dispute_background", "Record the informal attempt", "Before a formal stage"),
}


def offers_on(user: Any, thing: Any) -> Offers:
    """What this person can do now about a stage, a dispute or a referral."""
    steps: list[Offer] = []
    blockers: list[Blocker] = []
    waits_for = ""
    for step in steps_open_to(user, thing):
        if _leads_nowhere(thing, step):
            continue
        written = _WRITTEN.get(step.name)
        url = reverse(_PAGES[type(thing), step.name], args=[thing.pk])
        is_primary = step.is_primary or (step.name == "go_on_unanswered" and not step.blockers)
        offer = Offer(step.name, _label(thing, step), url, is_primary and not step.blockers, step.blockers)
        if written is None:
            steps.append(offer)
            continue
        if step.blockers:
            blockers, waits_for = [*blockers, *step.blockers], waits_for or written.before
        else:
            steps.append(offer)
        steps.append(
            Offer(
                f"write_{step.name}",
                written.label,
                reverse(written.url_name, args=[thing.pk]),
                bool(step.blockers),
            )
        )
    steps.sort(key=lambda offer: not offer.is_primary)
    return Offers(_one_primary(steps), blockers, waits_for)


def offer_of_referral(user: Any, dispute: Dispute) -> Offers:
    """Referring the dispute to Cafcass, where it isn't being prepared already (LAW-03)."""
    if not may_refer_to_cafcass(user, dispute):
        return Offers()
    prepared = referral_in_preparation(dispute)
    if prepared is not None:
        return Offers([Offer("referral", "Go on with the referral to Cafcass", prepared.get_absolute_url())])
    return Offers([Offer("refer", "Refer to Cafcass", reverse("cafcass_prepare", args=[dispute.pk]))])


def _one_primary(steps: list[Offer]) -> list[Offer]:
    first = next((step for step in steps if step.is_primary), None)
    return [replace(step, is_primary=step is first) for step in steps]


def _leads_nowhere(thing: Any, step: OpenStep) -> bool:
    """Whether a step has nowhere to go from here: no higher stage to go to."""
    return step.name == "bypass" and not higher_levels(thing)


def higher_levels(stage: DisputeStage) -> list[int]:
    """The levels above a stage's that its procedure lets be reached from it (LAW-01)."""
    policy = stage.policy.disputes
    return [
        number
        for number, _level in policy.numbered_levels()
        if number > stage.level and policy.may_open(number, after=stage.level)
    ]


def _label(thing: Any, step: OpenStep) -> str:
    if step.name == "send":
        return f"Send to {holder_in_words(thing)}"
    if step.name == "conclude":
        return sign_label(thing)
    if step.name == "go_on_unanswered" and not step.blockers:
        return non_response_label(thing)
    return step.label


def holder_in_words(stage: DisputeStage) -> str:
    """Whom the request would go to: "Tamsin Manager, Team Manager"."""
    holding = holder_of(stage)
    if holding.is_nobody or holding.post is None or holding.fell_to_quality_team:
        return Role(stage.level_policy.answered_by).label
    return f"{' and '.join(p.name for p in holding.people)}, {Role(holding.post.role).label}"


def sign_label(stage: DisputeStage) -> str:
    """What the button that signs says: to whom it goes."""
    if stage.policy.disputes.confirmer is None:
        return "Sign the outcome"
    people, role = confirmers_of(stage)
    if not people:
        return "Sign and send for confirmation"
    return f"Sign and send to {' or '.join(p.name for p in people)}, {Role(role).label}"


def non_response_label(stage: DisputeStage) -> str:
    """What the button that records a non-response says: what it prepares (LAW-04)."""
    policy = stage.policy.disputes
    if stage.level >= policy.last_level:
        return "Record the non-response"
    return f"Record the non-response and prepare {policy.level(stage.level + 1).name}"
