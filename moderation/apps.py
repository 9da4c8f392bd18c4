from typing import Any

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Panels that moderate audits, and joint audits. See README.md."""

    name = "moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make panels known to the pages of the ground and of audits, and have calibration counted."""
        from moderation.actions.grading import return_grade_request
        from moderation.blockers import blockers_to_moderation, blockers_to_panel
        from moderation.calendar_file import attached_calendar
        from moderation.calibration.counts import register_calibration
        from moderation.calibration.pages import may_be_moderated
        from moderation.models import Moderation, Panel
        from moderation.notices import PANEL_INVITED, PANEL_MEMBER, PANEL_MOVED
        from moderation.queries import packs_that_may_hold, revealed_alone
        from moderation.reminding import remind_members
        from moderation.reports import register_reports
        from moderation.rules import may_see_panels
        from moderation.summary import register_moderation
        from qa_portal.dashboards.navigation import register_nav
        from qa_portal.deadlines.checks import register_check
        from qa_portal.deadlines.kinds import DeadlineKind, register
        from qa_portal.demo.story import register_chapter
        from qa_portal.disclosure.telling import register_tellable
        from qa_portal.holdings.reach import register_shared
        from qa_portal.outbox.attachments import register_attachment
        from qa_portal.requests.pages import register_request_page
        from qa_portal.workflow.wired import wire

        wire(Panel, blockers=blockers_to_panel)
        wire(Moderation, blockers=blockers_to_moderation)
        register_request_page("moderation.membergrade", "moderation", "member_grade", return_grade_request)
        register(
            DeadlineKind(
                "panel_grade",
                "Grade an audit for the panel",
                "member_grade",
                answers_request=True,
                next_words="Read the audit and grade it alone, or step out where you have a conflict of interest.",
                on_record=False,
            )
        )
        for notice in (PANEL_MEMBER, PANEL_INVITED, PANEL_MOVED):
            register_attachment(notice.event, attached_calendar)
        register_check(remind_members)
        register_moderation()
        register_reports()
        register_shared("packs", packs_that_may_hold)
        register_tellable("moderation.MemberGrade", revealed_alone)
        register_nav("Panels", "panels", shown_to=may_see_panels, order=46, group="Audits")
        register_calibration()
        register_nav("Calibration", "calibration", shown_to=may_be_moderated, order=44, group="Figures")
        register_chapter(40, _demo_chapter)


def _demo_chapter(story: Any) -> None:
    from moderation.demo import tell

    tell(story)
