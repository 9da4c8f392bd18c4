"""Who may what on cycles, draws and allocations (R15). Written by hand, from the rules and not from the views."""

from __future__ import annotations

from .who_may import DEPARTMENT, INSIGHTS, MANAGERS, QUALITY, Row, reads, writes

#: Those who see that there are cycles: the quality assurance team and every manager, for the cases of their teams.
SEES_LIST = QUALITY | MANAGERS | {"sister_team_manager", "other_team_manager", "other_service_manager"}
#: Those whom a cycle of a team in the first service concerns: the team, and what stands above it.
SEES_CYCLE = QUALITY | DEPARTMENT | {"service_manager"}
#: Cycles are opened, drawn, sent and closed by Insights.
KEEPS_CYCLE = INSIGHTS
#: Another reviewer is named by Insights, or by a manager of whoever can't (WAL-14) to whom the record opens.
REPLACES = INSIGHTS | DEPARTMENT

ROWS: list[Row] = [
    reads("cycles", may=SEES_LIST, on_record=False),
    reads("cycle_service", may=KEEPS_CYCLE, on_record=False),
    writes("cycle_open", "team with audits", may=KEEPS_CYCLE, on_record=False),
    *(
        reads("cycle", f"cycle {state}", may=SEES_CYCLE, on_record=False)
        for state in ("planned", "drawn", "sent", "closed")
    ),
    *(
        reads("cycle_reviewers", f"cycle {state}", may=QUALITY, on_record=False)
        for state in ("planned", "sent")
    ),
    writes("cycle_share", "share open", may=KEEPS_CYCLE, on_record=False),
    *(
        writes("cycle_draw", f"cycle {state}", may=KEEPS_CYCLE, on_record=False)
        for state in ("planned", "drawn")
    ),
    *(
        reads(name, f"cycle {state}", may=QUALITY, on_record=False)
        for name in ("cycle_drawn", "cycle_explained", "cycle_fairness", "cycle_repeat")
        for state in ("drawn", "sent")
    ),
    writes("cycle_send", "cycle drawn", may=KEEPS_CYCLE, on_record=False),
    writes("cycle_close", "cycle sent", may=KEEPS_CYCLE, on_record=False),
    reads("cycle_export", "cycle sent", may=SEES_CYCLE, on_record=False),
    writes("audit_reviewer", "allocation open", may=REPLACES),
    writes("audit_reviewer", "allocation over", may=()),
    writes("audit_withdraw", "allocation open", may=INSIGHTS),
    writes("audit_withdraw", "allocation over", may=()),
]
