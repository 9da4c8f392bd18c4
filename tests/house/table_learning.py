"""Who may what on re-audits (R15). Written by hand, from the rules and not from the views."""

from __future__ import annotations

from .table_audits import OF
from .who_may import INSIGHTS, QUALITY, Row, reads, writes

# -- re-audits -------------------------------------------------------------------------------------------------------

REAUDIT_ROWS: list[Row] = [
    reads("reaudits", may=QUALITY, on_record=False),
    writes("audit_reaudit", "audit reaudit_due", may=INSIGHTS, of=OF),
    *(writes("audit_reaudit", f"audit {state}", may=(), of=OF) for state in ("reaudit_early", "submitted")),
]

ROWS: list[Row] = [*REAUDIT_ROWS]
