"""What people do with the actions of an improvement plan: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from qa_portal import clock
from qa_portal.people.models import Post
from qa_portal.reporting.naming import names_in
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, take_step

from . import notices
from .models import ServiceAction
from .sources import may_agree_for


def agree_service_action(
    about: Any, *, by: Any, what: str, success: str, owner_post: Post, due_on: dt.date
) -> ServiceAction:
    """Agree an action of the service that a report or an activity is about; whoever holds its post is told (MER-07).

    Raises NotYours for whoever doesn't write what it is about, or no longer, StandsInTheWay where it names somebody on
    a record.
    """
    if not may_agree_for(by, about):
        raise NotYours("The improvement plan is written by those who write what it comes from.")
    if named := names_in(f"{what}\n{success}"):
        raise StandsInTheWay(
            [Blocker(f"It names {', '.join(named)}. Boards read it: say it without who it was.", "#id_what")]
        )
    with act("agree_service_action", by=by):
        action = ServiceAction.objects.create(
            team=about.team,
            about_type=ContentType.objects.get_for_model(about),
            about_id=about.pk,
            what=what,
            success=success,
            owner_post=owner_post,
            due_on=due_on,
            agreed_at=clock.now(),
            agreed_by=by,
        )
        notices.tell_owner(notices.AGREED, action, by=by)
    return action


def complete_service_action(action: ServiceAction, *, by: Any, evidence: str) -> ServiceAction:
    """Say that it is done, with what shows it; whoever agreed it is told. Raises as ``take_step``."""
    with transaction.atomic():
        action = take_step(action, "complete", by=by, evidence=evidence)
        notices.tell_keeper(action, by=by)
    return action


def verify_service_action(action: ServiceAction, *, by: Any, verification: str) -> ServiceAction:
    """Verify it: another than who did it has seen what changed. Raises as ``take_step``."""
    with transaction.atomic():
        action = take_step(action, "verify", by=by, verification=verification)
        notices.tell_owner(notices.VERIFIED, action, by=by)
    return action


def give_service_action_back(action: ServiceAction, *, by: Any, reason: str) -> ServiceAction:
    """Give it back: what was shown doesn't show it. Raises as ``take_step``, and StandsInTheWay without a reason."""
    _refuse_without(reason, "Say what is still missing, so that it can be put right.")
    with transaction.atomic():
        action = take_step(action, "give_back", by=by, reason=reason)
        notices.tell_owner(notices.GIVEN_BACK, action, by=by, reason=reason)
    return action


def drop_service_action(action: ServiceAction, *, by: Any, reason: str) -> ServiceAction:
    """Drop one that is no longer needed, with the reason. Raises as ``take_step``, and StandsInTheWay."""
    _refuse_without(reason, "Say why it is no longer needed. It stands in the plan with the action.")
    with transaction.atomic():
        action = take_step(action, "drop", by=by, reason=reason)
        notices.tell_owner(notices.DROPPED, action, by=by, reason=reason)
    return action


def _refuse_without(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise StandsInTheWay([Blocker(sentence, "#id_reason")])
