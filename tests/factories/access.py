"""Subject access requests, by the portal's own actions: ``access_request_at("review", council, record)``."""

from __future__ import annotations

from typing import Any

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.disclosure import actions
from qa_portal.disclosure.gathering import gather_pending
from qa_portal.disclosure.models import AccessRequest

from .people import Council

#: Where one can be brought.
PLACES = ("gathering", "review", "decided", "released", "ended")


def access_request_at(place: str, council: Council, subject: Subject, **given: Any) -> AccessRequest:
    """A request of the young person's own, recorded by Insights, as far as ``place`` says."""
    asked = actions.record_request(
        subject,
        by=council.insights_member,
        **{
            "received_on": clock.today(),
            "who_asks": "subject",
            "identity": "She came with her social worker.",
            **given,
        },
    )
    if place == "ended":
        return actions.end_request(asked, by=council.insights_manager, reason="She has taken it back.")
    if place == "gathering":
        return asked
    gather_pending()
    asked.refresh_from_db()
    if place == "review":
        return asked
    actions.give_the_rest(asked, by=council.insights_member)
    for item in asked.items.filter(decision="undecided"):
        actions.decide_item(
            item,
            by=council.insights_member,
            decision="withhold",
            exemption="third_party",
            reason="It is another person’s.",
        )
    if place == "released":
        return actions.release_request(asked, by=council.insights_manager)
    return asked
