"""What *my work* lists of QAPs beside their clocks and requests: what is to be written or was left (MOS-03, MOS-20).

What waits for an answer, a decision or its day has a request or a clock, and is listed by that. A request that was
returned is its keeper's to send again, whoever sent it first (MOS-07).
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from disputes.models import Qap, QapIssue, SignificantInformation
from disputes.queries import mandatory_request_of
from disputes.reading import share_out
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker
from qa_portal.dashboards.held import OF_DEADLINE, OF_SUBJECT
from qa_portal.dashboards.work import Row, Section, WorkSource, register_work
from qa_portal.deadlines.models import Deadline
from qa_portal.reading.prepared import Keys, Parts, prepared
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.steps import leads_from_here


def register_unfinished() -> None:
    """Make the rows known to *my work*; called when the app loads."""
    register_work(WorkSource("disputes.new_qaps", Section.TO_DO, new_qaps, new_row, read_returned))
    for key, rows_for, as_row in (
        ("disputes.unfinished_qaps", unfinished_qaps, unfinished_row),
        ("disputes.unfinished_information", unfinished_information, information_row),
    ):
        register_work(WorkSource(key, Section.INCOMPLETE, rows_for=rows_for, as_row=as_row))


def kept_by(who: Asker, rows: QuerySet) -> QuerySet:
    """Of these rows, the work that is this person's today: on the records whose reviewing officer (or chair, where a
    chair raised it) they are or cover, and what they raised themselves, while they still see the record.

    Each way that it can be theirs is read from an index of its own; as one condition, every row would be.
    """
    by_chair = Q(raised_by=F("subject__cp_chair"))
    ways = (
        Q(subject__iro__in=who.acts_for) & ~by_chair,
        Q(subject__cp_chair__in=who.acts_for) & by_chair,
        Q(raised_by__in=who.acts_for, subject__in=seen_by(who)),
    )
    first, *others = (rows.filter(way).order_by().values("pk") for way in ways)
    theirs = rows.model._base_manager.filter(pk__in=first.union(*others, all=True))
    return theirs.order_by("raised_at", "pk")


def new_qaps(who: Asker) -> QuerySet[Qap]:
    """QAPs that wait for their issues, for the review of those carried over, or to be sent again (MOS-03, MOS-10)."""
    to_write = Q(state=Qap.State.DRAFTED) & (~_has_issues() | Q(reviews__isnull=False))
    return _qaps(who, to_write | Q(state=Qap.State.RETURNED))


def read_returned(qaps: list[Qap]) -> None:
    """Read of those that came back their requests and running clocks: one query more where there are any."""
    returned = [qap for qap in qaps if qap.state == Qap.State.RETURNED]
    if returned:
        a_qap = ContentType.objects.get_for_model(Qap).pk
        read = _asked_and_due(qaps=tuple(qap.pk for qap in returned), a_qap=a_qap)
        share_out(read["requests"], "requests", returned)
        share_out(read["deadlines"], "deadlines", returned)


#: What a row says of a QAP and of a request that came back: no more of them is read.
_OF_QAP = ("state", "raised_at", "reviews", "framework__digest", *OF_SUBJECT)
_OF_REQUEST = ("state", "is_mandatory", "returned_at", "returned_by__name", "about_type", "about_id")


@prepared
def _asked_and_due(qaps: Keys, a_qap: int) -> Parts:
    requests = RequestForResponse.objects.filter(about_type=a_qap, about_id__in=qaps)
    running = Deadline.objects.filter(about_type=a_qap, about_id__in=qaps, met_at=None, cancelled_at=None)
    requests = requests.select_related("returned_by").only(*_OF_REQUEST)
    return {"requests": requests[:1000], "deadlines": running.only(*OF_DEADLINE)[:1000]}


def unfinished_qaps(who: Asker) -> QuerySet[Qap]:
    """QAPs whose issues are being written, and those that are signed without their next action."""
    # The type by its name: its number isn't known while the SQL is prepared.
    clock = Deadline.objects.filter(
        about_type__app_label="disputes", about_type__model="qap",
        about_id=OuterRef("pk"), kind="qap_consider", met_at=None, cancelled_at=None,
    )  # fmt: skip
    without_clock = IsNull(Subquery(clock.order_by().values("pk")[:1]), True)  # as of issues, see below
    signed = Q(state=Qap.State.CONCLUDED) & without_clock
    written = Q(state=Qap.State.DRAFTED, reviews=None) & _has_issues()
    return _qaps(who, signed | written)


def unfinished_information(who: Asker) -> QuerySet[SignificantInformation]:
    """Significant information that was begun and isn't completed."""
    begun = SignificantInformation.objects.filter(state=SignificantInformation.State.DRAFTED)
    return kept_by(who, begun).select_related("subject")


def new_row(qap: Qap) -> Row:
    """A QAP to be written."""
    if leads_from_here(qap, "send") and (back := mandatory_request_of(qap)):
        return _returned_row(qap, back)
    words = qap.policy.terms.qap_short
    what = f"Review the targets of a {words}" if qap.reviews_id else f"Write the issues of a {words}"
    return Row(what, qap.get_absolute_url(), qap.subject, at=qap.raised_at, at_words="Started")


def _returned_row(qap: Qap, request: RequestForResponse) -> Row:
    """A request that came back: who returned it, and until when it is to be answered for all that (LAW-06)."""
    return Row(
        "Look at the returned request and send it again",
        qap.get_absolute_url(),
        qap.subject,
        note=f"Sent back by {request.returned_by.name} with a note.",
        deadline=next((d for d in qap.deadlines.all() if d.is_open and d.kind == "qap_answer"), None),
        at=request.returned_at,
        at_words="Returned",
        state=request.state,
    )


def unfinished_row(qap: Qap) -> Row:
    """A QAP that was left half-way."""
    words = qap.policy.terms.qap_short
    what = f"Take the next action of a {words}" if qap.is_signed else f"Finish a {words} and send its request"
    return Row(what, qap.get_absolute_url(), qap.subject, at=qap.raised_at, at_words="Started")


def information_row(information: SignificantInformation) -> Row:
    """Significant information to be completed."""
    url, begun_at = information.get_absolute_url(), information.raised_at
    return Row("Complete significant information", url, information.subject, at=begun_at, at_words="Started")


def _qaps(who: Asker, wanted: Q) -> QuerySet[Qap]:
    return kept_by(who, Qap.objects.filter(wanted)).select_related("subject", "framework").only(*_OF_QAP)


def _has_issues() -> IsNull:
    """Asked of each QAP through an index: EXISTS would be answered by reading the issues of all QAPs there are."""
    first = QapIssue.objects.filter(qap=OuterRef("pk")).order_by().values("pk")[:1]
    return IsNull(Subquery(first), False)
