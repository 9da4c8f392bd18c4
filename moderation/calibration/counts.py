"""The pairs that calibration is reckoned from: the grade that a reviewer gave, and the one that moderation gave.

Counted regularly (``qa_portal.figures``) by reviewer, team, tool and cycle, those that are always moderated apart from
those drawn by chance: agreement on extremes says little of the rest (NEW-03). Only audits that count are in it, so that
no grade is told before its panel has agreed, and none that is challenged (WAL-25).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from audits.counting import that_counts
from audits.models import Audit, GradeGiven
from moderation.models.agenda import Stratum
from moderation.queries import agreed
from qa_portal.dashboards.insights import counted_since
from qa_portal.figures.measures import AN_HOUR, Measure, Row, register_measure
from qa_portal.frameworks.queries import policy_of

CALIBRATION = "moderation.calibration"

#: What all of it is counted under.
EVERYTHING = "all::"

#: Why an audit was moderated.
EXTREME, RANDOM = "extreme", "random"
STRATA = {
    EXTREME: "Always moderated for their grade",
    RANDOM: "Drawn by chance, or all moderated",
}

_OWN = (GradeGiven.Occasion.RECORD, GradeGiven.Occasion.CONVERSATION)


def count_calibration() -> Iterator[Row]:
    """The pairs of all audits that were moderated and count, under each of their reviewer, team, tool and cycle."""
    given = GradeGiven.objects.filter(audit=OuterRef("pk")).order_by("-given_at", "-pk")
    of_panel = given.filter(occasion=GradeGiven.Occasion.PANEL)
    own = given.filter(occasion__in=_OWN)
    sat_on = agreed().filter(audit=OuterRef("pk"))
    moderated = (
        Audit.objects.filter(that_counts(), returned_at__gte=counted_since())
        .filter(pk__in=GradeGiven.objects.filter(occasion=GradeGiven.Occasion.PANEL).values("audit"))
        .annotate(
            own=Subquery(own.values("grade")[:1]),
            moderated=Subquery(of_panel.values("grade")[:1]),
            stratum=Subquery(sat_on.order_by("-agreed_at").values("stratum")[:1]),
        )
        .exclude(own=None)
        .exclude(own="")
        .select_related("framework", "cycle__team", "cycle__framework")
        .order_by()
    )
    numbers: Counter[tuple[str, str, str]] = Counter()
    labels: dict[str, str] = {}
    for audit in moderated.iterator(chunk_size=500):
        stratum = stratum_of(audit, audit.own, audit.stratum)
        for along, label in _under(audit):
            labels[along] = label
            numbers[along, stratum, f"{audit.own}>{audit.moderated}"] += 1
    for (along, stratum, pair), number in numbers.items():
        yield Row(number, along=f"{along}:{labels[along]}"[:80], within=stratum, stands=pair)


def stratum_of(audit: Audit, own: str, of_panel: str | None = None) -> str:
    """Why an audit was moderated: as its panel has it. Of a panel held outside the portal: for its grade where the
    procedure always moderates that, else by chance."""
    if of_panel:
        return EXTREME if of_panel == Stratum.EXTREME else RANDOM
    moderation = policy_of(audit.framework).moderation
    return EXTREME if moderation is not None and own in moderation.grades else RANDOM


def _under(audit: Audit) -> Iterator[tuple[str, str]]:
    """What it is counted under, each with its words where the directory doesn't know them."""
    yield EVERYTHING.removesuffix(":"), ""
    yield f"reviewer:{audit.reviewer_id}", ""
    yield f"tool:{audit.tool_key}", audit.tool.title
    if audit.team_id is not None:
        yield f"team:{audit.team_id}", ""
    if audit.cycle is not None:
        yield f"cycle:{audit.cycle_id}", f"{audit.cycle}, {audit.cycle.team}"


def register_calibration() -> None:
    """Have the pairs counted; called when the app loads."""
    register_measure(Measure(CALIBRATION, count_calibration, every=AN_HOUR))
