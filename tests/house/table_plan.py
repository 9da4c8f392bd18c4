"""Who may what on the actions of the rolling plan, state by state (R15)."""

from __future__ import annotations

from .who_may import ALL, MANAGERS, NOBODY, QUALITY, SEES, Row, in_states, reads

STATES = ("proposed", "open", "done", "verified", "dropped")
OWNER = frozenset({"social_worker"})
#: Managers of the team, and the quality assurance team.
KEEPERS = MANAGERS | QUALITY

ROWS: list[Row] = [
    reads("plan", may=ALL, on_record=False),
    reads("plan_export", may=ALL, on_record=False),
    reads("plan_action", "action proposed", may=NOBODY),
    *(reads("plan_action", f"action {state}", may=SEES) for state in STATES[1:]),
    *in_states("plan_action_complete", "action", STATES, {"open": OWNER | MANAGERS}),
    *in_states("plan_action_verify", "action", STATES, {"done": KEEPERS}),
    *in_states("plan_action_give_back", "action", STATES, {"done": KEEPERS}),
    *in_states("plan_action_drop", "action", STATES, {"open": KEEPERS}),
    *in_states("plan_action_date", "action", STATES, {"open": KEEPERS}),
]
