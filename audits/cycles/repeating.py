"""Drawing again from what a draw recorded: its seed, its pool and its settings (KNO-02, NEW-04)."""

from __future__ import annotations

from dataclasses import dataclass

from audits.drawing import Case, Exclusion, Reviewer, Rules, draw
from audits.models import Draw, DrawLine


@dataclass(frozen=True)
class Repeated:
    """What came of drawing again: how many cases and pairings, and in how many of them it differs."""

    drawn: int
    different: int

    @property
    def is_same(self) -> bool:
        """Whether the same cases were drawn and paired with the same people."""
        return self.different == 0


def repeat_draw(recorded: Draw) -> Repeated:
    """Draw again from the record alone and compare; nothing is changed, and nothing is read of today's records."""
    rules, people = recorded.settings_used["rules"], recorded.settings_used["reviewers"]
    reviewers = [
        Reviewer(
            who["person"], who["name"], who["share"], frozenset(who["teams"]), frozenset(who["supervises"])
        )
        for who in people
    ]
    lines = recorded.lines.values_list(
        "subject_id", "team_id", "practitioner_id", "fate", "because", "too_new", "ties", "reviewer_id"
    )
    cases, stood = [], set()
    for key, team, practitioner, fate, because, too_new, ties, reviewer in lines.order_by("subject_id"):
        excluded = Exclusion(because, because) if fate == DrawLine.Fate.EXCLUDED else None
        kept = {int(who): tuple(words) for who, words in ties.items()}
        cases.append(Case(key, team, practitioner, excluded, too_new, kept))
        if fate == DrawLine.Fate.DRAWN:
            stood.add((key, reviewer))
    outcome = draw(
        cases,
        reviewers,
        Rules(rules["by_team"], rules["one_a_cycle"], rules["not_own_team"]),
        seed=recorded.seed,
        wanted=recorded.wanted,
    )
    again = {(line.case.key, line.reviewer) for line in outcome.drawn}
    return Repeated(len(again), len(stood ^ again))
