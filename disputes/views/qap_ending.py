"""How a QAP ends: signature, next action, and opening it again (MOS-09, MOS-10, MOS-18, MOS-22, MOS-24).

Whatever ends something asks first and says what will happen; what changed since it was shown isn't signed or ended.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disputes.actions import qap as actions
from disputes.forms.qap import NextActionForm, ReasonForm, SignForm
from disputes.models import Dispute, Qap
from disputes.rules import may_raise
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.people.directory import directory

from .qap import issues_in_words
from .qap_steps import QapStep

CONFIRMED = "confirmed"


class QapSign(QapStep):
    """Signing the outcome, over exactly the words that are shown (MOS-09). May: the keeper."""

    form_class = SignForm
    template_name = "disputes/qap_sign.html"
    title = "Sign the outcome"
    submit_label = "Sign the outcome"
    step = "conclude"
    closed = "The outcome has been signed already."
    success_message = "The outcome is signed. Choose the next action."

    def get_form_kwargs(self, obj: Qap) -> dict[str, Any]:
        """The statement beside the tick."""
        return {"statement": actions.STATEMENT}

    def store(self, obj: Qap, form: SignForm, by: Any) -> None:
        """Sign what was shown: another version is refused."""
        actions.sign_qap_outcome(obj, by=by, seen_version=seen_version(self.request))

    def get_success_url(self, obj: Qap) -> str:
        """On to the next action."""
        return reverse("qap_next", args=[obj.pk])

    def get_cancel_url(self, obj: Qap) -> str:
        """Back to the words."""
        return reverse("qap_outcome", args=[obj.pk])

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """What is signed, word for word, by whom and in what role."""
        by = self.request.user
        return {
            **super().get_context_data(obj, **context),
            "issues": issues_in_words(obj),
            "outcome": obj.policy.qap.outcome(obj.outcome).label if obj.outcome else "",
            "blockers": obj.blockers_to("conclude"),
            "signer": by.name,
            "signer_role": directory().post_in_words(by.pk, preferring="iro"),
            "older_signatures": list(obj.signatures.all()),
        }


class QapReason(QapStep):
    """A step that needs its reason on the record."""

    form_class = ReasonForm
    template_name = "disputes/qap_reason.html"
    label = hint = missing = ""
    sentences: tuple[str, ...] = ()

    def get_form_kwargs(self, obj: Qap) -> dict[str, Any]:
        """The question."""
        return {"label": self.label, "hint": self.hint, "missing": self.missing}

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """What will happen."""
        return {**super().get_context_data(obj, **context), "sentences": self.sentences}


class QapAmend(QapReason):
    """Opening a signed outcome again (MOS-09). May: the keeper, until the next action is taken."""

    title = "Change the outcome and sign again"
    submit_label = "Open the outcome again"
    step = "amend"
    closed = "The outcome isn’t signed, or the next action has been taken already."
    label = "Why does the signed outcome change?"
    hint = "It stays on the record, beside both signatures."
    missing = "Say why the signed outcome changes."
    sentences = (
        "The decisions and the outcome can be changed again.",
        "The signature that there is stays on the record, marked as replaced, with the words that it was given to.",
        "Only a new signature closes the outcome.",
    )

    def store(self, obj: Qap, form: ReasonForm, by: Any) -> None:
        """Open it."""
        actions.amend_qap_outcome(obj, by=by, reason=form.cleaned_data["reason"])
        messages.success(self.request, "The outcome is open again. Sign it when you have changed it.")

    def get_success_url(self, obj: Qap) -> str:
        """To the words."""
        return reverse("qap_outcome", args=[obj.pk])


class QapReopen(QapReason):
    """Reopening what has ended (MOS-22). May: the framework's reopeners, as a rule the IRO Manager."""

    title = "Reopen this QAP"
    submit_label = "Reopen it"
    step = "reopen"
    closed = "This QAP is open already."
    label = "Why is it reopened?"
    hint = "The reviewing officer is told, and reads this."
    missing = "Say why it is reopened."
    sentences = (
        "It goes back to the reviewing officer, with its signed outcome.",
        "They can take another next action, or change the outcome and sign again.",
    )

    def store(self, obj: Qap, form: ReasonForm, by: Any) -> None:
        """Reopen it."""
        actions.reopen_qap(obj, by=by, reason=form.cleaned_data["reason"])
        messages.success(self.request, "It is open again, and the reviewing officer has been told.")


class QapNextAction(QapStep):
    """The next action: only what the outcome allows, and asked again before anything ends (MOS-10, MOS-22, MOS-24)."""

    form_class = NextActionForm
    template_name = "disputes/qap_next.html"
    title = "Next action"
    submit_label = "Continue"
    step = "end"
    closed = "The next action has been taken already, or the outcome isn’t signed yet."
    names_of_blockers = {"skip_reason": "next_reason", "level": "next_level", "next_on": "proceed_on"}

    HINTS = {
        QapNext.COMPLETE: "The QAP ends, and its report goes on the record.",
        QapNext.REVIEW_TARGETS: "This QAP ends. A new one starts with its table: keep, change or remove each row.",
        QapNext.PROCEED: "This QAP ends. A formal dispute starts with what isn’t resolved, at the stage you choose.",
    }

    def get_form_kwargs(self, obj: Qap) -> dict[str, Any]:
        """What the outcome allows and this person may open."""
        policy, user = obj.policy, self.request.user
        allowed = policy.qap.next_steps(obj.outcome) if obj.outcome else ()
        steps = [
            (step.value, step.label)
            for step in allowed
            if step != QapNext.PROCEED or may_raise(user, obj.subject, policy.disputes)
        ]
        roles, wanted = directory().roles_of(user.pk), policy.qap.proceed_to
        levels = [
            (number, f"{level.name}: {level.answered_by.label} answers within {level.answer_within}")
            for number, level in policy.disputes.numbered_levels()
            if (wanted is None or number in wanted)
            and policy.disputes.may_open(number)
            and roles & policy.disputes.initiators_of(number)
        ]
        decided = policy.qap.outcome(obj.outcome).label if obj.outcome else ""
        leads = " or ".join(f"“{label}”" for _, label in steps)
        refusal = (
            f"Your decision “{decided}” leads to {leads}. Choose that, or change the outcome and sign again."
        )
        return {"steps": steps, "hints": self.HINTS, "levels": levels, "refusal": refusal}

    def save(self, obj: Qap, form: NextActionForm, by: Any) -> HttpResponse | None:
        """Ask first; then take it, and go to what it led to."""
        chosen = form.chosen
        if CONFIRMED not in self.request.POST:
            raise _NotConfirmed(form)
        led_to = actions.take_qap_next_action(obj, by=by, seen_version=seen_version(self.request), **chosen)
        messages.success(self.request, _said(led_to, obj))
        return redirect(led_to)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As every form; what was chosen is kept as a draft while it is asked about."""
        try:
            return super().post(request, *args, **kwargs)
        except _NotConfirmed as asked:
            obj = self.get_object()
            self.keep_draft(obj, self.stored(obj), asked.form.typed())
            return self.confirm(obj, asked.form)

    def confirm(self, obj: Qap, form: NextActionForm) -> HttpResponse:
        """The page that asks."""
        chosen = form.chosen
        kept = [(name, value) for name, values in form.to_sent(form.understood()).lists() for value in values]
        context = {
            **self.record_context(),
            "qap": obj,
            "trail": self.trail(obj, "form"),
            "title": _question(obj, chosen),
            "sentences": _consequences(obj, chosen),
            "button": _button_words(obj, chosen),
            "hidden": [*kept, ("seen_version", obj.version)],
            "cancel_url": reverse("qap_next", args=[obj.pk]),
            "cancel_label": "Go back and change it",
        }
        return render(self.request, "disputes/qap_confirm.html", context)

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """The outcome that it follows from."""
        outcome = obj.policy.qap.outcome(obj.outcome).label if obj.outcome else ""
        return {**super().get_context_data(obj, **context), "outcome": outcome}


class _NotConfirmed(Exception):
    """The next action was chosen and has still to be confirmed."""

    def __init__(self, form: NextActionForm) -> None:
        self.form = form
        super().__init__()


def _level_name(qap: Qap, chosen: dict[str, Any]) -> str:
    return qap.policy.disputes.level(chosen["next_level"]).name if chosen["next_level"] else ""


def _question(qap: Qap, chosen: dict[str, Any]) -> str:
    if chosen["next_step"] == QapNext.COMPLETE:
        return "End this QAP?"
    if chosen["next_step"] == QapNext.REVIEW_TARGETS:
        return "End this QAP and review its targets?"
    return f"End this QAP and proceed to {_level_name(qap, chosen)}?"


def _consequences(qap: Qap, chosen: dict[str, Any]) -> list[str]:
    said = [
        "This QAP ends. Only the IRO Manager can reopen it.",
        "Its report goes on the record, with a case note.",
    ]
    when = f" on {weekday_date(chosen['next_on'])}" if chosen["next_on"] else " now"
    if chosen["next_step"] == QapNext.REVIEW_TARGETS:
        said.append(f"A new QAP starts{when}, in your work, with this table carried over.")
    if chosen["next_step"] == QapNext.PROCEED:
        name = _level_name(qap, chosen)
        said.append(f"A dispute starts{when} at {name}, in your work, with what isn’t resolved carried over.")
        said.append("Nobody is asked to answer it before you send its request.")
    said.append("The practitioner and the manager who was asked are told.")
    return said


def _button_words(qap: Qap, chosen: dict[str, Any]) -> str:
    if chosen["next_step"] == QapNext.COMPLETE:
        return "End the QAP"
    if chosen["next_step"] == QapNext.REVIEW_TARGETS:
        return "End it and review its targets"
    return f"End it and proceed to {_level_name(qap, chosen)}"


def _said(led_to: Qap | Dispute, qap: Qap) -> str:
    if isinstance(led_to, Dispute):
        return "The QAP has ended, and the dispute has started."
    return (
        "The QAP has ended." if led_to.pk == qap.pk else "The QAP has ended, and its review has been set up."
    )


def seen_version(request: HttpRequest) -> int | None:
    """The version of the thing that the page showed, as its form says."""
    seen = request.POST.get("seen_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
