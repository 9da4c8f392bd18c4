"""Send, complete, return and withdraw a request; the process that asked decides what follows."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people.directory import directory
from qa_portal.people.holding import Holding
from qa_portal.trail.records import acting
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .models import RequestForResponse
from .rules import person_in_post


def holder_for(role: str, subject: Subject, *, without: frozenset[int] = frozenset()) -> Holding:
    """Who would get a request to this role for a record today; authority never falls to the QA team."""
    return directory().who_holds(role, subject.team_id, without=without)


def send_request(
    *,
    kind: str,
    about: Any,
    subject: Subject,
    to_role: str,
    note: str,
    by: Any,
    to_person: Any = None,
    without: frozenset[int] = frozenset(),
    is_mandatory: bool = True,
) -> RequestForResponse:
    """Send a request to the post that holds a role for a record, or to one person in a relation to it.

    A vacancy climbs and the request says so; whoever fills the post meanwhile has it. ``without`` names
    people who answered on a lower rung already: a person on two rungs skips up. Raises StandsInTheWay when
    nobody with the authority holds the role or any above it: authority never falls to the quality assurance team.
    """
    if to_person is not None:
        post_pk, words = None, person_in_post(to_person.pk, to_role)
    else:
        holding = holder_for(to_role, subject, without=without)
        if holding.is_nobody or holding.post is None or holding.fell_to_quality_team:
            raise StandsInTheWay(
                [Blocker(f"{holding.says} Ask an administrator to fill the post, then send the request.")]
            )
        asked = holding.climbed_from
        stays_with_vacancy = asked is not None and directory().holding_of(asked).is_nobody
        post_pk = asked.pk if stays_with_vacancy else holding.post.pk
        words = holding.names
        if holding.says:
            words = f"{words}. {holding.says}"
    with acting(by=by, step="send_request"):
        return RequestForResponse.objects.create(
            kind=kind,
            about_type=ContentType.objects.get_for_model(about),
            about_id=about.pk,
            subject=subject,
            to_role=to_role,
            to_post_id=post_pk,
            to_person=to_person,
            is_mandatory=is_mandatory,
            to_words=words[:300],
            note=note,
            sent_at=clock.now(),
            sent_by=by,
        )


def open_request(about: Any, *kinds: str) -> RequestForResponse | None:
    """The request on something that waits for its answer, of these kinds or any."""
    found = requests_of(about).filter(state=RequestForResponse.State.SENT)
    return (found.filter(kind__in=kinds) if kinds else found).first()


def requests_of(about: Any) -> QuerySet[RequestForResponse]:
    """All requests on something, newest first."""
    return RequestForResponse.objects.filter(
        about_type=ContentType.objects.get_for_model(about), about_id=about.pk
    )


def complete_request(request: RequestForResponse, *, by: Any) -> RequestForResponse:
    """Complete a request. Raises NotYours or NotNow."""
    return take_step(request, "complete", by=by, role=request.to_role)


def return_request(request: RequestForResponse, *, by: Any, note: str) -> RequestForResponse:
    """Return a request with a note that says why. Raises NotYours, NotNow, StandsInTheWay."""
    if not note.strip():
        raise StandsInTheWay(
            [Blocker("Say why you return it, so that the sender can put it right.", "#id_note")]
        )
    return take_step(request, "give_back", by=by, role=request.to_role, note=note)


def withdraw_requests(about: Any, *, but_not: RequestForResponse | None = None) -> None:
    """Withdraw what still waits on something that has been overtaken: by a newer request, or by events."""
    with transaction.atomic():
        for request in requests_of(about).filter(state=RequestForResponse.State.SENT):
            if but_not is None or request.pk != but_not.pk:
                take_step_by_time(request, "withdraw", reason="What was asked has been overtaken.")
