"""Whom else a text may tell of: other people on records, relations, addresses and numbers. Professionals aren't marked.

A mark decides nothing: it asks a reviewer to look.
"""

from __future__ import annotations

import re

from qa_portal.children.models import Contact, Sibling, Subject
from qa_portal.reporting.naming import names_in

#: Words for people who aren't professionals.
RELATIONS = (
    *(
        "mother",
        "father",
        "mum",
        "dad",
        "stepmother",
        "stepfather",
        "brother",
        "sister",
        "sibling",
        "half-brother",
    ),
    *(
        "half-sister",
        "grandmother",
        "grandfather",
        "grandparent",
        "nan",
        "aunt",
        "uncle",
        "cousin",
        "partner",
    ),
    *("boyfriend", "girlfriend", "friend", "neighbour", "carer", "referrer"),
)
_RELATION = re.compile(rf"\b(?:{'|'.join(RELATIONS)})(?:s|’s|'s)?\b", re.IGNORECASE)
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")
_PHONE = re.compile(r"\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b")
#: How many marks are said of one thing.
MOST = 8

#: What is nearly always another person's too.
OTHERS = frozenset({Contact, Sibling})


def marks_in(text: str, subject: Subject, *, model: type) -> list[str]:
    """What a reviewer is to look at, as the text says it; the subject's own name and reference aren't among it."""
    own = {subject.reference.casefold(), subject.full_name.casefold()}
    found = [name for name in names_in(text) if name.casefold() not in own]
    for pattern in (_RELATION, _EMAIL, _PHONE):
        found += [match.casefold() if pattern is _RELATION else match for match in pattern.findall(text)]
    if model in OTHERS:
        found.insert(0, "another person’s details")
    return list(dict.fromkeys(found))[:MOST]
