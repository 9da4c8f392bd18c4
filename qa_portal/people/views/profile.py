"""One's own page, and where an administrator begins."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from qa_portal import clock
from qa_portal.drafts.views import EditView
from qa_portal.people import actions
from qa_portal.people.directory import directory
from qa_portal.people.forms import MailForm
from qa_portal.people.models import Cover, User
from qa_portal.people.pages import administrators_only
from qa_portal.people.queries import people_managed_by
from qa_portal.people.rules import is_administrator

#: What an administrator keeps: heading, words, page.
PLACES = (
    ("People", "Who signs in, what posts they hold, and who has left.", "people"),
    ("Teams and posts", "The tree of teams, their posts, and where a post is vacant.", "teams"),
    ("Cover", "Who answers for whom while they are away.", "covers"),
    ("Transfers", "Move records to another team, practitioner or reviewing officer.", "transfers"),
    ("Import", "Teams, people, children and allocations from CSV files.", "imports"),
    ("Closure days", "Days on which the council doesn’t work; open deadlines move.", "closure_days"),
    ("Frameworks", "The procedures that teams work by.", "framework_list"),
    ("Incidents", "What the portal could not deliver or do by itself.", "incidents"),
)


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """What an administrator keeps, with what needs attention."""
    administrators_only(request)
    book = directory()
    vacant = sum(not book.held.get(pk) for pk in book.posts)
    places = [(heading, words, url) for heading, words, name in PLACES if (url := _url(name))]
    return render(request, "people/manage.html", {"places": places, "vacant": vacant})


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here: my posts, my cover, how notices reach me."""
    me, today, book = request.user, clock.today(), directory()
    held = me.appointments.select_related("post__team").order_by("-starts_on")
    covers = Cover.objects.filter(Q(absent=me) | Q(covered_by=me), ends_on__gte=today)
    own = {appointment.post_id for appointment in held if appointment.starts_on <= today}
    context = {
        "running": [a for a in held if a.ends_on is None or a.ends_on >= today],
        "vacant_below": sorted(
            book.posts[pk].label
            for pk in book.posts_answered_by(me.pk)
            if not book.held.get(pk) and pk not in own
        ),
        "covers": covers.select_related("absent", "covered_by").order_by("starts_on"),
        "today": today,
        "may_keep_cover": is_administrator(me) or bool(people_managed_by(me)),
    }
    return render(request, "people/profile.html", context)


class ChangeMail(EditView):
    """How notices come by email."""

    form_class, title = MailForm, "Email notices"
    template_name = "people/edit.html"

    def get_object(self):
        """Oneself."""
        return User.objects.get(pk=self.request.user.pk)

    def save(self, obj, form, by) -> None:
        """Keep the choice."""
        actions.change_mail_preference(mail=form.cleaned_data["mail"], by=by)

    def get_success_url(self, obj) -> str:
        """One's own page."""
        return reverse("profile")

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands."""
        return {
            "trail": [("Your profile", reverse("profile"))],
            "lead": "Alerts, and what escalates to you, always come at once.",
            **context,
        }
