"""The scene's old records: one at each place of the way to its end, one on hold, one that is gone."""

from __future__ import annotations

from typing import Any

from qa_portal.retention.papers import make_pending_certificates
from qa_portal.retention.reviewing import carry_out
from tests.factories.records import child
from tests.factories.retention import PLACES, disposal_at, held, old_record


def tell_of_retention(c: Any, keys: dict[str, int]) -> None:
    """Each of a record of its own."""
    for place in PLACES:
        keys[f"disposal {place}"] = disposal_at(place, c, old_record(c)).pk
    keys["hold"] = held(child(c), c).pk
    gone = carry_out(disposal_at("agreed", c, old_record(c)).pk)
    make_pending_certificates()
    keys["certificate"] = gone.pk
