"""The pages of retention: the review list, how long one record is kept, holds, the two signatures, certificates."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from qa_portal.children.access import open_page
from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit, RecordPage
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date
from qa_portal.documents.store import FileIsDamaged
from qa_portal.documents.views import attachment
from qa_portal.holdings.counting import counted
from qa_portal.people.words import in_post
from qa_portal.signatures.actions import signatures_of
from qa_portal.workflow.pages import StepPage, buttons_of

from . import actions, forms
from .models import Certificate, Disposal, LegalHold
from .queries import certificates, disposals_found, standing_of
from .rules import may_lift_hold, may_place_hold, may_see_retention, retention_for
from .words import WHAT_IT_DOES, WHAT_IT_LEAVES

#: The page of each step, by its name.
PAGES = {
    "keep": "disposal_keep",
    "propose": "disposal_propose",
    "agree": "disposal_agree",
    "stop": "disposal_stop",
}


class ReviewList(View):
    """Records whose period is over, the longest over first. May: those whom a procedure can name to sign."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries; it gives references and no name."""
        if not may_see_retention(request.user):
            raise Http404
        form = forms.RetentionFilter(request.GET or None)
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        found = disposals_found(request.user, said.get("state") or None)
        page = LongList(found).get_page(request.GET.get("page"))
        return render(
            request, "retention/list.html", {"page": page, "form": form, "is_filtered": any(said.values())}
        )


class RecordRetention(RecordPage):
    """How long one record is kept, its holds, what is held, and where its end stands. May: ``may_place_hold``."""

    template_name = "retention/record.html"
    tab = "details"

    def show(self) -> dict[str, Any]:
        """All of it, in a constant number of queries."""
        user = self.request.user
        self.require(may_place_hold)
        policy = retention_for(self.subject)
        period = standing_of(self.subject, policy).period
        people = ("kept_by", "proposed_by", "agreed_by")
        disposal = Disposal.objects.filter(subject=self.subject.pk).select_related(*people).first()
        steps = []
        if disposal is not None:
            disposal.subject = self.subject
            steps = buttons_of(user, disposal, PAGES)
        holds = list(self.subject.legal_holds.select_related("placed_by", "lifted_by")[:20])
        return {
            "disposal": disposal,
            "steps": steps,
            "signatures": list(signatures_of(disposal)) if disposal and disposal.proposed_at else [],
            "facts": _facts(period),
            "holds": holds,
            "is_held": any(hold.lifted_at is None for hold in holds),
            "may_lift": may_lift_hold(user, self.subject),
            "amounts": counted(self.subject.pk),
        }


def _facts(period: Any) -> list[tuple[str, str]]:
    return [
        ("By what it is kept", period.basis),
        ("Kept until", weekday_date(period.until) if period.until else period.lacks),
    ]


class PlaceHold(RecordEdit):
    """Places a legal hold on a record. May: ``may_place_hold``, while there is none."""

    form_class = forms.HoldForm
    title = "Place a legal hold"
    submit_label = "Place the hold"
    success_message = "The hold is placed. Nothing of this record is destroyed until it is lifted."
    tab = "details"
    back_to = "record_retention"

    def may(self, user: Any, subject: Subject) -> bool:
        """Whoever may place one."""
        return may_place_hold(user, subject)

    def store(self, obj: None, form: Any, by: Any) -> None:
        """Place it."""
        actions.place_hold(self.subject, by=by, reason=form.cleaned_data["reason"])


class LiftHold(RecordEdit):
    """Lifts a legal hold. May: ``may_lift_hold``."""

    form_class = forms.ReasonForm
    title = "Lift the legal hold"
    submit_label = "Lift it"
    success_message = "The hold is lifted."
    tab = "details"
    back_to = "record_retention"

    def record_key(self) -> int:
        """The record that the hold is on."""
        self.hold = get_object_or_404(LegalHold, pk=self.kwargs["pk"])
        return self.hold.subject_id

    def number(self) -> int:
        """The hold."""
        return self.hold.pk

    def may(self, user: Any, subject: Subject) -> bool:
        """Whoever signs, while it isn't lifted."""
        return may_lift_hold(user, subject)

    def closed_because(self, obj: None) -> str:
        """Once it is lifted there is nothing to do here."""
        return "This hold has been lifted." if self.hold.lifted_at else ""

    def store(self, obj: None, form: Any, by: Any) -> None:
        """Lift it."""
        actions.lift_hold(self.hold, by=by, reason=form.cleaned_data["reason"])


class DisposalStep(StepPage):
    """A step towards the end of a record's keeping, taken on a page of its own."""

    template_name = "retention/step.html"

    def load(self) -> Disposal:
        """The record, opened and logged, for whose step it is. Raises Http404 and RecordIsRestricted."""
        disposal = get_object_or_404(Disposal, pk=self.kwargs["pk"])
        disposal.subject = open_page(self.request, disposal.subject_id, number=disposal.pk)
        if not self.is_theirs(disposal):
            raise Http404
        return disposal

    def get_context_data(self, disposal: Disposal, **context: Any) -> dict[str, Any]:
        """With what is destroyed, where it is signed for."""
        return {
            **super().get_context_data(disposal, **context),
            "subject": disposal.subject,
            "disposal": disposal,
            "trail": [
                ("Retention", reverse("retention")),
                (disposal.subject.reference, disposal.get_absolute_url()),
            ],
            "amounts": counted(disposal.subject_id) if self.signs else [],
            "does": WHAT_IT_DOES if self.signs else (),
            "leaves": WHAT_IT_LEAVES if self.signs else (),
        }


class Keep(DisposalStep):
    """Keeps a record on until a day. May: whoever signs under its procedure."""

    form_class = forms.KeepForm
    step = "keep"
    title = "Keep the record on"
    submit_label = "Keep it on"
    success_message = "The record is kept on, and comes back to the review list after that day."

    def act(self, disposal: Disposal, form: Any, by: Any) -> None:
        """Keep it on."""
        actions.keep_on(disposal, by=by, **form.cleaned_data)


class Propose(DisposalStep):
    """The first of two signatures. May: whoever signs under its procedure."""

    form_class = forms.SignForm
    step = "propose"
    signs = True
    is_danger = True
    title = "Sign that the record is to be destroyed"
    submit_label = "Sign first"
    success_message = "You have signed first. Whoever may sign second has been told."

    def what_happens(self, disposal: Disposal) -> list[str]:
        """Another must sign too."""
        return ["Somebody else who signs for this service must sign too; until then nothing happens."]

    def act(self, disposal: Disposal, form: Any, by: Any) -> None:
        """Sign."""
        actions.propose_destruction(disposal, by=by)


class Agree(DisposalStep):
    """The second signature, by another person."""

    form_class = forms.SignForm
    step = "agree"
    signs = True
    is_danger = True
    title = "Sign second that the record is to be destroyed"
    submit_label = "Sign second"
    success_message = (
        "Two people have signed. The record is destroyed in the coming night, unless somebody stops it."
    )

    def what_happens(self, disposal: Disposal) -> list[str]:
        """It goes in the night."""
        return [
            f"{in_post(disposal.proposed_by)} signed first, on {weekday_date(disposal.proposed_at)}.",
            "The record is destroyed in the coming night. Until then either of you can stop it, and a legal hold does.",
        ]

    def act(self, disposal: Disposal, form: Any, by: Any) -> None:
        """Sign."""
        actions.agree_destruction(disposal, by=by)


class Stop(DisposalStep):
    """Stops what one or two have signed."""

    form_class = forms.ReasonForm
    step = "stop"
    title = "Stop the destruction"
    submit_label = "Stop it"
    success_message = (
        "It is stopped. The record is on the review list again, and whoever signed has been told."
    )

    def act(self, disposal: Disposal, form: Any, by: Any) -> None:
        """Stop it."""
        actions.stop_destruction(disposal, by=by, **form.cleaned_data)


class Certificates(View):
    """What has been destroyed, the latest first. May: as the review list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list; what is left of a record is the case number."""
        if not may_see_retention(request.user):
            raise Http404
        page = LongList(certificates()).get_page(request.GET.get("page"))
        for certificate in page.object_list:
            certificate.signers = ", ".join(each["name"] for each in certificate.signed)
        trail = [("Retention", reverse("retention"))]
        return render(request, "retention/certificates.html", {"page": page, "trail": trail})


class OpenCertificate(View):
    """A certificate, always as an attachment. May: as the review list."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF; a page that says so while it is being made."""
        if not may_see_retention(request.user):
            raise Http404
        certificate = get_object_or_404(Certificate.objects.select_related("file").defer("content"), pk=pk)
        context = {"certificate": certificate, "trail": [("Certificates", reverse("certificates"))]}
        if certificate.file is None:
            return render(request, "retention/not_yet.html", context, status=202)
        try:
            return attachment(certificate.file, f"certificate-d-{certificate.pk}.pdf")
        except FileIsDamaged:
            return render(request, "retention/not_yet.html", {**context, "is_damaged": True}, status=500)
