"""The base of every page on which something is written: nothing typed is lost, and two people can write at
once (MOS-21)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.html import escape
from django.views import View

from qa_portal import clock
from qa_portal.drafts import conflicts as shown
from qa_portal.drafts import opened as opened_with
from qa_portal.drafts.merge import UnknownRow, merge, rebase, settle
from qa_portal.drafts.opened import Opened
from qa_portal.drafts.showing import ShowsForms
from qa_portal.forms.tables import apply_row_action, is_row_action
from qa_portal.people.directory import directory
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotYours, StandsInTheWay, StepRefused

DRAFT_HEADER = "X-Draft"
DISCARD = "discard-draft"


class EditView(ShowsForms, View):
    """A page with one form about one thing.

    A page says what the thing is, what it holds and how it is saved (``get_object``, ``get_values``,
    ``save``); this class shows the form, keeps drafts, adds and removes rows, merges with what somebody else
    saved meanwhile, and shows both versions where they differ. Who may is asked in ``get_object``, which
    runs for every request, drafts included.

    Answers 200; 422 where something is to be mended; 409 where somebody else's work is in the way; a
    redirect when saved.
    """

    title = ""
    success_message = "Saved."
    #: What a step calls a field that this form calls otherwise: ``{"skip_reason": "next_reason"}``.
    names_of_blockers: dict[str, str] = {}

    # --- what a page says ---

    def get_object(self):
        """The thing, or None for a page that makes a new one. Raises Http404 or PermissionDenied for whoever
        may not."""
        return

    def get_values(self, obj):
        """What is stored now, as a mapping or object with the form's names; a table's value is its rows
        (with ``id``)."""
        return obj if obj is not None else {}

    def suggest(self, obj) -> dict:
        """Values to show in fields for which nothing is stored: today's date, say."""
        return {}

    def save(self, obj, form, by) -> HttpResponse | None:
        """Store ``form.cleaned_data``: call the action. A table's list is complete: a stored row that isn't
        in it was taken out. May raise ValidationError or StandsInTheWay, which are shown in the form
        (422), as are NotYours (403) and NotNow (409); what was typed is kept as a draft. Returns a response,
        or None for ``get_success_url``."""
        raise NotImplementedError

    def get_success_url(self, obj) -> str:
        """Where to go when it is saved."""
        return obj.get_absolute_url() if obj is not None else "/"

    def get_cancel_url(self, obj) -> str:
        """Where the quiet "Cancel" link goes."""
        return self.get_success_url(obj)

    def closed_because(self, obj) -> str:
        """A sentence where the thing can no longer be changed (signed or sent meanwhile); what was typed is
        shown then, and kept."""
        return ""

    def get_form_kwargs(self, obj) -> dict:
        """Further arguments for the form: choices that depend on the thing."""
        return {}

    def get_context_data(self, obj, **context) -> dict:
        """What the template needs besides the form: ``subject`` for the identity bar, facts for the aside."""
        return context

    def get_title(self, obj) -> str:
        """The page's heading."""
        return self.title

    def last_saved(self, obj) -> tuple[str, object]:
        """Who saved the thing last, and when: ("R. Example", moment), as far as its history knows."""
        history = getattr(obj, "history", None)
        last = history.select_related("history_user").first() if history is not None else None
        if last is None:
            return "Somebody else", None
        return (str(last.history_user) if last.history_user else "Somebody else"), last.history_date

    def object_key(self, obj) -> str:
        """What a draft is filed under, besides person and form."""
        return f"{obj._meta.label_lower}:{obj.pk}" if obj is not None else f"new@{self.request.path}"

    # --- showing ---

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The form about the thing."""
        return self.show_form(self.get_object())

    def show_form(self, obj) -> HttpResponse:
        """The form with what is stored, or with the draft."""
        stored = self.stored(obj)
        draft = self.drafts(obj).first()
        if reason := self.closed_because(obj):
            return self.show_closed(obj, reason, draft.data if draft else None)
        if draft is None:
            values = {**stored, **self._suggested(obj, stored)}
            return self.show(obj, self.make_form(obj, values=values), Opened(stored))
        merged = merge(draft.base, draft.data, stored if obj is not None else draft.base, adopt=True)
        base = rebase(stored, merged.conflicts) if obj is not None else draft.base
        newer = bool(merged.from_them or merged.conflicts)
        return self.show(
            obj, self.make_form(obj, values=merged.values), Opened(base), draft=draft, newer=newer
        )

    # --- what is sent ---

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """A draft, a button of a table, or the whole to be saved."""
        obj = self.get_object()
        if DISCARD in request.POST:
            self.drafts(obj).delete()
            return redirect(request.get_full_path())
        opened = opened_with.read(request.POST.get(opened_with.FIELD, ""), *self._bound_to(obj))
        form = self.make_form(obj, data=request.POST, files=request.FILES)
        if request.headers.get(DRAFT_HEADER) == "1":
            return self._keep(obj, form, opened)
        if is_row_action(request.POST):
            return self._change_rows(obj, form, opened)
        if reason := self.closed_because(obj):
            self.keep_draft(obj, opened.base, form.typed())
            return self.show_closed(obj, reason, form.typed())
        if not form.is_valid():
            return self._refuse(obj, form, opened)
        try:
            return self._save(obj, form, opened)
        except UnknownRow:
            return HttpResponseBadRequest("A row was sent that isn’t part of this form.")

    def _keep(self, obj, form, opened: Opened) -> HttpResponse:
        saved_at = self.keep_draft(obj, opened.base, form.typed())
        text = f"Draft saved {saved_at.astimezone(clock.LONDON):%H:%M}"
        return HttpResponse(escape(text), headers={DRAFT_HEADER: "saved"})

    def _change_rows(self, obj, form, opened: Opened) -> HttpResponse:
        typed = form.typed()
        try:
            values = apply_row_action(typed, self.request.POST, form.declared_tables)
        except ValidationError:
            return HttpResponseBadRequest("This form has no such table.")
        form = self.make_form(obj, values=values)
        self.keep_draft(obj, opened.base, form.typed())
        return self.show(obj, form, opened)

    def _refuse(self, obj, form, opened: Opened, sentences=(), status: int = 422) -> HttpResponse:
        for sentence in sentences:
            form.add_error(None, sentence)
        self.keep_draft(obj, opened.base, form.typed())
        return self.show(obj, form, opened, status=status)

    def _save(self, obj, form, opened: Opened) -> HttpResponse:
        try:
            with transaction.atomic():
                obj = self._locked(obj)
                if reason := self.closed_because(obj):
                    self.keep_draft(obj, opened.base, form.typed())
                    return self.show_closed(obj, reason, form.typed())
                settled = self._settle(obj, form, opened)
                if isinstance(settled, HttpResponse):
                    return settled
                form = settled
                by = self.request.user
                role = directory().post_in_words(by.pk)
                with acting(by=by, step=f"{self.get_title(obj)}: {self.submit_label}", role=role):
                    response = self.save(obj, form, by)
                self.drafts(obj).delete()
        except ValidationError as refusal:
            return self._refuse(obj, form, opened, _said_beside(form, refusal))
        except StandsInTheWay as refusal:
            self.say_in_form(form, refusal.blockers)
            return self._refuse(obj, form, opened)
        except NotYours as refusal:
            return self._refuse(obj, form, opened, refusal.sentences, status=403)
        except StepRefused as refusal:
            return self._refuse(obj, form, opened, refusal.sentences, status=409)
        if self.success_message:
            messages.success(self.request, self.success_message)
        return response or redirect(self.get_success_url(obj))

    def say_in_form(self, form, blockers) -> None:
        """Put what stands in the way beside the fields and rows that it is about, as the fragments of its
        links name them (``#id_review_on``, ``#row-issues-12``); what is about none of them goes above the
        form."""
        for blocker in blockers:
            place = blocker.url.rpartition("#")[2]
            name = place.removeprefix("id_")
            name = self.names_of_blockers.get(name, name)
            row = next(
                (row for table in form.tables.values() for row in table.rows if row.anchor == place), None
            )
            if row is not None:
                first = next(iter(row.form.fields))
                row.form.add_error(first, blocker.sentence)
                form.add_error(None, [])
            else:
                form.add_error(name if name in form.fields else None, blocker.sentence)

    def _locked(self, obj):
        """The thing again, its row locked, and whether one still may asked again."""
        if obj is None:
            return None
        type(obj)._base_manager.select_for_update().only("pk").get(pk=obj.pk)
        self._given_for = None
        return self.get_object()

    def _settle(self, obj, form, opened: Opened):
        """The valid form with what others saved meanwhile merged in; or the response that asks what to
        keep."""
        if obj is None:
            return form
        base, mine = opened.base, form.understood()
        if opened.seen is not None:
            conflicts = merge(base, mine, opened.seen).conflicts
            choices = shown.choices_in(self.request.POST, conflicts)
            if len(choices) < len(conflicts):
                return self.show_conflicts(obj, form, opened, conflicts, choices, asked=True)
            base, mine = opened.seen, settle(merge(base, mine, opened.seen).values, conflicts, choices)
        stored = self.stored(obj)
        merged = merge(base, mine, stored)
        if merged.values != form.understood():
            form = self.make_form(obj, data=form.to_sent(merged.values), files=self.request.FILES)
            if not form.is_valid():
                return self.show(obj, form, Opened(rebase(stored, merged.conflicts)), status=422)
        if merged.conflicts:
            self.keep_draft(obj, base, merged.values)
            return self.show_conflicts(obj, form, Opened(base, stored), merged.conflicts)
        return form


def _said_beside(form, refusal: ValidationError) -> list[str]:
    """Put what a refusal says of the form's fields beside them; give the sentences that are about none."""
    if not hasattr(refusal, "error_dict"):
        return refusal.messages
    rest = []
    for name, sentences in refusal.message_dict.items():
        if name in form.fields:
            for sentence in sentences:
                form.add_error(name, sentence)
        else:
            rest += sentences
    return rest
