"""What a challenge and a safety alert have in common: the rung that they stand on, its words and its clock."""

from __future__ import annotations

from typing import Any

from audits.clocks import run_part_clock
from audits.models.climbing import Climbing, RungTaken
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import directory
from qa_portal.workflow.blockers import Blocker


def holder_in_words(role: str, team_pk: int | None, without: frozenset[int] = frozenset()) -> str:
    """Who has a rung today: "Tamsin Manager (Team Manager, North)"; what would be one of ``without``'s climbs."""
    return directory().who_holds(role, team_pk, without=without).names


def open_rung(thing: Climbing, rows: Any, kind: str, *, team_pk: int | None) -> tuple[RungTaken, Deadline]:
    """Open the rung that a thing stands on: its row, and its clock instead of the one below.

    ``rows`` are the thing's rungs (a related manager). Safe to run twice: a rung is opened once.
    """
    policy, role = thing.rung_policy, str(thing.rung_policy.held_by)
    rung, _is_new = rows.get_or_create(
        number=thing.rung,
        defaults={
            "name": policy.name[:200],
            "with_words": holder_in_words(role, team_pk, thing.judged)[:300],
            "opened_at": clock.now(),
        },
    )
    cancel_deadlines(thing, kind)
    post = _post_instead(role, team_pk, thing.judged)
    deadline = run_part_clock(thing, kind, owner=role, owner_post_pk=post, lasts=policy.within)
    return rung, deadline


def _post_instead(role: str, team_pk: int | None, judged: frozenset[int]) -> int | None:
    """The post that has a rung because whoever holds it is judged; None where it stays with its own."""
    usual, other = (directory().who_holds(role, team_pk, without=who).post for who in (frozenset(), judged))
    return other.pk if other is not None and other != usual else None


def missing_to_climb(thing: Climbing, reason: str, is_exceptional: bool) -> list[Blocker]:
    """What taking a thing to its next rung asks for: the reason, and exceptional circumstances where that rung is for
    those alone (WAL-13, WAL-19)."""
    missing = []
    if not reason.strip():
        missing.append(Blocker("Say why it goes on.", "#id_reason"))
    following = thing.next_rung
    if following is not None and following.only_exceptionally and not is_exceptional:
        sentence = f"“{following.name}” is for exceptional circumstances alone. Say that they are."
        missing.append(Blocker(sentence, "#id_is_exceptional"))
    return missing
