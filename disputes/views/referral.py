"""The referral to Cafcass: prepared, documented, recorded as made, or withdrawn (MOS-15, LAW-03)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disputes.actions.referral import (
    make_referral,
    prepare_referral,
    record_referral_details,
    withdraw_referral,
)
from disputes.forms import referral as referral_forms
from disputes.forms.stage import NothingForm
from disputes.models import CafcassReferral, Dispute
from disputes.offers import offers_on
from disputes.pages import DisputeStep, trail_to
from disputes.rules import may_refer_to_cafcass
from disputes.timeline import entries_of
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.actions import attach_document
from qa_portal.documents.models import Document
from qa_portal.documents.uploads import title_from
from qa_portal.people.words import in_post


class PrepareReferral(DisputeStep):
    """Prepares a referral beside an open dispute of a looked-after child (LAW-03)."""

    form_class = referral_forms.PrepareForm
    title = "Refer to Cafcass"
    submit_label = "Prepare the referral"
    success_message = ""

    def leads_on(self, dispute: Dispute) -> bool:
        """While the dispute is open."""
        return dispute.is_open

    def is_theirs(self, dispute: Dispute) -> bool:
        """Its keeper's, for a child who can be referred."""
        return may_refer_to_cafcass(self.request.user, dispute)

    def what_happens(self, dispute: Dispute) -> list[str]:
        """It stands beside the dispute."""
        sentences = [
            "The referral itself is made outside the portal. Here its document is attached and its date recorded."
        ]
        if dispute.policy.disputes.cafcass.closes_dispute:
            sentences.append("Once it is recorded as made, the dispute is closed: this procedure says so.")
        else:
            sentences.append("The dispute goes on beside it, and its clocks run on.")
        sentences.append("A letter to Cafcass is drawn up from the dispute and put on the record.")
        return sentences

    def act(self, dispute: Dispute, form: Any, by: Any) -> HttpResponse:
        """Prepare it."""
        referral = prepare_referral(dispute, by=by, reason=form.cleaned_data["reason"])
        self.success_message = "The referral is prepared. Attach its document once it has been sent."
        return redirect(referral)


class ReferralStep(DisputeStep):
    """A page of a referral."""

    model = CafcassReferral

    def get_context_data(self, referral: CafcassReferral, **context: Any) -> dict[str, Any]:
        """With what is known of it."""
        return {
            **super().get_context_data(referral, **context),
            "referral": referral,
            "facts": facts_of(referral),
        }


class ReferralPage(ReferralStep):
    """A referral: written while it is prepared, read afterwards."""

    form_class = referral_forms.ReferralForm
    template_name = "disputes/referral.html"
    step = "make"
    takes_step = False
    title = "Referral to Cafcass"
    success_message = "Saved."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form for its keeper while it is prepared; the page to read for everyone else and afterwards."""
        referral = self.load()
        if self.leads_on(referral) and self.is_theirs(referral):
            return super().get(request, *args, **kwargs)
        context = {
            **self.dispute_context(),
            "referral": referral,
            "facts": facts_of(referral),
            "title": self.title,
        }
        return render(request, "disputes/referral_read.html", {**context, **self._beside(referral)})

    def documents(self) -> QuerySet[Document]:
        """What can be chosen: what lies on this record."""
        stored = Document.objects.filter(subject=self.dispute.subject, state=Document.State.STORED)
        return stored.defer("content")

    def get_form_kwargs(self, referral: CafcassReferral) -> dict[str, Any]:
        """The record's documents."""
        return {"documents": self.documents()}

    def get_values(self, referral: CafcassReferral) -> dict[str, Any]:
        """What is stored."""
        return {
            "referred_on": referral.referred_on,
            "sent_to": referral.sent_to,
            "document": referral.document_id,
        }

    def get_context_data(self, referral: CafcassReferral, **context: Any) -> dict[str, Any]:
        """With what can be done."""
        return {**super().get_context_data(referral, **context), **self._beside(referral)}

    def _beside(self, referral: CafcassReferral) -> dict[str, Any]:
        offers = offers_on(self.request.user, referral)
        steps = [step for step in offers.steps if not step.name.startswith("write_")]
        rows = [row for row in self.dispute.trail if row.part == "referral" and row.key == referral.pk]
        return {
            "steps": steps,
            "still_needed": offers.blockers,
            "entries": entries_of(self.dispute, rows),
            "trail": trail_to(self.thing, self.dispute)[:-1],
        }

    def act(self, referral: CafcassReferral, form: Any, by: Any) -> None:
        """Keep what is known; an uploaded file goes onto the record."""
        said = form.cleaned_data
        document = said["document"]
        if said["upload"]:
            document = attach_document(
                self.dispute.subject,
                by=by,
                upload=said["upload"],
                title=f"Referral to Cafcass: {title_from(said['upload'].name)}"[:150],
                about=referral,
                kind=Document.Kind.REFERRAL,
            )
        record_referral_details(
            referral, by=by, referred_on=said["referred_on"], sent_to=said["sent_to"], document=document
        )


class MakeReferral(ReferralStep):
    """Records the referral as made; refused without its document (LAW-03)."""

    form_class = NothingForm
    template_name = "disputes/referral_make.html"
    step = "make"
    signs = True
    title = "Record the referral as made"
    submit_label = "Record the referral as made"
    success_message = "The referral to Cafcass is recorded as made."

    def what_happens(self, referral: CafcassReferral) -> list[str]:
        """Who is told, and what becomes of the dispute."""
        sentences = ["The IRO Manager and the Team Manager are told.", "It can’t be changed after that."]
        if self.dispute.policy.disputes.cafcass.closes_dispute:
            sentences.append("The dispute is closed: in this procedure the referral ends it.")
        return sentences

    def act(self, referral: CafcassReferral, form: Any, by: Any) -> HttpResponse:
        """Record it."""
        make_referral(referral, by=by)
        return redirect(self.dispute)


class WithdrawReferral(ReferralStep):
    """Records that a referral was not made after all."""

    form_class = referral_forms.WithdrawForm
    step = "withdraw"
    is_danger = True
    title = "Withdraw the referral"
    submit_label = "Withdraw the referral"
    success_message = "The referral is withdrawn."

    def what_happens(self, referral: CafcassReferral) -> list[str]:
        """It stays on the record."""
        return ["It stays on the record as withdrawn, with your reason. You can prepare another one."]

    def act(self, referral: CafcassReferral, form: Any, by: Any) -> HttpResponse:
        """Withdraw it."""
        withdraw_referral(referral, by=by, reason=form.cleaned_data["reason"])
        return redirect(self.dispute)


def facts_of(referral: CafcassReferral) -> list[tuple[str, str]]:
    """What is known of a referral."""
    facts = [
        ("State", referral.get_state_display()),
        ("Why it is referred", referral.reason),
        ("Prepared", f"{weekday_time(referral.prepared_at)}, by {in_post(referral.prepared_by)}"),
    ]
    if referral.referred_on:
        facts.append(("Referred on", weekday_date(referral.referred_on)))
    if referral.sent_to:
        facts.append(("To whom at Cafcass", referral.sent_to))
    if referral.document:
        facts.append(("Document", referral.document.title))
    if referral.made_at:
        facts.append(
            ("Recorded as made", f"{weekday_time(referral.made_at)}, by {in_post(referral.made_by)}")
        )
    return facts
