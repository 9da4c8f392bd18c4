"""Who may what on the calendar of quality assurance and on requests for support (R15): Insights keeps both; an
activity is held and its findings written by whoever leads it, here a Team Manager of another team."""

from __future__ import annotations

from .table_reports import SEES_LIST
from .who_may import ALL, DEPARTMENT, INSIGHTS, NOBODY, QUALITY, Row, reads, writes

LEADS = frozenset({"team_manager"})
#: Those whose service it is, those above, and whoever leads it.
SEES_ACTIVITY = QUALITY | DEPARTMENT | LEADS | {"service_manager"}
ASKED_FOR_IT = frozenset({"social_worker"})


def _own(make, *given: str, **more) -> Row:
    return make(*given, on_record=False, **more)


ROWS: list[Row] = [
    _own(reads, "activities", may=SEES_LIST),
    _own(reads, "activity_changes", may=SEES_LIST),
    _own(reads, "activity_service", may=INSIGHTS),
    _own(writes, "activity_plan", "team with audits", may=INSIGHTS),
    _own(writes, "activity_plan", "team", may=NOBODY),
    *(
        _own(reads, "activity", f"activity {state}", may=SEES_ACTIVITY)
        for state in ("planned", "held", "closed", "called_off")
    ),
    _own(writes, "activity_change", "activity planned", may=INSIGHTS),
    _own(writes, "activity_hold", "activity planned", may=INSIGHTS | LEADS),
    _own(writes, "activity_findings", "activity held", may=INSIGHTS | LEADS),
    _own(writes, "activity_close", "activity held", may=INSIGHTS),
    _own(writes, "activity_call_off", "activity planned", may=INSIGHTS),
    *(_own(writes, "activity_action_new", f"activity {state}", may=INSIGHTS) for state in ("held", "closed")),
    _own(writes, "activity_action_new", "activity planned", may=NOBODY),
    _own(writes, "activity_show_change", "activity closed", "link agreed", may=INSIGHTS),
    _own(writes, "activity_show_change", "activity held", "link agreed", may=NOBODY),
    _own(reads, "support", may=ALL),
    # The procedure of the scene's people takes no requests.
    _own(writes, "support_ask", may=NOBODY),
    *(
        _own(reads, "support_request", f"support {state}", may=QUALITY | ASKED_FOR_IT)
        for state in ("asked", "taken", "answered", "withdrawn")
    ),
    _own(writes, "support_take", "support asked", may=INSIGHTS),
    _own(writes, "support_put_back", "support taken", may=INSIGHTS),
    *(_own(writes, "support_answer", f"support {state}", may=INSIGHTS) for state in ("asked", "taken")),
    *(_own(writes, "support_withdraw", f"support {state}", may=ASKED_FOR_IT) for state in ("asked", "taken")),
]
