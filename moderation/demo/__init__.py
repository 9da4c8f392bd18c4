"""The demonstration's panels: one of last month that has ended, one that is convened for this week, half graded."""

from __future__ import annotations

import datetime as dt

from audits.demo import writing
from moderation.actions.agreeing import agree_grade, give_feedback, reveal_grades
from moderation.actions.convening import begin_panel, convene_panel
from moderation.actions.ending import end_panel
from moderation.actions.grading import give_grade
from moderation.actions.planning import draw_agenda, plan_panel
from moderation.models import MemberGrade, Moderation, Panel
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.demo.story import Story
from qa_portal.frameworks.queries import published_version

#: The reviews of the permanence team are moderated by this procedure.
PROCEDURE = "merton"
MEMBERS = ("insights.manager", "insights.service", "insights.head")


def tell(story: Story) -> None:
    """What waits for a panel, and the reviews that were returned, come before two of them."""
    ended(story)
    between(story)
    convened(story)
    with story.working_days_ago(0):
        sweep()


def _plan(story: Story, begins_at: dt.datetime) -> Panel:
    chair = story.person("insights.manager")
    panel = plan_panel(
        by=chair,
        framework=published_version(PROCEDURE),
        begins_at=begins_at,
        place="Committee room 2",
        chair=chair,
        members=[story.person(part) for part in MEMBERS],
    )
    draw_agenda(panel, by=chair, seed=writing.SEED)
    return panel


def ended(story: Story) -> None:
    """The last panel: one review by chance, on which the members differed by a grade."""
    chair = story.person("insights.manager")
    with writing.standing(story, 12, "09:00"):
        panel = convene_panel(_plan(story, clock.now() + dt.timedelta(hours=5)), by=chair)
    with writing.standing(story, 12, "11:00"):
        for item in panel.moderations.all():
            _grade(item, ("requires_improvement", "requires_improvement", "good"))
    with writing.standing(story, 12, "14:00"):
        begin_panel(Panel.objects.get(pk=panel.pk), by=chair)
    with writing.standing(story, 12, "14:30"):
        for item in panel.moderations.all():
            _agree(item, by=chair, grade="requires_improvement")
    with writing.standing(story, 12, "15:30"):
        end_panel(
            Panel.objects.get(pk=panel.pk),
            by=chair,
            minutes="Plans come after what is done. Reviewers weigh visits that aren’t written up differently: half a "
            "page on it goes to all of them before the next cycle.",
            attended=set(panel.members.values_list("pk", flat=True)),
        )


def between(story: Story) -> None:
    """C-5004 and C-5006: between the extremes, returned since the last panel; chance takes one of them to the next."""
    for reference, grade, days in (("C-5004", "good", 9), ("C-5006", "requires_improvement", 8)):
        with writing.standing(story, days):
            audit = writing.allocated(story, reference, reviewer=story.person("south.manager"))
        with writing.standing(story, days - 3):
            audit = writing.completed(audit, grade)
        with writing.standing(story, days - 4):
            writing.returned(story, audit)


def convened(story: Story) -> None:
    """The panel of this week: the reviews that were held, an Inadequate and an Outstanding among them; one member’s
    grades are in, so that it can be tried with three browsers."""
    chair = story.person("insights.manager")
    with story.working_days_ago(0, "09:00"):
        soon = clock.at_london(story.working_days_ahead(1), dt.time(14))
        panel = convene_panel(_plan(story, soon), by=chair)
    with story.working_days_ago(0, "09:30"):
        for item in panel.moderations.all():
            own = item.grades.get(member__person=story.person("insights.service"))
            _give(own, "good")


def _grade(item: Moderation, grades: tuple[str, ...]) -> None:
    asked = item.grades.filter(state=MemberGrade.State.ASKED).select_related("member__person").order_by("pk")
    for own, grade in zip(asked, grades, strict=False):
        _give(own, grade)


def _give(own: MemberGrade, grade: str) -> None:
    scale = own.moderation.audit.policy.scale
    words = "The visits are there and they matter to the child; the plan doesn’t say yet what they are for."
    give_grade(
        own,
        by=own.member.person,
        given=grade,
        point=scale.band(grade).lowest if scale.overall_in_points else None,
        words=words,
    )


def _agree(item: Moderation, *, by: object, grade: str) -> None:
    item = reveal_grades(Moderation.objects.get(pk=item.pk), by=by)
    scale, policy = item.audit.policy.scale, item.policy.moderation.panel
    item = agree_grade(
        item,
        by=by,
        grade=grade,
        point=scale.band(grade).lowest if scale.overall_in_points else None,
        reason="What is seen of the child is good. That the plan is behind it weighs more to the panel.",
        quality=policy.quality[-2].key if policy.quality else "",
    )
    said = "Each grade has its reason, and the reasons are on the record. Say next time what a visit was for."
    give_feedback(item, by=by, feedback={heading.key: said for heading in policy.feedback})
