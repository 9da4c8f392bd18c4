"""The pages of the frameworks: what there is, what each says, the council's own copy, publishing, export."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal.drafts.views import EditView
from qa_portal.people.rules import is_administrator

from .actions import publish_framework, save_own_version
from .forms import FrameworkForm
from .loading import FrameworkRefused
from .models import FrameworkVersion
from .plain_english import differences, in_plain_english
from .queries import Users, latest_versions, policy_of, teams_by_framework, version_to_edit, versions_in_force
from .reference import reference_parts, reference_words
from .rules import may_edit_tools, may_keep_frameworks, may_read_frameworks
from .tools import differ_in_tools_alone
from .writing import as_yaml

NOBODY = Users((), 0)

START = """# Comments begin with a hash. The reference says what each key means.
key: our-council
title: Our council's procedure
service: Children's social care
serves: [child]

about:
  version: "1"
  author: Who wrote it
  changes: First version

# Everything that isn't here is taken over from this framework, section by section.
includes: [mosaic-iro]
"""


def _readers_only(request: HttpRequest) -> None:
    if not may_read_frameworks(request.user):
        raise Http404


def _keepers_only(request: HttpRequest) -> None:
    if not may_keep_frameworks(request.user):
        raise Http404


def _may_publish(request: HttpRequest, version: FrameworkVersion, in_force: FrameworkVersion | None) -> bool:
    """Whoever keeps the frameworks any version, whoever edits audit tools one that differs in them alone."""
    if may_keep_frameworks(request.user):
        return True
    is_own = version.source == FrameworkVersion.Source.COUNCIL and not version.is_published
    return (
        may_edit_tools(request.user)
        and is_own
        and in_force is not None
        and differ_in_tools_alone(in_force, version)
    )


def _version(key: str, number: int) -> FrameworkVersion:
    versions = FrameworkVersion.objects.select_related("document", "loaded_by", "published_by")
    found = versions.filter(key=key, number=number).first()
    if found is None:
        raise Http404
    return found


def _trail(request: HttpRequest, key: str | None = None, number: int | None = None) -> list[tuple[str, str]]:
    """The breadcrumbs of the page below all frameworks, one framework, or one version."""
    trail = _above(request)
    if key is not None:
        trail.append(("Frameworks", reverse("framework_list")))
    if key:
        trail.append((key, reverse("framework", args=[key])))
    if number:
        trail.append((f"Version {number}", reverse("framework_version", args=[key, number])))
    return trail


def _above(request: HttpRequest) -> list[tuple[str, str]]:
    return [("Manage", reverse("manage"))] if is_administrator(request.user) else []


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    """All frameworks: the version in force, where it came from, and the teams that work by it."""
    _readers_only(request)
    in_force, users = versions_in_force(), teams_by_framework()
    rows = [
        {
            "key": key,
            "latest": latest,
            "in_force": in_force.get(key),
            "is_waiting": not latest.is_published,
            "users": users.get(key, NOBODY),
        }
        for key, latest in sorted(latest_versions().items())
    ]
    missing = sorted(key for key in users if key not in in_force)
    context = {
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "missing": missing,
        "may_keep": may_keep_frameworks(request.user),
        "trail": _trail(request),
    }
    return render(request, "frameworks/list.html", context)


@require_safe
def framework(request: HttpRequest, key: str) -> HttpResponse:
    """One framework: its versions and its teams."""
    _readers_only(request)
    versions = FrameworkVersion.objects.filter(key=key).select_related("loaded_by", "published_by")
    page = Paginator(versions.order_by("-number"), 25).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    context = {
        "key": key,
        "page": page,
        "in_force": versions_in_force().get(key),
        "latest": page.paginator.object_list[0],
        "users": teams_by_framework().get(key, NOBODY),
        "may_keep": may_keep_frameworks(request.user),
        "trail": _trail(request, ""),
    }
    return render(request, "frameworks/framework.html", context)


@require_safe
def framework_version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What one version says, in plain English."""
    _readers_only(request)
    version = _version(key, number)
    in_force = versions_in_force().get(key)
    context = {
        "version": version,
        "chapters": in_plain_english(policy_of(version)),
        "is_in_force": version == in_force,
        "in_force": in_force,
        "users": teams_by_framework().get(key, NOBODY),
        "may_publish": not version.is_published and _may_publish(request, version, in_force),
        "trail": _trail(request, key),
    }
    return render(request, "frameworks/version.html", context)


@require_safe
def framework_text(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as YAML: as it was written, and with everything that it takes over in it."""
    _readers_only(request)
    version = _version(key, number)
    policy = policy_of(version)
    context = {
        "version": version,
        "includes": policy.includes,
        "whole": as_yaml(policy),
        "trail": _trail(request, key, number),
    }
    return render(request, "frameworks/text.html", context)


@require_safe
def framework_export(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as a YAML file to keep: with ?as=written as it was written, else with what it takes over in it."""
    _readers_only(request)
    version = _version(key, number)
    text = version.text if request.GET.get("as") == "written" else as_yaml(policy_of(version))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version.key}-version-{version.number}.yaml"'
    return response


@require_safe
def framework_reference(request: HttpRequest) -> HttpResponse:
    """Every key that a framework can have."""
    _readers_only(request)
    context = {"parts": reference_parts(), "words": reference_words(), "trail": _trail(request, "")}
    return render(request, "frameworks/reference.html", context)


class WriteFramework(EditView):
    """A framework is written: every mistake by its line, beside the text, and nothing typed lost."""

    form_class = FrameworkForm
    template_name = "frameworks/write.html"
    submit_label = "Check and save"
    success_message = "Saved as a new version. It isn't published yet."

    @property
    def key(self) -> str | None:
        """The framework being edited; None for a new one."""
        return self.kwargs.get("key")

    def get_object(self):
        """The version that one goes on from; None for a new framework."""
        _keepers_only(self.request)
        if self.key is None:
            return None
        found = version_to_edit(self.key)
        if found is None:
            raise Http404
        return found

    def get_values(self, obj):
        """The text as it was written."""
        return {"text": obj.text if obj else ""}

    def suggest(self, obj):
        """A beginning."""
        return {} if obj else {"text": START}

    def object_key(self, obj) -> str:
        """The framework, not its version: two people who write on one framework work on the same thing."""
        return f"framework:{self.key or 'new'}"

    def get_form_kwargs(self, obj) -> dict:
        """Which framework it is."""
        return {"key": self.key}

    def get_title(self, obj) -> str:
        """The heading."""
        return f"Edit {obj.title}" if obj else "Add a framework"

    def get_cancel_url(self, obj) -> str:
        """Back to where one came from."""
        return reverse("framework", args=[self.key]) if obj else reverse("framework_list")

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands, and the problems with their lines."""
        form = context["form"]
        problems = form.problems_with_lines() if form.is_bound else []
        return context | {"trail": _trail(self.request, self.key or ""), "problems": problems, "version": obj}

    def save(self, obj, form, by):
        """A new version, and on to what it says."""
        try:
            version = save_own_version(form.cleaned_data["text"], by=by, key=self.key)
        except FrameworkRefused as refused:
            raise ValidationError({"text": [str(problem) for problem in refused.problems]}) from refused
        return redirect(version)


@require_http_methods(["GET", "HEAD", "POST"])
def framework_publish(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Publish a version, after saying what that changes."""
    _readers_only(request)
    version = _version(key, number)
    in_force = versions_in_force().get(key)
    if not _may_publish(request, version, in_force):
        raise Http404
    if version.is_published:
        return redirect(version)
    if request.method == "POST":
        try:
            publish_framework(version, by=request.user)
        except ValidationError:
            pass  # somebody else published it a moment ago: what was asked for is so
        return redirect(version)
    teams = teams_by_framework().get(key, NOBODY).in_all
    sentences = [
        f"What starts from now on in {teams} team{'' if teams == 1 else 's'} follows version {number}."
        if teams
        else "No team works by this framework yet; it can be chosen for one as soon as it is published.",
    ]
    if in_force:
        sentences.append(
            f"What has started keeps the version that it started under, such as version {in_force.number}."
        )
    context = {
        "version": version,
        "title": f"Publish version {number} of “{version.title}”?",
        "sentences": sentences,
        "button": f"Publish version {number}",
        "cancel_url": version.get_absolute_url(),
        "in_force": in_force,
        "changes": differences(policy_of(in_force), policy_of(version)) if in_force else None,
        "trail": _trail(request, key, number),
    }
    return render(request, "frameworks/publish.html", context)
