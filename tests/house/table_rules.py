"""Whose each rule is, of things in the scene: written by hand, from what the rules say of themselves and the procedures
say of them. The rules of steps are in ``table_steps``; a rule that is one only is left to that.

A row: the rule by module and name, the thing that it is asked about by its name in the scene (empty where it is asked
about nobody's record), and those of the scene's people for whom it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from .table_steps import (
    CHECKERS,
    ESCALATES,
    PANEL,
    PLANNERS,
    PRACTITIONER,
    REVIEWER,
    SIGNS_DESTRUCTION,
    SIGNS_SECOND,
)
from .who_may import (
    ADMIN,
    ALL,
    ASKED,
    CONFIRMER,
    DEPARTMENT,
    INSIGHTS,
    KEEPER,
    MANAGERS,
    NOBODY,
    QUALITY,
    SEES,
)

OTHER_MANAGERS = frozenset({"sister_team_manager", "other_team_manager", "other_service_manager"})
PRACTITIONERS = PRACTITIONER | {"second_social_worker", "other_social_worker"}
#: The service's own post of a Head of Service is vacant, and its work climbs.
ABOVE_A_VACANCY = frozenset({"assistant_director"})
#: Who knows what is on a record's audit before it is returned: the reviewer and the quality assurance team.
READS = REVIEWER | QUALITY
#: Those with a part in it: the team's managers, the reviewer, the quality assurance team.
PARTIES = MANAGERS | READS


@dataclass(frozen=True)
class Rule:
    """``despite``: those for whom it holds although the record is restricted, and they aren't named on it."""

    module: str
    name: str
    about: str
    may: frozenset[str]
    despite: frozenset[str] = NOBODY

    @property
    def title(self) -> str:
        """For a message."""
        return f"{self.module}.{self.name}({self.about})"


def of(module: str, *rows: tuple) -> list[Rule]:
    """The rules of one module."""
    return [Rule(module, *row) for row in rows]


RULES = [
    *of(
        "qa_portal.people.rules",
        ("is_administrator", "", ADMIN),
        ("is_quality_team", "", QUALITY),
        ("is_iro_manager", "", CONFIRMER),
        ("is_reviewer", "", KEEPER | {"other_iro", "fostering_iro", "cp_chair"}),
        ("is_manager", "", MANAGERS | OTHER_MANAGERS),
        ("may_keep_cover_of", "person", ADMIN | MANAGERS),
    ),
    *of(
        "qa_portal.children.rules",
        ("may_see_record", "record", SEES),
        ("may_write_on_record", "record", SEES),
        ("may_restrict_record", "record", DEPARTMENT | CONFIRMER),
        ("may_see_concealed", "record", KEEPER | PRACTITIONER | MANAGERS),
        ("may_ask_who_saw", "record", QUALITY | MANAGERS),
        ("may_ask_what_they_saw", "", QUALITY | ADMIN),
    ),
    *of(
        "qa_portal.children.meeting_rules",
        ("may_keep_meeting", "meeting started", KEEPER),
        ("may_keep_meeting", "meeting chaired", KEEPER | {"insights_member"}),
        ("may_keep_meeting", "meeting conference", frozenset({"cp_chair"})),
        ("may_reopen_meeting", "meeting completed", CONFIRMER),
        ("may_start_meeting", "record", KEEPER),
        ("may_start_meeting", "record in need", NOBODY),
        ("may_start_meeting", "record chaired", KEEPER | {"cp_chair"}),
        # Being the record's chair is enough, whatever post one holds by now.
        ("may_start_meeting", "record chaired by another", KEEPER | {"insights_member"}),
        ("may_start_meeting", "carer", frozenset({"fostering_iro"})),
    ),
    # What was asked is answered by a step of what asked, which the record must be open for.
    *of(
        "qa_portal.requests.rules",
        ("may_answer_request", "request sent", ASKED, ASKED),
        ("may_see_request", "request off the record", QUALITY, QUALITY),
    ),
    *of(
        "qa_portal.plan.rules",
        ("may_complete_action", "action open", PRACTITIONER | MANAGERS),
        ("may_complete_action", "action of a post", MANAGERS | {"principal_social_worker"}),
        ("may_verify_action", "action done", PLANNERS),
        ("may_keep_plan", "action open", PLANNERS),
    ),
    *of(
        "qa_portal.supervision.rules",
        ("may_supervise", "record", MANAGERS),
        ("may_note_decision", "record", (MANAGERS | QUALITY) - {"insights_member"}),
        ("may_extend_supervision", "record", NOBODY),  # its procedure says nothing of supervision
        ("may_extend_supervision", "record sister", ABOVE_A_VACANCY),
    ),
    *of(
        "qa_portal.retention.rules",
        ("may_see_retention", "", (QUALITY - {"insights_member"}) | DEPARTMENT),
        ("may_review_retention", "disposal listed", SIGNS_DESTRUCTION),
        ("may_sign_second", "disposal proposed", SIGNS_SECOND),
        ("may_place_hold", "record", QUALITY | MANAGERS),
        ("may_lift_hold", "record", SIGNS_DESTRUCTION),
    ),
    *of(
        "qa_portal.disclosure.rules",
        ("may_see_requests", "", QUALITY),
        ("may_take_request", "record", QUALITY),
        ("may_review_request", "access review", QUALITY),
        ("may_release_request", "access review", QUALITY - {"insights_member"}),
    ),
    *of(
        "moderation.rules",
        ("may_see_panels", "", QUALITY | MANAGERS | OTHER_MANAGERS),
        # The reviewing manager of other audits is one of the panel's members here.
        ("is_grader", "grade asked", frozenset({"other_team_manager"})),
        ("is_grader", "grade of a panel to come", NOBODY),
        ("may_see_item", "moderation listed", READS),
        ("may_see_item", "moderation agreed", SEES | REVIEWER),
        ("may_see_grades", "moderation listed", NOBODY),
        ("may_see_grades", "moderation revealed", READS),
        ("may_see_grades", "moderation agreed", READS),
        ("may_see_feedback", "moderation fed_back", READS),
        ("may_feed_back", "moderation agreed", REVIEWER | {"insights_manager", "insights_member"}),
    ),
    *of(
        "qa_portal.activities.rules",
        ("may_see_calendar", "", QUALITY | MANAGERS | OTHER_MANAGERS),
        ("may_agree_with_activity", "activity planned", NOBODY),
        ("may_agree_with_activity", "activity held", INSIGHTS),
        ("may_write_findings", "activity held", INSIGHTS | {"team_manager"}),
    ),
    *of(
        "qa_portal.standards.rules",
        (
            "may_see_standards",
            "",
            QUALITY | MANAGERS | OTHER_MANAGERS | {"iro", "other_iro", "fostering_iro", "cp_chair"},
        ),
    ),
    *of(
        "qa_portal.reporting.rules",
        ("may_see_reports", "", QUALITY | MANAGERS | OTHER_MANAGERS),
    ),
    *of(
        "qa_portal.improvement.rules",
        ("may_see_improvement", "", QUALITY | MANAGERS | OTHER_MANAGERS),
        ("may_complete_service_action", "improvement open", DEPARTMENT | {"service_manager"}),
        (
            "may_complete_service_action",
            "improvement of a worker",
            DEPARTMENT | {"service_manager", "other_social_worker"},
        ),
        ("may_verify_service_action", "improvement done", QUALITY),
        ("may_verify_service_action", "improvement done by Insights", QUALITY - {"insights_member"}),
    ),
    *of("qa_portal.support.rules", ("sees_queue", "", QUALITY)),
    *of(
        "disputes.rules",
        ("is_keeper", "dispute sent", KEEPER),
        ("may_update_issues", "qap requested", ASKED),
        ("may_update_issues", "qap answered", NOBODY),
        ("may_close_dispute", "dispute sent", KEEPER | CONFIRMER | {"insights_service_manager"}),
        ("may_reopen", "qap ended", CONFIRMER),
        ("may_write_background", "dispute sent", KEEPER),
        ("may_write_background", "dispute closed", NOBODY),
        ("may_refer_to_cafcass", "dispute sent", KEEPER),
        ("may_refer_to_cafcass", "dispute closed", NOBODY),
        ("may_change_due_date", "deadline sent", CONFIRMER),
        ("is_thanked", "commendation", PRACTITIONER | MANAGERS),
        ("may_raise", "record", KEEPER),
        ("may_raise", "record closed", NOBODY),
        ("may_commend", "record", KEEPER | CONFIRMER),
        ("may_start_information", "record", KEEPER),
        ("may_start_information", "record closed", NOBODY),
        ("may_start_qap_from", "meeting completed", KEEPER),
        ("may_write_information", "information drafted", KEEPER),
        ("may_write_information", "information completed", NOBODY),
        ("may_write_issues", "qap drafted", KEEPER),
        ("may_write_issues", "qap requested", NOBODY),
        ("may_decide", "qap answered", KEEPER),
        ("may_decide", "qap drafted", NOBODY),
    ),
    *of(
        "audits.rules",
        ("may_keep_planning_audit", "planning started", KEEPER),
        ("may_keep_cycle", "cycle planned", INSIGHTS),
        ("may_allocate_on", "record", NOBODY),  # its procedure has no audits
        ("may_allocate_on", "record sister", INSIGHTS),
        ("may_see_cycles", "", QUALITY | MANAGERS | OTHER_MANAGERS),
        ("may_see_reaudits", "", QUALITY),
        ("is_reviewer_of", "audit begun", REVIEWER),
        ("may_allocate_audit", "audit allocated", INSIGHTS),
        ("may_replace_reviewer", "audit begun", INSIGHTS | DEPARTMENT),
        ("may_replace_reviewer", "audit submitted", NOBODY),
        ("may_read_audit", "audit begun", READS),
        ("may_read_audit", "audit returned", SEES | REVIEWER),
        ("may_check_audit", "audit submitted", CHECKERS),
        ("may_check_audit", "audit accepted", NOBODY),  # its procedure has no check
        ("may_record_panel", "audit to_moderate", PANEL),
        ("may_return_audit", "audit accepted", REVIEWER | INSIGHTS),
        ("may_finalise_audit", "audit returned", INSIGHTS),
        ("may_sign_off", "audit to_sign", ASKED),
        ("may_sign_off", "audit returned", NOBODY),
        ("may_discuss", "audit returned", ASKED),
        ("may_follow_reaudit", "audit returned", NOBODY),
        ("may_follow_reaudit", "audit reaudit_due", ABOVE_A_VACANCY),
        ("may_assure", "assurance asked", frozenset({"service_manager"})),
        ("may_dispute_level", "audit to_moderate", PARTIES),
        ("may_dispute_level", "audit to_sign", NOBODY),
        ("may_decide_level", "level raised", frozenset({"insights_head"})),
        ("may_challenge", "audit challengeable", PRACTITIONER | ASKED),
        ("may_challenge", "audit returned", NOBODY),
        ("may_settle_informally", "challenge informal", REVIEWER | MANAGERS),
        ("holds_rung_of_challenge", "challenge informal", NOBODY),
        ("holds_rung_of_challenge", "challenge formal", frozenset({"insights_manager"})),
        ("holds_rung_of_challenge", "challenge second", frozenset({"principal_social_worker"})),
        ("may_raise_alert", "record", SEES),
        ("holds_rung_of_alert", "alert raised", MANAGERS),
        ("holds_rung_of_alert", "alert second", DEPARTMENT - {"head_of_service"}),
        ("may_climb_alert", "alert raised", INSIGHTS),
    ),
    *of(
        "audits.writing.rules",
        ("may_write_audit", "audit begun", REVIEWER),
        ("may_write_audit", "audit submitted", NOBODY),
        ("may_end_link", "audit submitted", REVIEWER),
        ("may_end_link", "audit closed", NOBODY),
        ("may_see_conversation", "audit begun", PARTIES | PRACTITIONER),
    ),
    *of(
        "audits.outside.rules",
        ("may_write_outside", "audit to_sign", ESCALATES),
        ("may_write_outside", "audit returned", NOBODY),
        ("may_escalate_outside", "outside sent", ESCALATES),
        ("sees_outside_issues", "", QUALITY | MANAGERS | OTHER_MANAGERS),
    ),
    *of(
        "audits.narrated",
        ("may_write_narrative", "audit begun", REVIEWER | INSIGHTS),
        ("may_write_narrative", "audit returned", INSIGHTS),
        ("may_write_narrative", "audit closed", NOBODY),
    ),
    *of(
        "audits.loop.rules",
        ("opens", "audit returned", SEES | REVIEWER),
        ("may_read_assurance", "assurance asked", PARTIES),
        ("may_read_level_dispute", "level raised", PARTIES),
        ("may_keep_loop", "audit finalised", MANAGERS | INSIGHTS),
        ("may_record_reflection", "audit returned", PRACTITIONER | MANAGERS),
        ("may_record_reflection", "audit to_sign", NOBODY),
        ("may_write_to_family", "audit returned", PARTIES),
    ),
    *of(
        "audits.library.rules",
        ("may_propose_example", "audit returned", READS),
        ("may_rewrite_example", "example proposed", READS),
        ("may_read_example", "example proposed", READS),
        # What was published identifies nobody and is everybody's who can sign in; the library is the quality team's.
        ("may_read_example", "example published", ALL | {"disabled"}, ALL | {"disabled"}),
        ("may_keep_library", "example published", QUALITY, QUALITY),
        ("may_publish_example", "example proposed", QUALITY),
    ),
    *of("audits.outcomes.rules", ("has_outcomes", "", MANAGERS | OTHER_MANAGERS | PRACTITIONERS)),
    *of(
        "qa_portal.frameworks.rules",
        ("may_keep_frameworks", "", ADMIN),
        ("may_read_frameworks", "", ADMIN | (INSIGHTS - {"insights_member"})),
        ("may_edit_tools", "", ADMIN | (INSIGHTS - {"insights_member"})),
    ),
]
