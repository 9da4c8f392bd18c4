"""What the pages of an administrator have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from qa_portal.drafts.views import EditView
from qa_portal.workflow.steps import NotYours

from .rules import is_administrator


def administrators_only(request: HttpRequest) -> None:
    """Raise Http404 for everybody else."""
    if not is_administrator(request.user):
        raise Http404


def trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The breadcrumbs of a page below Manage."""
    return [("Manage", reverse("manage")), *steps]


class AdministratorsEditView(EditView):
    """A page on which an administrator writes something."""

    template_name = "people/edit.html"

    def get_object(self) -> Any:
        """The thing, for administrators alone."""
        administrators_only(self.request)
        return self.find()

    def find(self) -> Any:
        """The thing itself; None for a new one."""
        return None


def confirm(
    request: HttpRequest,
    *,
    title: str,
    sentences: Sequence[str],
    button: str,
    cancel_url: str,
    act: Callable[[Any], Any],
    done: str,
    form_class: type | None = None,
    then: str = "",
    is_danger: bool = True,
    breadcrumbs: Sequence[tuple[str, str]] = (),
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Ask before something ends, and do it when it is confirmed.

    ``act`` takes the form's cleaned data (empty without a form); what it refuses is shown on the page.
    Goes on to ``then``, or back to ``cancel_url``, saying ``done``.
    """
    form = form_class(request.POST if request.method == "POST" else None) if form_class else None
    status, refusals = 200, []
    if request.method == "POST":
        status = 422
        if form is None or form.is_valid():
            try:
                act(form.cleaned_data if form else {})
            except NotYours as refused:
                raise Http404 from refused
            except ValidationError as refused:
                refusals = _beside(form, refused)
            else:
                messages.success(request, done)
                return redirect(then or cancel_url)
    context = {
        "title": title,
        "sentences": sentences,
        "button": button,
        "cancel_url": cancel_url,
        "form": form,
        "is_danger": is_danger,
        "refusals": refusals,
        "error_title": bool(refusals),
        "trail": breadcrumbs or trail(),
        **(more or {}),
    }
    return render(request, "people/confirm.html", context, status=status)


def _beside(form: Any, refused: ValidationError) -> list[str]:
    """Put a refusal beside the form's fields; give what is about none of them."""
    if not hasattr(refused, "error_dict"):
        return refused.messages
    rest: list[str] = []
    for name, sentences in refused.message_dict.items():
        if form is not None and name in form.fields:
            for sentence in sentences:
                form.add_error(name, sentence)
        else:
            rest += sentences
    return rest
