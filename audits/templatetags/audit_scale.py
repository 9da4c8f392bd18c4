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

from audits.writing.shown import BandShown, Option

register = template.Library()


@register.simple_tag
def scale(bands: Iterable[BandShown], described: bool = False, na: Option | None = None) -> SafeString:
    """The options in their bands as radio buttons; with what each grade takes beside it where ``described``."""
    bands = list(bands)
    parts = [_band(band, described) for band in bands]
    if na is not None:
        label = (
            '<p class="portal-scale__label" aria-hidden="true">&nbsp;</p>' if bands and bands[0].span else ""
        )
        parts.append(
            f'<div class="portal-scale__band portal-scale__band--quiet">{label}<div class="portal-scale__options">'
            f"{_option(na, reveals=True)}</div></div>"
        )
    kind = " portal-scale--described" if described else ""
    return mark_safe(f'<div class="portal-scale{kind}">{"".join(parts)}</div>')  # noqa: S308  each part is escaped


@register.simple_tag
def descriptors(bands: Iterable[BandShown]) -> SafeString:
    """What each grade takes, at hand where it is chosen (WAL-11)."""
    return _descriptors(tuple((band.tone, band.label, band.span, band.descriptor) for band in bands))


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
    shown = (
        f'<p class="portal-scale__label" aria-hidden="true">{escape(label)} <span>{escape(span)}</span></p>'
        if span
        else ""
    )
    text = f'<p class="portal-scale__descriptor">{escape(descriptor)}</p>' if descriptor else ""
    before = f'<div class="portal-scale__band portal-scale__band--{tone}">{shown}<div class="portal-scale__options">'
    return before, f"</div>{text}</div>"


@lru_cache(maxsize=8192)
def _option(option: Option, reveals: bool = False) -> str:
    checked = " checked" if option.is_chosen else ""
    revealing = f' data-reveals="{escape(option.id)}_reveals"' if reveals else ""
    words = " portal-scale__option--words" if reveals else ""
    spoken = f'<span class="govuk-visually-hidden">{escape(option.spoken)}</span>' if option.spoken else ""
    return (
        f'<div class="portal-scale__option{words}"><input type="radio" name="{escape(option.name)}" '
        f'id="{escape(option.id)}" value="{escape(option.value)}"{checked}{revealing}>'
        f'<label for="{escape(option.id)}">{escape(option.label)}{spoken}</label></div>'
    )


@lru_cache(maxsize=512)
def _descriptors(bands: tuple[tuple[str, str, str, str], ...]) -> SafeString:
    rows = "".join(
        f'<div><dt><span class="portal-grade portal-grade--{tone}">{escape(label)}</span> {escape(span)}</dt>'
        f"<dd>{escape(text)}</dd></div>"
        for tone, label, span, text in bands
    )
    return _folded("What each grade takes", f'<dl class="portal-descriptors">{rows}</dl>')


#: So few lines are shown unfolded.
_FEW = 3


@lru_cache(maxsize=1024)
def _lines(lines: tuple[str, ...]) -> SafeString:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    listed = f'<ul class="govuk-list govuk-list--bullet">{rows}</ul>'
    return _folded(f"Key lines of enquiry ({len(lines)})", listed, is_open=len(lines) <= _FEW)


def _folded(summary: str, inside: str, is_open: bool = False) -> SafeString:
    opened = " open" if is_open else ""
    return mark_safe(  # noqa: S308  both are escaped by who calls
        f'<details class="govuk-details portal-question__help"{opened}><summary class="govuk-details__summary">'
        f'<span class="govuk-details__summary-text">{summary}</span></summary>'
        f'<div class="govuk-details__text">{inside}</div></details>'
    )
