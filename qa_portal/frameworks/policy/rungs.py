"""What climbs rung by rung with a clock on each: a challenge to a grade, a safety alert (WAL-12, WAL-13, WAL-19)."""

from pydantic import Field

from qa_portal.deadlines.calendar import Duration

from .part import Part, RecipientWord, RoleWord, Words


class Rung(Part):
    """One rung: who has it, and how long."""

    name: Words = Field(description="Its name on screen.")
    held_by: RoleWord = Field(description="Whose it is.")
    within: Duration = Field(description="How long they have.")
    also_tell: tuple[RecipientWord, ...] = Field(default=(), description="Who is told as well.")
    only_exceptionally: bool = Field(
        default=False,
        description="Whether it is reached in exceptional circumstances alone, with the reason.",
    )


class Challenge(Part):
    """A challenge to an audit's grade (WAL-12, WAL-13)."""

    by: tuple[RecipientWord, ...] = Field(min_length=1, description="Who may challenge a grade.")
    copied_to: tuple[RecipientWord, ...] = Field(default=(), description="Who is copied in.")
    meet_within: Duration = Field(description="How long until auditor, practitioner and manager have met.")
    summary_within: Duration = Field(
        description="How long after the meeting until its summary and outcome are shared."
    )
    rungs: tuple[Rung, ...] = Field(
        min_length=1, description="The formal process after the informal one: its rungs, lowest first."
    )


class SafetyAlerts(Part):
    """An immediate concern for somebody's safety, at any time; it never waits for the audit (WAL-19, KNO-09)."""

    rungs: tuple[Rung, ...] = Field(min_length=1, description="Who must answer, lowest rung first.")
    tell: tuple[RecipientWord, ...] = Field(default=(), description="Who is told at once as well.")
    escalated_by: tuple[RoleWord, ...] = Field(
        min_length=1, description="Who takes it to the next rung where it isn't resolved."
    )
