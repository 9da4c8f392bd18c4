"""The steps of a thematic review, each on a page of its own, and what is written beside them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from audits.models import ThematicCase, ThematicReview
from qa_portal.activities.queries import visible_to as activities_visible_to
from qa_portal.activities.rules import may_keep_activity
from qa_portal.activities.views import trail_to
from qa_portal.children.access import open_page
from qa_portal.children.staff import staff_offered
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.vocabulary import ActivityKind
from qa_portal.workflow.pages import StepPage
from qa_portal.workflow.steps import leads_from_here

from . import actions, forms
from .rules import may_keep_review, may_read_case
from .views import case_or_404, facts_of, review_or_404, trail_of


def tools_of(policy: Framework) -> list[tuple[str, str]]:
    """The tools that a case can be reviewed with."""
    return [(tool.key, tool.title) for tool in policy.tools]


class Prepare(EditView):
    """Prepares the thematic review that is in the calendar. May: those who keep it there."""

    form_class = forms.PrepareForm
    template_name = "activities/edit.html"
    title = "Prepare the thematic review"
    submit_label = "Prepare it"
    success_message = "It is prepared. Now choose its cases."

    def get_object(self) -> None:
        """Nothing yet; 404 for whoever doesn't keep it, and for what is no thematic review."""
        also = activities_visible_to(self.request.user).select_related("team", "framework")
        self.activity = also.filter(pk=self.kwargs["pk"], kind=ActivityKind.THEMATIC_REVIEW).first()
        is_theirs = self.activity is not None and may_keep_activity(self.request.user, self.activity)
        if not is_theirs or self.activity.policy.thematic is None:
            raise Http404
        if not leads_from_here(self.activity, "hold"):
            raise Http404
        if ThematicReview.objects.filter(activity=self.activity).exists():
            raise Http404

    def get_form_kwargs(self, obj: None) -> dict[str, Any]:
        """The tools of its procedure."""
        return {"tools": tools_of(self.activity.policy)}

    def save(self, obj: None, form: forms.PrepareForm, by: Any) -> HttpResponse:
        """Prepare it, and go on to its cases."""
        review = actions.prepare_review(self.activity, by=by, **form.cleaned_data)
        return redirect("thematic_cases", review.pk)

    def get_success_url(self, obj: None) -> str:
        """The activity."""
        return self.activity.get_absolute_url()

    def get_context_data(self, obj: None, **context: Any) -> dict[str, Any]:
        """The way back."""
        return {**context, "trail": trail_to(self.request.user, self.activity)}


class ReviewStep(StepPage):
    """A step of a thematic review, or something written for one. Whoever may not gets 404."""

    template_name = "audits/thematic/step.html"

    def load(self) -> ThematicReview:
        """The review, for whose step it is. Raises Http404."""
        review = review_or_404(self.request, self.kwargs["pk"])
        if not self.is_theirs(review):
            raise Http404
        return review

    def get_success_url(self, review: ThematicReview) -> str:
        """Its page."""
        return review.get_absolute_url()

    def get_context_data(self, review: ThematicReview, **context: Any) -> dict[str, Any]:
        """With what it is."""
        return {
            **super().get_context_data(review, **context),
            "review": review,
            "facts": facts_of(review)[:4],
            "trail": trail_of(self.request.user, review),
        }


class Written(ReviewStep):
    """What those who keep it write, while ``until`` is the step that is next."""

    until = "begin"

    def is_theirs(self, review: ThematicReview) -> bool:
        """Those who keep it."""
        return may_keep_review(self.request.user, review)

    def leads_on(self, review: ThematicReview) -> bool:
        """While that step is next."""
        return leads_from_here(review, self.until)


class Change(Written):
    """Changes what is agreed of it, until it begins."""

    form_class = forms.PrepareForm
    title = "Theme, tool and questions"
    submit_label = "Save"

    def get_values(self, review: ThematicReview) -> ThematicReview:
        """As it is agreed."""
        return review

    def get_form_kwargs(self, review: ThematicReview) -> dict[str, Any]:
        """The tools of its procedure."""
        return {"tools": tools_of(review.policy)}

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Change it."""
        actions.change_review(review, by=by, **form.cleaned_data)


class Cases(Written):
    """Chooses its cases, each with its pair (KNO-07)."""

    form_class = forms.CasesForm
    title = "Cases and pairs"
    submit_label = "Save the cases"

    def get_values(self, review: ThematicReview) -> dict[str, Any]:
        """As they are chosen."""
        found = review.cases.select_related("subject", "first", "second")
        return {
            "cases": [
                {
                    "id": case.pk,
                    "reference": case.subject.reference,
                    "first": case.first,
                    "second": case.second,
                }
                for case in found
            ]
        }

    def what_happens(self, review: ThematicReview) -> list[str]:
        """When anybody hears of it."""
        return [
            f"It has at least {review.thematic.fewest_cases} cases. Nobody is told before it begins.",
            "Nobody audits their own team’s work, or a record that they have worked on.",
        ]

    def get_context_data(self, review: ThematicReview, **context: Any) -> dict[str, Any]:
        """With who may be meant."""
        return {**super().get_context_data(review, **context), "staff": staff_offered()}

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Choose them."""
        actions.choose_cases(review, by=by, rows=form.cleaned_data["cases"])


class Begin(ReviewStep):
    """Begins it: the cases are allocated, the case holders have notice (KNO-19)."""

    form_class = forms.NothingForm
    step = "begin"
    title = "Begin the thematic review"
    submit_label = "Begin it"
    success_message = "It has begun: the pairs are asked, and the case holders have notice."

    def what_happens(self, review: ThematicReview) -> list[str]:
        """Who is asked and told."""
        return [
            "Each case is allocated to its pair: its record opens to both.",
            "Each case holder has notice of the day and the theme, and that is recorded.",
        ]

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Begin it."""
        actions.begin_review(review, by=by)


class Feedback(Written):
    """Records the feedback session (KNO-19)."""

    form_class = forms.FeedbackForm
    title = "The feedback session"
    submit_label = "Save it"
    until = "endorse"

    def get_values(self, review: ThematicReview) -> ThematicReview:
        """As it was recorded."""
        return review

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Record it."""
        actions.record_feedback(review, by=by, **form.cleaned_data)


class Endorse(ReviewStep):
    """Endorses its report (KNO-19). May: the roles that its procedure names."""

    form_class = forms.EndorseForm
    step = "endorse"
    title = "Endorse the report"
    submit_label = "Endorse it"
    success_message = "It is endorsed. Now it goes to the boards."

    def what_happens(self, review: ThematicReview) -> list[str]:
        """Where it goes."""
        return [f"It goes to: {', then '.join(review.thematic.boards)}."]

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Endorse it."""
        actions.endorse_review(review, by=by, **form.cleaned_data)


class Board(Written):
    """Records what the next board decided (KNO-10)."""

    form_class = forms.BoardForm
    submit_label = "Save the decision"
    until = "close"

    def leads_on(self, review: ThematicReview) -> bool:
        """While a board is still to decide."""
        return super().leads_on(review) and review.decisions.count() < len(review.thematic.boards)

    def get_title(self, review: ThematicReview) -> str:
        """Which board."""
        decided, boards = review.decisions.count(), review.thematic.boards
        return f"What the {boards[min(decided, len(boards) - 1)]} decided"

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Record it."""
        actions.record_decision(review, by=by, **form.cleaned_data)


class Close(ReviewStep):
    """Closes it (KNO-08, KNO-10)."""

    form_class = forms.NothingForm
    step = "close"
    title = "Close the thematic review"
    submit_label = "Close it"
    success_message = "It is closed. Its actions are tracked until they are verified."

    def act(self, review: ThematicReview, form: Any, by: Any) -> None:
        """Close it."""
        actions.close_review(review, by=by)


class Celebrate(ReviewStep):
    """Records that a case is celebrated, for training (KNO-23). May: those who keep the review."""

    form_class = forms.CelebrateForm
    title = "Celebrate this case"
    submit_label = "Save it, and tell training"
    success_message = "It is celebrated, and whoever answers for training has been told."

    def load(self) -> ThematicCase:
        """The case, once its file review is complete, its record opened and logged. Raises Http404."""
        case = case_or_404(self.kwargs["pk"])
        case.subject = open_page(self.request, case.subject_id, number=case.pk)
        readable = may_keep_review(self.request.user, case.review) and may_read_case(self.request.user, case)
        if not readable or case.audit is None or case.audit.submitted_at is None:
            raise Http404
        return case

    def is_theirs(self, case: ThematicCase) -> bool:
        """Asked in ``load``."""
        return True

    def get_values(self, case: ThematicCase) -> ThematicCase:
        """As it was recorded."""
        return case

    def get_context_data(self, case: ThematicCase, **context: Any) -> dict[str, Any]:
        """With its review."""
        shown = StepPage.get_context_data(self, case, **context)
        review = case.review
        return {**shown, "review": review, "facts": [], "trail": trail_of(self.request.user, review)}

    def act(self, case: ThematicCase, form: Any, by: Any) -> None:
        """Celebrate it."""
        actions.celebrate_case(case, by=by, **form.cleaned_data)
