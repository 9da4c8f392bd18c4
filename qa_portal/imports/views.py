"""Upload, look at the dry run, confirm. For administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qa_portal.people.pages import administrators_only, trail

from .actions import (
    ImportRefused,
    abandon_import,
    check_import,
    import_run,
    plan_of,
    record_new_digest,
    summary_of,
)
from .columns import FILES, template_of
from .forms import UploadForm
from .models import ImportRun
from .planning import Plan

#: The page lists this many of each; the rest are counted.
MOST_LISTED = 100


def _trail() -> list[tuple[str, str]]:
    return trail(("Import", reverse("imports")))


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose the files; the templates; what was imported before."""
    administrators_only(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        run, _plan = check_import(form.files_given(), by=request.user)
        return redirect("import_run", run.pk)
    runs = ImportRun.objects.select_related("uploaded_by", "ended_by").defer("files")
    context = {
        "form": form,
        "page": Paginator(runs, 25).get_page(request.GET.get("page")),
        "files": FILES,
        "trail": trail(),
    }
    return render(request, "imports/start.html", context, status=422 if form.is_bound else 200)


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """An empty file to fill in."""
    administrators_only(request)
    if name not in FILES:
        raise Http404
    response = HttpResponse("\ufeff" + template_of(name), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run of an import, against the portal as it is now; with the confirmation, the import."""
    administrators_only(request)
    found = get_object_or_404(ImportRun.objects.select_related("uploaded_by", "ended_by"), pk=pk)
    if found.state != ImportRun.State.CHECKED:
        return render(request, "imports/over.html", {"run": found, "trail": _trail()})
    if request.method == "POST":
        return _import(request, found)
    # Looking changes nothing: where the portal has changed since, the confirmation says so and asks once more.
    return _show(request, found, plan_of(found))


def _import(request: HttpRequest, found: ImportRun) -> HttpResponse:
    try:
        import_run(found, by=request.user)
    except ImportRefused as refused:
        record_new_digest(found, refused.plan, by=request.user)
        return _show(request, found, refused.plan, str(refused), 409)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("import_run", found.pk)
    messages.success(request, "Everything in the files is imported.")
    return redirect("import_run", found.pk)


def _show(
    request: HttpRequest, found: ImportRun, plan: Plan, refusal: str = "", status: int = 200
) -> HttpResponse:
    counts = summary_of(plan)
    context = {
        "run": found,
        "plan": plan,
        "refusal": refusal,
        "error_title": not plan.is_sound,
        "files": [
            {
                "name": name,
                "counts": counts[name],
                "added": each.added[:MOST_LISTED],
                "more_added": max(0, len(each.added) - MOST_LISTED),
                "changed": each.changed[:MOST_LISTED],
                "more_changed": max(0, len(each.changed) - MOST_LISTED),
                "kept": each.kept[:MOST_LISTED],
                "more_kept": max(0, len(each.kept) - MOST_LISTED),
            }
            for name, each in plan.files.items()
        ],
        "problems": plan.problems[:MOST_LISTED],
        "more_problems": max(0, len(plan.problems) - MOST_LISTED),
        "trail": _trail(),
    }
    return render(request, "imports/dry_run.html", context, status=status)


@require_POST
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a checked import up: its files are emptied, nothing was imported."""
    administrators_only(request)
    found = get_object_or_404(ImportRun, pk=pk)
    abandon_import(found, by=request.user)
    messages.success(request, "Nothing was imported. The files are deleted here.")
    return redirect("imports")
