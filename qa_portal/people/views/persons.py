"""People: the list, one person, and what is done about them."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people import actions
from qa_portal.people.changes import changes_of_person
from qa_portal.people.forms import AppointForm, EndAppointmentForm, FindPersonForm, PersonForm, ReasonForm
from qa_portal.people.models import Appointment, Cover, User
from qa_portal.people.pages import AdministratorsEditView, administrators_only, confirm, trail
from qa_portal.people.queries import current_or_later, on_day

RELATIONS = (
    ("practitioner", "practitioner"),
    ("iro", "reviewing officer"),
    ("cp_chair", "child-protection chair"),
)


def people_trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs below the list of people."""
    return trail(("People", reverse("people")), *steps)


def to_person(person: User) -> list[tuple[str, str]]:
    """Breadcrumbs below one person."""
    return people_trail((person.name, reverse("person", args=[person.pk])))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in, to be searched by name, role and team."""
    administrators_only(request)
    form = FindPersonForm(request.GET or None)
    found = _found(form.cleaned_data if form.is_bound and form.is_valid() else {})
    held = Appointment.objects.filter(on_day(clock.today())).select_related("post__team")
    found = found.prefetch_related(Prefetch("appointments", held, to_attr="held_today"))
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"form": form, "page": page, "trail": trail()})


def _found(asked: dict[str, Any]) -> QuerySet[User]:
    today = clock.today()
    found = User.objects.filter(is_active=asked.get("state") != "left")
    for word in (asked.get("q") or "").split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    posts = Appointment.objects.filter(on_day(today))
    if asked.get("role"):
        posts = posts.filter(post__role=asked["role"])
    if asked.get("team"):
        posts = posts.filter(post__team=asked["team"])
    if asked.get("role") or asked.get("team"):
        found = found.filter(pk__in=posts.values("person"))
    if asked.get("state") == "no-post":
        found = found.exclude(pk__in=Appointment.objects.filter(on_day(today)).values("person"))
    return found


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts, cover, records, and what can be done."""
    administrators_only(request)
    somebody = get_object_or_404(User, pk=pk)
    today = clock.today()
    appointments = list(somebody.appointments.select_related("post__team").order_by("-starts_on"))
    covers = Cover.objects.filter(ends_on__gte=today).select_related("absent", "covered_by")
    context = {
        "person": somebody,
        "today": today,
        "running": [a for a in appointments if a.ends_on is None or a.ends_on >= today],
        "past": [a for a in appointments if a.ends_on is not None and a.ends_on < today],
        "covers": covers.filter(Q(absent=somebody) | Q(covered_by=somebody)).order_by("starts_on"),
        "records": [(relation, label, n) for relation, label, n in _records_of(somebody) if n],
        "trail": people_trail(),
    }
    return render(request, "people/person.html", context)


def _records_of(somebody: User) -> list[tuple[str, str, int]]:
    """In each relation, how many open records a person has; one query."""
    counts = Subject.objects.filter(closed_on=None).aggregate(
        **{relation: Count("pk", filter=Q(**{f"{relation}_id": somebody.pk})) for relation, _ in RELATIONS}
    )
    return [(relation, label, counts[relation]) for relation, label in RELATIONS]


@require_safe
def person_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was changed about a person, by whom."""
    administrators_only(request)
    somebody = get_object_or_404(User, pk=pk)
    context = {"title": somebody.name, "changes": changes_of_person(somebody), "trail": to_person(somebody)}
    return render(request, "people/changes.html", context)


class AddPerson(AdministratorsEditView):
    """A new person; the next page gives them a post."""

    form_class, title, submit_label = PersonForm, "Add a person", "Add this person"
    success_message = ""

    def save(self, obj, form, by):
        """Add them, and on to their first post."""
        somebody = actions.add_person(**form.cleaned_data, by=by)
        return redirect("person_appoint", somebody.pk)

    def get_success_url(self, obj) -> str:
        """The list."""
        return reverse("people")

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands."""
        return {"trail": people_trail(), **context}


class OnePersonsEditView(AdministratorsEditView):
    """A page about one person."""

    def find(self) -> User:
        """The person."""
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_success_url(self, obj) -> str:
        """The person's page."""
        return reverse("person", args=[obj.pk])

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands."""
        return {"trail": to_person(obj), "person": obj, **context}


class ChangePerson(OnePersonsEditView):
    """Name, address, job and telephone."""

    form_class, submit_label = PersonForm, "Save"

    def get_title(self, obj) -> str:
        """Whose."""
        return f"Change {obj.name}’s details"

    def save(self, obj, form, by) -> None:
        """Change them."""
        actions.change_person(obj, by=by, **form.cleaned_data)


class AppointPerson(OnePersonsEditView):
    """A post for a person."""

    form_class, submit_label, success_message = AppointForm, "Appoint", "The appointment is recorded."

    def get_title(self, obj) -> str:
        """Whom."""
        return f"Appoint {obj.name} to a post"

    def get_values(self, obj) -> dict:
        """Nothing is stored yet."""
        return {}

    def suggest(self, obj) -> dict:
        """From today."""
        return {"starts_on": clock.today()}

    def object_key(self, obj) -> str:
        """A new appointment each time."""
        return f"new@{self.request.path}"

    def save(self, obj, form, by) -> None:
        """Appoint them."""
        actions.appoint(obj, by=by, **form.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """A post is no longer theirs."""
    administrators_only(request)
    held = get_object_or_404(Appointment.objects.select_related("post__team", "person"), pk=pk)
    return confirm(
        request,
        title=f"End {held.person.name}’s appointment?",
        sentences=[
            f"{held.person.name} is no longer {held.post} after the last day that you give.",
            "The open work of the post stays with the post: while it is vacant it comes to the next rung above.",
            "Their own records stay theirs. Transfer them separately.",
        ],
        button="End the appointment",
        cancel_url=reverse("person", args=[held.person_id]),
        form_class=EndAppointmentForm,
        act=lambda given: actions.end_appointment(
            held, by=request.user, ends_on=given["ends_on"], reason=given["reason"]
        ),
        done="The end of the appointment is recorded.",
        breadcrumbs=to_person(held.person),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has left."""
    administrators_only(request)
    somebody = get_object_or_404(User, pk=pk, is_active=True)
    running = somebody.appointments.filter(current_or_later(clock.today())).select_related("post__team")
    sentences = [f"{somebody.name} can’t sign in any more, at once."]
    sentences += [f"The post of {held.post} falls vacant." for held in running]
    for relation, label in RELATIONS:
        number = Subject.objects.filter(**{relation: somebody}, closed_on=None).count()
        if number:
            records = "1 record is" if number == 1 else f"{number} records are"
            sentences.append(
                f"{records} without a {label}. Transfer them first, to name who takes them over."
            )
    sentences.append("What they did stays on the record, under their name.")
    return confirm(
        request,
        title=f"Has {somebody.name} left?",
        sentences=sentences,
        button="Yes, they have left",
        cancel_url=reverse("person", args=[pk]),
        form_class=ReasonForm,
        act=lambda given: actions.deactivate_person(somebody, by=request.user, reason=given["reason"]),
        done=f"{somebody.name} can’t sign in any more.",
        breadcrumbs=to_person(somebody),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """A person is back."""
    administrators_only(request)
    somebody = get_object_or_404(User, pk=pk, is_active=False)
    return confirm(
        request,
        title=f"Let {somebody.name} sign in again?",
        sentences=[
            "They can sign in with their address.",
            "They hold no post until you appoint them to one.",
        ],
        button="Let them sign in",
        is_danger=False,
        cancel_url=reverse("person", args=[pk]),
        act=lambda given: actions.reactivate_person(somebody, by=request.user),
        done=f"{somebody.name} can sign in again.",
        breadcrumbs=to_person(somebody),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def send_password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a person the link with which they set their password: the reset that everybody can ask for."""
    administrators_only(request)
    somebody = get_object_or_404(User, pk=pk, is_active=True)

    def send(given: dict[str, Any]) -> None:
        form = ResetPasswordForm({"email": somebody.email})
        if not form.is_valid():
            raise ValidationError(
                [str(sentence) for sentences in form.errors.values() for sentence in sentences]
            )
        form.save(request)

    return confirm(
        request,
        title=f"Send {somebody.name} a link to set a password?",
        sentences=[f"An email goes to {somebody.email}. The link in it works once, for four hours."],
        button="Send the link",
        is_danger=False,
        cancel_url=reverse("person", args=[pk]),
        act=send,
        done=f"The link is on its way to {somebody.email}.",
        breadcrumbs=to_person(somebody),
    )
