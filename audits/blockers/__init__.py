"""What still stands in the way of a step in audits: sentences, each with a link to what mends it."""

from __future__ import annotations

from typing import Any

from qa_portal.workflow.blockers import Blocker

from .after import blockers_to_close, blockers_to_finalise, blockers_to_withdraw
from .climbing import blockers_of_challenges, blockers_to_alert, blockers_to_challenge
from .cycles import blockers_to_close_cycle, blockers_to_draw, blockers_to_send
from .library import blockers_to_publish
from .outside import blockers_of_outside, blockers_to_outside
from .planning import blockers_to_planning
from .writing import blockers_to_submit

__all__ = [
    "blockers_to_alert",
    "blockers_to_audit",
    "blockers_to_challenge",
    "blockers_to_cycle",
    "blockers_to_example",
    "blockers_to_outside",
    "blockers_to_planning",
]


def blockers_to_cycle(cycle: Any, step: str) -> list[Blocker]:
    """What still stands in the way of a cycle's step."""
    if step == "draw":
        return blockers_to_draw(cycle)
    if step == "send":
        return blockers_to_send(cycle)
    return blockers_to_close_cycle(cycle) if step == "close" else []


def blockers_to_audit(audit: Any, step: str) -> list[Blocker]:
    """What still stands in the way of an audit's step."""
    if step == "submit":
        return blockers_to_submit(audit)
    if step == "finalise":
        return [*blockers_of_challenges(audit), *blockers_to_finalise(audit)]
    if step == "close":
        return [*blockers_of_challenges(audit), *blockers_of_outside(audit), *blockers_to_close(audit)]
    return blockers_to_withdraw(audit) if step == "withdraw" else []


def blockers_to_example(example: Any, step: str) -> list[Blocker]:
    """What still stands in the way of an example's step."""
    return blockers_to_publish(example) if step == "publish" else []
