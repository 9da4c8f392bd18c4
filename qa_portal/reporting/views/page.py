"""A report's page, the versions of its texts, and its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views import View

from qa_portal.children.access import log_exports
from qa_portal.children.models import Subject
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.store import FileIsDamaged
from qa_portal.documents.views import FILE_HEADERS, attachment
from qa_portal.people.words import in_post
from qa_portal.reporting.making import try_again
from qa_portal.reporting.models import Report, ReportFile, ReportText
from qa_portal.reporting.packs import is_pack, stream_pack
from qa_portal.reporting.papers import paragraphs_of
from qa_portal.reporting.queries import HEAVY, report_for_page, texts_of, visible_to
from qa_portal.reporting.rules import may_publish_report, may_write_report, reads_all
from qa_portal.reporting.shown import shown
from qa_portal.workflow.pages import buttons_of
from qa_portal.workflow.steps import leads_from_here

#: The page on which each step of a report is taken.
PAGES = {"publish": "report_publish", "withdraw": "report_withdraw", "discard": "report_discard"}


def report_or_404(request: HttpRequest, pk: int) -> Report:
    """One report that this person may see. Raises Http404."""
    report = report_for_page(request.user, pk)
    if report is None:
        raise Http404
    return report


def trail_to(report: Report) -> list[tuple[str, str]]:
    """The way back from a page below a report."""
    return [("Reports", reverse("reports")), (str(report), report.get_absolute_url())]


class ReportPage(View):
    """A report: where it stands, its texts and figures, its files, who gets it, and what has changed since."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        report, user = report_or_404(request, pk), request.user
        is_draft = leads_from_here(report, "publish")
        writes = may_write_report(user, report)
        texts, was_published = texts_of(report), report.was_published
        context = {
            "report": report,
            "trail": trail_to(report)[:-1],
            "is_draft": is_draft,
            "writes": writes and is_draft,
            "steps": self._steps(user, report, writes and is_draft),
            "facts": facts_of(report),
            "texts": [
                (each.heading, paragraphs_of(texts.get(each.key, "")))
                for each in report.report_kind.narratives
                if is_draft or texts.get(each.key, "").strip()
            ],
            "parts": shown(report.figures),
            "files": list(report.files.select_related("file").defer("content")) if was_published else [],
            "recipients": list(report.recipients.select_related("given_by")),
            "pack_url": reverse("report_pack", args=[pk]) if reads_all(user) and is_pack(report) else "",
            "gives": writes and was_published,
            "may_compare": was_published and (writes or may_publish_report(user, report)),
            "later": _later(user, report) if was_published else None,
            "smallest": report.policy.reports.smallest_number,
        }
        return render(request, "reporting/report.html", context)

    def _steps(self, user: Any, report: Report, writes: bool) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = buttons_of(user, report, PAGES)
        if writes:
            steps.append({"label": "Write its texts", "url": reverse("report_write", args=[report.pk])})
            steps.append(
                {"label": "Gather the figures again", "url": reverse("report_refresh", args=[report.pk])}
            )
        if leads_from_here(report, "supersede") and may_publish_report(user, report):
            steps.append({"label": "Draft another edition", "url": reverse("report_again", args=[report.pk])})
        return steps


def _later(user: Any, report: Report) -> Report | None:
    """The edition after this one, where there is one that this person may see."""
    found = visible_to(user).filter(replaces=report.pk).select_related("team", "framework")
    return found.defer(*HEAVY).order_by("-edition").first()


def facts_of(report: Report) -> list[tuple[str, str]]:
    """What a report is, in words."""
    facts = [
        ("Service", report.team.name),
        ("Period", f"{weekday_date(report.first_on)} to {weekday_date(report.last_on)}"),
        ("Drafted", f"{in_post(report.drafted_by)}, {weekday_date(report.drafted_at)}"),
        ("Figures gathered", weekday_time(report.gathered_at)),
    ]
    if report.published_at:
        facts.append(("Published", f"{in_post(report.published_by)}, {weekday_time(report.published_at)}"))
        facts.append(("Seal (SHA-256)", report.digest))
    if report.replaces_because:
        facts.append((f"Edition {report.edition}", report.replaces_because))
    if report.ended_at:
        facts.append(
            (
                report.get_state_display(),
                f"{in_post(report.ended_by)}, {weekday_date(report.ended_at)}: {report.ended_because}",
            )
        )
    facts.append(("Procedure", f"{report.policy.title}, version {report.policy.about.version}"))
    return facts


class TextVersions(View):
    """Every saved version of a report's texts, the newest first. May: whoever writes or publishes it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list, 25 a page."""
        report = report_or_404(request, pk)
        if not (may_write_report(request.user, report) or may_publish_report(request.user, report)):
            raise Http404
        found = ReportText.history.filter(report=report.pk).select_related("history_user")
        page = LongList(found.order_by("-history_date", "-history_id")).get_page(request.GET.get("page"))
        headings = {each.key: each.heading for each in report.report_kind.narratives}
        for row in page.object_list:
            row.heading, row.paragraphs = headings.get(row.key, row.key), paragraphs_of(row.words)
        return render(
            request, "reporting/versions.html", {"report": report, "trail": trail_to(report), "page": page}
        )


class OpenFile(View):
    """A file of a published report, always as an attachment. May: whoever sees the report; a spreadsheet, whose rows
    are of records, leaves a line in the access log of each (LEE-16)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file; a page that says so while it is being made."""
        found = ReportFile.objects.select_related("file").defer("content").filter(pk=pk).first()
        if found is None:
            raise Http404
        report = report_or_404(request, found.report_id)
        context = {"report": report, "file": found, "trail": trail_to(report)}
        if not found.is_ready:
            return render(request, "reporting/not_yet.html", context, status=202)
        name = f"{slugify(report.kind_label)}-{report.last_on}-{found.sort}-{report.pk}.{found.ending}"
        try:
            response = attachment(found.file, name)
        except FileIsDamaged:
            return render(request, "reporting/not_yet.html", {**context, "is_damaged": True}, status=500)
        if found.sort == ReportFile.Sort.SPREADSHEET:
            records = {pk for keys in report.sheets.values_list("records", flat=True) for pk in keys}
            log_exports(request.user, Subject.objects.filter(pk__in=records), page="report_file")
        return response


class OpenPack(View):
    """The inspection pack: one archive, streamed. May: the quality assurance team, once it is published; it holds the
    papers of records that open to them."""

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """The archive; its name and the names in it name nobody."""
        report = report_or_404(request, pk)
        if not (reads_all(request.user) and is_pack(report)):
            raise Http404
        pieces = stream_pack(report, to=request.user)
        response = StreamingHttpResponse(pieces, content_type="application/zip", headers=FILE_HEADERS)
        name = f"inspection-pack-{report.first_on}-{report.last_on}-{report.pk}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class RetryFile(View):
    """Has a file tried again that couldn't be made. May: whoever writes or publishes the report."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it back among those that wait."""
        found = ReportFile.objects.defer("content").filter(pk=pk).first()
        if found is None:
            raise Http404
        report = report_or_404(request, found.report_id)
        if not (may_write_report(request.user, report) or may_publish_report(request.user, report)):
            raise Http404
        try_again(found)
        return redirect(report)
