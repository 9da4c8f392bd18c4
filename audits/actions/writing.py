"""What a reviewer writes: a section's answers, the overall grade, the actions; and completing the audit (WAL-05).

Each holds the row, asks again who may, begins the audit where it wasn't, and leaves one line in its trail. Only answers
that have changed are saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType

from audits.models import Answer, Audit, EarlierPractice
from audits.reading import answers_of
from audits.writing.answers import FIELDS
from audits.writing.rules import may_write_audit
from qa_portal import clock
from qa_portal.deadlines.actions import RELATIONS
from qa_portal.people.directory import directory
from qa_portal.plan.actions import actions_about, open_actions
from qa_portal.plan.models import Action
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotNow, NotYours, lock, take_step

#: What is written in a row of actions.
ACTION_FIELDS = ("finding", "what", "success", "priority", "owner", "due_on")

#: The overall judgement, and what is said with it.
OVERALL_FIELDS = (
    "grade_before",
    "point_before",
    "grade",
    "point",
    "grade_reason",
    "grade_despite",
    "strengths",
    "to_improve",
    "themes",
)


def write_section(
    audit: Audit,
    section_key: str,
    *,
    by: Any,
    answers: Mapping[str, Mapping[str, Any]],
    actions: Iterable[Mapping[str, Any]] | None = None,
) -> Audit:
    """Save a section's answers, complete or not, and its actions where they are given.

    ``answers`` maps a question's stable id to what an ``Answer`` holds; what isn't named there stays. A row of
    ``actions`` with an ``id`` changes, others are new, those of this section that are missing go. Raises KeyError for a
    question that isn't in the section, NotYours and NotNow.
    """
    section = audit.tool.section(section_key)
    known = {question.id for question in section.questions}
    if unknown := set(answers) - known:
        raise KeyError(", ".join(sorted(unknown)))
    with act("write_section", by=by, reason=section.title):
        fresh = hold(audit, by)
        changed = _save_answers(fresh, answers)
        if actions is not None:
            changed = write_actions(fresh, actions, by=by, findings=known) or changed
        if changed:
            touch(fresh)
    return fresh


def write_overall(
    audit: Audit,
    *,
    by: Any,
    written: Mapping[str, Any],
    actions: Iterable[Mapping[str, Any]] | None = None,
) -> Audit:
    """Save the overall judgement: grades, reason, strengths, what needs to improve, themes; and its actions.

    ``written`` has any of ``OVERALL_FIELDS``. Raises NotYours and NotNow.
    """
    with act("write_overall", by=by):
        fresh = hold(audit, by)
        changed = actions is not None and write_actions(fresh, actions, by=by, findings={""})
        values = {name: written[name] for name in OVERALL_FIELDS if name in written}
        if fresh.policy.audit_steps.grades_twice and fresh.conversation_held_on is None:
            # Until the conversation is held, what was found in the record is the grade that stands.
            values["grade"] = values.get("grade_before", fresh.grade_before)
            values["point"] = values.get("point_before", fresh.point_before)
        touch(fresh, values, changed=changed)
    return fresh


def write_earlier_practice(audit: Audit, *, by: Any, rows: Iterable[Mapping[str, Any]]) -> Audit:
    """Save what was found of the practice of an earlier practitioner or team (WAL-10); rows as in ``write_section``."""
    with act("write_earlier_practice", by=by):
        fresh = hold(audit, by)
        stored = {row.pk: row for row in fresh.earlier_practice.all()}
        changed = False
        for row in rows:
            found = stored.pop(row.get("id"), None) or EarlierPractice(audit=fresh)
            changed = _set(found, row, ("person", "is_strength", "words")) or changed
        for gone in stored.values():
            gone.delete()
            changed = True
        if changed:
            touch(fresh)
    return fresh


def write_tested(audit: Audit, *, by: Any, found: Mapping[int, str]) -> Audit:
    """Save what a re-audit finds of each item of the improvement plan before, by the action's key (WAL-24)."""
    with act("write_tested", by=by):
        fresh = hold(audit, by)
        changed = False
        if fresh.re_audit_of_id:
            for action in actions_about(fresh.re_audit_of).filter(pk__in=found):
                changed = _set(action, {"tested": found[action.pk]}, ("tested",)) or changed
        if changed:
            touch(fresh)
    return fresh


def write_actions(
    audit: Audit, rows: Iterable[Mapping[str, Any]], *, by: Any, findings: Iterable[str]
) -> bool:
    """Make the proposed actions on these findings equal to the rows; give whether anything changed.

    An urgent one with its date opens at once (MER-10): it doesn't wait for the audit. One that is open already is no
    longer the reviewer's to rewrite, and isn't touched.
    """
    proposed = actions_about(audit).filter(state=Action.State.PROPOSED, finding__in=list(findings))
    stored = {action.pk: action for action in proposed}
    kind, changed, urgent = ContentType.objects.get_for_model(audit), False, []
    for position, row in enumerate(rows, 1):
        action = stored.pop(row.get("id"), None)
        if action is None:
            action = Action(
                subject=audit.subject,
                framework=audit.framework,
                about_type=kind,
                about_id=audit.pk,
                proposed_at=clock.now(),
                proposed_by=by,
            )
        owned = _ownership(row["owner"], audit)
        changed = (
            _set(action, {**row, **owned, "position": position}, (*ACTION_FIELDS, *owned, "position"))
            or changed
        )
        if action.is_urgent and action.due_on:
            urgent.append(action)
    for gone in stored.values():
        gone.delete()
        changed = True
    open_actions(urgent, reason="Urgent: it doesn’t wait for the audit to be completed.")
    return changed


def hold(audit: Audit, by: Any) -> Audit:
    """The audit, its row held, begun where it wasn't. Raises NotYours, or NotNow once it is completed."""
    fresh = lock(audit)
    if not fresh.is_writable:
        refused = NotNow(
            f"It is “{fresh.get_state_display()}” by now, so what is in it can’t be changed. "
            "Nothing of yours was saved over it."
        )
        refused.thing = fresh
        raise refused
    if not may_write_audit(by, fresh):
        raise NotYours("An audit is written by whoever it is allocated to.")
    if fresh.state == Audit.State.ALLOCATED:
        fresh = take_step(fresh, "begin", by=by)
    return fresh


def touch(audit: Audit, values: Mapping[str, Any] | None = None, *, changed: bool = True) -> None:
    """Set the values and save the row as one more version; not at all where nothing has changed."""
    written = {name: value for name, value in (values or {}).items() if getattr(audit, name) != value}
    for name, value in written.items():
        setattr(audit, name, value)
    if written or changed:
        audit.version += 1
        audit.save(update_fields=[*written, "version"])


def _save_answers(audit: Audit, answers: Mapping[str, Mapping[str, Any]]) -> bool:
    stored = answers_of(audit)
    changed = False
    for question_id, given in answers.items():
        answer = stored.get(question_id)
        if answer is None:
            if not any(value not in ("", None) for value in given.values()):
                continue
            answer = Answer(audit=audit, question_id=question_id)
        changed = _set(answer, given, FIELDS) or changed
    return changed


def _set(row: Any, values: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Set what is given of these names and save the row where that changes it; give whether it did."""
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if row.pk is None:
        row.save()
        return True
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _ownership(owner: str, audit: Audit) -> dict[str, Any]:
    """Whose an action is: a relation's, else the post's that holds the role for the record."""
    if owner in RELATIONS:
        return {"owner_post_id": None}
    post = directory().post_for(owner, audit.subject.team_id)
    return {"owner_post_id": post.pk if post else None}
