"""Who may what with the keeping of records (R15): two of those who answer for it sign; holds are placed by more."""

from __future__ import annotations

from .table_steps import SIGNS_DESTRUCTION, SIGNS_SECOND
from .who_may import DEPARTMENT, MANAGERS, QUALITY, Row, reads, writes

#: Those whom a procedure can name to sign.
ANSWERS = (QUALITY - {"insights_member"}) | DEPARTMENT
HOLDS = QUALITY | MANAGERS

ROWS: list[Row] = [
    reads("retention", may=ANSWERS, on_record=False),
    reads("certificates", may=ANSWERS, on_record=False),
    reads("certificate", "certificate", may=ANSWERS, on_record=False),
    reads("record_retention", "record", may=HOLDS),
    writes("hold_place", "record", may=HOLDS),
    writes("hold_lift", "hold", may=SIGNS_DESTRUCTION),
    writes("disposal_keep", "disposal listed", may=SIGNS_DESTRUCTION),
    writes("disposal_propose", "disposal listed", may=SIGNS_DESTRUCTION),
    writes("disposal_agree", "disposal proposed", may=SIGNS_SECOND),
    writes("disposal_stop", "disposal proposed", may=SIGNS_DESTRUCTION),
    writes("disposal_stop", "disposal agreed", may=SIGNS_DESTRUCTION),
]
