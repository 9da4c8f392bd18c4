"""Whether a text names somebody on a record: a report goes to people who may not know it (MER-22)."""

from __future__ import annotations

import re
from itertools import pairwise

from django.db.models import Q

from qa_portal.children.models import Subject
from qa_portal.people.models import User
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay

#: How many names are said; where there are more, these are mended first.
MOST = 5

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_REFERENCE = re.compile(r"\b[A-Za-z]{1,4}-?\d{2,}\b")
_POSSESSIVE = ("’s", "'s")


def names_in(text: str, *, also_staff: bool = False) -> list[str]:
    """The records that a text names, as it names them: by first and last name one after the other, or by reference;
    with ``also_staff`` people who work there, too."""
    words = [_plain(word) for word in _WORD.findall(text)]
    pairs = {(one, other) for one, other in pairwise(words) if one[0].isupper() and other[0].isupper()}
    references = {found.upper() for found in _REFERENCE.findall(text)}
    if not pairs and not references:
        return []
    asked = Q(reference__in=references)
    asked |= Q(first_name__in={one for one, _ in pairs}, last_name__in={other for _, other in pairs})
    known = Subject.objects.filter(asked).order_by().values_list("first_name", "last_name", "reference")
    found = set()
    for first, last, reference in known[:1000]:
        if reference in references:
            found.add(reference)
        if (first, last) in pairs:
            found.add(f"{first} {last}")
    if also_staff:
        full = {f"{one} {other}" for one, other in pairs}
        found |= set(User.objects.filter(name__in=full).values_list("name", flat=True))
    return sorted(found)[:MOST]


def _plain(word: str) -> str:
    for ending in _POSSESSIVE:
        word = word.removesuffix(ending)
    return word or "-"


def refuse_names(why: str, **texts: str) -> None:
    """Refuse texts that name somebody on a record: they are read by people who may not know it. ``why`` says so, after
    the names; a text's key is its field's. Raises StandsInTheWay, beside each field."""
    found = [
        Blocker(f"It names {', '.join(named)}. {why}", f"#id_{name}")
        for name, text in texts.items()
        if (named := names_in(text))
    ]
    if found:
        raise StandsInTheWay(found)
