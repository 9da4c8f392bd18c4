"""Choosing the cases of a draw: in order of lot, as far as places, practitioners and reviewers allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .cases import (
    DRAWN,
    EXCLUDED,
    NOT_DRAWN,
    Case,
    Line,
    Outcome,
    Reviewer,
    Rules,
)
from .fairness import left_out_by_label, shares_of_teams
from .saying import relaxed_in_words, why_drawn, why_infeasible, why_not_drawn
from .under_way import Drawing, Drawn


def draw(
    cases: Sequence[Case], reviewers: Sequence[Reviewer], rules: Rules, *, seed: str, wanted: int
) -> Outcome:
    """Draw as many cases as are wanted and pair each with whoever audits it; say of every case why it is in or out.

    Never broken: what excludes a case, one case a practitioner (where the rules say so), who is barred, the shares.
    Kept as far as possible: first the places of the teams, then, given up last, how long a case has been allocated.
    Where fewer than wanted can be drawn, the outcome says why; as many as possible are drawn all the same.
    """
    drawing = Drawing(cases, reviewers, rules, seed, wanted)
    drawing.run()
    drawn = {one.case.key: one for one in drawing.case_now.values()}
    last = _last_of_teams(drawing)
    lines = [_drawn_line(drawing, drawn[case.key]) for case in drawing.pool if case.key in drawn]
    lines += [
        Line(
            case,
            NOT_DRAWN,
            why_not_drawn(case, drawing, last.get(drawing.stratum_of(case))),
            drawing.lot[case.key],
        )
        for case in drawing.pool
        if case.key not in drawn
    ]
    lines += [Line(case, EXCLUDED, case.excluded.because) for case in cases if case.excluded]
    return Outcome(
        lines=tuple(lines),
        relaxed=relaxed_in_words(Counter(one.phase for one in drawn.values())),
        infeasible=why_infeasible(drawing),
        teams=shares_of_teams(cases, drawing.places, drawn.keys(), wanted),
        taken={key: len(drawing.pairing.taken.get(key, ())) for key in drawing.reviewers},
        left_out=left_out_by_label(cases),
    )


def _drawn_line(drawing: Drawing, one: Drawn) -> Line:
    case = one.case
    because = why_drawn(case, one.phase, drawing)
    reviewer = drawing.pairing.reviewer_of[drawing.unit_of(case)]
    barred = [(key, why) for key in drawing.reviewers if (why := drawing.why_barred(case, key))]
    return Line(case, DRAWN, because, drawing.lot[case.key], reviewer, tuple(barred))


def _last_of_teams(drawing: Drawing) -> dict[int | None, float]:
    """The highest lot that was drawn for each team."""
    last: dict[int | None, float] = {}
    for one in drawing.case_now.values():
        stratum = drawing.stratum_of(one.case)
        last[stratum] = max(last.get(stratum, 0.0), drawing.lot[one.case.key])
    return last
