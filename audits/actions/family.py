"""What child and family say: recorded for them, asked for by a one-time link, written through it (MER-20, NEW-09)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from audits import notices
from audits.models import Audit, FamilyVoice
from audits.writing.rules import may_end_link
from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.trail.acts import act
from qa_portal.trail.records import acting
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, lock

from .writing import hold, touch

#: How long a link can be used.
LINK_LASTS = dt.timedelta(days=21)

VOICE_FIELDS = ("speaker", "way", "words", "helped", "said_on", "wants_answer")


def record_voices(audit: Audit, *, by: Any, rows: Iterable[Mapping[str, Any]], why_not: str = "") -> Audit:
    """Record what child and family said, in their own words, or why nobody was contacted.

    A row with an ``id`` changes, others are new, those that are missing go; what was written through a link isn't
    anybody's to change. Whoever let their link end without an answer can be heard otherwise: their row becomes what
    they said. Raises NotYours, NotNow; ValidationError for a person who is there twice.
    """
    with act("record_voices", by=by):
        fresh = hold(audit, by)
        stored = {voice.pk: voice for voice in fresh.voices.exclude(way=FamilyVoice.Way.LINK)}
        linked = {
            voice.speaker: voice
            for voice in fresh.voices.filter(way=FamilyVoice.Way.LINK)
            if voice.speaker != FamilyVoice.Speaker.OTHER
        }
        changed = False
        for row in rows:
            asked = linked.get(row["speaker"])
            if asked is not None and (asked.was_heard or asked.link_is_open):
                raise ValidationError(_asked_already(asked))
            voice = stored.pop(row.get("id"), None)
            if voice is not None and asked is not None:
                voice.delete()  # one row for each person: the one that was asked is theirs
                voice = None
            voice = voice or _unanswered(asked) or FamilyVoice(audit=fresh)
            if voice.recorded_at is None:
                voice.recorded_at, voice.recorded_by = clock.now(), by
            before = [getattr(voice, name) for name in VOICE_FIELDS]
            for name in VOICE_FIELDS:
                setattr(voice, name, row[name])
            if voice.pk is None or before != [getattr(voice, name) for name in VOICE_FIELDS]:
                voice.save()
                changed = True
        for gone in stored.values():
            gone.delete()
            changed = True
        if why_not.strip() and fresh.policy.audit_steps.family == Practice.REQUIRED:
            raise StandsInTheWay(
                [Blocker("This procedure asks child or family in every case.", "#id_why_not")]
            )
        touch(fresh, {"family_why_not": why_not.strip()}, changed=changed)
    return fresh


def _unanswered(asked: FamilyVoice | None) -> FamilyVoice | None:
    """The row of a link that ended without an answer, to be used for what is said otherwise: its secret is gone."""
    if asked is not None:
        asked.link_digest, asked.link_ends_at = "", None
    return asked


def ask_family(audit: Audit, *, by: Any, speaker: str) -> tuple[FamilyVoice, str]:
    """Make a one-time link for one person of the family; give their row and the link's secret, which isn't kept.

    Nobody is asked twice: whoever has been heard, or has a link that can still be used, gets no other, unless it is put
    in the place of one that has ended. Raises NotYours, NotNow, StandsInTheWay.
    """
    with act("ask_family", by=by):
        fresh = hold(audit, by)
        # Somebody else of the family can be another one each time.
        others = {"recorded_at": None} if speaker == FamilyVoice.Speaker.OTHER else {}
        voice = fresh.voices.filter(speaker=speaker, **others).first()
        if voice is not None and (voice.was_heard or voice.link_is_open or not voice.link_digest):
            raise StandsInTheWay([Blocker(_asked_already(voice), "#id_speaker_0")])
        token = secrets.token_urlsafe(24)
        voice = voice or FamilyVoice(audit=fresh, speaker=speaker)
        voice.way = FamilyVoice.Way.LINK
        voice.asked_at, voice.asked_by = clock.now(), by
        voice.link_digest = digest_of(token)
        voice.link_ends_at = clock.now() + LINK_LASTS
        voice.save()
        touch(fresh, {"family_why_not": ""})
    return voice, token


def withdraw_link(voice: FamilyVoice, *, by: Any) -> None:
    """End a link that hasn't been used: it was lost, or went to the wrong person. Its reviewer does, also once the
    audit is completed: until the link ends whoever has it can still answer. Raises NotYours."""
    with act("withdraw_link", by=by):
        fresh = lock(voice.audit)
        if not may_end_link(by, fresh):
            raise NotYours("A link is ended by whoever audits.")
        held = FamilyVoice.objects.select_for_update().get(pk=voice.pk)
        if held.link_is_open:
            held.link_ends_at = clock.now()
            held.save()
            touch(fresh)


def voice_of_link(token: str) -> FamilyVoice | None:
    """The row that a link's secret opens; None for one that is unknown, used, ended, or whose audit is over."""
    if not token or len(token) > 100:
        return None
    found = (
        FamilyVoice.objects.select_related("audit__framework").filter(link_digest=digest_of(token)).first()
    )
    return found if found is not None and found.link_is_open and not found.audit.is_over else None


def hear_family(token: str, *, words: str, helped: int | None, wants_answer: bool) -> FamilyVoice | None:
    """Keep what somebody wrote through their link, which is used up by it; None where it can't be used any more.

    Nobody of the council records it: the trail says that it came through a link. The reviewer is told, and once the
    audit is returned whoever discusses it with the practitioner: by then nobody looks for an answer any more.
    """
    with transaction.atomic(), acting(step="hear_family", role="Child or family, through a one-time link"):
        found = voice_of_link(token)
        if found is None:
            return None
        audit = lock(found.audit)
        voice = FamilyVoice.objects.select_for_update().get(pk=found.pk)
        if not voice.link_is_open:
            return None
        voice.words, voice.helped, voice.wants_answer = words.strip(), helped, wants_answer
        voice.said_on, voice.recorded_at = clock.today(), clock.now()
        voice.save()
        touch(audit)
        reads = ["reviewer", *([str(audit.policy.follow_up.discussed_by)] if audit.returned_at else [])]
        notices.tell_about(
            notices.FAMILY_HEARD,
            audit,
            reads,
            occasion=f"{voice.pk}",
            url=f"{reverse('audit_read', args=[audit.pk])}#family",
            who=voice.get_speaker_display(),
            answer=" They want to hear what was done with it." if wants_answer else "",
        )
    return voice


def digest_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _asked_already(voice: FamilyVoice) -> str:
    who = voice.get_speaker_display()
    if voice.asked_at and not voice.was_heard and voice.link_ends_at:
        until = weekday_date(clock.london_date(voice.link_ends_at))
        asked = weekday_date(clock.london_date(voice.asked_at))
        return (
            f"{who}: was asked on {asked}, and can answer until {until}. Nobody is asked twice: if they have told you "
            "otherwise, end the link first."
        )
    return f"{who}: has been heard already. Nobody is asked twice."
