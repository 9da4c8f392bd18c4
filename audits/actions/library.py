"""What people do with examples of good practice: propose, rewrite, publish, decline, withdraw (MER-18)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import notices
from audits.library.rules import may_propose_example, may_rewrite_example
from audits.models import Audit, GoodPractice
from qa_portal import clock
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step


def propose_example(audit: Audit, *, by: Any, title: str, text: str, theme: str = "") -> GoodPractice:
    """Propose good practice from a completed audit for the library; those who keep it are told.

    What identifies a child may still be in it: it is taken out before it is published. Raises NotYours and NotNow.
    """
    with act("propose_example", by=by):
        audit = lock(audit)
        if not may_propose_example(by, audit):
            raise NotYours("Good practice is proposed by who wrote the audit, or the quality assurance team.")
        if audit.submitted_at is None:
            raise NotNow("Good practice can be proposed once the audit is completed.")
        example = GoodPractice.objects.create(
            audit=audit,
            title=title.strip(),
            text=text.strip(),
            theme=theme,
            proposed_at=clock.now(),
            proposed_by=by,
        )
        notices.tell_about(
            notices.EXAMPLE_PROPOSED,
            example,
            [str(role) for role in audit.policy.cycles.opened_by],
            occasion=f"{example.pk}",
            but_not=by,
            who=by.name,
        )
    return example


def rewrite_example(
    example: GoodPractice, *, by: Any, title: str, text: str, theme: str = ""
) -> GoodPractice:
    """Rewrite a proposed example, as a rule to take out what identifies somebody. Whoever rewrote it last counts as who
    proposes it: another one publishes it. Raises NotYours and NotNow."""
    with act("rewrite_example", by=by):
        example = lock(example)
        if not may_rewrite_example(by, example):
            raise NotYours("A proposal is rewritten by who proposed it, or the quality assurance team.")
        if example.state != GoodPractice.State.PROPOSED:
            raise NotNow(f"It is “{example.get_state_display()}” by now, so its words stay as they are.")
        example.title, example.text, example.theme = title.strip(), text.strip(), theme
        example.proposed_by = by
        example.version += 1
        example.save(update_fields=["title", "text", "theme", "proposed_by", "version"])
    return example


def publish_example(example: GoodPractice, *, by: Any, seen_version: int | None = None) -> GoodPractice:
    """Publish a proposed example as a second person; who proposed it is told. Raises as ``take_step``, StandsInTheWay
    naming the words while anything in it identifies a child."""
    return _decide(example, "publish", notices.EXAMPLE_PUBLISHED, by=by, seen_version=seen_version)


def decline_example(example: GoodPractice, *, by: Any, reason: str) -> GoodPractice:
    """Decline a proposed example, with the reason; who proposed it is told. Raises as ``take_step``."""
    _refuse_without(reason)
    return _decide(example, "decline", notices.EXAMPLE_DECLINED, by=by, reason=reason.strip())


def withdraw_example(example: GoodPractice, *, by: Any, reason: str) -> GoodPractice:
    """Take an example out of the library again, with the reason. Raises as ``take_step``."""
    _refuse_without(reason)
    return _decide(example, "withdraw", notices.EXAMPLE_WITHDRAWN, by=by, reason=reason.strip())


def _decide(example: GoodPractice, step: str, notice: Any, *, by: Any, **given: Any) -> GoodPractice:
    with transaction.atomic():
        example = take_step(example, step, by=by, **given)
        notices.tell_about(
            notice,
            example,
            example.proposed_by_id,
            occasion=f"{example.pk}:{example.version}",
            but_not=by,
            title=example.title,
            who=by.name,
            reason=given.get("reason", ""),
        )
    return example


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why. It is kept with the example.", "#id_reason")])
