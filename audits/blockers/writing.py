"""What an audit still lacks before its reviewer can complete it (LEE-04, MER-03, WAL-05, WAL-06, WAL-24)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audits.writing.answers import answers_of, grade_of, missing_in, state_of
from audits.writing.oddness import oddities
from audits.writing.rules import is_grading_again, needs_manager
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.workflow.blockers import Blocker

#: From how many missing answers on a section says their number instead of each question.
MANY = 3


def blockers_to_submit(audit: Any) -> list[Blocker]:
    """Everything that is still missing, in the order of the audit's sections."""
    answers, actions = answers_of(audit), list(audit.actions.all())
    found: list[Blocker] = []
    for section in audit.tool.sections:
        missing = missing_in(section, answers, actions, after=is_grading_again(audit))
        url = reverse("audit_section", args=[audit.pk, section.key])
        if len(missing) < MANY and state_of(section, answers, missing) != "to do":
            found += [Blocker(each.sentence, f"{url}#{each.anchor}") for each in missing]
        elif missing:
            count = f"{len(missing)} question{'' if len(missing) == 1 else 's'}"
            found.append(Blocker(f"“{section.title}”: {count} to answer", f"{url}#{missing[0].anchor}"))
    return [
        *found,
        *missing_of_conversation(audit),
        *missing_of_family(audit),
        *missing_of_plan_before(audit),
        *missing_overall(audit),
    ]


def missing_of_conversation(audit: Any) -> list[Blocker]:
    """Whether the conversation was held, or why not; with the Team Manager at a second re-audit (WAL-07, KNO-17)."""
    steps = audit.policy.audit_steps
    if steps.conversation == Practice.NONE:
        return []
    url = reverse("audit_conversation_held", args=[audit.pk])
    name = steps.conversation_name
    if audit.conversation_held_on is None:
        if audit.conversation_why_not and steps.conversation == Practice.OR_WHY_NOT:
            return []
        why = "" if steps.conversation == Practice.REQUIRED else ", or say why there was none"
        return [Blocker(f"{name}: record it{why}", f"{url}#id_happened_0")]
    found = []
    if steps.grades_twice and not audit.conversation_added:
        found.append(Blocker(f"{name}: say what it added", f"{url}#id_added"))
    if needs_manager(audit) and not audit.conversation_with_manager:
        sentence = f"{name}: at a second {audit.policy.terms.reaudit.lower()} the Team Manager takes part"
        found.append(Blocker(sentence, f"{url}#id_with_manager"))
    return found


def missing_of_family(audit: Any) -> list[Blocker]:
    """Whether child or family were heard or asked, or why not (MER-03, MER-20)."""
    steps = audit.policy.audit_steps
    if steps.family == Practice.NONE:
        return []
    voices = list(audit.voices.all())
    was_reached = any(voice.was_heard or voice.link_digest for voice in voices)
    if was_reached or (audit.family_why_not and steps.family == Practice.OR_WHY_NOT):
        return []
    why = "" if steps.family == Practice.REQUIRED else ", or why nobody was contacted"
    return [Blocker(f"Record what child or family say{why}", reverse("audit_family", args=[audit.pk]))]


def missing_of_plan_before(audit: Any) -> list[Blocker]:
    """A re-audit tests the improvement plan of the audit before, item by item (WAL-24)."""
    if not audit.re_audit_of_id:
        return []
    untested = [action for action in plan_before(audit) if not action.tested]
    if not untested:
        return []
    count = f"{len(untested)} item{'' if len(untested) == 1 else 's'}"
    return [
        Blocker(
            f"Say what became of {count} of the improvement plan before",
            f"{reverse('audit_beside', args=[audit.pk])}#id_items-{untested[0].pk}-tested",
        )
    ]


def plan_before(audit: Any) -> list[Any]:
    """The actions of the audit that this one repeats, those that were dropped left out."""
    from qa_portal.plan.models import Action

    dropped = Action.State.DROPPED
    return [action for action in audit.re_audit_of.actions.all() if action.state != dropped]


def missing_overall(audit: Any) -> list[Blocker]:
    """The overall grade with its reason, asked again where it sits oddly; the improvement plan (WAL-05, WAL-24)."""
    if not audit.tool.overall:
        return []
    url, steps, found = reverse("audit_overall", args=[audit.pk]), audit.policy.audit_steps, []
    if steps.grades_twice and not audit.grade_before:
        found.append(Blocker("Give the overall grade after reading the record", f"{url}#id_before_0"))
    elif not audit.grade:
        when = " after the conversation" if is_grading_again(audit) else ""
        field = "after" if is_grading_again(audit) else "before"
        found.append(Blocker(f"Give the overall grade{when}", f"{url}#id_{field}_0"))
    if audit.grade and not audit.grade_reason:
        found.append(Blocker("Say why you give this overall grade", f"{url}#id_grade_reason"))
    if not audit.grade_despite and odd_about(audit):
        sentence = "Say why the overall grade differs from those of the sections"
        found.append(Blocker(sentence, f"{url}#id_grade_despite"))
    if audit.grade in audit.tool.improvement_plan_after and not any(
        action.what and action.due_on for action in audit.actions.all()
    ):
        sentence = f"An audit that is {audit.policy.scale.label(audit.grade)} needs an improvement plan: add an action"
        found.append(Blocker(sentence, f"{url}#rows-actions"))
    return found


def odd_about(audit: Any, grade: str | None = None) -> list[str]:
    """Why the overall grade (the one that stands, unless another is given) seems odd beside the sections' grades."""
    answers = answers_of(audit)
    graded = [
        (question, grade_of(question, answers.get(question.id)))
        for question in audit.tool.questions
        if question.is_judged
    ]
    return oddities(audit.grade if grade is None else grade, graded, audit.policy.scale)
