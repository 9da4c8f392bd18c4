"""What the page of an audit says: where it stands, what can be done, the task list, the record's facts beside it.

Everything is gathered from an audit that ``reading.read_whole_audit`` has read, so nothing here asks the database.
"""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from audits.blockers.writing import (
    missing_of_conversation,
    missing_of_family,
    missing_of_plan_before,
    missing_overall,
)
from audits.library.rules import may_propose_example
from audits.loop.reaudits import CLOCK, has_opened
from audits.models import Audit
from audits.rules import may_allocate_audit
from audits.writing.answers import answers_of, is_answered, missing_in, state_of
from audits.writing.rules import is_grading_again, may_write_audit
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.people.words import in_post
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import OpenStep, steps_open_to

State = Audit.State

#: What the button says that leads to a page on which more than its own step can be taken.
WORDS_OF_STEP = {"accept": "Check it"}

#: The page on which each step of an audit is taken.
PAGE_OF_STEP = {
    "submit": "audit_submit",
    "withdraw": "audit_withdraw",
    "accept": "audit_check",
    "moderate": "audit_moderate",
    "return_to_team": "audit_return",
    "finalise": "audit_finalise",
    "close": "audit_close",
}


# -- where it stands --------------------------------------------------------------------------------------------------


def where_it_stands(audit: Audit) -> str:
    """One or two sentences: what has happened last, and whose turn it is."""
    reviewer = in_post(audit.reviewer, audit.reviewer_role)
    sentences = {
        State.ALLOCATED: f"{reviewer} has it since {weekday_date(audit.allocated_at)}, and hasn’t begun it yet.",
        State.BEGUN: f"{reviewer} is writing it.",
        State.SUBMITTED: f"{_completed(audit)} It waits for the check.",
        State.SENT_BACK: f"The check has sent it back to {reviewer} with comments, to be amended.",
        State.NOT_ACCEPTED: f"It wasn’t amended in time. {reviewer} completes it for the next cycle.",
        State.TO_MODERATE: f"{_completed(audit)} Its grade is moderated before the team gets it.",
        State.ACCEPTED: f"{_completed(audit)} It has been accepted, and is to be returned to the team.",
        State.RETURNED: f"The team has it since {weekday_date(audit.returned_at)}."
        if audit.returned_at
        else "",
        State.FINALISED: f"It was finalised on {weekday_date(audit.finalised_at)}. What it asked for is followed up."
        if audit.finalised_at
        else "",
        State.CLOSED: f"The loop was closed on {weekday_date(audit.closed_at)}." if audit.closed_at else "",
        State.WITHDRAWN: f"It doesn’t take place. Reason: {audit.withdrawn_because}",
    }
    challenged = (
        " Its grade is under challenge: it is neither final nor counted until that is resolved."
        if any(each.is_open for each in audit.challenges.all())
        else ""
    )
    return f"{sentences[State(audit.state)]}{challenged}"


def where_it_stands_for_others(audit: Audit) -> str:
    """As ``where_it_stands``, for those who read it once it is returned: nothing of what is written."""
    reviewer = in_post(audit.reviewer, audit.reviewer_role)
    if audit.is_over:
        return where_it_stands(audit)
    return f"{reviewer} audits this record. What they write can be read here once it is returned to the team."


def _completed(audit: Audit) -> str:
    if audit.submitted_at is None:
        return ""
    return f"{audit.submitted_by.name} completed it on {weekday_time(audit.submitted_at)}."


# -- what can be done -------------------------------------------------------------------------------------------------


def what_now(user: Any, audit: Audit) -> tuple[list[dict[str, Any]], list[Blocker], str]:
    """The buttons, what stands in the way of the main one, and the heading over that.

    While the audit can't be completed yet, the main button leads to what is to be written next.
    """
    steps = steps_open_to(user, audit)
    buttons = [button for step in steps if (button := _button(audit, step))]
    if may_write_audit(user, audit):
        blockers = audit.blockers_to("submit")
        buttons = [button for button in buttons if button["name"] != "submit"]
        if blockers:
            label, url = _next_to_write(audit, blockers)
            buttons.insert(0, {"name": "write", "label": label, "url": url, "is_primary": True})
            return buttons, blockers, "Before you can complete it"
        url = reverse("audit_submit", args=[audit.pk])
        buttons.insert(0, {"name": "submit", "label": "Sign and complete it", "url": url, "is_primary": True})
    if audit.submitted_at is not None and may_propose_example(user, audit):
        url = reverse("audit_example", args=[audit.pk])
        buttons.append({"name": "example", "label": "Propose good practice", "url": url})
    is_due = any(each.kind == CLOCK and has_opened(audit, each) for each in clocks_of(audit))
    if is_due and may_allocate_audit(user, audit):
        label = f"Allocate the {audit.policy.terms.reaudit.lower()}"
        buttons.append({"name": "reaudit", "label": label, "url": reverse("audit_reaudit", args=[audit.pk])})
    return buttons, [], ""


def _button(audit: Audit, step: OpenStep) -> dict[str, Any] | None:
    try:
        url = reverse(PAGE_OF_STEP[step.name], args=[audit.pk])
    except (KeyError, NoReverseMatch):
        return None
    return {
        "name": step.name,
        "label": WORDS_OF_STEP.get(step.name, step.label),
        "url": url,
        "is_primary": step.is_primary,
        "is_danger": step.is_danger,
        "blockers": step.blockers,
    }


def _next_to_write(audit: Audit, blockers: list[Blocker]) -> tuple[str, str]:
    url = blockers[0].url.partition("#")[0]
    begun = "Go on with" if audit.begun_at else "Begin with"
    for section in audit.tool.sections:
        if url == reverse("audit_section", args=[audit.pk, section.key]):
            return f"{begun} “{section.title}”", url
    labels = {
        "audit_conversation_held": f"Record the {_lower(audit.policy.audit_steps.conversation_name)}",
        "audit_family": "Record what child or family say",
        "audit_beside": "Test the improvement plan before",
        "audit_overall": "Give the overall grade",
    }
    for name, label in labels.items():
        if url == reverse(name, args=[audit.pk]):
            return label, url
    return f"{begun} the audit", url


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


# -- the task list ----------------------------------------------------------------------------------------------------


def sections_of(user: Any, audit: Audit) -> list[dict[str, str]]:
    """The audit as a GOV.UK task list: its sections, the conversation, the family, the whole, the signature.

    Each leads to its form while it can be written, and else to where it is read.
    """
    writes = may_write_audit(user, audit)
    reads = reverse("audit_read", args=[audit.pk])
    answers, actions = answers_of(audit), list(audit.actions.all())
    after = is_grading_again(audit)
    rows = []
    for section in audit.tool.sections:
        missing = missing_in(section, answers, actions, after=after)
        count = len(section.questions)
        given = sum(is_answered(question, answers.get(question.id)) for question in section.questions)
        hint = f"{given} of {count} answered" if given < count or missing else f"{count} answered"
        comments = sum(1 for q in section.questions if q.id in comments_of(audit))
        if comments and writes:
            hint = f"{hint}. The check comments on {comments}."
        url = reverse("audit_section", args=[audit.pk, section.key]) if writes else f"{reads}#{section.key}"
        rows.append(_row(section.title, state_of(section, answers, missing), hint, url))
    rows += [*_beside(audit, writes, reads), *_ending(audit, writes, reads)]
    return [row for row in rows if writes or row["state"] != "optional"]


def _row(title: str, state: str, hint: str = "", url: str = "") -> dict[str, str]:
    return {"title": title, "state": state, "hint": hint, "url": url}


def _beside(audit: Audit, writes: bool, reads: str) -> list[dict[str, str]]:
    """Conversation, family, the plan before, earlier practice."""
    steps, rows = audit.policy.audit_steps, []
    if steps.conversation != Practice.NONE:
        state, hint, url_name = _conversation(audit)
        rows.append(
            _row(
                f"{steps.conversation_name}: booked and held",
                state,
                hint,
                _url(audit, url_name, writes, reads, "conversation"),
            )
        )
    if steps.family != Practice.NONE or audit.voices.all():
        state, hint = _family(audit)
        rows.append(
            _row(
                "What child and family say", state, hint, _url(audit, "audit_family", writes, reads, "family")
            )
        )
    if audit.re_audit_of_id:
        state = "to do" if missing_of_plan_before(audit) else "done"
        url = reverse("audit_beside", args=[audit.pk])
        rows.append(_row("The improvement plan before", state, "Item by item, beside the audit before", url))
    if steps.earlier_practice:
        count = len(audit.earlier_practice.all())
        hint = f"{count} recorded" if count else "If you found any: they are told of it"
        state = "done" if count else "optional"
        rows.append(
            _row(
                "Practice by others before",
                state,
                hint,
                _url(audit, "audit_earlier", writes, reads, "earlier"),
            )
        )
    return rows


def _url(audit: Audit, name: str, writes: bool, reads: str, anchor: str) -> str:
    return reverse(name, args=[audit.pk]) if writes else f"{reads}#{anchor}"


def _conversation(audit: Audit) -> tuple[str, str, str]:
    """Its state, what there is to say, and the page that is next."""
    if audit.conversation_held_on or audit.conversation_why_not:
        held = (
            f"Held on {weekday_date(audit.conversation_held_on)}"
            if audit.conversation_held_on
            else "There was none"
        )
        state = "started" if missing_of_conversation(audit) else "done"
        return state, held, "audit_conversation_held"
    if audit.conversation_on:
        return "started", f"Booked for {weekday_time(audit.conversation_on)}", "audit_conversation_held"
    return "to do", "To be booked", "audit_conversation"


def _family(audit: Audit) -> tuple[str, str]:
    voices = list(audit.voices.all())
    heard, waiting = sum(v.was_heard for v in voices), sum(v.link_is_open for v in voices)
    parts = [f"{heard} heard" if heard else "", f"{waiting} asked by link" if waiting else ""]
    hint = ", ".join(part for part in parts if part)
    if not hint and audit.family_why_not:
        hint = "Nobody was contacted"
    state = "done" if hint and not missing_of_family(audit) else "started" if hint else "to do"
    return state if audit.policy.audit_steps.family != Practice.NONE else "done", hint


def _ending(audit: Audit, writes: bool, reads: str) -> list[dict[str, str]]:
    missing = missing_overall(audit)
    begun = audit.grade or audit.grade_before or audit.strengths or audit.to_improve
    hint = audit.grade_label or audit.in_words(audit.grade_before, audit.point_before)
    state = "started" if missing and begun else "to do" if missing else "done" if begun else "to do"
    title = "Overall grade and improvement plan" if audit.tool.overall else "Strengths and improvement plan"
    if not audit.tool.overall and not begun:
        state = "optional"
    return [_row(title, state, hint, _url(audit, "audit_overall", writes, reads, "overall"))]


def comments_of(audit: Audit) -> dict[str, list[Any]]:
    """What the last check says at each question, by its id; "" for the whole."""
    checks = list(audit.checks.all())
    found: dict[str, list[Any]] = {}
    if checks and not checks[-1].is_accepted:
        for comment in checks[-1].comments.all():
            found.setdefault(comment.question_id, []).append(comment)
    return found


# -- the clocks -------------------------------------------------------------------------------------------------------


def clocks_of(audit: Audit) -> list[Deadline]:
    """The running clocks, soonest first."""
    return sorted((d for d in audit.deadlines.all() if d.is_open), key=lambda d: d.due_at)
