"""What the page of a QAP says: where it stands, what can be done, what is missing, how it got here (MOS-19, LEE-09).

Everything is gathered from a QAP that ``reading.read_whole_qap`` has read, so nothing here asks the database.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from disputes.models import Qap
from disputes.queries import mandatory_request_of
from disputes.rules import may_decide, may_update_issues, may_write_issues
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import OpenStep, leads_from_here, steps_open_to

#: The page on which each step of a QAP is taken.
PAGE_OF_STEP = {
    "open": "qap_open_now",
    "send": "qap_request",
    "answer": "qap_answer",
    "go_on_unanswered": "qap_go_on",
    "conclude": "qap_sign",
    "amend": "qap_amend",
    "end": "qap_next",
    "reopen": "qap_reopen",
}


# -- where it stands ------------------------------------------------------------------------------


def where_it_stands(qap: Qap) -> str:
    """One sentence: what has happened last, and whose turn it is."""
    request = mandatory_request_of(qap)
    state = Qap.State(qap.state)
    if state == Qap.State.SCHEDULED:
        return f"It opens by itself on {weekday_date(qap.opens_on)}. Until then it is upcoming work."
    if state == Qap.State.DRAFTED:
        return "It is being written. Nobody has been asked yet."
    if state == Qap.State.REQUESTED and request:
        return f"It waits for the answer of {request.is_with}."
    if state == Qap.State.RETURNED and request and request.returned_by:
        who, when = request.returned_by.name, weekday_time(request.returned_at)
        return f"{who} returned the request on {when}. Put it right and send it again."
    if leads_from_here(qap, "conclude"):
        if qap.signatures.all():
            return "The signed outcome has been opened again. Only a new signature closes it."
        if request and request.completed_by:
            who, when = request.completed_by.name, weekday_time(request.completed_at)
            return f"{who} completed the request on {when}. {_what_is_next(qap)}"
        return f"Nobody answered in time. {_what_is_next(qap)}"
    if state == Qap.State.CONCLUDED:
        return "The outcome is signed. The next action that follows from it is still to be taken."
    return f"It ended on {weekday_time(qap.ended_at)}: {next_action_in_words(qap)}."


def _what_is_next(qap: Qap) -> str:
    if all(issue.decision for issue in qap.issues.all()):
        return "The outcome is to be written and signed."
    return "Each issue now needs the reviewing officer’s decision."


def next_action_in_words(qap: Qap) -> str:
    """The next action that was taken: "Proceed to a formal stage: Stage 2"."""
    if not qap.next_step:
        return ""
    words = QapNext(qap.next_step).label
    if qap.next_level:
        words = f"{words}: {qap.policy.disputes.level(qap.next_level).name}"
    return f"{words}, from {weekday_date(qap.next_on)}" if qap.next_on else words


# -- what can be done -----------------------------------------------------------------------------


def what_now(user: Any, qap: Qap) -> tuple[list[dict[str, Any]], list[Blocker], str]:
    """The buttons, what stands in the way of the main one, and the heading over that.

    While the main step can't be taken yet, the main button is the page on which what is missing is written.
    """
    steps = steps_open_to(user, qap)
    buttons = [_button(qap, step) for step in steps if not (step.is_primary and step.blockers)]
    waiting = next((step for step in steps if step.is_primary and step.blockers), None)
    if waiting is not None:
        label, url = _where_to_write(qap, waiting)
        buttons.insert(0, {"name": "write", "label": label, "url": url, "is_primary": True})
        heading = f"Before you can {waiting.label[0].lower()}{waiting.label[1:]}"
        return buttons, list(waiting.blockers), heading
    if not any(step.name == "answer" for step in steps) and may_update_issues(user, qap):
        url = reverse("qap_answer", args=[qap.pk])
        buttons.insert(0, {"name": "write", "label": "Write your updates", "url": url, "is_primary": True})
    if may_write_issues(user, qap):
        buttons.append(_quiet("Change the issues", reverse("qap_issues", args=[qap.pk])))
    if may_decide(user, qap):
        buttons.append(_quiet("Change the decisions", reverse("qap_decisions", args=[qap.pk])))
    return buttons, [], ""


def _button(qap: Qap, step: OpenStep) -> dict[str, Any]:
    if step.name == "give_back":
        request = mandatory_request_of(qap)
        url = reverse("request_return", args=[request.pk if request else 0])
    else:
        url = reverse(PAGE_OF_STEP[step.name], args=[qap.pk])
    return {
        "name": step.name,
        "label": step.label,
        "url": url,
        "is_primary": step.is_primary,
        "is_danger": step.is_danger,
        "blockers": step.blockers,
    }


def _quiet(label: str, url: str) -> dict[str, Any]:
    return {"name": "write", "label": label, "url": url, "is_primary": False}


def _where_to_write(qap: Qap, step: OpenStep) -> tuple[str, str]:
    url = step.blockers[0].url.partition("#")[0]
    labels = {
        reverse("qap_issues", args=[qap.pk]): "Write the issues",
        reverse("qap_answer", args=[qap.pk]): "Answer on each issue",
        reverse("qap_decisions", args=[qap.pk]): "Decide on each issue",
        reverse("qap_outcome", args=[qap.pk]): "Write the outcome",
    }
    return labels.get(url, step.label), url


# -- the task list --------------------------------------------------------------------------------


def sections_of(user: Any, qap: Qap) -> list[dict[str, str]]:
    """The sections of a QAP as a GOV.UK task list: title, state, hint, and where each is written or read."""
    return [_issues(user, qap), _request(user, qap), _answers(user, qap), *_ending(user, qap)]


def _section(title: str, state: str, hint: str = "", url: str = "") -> dict[str, str]:
    return {"title": title, "state": state, "hint": hint, "url": url}


def _issues(user: Any, qap: Qap) -> dict[str, str]:
    count = len(qap.issues.all())
    hint = f"{count} issue{'' if count == 1 else 's'}" if count else ""
    if qap.review_on:
        hint = (
            f"{hint}, reviewed by {weekday_date(qap.review_on)}"
            if hint
            else f"By {weekday_date(qap.review_on)}"
        )
    may = may_write_issues(user, qap)
    url = reverse("qap_issues", args=[qap.pk]) if may else "#issues" if count else ""
    if leads_from_here(qap, "open"):
        return _section("Issues and review date", "blocked", hint, "#issues")
    if not leads_from_here(qap, "send") or not qap.blockers_to("send"):
        return _section("Issues and review date", "done", hint, url)
    return _section("Issues and review date", "started" if count or qap.review_on else "to do", hint, url)


def _request(user: Any, qap: Qap) -> dict[str, str]:
    request, url = mandatory_request_of(qap), "#request"
    if leads_from_here(qap, "send"):
        if may_write_issues(user, qap):
            url = reverse("qap_request", args=[qap.pk])
        if qap.blockers_to("send"):
            return _section("Request", "blocked", "Once the issues and the review date are written")
        if request:
            return _section("Request", "error", "It was returned with a note: send it again", url)
        return _section("Request", "to do", "", url)
    if request is None:
        return _section("Request", "blocked")
    return _section("Request", "done", f"Sent on {weekday_time(request.sent_at)}", url)


def _answers(user: Any, qap: Qap) -> dict[str, str]:
    request = mandatory_request_of(qap)
    if request is None or leads_from_here(qap, "send"):
        return _section("Answers", "blocked", "Once the request is sent")
    written = sum(1 for issue in qap.issues.all() if issue.update.strip())
    if leads_from_here(qap, "answer"):
        url = reverse("qap_answer", args=[qap.pk]) if may_update_issues(user, qap) else "#issues"
        hint = f"{written} of {len(qap.issues.all())} written"
        return _section("Answers", "started" if written else "to do", hint, url)
    hint = "" if request.completed_at else "Nobody answered in time"
    return _section("Answers", "done", hint, "#issues")


def _ending(user: Any, qap: Qap) -> list[dict[str, str]]:
    """Decisions, outcome, next action."""
    may, pk = may_decide(user, qap), qap.pk
    if leads_from_here(qap, "conclude"):
        issues = list(qap.issues.all())
        decided = sum(1 for issue in issues if issue.decision)
        state = "done" if decided == len(issues) else "started" if decided else "to do"
        decisions = reverse("qap_decisions", args=[pk]) if may else "#issues"
        outcome = reverse("qap_outcome", args=[pk]) if may else ""
        written = bool(qap.summary.strip() and qap.outcome)
        if written and state == "done":
            outcome = reverse("qap_sign", args=[pk]) if may else ""
        return [
            _section("Decisions", state, f"{decided} of {len(issues)} decided", decisions),
            _section(
                "Outcome and signature",
                "started" if qap.summary.strip() or qap.outcome else "to do",
                "Written, to be signed" if written else "",
                outcome,
            ),
            _section("Next action", "blocked", "Once the outcome is signed"),
        ]
    if leads_from_here(qap, "end"):
        next_url = (
            reverse("qap_next", args=[pk]) if any(s.name == "end" for s in steps_open_to(user, qap)) else ""
        )
        return [
            _section("Decisions", "done", "", "#issues"),
            _section("Outcome and signature", "done", "", "#outcome"),
            _section("Next action", "to do", "", next_url),
        ]
    if not qap.is_open:
        return [
            _section("Decisions", "done", "", "#issues"),
            _section("Outcome and signature", "done", "", "#outcome"),
            _section("Next action", "done", next_action_in_words(qap), "#outcome"),
        ]
    return [_section(title, "blocked") for title in ("Decisions", "Outcome and signature", "Next action")]
