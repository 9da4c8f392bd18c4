"""A payload in every text of every row that somebody could have typed it into, found by asking the models."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from qa_portal.people.models.directory_row import renew_directory

from .payloads import payload

APPS = ("qa_portal", "notifications", "audits", "disputes", "moderation")
#: Texts that nobody types: keys of closed vocabularies, digests, addresses that the portal writes. All others are
#: poisoned, so that a new one is without anybody's thinking of it.
NOT_TYPED = {
    "Team.framework_key", "User.password", "User.email", "AccessLogEntry.page", "AccessLogEntry.why", "Deadline.kind",
    "Deadline.clock_name", "Deadline.owner", "Deadline.last_error", "StoredFile.sha256", "StoredFile.content_type",
    "Document.report_key", "Document.last_error", "Draft.form", "Draft.object_key", "FrameworkVersion.key",
    "FrameworkVersion.digest", "ImportRun.digest", "Message.occasion", "Message.event", "Message.url",
    "Message.mail_error", "Incident.key", "RequestForResponse.to_role", "Signature.section", "Signature.digest",
    "Commendation.theme",
    "Qap.outcome", "QapIssue.theme", "Dispute.theme", "Dispute.closing_outcome", "DisputeStage.outcome",
    "Action.finding", "Action.owner", "Cycle.tool_key", "CycleReviewer.role", "Draw.seed", "Draw.pool_digest",
    "Audit.tool_key", "Audit.reviewer_role", "Audit.grade", "Audit.grade_before", "Answer.question_id", "Answer.value",
    "Answer.value_after", "GradeGiven.grade", "CheckComment.question_id", "LevelDispute.grade", "Challenge.grade",
    "Evidence.section_key", "FamilyVoice.link_digest", "GoodPractice.theme",
    "AgendaDraw.seed", "PanelMember.role", "Invitation.invited_as", "Moderation.reviewer_grade", "Moderation.grade",
    "Moderation.quality", "MemberGrade.grade",
    "Report.kind", "Report.digest", "ReportText.key", "ReportSheet.key", "ReportSheet.name", "ReportFile.last_error",
    "ThematicReview.tool_key", "BoardDecision.board", "ThematicCase.noticed",
    "StandardAnswer.standard", "RecommendedAction.carried_from", "DemoMail.message_id", "FrameworkDocument.text",
    "Disposal.basis", "Certificate.basis", "Certificate.last_error",
    "AccessArchive.last_error", "AccessItem.kind",
}  # fmt: skip
#: The words of papers and signatures, and the comments of answers, are in these; their keys stay.
TYPED_JSON = {
    "Document.content",
    "Signature.content",
    "DisputeStage.non_response",
    "Moderation.feedback",
    "Pack.content",
    "AccessItem.said",
    "ReportSheet.rows",
}


def texts() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Each column that holds what somebody typed."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model.__name__.startswith("Historical"):
            continue
        for each in model._meta.concrete_fields:
            name = f"{model.__name__}.{each.name}"
            is_text = isinstance(each, models.CharField | models.TextField) and not each.choices
            if (is_text and name not in NOT_TYPED) or name in TYPED_JSON:
                yield model, each


def poison(first: int = 0) -> int:
    """Put payloads everywhere, the histories too; give how many texts. ``first`` turns who gets which."""
    number = count(first)
    written = 0
    for model, each in texts():
        is_unique = each.unique or any(
            each.name in c.fields for c in model._meta.constraints if hasattr(c, "fields")
        )
        for pk, old in list(model._base_manager.values_list("pk", each.attname)):
            if old in (None, "") and model.__name__ not in ("Subject", "User"):
                continue
            new = (
                _in_all(old, number)
                if isinstance(each, models.JSONField)
                else payload(next(number), _room(each, is_unique))
            )
            if is_unique:
                new = f"{new}{pk}"
            model._base_manager.filter(pk=pk).update(**{each.attname: new})
            written += 1
        written += _poison_history(model, each, number)
    renew_directory()
    return written


def _poison_history(model: type[models.Model], each: models.Field, number: Any) -> int:
    """The histories can't be changed, so each row gets one more: what it says now."""
    history = getattr(model, "history", None)
    if history is None or each is not _last_text(model):
        return 0
    rows = list(model._base_manager.all()[:40])
    history.bulk_history_create(rows, update=True)
    return len(rows)


def _last_text(model: type[models.Model]) -> models.Field:
    return [each for owner, each in texts() if owner is model][-1]


def _room(each: models.Field, is_unique: bool) -> int | None:
    most = getattr(each, "max_length", None)
    return most - 6 if most and is_unique else most


def _in_all(value: Any, number: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_all(each, number) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_all(each, number) for each in value]
    return payload(next(number)) if isinstance(value, str) and value else value
