"""How an EditView shows its form: with what is stored, with both versions, or with the reason why it is
closed; and where it keeps the draft."""

from django.http import HttpResponse
from django.shortcuts import render

from qa_portal import clock
from qa_portal.drafts import conflicts as shown
from qa_portal.drafts import opened as opened_with
from qa_portal.drafts.models import Draft
from qa_portal.drafts.opened import Opened
from qa_portal.forms.base import PortalFormMixin
from qa_portal.forms.values import Values, fit_to_store, without_empty_rows


class ShowsForms:
    """The half of an EditView that shows; its hooks are described there."""

    form_class: type[PortalFormMixin]
    template_name = "forms/edit.html"
    conflict_template_name = "forms/conflict.html"
    closed_template_name = "forms/closed.html"
    submit_label = "Save"

    def make_form(self, obj, **kwargs):
        """The form, with what depends on the thing."""
        return self.form_class(given=self._given(obj), **self.get_form_kwargs(obj), **kwargs)

    def stored(self, obj) -> Values:
        """What is stored now, as text."""
        return self.make_form(obj).to_text(self._given(obj))

    def _given(self, obj):
        # Asked once a request and thing: the form, its tables and the merging all need it.
        if getattr(self, "_given_for", None) is not obj or not hasattr(self, "_given_values"):
            self._given_for, self._given_values = obj, self.get_values(obj)
        return self._given_values

    def _suggested(self, obj, stored: Values) -> Values:
        suggested = self.suggest(obj)
        texts = self.make_form(obj).to_text(suggested) if suggested else {}
        return {name: texts[name] for name in suggested if name in texts and _is_empty(stored.get(name))}

    def show(self, obj, form, opened: Opened, *, status: int = 200, draft=None, newer=False) -> HttpResponse:
        """The page with the form; ``newer`` says that what is stored has changed since the draft was begun."""
        return self._render(self.template_name, obj, form, opened, status, draft=draft, newer=newer)

    def show_closed(self, obj, reason: str, values: Values | None) -> HttpResponse:
        """The page that says why nothing can be changed any more, with what was typed."""
        form = self.make_form(obj, values=values or self.stored(obj))
        return self._render(
            self.closed_template_name, obj, form, Opened({}), 409, reason=reason, typed=values is not None
        )

    def show_conflicts(self, obj, form, opened: Opened, conflicts, choices=None, asked=False) -> HttpResponse:
        """The page with both versions, field by field."""
        choices = choices or {}
        cards = [
            shown.show(
                each,
                form,
                chosen=choices.get(each.path, ""),
                error="Choose which version to keep." if asked and each.path not in choices else "",
            )
            for each in conflicts
        ]
        who, when = self.last_saved(obj)
        hidden = [
            (name, value) for name, values in form.to_sent(form.understood()).lists() for value in values
        ]
        return self._render(
            self.conflict_template_name,
            obj,
            form,
            opened,
            409,
            conflicts=cards,
            who=who,
            when=when,
            hidden=hidden,
        )

    def _render(self, template: str, obj, form, opened: Opened, status: int, **extra) -> HttpResponse:
        context = {
            "view": self,
            "object": obj,
            "form": form,
            "title": self.get_title(obj),
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(obj),
            "opened": opened.sign(*self._bound_to(obj)),
            "opened_field": opened_with.FIELD,
            **extra,
        }
        return render(self.request, template, self.get_context_data(obj, **context), status=status)

    # --- drafts ---

    def drafts(self, obj):
        """This person's draft of this form about this thing: a queryset of one row or none."""
        return Draft.objects.filter(
            user=self.request.user, form=self._form_name, object_key=self.object_key(obj)
        )

    def keep_draft(self, obj, base: Values, data: Values):
        """Keep what was typed; nothing is kept where it is the same as what the form was opened with.
        Returns when."""
        now, data = clock.now(), fit_to_store(without_empty_rows(data))
        if data == base:
            self.drafts(obj).delete()
        else:
            Draft.objects.update_or_create(
                user=self.request.user,
                form=self._form_name,
                object_key=self.object_key(obj),
                defaults={"base": base, "data": data, "saved_at": now},
            )
        return now

    @property
    def _form_name(self) -> str:
        return f"{self.form_class.__module__}.{self.form_class.__qualname__}"[-120:]

    def _bound_to(self, obj) -> tuple:
        return self.request.user.pk, self._form_name, self.object_key(obj)


def _is_empty(stored) -> bool:
    """Whether nothing is stored: a date and a time are stored as two texts, both of which may be empty."""
    return not any(stored) if isinstance(stored, list) else not stored
