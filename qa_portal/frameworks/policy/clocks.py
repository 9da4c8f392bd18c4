"""Clocks: how long each thing may take, when to remind, whom to tell when it passes, who may change the date."""

from pydantic import Field

from qa_portal.deadlines.calendar import Duration

from .part import Delay, Part, RecipientWord, RoleWord


class Overdue(Part):
    """Whom to tell when a due moment has passed."""

    after: Delay = Field(
        default=Delay(working_days=0),
        description="How long after the due moment. Left out: at once.",
    )
    tell: tuple[RecipientWord, ...] = Field(
        min_length=1, description="Whom to tell then: roles and relations."
    )


class Clock(Part):
    """One time limit."""

    lasts: Duration | None = Field(
        default=None,
        description="How long. Left out where a person sets the date, or where the procedure says it: a level's "
        "or the QAP's answer_within, the dispute's cap.",
    )
    warn: tuple[Duration, ...] = Field(
        default=(),
        description="How long before the due moment to remind. In working days: at nine in the morning of that day.",
    )
    warn_on_due_day: bool = Field(
        default=False, description="Whether to remind once more on the morning of the due day."
    )
    tell_when_due_soon: tuple[RecipientWord, ...] = Field(default=(), description="Whom to remind.")
    overdue: tuple[Overdue, ...] = Field(
        default=(),
        description="Whom to tell when the due moment has passed, soonest first. This is the escalation up the line "
        "(LEE-02): each step tells the next rung.",
    )
    may_change_due: tuple[RoleWord, ...] = Field(
        default=(),
        description="Who may change the due date in one case, with a reason. It is still counted late against the "
        "first date (LAW-06). Left out: nobody.",
    )
