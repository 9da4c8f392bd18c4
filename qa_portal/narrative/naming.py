"""Whether a narrative names one of the children: its words stand on each record, also for who sees one child alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_portal.children.models import Subject


def names_in(text: str, subjects: Iterable[Subject]) -> list[str]:
    """The names and references of these children that stand in a text, as they are recorded. A last name that all of
    them share tells nobody of the others, and may stand there."""
    children = list(subjects)
    shared = {child.last_name for child in children} if len({c.last_name for c in children}) == 1 else set()
    known = {
        name
        for child in children
        for name in (
            child.first_name,
            child.known_as,
            child.last_name,
            child.reference,
            child.other_reference,
        )
        if len(name) > 1
    }
    return sorted(
        name for name in known - shared if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    )
