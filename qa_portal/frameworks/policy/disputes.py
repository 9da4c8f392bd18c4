"""The formal dispute: its levels, who answers them and in how long, the cap, and what may follow what."""

from typing import ClassVar

from pydantic import Field

from qa_portal.deadlines.calendar import Duration
from qa_portal.frameworks.vocabulary import CaseKind, DisputeNext, Informal

from .clocks import Clock
from .part import CaseKindWord, DisputeNextWord, InformalWord, Key, Part, RoleWord, Words
from .qap import Raisers, _by_key

NON_RESPONSE = "non_response"


class Level(Part):
    """One level of a dispute. Its number is its place in the list: the first is level 1."""

    name: Words = Field(description="Its name on screen, for example Stage 1.")
    answered_by: RoleWord = Field(
        description="The role that answers; the request goes to whoever holds it for that child."
    )
    answer_within: Duration = Field(description="How long they have, from the moment the request is sent.")
    initiated_by: tuple[RoleWord, ...] = Field(
        default=(), description="Who may open this level. Left out: whoever may raise the dispute."
    )
    may_be_skipped: bool = Field(
        default=True,
        description="Whether a dispute may pass this level by, with the reason recorded (LAW-01).",
    )


class Cap(Part):
    """The longest that all the levels together may take (MER-13, LAW-02)."""

    working_days: int = Field(
        ge=1,
        le=260,
        description="Working days from the sending of the first formal request to the dispute's end.",
    )
    warn_on_day: int = Field(
        ge=1, le=260, description="The working day on which to warn that the cap is coming."
    )

    @property
    def duration(self) -> Duration:
        """The cap as a duration."""
        return Duration(working_days=self.working_days)

    def as_clock(self, clock: Clock) -> dict[str, object]:
        """What the cap adds to its clock: how long it lasts, and the reminder on the day of the warning."""
        ahead = self.working_days - self.warn_on_day
        if not ahead:
            return {"lasts": self.duration, "warn_on_due_day": True}
        return {"lasts": self.duration, "warn": (Duration(working_days=ahead), *clock.warn)}


class DisputeOutcome(Part):
    """An outcome of a stage that the raiser can record, and what may follow it."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    label: Words = Field(description="Its words on screen.")
    next: tuple[DisputeNextWord, ...] = Field(
        min_length=1, description="The next actions that agree with it; any other is refused (MOS-24)."
    )
    next_at_last_level: tuple[DisputeNextWord, ...] | None = Field(
        default=None,
        description="The same at the last level. Left out: the same but for proceed, since no level is left.",
    )

    @property
    def at_last_level(self) -> tuple[DisputeNext, ...]:
        """What may follow it at the last level."""
        if self.next_at_last_level is not None:
            return self.next_at_last_level
        return tuple(step for step in self.next if step != DisputeNext.PROCEED)


class Cafcass(Part):
    """Referral to Cafcass (MOS-15, LAW-03)."""

    available: bool = Field(description="Whether a dispute can be referred to Cafcass.")
    for_kinds: tuple[CaseKindWord, ...] = Field(
        default=(CaseKind.LOOKED_AFTER,), description="The kinds of case for which it can."
    )
    closes_dispute: bool = Field(
        default=False, description="Whether the referral ends the dispute. By statute it need not (LAW-03)."
    )


class DisputePolicy(Raisers):
    """The dispute resolution process."""

    needed_where_offered: ClassVar[tuple[str, ...]] = (
        *Raisers.needed_where_offered,
        "levels",
        "cap",
        "informal",
        "confirmer",
        "closers",
        "reopeners",
        "outcomes",
        "cafcass",
    )

    levels: tuple[Level, ...] = Field(
        default=(), max_length=9, description="The levels, lowest first; as many as there are."
    )
    cap: Cap | None = Field(
        default=None, description="The longest that all levels together may take; null where there is no cap."
    )
    informal: InformalWord = Field(
        default=Informal.NONE,
        description="Whether a concern is first taken up informally: required, asked or none (MER-12).",
    )
    also_to_practitioner: bool = Field(
        default=False, description="Whether a stage's request can also be sent to the practitioner."
    )
    confirmer: RoleWord | None = Field(
        default=None,
        description="Who confirms a stage before its next action takes effect (MOS-16); null where nobody does.",
    )
    deputy: RoleWord | None = Field(
        default=None,
        description="Who confirms where nobody holds or covers that role, or where it would be their own work.",
    )
    closers: tuple[RoleWord, ...] = Field(default=(), description="Who may bring a dispute to its end.")
    reopeners: tuple[RoleWord, ...] = Field(
        default=(), description="Who may reopen what has ended, with a reason (MOS-22)."
    )
    outcomes: tuple[DisputeOutcome, ...] = Field(
        default=(),
        description="The outcomes of a stage, and what may follow each. One has the key non_response (LAW-04).",
    )
    cafcass: Cafcass = Field(default=Cafcass(available=False), description="Referral to Cafcass.")
    unanswered_opens_next: bool = Field(
        default=False,
        description="Whether an unanswered stage opens the next by itself. False: the raiser is offered it (LAW-04).",
    )
    bypass_needs_reason: bool = Field(
        default=True, description="Whether going past a level needs a reason on the record (LAW-01)."
    )
    child_told: bool = Field(
        default=True,
        description="Whether the dispute asks that the child was told and offered an advocate, or why not (LAW-08).",
    )

    @property
    def last_level(self) -> int:
        """The number of the highest level."""
        return len(self.levels)

    def level(self, number: int) -> Level:
        """The level with this number, from 1. Raises KeyError for one that there isn't."""
        if not 1 <= number <= len(self.levels):
            raise KeyError(number)
        return self.levels[number - 1]

    def numbered_levels(self) -> list[tuple[int, Level]]:
        """Every level with its number, lowest first."""
        return list(enumerate(self.levels, start=1))

    def initiators_of(self, number: int) -> frozenset[str]:
        """The roles that may open this level."""
        return frozenset(self.level(number).initiated_by) or self.raisers

    def may_open(self, number: int, *, after: int = 0) -> bool:
        """Whether level ``number`` may be opened when ``after`` was the last one reached (0: none yet).

        The same or a lower level may be repeated; a level between may be passed by only if the procedure lets it.
        """
        return 1 <= number <= self.last_level and all(
            self.level(between).may_be_skipped for between in range(after + 1, number)
        )

    def outcome(self, key: str) -> DisputeOutcome:
        """The outcome with this key. Raises KeyError."""
        return _by_key(self.outcomes, key)

    def next_steps(
        self, outcome_key: str, *, level: int, case_kind: str = CaseKind.LOOKED_AFTER
    ) -> tuple[DisputeNext, ...]:
        """What may follow this outcome of a stage at this level, for this kind of case (MOS-24). Raises KeyError."""
        outcome = self.outcome(outcome_key)
        steps = outcome.at_last_level if level >= self.last_level else outcome.next
        return tuple(
            step
            for step in steps
            if step != DisputeNext.REFER_CAFCASS or self.may_be_referred_to_cafcass(case_kind)
        )

    def may_be_referred_to_cafcass(self, case_kind: str) -> bool:
        """Whether a dispute about this kind of case can be referred to Cafcass."""
        return self.cafcass.available and case_kind in self.cafcass.for_kinds

    @property
    def needs_informal(self) -> bool:
        """Whether the informal attempt, or why there was none, must be on record before the first stage."""
        return self.informal == Informal.REQUIRED

    @property
    def longest_road(self) -> int | None:
        """The working days of all the levels together; None where one of them is counted in hours."""
        days = [level.answer_within.working_days for level in self.levels]
        return None if None in days else sum(days)
