"""Issues with other agencies, brought to each place by real steps: ``outside_at("sent", council)``."""

from __future__ import annotations

from typing import Any

from audits.actions import outside
from audits.models import Audit, OutsideIssue
from qa_portal import clock

from .audits_after import audit_after
from .people import Council

SAID = {
    "agency": "Health visiting service",
    "post": "Designated Nurse",
    "their_reference": "HV-77",
    "issue": "The two-year review wasn’t shared with us for four months.",
    "asked": "Tell us how reviews reach us, and share this one.",
}


def outside_at(state: str, council: Council, *, audit: Audit | None = None, **said: Any) -> OutsideIssue:
    """An issue that is prepared, sent, answered or ended, of a returned audit unless one is given; by its reviewer."""
    audit = audit or audit_after("returned", council)
    by = audit.reviewer
    issue = outside.prepare_outside_issue(audit, by=by, **{**SAID, **said})
    if state == "prepared":
        return issue
    issue = outside.send_outside_issue(issue, by=by, sent_how="By secure email")
    if state == "sent":
        return issue
    if state == "ended":
        return outside.end_outside_issue(issue, by=by, reason="The service was closed.")
    return outside.record_reply(
        issue,
        by=by,
        replied_on=clock.today(),
        replier="N. Example, Designated Nurse",
        reply="Reviews are sent each Friday from now on.",
    )
