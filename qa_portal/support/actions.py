"""What people do with requests for support: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.directory import directory
from qa_portal.people.models import Team
from qa_portal.reporting.naming import refuse_names
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, take_step

from . import notices
from .models import SupportRequest

#: Why a text may name nobody.
NAMING_NOBODY = "Ask without saying who it is about."


def ask_for_support(
    *, by: Any, team: Team, kind: str, what: str, wanted_on: dt.date | None = None
) -> SupportRequest:
    """Ask the quality assurance team for guidance or support; they are told, and have the procedure's time (MER-24).

    Raises NotYours for whoever holds no post on the team, or where its procedure takes no requests, StandsInTheWay
    where it names somebody on a record.
    """
    version = framework_for(team)
    support = policy_of(version).support
    if support is None or team.pk not in {post.team_pk for post in directory().posts_of(by.pk)}:
        raise NotYours("You can ask for the team that you work in, where its procedure takes requests.")
    refuse_names(NAMING_NOBODY, what=what)
    with act("ask_for_support", by=by):
        request = SupportRequest.objects.create(
            team=team,
            framework=version,
            kind=kind,
            what=what,
            wanted_on=wanted_on,
            due_on=current_calendar().add_working_days(clock.today(), support.within_days),
            asked_at=clock.now(),
            asked_by=by,
        )
        notices.tell_those_who_answer(notices.ASKED, request, by=by)
    return request


def take_support_on(request: SupportRequest, *, by: Any) -> SupportRequest:
    """Take a request on; whoever asked is told who sees to it. Raises as ``take_step``."""
    with transaction.atomic():
        request = take_step(request, "take", by=by)
        notices.tell_asker(notices.TAKEN, request, by=by)
    return request


def put_support_back(request: SupportRequest, *, by: Any) -> SupportRequest:
    """Put a request back into the queue, for somebody else to take on. Raises as ``take_step``."""
    return take_step(request, "put_back", by=by)


def answer_support(request: SupportRequest, *, by: Any, answer: str) -> SupportRequest:
    """Answer a request; whoever asked is told. Raises as ``take_step``, and StandsInTheWay for a name."""
    refuse_names(NAMING_NOBODY, answer=answer)
    with transaction.atomic():
        request = take_step(request, "give_answer", by=by, answer=answer)
        notices.tell_asker(notices.ANSWERED, request, by=by)
    return request


def withdraw_support(request: SupportRequest, *, by: Any, reason: str) -> SupportRequest:
    """Withdraw what one asked for, with the reason; whoever was to answer is told. Raises as ``take_step``."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why you don’t need it any more.", "#id_reason")])
    refuse_names(NAMING_NOBODY, reason=reason)
    with transaction.atomic():
        request = take_step(request, "withdraw", by=by, reason=reason)
        notices.tell_those_who_answer(notices.WITHDRAWN, request, by=by, reason=reason)
    return request
