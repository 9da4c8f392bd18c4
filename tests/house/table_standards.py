"""Who may what on standards checklists (R15): whoever keeps the review answers, everybody who sees the record reads;
what they come to together is for those who chair, managers and the quality assurance team."""

from __future__ import annotations

from .table_reports import SEES_LIST
from .who_may import KEEPER, NOBODY, SEES, Row, reads, writes

#: Those who chair.
CHAIRS = frozenset({"iro", "other_iro", "fostering_iro", "cp_chair"})

ROWS: list[Row] = [
    reads("standards", may=SEES_LIST | CHAIRS, on_record=False),
    writes("standards_edit", "review open", may=KEEPER),
    writes("standards_edit", "review done", may=NOBODY, leads_on=KEEPER),
    *(reads("standards_read", f"review {state}", may=SEES) for state in ("open", "done")),
]
