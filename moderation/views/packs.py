"""The pack of a panel: asked for, made by the worker, opened by whoever asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from moderation.actions.packs import ask_for_pack
from moderation.models import Pack, Panel
from moderation.pages import panel_or_404, trail_to
from moderation.rules import member_of
from qa_portal.children.access import log_access
from qa_portal.children.models import AccessLogEntry, Subject
from qa_portal.children.rules import sight_of
from qa_portal.documents.store import FileIsDamaged
from qa_portal.documents.views import attachment


class PackPage(View):
    """A member's own pack. May: the members of a panel, once it is convened; each has one of their own."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file; while it is being made, a page that says so. Each record in it is logged as downloaded."""
        panel = self._panel(request, pk)
        pack = Pack.objects.select_related("file").filter(panel=panel, person=request.user).first()
        context = {"panel": panel, "pack": pack, "trail": trail_to(panel)}
        if pack is None or pack.file is None:
            return render(request, "moderation/pack.html", context)
        subjects = list(Subject.objects.filter(pk__in=pack.subjects))
        sights = [(subject, sight_of(request.user, subject)) for subject in subjects]
        if not all(sight.opens for _subject, sight in sights):
            return render(request, "moderation/pack.html", {**context, "is_stale": True})
        try:
            response = attachment(pack.file, f"panel-{panel.pk}-pack-{pack.pk}.pdf")
        except FileIsDamaged:
            return render(request, "moderation/pack.html", {**context, "is_damaged": True}, status=500)
        for subject, sight in sights:
            what = AccessLogEntry.What.DOWNLOADED
            log_access(request.user, subject, page=f"panel_pack:{panel.pk}", what=what, why=sight.why)
        return response

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for it, or for a new one."""
        panel = self._panel(request, pk)
        ask_for_pack(panel, by=request.user)
        messages.success(request, "Your pack is being made. It is ready in a moment.")
        return redirect("panel_pack", panel.pk)

    def _panel(self, request: HttpRequest, pk: int) -> Panel:
        panel = panel_or_404(request, pk)
        if member_of(request.user, panel) is None or panel.convened_at is None:
            raise Http404
        return panel
