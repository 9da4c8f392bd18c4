"""Audits once they are completed, and supervision, for the tests that ask who may open what.

The council works by a procedure without audits: for each of these its team works by another one for a while.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

from audits.actions.family_letters import write_family_letter
from qa_portal import clock
from qa_portal.supervision.actions import record_supervision
from tests.factories import audits_after as factory
from tests.factories.records import child

#: When an audit was completed whose re-audit can be allocated by now.
A_MONTH_AND_MORE_AGO = dt.datetime(2026, 10, 12, 9, 0, tzinfo=dt.UTC)


def tell_of_audits_after(c: Any, keys: dict[str, int]) -> None:
    """Audits from *submitted* on, what an Inadequate sets off, letters, supervision; ``keys`` gets them."""
    by = {"reviewer": c.other_team_manager}
    with working_by(c.team, "waltham-forest"):
        for state in ("submitted", "sent_back"):
            keys[f"audit {state}"] = factory.audit_after(state, c, child(c), **by).pk
        keys["audit reaudit_early"] = factory.audit_after("returned", c, child(c), **by).pk
        with clock.standing_at(A_MONTH_AND_MORE_AGO):
            keys["audit reaudit_due"] = factory.audit_after("returned", c, child(c), **by).pk
    with working_by(c.team, "knowsley"):
        keys["audit to_sign"] = factory.audit_after("returned", c, child(c), **by).pk
    with working_by(c.team, "merton"):
        held = factory.audit_after("to_moderate", c, child(c), **by)
        keys["audit to_moderate"], keys["assurance asked"] = held.pk, held.assurances.get().pk
        decided = factory.level_dispute_at("decided", c, child(c), **by)
        factory.assure_all(decided.audit, c)
        keys["level decided"] = decided.pk
        keys["assurance assured"] = decided.audit.assurances.get().pk
        keys["level raised"] = factory.level_dispute_at("raised", c, child(c), **by).pk
        for state in ("accepted", "returned", "discussed", "finalised"):
            keys[f"audit {state}"] = factory.audit_after(state, c, child(c), **by).pk
        closed = factory.audit_after("closed", c, child(c), grade="good", **by)
        keys["audit closed"] = closed.pk
        voice = factory.audit_after("returned", c, child(c), **by).voices.get()
        keys["voice heard"] = voice.pk
        answered = closed.voices.get()
        keys["voice answered"] = write_family_letter(answered, by=c.team_manager, done_with_it="We come.").pk
    keys["supervision"] = record_supervision(
        child(c), by=c.team_manager, held_on=clock.today(), reflection="We talked about her."
    ).pk
    _set(c.sister_team, "merton")
    keys["record sister"] = child(c, team=c.sister_team, practitioner=c.sister_social_worker).pk


@contextlib.contextmanager
def working_by(team: Any, key: str) -> Iterator[None]:
    """The team works by another procedure for a while: what starts in it goes on by it."""
    before = team.framework_key
    _set(team, key)
    try:
        yield
    finally:
        _set(team, before)


def _set(team: Any, key: str) -> None:
    team.framework_key = key
    team.save()
