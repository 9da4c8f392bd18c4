"""The adults' service: a cycle that was sent, its audits at every place, a re-audit that is due and one under way."""

from __future__ import annotations

import datetime as dt

from audits.actions.alerting import raise_alert
from audits.actions.challenging import start_challenge
from audits.actions.checking import send_audit_back
from audits.actions.following import finalise_audit, record_discussion
from audits.actions.library import propose_example, publish_example
from audits.actions.reauditing import allocate_reaudit
from audits.demo import cycles, writing
from audits.loop.reaudits import closed_months
from audits.models import Audit
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.demo.story import Story
from qa_portal.plan.actions import actions_about, complete_action

SERVICE = "Demo Adults’ Service"
CASES = 6


def tell(story: Story) -> None:
    """The audits before, then the cycle, then what has nothing to do with its draw."""
    re_audit_due(story)
    closed(story)
    the_cycle(story)
    audited_again(story)


def re_audit_due(story: Story) -> None:
    """C-3011: Requires Improvement nine weeks ago; its re-audit is to be allocated, one of its actions is late."""
    with writing.standing(story, 48):
        audit = writing.allocated(story, "C-3011", reviewer=story.person("service.manager"))
    with writing.standing(story, 45):
        audit = writing.completed(audit, "requires_improvement")
    with writing.standing(story, 44):
        audit = writing.returned(story, audit)
    with writing.standing(story, 40, "15:00"):
        _discussed(story, audit)
        first = actions_about(audit).filter(state="open", owner="practitioner").first()
        if first is not None:
            complete_action(first, by=story.person("west.manager"), evidence="The meeting was held.")
    with writing.standing(story, 20):
        sweep()


def closed(story: Story) -> None:
    """C-3012: good practice, talked over, finalised and closed; an example of it is in the library."""
    with writing.standing(story, 40):
        audit = writing.allocated(story, "C-3012", reviewer=story.person("team.manager"))
    with writing.standing(story, 36):
        audit = writing.completed(audit, "good")
    with writing.standing(story, 35):
        audit = writing.returned(story, audit)
    with writing.standing(story, 31):
        _discussed(story, audit)
    with writing.standing(story, 30):
        finalise_audit(
            _fresh(audit), by=story.person("insights"), assurance="Seen with the practitioner; all is well."
        )
        example = propose_example(
            _fresh(audit),
            by=audit.reviewer,
            title="Asked first who should be there",
            text="Before each meeting the worker asked whom the person wanted beside them, and planned it around that. "
            "They spoke for themselves for the first time, and the plan is in their own words.",
            theme=audit.policy.themes[1].key,
        )
    with writing.standing(story, 28):
        publish_example(example, by=story.person("insights.manager"))


def the_cycle(story: Story) -> None:
    """A cycle of this month, or of the last that has one: drawn, sent, and each of its audits left at another place."""
    audits, later = cycles.sent(story, SERVICE, focus="The person at the centre of decisions", size=CASES)
    places = [_being_written, _challenged, _to_check, _sent_back]
    for audit, place in zip(audits[1:], places, strict=False):
        place(story, audit, later)


def audited_again(story: Story) -> None:
    """A record that chance left out: Requires Improvement twelve weeks ago, and half of its re-audit is written, beside
    the audit before and its plan."""
    left = Subject.objects.filter(kind=Subject.Kind.ADULT, audits=None, closed_on=None)
    reference = left.order_by("reference").values_list("reference", flat=True)[0]
    with writing.standing(story, 60):
        audit = writing.allocated(story, reference, reviewer=story.person("service.manager"))
    with writing.standing(story, 57):
        audit = writing.completed(audit, "requires_improvement")
    with writing.standing(story, 56):
        audit = writing.returned(story, audit)
    with writing.standing(story, 50):
        _discussed(story, audit)
    days = 5
    while story.working_days_ahead(-days).month in closed_months(audit):
        days += 1  # a month of moderation has no re-audits: then it was allocated before
    with writing.standing(story, days):
        again = allocate_reaudit(
            audit, by=story.person("insights"), reviewer=story.person("insights.service")
        )
    with writing.standing(story, days - 3):
        writing.written(again, "good", half=True)


def _being_written(story: Story, audit: Audit, later: dt.datetime) -> None:
    """Half of it has its answers; what its reviewer read there couldn’t wait."""
    with writing.standing(story, 2, "11:00", later):
        audit = writing.written(audit, "good", half=True)
    with writing.standing(story, 1, "15:30", later):
        raise_alert(
            audit.subject,
            by=audit.reviewer,
            concern="The record says that the front door can’t be locked, and nobody has been there since.",
            needed="Somebody goes there today, and a locksmith with them.",
            audit=audit,
        )


def _to_check(story: Story, audit: Audit, later: dt.datetime) -> None:
    with writing.standing(story, 0, "08:30", later):
        writing.completed(audit, "good")


def _sent_back(story: Story, audit: Audit, later: dt.datetime) -> None:
    with writing.standing(story, 3, "10:00", later):
        audit = writing.completed(audit, "requires_improvement")
    with writing.standing(story, 2, "10:00", later):
        send_audit_back(
            audit,
            by=story.person("insights"),
            says="A thorough audit. Please look again at the two places that I have marked.",
            comments=[
                (audit.tool.questions[0].id, "Where on the record did you see this?"),
                (
                    audit.tool.questions[1].id,
                    "Your comment reads better than the grade. Which of them stands?",
                ),
            ],
            discussion_offered=True,
        )


def _challenged(story: Story, audit: Audit, later: dt.datetime) -> None:
    with writing.standing(story, 9, "10:00", later):
        audit = writing.completed(audit, "requires_improvement")
    with writing.standing(story, 8, "10:00", later):
        writing.returned(story, audit)
    with writing.standing(story, 2, "16:00", later):
        start_challenge(
            _fresh(audit),
            by=audit.practitioner,
            response="Two of the visits that the audit misses are on the record, under contacts.",
            criteria="Good: “seen as often as the plan says, and written up”.",
            evidence="The contacts of the last two months, each with its date.",
        )


def _discussed(story: Story, audit: Audit) -> None:
    manager = {"Demo East Team": "east.manager", "Demo West Team": "west.manager"}[audit.team.name]
    record_discussion(
        _fresh(audit),
        by=story.person(manager),
        held_on=clock.today(),
        reflection="We went through the findings. What took most time was said least about on the record.",
        decisions="Each visit is written up within two days. We look at it again in four weeks.",
    )


def _fresh(audit: Audit) -> Audit:
    return Audit.objects.select_related("framework", "subject", "reviewer").get(pk=audit.pk)
