"""The scene's subject access requests: one at each place, each on a record of its own; one archive is made."""

from __future__ import annotations

from typing import Any

from qa_portal.disclosure.archiving import make_pending_archives
from tests.factories.access import PLACES, access_request_at
from tests.factories.records import child


def tell_of_access(c: Any, keys: dict[str, int]) -> None:
    """The one that is gathering comes last: gathering one gathers all."""
    for place in (*(each for each in PLACES if each != "gathering"), "gathering"):
        asked = access_request_at(place, c, child(c))
        keys[f"access {place}"] = asked.pk
        if place == "review":
            keys["item undecided"] = asked.items.filter(decision="undecided").first().pk
    make_pending_archives()
