"""A page on which a step is taken: a form, what will happen, what still stands in the way, one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from qa_portal.deadlines.words import weekday_time
from qa_portal.drafts.views import EditView
from qa_portal.people.words import in_post

from .blockers import Blocker
from .steps import StandsInTheWay, is_permitted, label_of, leads_from_here, steps_open_to, transitions_of


def buttons_of(user: Any, thing: Any, pages: Mapping[str, str]) -> list[dict[str, Any]]:
    """The steps that a person may take from where a thing stands, as the buttons of its page, primary first; one with
    blockers is shown with what stands in the way. ``pages`` names each step's page; its address takes the thing's key.
    """
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse(pages[step.name], args=[thing.pk]),
            "is_primary": step.is_primary,
            "is_danger": step.is_danger,
            "blockers": step.blockers,
        }
        for step in steps_open_to(user, thing)
    ]


class StepPage(EditView):
    """A page on which a step is taken, or something written for one: a form, what will happen, one button.

    ``step`` is the step that the page takes or prepares: the page is there while the state machine has it from where
    the thing stands, for whom it is permitted. Whoever comes second is told who was first (409), with all they typed;
    what stands in the way is shown on the page. A page that signs something (``signs``) is refused too when what was
    shown has changed meanwhile. Without ``takes_step`` the page writes what the step needs and doesn't take it.
    """

    template_name = "forms/step.html"
    closed_template_name = "forms/moved_on.html"
    step = ""
    takes_step = True
    signs = False
    is_danger = False
    hindering: list[Blocker] = []

    # -- what a page says -------------------------------------------------------------------------

    def load(self) -> Any:
        """The thing, its record opened and logged."""
        raise NotImplementedError

    def is_theirs(self, thing: Any) -> bool:
        """Whether what this page does is this person's."""
        return not self.step or is_permitted(self.request.user, thing, self.step)

    def leads_on(self, thing: Any) -> bool:
        """Whether it can still be done from where the thing stands."""
        return not self.step or leads_from_here(thing, self.step)

    def blockers(self, thing: Any) -> list[Blocker]:
        """What must be done before the button is there."""
        return thing.blockers_to(self.step) if self.step and self.takes_step else []

    def act(self, thing: Any, form: Any, by: Any) -> HttpResponse | None:
        """Call the action."""
        raise NotImplementedError

    def get_values(self, thing: Any) -> Any:
        """Nothing is stored yet of what goes with a step, even where the thing has a field of the same name."""
        return {}

    def what_happens(self, thing: Any) -> list[str]:
        """Sentences on what the button leads to."""
        return []

    def last_step(self, thing: Any) -> str:
        """Who moved the thing last: the sentence for whoever comes second (R11)."""
        return last_step_in_words(thing)

    # -- how it goes ------------------------------------------------------------------------------

    def get_object(self) -> Any:
        """The thing, for whom the page is."""
        thing = self.load()
        if self.leads_on(thing) and not self.is_theirs(thing):
            raise PermissionDenied
        return thing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; back to the thing, with a word on who was first, where there is nothing to do here any more."""
        thing = self.get_object()
        reason = self.closed_because(thing)
        if reason and not self.drafts(thing).exists():
            messages.info(request, reason)
            return redirect(self.get_cancel_url(thing))
        return self.show_form(thing)

    def closed_because(self, thing: Any) -> str:
        """Who was first, and where it stands now; "" while it can still be done."""
        if thing is None:
            return ""
        if not self.leads_on(thing):
            return f"{self.last_step(thing)} It is now “{thing.get_state_display()}”.".strip()
        if (
            self.signs
            and self.request.method == "POST"
            and self.request.POST.get("seen") != str(thing.version)
        ):
            return (
                f"It was changed after you opened the page. {self.last_step(thing)} "
                "Look at it as it is now before you sign."
            )
        return ""

    def save(self, thing: Any, form: Any, by: Any) -> HttpResponse | None:
        """Call ``act``; what stands in the way is said beside the field, or links to where it is mended."""
        try:
            return self.act(thing, form, by)
        except StandsInTheWay as refused:
            raise self._beside_fields(refused.blockers, form) from refused

    def _beside_fields(self, blockers: list[Blocker], form: Any) -> ValidationError:
        errors: dict[str, list[str]] = {}
        elsewhere = []
        for blocker in blockers:
            name = blocker.url.partition("#id_")[2]
            if name in form.fields:
                errors.setdefault(name, []).append(blocker.sentence)
            elif blocker.url:
                elsewhere.append(blocker)
            else:
                errors.setdefault("__all__", []).append(blocker.sentence)
        self.hindering = elsewhere
        if elsewhere:
            errors.setdefault("__all__", []).append("Something must be done first. It is listed below.")
        return ValidationError(errors)

    def keep_draft(self, thing: Any, base: Any, data: Any) -> Any:
        """As EditView; a tick that signs is never kept for later."""
        kept = {**data, "signed": ""} if "signed" in data else data
        return super().keep_draft(thing, base, kept)

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """What the template needs besides the form."""
        is_open = thing is not None and "reason" not in context
        hindering = self.hindering or (self.blockers(thing) if is_open else [])
        return {
            **super().get_context_data(thing, **context),
            "sentences": self.what_happens(thing),
            "hindering": hindering,
            "is_danger": self.is_danger,
            "signs_as": in_post(self.request.user) if "signed" in context["form"].fields else "",
            "seen": getattr(thing, "version", ""),
        }


def last_step_in_words(thing: Any, told: Mapping[str, str] | None = None) -> str:
    """Who moved a thing last, in what role and when, as a sentence; "" where nobody has. One query.

    ``told`` gives words for steps that the button doesn't say as a timeline would, and for what is written between
    steps; the steps of its state machine are known.
    """
    told = told or {}
    steps = {*told, *(transition.name for transition in transitions_of(type(thing)))}
    last = thing.history.filter(step__in=sorted(steps)).select_related("history_user").first()
    if last is None:
        return ""
    who = last.history_user.name if last.history_user else "The portal"
    role = f" ({last.acting_as})" if last.acting_as and last.history_user else ""
    words = told.get(last.step) or label_of(thing, last.step)
    return f"{who}{role} was first, on {weekday_time(last.history_date)}: “{words}”."
