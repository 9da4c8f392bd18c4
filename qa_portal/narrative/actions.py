"""Write a narrative, have it stand in the disputes or audits of brothers and sisters, take one out of it (NEW-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import asker
from qa_portal.outbox.actions import Notice, tell
from qa_portal.outbox.recipients import people_for
from qa_portal.reading.giving import type_of
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay

from . import notices
from .kinds import kind_of
from .models import Narrative, NarrativeText, NarrativeUse
from .naming import names_in
from .queries import Candidate, candidates_for


def write_narrative(thing: Any, *, by: Any, text: str, with_them: Iterable[str] = ()) -> NarrativeText:
    """Write the narrative of a dispute or audit; where it is shared, it is changed for every child at once.

    ``with_them`` are keys of ``candidates_for``: brothers' and sisters' things in which it is to stand from now on, or
    are started with it. Nothing else of theirs is touched: grades, stages, outcomes and actions are each child's own.
    The words before are kept. Raises NotYours and StandsInTheWay by field.
    """
    kind = kind_of(thing)
    if not kind.may_write(by, thing):
        raise NotYours("The narrative is written by whoever keeps what it stands in.")
    text = text.strip()
    if not text:
        raise StandsInTheWay([Blocker("Write what is true for all of them.", "#id_text")])
    with act("write_narrative", by=by):
        Subject.objects.select_for_update(no_key=True).only("pk").get(pk=thing.subject_id)
        chosen = _chosen(thing, by, with_them)
        use = _held_use_of(thing)
        _refuse_names(text, thing, use, chosen, by)
        narrative = use.narrative if use else Narrative.objects.create(started_at=clock.now(), started_by=by)
        last = narrative.texts.first()
        if last is None or last.text != text:
            number = last.number + 1 if last else 1
            last = NarrativeText.objects.create(
                narrative=narrative, number=number, text=text, written_at=clock.now(), written_by=by
            )
            _follow(narrative, last, thing, by)
        if use is None:
            _put(narrative, last, thing, by)
        for candidate in chosen:
            other = candidate.thing or kind.begin(thing, candidate.subject, by=by)
            _put(narrative, last, other, by)
            _tell(notices.ADDED, other, by, occasion=f"{narrative.pk}")
    return last


def _chosen(thing: Any, by: Any, keys: Iterable[str]) -> list[Candidate]:
    wanted = set(keys)
    if not wanted:
        return []
    offered = {each.key: each for each in candidates_for(by, thing)}
    if not wanted <= offered.keys():
        raise StandsInTheWay([Blocker("One of them can’t share it any more. Choose again.", "#id_with_them")])
    return [offered[key] for key in sorted(wanted)]


def leave_narrative(thing: Any, *, by: Any, reason: str) -> NarrativeUse:
    """Take one child's dispute or audit out of a shared narrative, with the reason, which its record's trail keeps.

    Its words stay where they are, with all that they were before: they are this child's own from now on, and what is
    changed for the others reaches them no more. Of the others nothing changes, and whether there are any isn't said.
    Raises NotYours, NotNow where no narrative stands in it, and StandsInTheWay without a reason.
    """
    kind = kind_of(thing)
    if not kind.may_write(by, thing):
        raise NotYours("Whoever keeps what the narrative stands in takes it out.")
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why these words are no longer shared.", "#id_reason")])
    with act("leave_narrative", by=by, reason=reason.strip()):
        use = _held_use_of(thing)
        if use is None:
            raise NotNow("No shared narrative stands in it.")
        own = Narrative.objects.create(started_at=clock.now(), started_by=by)
        kept = ("number", "text", "written_at", "written_by_id")
        for text in use.narrative.texts.order_by("number"):
            NarrativeText.objects.create(narrative=own, **{name: getattr(text, name) for name in kept})
        use.narrative = own
        use.save()
        _tell(notices.LEFT, thing, by, occasion=f"{own.pk}", reason=reason.strip())
    return use


def _use_of(thing: Any) -> NarrativeUse | None:
    found = NarrativeUse.objects.filter(about_type=type_of(type(thing)), about_id=thing.pk)
    return found.select_related("narrative").first()


def _held_use_of(thing: Any) -> NarrativeUse | None:
    """Its use, held together with its narrative; the narrative first, so that two who write from two children's sides
    wait for one another and don't each hold what the other wants."""
    use = _use_of(thing)
    while use is not None:
        Narrative.objects.select_for_update(no_key=True).only("pk").get(pk=use.narrative_id)
        held = NarrativeUse.objects.select_for_update(of=("self",)).select_related("narrative").get(pk=use.pk)
        if held.narrative_id == use.narrative_id:
            return held
        use = held  # it was taken out meanwhile
    return None


def _refuse_names(text: str, thing: Any, use: NarrativeUse | None, chosen: list[Candidate], by: Any) -> None:
    """No child is named in what stands on another's record. Of children whose records don't open to the writer nothing
    is asked: a refusal would tell of them."""
    children = {thing.subject_id: thing.subject, **{each.subject.pk: each.subject for each in chosen}}
    if use is not None:
        there = NarrativeUse.objects.filter(narrative=use.narrative).values("subject")
        children |= {each.pk: each for each in seen_by(asker(by)).filter(pk__in=there)}
    if found := names_in(text, children.values()):
        words = "”, “".join(found)
        raise StandsInTheWay(
            [
                Blocker(
                    f"It names a child (“{words}”). Write “the older one”, “the youngest”: the same words stand on "
                    "each record, also for people who see one of the children alone.",
                    "#id_text",
                )
            ]
        )


def _put(narrative: Narrative, text: NarrativeText, thing: Any, by: Any) -> None:
    NarrativeUse.objects.create(
        narrative=narrative,
        subject_id=thing.subject_id,
        about_type_id=type_of(type(thing)),
        about_id=thing.pk,
        number=text.number,
        added_at=clock.now(),
        added_by=by,
    )


def _follow(narrative: Narrative, text: NarrativeText, thing: Any, by: Any) -> None:
    """Each record's trail says that the words changed, and whoever keeps another child's thing is told."""
    for use in narrative.uses.all():
        use.number = text.number
        use.save()
        if (use.about_type_id, use.about_id) != (type_of(type(thing)), thing.pk):
            _tell(notices.CHANGED, use.about, by, occasion=f"{narrative.pk}:{text.number}")


def _tell(notice: Notice, thing: Any, by: Any, *, occasion: str, **given: Any) -> None:
    subject = thing.subject
    people = [who for word in kind_of(thing).keepers(thing) for who in people_for(word, subject)]
    tell(
        notice,
        [who for who in people if who.person_pk != by.pk],
        about=thing,
        subject=subject,
        occasion=f"{notice.event}:{occasion}:{type_of(type(thing))}:{thing.pk}",
        url=thing.get_absolute_url(),
        who=by.name,
        **given,
    )
