"""How every form of the portal is drawn: with the templates in templates/forms/, as the GOV.UK Design System
says."""

from functools import cached_property

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_KINDS = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "tick"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "parts"),
    (forms.DateInput, "date"),
)
_CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "tick": "govuk-checkboxes__input",
    "date": "govuk-input govuk-input--width-10 moj-js-datepicker-input",
    "password": "govuk-input",
    "text": "govuk-input",
}


class PortalBoundField(BoundField):
    """A field of a form as its template needs it."""

    @cached_property
    def kind(self) -> str:
        """Which of templates/forms/ draws it."""
        return next((kind for widget, kind in _KINDS if isinstance(self.field.widget, widget)), "text")

    @property
    def template(self) -> str:
        """The template of this kind of field."""
        return f"forms/{self.kind}.html"

    def build_widget_attrs(self, attrs, widget=None):
        """Django's attributes, and the design system's classes."""
        attrs = super().build_widget_attrs(attrs, widget)
        if self.kind in _CLASSES:
            attrs.setdefault("class", self._classes())
        if self.kind == "date":
            attrs.setdefault("autocomplete", "off")
        attrs.pop("required", None)  # the browser's own bubbles say less than our sentences
        if self.kind in ("text", "textarea"):
            attrs["maxlength"] = (
                False  # a browser cuts a pasted text without a word; we say how much is too long
            )
        return attrs

    def _classes(self) -> str:
        classes = [self.field.widget.attrs.get("class", ""), _CLASSES[self.kind]]
        if self.errors and self.kind != "tick":
            classes.append(f"{_CLASSES[self.kind].split()[0]}--error")
        if width := getattr(self.field, "width", None):
            classes.append(f"govuk-input--width-{next((w for w in (2, 3, 4, 5, 10, 20) if w >= width), 30)}")
        if self.kind == "textarea":
            classes.append("govuk-js-character-count")
        return " ".join(filter(None, classes))

    @property
    def anchor(self) -> str:
        """The id that an error summary links to: the control, or the first of several."""
        if self.kind in ("radios", "checkboxes", "parts"):
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def longest(self) -> int | None:
        """The most characters a text may have."""
        return getattr(self.field, "max_length", None)

    @property
    def options(self) -> list[dict]:
        """The options of radios or checkboxes: each its widget, its hint, and the fields that it reveals."""
        hints = getattr(self.field, "hints", {})
        reveals = getattr(self.form, "reveals", {}).get(self.name, {})
        return [
            {
                "value": str(option.data["value"]),
                "label": option.data["label"],
                "id": option.data["attrs"].get("id", ""),
                "name": option.data["name"],
                "selected": option.data["selected"],
                "hint": hints.get(option.data["value"], hints.get(str(option.data["value"]), "")),
                "reveals": [self.form[name] for name in reveals.get(str(option.data["value"]), ())],
            }
            for option in self.subwidgets
        ]

    @property
    def parts(self) -> list[dict]:
        """The boxes of a field of several (a date and a time)."""
        return [
            {
                "label": field.label,
                "widget": widget,
                "kind": "date" if isinstance(field, forms.DateField) else "text",
            }
            for field, widget in zip(self.field.fields, self.subwidgets[0].data["subwidgets"], strict=True)
        ]


class PortalRenderer(TemplatesSetting):
    """Django's renderer over the project's own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = PortalBoundField
