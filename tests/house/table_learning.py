"""Who may what on re-audits, the library of good practice and copies for siblings (R15). Written by hand."""

from __future__ import annotations

from .table_audits import OF, REVIEWER
from .who_may import ALL, INSIGHTS, MANAGERS, QUALITY, SEES, Row, reads, writes

# -- re-audits -------------------------------------------------------------------------------------------------------

REAUDIT_ROWS: list[Row] = [
    reads("reaudits", may=QUALITY, on_record=False),
    writes("audit_reaudit", "audit reaudit_due", may=INSIGHTS, of=OF),
    *(writes("audit_reaudit", f"audit {state}", may=(), of=OF) for state in ("reaudit_early", "submitted")),
]

# -- the library -----------------------------------------------------------------------------------------------------

#: Who proposes from an audit: whoever wrote it, and the quality assurance team. They read what isn't published.
PROPOSES = QUALITY | REVIEWER
UNPUBLISHED = ("proposed", "declined", "withdrawn")

LIBRARY_ROWS: list[Row] = [
    reads("good_practice_list", may=ALL, on_record=False),
    reads("good_practice", "example published", may=ALL, on_record=False),
    *(reads("good_practice", f"example {state}", may=PROPOSES, of=OF) for state in UNPUBLISHED),
    writes("audit_example", "audit returned", may=PROPOSES, of=OF),
    writes("audit_example", "audit begun", may=(), of=OF),
    writes("good_practice_edit", "example proposed", may=PROPOSES, of=OF),
    writes("good_practice_edit", "example declined", may=(), of=OF),
    *(
        writes(f"good_practice_{step}", "example proposed", may=QUALITY, of=OF)
        for step in ("publish", "decline")
    ),
    *(writes(f"good_practice_{step}", "example declined", may=(), of=OF) for step in ("publish", "withdraw")),
    writes("good_practice_withdraw", "example published", may=QUALITY, on_record=False),
]

# -- copies for siblings ---------------------------------------------------------------------------------------------

#: Who keeps the plan of the team's records.
KEEPS_PLAN = MANAGERS | QUALITY

SIBLING_ROWS: list[Row] = [
    writes("case_note_copy", "note", may=SEES),
    writes("plan_action_copy", "action of siblings", may=KEEPS_PLAN, of=OF),
]

ROWS: list[Row] = [*REAUDIT_ROWS, *LIBRARY_ROWS, *SIBLING_ROWS]
