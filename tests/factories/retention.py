"""Records whose period is over, by the portal's own actions: ``disposal_at("agreed", council, record)``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.retention import actions
from qa_portal.retention.models import Disposal, LegalHold
from qa_portal.retention.reviewing import list_what_is_over

from .people import Council
from .records import child

#: Where one can be brought.
PLACES = ("listed", "kept", "proposed", "agreed")


def old_record(council: Council, **given: Any) -> Subject:
    """The closed record of somebody who was looked after, born more than seventy-five years ago."""
    return child(council, **{"date_of_birth": dt.date(1948, 3, 9), "closed_on": dt.date(1966, 3, 9), **given})


def disposal_at(place: str, council: Council, subject: Subject) -> Disposal:
    """A record on the review list, as far as ``place`` says: the head of Insights signs first, the director second."""
    list_what_is_over()
    disposal = Disposal.objects.get(subject=subject)
    if place == "kept":
        until = clock.today() + dt.timedelta(days=365)
        return actions.keep_on(disposal, by=council.insights_head, until=until, reason="A claim is expected.")
    if place in ("proposed", "agreed"):
        disposal = actions.propose_destruction(disposal, by=council.insights_head)
    if place == "agreed":
        disposal = actions.agree_destruction(disposal, by=council.service_director)
    return disposal


def held(subject: Subject, council: Council) -> LegalHold:
    """A legal hold on a record."""
    return actions.place_hold(
        subject, by=council.insights_member, reason="The inquiry of 2026 has asked for it."
    )
