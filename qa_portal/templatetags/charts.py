"""Charts on pages and papers: ``{% load charts %}{% chart figures.by_person %}``."""

from __future__ import annotations

from typing import Any

from django import template

from qa_portal.charts.drawing import draw
from qa_portal.charts.tables import table_of

register = template.Library()


@register.simple_tag
def drawn(chart: Any, prefix: str = "chart") -> str:
    """The picture alone."""
    return draw(chart, prefix)


@register.simple_tag
def tabled(chart: Any) -> str:
    """The table alone."""
    return table_of(chart)


@register.inclusion_tag("components/chart.html")
def chart(
    chart: Any, level: str = "h2", prefix: str = "chart", empty: str = "There is nothing to count yet."
):
    """A chart (``Bars`` or ``Lines``): its point as heading, the picture, and the table under it.

    ``level`` is the heading's element; ``prefix`` tells charts with one key on one page apart.
    """
    return {"chart": chart, "level": level, "prefix": prefix, "empty": empty}
