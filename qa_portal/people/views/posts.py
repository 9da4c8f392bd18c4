"""Posts of a team: made, filled, removed when they were made by mistake."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from qa_portal import clock
from qa_portal.people import actions
from qa_portal.people.directory import Directory, directory
from qa_portal.people.forms import FillPostForm, PostForm
from qa_portal.people.models import Post
from qa_portal.people.pages import AdministratorsEditView, administrators_only, confirm

from .teams import OneTeamsEditView, to_team


class AddPost(OneTeamsEditView):
    """A post on a team."""

    form_class, submit_label = PostForm, "Add the post"
    success_message = "The post is there, and vacant until you appoint somebody."

    def get_title(self, obj) -> str:
        """Where."""
        return f"Add a post to {obj.name}"

    def get_values(self, obj) -> dict:
        """Nothing is stored yet."""
        return {}

    def object_key(self, obj) -> str:
        """A new post each time."""
        return f"new@{self.request.path}"

    def save(self, obj, form, by) -> None:
        """Make it."""
        actions.create_post(role=form.cleaned_data["role"], team=obj, by=by)


class FillPost(AdministratorsEditView):
    """A person for a post."""

    form_class, submit_label, success_message = FillPostForm, "Appoint", "The appointment is recorded."
    template_name = "people/fill_post.html"

    def find(self) -> Post:
        """The post."""
        return get_object_or_404(Post.objects.select_related("team"), pk=self.kwargs["pk"])

    def get_title(self, obj) -> str:
        """Which."""
        return f"Appoint somebody as {obj}"

    def get_values(self, obj) -> dict:
        """Nothing is stored yet."""
        return {}

    def suggest(self, obj) -> dict:
        """From today."""
        return {"starts_on": clock.today()}

    def object_key(self, obj) -> str:
        """A new appointment each time."""
        return f"new@{self.request.path}"

    def get_success_url(self, obj) -> str:
        """The team's page."""
        return reverse("team", args=[obj.team_id])

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands, and whom it might be."""
        book = directory()
        near = {pk for post in book.posts_on(obj.team_id) for pk in book.held.get(post.pk, ())}
        return {"trail": to_team(obj.team), "suggested": suggested(book, near), **context}

    def save(self, obj, form, by) -> None:
        """Appoint them."""
        actions.appoint(role=obj.role, team=obj.team, by=by, **form.cleaned_data)


def suggested(book: Directory, pks: Any, most: int = 150) -> list[Any]:
    """People for a datalist, by name."""
    return sorted((book.people[pk] for pk in pks if pk in book.people), key=lambda p: p.name)[:most]


@require_http_methods(["GET", "HEAD", "POST"])
def remove_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a post that was made by mistake."""
    administrators_only(request)
    post = get_object_or_404(Post.objects.select_related("team"), pk=pk)
    return confirm(
        request,
        title=f"Remove the post of {post}?",
        sentences=["The post goes. This is for a post made by mistake, that nobody has held."],
        button="Remove the post",
        cancel_url=reverse("team", args=[post.team_id]),
        act=lambda given: actions.remove_post(post, by=request.user),
        done="The post is removed.",
        breadcrumbs=to_team(post.team),
    )
