"""What still stands in the way of publishing a report."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.workflow.blockers import Blocker

from .models import Report
from .naming import names_in
from .queries import texts_of


def blockers_to_report(report: Report, step: str) -> list[Blocker]:
    """Sentences; none for steps that need nothing."""
    return list(_to_publish(report)) if step == "publish" else []


def _to_publish(report: Report) -> Iterator[Blocker]:
    refresh = reverse("report_refresh", args=[report.pk])
    if clock.today() <= report.last_on:
        yield Blocker(
            f"Its period isn’t over: it ends on {weekday_date(report.last_on)}. Publish it after that day."
        )
    elif report.gathered_at < report.scope.ends:
        yield Blocker(
            "Its figures were gathered before its period was over. Gather them again first.", refresh
        )
    texts = texts_of(report)
    write = reverse("report_write", args=[report.pk])
    named = names_in("\n".join(texts.values()), also_staff=report.report_kind.is_anonymous)
    for narrative in report.report_kind.narratives:
        words, place = texts.get(narrative.key, "").strip(), f"{write}#id_{narrative.key}"
        if not words and narrative.is_needed:
            yield Blocker(f"Write “{narrative.heading}”.", place)
        for name in named:
            if name.casefold() in " ".join(words.split()).casefold():
                yield Blocker(f"“{narrative.heading}” names {name}. Say it without who it was.", place)
