"""Who may what with subject access requests (R15): the quality assurance team reviews, its managers release."""

from __future__ import annotations

from .who_may import QUALITY, Row, reads, writes

RELEASES = QUALITY - {"insights_member"}

ROWS: list[Row] = [
    reads("access_requests", may=QUALITY, on_record=False),
    writes("access_request_new", "record", may=QUALITY),
    *(
        reads("access_request", f"access {place}", may=QUALITY)
        for place in ("gathering", "review", "decided", "released", "ended")
    ),
    writes("access_item", "item undecided", may=QUALITY),
    writes("access_extend", "access review", may=QUALITY),
    writes("access_give_rest", "access review", may=QUALITY),
    writes("access_release", "access decided", may=RELEASES),
    writes("access_end", "access review", may=RELEASES),
    reads("access_archive", "access released", may=QUALITY),
]
