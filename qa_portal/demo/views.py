"""The demonstration's clock and mailbox. Outside the demonstration there are no such pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_time
from qa_portal.outbox.models import Message

from .forms import MomentForm
from .models import DemoMail
from .moving import WillNotMove, move_to, steps_from

#: How many of what comes next, and of what has just been said, the clock's page shows.
SHOWN = 25


def in_demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """There is no such page but in the demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@in_demo_only
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Move the portal's clock on, and see what happened meanwhile."""
    now = clock.now()
    steps = steps_from(now)
    if request.method == "POST":
        asked = request.POST.get("step", "")
        form = MomentForm(request.POST if asked == "moment" else None)
        moment = steps[asked][1] if asked in steps else None
        if asked == "moment" and form.is_valid():
            moment = clock.at_london(form.cleaned_data["day"], form.cleaned_data["time"])
        if moment is not None:
            try:
                said = move_to(moment)
            except WillNotMove as refused:
                form = MomentForm(request.POST)
                form.is_valid()
                form.add_error("day", str(refused))
            else:
                messages.success(request, f"It is now {weekday_time(clock.now())}. {' '.join(said)}")
                request.session["demo_moved_from"] = now.isoformat()
                return redirect("demo_clock")
        return render(request, "demo/clock.html", _clock_page(request, form, now), status=422)
    return render(request, "demo/clock.html", _clock_page(request, MomentForm(), now))


def _clock_page(request: HttpRequest, form: MomentForm, now: dt.datetime) -> dict[str, Any]:
    moved_from = request.session.get("demo_moved_from")
    since = dt.datetime.fromisoformat(moved_from) if moved_from else None
    said = Message.objects.select_related("recipient", "subject").order_by("-created_at", "-pk")
    coming = Deadline.objects.filter(next_at__isnull=False, set_aside_at=None).select_related("subject")
    return {
        "form": form,
        "now": now,
        "steps": [(key, words, moment) for key, (words, moment) in steps_from(now).items()],
        "since": since,
        "said": said.filter(created_at__gt=since)[:SHOWN] if since else (),
        "coming": coming.order_by("next_at", "pk")[:SHOWN],
    }


@require_safe
@login_not_required
@in_demo_only
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """Every email that the outbox would have sent, newest first; open before signing in, as a mailbox would be."""
    mails = DemoMail.objects.defer("text", "html")
    if to := request.GET.get("to", ""):
        mails = mails.filter(to_address=to)
    page = Paginator(mails, SHOWN).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page": page, "to": to})


@require_safe
@login_not_required
@in_demo_only
def demo_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One email: its headers, and its two forms as a mail program would show them."""
    trail = [("Emails of the demonstration", reverse("demo_mailbox"))]
    return render(request, "demo/mail.html", {"mail": get_object_or_404(DemoMail, pk=pk), "trail": trail})


@require_safe
@login_not_required
@in_demo_only
@xframe_options_sameorigin
@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]})
def demo_mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML form alone, for the frame of the page above: its own styles, no script, nothing fetched."""
    return HttpResponse(get_object_or_404(DemoMail, pk=pk).html)
