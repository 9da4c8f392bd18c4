"""The permanence team's reviews: half written, waiting for the panel, inadequate today, with the team and the family
answered."""

from __future__ import annotations

import datetime as dt

from audits.actions.conversation import book_conversation
from audits.actions.family import ask_family
from audits.actions.family_letters import write_family_letter
from audits.actions.level import dispute_level
from audits.actions.library import propose_example
from audits.actions.reflecting import record_reflection
from audits.demo import writing
from audits.models import Audit, FamilyVoice
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.actions import add_case_note, copy_case_note, link_siblings
from qa_portal.demo.story import Story
from qa_portal.plan.actions import actions_about, copy_action


def tell(story: Story) -> None:
    """Four reviews, the oldest first."""
    with_the_team(story)
    outstanding(story)
    under_way(story)
    inadequate(story)


def with_the_team(story: Story) -> None:
    """C-5001: filed on the record five days after its return; an action is overdue, the mother is written to; what
    concerns her brother is on his record too."""
    with writing.standing(story, 25):
        audit = writing.allocated(story, "C-5001", reviewer=story.person("team.manager"))
    with writing.standing(story, 18):
        audit = writing.completed(audit, "requires_improvement")
    with writing.standing(story, 14):
        audit = writing.returned(story, audit)
        first, brother = story.record("C-5001"), story.record("C-5004")
        manager = story.person("permanence.manager")
        link_siblings(first, by=manager, other=brother)
        note = add_case_note(
            first,
            by=manager,
            title="Their grandmother rang",
            text="She has moved nearer, and would like to see both of them on Sundays.",
        )
        copy_case_note(note, by=manager, to=[brother])
    with writing.standing(story, 13):
        voice = audit.voices.first()
        if voice is not None:
            said = "The plan is being written anew with you. You get a copy, and we talk it through together."
            write_family_letter(voice, by=manager, done_with_it=said)
        record_reflection(
            audit,
            by=manager,
            took_place=True,
            held_on=clock.today(),
            words="We talked with the reviewer about what his days are like, and who sees them.",
        )
        shared = actions_about(audit).filter(state="open").last()
        if shared is not None:
            copy_action(shared, by=manager, to=[brother])
    for days in (8, 3):
        with writing.standing(story, days, "17:10"):
            sweep()


def outstanding(story: Story) -> None:
    """C-5002: Outstanding, so it waits for the panel; its good practice is proposed for the library."""
    with writing.standing(story, 12):
        audit = writing.allocated(story, "C-5002", reviewer=story.person("south.manager"))
    with writing.standing(story, 5):
        audit = writing.accepted(story, writing.completed(audit, "outstanding"))
    with writing.standing(story, 4):
        propose_example(
            Audit.objects.get(pk=audit.pk),
            by=audit.reviewer,
            title="A book of her own",
            text="The worker made a book with Twite about the people she has lived with. She shows it to all who "
            "visit, and asks for a page when something happens.",
            theme=audit.policy.themes[0].key,
        )


def under_way(story: Story) -> None:
    """C-5003: half of it is written; the learning conversation is booked, and the mother has a link to answer with."""
    with writing.standing(story, 3):
        audit = writing.allocated(story, "C-5003", reviewer=story.person("service.manager"))
    with writing.standing(story, 1):
        audit = writing.written(audit, "good", half=True)
        at = clock.at_london(story.working_days_ahead(2), dt.time(10))
        book_conversation(audit, by=audit.reviewer, at=at, place="Teams")
        ask_family(audit, by=audit.reviewer, speaker=FamilyVoice.Speaker.MOTHER)


def inadequate(story: Story) -> None:
    """C-5005: found inadequate this morning; the Service Manager's 24 hours run, an urgent action is open, and its
    manager disputes the level: the Insights Head of Service decides by tomorrow."""
    with writing.standing(story, 6):
        audit = writing.allocated(story, "C-5005", reviewer=story.person("iro.manager"))
    with writing.standing(story, 0, "08:00"):
        urgent = writing.action("See them today, alone, and say what they say.", days=1, priority="urgent")
        audit = writing.completed(audit, "inadequate", plan=[urgent])
    with writing.standing(story, 0, "08:30"):
        why = "They were seen on Monday and on Thursday; the visits were written up this morning."
        dispute_level(audit, by=story.person("permanence.manager"), reason=why)
