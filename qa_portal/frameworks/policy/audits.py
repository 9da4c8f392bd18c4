"""Audits: the grades, what an audit goes through, its cycles, the draw, the check, supervision."""

from pydantic import Field

from qa_portal.frameworks.vocabulary import Grade, Practice, Relation, Role

from .part import (
    CaseKindWord,
    GradeWord,
    Key,
    Part,
    Passage,
    PracticeWord,
    RecipientWord,
    RoleWord,
    Words,
)

BELOW_GOOD = (Grade.INADEQUATE, Grade.REQUIRES_IMPROVEMENT)
TOLD_OF_ALLOCATIONS = (Relation.PRACTITIONER, Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE)


class Band(Part):
    """One of the four grades, with its points where the scale has points (MER-01)."""

    grade: GradeWord = Field(description="Which of the four grades.")
    label: Words = Field(description="Its words on screen.")
    lowest: int | None = Field(default=None, ge=0, le=100, description="Its lowest point on the scale.")
    highest: int | None = Field(default=None, ge=0, le=100, description="Its highest point on the scale.")
    descriptor: Passage = Field(description="What it takes; at hand wherever it is chosen (WAL-11).")


class Scale(Part):
    """How practice is graded."""

    bands: tuple[Band, ...] = Field(
        min_length=4, max_length=4, description="The four grades, lowest first, with their descriptors."
    )
    overall_in_points: bool = Field(
        default=False, description="Whether the overall grade is a point on the scale, or one of the grades."
    )

    @property
    def has_points(self) -> bool:
        """Whether questions can be answered with a point on the scale."""
        return all(band.lowest is not None for band in self.bands)

    @property
    def points(self) -> range:
        """The points, from the lowest to the highest; none where the scale has grades alone."""
        if not self.has_points:
            return range(0)
        return range(self.bands[0].lowest, self.bands[-1].highest + 1)

    def band(self, grade: str) -> Band:
        """What a grade says. Raises KeyError."""
        for band in self.bands:
            if band.grade == grade:
                return band
        raise KeyError(grade)

    def grade_of(self, point: int) -> Grade:
        """The grade in whose band a point lies. Raises ValueError for a point that isn't on the scale."""
        for band in self.bands:
            if band.lowest is not None and band.lowest <= point <= band.highest:
                return band.grade
        raise ValueError(f"{point} isn't a point on this scale.")

    def label(self, grade: str) -> str:
        """A grade in words; "" for none."""
        return self.band(grade).label if grade else ""


class AuditSteps(Part):
    """What an audit goes through, beside the questions (MER-03)."""

    conversation: PracticeWord = Field(
        default=Practice.OR_WHY_NOT,
        description="The conversation with the practitioner: required, or_why_not or none (KNO-17, WAL-26).",
    )
    conversation_name: Words = Field(
        default="Conversation with the practitioner", description="What the conversation is called."
    )
    grades_twice: bool = Field(
        default=False,
        description="Whether grades are given after reading the record and again after the conversation (WAL-06).",
    )
    family: PracticeWord = Field(
        default=Practice.OR_WHY_NOT,
        description="The contact with child or family: required, or_why_not or none.",
    )
    reflective_offer: bool = Field(
        default=False,
        description="Whether its return offers practitioner and Team Manager a reflective conversation (MER-03).",
    )
    earlier_practice: bool = Field(
        default=False,
        description="Whether practice by an earlier practitioner or team is fed back to them (WAL-10).",
    )
    months_reviewed: int = Field(
        default=6, ge=1, le=60, description="How many months before its date an audit covers (WAL-04)."
    )


class Cohort(Part):
    """Who audits, and how many each."""

    role: RoleWord = Field(description="The role.")
    each: int = Field(default=1, ge=0, le=20, description="How many audits each holder takes in a cycle.")


class Monthly(Part):
    """A service that is audited each month with a tool of its own, whatever else is audited then (WAL-30)."""

    tool: Key = Field(description="The tool.")
    cohort: tuple[Cohort, ...] = Field(
        min_length=1, description="Who audits with it, and how many each, in place of selection: cohort."
    )
    months: tuple[int, ...] = Field(
        default=(), description="The months in which it is audited, 1 to 12. Left out: those of all cycles."
    )
    sent_within: int = Field(
        default=1,
        ge=1,
        le=20,
        description="Working days of the month within which its allocations are sent.",
    )
    remind_before: int = Field(
        default=5,
        ge=0,
        le=20,
        description="How many working days before that whoever opens cycles is reminded; 0: not before the day.",
    )
    tell_when_late: tuple[RoleWord, ...] = Field(
        default=(),
        description="Who is told beside whoever opens cycles when it isn't sent in time, or the month is over without.",
    )


class Cycles(Part):
    """When audits take place (MER-02, WAL-01)."""

    months: tuple[int, ...] = Field(
        default=tuple(range(1, 13)),
        min_length=1,
        max_length=12,
        description="The months with a cycle, 1 to 12.",
    )
    themed_a_year: int = Field(default=0, ge=0, le=12, description="How many cycles a year are themed.")
    complete_within: int | None = Field(
        default=None,
        ge=1,
        le=60,
        description="Working days to complete an audit from its allocation. Left out: by the cycle's last working day.",
    )
    opened_by: tuple[RoleWord, ...] = Field(
        min_length=1, description="Who opens cycles, draws and allocates."
    )
    tell: tuple[RecipientWord, ...] = Field(
        default=TOLD_OF_ALLOCATIONS,
        description="Who is told of an allocation, beside whoever audits (WAL-03).",
    )
    schedule_agreed_by: Words | None = Field(
        default=None, description="Who agrees the thematic schedule, with its date (KNO-18)."
    )
    monthly: tuple[Monthly, ...] = Field(
        default=(), description="What is audited each month with a tool of its own: the MASH (WAL-30)."
    )

    def monthly_with(self, tool: str) -> Monthly | None:
        """What is said of a tool with which a service is audited each month; None of any other."""
        return next((each for each in self.monthly if each.tool == tool), None)

    def months_of(self, tool: str) -> tuple[int, ...]:
        """The months in which a cycle with this tool can be opened."""
        monthly = self.monthly_with(tool)
        return monthly.months if monthly and monthly.months else self.months

    @property
    def all_months(self) -> frozenset[int]:
        """The months with a cycle of any kind."""
        return frozenset(self.months).union(*(each.months for each in self.monthly))


class Agency(Part):
    """An agency whose own people audit, beside those of the council (KNO-13)."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    label: Words = Field(description="Its words on screen.")
    at_least: int = Field(
        default=0, ge=0, le=20, description="How many audits it completes in a cycle at least; 0: no quota."
    )


class Selection(Part):
    """How cases are drawn and paired with whoever audits them (WAL-02, KNO-02, KNO-03, NEW-04)."""

    cohort: tuple[Cohort, ...] = Field(min_length=1, description="Who audits, and how many each.")
    months_between: int = Field(
        default=0,
        ge=0,
        le=24,
        description="How many months lie between two audits of one practitioner's work at least.",
    )
    one_a_cycle: bool = Field(
        default=True, description="Whether no practitioner has two audits in one cycle."
    )
    allocated_months: int = Field(
        default=0,
        ge=0,
        le=24,
        description="How many months a case must have been allocated to its practitioner, where possible.",
    )
    by_team: bool = Field(default=True, description="Whether the draw is spread over all teams.")
    not_own_team: bool = Field(
        default=True, description="Whether nobody audits a team that they manage or belong to (KNO-03)."
    )
    agencies: tuple[Agency, ...] = Field(
        default=(),
        description="The agencies whose people audit, with how many each at least; the shortfall is shown by agency.",
    )


class Check(Part):
    """The quality check of a completed audit (WAL-08)."""

    by: tuple[RoleWord, ...] = Field(min_length=1, description="Who checks.")
    amend_with_discussion: int = Field(
        default=4, ge=1, le=60, description="Working days to amend where a discussion was offered."
    )
    late_goes_to_next_cycle: bool = Field(
        default=True,
        description="Whether an audit that isn't amended in time isn't accepted, and is due in the next cycle.",
    )


class Supervision(Part):
    """How often a kind of case is supervised (MER-16)."""

    kind: CaseKindWord = Field(description="The kind of case.")
    weeks: int = Field(ge=1, le=52, description="At least every so many weeks.")
    first_within_days: int | None = Field(
        default=None, ge=1, le=60, description="The first within so many days of the allocation."
    )
    may_extend_to_weeks: int | None = Field(
        default=None,
        ge=1,
        le=52,
        description="To how many weeks it can be extended, with recorded agreement.",
    )
    extended_by: RoleWord | None = Field(default=None, description="Who agrees to that.")
