"""Who may what on reports (R15): the quality assurance team reads all of them, Insights writes them, those who manage
Insights publish them, and a manager reads what was published on the teams that they manage."""

from __future__ import annotations

from .who_may import CONFIRMER, DEPARTMENT, INSIGHTS, MANAGERS, NOBODY, QUALITY, Row, does, reads, writes

#: Those for whom there are reports at all.
SEES_LIST = QUALITY | MANAGERS | {"sister_team_manager", "other_team_manager", "other_service_manager"}
#: Those who manage the team that the scene's reports are about.
SEES_PUBLISHED = QUALITY | DEPARTMENT | {"service_manager"}
PUBLISHES = INSIGHTS - {"insights_member"}

#: Where a report stands, and who sees it there.
SEES = {
    "drafted": QUALITY,
    "written": QUALITY,
    "published": SEES_PUBLISHED,
    "superseded": SEES_PUBLISHED,
    "withdrawn": QUALITY,
    "discarded": QUALITY,
}


def _own(make, *given: str, **more) -> Row:
    return make(*given, on_record=False, **more)


ROWS: list[Row] = [
    _own(reads, "reports", may=SEES_LIST),
    _own(reads, "report_service", may=INSIGHTS | CONFIRMER),
    _own(writes, "report_draft", "team with audits", may=INSIGHTS),
    *(_own(reads, "report", f"report {state}", may=sees) for state, sees in SEES.items()),
    *(_own(reads, "report_versions", f"report {state}", may=INSIGHTS) for state in ("drafted", "published")),
    *(
        _own(writes, name, f"report {state}", may=may)
        for name, may in (
            ("report_write", INSIGHTS),
            ("report_refresh", INSIGHTS),
            ("report_discard", INSIGHTS),
            ("report_publish", PUBLISHES),
        )
        for state in ("drafted", "written")
    ),
    *(_own(writes, name, "report published", may=PUBLISHES) for name in ("report_withdraw", "report_again")),
    _own(reads, "report_pack", "report pack", may=QUALITY),
    _own(reads, "report_pack", "report published", may=NOBODY),
    _own(does, "report_compare", "report published", may=INSIGHTS),
    _own(does, "report_compare", "report drafted", may=NOBODY),
    _own(writes, "report_given", "given published", may=INSIGHTS),
    _own(writes, "report_given", "given drafted", may=NOBODY),
    _own(reads, "report_file", "file stored", may=SEES_PUBLISHED),
    _own(reads, "report_file", "sheet stored", may=SEES_PUBLISHED),
    _own(does, "report_file_again", "file stored", may=INSIGHTS),
]
