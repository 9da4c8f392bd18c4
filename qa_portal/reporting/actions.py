"""What people do with reports: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction

from qa_portal import clock
from qa_portal.celery import nudge
from qa_portal.deadlines.closures import current_calendar
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.models import Team
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import (
    NotNow,
    NotYours,
    StandsInTheWay,
    leads_from_here,
    lock,
    take_step,
)

from .gathering import gather_parts, gather_sheets
from .kinds import kind_of, kinds_for
from .models import Report, ReportFile, ReportSheet, ReportText, ReportTo
from .papers import papers_of
from .rules import may_draft, may_publish_report, may_write_report


def draft_report(
    kind: str,
    *,
    by: Any,
    team: Team,
    first: dt.date,
    last: dt.date,
    about: int = 0,
    about_words: str = "",
) -> Report:
    """Draft a report on a service's period: its figures are gathered, its texts are begun from them (WAL-21).

    Raises NotYours, and StandsInTheWay where there is one already.
    """
    version = framework_for(team)
    policy = policy_of(version)
    if not may_draft(by, policy) or kind not in [each.name for each in kinds_for(policy)]:
        raise NotYours("The reports of this service are drafted by others.")
    same = Report.objects.filter(kind=kind, team=team, first_on=first, last_on=last, about_id=about)
    standing = same.filter(state__in=[Report.State.DRAFTED, Report.State.PUBLISHED]).first()
    if standing is not None:
        raise StandsInTheWay(
            [
                Blocker(
                    f"There is one already: {standing} ({standing.get_state_display().lower()}).",
                    standing.get_absolute_url(),
                )
            ]
        )
    with act("draft_report", by=by):
        report = _new(
            kind,
            by,
            version,
            team=team,
            first_on=first,
            last_on=last,
            about_id=about,
            about_words=about_words[:200],
        )
        _gather(report)
        _name_recipients(report)
    return report


def _new(kind: str, by: Any, version: FrameworkVersion, **given: Any) -> Report:
    now = clock.now()
    try:
        with transaction.atomic():
            return Report.objects.create(
                kind=str(kind), framework=version, drafted_at=now, drafted_by=by, gathered_at=now, **given
            )
    except IntegrityError as twice:
        raise NotNow("Somebody else has just drafted this report. It is in the list.") from twice


def gather_report(report: Report, *, by: Any) -> Report:
    """Gather a draft's figures and rows again; texts that nobody has changed are begun anew from them.

    Raises NotYours, and NotNow once it is published: published figures never change.
    """
    with act("gather_report", by=by):
        report = _draft_of(report, by)
        _gather(report)
        report.version += 1
        report.save(update_fields=["figures", "gathered_at", "version"])
    return report


def _draft_of(report: Report, by: Any) -> Report:
    """The report, locked, while it is still a draft of this person's to write."""
    report = lock(report)
    if not may_write_report(by, report):
        raise NotYours("This report is written by others.")
    if not leads_from_here(report, "publish"):
        raise NotNow("It has been published or discarded meanwhile, so it stays as it is.")
    return report


def _gather(report: Report) -> None:
    report.gathered_at = clock.now()
    report.figures = gather_parts(report.kind, report.scope)
    report.save(update_fields=["figures", "gathered_at"])
    report.sheets.all().delete()
    for each in gather_sheets(report.kind, report.scope):
        ReportSheet.objects.create(
            report=report,
            key=each.sheet.key,
            name=each.sheet.name,
            headings=each.sheet.headings,
            widths=each.sheet.widths,
            rows=each.rows,
            records=each.records,
        )
    kept = {text.key: text for text in report.texts.all()}
    smallest = report.smallest_told
    for narrative in kind_of(report.kind).narratives:
        text = kept.get(narrative.key) or ReportText(report=report, key=narrative.key)
        begun = narrative.drafted(report.figures, smallest) if narrative.drafted else ""
        if text.pk is None or (text.is_drafted and text.words != begun):
            text.words = begun
            text.save()


def _name_recipients(report: Report) -> None:
    """The distribution list of the framework, each with the day by which they are to have it (MER-21)."""
    calendar, plan = current_calendar(), report.policy.reports.plan(report.kind)
    for each in plan.to:
        days = plan.within_days if each.within_days is None else each.within_days
        ReportTo.objects.create(
            report=report,
            name=each.name,
            is_outside=each.outside,
            due_on=calendar.add_working_days(report.last_on, days),
        )


def write_texts(report: Report, *, by: Any, words: dict[str, str]) -> Report:
    """Save a draft's texts; each that changed is a version of its own, and whoever has the report open to publish it
    is told that it changed. Raises NotYours and NotNow."""
    with act("write_texts", by=by):
        report = _draft_of(report, by)
        changed = [text for text in report.texts.all() if words.get(text.key, text.words) != text.words]
        for text in changed:
            text.words, text.is_drafted = words[text.key], False
            text.save()
        if changed:
            report.version += 1
            report.save(update_fields=["version"])
    return report


def publish_report(report: Report, *, by: Any, seen_version: int | None = None) -> Report:
    """Publish a report: figures, rows and texts are sealed by their SHA-256, its files are asked for, once.

    The edition that it replaces stays as it was. Raises as ``take_step``.
    """
    with transaction.atomic():
        fresh = lock(report)
        if fresh.replaces_id and leads_from_here(fresh, "publish") and not fresh.blockers_to("publish"):
            before = Report.objects.get(pk=fresh.replaces_id)
            if leads_from_here(before, "supersede"):
                take_step(before, "supersede", by=by)
        report = take_step(report, "publish", by=by, seen_version=seen_version, digest=digest_of(fresh))
        for sort, content in papers_of(report):
            ReportFile.objects.create(report=report, sort=sort, content=content)
        if report.sheets.exists():
            ReportFile.objects.create(report=report, sort=ReportFile.Sort.SPREADSHEET)
        nudge("qa_portal.reporting.tasks.make_report_files")
    return report


def digest_of(report: Report) -> str:
    """The SHA-256 over what a report says: what it is about, its figures, its texts, the rows of its sheets."""
    said = {
        "report": [report.kind, report.team_id, report.first_on.isoformat(), report.last_on.isoformat()],
        "about": [report.about_id, report.about_words, report.edition],
        "figures": report.figures,
        "texts": dict(report.texts.order_by("key").values_list("key", "words")),
        "sheets": [list(row) for row in report.sheets.order_by("key").values_list("key", "headings", "rows")],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def withdraw_report(report: Report, *, by: Any, reason: str) -> Report:
    """Withdraw a published report, with the reason. Raises as ``take_step``, and StandsInTheWay."""
    _refuse_without(reason, "Say why it is withdrawn. Whoever was given it reads it.")
    return take_step(report, "withdraw", by=by, reason=reason)


def discard_report(report: Report, *, by: Any, reason: str) -> Report:
    """Discard a draft that isn't needed. Raises as ``take_step``, and StandsInTheWay."""
    _refuse_without(reason, "Say why it isn’t needed.")
    return take_step(report, "discard", by=by, reason=reason)


def draft_next_edition(report: Report, *, by: Any, reason: str) -> Report:
    """Draft another edition of a published report, with figures of today and the texts as they were published.

    The published one stays until the other is published, and as it is after that. Raises NotYours, NotNow, and
    StandsInTheWay without a reason.
    """
    _refuse_without(reason, "Say why there is another edition. It is printed in it.")
    with act("draft_next_edition", by=by, reason=reason):
        report = lock(report)
        if not may_publish_report(by, report):
            raise NotYours("Another edition is for those who publish the report.")
        if not leads_from_here(report, "supersede"):
            raise NotNow("There is another edition already, or it was withdrawn.")
        same = ("team", "first_on", "last_on", "about_id", "about_words")
        later = _new(
            report.kind,
            by,
            report.framework,
            edition=report.edition + 1,
            replaces=report,
            replaces_because=reason,
            **{name: getattr(report, name) for name in same},
        )
        for text in report.texts.all():
            ReportText.objects.create(report=later, key=text.key, words=text.words, is_drafted=False)
        _gather(later)
        _name_recipients(later)
    return later


def record_given(to: ReportTo, *, by: Any, on: dt.date, how: str) -> ReportTo:
    """Record that somebody on the list was given a report, when and how (MER-21). Raises NotYours and NotNow."""
    with act("record_given", by=by):
        report = lock(to.report)
        if not may_write_report(by, report):
            raise NotYours("This report is given out by others.")
        if not report.was_published:
            raise NotNow("It isn’t published yet, so nobody can have been given it.")
        to.given_on, to.given_by, to.given_how = on, by, how
        to.save(update_fields=["given_on", "given_by", "given_how"])
    return to


def _refuse_without(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise StandsInTheWay([Blocker(sentence, "#id_reason")])
