"""The reads of narratives: what one child's thing shows, and with which others it can be shared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from qa_portal.children.models import Subject
from qa_portal.children.queries import seen_by, siblings_of
from qa_portal.children.rules import Asker, asker
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Keys, Parts, prepared

from .kinds import kind_of, kind_of_type
from .models import Narrative, NarrativeText, NarrativeUse


@dataclass(frozen=True)
class Elsewhere:
    """Another child's thing in which the narrative stands, for a reader whom that child's record opens."""

    words: str
    url: str


@dataclass(frozen=True)
class Shared:
    """A narrative as one thing shows it: its words, what they were before (newest first), and where else."""

    text: NarrativeText
    before: tuple[NarrativeText, ...]
    elsewhere: tuple[Elsewhere, ...]


def narrative_for(user: Any, thing: Any) -> Shared | None:
    """The narrative that stands in a thing; None where there is none. One query.

    Of other children's records it gives those alone that open to this person; of the rest, not even that there are any.
    """
    about = {"about_type": type_of(type(thing)), "about_id": thing.pk}
    found = _read(**vars(asker(user)), **about)
    if not found["texts"]:
        return None
    newest, *before = found["texts"]
    elsewhere = []
    for use in found["elsewhere"]:
        kind = kind_of_type(use.about_type_id)
        if kind is not None:
            words = f"{kind.noun} of {use.subject.full_name}, {use.subject.reference}"
            elsewhere.append(Elsewhere(words, reverse(kind.url_name, args=[use.about_id])))
    return Shared(newest, tuple(before), tuple(elsewhere))


@prepared
def _read(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    about_type: int,
    about_id: int,
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    here = NarrativeUse.objects.filter(about_type=about_type, about_id=about_id)
    others = NarrativeUse.objects.filter(narrative__in=here.values("narrative")).exclude(
        pk__in=here.values("pk")
    )
    opens = Exists(seen_by(who).filter(pk=OuterRef("subject_id")).order_by())
    texts = NarrativeText.objects.filter(narrative__in=here.values("narrative")).select_related("written_by")
    return {
        "texts": texts.order_by("-number")[:50],
        "elsewhere": others.filter(opens).select_related("subject").order_by("pk")[:50],
    }


def words_of(thing: Any) -> str:
    """The words of the narrative that stands in a thing, for its papers; "" where there is none."""
    here = NarrativeUse.objects.filter(about_type=type_of(type(thing)), about_id=thing.pk)
    texts = NarrativeText.objects.filter(narrative__in=here.values("narrative")).order_by("-number")
    return texts.values_list("text", flat=True).first() or ""


@dataclass(frozen=True)
class Candidate:
    """Another child's thing that can share the narrative, or (without ``thing``) a child for whom one is started."""

    key: str
    label: str
    subject: Subject
    thing: Any = None


def candidates_for(user: Any, thing: Any) -> list[Candidate]:
    """With what of the brothers and sisters a narrative can be shared: their records open to this person, and what is
    open there is theirs to write, or theirs to start."""
    kind = kind_of(thing)
    siblings = {each.pk: each for each in siblings_of(user, thing.subject) if each.may_open}
    if not siblings:
        return []
    there = [each for each in kind.open_on(list(siblings)) if each.pk != thing.pk]
    taken = set(
        NarrativeUse.objects.filter(
            about_type=type_of(kind.model), about_id__in=[each.pk for each in there]
        ).values_list("about_id", flat=True)
    )
    found, have = [], {each.subject_id for each in there}
    for each in there:
        each.subject = siblings[each.subject_id]
        if each.pk not in taken and kind.may_write(user, each):
            label = f"{each.subject.full_name}, {each.subject.reference}: {each}"
            found.append(Candidate(f"join-{each.pk}", label, each.subject, each))
    for subject in siblings.values():
        if kind.begin and subject.pk not in have and kind.may_begin(user, thing, subject):
            label = f"{subject.full_name}, {subject.reference}: start one for this child too"
            found.append(Candidate(f"begin-{subject.pk}", label, subject))
    return found


def narratives_of_nobody_else(subject: int) -> list[QuerySet]:
    """The narratives that stand on one record alone, and their words: theirs, although no key says so."""
    elsewhere = NarrativeUse.objects.filter(narrative=OuterRef("pk")).exclude(subject=subject).order_by()
    own = Narrative.objects.filter(uses__subject=subject).exclude(Exists(elsewhere)).distinct()
    return [NarrativeText.objects.filter(narrative__in=own.values("pk")), own]


def words_of_use(use: NarrativeUse) -> list[tuple[str, str]]:
    """The words of the narrative that stands on a record, as they are now."""
    newest = NarrativeText.objects.filter(narrative=use.narrative_id).order_by("-number").first()
    return [("The narrative", newest.text)] if newest else []
