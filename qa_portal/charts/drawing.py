"""Charts as SVG, for page and paper alike.

Presentation attributes only: a strict content security policy allows no style, and the PDF's renderer needs none. Each
has its point as ``<title>`` and its numbers as ``<desc>``. A chart whose bars lead somewhere is a group and not one
image, since an image has nothing in it that can be followed; the links of the table under it are those of the keyboard.
"""

from __future__ import annotations

from html import escape
from textwrap import shorten

from django.utils.safestring import SafeString, mark_safe

from .shapes import TONES, Bars, Lines, Part

_INK, _QUIET, _GRID = "#0b0c0c", "#484949", "#d8dadc"
_FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
_WIDTH, _LABELS, _BAR, _GAP, _KEY, _FOOT = 720, 210, 26, 10, 30, 8
_PLOT_H, _AXIS = 220, 46
#: About what a character of 14 px takes, to say whether a number fits into its part.
_CHARACTER = 7.4


def draw(chart: Bars | Lines, prefix: str = "chart") -> SafeString:
    """The picture of a chart; "" of one without numbers. ``prefix`` and its key make its ids unique on the page."""
    if chart.is_empty:
        return mark_safe("")
    body, height = _bars(chart) if isinstance(chart, Bars) else _lines(chart)
    of = f"{prefix}-{chart.key}"
    role = "group" if chart.leads_on else "img"
    return mark_safe(  # noqa: S308  every word in it is escaped where it is put in
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" '
        f'height="{height:.0f}" role="{role}" aria-labelledby="{of}-title {of}-desc" font-family="{_FONT}" '
        f'font-size="14"><title id="{of}-title">{escape(chart.point)}</title>'
        f'<desc id="{of}-desc">{escape(_in_words(chart))}</desc>{body}</svg>'
    )


def _in_words(chart: Bars | Lines) -> str:
    """What the picture shows, in sentences: what a screen reader reads of it. All of it stands in the table."""
    drawn = list(chart.lines)[: chart.most if isinstance(chart, Bars) else None]
    said = [
        f"{label}: {', '.join(f'{head} {cell}' for head, (cell, _) in zip(chart.headings[1:], cells, strict=True))}."
        for label, _note, cells in drawn
    ]
    return " ".join([f"{chart.about}.", *said])


def _key(parts: tuple[Part, ...], marks: bool = False) -> tuple[list[str], int]:
    """What the colours stand for, and how high that is; where there is but one nothing need be said."""
    if len(parts) < 2:
        return [], 0
    drawn: list[str] = []
    x, y = 0.0, 0
    for number, part in enumerate(parts):
        tone, wide = TONES[part.tone], 48 + len(part.label) * _CHARACTER
        if x and x + wide > _WIDTH:
            x, y = 0.0, y + _KEY - 6
        if marks:
            drawn.append(
                f'<path d="M{x:.1f} {y + 12}h22" stroke="{tone.line}" stroke-width="2.5"{_dash(number)}/>'
            )
            drawn.append(_mark(number, x + 11, y + 12, tone.line))
        else:
            box = f'x="{x + 4:.1f}" y="{y + 5}" width="14" height="14"'
            drawn.append(f'<rect {box} fill="{tone.fill}" stroke="{tone.line}"/>')
        drawn.append(f'<text x="{x + 28:.1f}" y="{y + 17}" fill="{_INK}">{escape(part.label)}</text>')
        x += wide
    return drawn, y + _KEY


def _bars(chart: Bars) -> tuple[str, float]:
    stacked = len(chart.parts) > 1
    drawn, head = _key(chart.parts)
    longest = max(row.total for row in chart.drawn) or 1
    scale = (_WIDTH - _LABELS - 48) / longest
    y = float(head)
    for row in chart.drawn:
        middle = y + _BAR / 2 + 5
        label = shorten(row.label, 28, placeholder="…")
        drawn.append(
            f'<text x="{_LABELS - 10}" y="{middle:.1f}" text-anchor="end" fill="{_INK}">{escape(label)}</text>'
        )
        x = float(_LABELS)
        for part, (value, url) in zip(chart.parts, row.cells, strict=True):
            if not value:
                continue
            width = max(value * scale, 2.0)
            drawn.append(_piece(part, value, url, row.label, x, y, width, stacked))
            x += width
        drawn.append(f'<text x="{x + 8:.1f}" y="{middle:.1f}" fill="{_INK}">{row.total:,}</text>')
        y += _BAR + _GAP
    drawn.append(f'<path d="M{_LABELS} {head - 2}V{y - _GAP + 2:.1f}" stroke="{_QUIET}"/>')
    return "".join(drawn), y + _FOOT - _GAP


def _piece(
    part: Part, value: int, url: str, label: str, x: float, y: float, width: float, stacked: bool
) -> str:
    """One part of a bar, with its number where it fits, and the page that it leads to."""
    tone, words = TONES[part.tone], f"{value:,}"
    box = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_BAR}"'
    drawn = f'<rect {box} fill="{tone.fill}" stroke="{tone.line}"/>'
    if stacked and width > len(words) * _CHARACTER + 8:
        drawn += (
            f'<text x="{x + width / 2:.1f}" y="{y + _BAR / 2 + 5:.1f}" text-anchor="middle" fill="{tone.ink}">'
            f"{words}</text>"
        )
    if not url:
        return drawn
    said = escape(f"{label}, {part.label.lower()}: {words}" if stacked else f"{label}: {words}")
    return f'<a href="{escape(url)}" tabindex="-1" aria-label="{said}">{drawn}<title>{said}</title></a>'


def _lines(chart: Lines) -> tuple[str, float]:
    top = chart.top or _round_up(max(v for line in chart.values for v in line if v is not None))
    drawn, head = _key(chart.parts, marks=True)
    left, right, head = 48, _WIDTH - 24, head + 10
    foot = head + _PLOT_H
    step = (right - left) / max(len(chart.columns) - 1, 1)
    for share in range(5):
        y, value = foot - _PLOT_H * share / 4, top * share / 4
        drawn.append(f'<path d="M{left} {y:.1f}H{right}" stroke="{_GRID}"/>')
        words = f"{value:,.0f}{chart.unit}" if value == int(value) else ""
        drawn.append(f'<text x="{left - 8}" y="{y + 5:.1f}" text-anchor="end" fill="{_QUIET}">{words}</text>')
    every = -(-len(chart.columns) // 9)
    for place, column in enumerate(chart.columns):
        if place % every == 0:
            anchor = "start" if place == 0 else "middle"
            x = left + step * place
            drawn.append(
                f'<text x="{x:.1f}" y="{foot + 22}" text-anchor="{anchor}" fill="{_QUIET}">{escape(column)}</text>'
            )
    for number, (part, values) in enumerate(zip(chart.parts, chart.values, strict=True)):
        points = [
            (left + step * place, foot - _PLOT_H * value / top)
            for place, value in enumerate(values)
            if value is not None
        ]
        colour = TONES[part.tone].line
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        drawn.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{_dash(number)}/>')
        drawn += [_mark(number, x, y, colour) for x, y in points]
    return "".join(drawn), foot + _AXIS - 14


def _round_up(value: int) -> int:
    """A top for an axis: divisible by four, a little over the highest value, never nothing."""
    return max(4, -(-value // 4) * 4)


def _dash(number: int) -> str:
    """Lines differ by their dashes too."""
    dashes = ("", "8 4", "2 4", "10 4 2 4")[number % 4]
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _mark(number: int, x: float, y: float, colour: str) -> str:
    """A disc, a square, a triangle or a diamond: a line's own."""
    if number % 4 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    path = ("", "m-4 -4h8v8h-8z", "m-5 4h10l-5 -9z", "m-5 0l5 -5l5 5l-5 5z")[number % 4]
    return f'<path d="M{x:.1f} {y:.1f}{path}" fill="{colour}"/>'
