"""The pattern page at /design/: every component with made-up content, in the demonstration and in
development only."""

import datetime as dt
from types import SimpleNamespace as Made

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views import View

from qa_portal import clock, forms
from qa_portal.drafts.conflicts import ShownConflict
from qa_portal.drafts.views import EditView
from qa_portal.workflow.maps import DONE, HERE, POSSIBLE, Edge, Node, WorkflowMap


class PatternRow(forms.PortalForm):
    """A row of the pattern form."""

    concern = forms.LongTextField("What is the concern?", max_length=500, rows=2)
    due_on = forms.DateField("Done by", required=False)


class PatternForm(forms.PortalForm):
    """Every kind of field once."""

    held_on = forms.DateField("Date of the review", not_after="today")
    received_at = forms.DateTimeField("When the information came")
    title = forms.TextField("Title", max_length=100, help_text="A few words that say what it is about.")
    reference = forms.TextField("Reference", max_length=30, width=10, required=False)
    summary = forms.LongTextField("Summary", max_length=1000)
    outcome = forms.ChoiceField(
        "Did the actions resolve the issues?",
        [("yes", "Yes, all of them"), ("partly", "Partly"), ("no", "No")],
        hints={"partly": "Say below what is still open."},
    )
    still_open = forms.LongTextField("What is still open?", max_length=500, rows=2)
    told = forms.YesNoField("Has the child been told?")
    heard = forms.MultipleChoiceField(
        "Whose views were heard?",
        [("child", "The child’s"), ("parents", "The parents’"), ("carer", "The carer’s")],
        required=False,
    )
    manager = forms.SelectField(
        "Team Manager",
        [
            ("", ""),
            ("1", "Priya Example, Team Manager, Court Team"),
            ("2", "Rob Example, Team Manager, Care Team"),
        ],
        autocomplete=True,
    )
    letter = forms.UploadField("Letter", endings=("pdf", "docx"), most=25 * 1024 * 1024, required=False)
    sure = forms.TickField("I have read the record of the last review")
    issues = forms.RowTable(PatternRow, noun="issue", fewest=1)

    reveals = {"outcome": {"partly": ("still_open",)}}
    sections = (
        forms.Section("When", ("held_on", "received_at")),
        forms.Section(
            "What", ("title", "reference", "summary", "outcome", "told", "heard", "manager", "letter", "sure")
        ),
        forms.Section("Issues", ("issues",), hint="One row for each thing that must change."),
    )


def _only_where_nothing_is_real() -> None:
    if not (settings.DEMO or settings.DEBUG):
        raise Http404


class PatternPage(View):
    """The components that show something."""

    def get(self, request):
        """All of them on one page."""
        _only_where_nothing_is_real()
        now = clock.now()
        if "said" in request.GET:
            messages.success(request, "The request was sent to Priya Example, Team Manager.")
        subject = Made(
            full_name="Amina Example",
            reference="CH-10442",
            date_of_birth=dt.date(2013, 3, 9),
            age=12,
            legal_status="Care order",
            iro="Ruth Example",
            practitioner="Sam Example",
            team="Court Team",
            flags=["restricted", "urgent"],
        )

        def deadline(days, label="Answer stage 1", **more):
            due_at = now + dt.timedelta(days=days)
            return Made(
                **{"due_at": due_at, "label": label, "is_open": True, "met_at": None, "first_due_at": due_at}
                | more
            )

        met = {"is_open": False, "met_at": now - dt.timedelta(days=3)}
        context = {
            "subject": subject,
            "restricted": Made(reference="CH-20001", flags=["restricted"]),
            "deadlines": [
                deadline(9),
                deadline(1),
                deadline(0.08),
                deadline(-2),
                deadline(-1, **met),
                deadline(-6, **met),
                deadline(-6, is_open=False),
                deadline(6, is_extended=True, first_due_at=now - dt.timedelta(days=1)),
            ],
            "cap": deadline(18, "Whole dispute resolved"),
            "flags": ["restricted", "inadequate", "overdue", "urgent", "no-iro", "extended", "carried-over"],
            "states": ["sent", "returned", "completed", "withdrawn"],
            "sections": [
                Made(title="Issues", state="done", url="#issues", hint="3 issues"),
                Made(title="Summary and conclusion", state="started", url="#summary", hint=""),
                Made(title="Outcome", state="to do", url="#outcome", hint=""),
                Made(title="Signature", state="blocked", url="", hint="When the outcome is recorded"),
            ],
            "blockers": [
                Made(sentence="Record a decision on issue 2, “Dental check”.", url="#issue-2"),
                Made(sentence="The Team Manager has not answered yet.", url=""),
            ],
            "steps": [
                Made(name="send", label="Send to Priya Example, Team Manager", url="#", is_primary=True),
                Made(name="refer", label="Refer to Cafcass", url="#"),
                Made(name="close", label="Close the dispute", url="#", is_danger=True),
                Made(
                    name="sign",
                    label="Sign the outcome",
                    url="#",
                    refused_because="Record a decision on issue 2 first.",
                ),
            ],
            "entries": [
                Made(
                    what="Stage 1 sent",
                    when=now,
                    who="Ruth Example",
                    role="Independent Reviewing Officer",
                    note="Please answer on both actions.",
                    url="",
                ),
                Made(
                    what="Dispute opened",
                    when=now - dt.timedelta(days=2),
                    who="Ruth Example",
                    role="Independent Reviewing Officer",
                    note="",
                    url="#",
                ),
                Made(
                    what="Deadline missed", when=now - dt.timedelta(days=9), who="", role="", note="", url=""
                ),
            ],
            "signature": Made(
                name="Ruth Example",
                role="Independent Reviewing Officer, Reviewing Service",
                signed_at=now,
                statement="I have read the summary and the outcome above, and they are mine.",
            ),
            "facts": [
                ("Placement", "Foster carers, since May"),
                ("Last review", "Tuesday 3 June 2025", "#"),
                ("School", ""),
            ],
            "page": Paginator(range(240), 25).get_page(request.GET.get("page")),
            "map": _a_map(),
            "conflict": ShownConflict(
                "summary",
                "Summary",
                "The plan has drifted.",
                "The plan has drifted, and contact has stopped.",
                "The plan has drifted since the spring. The health assessment is late.",
                True,
            ),
        }
        return render(request, "design/page.html", context)


def _a_map() -> WorkflowMap:
    nodes = [
        Node("qap", "QAP", DONE, "Tue 3 June"),
        Node("informal", "Informal step", DONE),
        Node("one", "Stage 1: Team Manager", DONE),
        Node("two", "Stage 2: Service Manager", HERE, "Day 3 of 5"),
        Node("cafcass", "Referred to Cafcass", POSSIBLE),
        Node("three", "Stage 3: Service Director", POSSIBLE),
        Node("complete", "Dispute complete", POSSIBLE),
    ]
    edges = [
        Edge("qap", "informal", DONE),
        Edge("informal", "one", DONE),
        Edge("one", "two", DONE),
        Edge("two", "cafcass"),
        Edge("two", "three"),
        Edge("two", "complete"),
        Edge("three", "complete"),
    ]
    return WorkflowMap(nodes, edges, "Dispute: stage 2 of 4, with the Service Manager")


class PatternFormPage(EditView):
    """The pattern form as a page that keeps drafts; saving it only says so."""

    form_class = PatternForm
    title = "Every kind of field"
    submit_label = "Save the pattern"
    success_message = "The pattern was read. Nothing is stored."

    def get_object(self):
        """There is nothing behind it."""
        _only_where_nothing_is_real()

    def suggest(self, obj):
        """Today, as a form would."""
        return {"held_on": clock.today()}

    def save(self, obj, form, by):
        """Nothing is stored."""

    def get_success_url(self, obj):
        """The pattern page."""
        return "/design/"
