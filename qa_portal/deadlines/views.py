"""The pages of the closure days."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.people.pages import administrators_only, trail

from .calendar import bank_holidays
from .closing import (
    add_closure_day,
    how_many_move_when_closed,
    how_many_move_when_open,
    refuse_removal,
    remove_closure_day,
)
from .closures import ClosureDay
from .forms import ClosureDayForm, RemovalForm
from .words import weekday_date


def _trail() -> list[tuple[str, str]]:
    return trail(("Closure days", reverse("closure_days")))


def _told(moved: int, verb: str = "moves", plural: str = "move") -> str:
    if not moved:
        return f"No open deadline {verb}."
    if moved == 1:
        return f"1 open deadline {verb}, and whoever answers for it is told."
    return f"{moved} open deadlines {plural}, and whoever answers for them is told."


@require_safe
def closure_days(request: HttpRequest) -> HttpResponse:
    """The days on which the council is closed, the latest first, and the bank holidays to come."""
    administrators_only(request)
    today = clock.today()
    context = {
        "page": Paginator(ClosureDay.objects.order_by("-day"), 25).get_page(request.GET.get("page")),
        "today": today,
        "trail": trail(),
        "bank_holidays": [(day, name) for day, name in bank_holidays().items() if day >= today][:12],
    }
    return render(request, "deadlines/closure_days.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def closure_day_add(request: HttpRequest) -> HttpResponse:
    """Close the council on a day: the day and the reason, then what moves, then it is done."""
    administrators_only(request)
    form = ClosureDayForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "title": "Add a closure day",
        "trail": _trail(),
        "cancel_url": reverse("closure_days"),
    }
    if request.method != "POST":
        return render(request, "deadlines/closure_day_add.html", context)
    if not form.is_valid():
        return render(request, "deadlines/closure_day_add.html", context, status=422)
    day, reason = form.cleaned_data["day"], form.cleaned_data["reason"]

    if request.POST.get("confirmed") != "yes":
        asked = context | {
            "title": f"Close the council on {weekday_date(day)}?",
            "sentences": [
                f"{weekday_date(day)} is no working day: {reason}.",
                _told(how_many_move_when_closed(day)),
            ],
            "button": "Add the closure day",
        }
        return render(request, "deadlines/closure_day_confirm.html", asked)
    try:
        moved = add_closure_day(day, reason=reason, by=request.user)
    except ValidationError as refused:
        form.add_error(None, refused)
        return render(request, "deadlines/closure_day_add.html", context, status=422)
    messages.success(
        request,
        f"The council is closed on {weekday_date(day)}. {_told(len(moved), 'was re-dated', 'were re-dated')}",
    )
    return redirect("closure_days")


@require_http_methods(["GET", "HEAD", "POST"])
def closure_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the council on a day after all, with a reason and after saying what moves."""
    administrators_only(request)
    closure = get_object_or_404(ClosureDay, pk=pk)
    try:
        refuse_removal(closure)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("closure_days")
    form = RemovalForm(request.POST if request.method == "POST" else None)
    day = weekday_date(closure.day)
    if request.method == "POST" and form.is_valid():
        moved = remove_closure_day(closure, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(
            request, f"The council works on {day}. {_told(len(moved), 'was re-dated', 'were re-dated')}"
        )
        return redirect("closure_days")

    context = {
        "form": form,
        "title": f"Work on {day} after all?",
        "sentences": [
            f"{day} is a working day again. It was closed for: {closure.reason}.",
            _told(how_many_move_when_open(closure.day)),
        ],
        "button": "Remove the closure day",
        "is_danger": True,
        "trail": _trail(),
        "cancel_url": reverse("closure_days"),
    }
    return render(request, "deadlines/closure_day_remove.html", context, status=422 if form.is_bound else 200)
