"""Who may what on thematic reviews (R15): Insights keeps them, the unit endorses them, the quality assurance team reads
them; a case is read by its pair, too, while its record opens."""

from __future__ import annotations

from .who_may import CONFIRMER, INSIGHTS, NOBODY, QUALITY, SEES, Row, reads, writes

ENDORSES = CONFIRMER | {"insights_service_manager", "insights_head"}
#: The second of the pair, who looks at it with the fostering team's manager.
SECOND = frozenset({"other_team_manager"})


def _own(make, *given: str, **more) -> Row:
    return make(*given, on_record=False, **more)


ROWS: list[Row] = [
    _own(writes, "thematic_prepare", "activity thematic", may=INSIGHTS),
    _own(writes, "thematic_prepare", "activity planned", may=NOBODY),
    *(
        _own(reads, "thematic_review", f"thematic {state}", may=QUALITY)
        for state in ("prepared", "under_way", "endorsed", "closed")
    ),
    _own(writes, "thematic_edit", "thematic prepared", may=INSIGHTS),
    _own(writes, "thematic_cases", "thematic prepared", may=INSIGHTS),
    _own(writes, "thematic_begin", "thematic prepared", may=INSIGHTS),
    _own(writes, "thematic_feedback", "thematic under_way", may=INSIGHTS),
    _own(writes, "thematic_endorse", "thematic under_way", may=ENDORSES),
    _own(writes, "thematic_board", "thematic endorsed", may=INSIGHTS),
    _own(writes, "thematic_close", "thematic endorsed", may=INSIGHTS),
    writes("thematic_case", "case under_way", may=SECOND, gets=QUALITY | SECOND, of=SEES | SECOND),
    writes("thematic_case", "case endorsed", may=NOBODY, gets=QUALITY | SECOND, of=SEES | SECOND),
    writes("thematic_celebrate", "case endorsed", may=INSIGHTS, of=SEES | SECOND),
    writes("thematic_celebrate", "case under_way", may=NOBODY, of=SEES | SECOND),
]
