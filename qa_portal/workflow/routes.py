"""Which states a thing has been in, and its workflow map, drawn from its own state machine (LEE-09, MOS-19)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django_fsm import GET_STATE

from .maps import DONE, HERE, POSSIBLE, Edge, Node, WorkflowMap
from .models import Stepped
from .steps import state_field, transitions_of


@dataclass(frozen=True)
class Arrival:
    """A state that a thing came into, and when."""

    state: str
    at: dt.datetime


def arrows_of(model: type[Stepped], thing: Stepped | None = None) -> list[tuple[str, str, Any]]:
    """Every (from, to, transition) of a model's state machine, in the order in which they are written.

    A step that may lead to one of several states has an arrow to each; with ``thing``, to the one that is its own.
    """
    return [
        (str(step.source), str(target), step)
        for step in transitions_of(model)
        if step.source not in ("*", "+")
        for target in _targets_of(step, thing)
    ]


def _targets_of(step: Any, thing: Stepped | None) -> Collection[str]:
    if step.target is None:
        return ()
    if not isinstance(step.target, GET_STATE):
        return (step.target,)
    return step.target.allowed_states if thing is None else (step.target.func(thing),)


def reachable(thing: Stepped) -> set[str]:
    """The states that a thing can still come to, by any number of steps; where it stands isn't counted."""
    here = str(getattr(thing, state_field(thing).name))
    arrows = arrows_of(type(thing), thing)
    found: set[str] = set()
    todo = [here]
    while todo:
        state = todo.pop()
        ahead = {target for source, target, _step in arrows if source == state} - found - {here}
        found |= ahead
        todo += ahead
    return found


def state_map(
    thing: Stepped,
    arrivals: list[Arrival],
    *,
    title: str,
    notes: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> WorkflowMap:
    """The map of a thing: states it has been in, where it is, and those that can be reached from here.

    ``notes`` puts words under a state; ``without`` leaves states out that the caller draws otherwise. Routes that lead
    back are drawn where they were taken, or can be taken from here.
    """
    field = state_field(thing)
    here = str(getattr(thing, field.name))
    been = [arrival.state for arrival in arrivals if arrival.state != here]
    ahead = reachable(thing)
    labels = {str(value): str(label) for value, label in field.choices}
    place = {key: number for number, key in enumerate(labels)}
    nodes = [
        Node(
            key, label, HERE if key == here else DONE if key in been else POSSIBLE, (notes or {}).get(key, "")
        )
        for key, label in labels.items()
        if key not in without and (key == here or key in been or key in ahead)
    ]
    taken = {(one.state, two.state) for one, two in pairwise(arrivals)}
    shown = {node.key for node in nodes}
    edges: dict[tuple[str, str], Edge] = {}
    for source, target, _step in arrows_of(type(thing), thing):
        leads_back = place[target] <= place[source]
        if not {source, target} <= shown or (leads_back and (source, target) not in taken and source != here):
            continue
        edges[source, target] = Edge(source, target, DONE if (source, target) in taken else POSSIBLE)
    return WorkflowMap(nodes, list(edges.values()), title)
