"""The page behind a family's one-time link: no account, plain words, and nothing about anybody (NEW-09)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View

from audits.actions.family import hear_family, voice_of_link
from audits.forms.family import FeedbackForm
from audits.models import FamilyVoice
from qa_portal.signin.limits import may_try


@method_decorator(login_not_required, name="dispatch")
class FamilyFeedback(View):
    """What child or family write themselves. The code stands in the query, which no log keeps.

    A code that is unknown, used or too old gets one and the same page. It says nothing of the child: only whether it
    speaks to a young person or to a grown-up. Tries from one address are counted.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse whoever tries too often; never let a browser or a proxy keep the page."""
        if not may_try(request, "family_feedback"):
            response = render(request, "audits/feedback_ended.html", {"too_often": True}, status=429)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        # Never the code. "no-referrer" would tell nobody anything, but then a browser sends the form with the origin
        # "null", and it is refused.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, or that the link has ended."""
        voice = voice_of_link(request.GET.get("code", ""))
        if voice is None:
            return self.ended(request)
        return self.show(request, voice, FeedbackForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what they wrote; the link is used up by it."""
        code = request.GET.get("code", "")
        voice = voice_of_link(code)
        if voice is None:
            return self.ended(request)
        form = FeedbackForm(request.POST)
        if not form.is_valid():
            return self.show(request, voice, form, status=422)
        data = form.cleaned_data
        kept = hear_family(
            code, words=data["words"], helped=data["helped"], wants_answer=data["wants_answer"]
        )
        if kept is None:
            return self.ended(request)
        return render(request, "audits/feedback_thanks.html", {"wants_answer": kept.wants_answer})

    def show(
        self, request: HttpRequest, voice: FamilyVoice, form: FeedbackForm, status: int = 200
    ) -> HttpResponse:
        """The form, in words for whoever reads it."""
        is_young = voice.speaker == FamilyVoice.Speaker.YOUNG_PERSON
        return render(request, "audits/feedback.html", {"form": form, "is_young": is_young}, status=status)

    def ended(self, request: HttpRequest) -> HttpResponse:
        """The same page for every code that can't be used."""
        return render(request, "audits/feedback_ended.html", {}, status=404)
