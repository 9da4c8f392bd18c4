"""What a draw says: why a case wasn't drawn, what had to be given up, why it fell short. Sentences alone."""

from __future__ import annotations

from collections import Counter

from .cases import BEYOND_PLACES, TOO_NEW, Case
from .under_way import Drawing

#: From how many names on a sentence says their number instead.
_MANY = 6


def why_drawn(case: Case, phase: str, drawing: Drawing) -> str:
    """Why a case was drawn: its lot, and what had to be given up for it."""
    lot = f"{drawing.lot[case.key]:.6f}"
    if case.too_new:
        return f"Drawn with lot {lot}, although too new, since there were too few others. {case.too_new}"
    if phase == BEYOND_PLACES:
        return f"Drawn with lot {lot}, beyond the places of its team: another team could not fill its own."
    if not drawing.rules.by_team:
        return f"Drawn with lot {lot}, one of the lowest of the pool."
    places = drawing.places.get(drawing.stratum_of(case), 0)
    words = "one place" if places == 1 else f"{places} places"
    return f"Drawn with lot {lot}, one of the lowest of its team, which had {words}."


def why_not_drawn(case: Case, drawing: Drawing, last: float | None) -> str:
    """Why a case of the pool wasn't drawn. ``last`` is the highest lot drawn for its team; None where none was."""
    lot = drawing.lot[case.key]
    is_short = len(drawing.case_now) < drawing.wanted
    if drawing.unit_of(case) in drawing.case_now:
        return "Another case of the same practitioner was drawn, and nobody has two in one cycle."
    if case.too_new and not is_short:
        return f"{case.too_new} Enough others were found."
    if not is_short and last is None:
        return f"No place came to its team; its own lot was {lot:.6f}."
    if not is_short and lot > last:
        whose = "its team" if drawing.rules.by_team else "the pool"
        return f"Its lot, {lot:.6f}, came after the last that was drawn for {whose} ({last:.6f})."
    if all(drawing.why_barred(case, key) for key in drawing.pairing.shares):
        return "Nobody who audits in this cycle may audit it."
    return f"With lot {lot:.6f} it was passed over: everybody who may audit it has their share already."


def relaxed_in_words(phases: Counter[str]) -> tuple[str, ...]:
    """What had to be given up to draw as many as were wanted."""
    said = []
    if number := phases[BEYOND_PLACES]:
        verb = "case was" if number == 1 else "cases were"
        said.append(
            f"{number} {verb} drawn beyond the places of their team, since other teams could not fill theirs."
        )
    if number := phases[TOO_NEW]:
        verb = "case was" if number == 1 else "cases were"
        said.append(
            f"{number} {verb} drawn although allocated to the practitioner more lately than the procedure asks for: "
            "without them there were too few."
        )
    return tuple(said)


def why_infeasible(drawing: Drawing) -> tuple[str, ...]:
    """Why fewer were drawn than wanted, and what would mend it; empty where nothing is missing."""
    found, wanted = len(drawing.case_now), drawing.wanted
    if found >= wanted:
        return ()
    said = [f"{_count(wanted, 'case')} {_was(wanted)} asked for, and {found} can be drawn and paired."]
    shares = sum(drawing.pairing.shares.values())
    units = len(drawing.cases_of)
    if shares < wanted:
        said.append(
            f"Those who audit take {shares} together. Give them larger shares, or ask for no more than {shares}."
        )
    if units < wanted:
        what = "practitioners have a case" if drawing.rules.one_a_cycle else "cases are there"
        said.append(f"Only {units} {what} that may be audited in this cycle.{_left_out(drawing)}")
    if found < min(wanted, shares, units):
        said.append(_whom_nobody_suits(drawing))
    return tuple(said)


def _left_out(drawing: Drawing) -> str:
    labels = Counter(case.excluded.label for case in drawing.cases if case.excluded)
    if not labels:
        return ""
    parts = [f"{label[:1].lower()}{label[1:]} ({number})" for label, number in labels.most_common()]
    return f" Left out: {', '.join(parts)}."


def _whom_nobody_suits(drawing: Drawing) -> str:
    spare = drawing.pairing.spare()
    names = [drawing.reviewers[key].name for key in sorted(spare)]
    who = ", ".join(names) if len(names) < _MANY else f"{len(names)} of those who audit"
    return (
        f"{who} could take {_count(sum(spare.values()), 'more')}, but may audit none of the cases that are left: their "
        "own teams, those whom they supervise, or what they worked on. Give others a larger share instead."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if noun == "more" else f"{number} {noun}{'' if number == 1 else 's'}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
