"""Audit tools, edited by whoever answers for quality assurance: a section at a time, with a live preview (LEE-11,
KNO-15). What is saved is a version of the council's own; what has started keeps the version that it started under."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.forms.tool_questions import offers_of
from audits.forms.tools import CopyToolForm, ToolForm, ToolSectionForm, values_of
from audits.tool_preview import preview_of, typed_section
from qa_portal.drafts import opened as opened_with
from qa_portal.drafts.views import EditView
from qa_portal.frameworks.actions import save_tool
from qa_portal.frameworks.loading import FrameworkRefused
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import AuditSection, CycleTool
from qa_portal.frameworks.queries import NoFramework, policy_of
from qa_portal.frameworks.rules import may_edit_tools
from qa_portal.frameworks.tools import ids_of, name_for, version_of_tools, versions_of_tools, with_section

PREVIEW = "preview"


def _editors_only(request: HttpRequest) -> None:
    if not may_edit_tools(request.user):
        raise Http404


def _version(key: str) -> FrameworkVersion:
    """The version whose tools one goes on from; 404 where there is none."""
    try:
        return version_of_tools(key)
    except NoFramework as none:
        raise Http404 from none


def _tool(version: FrameworkVersion, tool_key: str) -> CycleTool:
    try:
        return policy_of(version).tool(tool_key)
    except KeyError as unknown:
        raise Http404 from unknown


def _trail(version: FrameworkVersion, tool: CycleTool | None = None) -> list[tuple[str, str]]:
    trail = [("Audit tools", reverse("audit_tools"))]
    return [*trail, (tool.title, reverse("audit_tool", args=[version.key, tool.key]))] if tool else trail


@require_safe
def audit_tools(request: HttpRequest) -> HttpResponse:
    """Every audit tool of every framework in force. May: whoever edits them."""
    _editors_only(request)
    versions = [version for _, version in sorted(versions_of_tools().items())]
    rows = [{"version": version, "tool": tool} for version in versions for tool in policy_of(version).tools]
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "audits/tools/list.html", {"page": page})


@require_safe
def audit_tool(request: HttpRequest, key: str, tool: str) -> HttpResponse:
    """One tool: its sections and questions, and whether a version of it waits to be published. May: as the list."""
    _editors_only(request)
    version = _version(key)
    context = {
        "version": version,
        "tool": _tool(version, tool),
        "scale": policy_of(version).scale,
        "trail": _trail(version),
    }
    return render(request, "audits/tools/tool.html", context)


class ToolEdit(EditView):
    """A page on which something of a tool is written; saving makes a new version of the council's own."""

    submit_label = "Check and save"
    success_message = "Saved as a new version of the council’s own. It isn’t in force until it is published."

    def get_object(self) -> FrameworkVersion:
        """The version that one goes on from. May: whoever edits tools."""
        _editors_only(self.request)
        self.version = _version(self.kwargs["key"])
        self.tool = _tool(self.version, self.kwargs["tool"])
        return self.version

    def object_key(self, obj: FrameworkVersion) -> str:
        """The place in the tool, not the version: two people who write here work on the same thing."""
        return f"audit-tool:{self.request.path}"

    def get_cancel_url(self, obj: FrameworkVersion) -> str:
        """Back to the tool."""
        return reverse("audit_tool", args=[obj.key, self.tool.key])

    def suggest(self, obj: FrameworkVersion) -> dict[str, Any]:
        """What was said of the change so far, while it isn't published yet."""
        return {} if obj.is_published else {"changes": policy_of(obj).about.changes}

    def get_context_data(self, obj: FrameworkVersion, **context: Any) -> dict[str, Any]:
        """Where one stands."""
        return {"trail": _trail(obj, self.tool), "tool": self.tool, "version": obj, **context}

    def save(self, obj: FrameworkVersion, form: Any, by: Any) -> HttpResponse:
        """A new version, and back to the tool."""
        try:
            tool = self.edited(obj, form)
            save_tool(obj, tool, by=by, changes=form.cleaned_data["changes"])
        except FrameworkRefused as refused:
            raise ValidationError(
                [f"{p.says[0].upper()}{p.says[1:]}. {p.instead}" for p in refused.problems]
            ) from refused
        except ValueError as nothing_left:
            raise ValidationError(str(nothing_left)) from nothing_left
        return redirect("audit_tool", obj.key, tool.key)

    def edited(self, obj: FrameworkVersion, form: Any) -> CycleTool:
        """The tool as it is to be saved."""
        raise NotImplementedError


class EditToolSection(ToolEdit):
    """A section of a tool is edited, or one is added, with a preview of the form as it will look. May: whoever edits
    tools."""

    form_class = ToolSectionForm
    template_name = "audits/tools/section.html"

    @property
    def section(self) -> AuditSection | None:
        """The section as it is stored; None for a new one."""
        key = self.kwargs.get("section")
        try:
            return self.tool.section(key) if key else None
        except KeyError as unknown:
            raise Http404 from unknown

    def get_values(self, obj: FrameworkVersion) -> dict[str, Any]:
        """The section with its questions."""
        return values_of(self.section)

    def get_form_kwargs(self, obj: FrameworkVersion) -> dict[str, Any]:
        """The section in its tool, and what its questions can be given."""
        scale = policy_of(obj).scale
        offers = offers_of(self.tool, scale)
        return {"tool": self.tool, "scale": scale, "section": self.section, "offers": offers}

    def get_title(self, obj: FrameworkVersion) -> str:
        """The section, or that one is added."""
        return f"Edit “{self.section.title}”" if self.section else f"Add a section to “{self.tool.title}”"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it; or, with the preview's button and while one types, show how it will look."""
        if PREVIEW not in request.POST:
            return super().post(request, *args, **kwargs)
        obj = self.get_object()
        opened = opened_with.read(request.POST.get(opened_with.FIELD, ""), *self._bound_to(obj))
        typed = self.make_form(obj, data=request.POST).typed()
        return self.show(obj, self.make_form(obj, values=typed), opened)

    def get_context_data(self, obj: FrameworkVersion, **context: Any) -> dict[str, Any]:
        """The preview, of what is in the form now."""
        scale = policy_of(obj).scale
        section = typed_section(self.tool, scale, self.kwargs.get("section"), context["form"].typed())
        return {
            **super().get_context_data(obj, **context),
            "section": section,
            "preview": preview_of(section, scale) if section else [],
        }

    def edited(self, obj: FrameworkVersion, form: ToolSectionForm) -> CycleTool:
        """The tool with the section as it was written."""
        return with_section(
            self.tool,
            self.kwargs.get("section"),
            title=form.cleaned_data["title"],
            about=form.cleaned_data["about"],
            questions=form.edited(),
            taken=ids_of(obj.key).get(self.tool.key, ()),
        )


class EditTool(ToolEdit):
    """What a tool is called, what it is for, and what is asked of the whole. May: whoever edits tools."""

    form_class = ToolForm

    def get_title(self, obj: FrameworkVersion) -> str:
        """Which tool."""
        return f"Edit “{self.tool.title}”"

    def get_values(self, obj: FrameworkVersion) -> dict[str, Any]:
        """The tool."""
        after = [str(grade) for grade in self.tool.improvement_plan_after]
        said = {name: getattr(self.tool, name) for name in ("title", "about", "overall_text")}
        return {**said, "improvement_plan_after": after}

    def get_form_kwargs(self, obj: FrameworkVersion) -> dict[str, Any]:
        """The tool, and the grades of its procedure."""
        return {"tool": self.tool, "scale": policy_of(obj).scale}

    def edited(self, obj: FrameworkVersion, form: ToolForm) -> CycleTool:
        """The tool as it was written."""
        return form.edited(self.tool)


class CopyTool(ToolEdit):
    """A tool is copied as another one of the same framework, to be edited then. May: whoever edits tools."""

    form_class = CopyToolForm
    submit_label = "Copy it"

    def get_title(self, obj: FrameworkVersion) -> str:
        """What is copied."""
        return f"Copy “{self.tool.title}” as a new tool"

    def suggest(self, obj: FrameworkVersion) -> dict[str, Any]:
        """What the copied one is for."""
        return {"about": self.tool.about, **super().suggest(obj)}

    def edited(self, obj: FrameworkVersion, form: CopyToolForm) -> CycleTool:
        """The same questions under another name."""
        said = form.cleaned_data
        key = name_for(said["title"], {*ids_of(obj.key), *(tool.key for tool in policy_of(obj).tools)})
        return self.tool.model_copy(update={"key": key, "title": said["title"], "about": said["about"]})
