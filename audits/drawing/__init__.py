"""The draw of a cycle's cases: pure, repeatable, explained (KNO-02, NEW-04, WAL-02). docs/adr/0070 says how and why.

``draw(cases, reviewers, rules, seed, wanted)`` gives a line for each case of the pool: drawn, passed over or left out,
and why; for a drawn case also who audits it and who could not. No database and no clock: the same seed over the same
pool gives the same draw, today and in ten years.
"""

from .cases import Case, Exclusion, Line, Outcome, Reviewer, Rules
from .choosing import draw
from .lots import Lots, first_by_lot
from .pairing import Pairing

__all__ = [
    "Case",
    "Exclusion",
    "Line",
    "Lots",
    "Outcome",
    "Pairing",
    "Reviewer",
    "Rules",
    "draw",
    "first_by_lot",
]
