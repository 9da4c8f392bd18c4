"""The workflow maps of disputes, drawn from the state machine and the framework's levels (MOS-19, LEE-09).

The map of a dispute has a box for each stage that was opened, for the levels that were passed over, and for every
route that is open from where it stands. The map of a stage has the states that it has been in and those that a step
leads to from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from disputes.models import Dispute, DisputeStage
from disputes.queries import last_stage_of, open_stage_of, standing_referrals
from disputes.trail import Row, arrivals_in
from qa_portal.deadlines.words import short_date
from qa_portal.frameworks.vocabulary import DisputeNext, Informal
from qa_portal.people.roles import Role
from qa_portal.workflow.maps import DONE, HERE, PASSED, POSSIBLE, Edge, Node, WorkflowMap
from qa_portal.workflow.routes import state_map
from qa_portal.workflow.steps import leads_from_here


def map_of_dispute(dispute: Dispute) -> WorkflowMap:
    """Where a dispute stands, what led there and which routes are open; takes one that was read whole."""
    done = [*_before_the_stages(dispute), *_stages(dispute)]
    edges = [Edge(one.key, other.key, DONE) for one, other in pairwise(done)]
    routes = _routes(dispute)
    referral = _referral(dispute)
    if dispute.closed_at:
        routes = [Node("complete", "Dispute complete", HERE, short_date(dispute.closed_at))]
        edges += [Edge(done[-1].key, "complete", DONE)] if done else []
    elif done:
        edges += _routes_drawn(done[-1], routes)
    if referral is not None:
        start = _stage_at(dispute, referral) or (done[-1].key if done else "")
        edges += (
            [Edge(start, referral.key, POSSIBLE if referral.state == POSSIBLE else DONE)] if start else []
        )
        routes = [*routes, referral]
    return WorkflowMap([*done, *routes], edges, _title(dispute))


def _routes_drawn(here: Node, routes: list[Node]) -> list[Edge]:
    """The levels to come stand one after the other; the other ways lead straight from here."""
    levels = [here, *(node for node in routes if node.key.startswith("level-"))]
    ends = [node for node in routes if not node.key.startswith("level-")]
    return [Edge(one.key, other.key) for one, other in pairwise(levels)] + [
        Edge(here.key, node.key) for node in ends
    ]


def _title(dispute: Dispute) -> str:
    stage = open_stage_of(dispute)
    last = dispute.policy.disputes.last_level
    if stage is not None:
        return f"{stage.name} of {last}: {stage.get_state_display().lower()}"
    return f"Dispute: {dispute.get_state_display().lower()}"


def _before_the_stages(dispute: Dispute) -> list[Node]:
    policy, nodes = dispute.policy, []
    if dispute.qap_id:
        nodes.append(Node("qap", policy.terms.qap_short, DONE, short_date(dispute.qap.raised_at)))
    is_here = last_stage_of(dispute) is None and dispute.is_open
    if policy.disputes.informal != Informal.NONE and (is_here or dispute.informal_tried):
        tried = dispute.informal_tried == Dispute.Tried.YES
        state = HERE if is_here else DONE if tried or last_stage_of(dispute) is None else PASSED
        nodes.append(Node("informal", policy.terms.informal, state))
    return nodes


def _stages(dispute: Dispute) -> list[Node]:
    """Each stage in order, and the levels that were passed over between them."""
    nodes, reached = [], 0
    for stage in dispute.stages.all():
        for level in range(reached + 1, stage.level):
            nodes.append(Node(f"passed-{stage.number}-{level}", _level_label(dispute, level), PASSED))
        reached = stage.level
        nodes.append(
            Node(f"stage-{stage.number}", _level_label(dispute, stage.level), _state(stage), _note(stage))
        )
    return nodes


def _state(stage: DisputeStage) -> str:
    if not stage.is_over:
        return HERE
    return PASSED if stage.confirmed_at is None else DONE


def _note(stage: DisputeStage) -> str:
    if stage.is_over:
        return short_date(stage.confirmed_at) if stage.confirmed_at else "Left before its end"
    return stage.get_state_display()


def _level_label(dispute: Dispute, level: int) -> str:
    policy = dispute.policy.disputes.level(level)
    return f"{policy.name}: {Role(policy.answered_by).label}"


def _routes(dispute: Dispute) -> list[Node]:
    """Every route that is open from where the dispute stands: from the outcomes, the levels and the steps."""
    policy, stage = dispute.policy.disputes, open_stage_of(dispute)
    if not dispute.is_open:
        return []
    reached = stage.level if stage else 0
    steps = {
        step
        for outcome in policy.outcomes
        for step in policy.next_steps(outcome.key, level=max(reached, 1), case_kind=dispute.subject.case_kind)
    }
    nodes = []
    if stage is None or DisputeNext.PROCEED in steps or leads_from_here(stage, "bypass"):
        nodes = [
            Node(f"level-{number}", _level_label(dispute, number), POSSIBLE, _by_bypass(number, reached))
            for number, _level in policy.numbered_levels()
            if number > reached and policy.may_open(number, after=reached)
        ]
    if DisputeNext.COMPLETE in steps or leads_from_here(dispute, "settle_informally"):
        # First, so that the levels to come stand in the middle, in one line with those that were.
        nodes.insert(0, Node("complete", "Dispute complete", POSSIBLE))
    return nodes


def _by_bypass(number: int, reached: int) -> str:
    """A level beyond the next can be gone to straight from here too (LAW-01)."""
    return "Or straight from here" if number > reached + 1 else ""


def _referral(dispute: Dispute) -> Node | None:
    """The referral that was made or is being prepared, else the possibility of one (LAW-03)."""
    label = dispute.policy.terms.cafcass_referral
    standing = standing_referrals(dispute)
    if standing:
        newest = max(standing, key=lambda r: r.prepared_at)
        if newest.made_at:
            return Node("cafcass", label, DONE, short_date(newest.made_at))
        return Node("cafcass", label, HERE, newest.get_state_display())
    if dispute.is_open and dispute.policy.disputes.may_be_referred_to_cafcass(dispute.subject.case_kind):
        return Node("cafcass", label, POSSIBLE, "Beside the dispute")
    return None


def _stage_at(dispute: Dispute, node: Node) -> str:
    """The stage beside which the referral was prepared, which its box stands next to."""
    standing = standing_referrals(dispute)
    if node.state == POSSIBLE or not standing:
        return ""
    prepared_at = max(r.prepared_at for r in standing)
    open_then = [s for s in dispute.stages.all() if s.opened_at <= prepared_at]
    return f"stage-{open_then[-1].number}" if open_then else ""


# -- one stage ------------------------------------------------------------------------------------


def map_of_stage(stage: DisputeStage, rows: Iterable[Row]) -> WorkflowMap:
    """The states that a stage has been in, where it is, and those that can be reached from there (LEE-09)."""
    arrivals = arrivals_in(rows, "stage", stage.pk)
    notes = {arrival.state: short_date(arrival.at) for arrival in arrivals}
    if stage.opens_on:
        notes[str(stage.State.SCHEDULED)] = short_date(stage.opens_on)
    # Leaving it for a higher stage is possible from nearly everywhere: the map of the dispute shows that.
    left = {DisputeStage.State.BYPASSED} - {stage.state}
    title = f"{stage.name}: {stage.get_state_display().lower()}"
    return state_map(stage, arrivals, title=title, notes=notes, without=left)
