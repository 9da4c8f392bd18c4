"""*My work*, the page that everyone starts the day with."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .legs import MOST
from .mywork import SHOWN, work_of
from .work import HEADINGS, Section

#: What stands in the page's main column, and what behind it.
MAIN = (Section.TO_DO, Section.INCOMING, Section.INCOMPLETE, Section.UPCOMING)
BEHIND = (Section.WAITING, Section.DONE)


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Everything that waits for whoever is signed in, in counted sections."""
    work = work_of(request.user)
    return render(
        request,
        "dashboards/my_work.html",
        {
            "work": work,
            "main": [work.sections[key] for key in MAIN],
            "behind": [work.sections[key] for key in BEHIND],
        },
    )


@require_safe
def my_work_section(request: HttpRequest, section: str) -> HttpResponse:
    """All of one section, page by page; of very long ones the soonest thousand."""
    if section not in HEADINGS:
        raise Http404
    number = _page_number(request)
    shown = work_of(request.user, section=section, upto=number * SHOWN).sections[section]
    start = (number - 1) * SHOWN
    page = Paginator(range(min(shown.number, MOST)), SHOWN).get_page(number)
    if page.number != number:
        raise Http404
    return render(
        request,
        "dashboards/my_work_section.html",
        {
            "section": shown,
            "rows": shown.rows[start : start + SHOWN],
            "page": page,
            "trail": [("My work", reverse("home"))],
        },
    )


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if not asked.isdecimal() or not 1 <= int(asked) <= MOST // SHOWN:
        raise Http404
    return int(asked)
