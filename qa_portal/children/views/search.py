"""Search by name or reference (LEE-10): a POST, so that no name stands in an address or a log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from qa_portal.children.queries import MOST_FOUND, search


class Search(View):
    """One box; one hit opens at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The box alone."""
        return render(request, "children/search.html", {"words": "", "asked": False})

    def post(self, request: HttpRequest) -> HttpResponse:
        """What was found, 50 at most; the one hit's page when there is one only."""
        words = " ".join(request.POST.get("q", "").replace("\0", "").split())[:100]
        found = list(search(request.user, words)[: MOST_FOUND + 1])
        if len(found) == 1:
            return redirect("record", found[0].pk)
        context = {
            "words": words,
            "asked": True,
            "found": found[:MOST_FOUND],
            "are_more": len(found) > MOST_FOUND,
            "most": MOST_FOUND,
        }
        return render(request, "children/search.html", context)
