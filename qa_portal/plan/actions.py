"""What people do with the actions of the rolling plan: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.queries import siblings_of
from qa_portal.children.rules import may_write_on_record
from qa_portal.deadlines.actions import (
    RELATIONS,
    cancel_deadlines,
    change_due_date,
    meet_deadlines,
    open_deadline,
    open_deadlines_of,
)
from qa_portal.documents.actions import attach_document
from qa_portal.documents.models import Document
from qa_portal.documents.uploads import CheckedUpload, title_from
from qa_portal.people.directory import directory
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import (
    NotNow,
    NotYours,
    StandsInTheWay,
    leads_from_here,
    lock,
    take_step,
    take_step_by_time,
)

from . import notices
from .models import Action
from .rules import may_keep_plan


def actions_about(about: Any) -> QuerySet[Action]:
    """The actions that come from one thing, in their order."""
    kind = ContentType.objects.get_for_model(about)
    return Action.objects.filter(about_type=kind, about_id=about.pk).order_by("position", "pk")


def open_actions(actions: Iterable[Action], *, reason: str) -> list[Action]:
    """Open proposed actions, because what they come from was agreed or because they can't wait (MER-10, KNO-04).

    Each one's date starts to run as the deadline ``action_done``, due at the close of that day. Those that are open
    already are left as they are. Belongs in the transaction of what agrees them. Raises StandsInTheWay for one that
    has no date.
    """
    opened = []
    for action in actions:
        if action.state != Action.State.PROPOSED:
            continue
        action = take_step_by_time(action, "open", reason=reason)
        run_action_clock(action)
        opened.append(action)
    return opened


def run_action_clock(action: Action) -> None:
    """Let an action's date run."""
    open_deadline(
        "action_done",
        about=action,
        subject=action.subject,
        framework=action.framework,
        owner=action.owner,
        owner_post_pk=action.owner_post_id,
        owner_person=action.owner_person,
        due_at=clock.at_london(action.due_on, action.policy.closes_at),
        parties={"raiser": action.proposed_by_id},
    )


def complete_action(action: Action, *, by: Any, evidence: str, file: CheckedUpload | None = None) -> Action:
    """Say that an action is done, with what shows it; whoever verifies it is told (KNO-04, NEW-02).

    ``file`` goes on the record as its document (LEE-13). Its clock stops. Raises as ``take_step`` and
    ``attach_document``.
    """
    with transaction.atomic():
        action = take_step(action, "complete", by=by, evidence=evidence)
        if file is not None:
            action.document = _attach(action, file, by)
            action.save(update_fields=["document"])
        meet_deadlines(action, "action_done")
        notices.tell_verifiers(action, by=by)
    return action


def verify_action(action: Action, *, by: Any, verification: str, file: CheckedUpload | None = None) -> Action:
    """Verify that an action was done: another than who did it has seen it (NEW-02); ``file`` goes on the record, as a
    document of the action. Raises as ``take_step`` and ``attach_document``."""
    with transaction.atomic():
        action = take_step(action, "verify", by=by, verification=verification)
        if file is not None:
            _attach(action, file, by)
        notices.tell_owner(notices.VERIFIED, action, by=by)
    return action


def _attach(action: Action, file: CheckedUpload, by: Any) -> Document:
    return attach_document(action.subject, by=by, upload=file, title=title_from(file.name), about=action)


def give_action_back(action: Action, *, by: Any, reason: str) -> Action:
    """Give an action back: what was shown doesn't show it. Its date runs on as it was, late if it has passed.

    Raises as ``take_step``, and StandsInTheWay without a reason.
    """
    _refuse_without(reason, "Say what is still missing, so that it can be put right.")
    with transaction.atomic():
        action = take_step(action, "give_back", by=by, reason=reason)
        run_action_clock(action)
        notices.tell_owner(notices.GIVEN_BACK, action, by=by, reason=reason)
    return action


def drop_action(action: Action, *, by: Any, reason: str) -> Action:
    """Drop an action that is no longer needed, with the reason. Raises as ``take_step``, and StandsInTheWay."""
    _refuse_without(reason, "Say why it is no longer needed. It stands in the plan with the action.")
    with transaction.atomic():
        action = take_step(action, "drop", by=by, reason=reason)
        cancel_deadlines(action, "action_done")
        notices.tell_owner(notices.DROPPED, action, by=by, reason=reason)
    return action


def change_action_date(action: Action, *, by: Any, to: dt.date, reason: str) -> Action:
    """Put an action's date off or forward, with the reason; it is still counted late against the first date (LAW-06).

    Raises NotYours, NotNow where it is over, ValidationError by field.
    """
    with act("change_action_date", by=by, reason=reason):
        action = lock(action)
        if not may_keep_plan(by, action):
            raise NotYours(
                "Only a manager of the team or the quality assurance team changes an action’s date."
            )
        if not leads_from_here(action, "complete"):
            raise NotNow("This action isn’t to be done any more, so its date can’t be changed.")
        deadline = open_deadlines_of(action, "action_done").get()
        change_due_date(deadline, to=to, reason=reason, by=by)
        action.due_on = to
        action.version += 1
        action.save(update_fields=["due_on", "version"])
        notices.tell_owner(notices.REDATED, action, by=by, reason=reason)
    return action


def copy_action(action: Action, *, by: Any, to: Iterable[Subject]) -> list[Action]:
    """Copy an action that concerns siblings to their records, in one step (LEE-08).

    Each copy says where it came from (it is about the action that was there first), belongs to whoever holds the same
    role or relation there, and runs to the same day. A record that has it already is left out. Raises NotYours for a
    record that doesn't open to this person, NotNow where it isn't to be done any more, ValidationError for a record
    that isn't a sibling's.
    """
    with act("copy_action", by=by):
        action = lock(action)
        if not may_keep_plan(by, action):
            raise NotYours("Only a manager of the team or the quality assurance team copies an action.")
        if not leads_from_here(action, "complete"):
            raise NotNow("This action isn’t to be done any more, so there is nothing to copy.")
        first = first_of(action)
        siblings = {sibling.pk for sibling in siblings_of(by, action.subject)}
        has_it = {first.subject_id, *actions_about(first).values_list("subject", flat=True)}
        copies = []
        for subject in to:
            if subject.pk not in siblings:
                raise ValidationError(
                    {"to": "That record isn’t a sibling’s. Link the two as siblings first."}
                )
            if not may_write_on_record(by, subject):
                raise NotYours("This record isn’t open to you, so nothing was written on it.")
            if subject.pk not in has_it:
                copies.append(_copy(first, subject, by))
        for copy in open_actions(copies, reason="Copied from a sibling’s record."):
            notices.tell_owner(notices.COPIED, copy, by=by)
    return copies


def first_of(action: Action) -> Action:
    """The action that this one is a copy of; itself where it is none."""
    about = action.about
    return about if isinstance(about, Action) else action


def _copy(action: Action, subject: Subject, by: Any) -> Action:
    has_post = action.owner_person_id is None and action.owner not in RELATIONS
    post = directory().post_for(action.owner, subject.team_id) if has_post else None
    return Action.objects.create(
        subject=subject,
        framework=action.framework,
        about_type=ContentType.objects.get_for_model(Action),
        about_id=action.pk,
        finding=action.finding,
        what=action.what,
        success=action.success,
        priority=action.priority,
        owner=action.owner,
        owner_post_id=post.pk if post else None,
        owner_person=action.owner_person,
        due_on=action.due_on,
        proposed_at=clock.now(),
        proposed_by=by,
    )


def _refuse_without(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise StandsInTheWay([Blocker(sentence, "#id_reason")])
