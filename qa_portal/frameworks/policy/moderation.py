"""Moderation: which audits, when, who sits on a panel and what it gives (MER-04, MER-05, KNO-05, KNO-14, WAL-18)."""

from pydantic import Field

from qa_portal.frameworks.vocabulary import ModerationWhen, Role

from .part import GradeWord, Key, ModerationWhenWord, Part, Passage, RecipientWord, RoleWord, Words


class QualityBand(Part):
    """One score for the quality of an audit, apart from the quality of the practice that it audits."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    label: Words = Field(description="Its words on screen.")
    descriptor: Passage = Field(description="What it takes; at hand where it is chosen.")


class FeedbackHeading(Part):
    """One heading of the template for written feedback to whoever audited."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    label: Words = Field(description="What is asked under it.")


QUALITY = (
    QualityBand(
        key="redo",
        label="Needs to be done again",
        descriptor="The grades aren't explained, or what matters most for the child isn't looked at.",
    ),
    QualityBand(
        key="work",
        label="Needs work",
        descriptor="Some grades are explained by what the record shows; others rest on how it reads.",
    ),
    QualityBand(
        key="sound",
        label="Sound",
        descriptor="Each grade follows from evidence and descriptors, and the actions from the findings.",
    ),
    QualityBand(
        key="model",
        label="An example to others",
        descriptor="Sound throughout; child and family are heard, and the practitioner has learnt from it.",
    ),
)
FEEDBACK = (
    FeedbackHeading(key="well", label="What is done well in this audit"),
    FeedbackHeading(key="grades", label="How the grades fit the evidence and the descriptors"),
    FeedbackHeading(key="better", label="What would make the next audit better"),
)


class PanelPolicy(Part):
    """How a moderation panel sits: who, how many, what its members see first, what they give."""

    sits: tuple[RoleWord, ...] = Field(
        default=(), description="Who can sit on it. Left out: who records the grade of a panel."
    )
    at_least: int = Field(default=3, ge=1, le=12, description="How many members grade at least.")
    invited: tuple[RecipientWord, ...] = Field(
        default=(), description="Who is invited for each audit, beside the members (MER-05)."
    )
    shows_reviewers_grade: bool = Field(
        default=False,
        description="Whether members see the auditor's overall grade and its reason while they grade.",
    )
    working_month: bool = Field(
        default=False,
        description="Whether the members have until the last working day of the panel's month (WAL-18). Left out: they "
        "grade before it begins, or while it sits.",
    )
    meets_auditor: bool = Field(
        default=False, description="Whether the moderator meets the auditor, before the panel ends (WAL-18)."
    )
    joint_a_year: int = Field(
        default=0, ge=0, le=12, description="How often a year several audit one case jointly (KNO-05)."
    )
    quality: tuple[QualityBand, ...] = Field(
        default=QUALITY,
        description="How the quality of an audit is scored, lowest first; an empty list: it isn't.",
    )
    feedback: tuple[FeedbackHeading, ...] = Field(
        default=FEEDBACK, min_length=1, description="The template for written feedback to whoever audited."
    )
    feedback_on_record: bool = Field(
        default=False,
        description="Whether the written feedback is attached to the record, where the audit has been returned.",
    )


class Moderation(Part):
    """Which audits are moderated, when and by whom (MER-04, KNO-05, WAL-18)."""

    when: ModerationWhenWord = Field(description="before_return or after.")
    grades: tuple[GradeWord, ...] = Field(
        default=(), description="The overall grades that are moderated, each and every one."
    )
    share: int = Field(
        default=0, ge=0, le=100, description="How many per cent of the others, drawn by chance."
    )
    months: tuple[int, ...] = Field(
        default=tuple(range(1, 13)), description="The months in which panels sit, 1 to 12."
    )
    recorded_by: tuple[RoleWord, ...] = Field(
        min_length=1,
        description="Who convenes and chairs a panel and records its grade, also of one held outside the portal.",
    )
    is_final: bool = Field(
        default=True, description="Whether the moderated grade is the accepted one (MER-05)."
    )
    panel: PanelPolicy = Field(default=PanelPolicy(), description="How a panel sits.")

    def holds_up(self, grade: str) -> bool:
        """Whether an audit with this overall grade must be moderated before it is returned."""
        return self.when == ModerationWhen.BEFORE_RETURN and grade in self.grades

    @property
    def sits(self) -> tuple[Role, ...]:
        """The roles that can sit on a panel: those that are named, and whoever chairs."""
        return tuple(dict.fromkeys((*self.panel.sits, *self.recorded_by)))

    def quality_label(self, key: str) -> str:
        """A score of an audit's quality in words; "" for none."""
        return next((band.label for band in self.panel.quality if band.key == key), "")
