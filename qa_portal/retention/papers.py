"""The certificate on paper: frozen in the transaction in which the record goes, made by the worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.template.loader import render_to_string

from qa_portal import clock
from qa_portal.deadlines.words import weekday_time
from qa_portal.documents.making import claim, count_failure
from qa_portal.documents.papers import Fact, Table, council_name
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.store import is_full, store_bytes

from .models import Certificate
from .words import STATEMENT, WHAT_IT_DOES, WHAT_IT_LEAVES

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class CertificatePaper:
    """A certificate of destruction. It says nothing of the subject but the case number."""

    title: str
    council: str
    reference: str
    facts: tuple[Fact, ...]
    amounts: Table
    statement: str
    signed: tuple[tuple[str, str, str], ...]
    does: tuple[str, ...]
    leaves: tuple[str, ...]


def certificate_paper(certificate: Certificate) -> CertificatePaper:
    """Its words."""
    return CertificatePaper(
        title="Certificate of destruction",
        council=council_name(),
        reference=str(certificate),
        facts=(
            Fact("Record", certificate.reference),
            Fact("It was kept by", certificate.basis),
            Fact("Destroyed", weekday_time(certificate.destroyed_at)),
        ),
        amounts=Table(
            "What was destroyed",
            ("What", "How many"),
            tuple((words[:1].upper() + words[1:], f"{number:,}") for words, number in certificate.amounts),
        ),
        statement=STATEMENT,
        signed=tuple(
            (each["name"], each["role"], weekday_time(dt.datetime.fromisoformat(each["at"])))
            for each in certificate.signed
        ),
        does=WHAT_IT_DOES,
        leaves=WHAT_IT_LEAVES,
    )


def make_pending_certificates(limit: int = 10) -> int:
    """Make the certificates that wait; give how many were. Safe to run twice and by several workers."""
    waiting = Certificate.objects.filter(state=Certificate.State.PENDING, next_try_at__lte=clock.now())
    return sum(_make(pk) for pk in list(waiting.order_by("next_try_at").values_list("pk", flat=True)[:limit]))


def _make(pk: int) -> bool:
    if not claim(Certificate, pk):
        return False
    certificate = Certificate.objects.get(pk=pk)
    try:
        html = render_to_string(
            "pdf/certificate.html", {"report": certificate.content, "document": certificate}
        )
        file = store_bytes(render_pdf(html, identifier=f"certificate-{pk}"), "application/pdf")
        with transaction.atomic():
            waiting = Certificate.objects.filter(pk=pk, state=Certificate.State.PENDING)
            return bool(
                waiting.update(
                    file=file, state="stored", stored_at=clock.now(), next_try_at=None, last_error=""
                )
            )
    except (OperationalError, InterfaceError):
        raise  # the database, not this file
    except Exception as error:
        if is_full(error):
            log.error("no room for a certificate", certificate=pk)
        else:
            count_failure(Certificate, pk, error)
        return False
