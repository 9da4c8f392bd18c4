"""The verbs of the ledger: open, meet, cancel, put off, re-date. Each belongs in its caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.reading.prepared import Parts, prepared
from qa_portal.trail.records import acting

from .calendar import Duration, WorkingCalendar
from .closures import current_calendar
from .kinds import kind_of
from .models import Deadline, DueDateChange
from .plan import occasions

#: Relations that a deadline can belong to instead of a post.
RELATIONS = ("practitioner", "iro", "cp_chair")

#: The role whose line a relation's unanswered work climbs.
ROLE_OF_RELATION = {"practitioner": Role.SOCIAL_WORKER, "iro": Role.IRO, "cp_chair": Role.CP_CHAIR}


def open_deadline(
    kind: str,
    *,
    about: Any,
    subject: Subject,
    framework: FrameworkVersion,
    clock_name: str | None = None,
    owner: str,
    owner_person: Any = None,
    owner_post_pk: int | None = None,
    starts_at: dt.datetime | None = None,
    lasts: Any = None,
    due_at: dt.datetime | None = None,
    label: str = "",
    parties: dict[str, str | int] | None = None,
) -> Deadline:
    """Open a clock on something, or give the open one of this kind that it has already.

    ``clock_name`` (by default the kind's own name) is the framework's clock that says how long, whom to
    remind and whom to tell when it passes; ``lasts`` overrides how long (a level's own days) and
    ``due_at`` the moment itself (a date that somebody set). ``owner`` is a role, whose post for the
    subject's team owns the deadline, or a relation; ``owner_person`` names one person instead.
    ``parties`` says what the framework's words raiser, answerer, answerer_line and confirmer mean here: a
    role, a relation or a person's key each. Left out, the answerer is the owner, answerer_line the next
    role above, and the confirmer the framework's.
    Raises CalendarEnds when the calendar isn't known so far ahead.
    """
    now = clock.now()
    starts_at = starts_at or now
    about_type = ContentType.objects.get_for_model(about)
    if running := _of_a_kind(about_type=about_type.pk, about=about.pk, kind=kind)["clocks"]:
        return running[0]
    framework_policy = policy_of(framework)
    clock_name = clock_name or kind
    policy = framework_policy.clock(clock_name)
    calendar = current_calendar()
    is_dated_by_person = due_at is not None
    if due_at is None:
        lasts = lasts or framework_policy.lasts(clock_name)
        due_at = calendar.due_at(starts_at, lasts, framework_policy.closes_at)
    if owner_post_pk is None and owner_person is None and owner not in RELATIONS:
        post = directory().post_for(owner, subject.team_id)
        owner_post_pk = post.pk if post else None
    plan = occasions(policy, due_at=due_at, after=max(starts_at, now), calendar=calendar)
    return Deadline.objects.create(
        kind=kind,
        clock_name=clock_name,
        about_type=about_type,
        about_id=about.pk,
        subject=subject,
        framework=framework,
        parties=parties_in_full(framework_policy, owner, parties or {}),
        is_dated_by_person=is_dated_by_person,
        length=None if is_dated_by_person else lasts.model_dump(exclude_none=True),
        label=label or kind_of(kind).label,
        owner=owner,
        owner_post_id=owner_post_pk,
        owner_person=owner_person,
        with_person_id=getattr(subject, f"{owner}_id") if owner in RELATIONS else None,
        answers_request=kind_of(kind).answers_request,
        starts_at=starts_at,
        first_due_at=due_at,
        due_at=due_at,
        plan=[o.as_json() for o in plan],
        next_at=plan[0].at,
    )


def parties_in_full(policy: Any, owner: str, given: dict[str, str | int]) -> dict[str, str | int]:
    """What each word for people that a framework may use means for one deadline, as JSON keeps it."""
    found = {word: who if isinstance(who, int) else str(who) for word, who in given.items()}
    answerer = found.setdefault("answerer", str(owner))
    if "answerer_line" not in found:
        role = ROLE_OF_RELATION.get(str(answerer), answerer)
        line = policy.line_above(role) if role in Role.values else ()
        found["answerer_line"] = str(line[0]) if line else str(answerer)
    if policy.disputes.confirmer:
        found.setdefault("confirmer", str(policy.disputes.confirmer))
    return found


def open_deadlines_of(about: Any, *kinds: str) -> QuerySet[Deadline]:
    """The running clocks on something, of these kinds or of any."""
    running = Deadline.objects.filter(
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        met_at=None,
        cancelled_at=None,
    )
    return running.filter(kind__in=kinds) if kinds else running


def meet_deadlines(about: Any, *kinds: str, at: dt.datetime | None = None) -> None:
    """Stop the clocks of these kinds: what was asked has been done.

    One done late before any sweep came by is breached all the same; nobody is alerted to what is done.
    """
    for deadline in _stopping(about, kinds):
        deadline.met_at = at or clock.now()
        if deadline.met_at > deadline.due_at and deadline.breached_at is None:
            deadline.breached_at = deadline.due_at
            deadline.breach_handled_at = deadline.met_at
        deadline.next_at = None
        deadline.save(update_fields=["met_at", "breached_at", "breach_handled_at", "next_at"])


def cancel_deadlines(about: Any, *kinds: str) -> None:
    """End the clocks of these kinds: what was asked is no longer wanted."""
    for deadline in _stopping(about, kinds):
        deadline.cancelled_at = clock.now()
        deadline.next_at = None
        deadline.save(update_fields=["cancelled_at", "next_at"])


@prepared
def _of_a_kind(about_type: int, about: int, kind: str) -> Parts:
    one = {"kind": kind, "about_type": about_type, "about_id": about, "met_at": None, "cancelled_at": None}
    return {"clocks": Deadline.objects.filter(**one)[:1]}  # there is one at most


@prepared
def _locked(about_type: int, about: int, kind: str) -> Parts:
    return {"clocks": _of_a_kind.parts(about_type, about, kind)["clocks"].select_for_update()}


def _stopping(about: Any, kinds: Iterable[str]) -> Iterable[Deadline]:
    """The running clocks of these kinds, locked; of any kind where none is named."""
    if not kinds:
        return open_deadlines_of(about).select_for_update()
    thing = {"about_type": ContentType.objects.get_for_model(about).pk, "about": about.pk}
    return [deadline for kind in kinds for deadline in _locked(**thing, kind=kind)["clocks"]]


def change_due_date(deadline: Deadline, *, to: dt.date, reason: str, by: Any) -> Deadline:
    """Put a due date off, or forward, in this one case (LAW-06).

    Takes the new day; it is due at the framework's close of that day. The first date stays, and the
    deadline is still counted against it. Raises ValidationError, by field, for a day that isn't a
    working day, has passed, or is the present one, for a missing reason and for a clock that has ended.
    Who may do this is the caller's rule.
    """
    with transaction.atomic(), acting(by=by, step="change_due_date", reason=reason):
        deadline = (
            Deadline.objects.select_for_update(of=("self",))
            .select_related("framework", "subject")
            .get(pk=deadline.pk)
        )
        policy = policy_of(deadline.framework)
        calendar = current_calendar()
        if not reason.strip():
            raise ValidationError({"reason": "Say why the date changes. It is kept with the old date."})
        if not deadline.is_open:
            raise ValidationError("This clock has stopped already. Nothing was changed.")
        if not calendar.is_working(to):
            raise ValidationError(
                {"to": "That isn't a working day. Choose a day on which the council works."}
            )
        due_at = clock.at_london(to, policy.closes_at)
        if due_at <= clock.now():
            raise ValidationError({"to": "That day has passed. Choose a later one."})
        if due_at == deadline.due_at:
            raise ValidationError({"to": "It is due on that day already. Choose another one."})
        _move(deadline, due_at, DueDateChange.Cause.EXTENSION, reason, by)
        for listen in _moved_listeners:
            listen([deadline], by=by, reason=reason)
    return deadline


def redate_open_deadlines(*, by: Any, reason: str) -> list[Deadline]:
    """Reckon every open deadline again after the working-day calendar changed (LAW-05).

    Gives those whose date moved. A date that somebody set in one case stays as set, but the first date
    it is counted against moves. Their owners are told through ``deadline_moved`` listeners.
    """
    moved: list[Deadline] = []
    calendar = current_calendar()
    with transaction.atomic(), acting(by=by, step="redate_open_deadlines", reason=reason):
        for deadline, first in dated_otherwise_by(calendar, _running().select_for_update(of=("self",))):
            was_extended = deadline.is_extended
            deadline.first_due_at = first
            if was_extended:
                deadline.save()
                continue
            _move(deadline, first, DueDateChange.Cause.CALENDAR, reason, by)
            moved.append(deadline)
        for listen in _moved_listeners:
            listen(moved, by=by, reason=reason)
    return moved


def dated_otherwise_by(
    calendar: WorkingCalendar, running: QuerySet[Deadline] | None = None
) -> Iterator[tuple[Deadline, dt.datetime]]:
    """The open deadlines whose first date is another under a calendar, each with that date; nothing is changed.

    ``running`` is by default every open deadline that hasn't been missed.
    """
    if running is None:
        running = _running()
    for deadline in running.filter(is_dated_by_person=False):
        lasts = _length_of(deadline)
        if lasts is None:
            continue
        first = calendar.due_at(deadline.starts_at, lasts, policy_of(deadline.framework).closes_at)
        if first != deadline.first_due_at:
            yield deadline, first


def _running() -> QuerySet[Deadline]:
    open_ones = Deadline.objects.filter(met_at=None, cancelled_at=None, breached_at=None)
    return open_ones.select_related("framework", "subject")


_moved_listeners: list[Any] = []


def when_dates_move(listen: Any) -> Any:
    """Register what is to happen when due dates move, with the calendar or in one case.

    ``listen(deadlines, by=, reason=)`` runs in the transaction that moves them.
    """
    if listen not in _moved_listeners:
        _moved_listeners.append(listen)
    return listen


def _length_of(deadline: Deadline) -> Duration | None:
    """How long this clock was given, or None for a date that somebody chose."""
    if length_of := _lengths.get(deadline.kind):
        return length_of(deadline)
    return Duration(**deadline.length) if deadline.length else None


_lengths: dict[str, Any] = {}


def register_length(kind: str, length_of: Any) -> None:
    """Say how long deadlines of a kind last where it isn't what they were given: ``length_of(deadline)``.

    Seldom needed: a deadline keeps the length that it was opened with.
    """
    _lengths[kind] = length_of


def _move(deadline: Deadline, due_at: dt.datetime, cause: str, reason: str, by: Any) -> None:
    DueDateChange.objects.create(
        deadline=deadline,
        cause=cause,
        from_due_at=deadline.due_at,
        to_due_at=due_at,
        reason=reason,
        approved_by=by,
        approved_at=clock.now(),
    )
    policy = policy_of(deadline.framework).clock(deadline.clock_name)
    deadline.due_at = due_at
    plan = occasions(policy, due_at=due_at, after=clock.now(), calendar=current_calendar())
    deadline.plan = [o.as_json() for o in plan]
    deadline.next_at = plan[0].at
    if due_at > clock.now():
        # A breach of an earlier date stays on the first date's account; the new date can be missed anew.
        deadline.breached_at = None
        deadline.breach_handled_at = None
        deadline.breach_attempts = 0
    deadline.save()
