"""What the preview of a transfer says."""

from __future__ import annotations

import hashlib
from typing import Any

from qa_portal.people.directory import directory

from .work import Transferred

#: The preview lists this many pieces of work one by one; the rest are counted.
MOST_LISTED = 40


def what_follows(changes: list[Transferred]) -> dict[str, Any]:
    """The preview of a transfer: by counts and names of owners, the first pieces one by one."""
    book = directory()
    moves = [
        (one.subject, move)
        for one in changes
        for move in one.moves
        if move.changes_hands or move.stays_because
    ]
    comes_to: dict[str, int] = {}
    for _subject, move in moves:
        if not move.stays_because:
            comes_to[move.to_words] = comes_to.get(move.to_words, 0) + 1
    open_records = [(subject, move) for subject, move in moves if not subject.is_restricted]
    without = [
        one.subject.reference
        for one in changes
        if one.subject.is_looked_after and one.after.iro is None and one.before.iro is not None
    ]
    frameworks = {
        (book.framework_key_of(one.before.team), book.framework_key_of(one.after.team)) for one in changes
    }
    return {
        "changes": changes,
        "references": ", ".join(one.subject.reference for one in changes[:MOST_LISTED]),
        "more_references": max(0, len(changes) - MOST_LISTED),
        "comes_to": sorted(comes_to.items(), key=lambda pair: (-pair[1], pair[0])),
        "pieces": len(moves),
        "moves": open_records[:MOST_LISTED],
        "more_moves": max(0, len(moves) - MOST_LISTED),
        "restricted": len(moves) - len(open_records),
        "stuck": [(subject, move) for subject, move in moves if move.stays_because][:MOST_LISTED],
        "without_iro": without[:MOST_LISTED],
        "changes_framework": any(before != after for before, after in frameworks),
    }


def fingerprint(changes: list[Transferred]) -> str:
    """What was shown, so that a confirmation of something else is noticed."""
    told = [
        (one.subject.pk, one.before, one.after, [(m.item.pk, m.from_words, m.to_words) for m in one.moves])
        for one in changes
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
