"""The closed vocabulary that a framework chooses from. A word that isn't here is refused when the framework is loaded.

Roles are in ``qa_portal.people.roles``, kinds of record and of case beside the record itself.
"""

from django.db import models

from qa_portal.children.models.meeting import Meeting
from qa_portal.children.models.subject import Subject
from qa_portal.people.roles import Role

CaseKind = Subject.CaseKind
SubjectKind = Subject.Kind
MeetingKind = Meeting.Kind

__all__ = [
    "ActivityKind",
    "AnswerKind",
    "CaseKind",
    "ClockName",
    "DisputeNext",
    "Filing",
    "Grade",
    "Informal",
    "LadderName",
    "Learning",
    "Measures",
    "MeetingKind",
    "ModerationWhen",
    "Practice",
    "QapNext",
    "QapStart",
    "Relation",
    "Role",
    "SubjectKind",
]


class Relation(models.TextChoices):
    """How someone stands to the matter in hand. Beside the roles, these are the words for whom to tell.

    Where a word is a role too (the reviewing officer), the person who stands in that relation to the record is meant,
    not everyone who holds the role.
    """

    OWNER = "owner", "whoever must do it"
    PRACTITIONER = "practitioner", "the record's allocated practitioner"
    IRO = "iro", "the record's reviewing officer"
    CP_CHAIR = "cp_chair", "the record's child-protection chair"
    RAISER = "raiser", "whoever raised the concern"
    ANSWERER = "answerer", "whoever was asked to answer"
    ANSWERER_LINE = "answerer_line", "the next role above whoever was asked to answer"
    CONFIRMER = "confirmer", "whoever confirms the stage"
    QA_TEAM = "qa_team", "the quality assurance team"
    REVIEWER = "reviewer", "whoever audits the record"


class ClockName(models.TextChoices):
    """The time limits of a process. The process starts and stops them; the framework says how long and who hears."""

    QAP_ANSWER = "qap_answer", "Answer a QAP's request"
    QAP_CONSIDER = "qap_consider", "Decide on a QAP's answers"
    QAP_REVIEW = "qap_review", "Review a QAP's actions"
    INFORMAL_LIMIT = "informal_limit", "Resolve a concern informally"
    STAGE_SEND = "stage_send", "Send an opened stage to whoever answers it"
    STAGE_ANSWER = "stage_answer", "Answer a stage"
    STAGE_CONSIDER = "stage_consider", "Decide on a stage's answer"
    STAGE_CONFIRM = "stage_confirm", "Confirm a stage's outcome"
    STAGE_OPENS = "stage_opens", "Scheduled work opens"
    DISPUTE_CAP = "dispute_cap", "Resolve the dispute, all stages together"
    IRO_MISSING = "iro_missing", "Allocate a reviewing officer to a looked-after child"
    CAFCASS_REFERRAL = "cafcass_referral", "Attach the referral to Cafcass"
    AUDIT_BOOK = "audit_book", "Book the conversation of an audit"
    AUDIT_COMPLETE = "audit_complete", "Complete an audit"
    AUDIT_CHECK = "audit_check", "Check a completed audit"
    AUDIT_AMEND = "audit_amend", "Amend an audit that was sent back"
    AUDIT_MODERATE = "audit_moderate", "Moderate an audit before its return"
    PANEL_GRADE = "panel_grade", "Grade an audit alone, before the panel sees the grades"
    AUDIT_RETURN = "audit_return", "Return an accepted audit to the team"
    AUDIT_FILE = "audit_file", "Put an audit on the child's record"
    AUDIT_DISCUSS_SOON = "audit_discuss_soon", "Discuss an audit's findings, where it is pressing"
    AUDIT_DISCUSS = "audit_discuss", "Discuss an audit's findings"
    AUDIT_SIGN_OFF = "audit_sign_off", "Sign that all tasks of an audit are done"
    AUDIT_ASSURE = "audit_assure", "Assure safety after an inadequate audit"
    AUDIT_LEVEL = "audit_level", "Decide on a disputed level of concern"
    AUDIT_REAUDIT = "audit_reaudit", "Allocate a re-audit"
    AUDIT_SUSTAINED = "audit_sustained", "Check that the improvement has lasted"
    ACTION_DONE = "action_done", "Complete an action"
    CHALLENGE_ANSWER = "challenge_answer", "Take a step of a challenge"
    SAFETY_ANSWER = "safety_answer", "Answer a safety alert"
    AGENCY_REPLY = "agency_reply", "Another service or agency replies to an issue"


#: Clocks whose date a person sets, in one case: they have no length in a framework.
DATED_BY_A_PERSON = frozenset(
    {ClockName.QAP_REVIEW, ClockName.INFORMAL_LIMIT, ClockName.STAGE_OPENS, ClockName.ACTION_DONE}
)

#: Clocks whose length the procedure itself says, and where: so that no length is written twice.
LENGTH_SAID_BY = {
    ClockName.QAP_ANSWER: "qap: answer_within",
    ClockName.STAGE_ANSWER: "disputes: levels: answer_within",
    ClockName.DISPUTE_CAP: "disputes: cap: working_days",
    ClockName.AUDIT_BOOK: "cycles: the last working day of the cycle",
    ClockName.AUDIT_COMPLETE: "cycles: complete_within",
    ClockName.AUDIT_REAUDIT: "reaudit: months_after",
    ClockName.AUDIT_SUSTAINED: "follow_up: sustained_after_months",
    ClockName.PANEL_GRADE: "moderation: panel",
    ClockName.CHALLENGE_ANSWER: "challenge: within",
    ClockName.SAFETY_ANSWER: "safety_alerts: rungs: within",
}


class LadderName(models.TextChoices):
    """The ladders that unanswered work climbs (LEE-02)."""

    LINE_MANAGEMENT = "line_management", "Line management"
    REVIEW = "review", "Reviewing officers"
    QUALITY = "quality", "Quality assurance"


class Informal(models.TextChoices):
    """Whether a concern is first taken up informally (MER-12)."""

    REQUIRED = "required", "Before the first formal stage, or why it wasn't"
    ASKED = "asked", "Asked for, and may be left out"
    NONE = "none", "Not part of the procedure"


class QapStart(models.TextChoices):
    """What a QAP can start from (MOS-01, MOS-02)."""

    LOOKED_AFTER_REVIEW = Meeting.Kind.LOOKED_AFTER_REVIEW.value, "A looked-after review"
    CP_CONFERENCE = Meeting.Kind.CP_CONFERENCE.value, "A child-protection conference"
    FOSTER_REVIEW = Meeting.Kind.FOSTER_REVIEW.value, "A foster carer's review"
    SIGNIFICANT_INFORMATION = "significant_information", "Significant information on an open case"


class QapNext(models.TextChoices):
    """What can follow a QAP (MOS-10)."""

    COMPLETE = "complete", "QAP complete"
    REVIEW_TARGETS = "review_targets", "Review QAP targets"
    PROCEED = "proceed", "Proceed to a formal stage"


class DisputeNext(models.TextChoices):
    """What can follow a stage (MOS-15)."""

    COMPLETE = "complete", "Dispute complete"
    PROCEED = "proceed", "Proceed to another stage"
    REFER_CAFCASS = "refer_cafcass", "Refer to Cafcass"


class AnswerKind(models.TextChoices):
    """How a question of an audit tool is answered."""

    YES_PARTLY_NO = "yes_partly_no", "Yes, partly or no"
    YES_NO = "yes_no", "Yes or no"
    TEXT = "text", "Text"
    DATE = "date", "A date"
    SCALED = "scaled", "A point on the scale"
    GRADED = "graded", "A grade"


class Grade(models.TextChoices):
    """The four grades, lowest first; a framework says what each is called and what it takes (MER-01, WAL-11)."""

    INADEQUATE = "inadequate", "Inadequate"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires Improvement"
    GOOD = "good", "Good"
    OUTSTANDING = "outstanding", "Outstanding"


class Measures(models.TextChoices):
    """What a tool measures: compliance is reported apart from graded practice (WAL-29)."""

    PRACTICE = "practice", "The quality of practice"
    COMPLIANCE = "compliance", "Compliance"


class Practice(models.TextChoices):
    """Whether a part of an audit is held. None is skipped silently (MER-03, KNO-17)."""

    REQUIRED = "required", "Always"
    OR_WHY_NOT = "or_why_not", "Held, or why not"
    NONE = "none", "Not part of the procedure"


class ModerationWhen(models.TextChoices):
    """When moderation takes place (MER-04, WAL-18)."""

    BEFORE_RETURN = "before_return", "Before the audit is returned to the team"
    AFTER = "after", "After the audit was returned"


class Filing(models.TextChoices):
    """When an audit's report is put on the child's record (MER-14, KNO-11, WAL-09)."""

    AFTER_RETURN = "after_return", "A time after its return to the team"
    AFTER_SIGN_OFF = "after_sign_off", "Once the line manager has signed that all tasks are done"
    ON_RETURN = "on_return", "With its return to the team"


class CountedFrom(models.TextChoices):
    """What the years are counted from for which a record is kept (LAW-09)."""

    BIRTH = "birth", "Birth"
    CLOSING = "closing", "The day on which the record was closed"


class ReportName(models.TextChoices):
    """The reports that a service can have (WAL-20, WAL-21, KNO-06, KNO-21, MER-06, MER-22, MER-23, NEW-08)."""

    MONTHLY = "monthly", "Monthly highlight report"
    COMPLIANCE = "compliance", "Year-to-date compliance"
    CHECKS = "checks", "Compliance checks"
    COHORT = "cohort", "Report of a cycle"
    DIGEST = "digest", "Learning digest"
    QUARTERLY = "quarterly", "Quarterly report"
    ANNUAL = "annual", "Annual report"
    AGENCIES = "agencies", "Summary for the agencies"
    MODERATION = "moderation", "Findings of the moderation panels"
    THEMATIC = "thematic", "Report of a thematic review"
    DISPUTES = "disputes", "Report on disputes"
    IRO_ANNUAL = "iro_annual", "IRO annual report"
    FOSTERING_ANNUAL = "fostering_annual", "Fostering IRO annual report"
    INSPECTION = "inspection", "Inspection pack"


class ActivityKind(models.TextChoices):
    """Quality assurance besides the monthly audits (MER-19)."""

    DIP_SAMPLE = "dip_sample", "Dip sample"
    THEMATIC_REVIEW = "thematic_review", "Thematic review"
    PRACTICE_OBSERVATION = "practice_observation", "Practice observation"
    LIVE_AUDIT = "live_audit", "Live audit session"
    APPRECIATIVE_INQUIRY = "appreciative_inquiry", "Appreciative inquiry"
    PRACTICE_WEEK = "practice_week", "Practice week"
    YOUNG_SCRUTINEERS = "young_scrutineers", "Review by young scrutineers"
    WORKSHOP = "workshop", "Benchmarking workshop"


class Learning(models.TextChoices):
    """What a finding changes (KNO-22); the words of a framework's own procedure go beside it."""

    SUPERVISION = "supervision", "Supervision"
    TRAINING = "training", "Training"
    COMPLAINTS = "complaints", "Complaints and compliments"
    WORKFORCE = "workforce", "Workforce planning and development"
    COMMISSIONING = "commissioning", "Commissioning"
    PLANS = "plans", "Service plans and team plans"
    BOARDS = "boards", "Priorities of the boards"
