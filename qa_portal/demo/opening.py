"""The first chapter: the invented council, its people and its children, by the import that councils use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.contrib.auth.hashers import make_password

from qa_portal import clock
from qa_portal.children.actions import (
    add_case_note,
    add_contact,
    link_siblings,
    restrict_record,
    save_meeting,
    start_meeting,
)
from qa_portal.children.models import CaseNote, Contact, Meeting
from qa_portal.imports.actions import import_files
from qa_portal.outbox.models import Message
from qa_portal.people.actions import install_administrator
from qa_portal.people.models import User
from qa_portal.people.models.directory_row import renew_directory
from qa_portal.transfers.allocating import end_allocation

from .story import DOMAIN, PASSWORD, Story

COUNCIL = Path(__file__).parent / "council"


def tell(story: Story) -> None:
    """Appoint the people and open the records."""
    with story.working_days_ago(30):
        administrator = install_administrator(
            name="Demo Sorrel",
            email=f"administrator@{DOMAIN}",
            password=PASSWORD,
            team_name="Demo Systems",
        )
        import_files(
            {path.name: path.read_bytes() for path in sorted(COUNCIL.glob("*.csv"))}, by=administrator
        )
        # One hash for all: the password is printed on the screen that starts the demo.
        User.objects.exclude(pk=administrator.pk).update(password=make_password(PASSWORD))
        renew_directory()
        # What setting the council up caused to be said is of no interest to anybody in the demo.
        Message.objects.all().delete()
        _lives(story)
        _a_restricted_record(story)
    _without_a_reviewing_officer(story)
    _a_review(story)


def _lives(story: Story) -> None:
    worker, iro = story.person("social.worker"), story.person("iro")
    record = story.record("C-1001")
    link_siblings(record, by=iro, other=story.record("C-1013"))
    add_contact(record, by=iro, kind=Contact.Kind.SCHOOL, detail="Demo Secondary School, year 10")
    add_contact(
        record,
        by=iro,
        kind=Contact.Kind.PLACEMENT,
        detail="1 Invented Lane, Demotown",
        is_concealed=True,
        concealed_because="The address is not shared with the family.",
    )
    add_case_note(
        story.record("C-1002"),
        by=worker,
        title="Visit at the carers' home",
        text="Seen alone. He showed me his room and the garden.",
        type=CaseNote.Type.VISIT,
        is_significant=True,
    )


def _a_restricted_record(story: Story) -> None:
    restrict_record(
        story.record("C-1010"),
        by=story.person("iro.manager"),
        people=[story.person("second.iro"), story.person("south.worker"), story.person("south.manager")],
        reason="A relative works for the council.",
    )


def _without_a_reviewing_officer(story: Story) -> None:
    """C-1012: the reviewing officer gave the record back two days ago, and another is to be named in time (LAW-11)."""
    with story.working_days_ago(2, "09:30"):
        end_allocation(
            story.record("C-1012"),
            "iro",
            by=story.person("iro.manager"),
            reason="A change of cases: another reviewing officer is to be named.",
        )


def _a_review(story: Story) -> None:
    """C-1009: a review that is being written, so that the demo can complete one and start a QAP from it."""
    iro, record = story.person("iro"), story.record("C-1009")
    with story.working_days_ago(1, "13:00"):
        meeting = start_meeting(record, by=iro, kind=Meeting.Kind.LOOKED_AFTER_REVIEW, held_on=clock.today())
        save_meeting(
            meeting,
            by=iro,
            written={
                "held_on": clock.today(),
                "took_part": Meeting.TookPart.ATTENDED,
                "child_view": "I like it here, but nobody tells me when I will see my sister.",
                "summary": "He is settled with his carers and doing well at school.",
                "decisions": "A family time plan is to be written and given to him.",
                "next_on": clock.today() + dt.timedelta(days=180),
            },
        )
