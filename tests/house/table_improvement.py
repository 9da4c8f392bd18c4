"""Who may what on improvement plans (R15): the quality assurance team tracks them, the service does them."""

from __future__ import annotations

from .table_reports import SEES_LIST, SEES_PUBLISHED
from .who_may import DEPARTMENT, INSIGHTS, NOBODY, QUALITY, Row, reads, writes

#: The Service Manager, whose actions they are, and those above.
DOES = DEPARTMENT | {"service_manager"}


def _own(make, *given: str, **more) -> Row:
    return make(*given, on_record=False, **more)


ROWS: list[Row] = [
    _own(reads, "improvement", may=SEES_LIST),
    *(
        _own(writes, "service_action_new", f"report {state}", may=INSIGHTS)
        for state in ("drafted", "published")
    ),
    _own(writes, "service_action_new", "report withdrawn", may=NOBODY),
    *(
        _own(reads, "service_action", f"improvement {state}", may=SEES_PUBLISHED)
        for state in ("open", "done", "verified", "dropped")
    ),
    _own(writes, "service_action_complete", "improvement open", may=DOES),
    _own(writes, "service_action_verify", "improvement done", may=QUALITY),
    _own(writes, "service_action_give_back", "improvement done", may=QUALITY),
    _own(writes, "service_action_drop", "improvement open", may=QUALITY),
]
