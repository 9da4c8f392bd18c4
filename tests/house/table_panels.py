"""Who may what on panels, state by state (R15). Written by hand, from the rules and not from the views."""

from __future__ import annotations

from .table_audits import OF
from .who_may import ALL, INSIGHTS, QUALITY, Row, reads, writes

#: Who plans and keeps a panel under the procedure of the scene's, and under any that is shipped.
KEEPS = frozenset({"insights_manager", "insights_service_manager"})
PLANS = INSIGHTS - {"insights_member"}
#: The scene's members: the chair, one more of Insights, and a manager of another service, to whom the records open by
#: the panel's request alone.
CHAIR = frozenset({"insights_manager"})
OUTSIDER = frozenset({"other_team_manager"})
MEMBERS = CHAIR | {"insights_member"} | OUTSIDER
#: Members, and whoever sees all audits.
SEES_PANEL = QUALITY | OUTSIDER

STATES = ("planned", "convened", "sitting", "ended", "cancelled")
_CONVENED = ("convened", "sitting", "ended")

PANEL_ROWS: list[Row] = [
    reads("panels", may=ALL, on_record=False),
    reads("panel_procedure", may=PLANS, on_record=False),
    writes("panel_plan", "=knowsley-early-help", may=KEEPS, on_record=False),
    reads("panel", "panel planned", may=QUALITY, on_record=False),
    *(reads("panel", f"panel {state}", may=SEES_PANEL, on_record=False) for state in _CONVENED),
    reads("panel_calendar", "panel planned", may=(), on_record=False),
    *(reads("panel_calendar", f"panel {state}", may=SEES_PANEL, on_record=False) for state in _CONVENED[:2]),
    *(
        writes("panel_edit", f"panel {state}", may=KEEPS, on_record=False)
        for state in ("planned", "convened")
    ),
    writes("panel_draw", "panel planned", may=KEEPS, on_record=False),
    reads("panel_agenda", "panel planned", may=QUALITY, on_record=False),
    writes("panel_convene", "panel planned", may=KEEPS, on_record=False),
    writes("panel_begin", "panel convened", may=CHAIR, on_record=False),
    writes("panel_end", "panel sitting", may=CHAIR, on_record=False),
    *(
        writes("panel_cancel", f"panel {state}", may=KEEPS, on_record=False)
        for state in ("planned", "convened")
    ),
    writes("panel_pack", "panel convened", may=MEMBERS, on_record=False),
    writes("panel_pack", "panel planned", may=(), on_record=False),
    reads("panel_wall", "panel planned", may=(), on_record=False),
    *(reads("panel_wall", f"panel {state}", may=SEES_PANEL, on_record=False) for state in _CONVENED),
]

#: One audit before a panel, which its team has already.
ITEMS = ("listed", "revealed", "agreed", "carried", "taken_off")


def _in(name: str, may: dict[str, frozenset[str]]) -> list[Row]:
    """The same form in each state; in those that ``may`` doesn't name it is nobody's."""
    return [writes(name, f"moderation {state}", may=may.get(state, frozenset()), of=OF) for state in ITEMS]


ITEM_ROWS: list[Row] = [
    *(reads("moderation", f"moderation {state}", may=SEES_PANEL, of=OF) for state in ("listed", "revealed")),
    # What was asked is withdrawn with it, and the record shuts again.
    *(reads("moderation", f"moderation {state}", may=QUALITY) for state in ("carried", "taken_off")),
    reads("moderation", "moderation agreed", may=OF, of=OF),
    *_in("moderation_reveal", {"listed": CHAIR}),
    *_in("moderation_agree", {"revealed": CHAIR}),
    *_in("moderation_carry", {"listed": CHAIR, "revealed": CHAIR}),
    *_in("moderation_take_off", {"listed": KEEPS, "revealed": KEEPS}),
    *_in("moderation_feedback", {"agreed": MEMBERS}),
    reads("moderation_feedback_read", "moderation fed_back", may=SEES_PANEL, of=OF),
    reads("moderation_feedback_read", "moderation agreed", may=(), of=OF),
    # A member's own grade is that member's, and nobody else's, whoever they are.
    *(
        writes(name, f"grade {state}", may=OUTSIDER, of=OF)
        for name in ("member_grade", "member_grade_out")
        for state in ("asked", "given")
    ),
    *(
        writes(name, f"grade {state}", may=(), of=OF)
        for name in ("member_grade", "member_grade_out")
        for state in ("stepped_out", "left")
    ),
]

ROWS: list[Row] = [*PANEL_ROWS, *ITEM_ROWS]
