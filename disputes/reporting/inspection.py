"""What disputes bring into the inspection pack: the paper of each dispute of the period (NEW-08)."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from disputes.models import Dispute, DisputeStage
from qa_portal.documents.models import Document
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.packs import PackPaper

from .counted import raised_in

#: The papers of a dispute and of its stages, as the portal calls them.
WHOLE, STAGE = "dispute", "stage"


def dispute_papers(scope: Scope) -> Iterator[PackPaper]:
    """Of each dispute raised in the period the paper of the whole; while it isn't over, those of its stages."""
    pks = [each.pk for each in raised_in(scope)]
    disputes = (
        Dispute.objects.filter(pk__in=pks).select_related("subject", "framework").order_by("raised_at", "pk")
    )
    stages: dict[int, list[DisputeStage]] = {}
    for stage in DisputeStage.objects.filter(dispute__in=pks).order_by("number"):
        stages.setdefault(stage.dispute_id, []).append(stage)
    whole = _papers(Dispute, pks, WHOLE)
    of_stages = _papers(DisputeStage, [stage.pk for each in stages.values() for stage in each], STAGE)
    for dispute in disputes:
        title, stands = dispute.policy.terms.dispute, dispute.get_state_display()
        if dispute.pk in whole:
            yield PackPaper(dispute.subject, title, stands, whole[dispute.pk])
            continue
        found = [stage for stage in stages.get(dispute.pk, []) if stage.pk in of_stages]
        for stage in found:
            yield PackPaper(dispute.subject, title, f"Stage {stage.number}", of_stages[stage.pk])
        if not found:
            yield PackPaper(dispute.subject, title, stands, None)


def _papers(model: type, pks: list[int], key: str) -> dict[int, Document]:
    """The newest stored paper of each thing."""
    found = Document.objects.filter(
        about_type=ContentType.objects.get_for_model(model),
        about_id__in=pks,
        report_key=key,
        state=Document.State.STORED,
    )
    return {paper.about_id: paper for paper in found.select_related("file").defer("content").order_by("pk")}
