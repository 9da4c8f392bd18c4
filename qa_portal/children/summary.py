"""What a record's summary shows, composed by name (LEE-07): every app puts in its own, the ground imports none.

What they show is read together: an app declares its querysets to ``reads.SUMMARY`` and takes its rows from there.
Called from an app's ``AppConfig.ready``::

    SUMMARY.register(reads)                                      # what is read for the page, in its one statement

    register_work("disputes", disputes_on)                       # rows of current and past work
    register_start("qap", "Start a QAP", "qap_start", may_start_qap, order=10)
    register_panel("commendations", "Good practice", "disputes/panels/commendations.html", gather, order=60)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from qa_portal.people.directory import directory
from qa_portal.reading.prepared import Parts

from .models import CaseNote, Meeting, Subject
from .reads import SUMMARY

#: How many of the newest notes and documents the summary shows.
NEWEST = 4


if TYPE_CHECKING:
    from qa_portal.frameworks.models import FrameworkVersion


@dataclass(frozen=True)
class WorkItem:
    """One piece of work on a record, current or past, as the summary lists it.

    ``what`` names it (*Dispute, stage 2*), ``state`` says where it stands in words, ``url`` opens it.
    ``at`` is when it started, for past work when it ended. ``who`` is who must act, or who did.
    ``due`` is its Deadline when a clock runs; ``flags`` are names of dashboards.marks.FLAGS. ``request_state`` says how
    the request that it waits for stands, so that it is seen wherever the work is listed (MOS-07).
    """

    what: str
    state: str
    url: str
    at: dt.date | dt.datetime
    is_current: bool
    who: str = ""
    due: Any = None
    flags: tuple[str, ...] = ()
    request_state: str = ""


Gather = Callable[[Any, Subject], Iterable[WorkItem]]
#: ``gather(user, subject)`` gives the context of a panel, or None when there is nothing to show.
GatherPanel = Callable[[Any, Subject], Mapping[str, Any] | None]
#: ``shown_to(user, subject)``.
ShownTo = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Panel:
    """One panel of the summary. ``place`` is ``main`` (wide) or ``side`` (narrow)."""

    name: str
    heading: str
    template: str
    gather: GatherPanel
    order: int = 50
    place: str = "main"


@dataclass(frozen=True)
class Start:
    """Something that can be started on a record: its words, the page that starts it, and for whom."""

    name: str
    label: str
    url_name: str
    shown_to: ShownTo
    order: int = 50
    extra: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ShownPanel:
    """A panel with what it shows, ready for the page."""

    panel: Panel
    context: Mapping[str, Any]


@dataclass(frozen=True)
class StartLink:
    """A start as one person sees it on one record."""

    label: str
    url: str


_work: dict[str, Gather] = {}
_panels: dict[str, Panel] = {}
_starts: dict[str, Start] = {}


def register_work(name: str, gather: Gather) -> None:
    """Add an app's work to the summary: ``gather(user, subject)`` gives WorkItems from what the page has read."""
    _work[name] = gather


def register_panel(
    name: str, heading: str, template: str, gather: GatherPanel, *, order: int = 50, place: str = "main"
) -> None:
    """Add a panel; ``gather`` gives its template's context (beside ``subject`` and ``request``), None leaves it out."""
    _panels[name] = Panel(name, heading, template, gather, order, place)


def register_start(
    name: str, label: str, url_name: str, shown_to: ShownTo, *, order: int = 50, extra: tuple[Any, ...] = ()
) -> None:
    """Add an entry to the start menu; ``url_name`` takes the record's key and ``extra``, ``shown_to(user, subject)``
    decides."""
    _starts[name] = Start(name, label, url_name, shown_to, order, extra)


def ground_reads(subject: int) -> Parts:
    """What the summary shows of the ground's own, and what apps' work is listed with."""
    from qa_portal.deadlines.models import Deadline
    from qa_portal.documents.models import Document
    from qa_portal.frameworks.queries import published
    from qa_portal.requests.models import RequestForResponse

    deadlines = Deadline.objects.filter(subject=subject, met_at=None, cancelled_at=None)
    notes = CaseNote.objects.filter(subject=subject, document=None)
    documents = Document.objects.filter(subject=subject).defer("content")
    return {
        "deadlines": deadlines.select_related("owner_post__team", "owner_person").order_by("due_at", "pk")[
            :200
        ],
        "meetings": Meeting.objects.filter(subject=subject).select_related("chair")[:100],
        "requests": RequestForResponse.objects.filter(subject=subject)[:400],
        "notes": notes.select_related("recorded_by")[:NEWEST],
        "documents": documents.select_related("added_by", "file")[:NEWEST],
        "frameworks": published().order_by("published_at", "number")[:200],
    }


SUMMARY.register(ground_reads)


def framework_now(subject: Subject) -> FrameworkVersion | None:
    """The version that work on this record would start under now, by what the summary has read; None without one."""
    key = directory().framework_key_of(subject.team_id)
    return next((v for v in reversed(SUMMARY.of(subject)["frameworks"]) if v.key == key), None)


def work_on(user: Any, subject: Subject) -> tuple[list[WorkItem], list[WorkItem]]:
    """Current and past work of every app: what is due soonest first, then the newest; past work newest first."""
    items = [item for gather in _work.values() for item in gather(user, subject)]
    current = sorted((i for i in items if i.is_current), key=_moment, reverse=True)
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    current.sort(key=lambda i: i.due.due_at if i.due else last)
    past = sorted((i for i in items if not i.is_current), key=_moment, reverse=True)
    return current, past


def panels_for(user: Any, subject: Subject, place: str) -> list[ShownPanel]:
    """The registered panels that have something to show to this person."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda p: (p.order, p.name)):
        if panel.place == place and (context := panel.gather(user, subject)) is not None:
            shown.append(ShownPanel(panel, context))
    return shown


def starts_for(user: Any, subject: Subject) -> list[StartLink]:
    """What this person may start on this record, in order."""
    links = []
    for start in sorted(_starts.values(), key=lambda s: (s.order, s.label)):
        if not start.shown_to(user, subject):
            continue
        try:
            links.append(StartLink(start.label, reverse(start.url_name, args=[subject.pk, *start.extra])))
        except NoReverseMatch:  # the app's page isn't there
            continue
    return links


def _moment(item: WorkItem) -> dt.datetime:
    """Days and moments on one scale, so that they sort together."""
    if isinstance(item.at, dt.datetime):
        return item.at
    return dt.datetime.combine(item.at, dt.time(12), tzinfo=dt.UTC)
