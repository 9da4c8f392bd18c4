"""What one person's audits came to, for supervision and appraisal: their own page, and their manager's (WAL-23)."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from audits.forms.outcomes import PeriodFilter
from audits.outcomes.reading import outcomes_of
from audits.outcomes.rules import may_see_outcomes, supervised_by
from qa_portal import clock
from qa_portal.children.access import log_shown
from qa_portal.people.directory import directory

#: How far back the page looks where no period is asked for, in days.
A_YEAR = 365


class OutcomesOf(View):
    """The audits of a person's work that count, newest first, with what each came to and the grades of a period.

    May: the person, and their line manager; it is not there for anybody else. What is shown of a record is logged.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page, in a constant number of queries."""
        person = directory().people.get(pk)
        if person is None or not may_see_outcomes(request.user, pk):
            raise Http404
        form = PeriodFilter(request.GET if set(request.GET) - {"page"} else None)
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        first = said.get("returned_from") or clock.today() - dt.timedelta(days=A_YEAR)
        last = said.get("returned_to") or clock.today()
        found = outcomes_of(
            request.user,
            pk,
            since=clock.at_london(first, dt.time(0)),
            before=clock.at_london(last + dt.timedelta(days=1), dt.time(0)),
            asked_for=request.GET.get("page"),
        )
        is_own = pk == request.user.pk
        shown = {audit.subject_id: audit.subject for audit in found.page.object_list if audit.opens}
        why = "Audits of their own practice" if is_own else "Line manager of the practitioner audited"
        log_shown(
            request.user, shown.values(), page=f"{request.resolver_match.url_name or 'page'}:{pk}", why=why
        )
        context = {
            "person": person,
            "is_own": is_own,
            "found": found,
            "page": found.page,
            "form": form,
            "is_filtered": any(said.values()),
            "first": first,
            "last": last,
            "manages": is_own and bool(supervised_by(request.user)),
        }
        return render(request, "audits/outcomes/person.html", context)


class MyOutcomes(OutcomesOf):
    """One's own. May: everybody, of themselves."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return super().get(request, request.user.pk)


class OutcomesToSupervise(View):
    """The people whom a person manages, each with the way to their outcomes. May: everybody, of their own people."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, 25 a page."""
        page = Paginator(supervised_by(request.user), 25).get_page(request.GET.get("page"))
        book = directory()
        rows = [{"person": person, "post": book.post_in_words(person.pk)} for person in page]
        return render(request, "audits/outcomes/people.html", {"page": page, "rows": rows})
