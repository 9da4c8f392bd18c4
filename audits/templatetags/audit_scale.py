"""The scale of a question: ``{% load audit_scale %}``.

Written here and not in a template: a page shows some forty of them with a dozen radio buttons each, and loops of a
template take several times as long as all else on the page. Every text is escaped; what is the same on each page is
made once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from audits.writing.shown import BandShown, Option, QuestionShown

register = template.Library()

_TAKES, _TAKES_ID = "What each grade takes", "what-each-grade-takes"


@register.simple_tag
def scale(bands: Iterable[BandShown], described: bool = False, na: Option | None = None) -> SafeString:
    """The options in their bands as radio buttons; with what each grade takes beside it where ``described``."""
    bands = list(bands)
    parts = [_band(band, described) for band in bands]
    if na is not None:
        label = '<p aria-hidden="true">&nbsp;</p>' if bands and bands[0].span else ""
        parts.append(f'<div class="portal-band--quiet">{label}<div>{_option(na, reveals=True)}</div></div>')
    kind = " portal-scale--described" if described else ""
    return mark_safe(f'<div class="portal-scale{kind}">{"".join(parts)}</div>')  # noqa: S308  each part is escaped


@register.simple_tag
def descriptors(bands: Iterable[BandShown]) -> SafeString:
    """What each grade takes in a question's own words, at hand where it is chosen (WAL-11)."""
    return _folded(_TAKES, _descriptors(_as_told(bands)))


@register.simple_tag
def descriptors_at_hand(questions: Iterable[QuestionShown]) -> SafeString:
    """What each grade takes, once on a page, for all of its questions that say nothing of their own (WAL-11).

    Their buttons (``ask_for_descriptors``) open it beside the form, without any script: a popover, which takes the
    focus and gives it back when it is closed. A browser that knows none shows it above the questions.
    """
    bands = next((each.bands or each.bands_after for each in questions if each.asks_for_descriptors), ())
    return _at_hand(_as_told(bands)) if bands else mark_safe("")


def ask_for_descriptors() -> str:
    """The button of a question that shows what each grade takes."""
    return f'<button type="button" class="portal-ask" popovertarget="{_TAKES_ID}">{_TAKES}</button>'


def _as_told(bands: Iterable[BandShown]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((band.tone, band.label, band.span, band.descriptor) for band in bands)


@register.simple_tag
def lines_of_enquiry(lines: Iterable[str]) -> SafeString:
    """The key lines of enquiry, at hand where a question is answered (WAL-05)."""
    return _lines(tuple(lines))


def _band(band: BandShown, described: bool) -> str:
    options = "".join(_option(option) for option in band.options)
    before, after = _frame(band.label, band.tone, band.span, band.descriptor if described else "")
    return f"{before}{options}{after}"


@lru_cache(maxsize=1024)
def _frame(label: str, tone: str, span: str, descriptor: str) -> tuple[str, str]:
    shown = f'<p aria-hidden="true">{escape(label)} <span>{escape(span)}</span></p>' if span else ""
    text = f"<p>{escape(descriptor)}</p>" if descriptor else ""
    before = f'<div class="portal-band--{tone}">{shown}<div>'
    return before, f"</div>{text}</div>"


@lru_cache(maxsize=8192)
def _option(option: Option, reveals: bool = False) -> str:
    checked = " checked" if option.is_chosen else ""
    named = f' id="{escape(option.id)}"' if option.is_first else ""
    revealing = f' data-reveals="{escape(option.id)}_reveals"' if reveals else ""
    spoken = f"<i>{escape(option.spoken)}</i>" if option.spoken else ""
    return (
        f'<label><input type="radio" name="{escape(option.name)}" value="{escape(option.value)}"'
        f"{named}{checked}{revealing}>{escape(option.label)}{spoken}</label>"
    )


@lru_cache(maxsize=512)
def _descriptors(bands: tuple[tuple[str, str, str, str], ...]) -> str:
    rows = "".join(
        f'<div><dt><span class="portal-grade portal-grade--{tone}">{escape(label)}</span> {escape(span)}</dt>'
        f"<dd>{escape(text)}</dd></div>"
        for tone, label, span, text in bands
    )
    return f'<dl class="portal-descriptors">{rows}</dl>'


def _at_hand(bands: tuple[tuple[str, str, str, str], ...]) -> SafeString:
    return mark_safe(  # noqa: S308  what isn't written here is escaped
        f'<div class="portal-at-hand" id="{_TAKES_ID}" popover role="dialog" aria-labelledby="{_TAKES_ID}-heading" '
        f'tabindex="-1" autofocus><h2 class="govuk-heading-m" id="{_TAKES_ID}-heading">{_TAKES}</h2>'
        f"{_descriptors(bands)}"
        f'<button type="button" class="govuk-button govuk-button--secondary" popovertarget="{_TAKES_ID}" '
        'popovertargetaction="hide">Close</button></div>'
    )


#: So few lines are shown unfolded.
_FEW = 3


@lru_cache(maxsize=1024)
def _lines(lines: tuple[str, ...]) -> SafeString:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    listed = f"<ul>{rows}</ul>"
    return _folded(f"Key lines of enquiry ({len(lines)})", listed, is_open=len(lines) <= _FEW)


def _folded(summary: str, inside: str, is_open: bool = False) -> SafeString:
    opened = " open" if is_open else ""
    return mark_safe(  # noqa: S308  both are escaped by who calls
        f'<details class="govuk-details portal-question__help"{opened}><summary class="govuk-details__summary">'
        f'<span class="govuk-details__summary-text">{summary}</span></summary>'
        f'<div class="govuk-details__text">{inside}</div></details>'
    )
