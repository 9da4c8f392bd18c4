"""The certificate on paper: frozen in the transaction in which the record goes, made by the worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string

from qa_portal.deadlines.words import weekday_time
from qa_portal.documents.making import make_pending
from qa_portal.documents.models import StoredFile
from qa_portal.documents.papers import Fact, Table, council_name
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.store import store_bytes

from .models import Certificate
from .words import STATEMENT, WHAT_IT_DOES, WHAT_IT_LEAVES


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
    """Make the certificates that wait; give how many were."""
    return make_pending(Certificate, _file_of, limit=limit)


def _file_of(certificate: Certificate) -> StoredFile:
    context = {"report": certificate.content, "document": certificate}
    html = render_to_string("pdf/certificate.html", context)
    return store_bytes(render_pdf(html, identifier=f"certificate-{certificate.pk}"), "application/pdf")
