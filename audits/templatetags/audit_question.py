"""A question of a section with all that is needed to answer it: ``{% load audit_question %}``.

Written here and not in a template, as its scale is (``audit_scale``): a page shows up to some forty of them. Every text
is escaped.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from audits.templatetags.audit_scale import ask_for_descriptors, descriptors, lines_of_enquiry, scale
from audits.writing.shown import QuestionShown

register = template.Library()


@register.simple_tag
def audit_question(each: QuestionShown) -> SafeString:
    """One question: what the check says of it, its text and lines of enquiry, its answer, what is said with it."""
    plain = each.kind in ("text", "date")
    inside = _plain(each) if plain else _asked(each)
    remarks = "".join(
        '<div class="govuk-inset-text portal-question__comment"><p><strong>The check says:</strong> '
        f"{escape(comment.text)}</p></div>"
        for comment in each.comments
    )
    return mark_safe(  # noqa: S308  every text in it is escaped
        f'<section class="portal-question" id="question-{escape(each.question.id)}" '
        f'aria-label="Question {each.number}">\n{remarks}{inside}\n</section>'
    )


def _number(each: QuestionShown) -> str:
    return f'<span class="portal-question__number" aria-hidden="true">{each.number}</span>'


def _lines(each: QuestionShown) -> str:
    return lines_of_enquiry(each.question.lines) if each.question.lines else ""


def _plain(each: QuestionShown) -> str:
    shown = f'<div class="portal-question__plain">{_number(each)}{each.field.as_field_group()}</div>'
    return f"{shown}\n{_lines(each)}"


def _asked(each: QuestionShown) -> str:
    question, field = each.question, each.field
    optional = "" if question.mandatory else ' <span class="portal-optional">(optional)</span>'
    errors = list(field.errors) if field is not None else []
    wrong = " govuk-form-group--error" if errors else ""
    parts = [
        f'<fieldset class="govuk-fieldset{wrong}">\n'
        '<legend class="portal-question__text">'
        f"{_number(each)}<span>{escape(question.text)}{optional}</span></legend>",
        f'<div class="govuk-hint">{escape(question.hint)}</div>' if question.hint else "",
        _lines(each),
        *(_error(error, f"{field.auto_id}_error") for error in errors),
        _judged(each) if each.is_judged else _yes_or_no(field),
        "</fieldset>",
        _why_not(each),
        _after(each),
        _grades(each),
        _words(each),
    ]
    return "\n".join(part for part in parts if part)


def _error(error: str, identifier: str = "") -> str:
    named = f' id="{escape(identifier)}"' if identifier else ""
    hidden = '<span class="govuk-visually-hidden">Error:</span>'
    return f'<p class="govuk-error-message"{named}>{hidden} {escape(error)}</p>'


def _judged(each: QuestionShown) -> str:
    if each.field is not None:
        when = (
            '<p class="portal-question__when">After reading the record</p>' if each.after is not None else ""
        )
        return when + scale(each.bands, each.has_own_descriptors, each.not_applicable)
    if each.stands:
        grade = f'<span class="portal-grade portal-grade--{each.stands_tone}">{escape(each.stands)}</span>'
        return f'<p class="portal-question__stands">After reading the record: {grade}</p>'
    return ""


def _yes_or_no(field: Any) -> str:
    items = []
    for option in field.options:
        key = escape(option["id"])
        checked = " checked" if option["selected"] else ""
        revealing = f' data-reveals="{key}_reveals"' if option["reveals"] else ""
        items.append(
            f'<div class="govuk-radios__item"><input class="govuk-radios__input" type="radio" '
            f'name="{escape(option["name"])}" id="{key}" value="{escape(option["value"])}"{checked}{revealing}>'
            f'<label class="govuk-label govuk-radios__label" for="{key}">{escape(option["label"])}</label></div>'
        )
    return f'<div class="govuk-radios govuk-radios--inline portal-question__yes">{"".join(items)}</div>'


def _why_not(each: QuestionShown) -> str:
    if each.why_not is None:
        return ""
    empty = "" if each.why_not.value() or each.why_not.errors else " portal-question__why--empty"
    key = escape(each.not_applicable.id) if each.not_applicable else ""
    return (
        f'<div class="govuk-radios__conditional portal-question__why{empty}" id="{key}_reveals">'
        f"{_one_line(each.why_not)}</div>"
    )


def _one_line(field: Any) -> str:
    """A box of one line, as forms/text.html draws it."""
    key, value = escape(field.auto_id), field.value()
    wrong, marked, said, shown = _errors(field, "govuk-input")
    given = f' value="{escape(value)}"' if value not in (None, "") else ""
    label = f'<label class="govuk-label" for="{key}">{escape(field.label)}</label>'
    box = f'<input type="text" name="{escape(field.html_name)}"{given} class="govuk-input{marked}" id="{key}"{said}>'
    return f'<div class="govuk-form-group{wrong}">{label}{shown}{box}</div>'


def _errors(field: Any, kind: str) -> tuple[str, str, str, str]:
    """What a field that was refused says of it: to its group's classes, its own, its attributes, and in words."""
    errors = list(field.errors)
    if not errors:
        return "", "", "", ""
    key = escape(field.auto_id)
    words = f'<div id="{key}_error">{"".join(map(_error, errors))}</div>'
    said = f' aria-invalid="true" aria-describedby="{key}_error"'
    return " govuk-form-group--error", f" {kind}--error", said, words


def _after(each: QuestionShown) -> str:
    if each.after is None:
        return ""
    return (
        '<fieldset class="govuk-fieldset portal-question__after">\n'
        '<legend class="portal-question__when">After the conversation<span class="govuk-visually-hidden">: '
        f"{escape(each.question.text)}</span></legend>\n{scale(each.bands_after)}</fieldset>"
    )


def _grades(each: QuestionShown) -> str:
    """What each grade takes, where it doesn't stand in the scale: its own, or where the page has it."""
    if each.asks_for_descriptors:
        return ask_for_descriptors()
    if not each.is_judged or each.bands:
        return ""
    return descriptors(each.bands_after)


def _words(each: QuestionShown) -> str:
    if each.words is None:
        return ""
    if each.is_judged or each.is_open:
        return _comment(each.words)
    return (
        '<details class="govuk-details portal-question__note"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">Add what you found<span class="govuk-visually-hidden">: '
        f"{escape(each.question.text)}</span></span></summary>"
        f'<div class="govuk-details__text">{_comment(each.words)}</div></details>'
    )


def _comment(words: Any) -> str:
    """The comment of a question, as forms/textarea.html draws it."""
    key, value, longest = escape(words.auto_id), words.value(), words.longest
    wrong, marked, said, shown = _errors(words, "govuk-textarea")
    return (
        f'<div class="govuk-form-group govuk-character-count{wrong}" data-module="govuk-character-count" '
        f'data-maxlength="{longest}" data-threshold="75"><label class="govuk-label" for="{key}">'
        f'{escape(words.label)}</label>{shown}<textarea name="{escape(words.html_name)}" rows="3" '
        f'class="govuk-textarea govuk-js-character-count{marked}" id="{key}"{said}>\n'
        f'{escape("" if value is None else value)}</textarea><div id="{key}-info" '
        f'class="govuk-hint govuk-character-count__message">Up to {longest} characters</div></div>'
    )
