"""What follows a completed audit: an Inadequate, its return, its report on the record, the follow-up, the re-audit."""

from pydantic import Field

from qa_portal.frameworks.vocabulary import Filing, Grade

from .part import FilingWord, GradeWord, Part, RecipientWord, RoleWord

BELOW_GOOD = (Grade.INADEQUATE, Grade.REQUIRES_IMPROVEMENT)


class Inadequate(Part):
    """What an overall grade of Inadequate sets off at once (MER-09 to MER-11)."""

    tell: tuple[RecipientWord, ...] = Field(min_length=1, description="Who is told at once.")
    assured_by: RoleWord | None = Field(
        default=None,
        description="Who reviews the record and assures safety within the clock audit_assure; left out: nobody.",
    )
    level_decided_by: RoleWord | None = Field(
        default=None,
        description="Who decides, within the clock audit_level, where the level of concern is disputed (MER-11).",
    )


class FollowUp(Part):
    """What follows the return of an audit to its team (WAL-15, MER-15, KNO-11)."""

    discussed_by: RoleWord = Field(
        description="Who discusses it with the practitioner and records it as supervision."
    )
    soon_after: tuple[GradeWord, ...] = Field(
        default=(Grade.INADEQUATE,),
        description="The grades whose discussion has the shorter clock, audit_discuss_soon.",
    )
    soon_after_reaudit: bool = Field(
        default=False,
        description="Whether a re-audit that stays below Good, or falls, has the shorter clock too (WAL-15).",
    )
    signed_off_by: RoleWord | None = Field(
        default=None, description="Who signs that all identified tasks are done; left out: nobody (KNO-11)."
    )
    finalised_by: tuple[RoleWord, ...] = Field(
        min_length=1,
        description="Who finalises an audit once its follow-up is recorded, and closes its loop.",
    )
    loop_after: tuple[GradeWord, ...] = Field(
        default=BELOW_GOOD, description="The grades that are tracked until the loop is closed (MER-08)."
    )
    sustained_after_months: int = Field(
        default=3, ge=1, le=24, description="When to check that an improvement has lasted (NEW-02)."
    )
    head_follows_reaudit: RoleWord | None = Field(
        default=None, description="Who records the follow-up of a re-audit; left out: nobody (WAL-27)."
    )


class FilingPolicy(Part):
    """When an audit's report is put on the child's record, and who is told (MER-14, WAL-09)."""

    when: FilingWord = Field(description="after_return, after_sign_off or on_return.")
    tell: tuple[RecipientWord, ...] = Field(default=(), description="Who gets the case note's alert.")
    inadequate_also_tell: tuple[RecipientWord, ...] = Field(
        default=(), description="Who gets it as well where the audit is inadequate."
    )
    is_significant: bool = Field(
        default=False, description="Whether the case note is a significant event of the chronology."
    )

    def told_of(self, grade: str) -> tuple[str, ...]:
        """Who gets the alert of a report with this overall grade."""
        more = self.inadequate_also_tell if grade == Grade.INADEQUATE else ()
        return tuple(dict.fromkeys(str(word) for word in (*self.tell, *more)))

    @property
    def waits_for_clock(self) -> bool:
        """Whether the clock audit_file says when."""
        return self.when == Filing.AFTER_RETURN


class ReturnPolicy(Part):
    """Who is sent an accepted audit (MER-03, WAL-09)."""

    to: tuple[RecipientWord, ...] = Field(min_length=1, description="Who is sent every accepted audit.")
    inadequate_also_to: tuple[RecipientWord, ...] = Field(
        default=(), description="Who is sent an inadequate one as well."
    )
    reaudit_also_to: tuple[RecipientWord, ...] = Field(
        default=(), description="Who is sent every re-audit as well."
    )


class Reaudit(Part):
    """When an audit is repeated, by whom, and who is told when nothing has improved (WAL-16, WAL-17)."""

    after: tuple[GradeWord, ...] = Field(
        default=BELOW_GOOD, description="The accepted grades that lead to a re-audit."
    )
    by: tuple[RoleWord, ...] = Field(min_length=1, description="Who re-audits.")
    months_after: int = Field(
        default=1, ge=1, le=24, description="How many months after the audit was completed at least."
    )
    not_in_moderation_months: bool = Field(
        default=False, description="Whether there are none in the months in which panels sit (WAL-18)."
    )
    second_with_manager: bool = Field(
        default=True,
        description="Whether the Team Manager joins the conversation of a second re-audit (WAL-07).",
    )
    further_tell: tuple[RecipientWord, ...] = Field(
        default=(), description="Who is told of a re-audit after which another is needed."
    )
    second_tell: tuple[RecipientWord, ...] = Field(
        default=(), description="Who is told when a second re-audit hasn't reached the required outcome."
    )


class OtherAgencies(Part):
    """Issues that an audit finds with another service or agency (KNO-20). How long they have: clock agency_reply."""

    escalated_by: tuple[RecipientWord, ...] = Field(
        min_length=1, description="Who escalates them, chases them and records the reply."
    )
    followed_up_by: RoleWord = Field(description="Whose the waiting for a reply is.")
    tell: tuple[RecipientWord, ...] = Field(
        default=(), description="Who is told that one was escalated, and of its reply."
    )
