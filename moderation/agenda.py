"""What a panel moderates: all that must be, what was carried over, and by chance some of the others (KNO-05, KNO-14,
WAL-18, NEW-03). The drawing itself is pure: lots from a seed, as for the cases of a cycle (docs/adr/0070)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits.counting import counted, that_counts
from audits.drawing.lots import Lots, first_by_lot
from audits.models import Audit, GradeGiven
from moderation.models import AgendaDraw, Moderation, Panel
from moderation.models.agenda import Stratum
from qa_portal import clock
from qa_portal.frameworks.vocabulary import ModerationWhen

#: The most audits that one draw looks at, newest first: more than a council returns between two panels.
MOST = 2000
#: How far back the first panel of a procedure looks.
FIRST_LOOK = dt.timedelta(days=92)


@dataclass(frozen=True)
class Line:
    """What became of one audit in a draw, and why, in a sentence; ``stratum`` is "" for what isn't on the agenda."""

    audit: int
    stratum: str
    because: str
    is_carried: bool = False
    lot: float | None = None


def looks_back_to(panel: Panel) -> dt.datetime:
    """The moment from which on returned audits count: when the agenda of the last panel of this procedure was drawn."""
    last = (
        AgendaDraw.objects.filter(
            panel__framework__key=panel.framework.key,
            panel__kind=panel.kind,
            panel__state__in=[str(Panel.State.CONVENED), str(Panel.State.SITTING), str(Panel.State.ENDED)],
        )
        .exclude(panel=panel)
        .order_by("-drawn_at")
        .first()
    )
    return last.drawn_at if last else clock.now() - FIRST_LOOK


def lines_for(
    panel: Panel, *, seed: str, since: dt.datetime, wanted: int | None = None
) -> tuple[list[Line], int, int]:
    """The agenda that a draw gives: its lines, how many it drew by chance, from how many.

    ``wanted`` is how many by chance; left out, the share that the framework gives, rounded up. The same seed over the
    same audits gives the same agenda.
    """
    policy = panel.policy.moderation
    if panel.is_joint:
        pool = list(_returned(panel, since))
        return *_by_chance(pool, seed, 1, Stratum.JOINT), len(pool)
    carried = {row.audit_id: row for row in _carried(panel)}
    found = [
        Line(pk, row.stratum, "Carried over from an earlier panel, which didn’t reach it.", is_carried=True)
        for pk, row in carried.items()
    ]
    found += [
        Line(
            audit.pk,
            Stratum.EXTREME,
            "Held before its return: its overall grade is one that is always moderated.",
        )
        for audit in _held(panel)
        if audit.pk not in carried
    ]
    others = []
    for audit in _returned(panel, since):
        if audit.pk in carried:
            continue
        if policy.when == ModerationWhen.AFTER and audit.grade in policy.grades:
            every = len(policy.grades) == len(panel.policy.scale.bands)
            why = (
                "Every audit is moderated." if every else "Its overall grade is one that is always moderated."
            )
            found.append(Line(audit.pk, Stratum.ALL if every else Stratum.EXTREME, why))
        else:
            others.append(audit)
    if wanted is None:
        wanted = -(-len(others) * policy.share // 100)
    drawn, number = _by_chance(others, seed, wanted, Stratum.RANDOM)
    return [*found, *drawn], number, len(others)


def _by_chance(pool: list[Audit], seed: str, wanted: int, stratum: str) -> tuple[list[Line], int]:
    """Each audit of a pool with its lot: the lowest are drawn."""
    first = first_by_lot(seed, ((audit.pk, 1.0) for audit in pool), wanted)
    place = {pk: number for number, pk in enumerate(first, 1)}
    lots = Lots(seed)
    lines = [
        Line(
            audit.pk,
            stratum if audit.pk in place else "",
            f"Drawn by chance: number {place[audit.pk]} of {len(first)} by its lot."
            if audit.pk in place
            else f"Not drawn: its lot comes after the {len(first)} that were."
            if first
            else "Not drawn: none are drawn by chance.",
            lot=lots.lot_of(audit.pk),
        )
        for audit in pool
    ]
    return sorted(lines, key=lambda line: (line.stratum == "", line.lot)), len(first)


# -- the audits that a draw looks at ----------------------------------------------------------------------------------


def _of(panel: Panel) -> QuerySet[Audit]:
    """Audits of a panel's procedure that have an overall grade and aren't before a panel already."""
    before_a_panel = Moderation.objects.filter(
        audit=OuterRef("pk"), state__in=[str(state) for state in Moderation.OPEN]
    )
    return (
        Audit.objects.filter(framework__key=panel.framework.key)
        .exclude(grade="")
        .filter(~Exists(before_a_panel))
    )


def _held(panel: Panel) -> QuerySet[Audit]:
    """What waits for moderation before its return, the longest waiting first; restricted records included."""
    held = _of(panel).filter(state=str(Audit.State.TO_MODERATE), accepted_at__lte=clock.now())
    return held.order_by("accepted_at", "pk")[:MOST]


def _returned(panel: Panel, since: dt.datetime) -> QuerySet[Audit]:
    """What was returned since, its grade neither under challenge nor moderated, on records that aren't restricted."""
    fresh = counted(_of(panel)).filter(returned_at__range=(since, clock.now()), subject__is_restricted=False)
    return fresh.filter(~Exists(_graded_by_a_panel())).order_by("-returned_at", "-pk")[:MOST]


def _graded_by_a_panel() -> QuerySet[GradeGiven]:
    """The grades that panels gave an audit, as a condition over its row."""
    return GradeGiven.objects.filter(audit=OuterRef("pk"), occasion=GradeGiven.Occasion.PANEL)


def _carried(panel: Panel) -> QuerySet[Moderation]:
    """What an earlier panel of this procedure carried over and no other has taken up; what was graded or returned
    elsewhere meanwhile falls away."""
    waits = Q(audit__state=str(Audit.State.TO_MODERATE)) | Q(
        audit__state__in=[str(state) for state in Audit.COUNTED]
    )
    return (
        Moderation.objects.filter(
            waits,
            state=str(Moderation.State.CARRIED),
            panel__framework__key=panel.framework.key,
            panel__kind=panel.kind,
            audit__in=_of(panel),
        )
        .filter(carried_to__isnull=True)
        .order_by("panel__begins_at", "place")
    )


def gone_since(draw: AgendaDraw) -> int:
    """How many audits of a drawn agenda can't come before its panel any more: another panel has them before it, a
    panel's grade was recorded, the grade is challenged, or they are no longer with their team or held."""
    panel = draw.panel
    waits = Q(state=str(Audit.State.TO_MODERATE)) | (that_counts() & ~Exists(_graded_by_a_panel()))
    on_it = draw.lines.exclude(stratum="").order_by()
    return on_it.exclude(audit__in=_of(panel).filter(waits)).count()


def carried_row(panel: Panel, audit_pk: int) -> Any:
    """The row of the earlier panel that an audit was carried over from; None where there is none."""
    return _carried(panel).filter(audit=audit_pk).first()
