"""Audit tools: sections of questions, drawn from one text as form, page and paper (KNO-15, LEE-11).

The reviewing officer's own audit of a looked-after review (MOS-23) is one, and so is each tool of the audit cycles.
"""

from pydantic import Field

from qa_portal.frameworks.vocabulary import AnswerKind, Grade, Measures

from .part import AnswerWord, CaseKindWord, GradeWord, Key, MeasuresWord, Part, Passage, Words


class When(Part):
    """A condition on another question's answer: the only one that a tool can make."""

    question: Key = Field(description="The id of the other question; it stands before this one.")
    is_one_of: tuple[Key, ...] = Field(
        min_length=1,
        description="Its answers: grades (of a point on the scale, its band), or yes, partly, no.",
    )


class Descriptor(Part):
    """What one grade takes in the answer to one question."""

    grade: GradeWord = Field(description="Which grade.")
    text: Passage = Field(description="What it takes.")


class Question(Part):
    """One question."""

    id: Key = Field(
        description="Its name in the data; stable for good, so that answers can be counted over years."
    )
    text: Passage = Field(description="The question as it is asked.")
    hint: Passage | None = Field(
        default=None, description="What to think of when answering; shown under the question."
    )
    answer: AnswerWord = Field(
        description="How it is answered: yes_partly_no, yes_no, text, date, scaled or graded."
    )
    mandatory: bool = Field(
        default=True, description="Whether the review or audit can't be completed without an answer."
    )
    mandatory_when: When | None = Field(
        default=None, description="Where mandatory is false: when it must be answered all the same."
    )
    lines: tuple[Passage, ...] = Field(
        default=(), description="The key lines of enquiry: at hand where it is answered (WAL-05)."
    )
    descriptors: tuple[Descriptor, ...] = Field(
        default=(),
        description="What each grade takes here; left out, the scale's own descriptors stand beside it (WAL-11).",
    )
    comment: bool = Field(
        default=False,
        description="Whether a scaled or graded answer needs a comment that explains it (WAL-05).",
    )
    may_not_apply: bool = Field(
        default=False, description="Whether it can be answered with “not applicable”, with the reason."
    )
    action_after: tuple[GradeWord, ...] = Field(
        default=(), description="The grades after which an action with owner and date is mandatory (KNO-12)."
    )

    @property
    def is_judged(self) -> bool:
        """Whether its answer is a grade or a point on the scale."""
        return self.answer in (AnswerKind.SCALED, AnswerKind.GRADED)


class AuditSection(Part):
    """Questions that belong together."""

    key: Key = Field(description="Its name in the data.")
    title: Words = Field(description="Its heading.")
    about: Passage | None = Field(default=None, description="What it looks at; shown under the heading.")
    questions: tuple[Question, ...] = Field(min_length=1, description="Its questions, in order.")


class AuditTool(Part):
    """The audit tool."""

    title: Words = Field(description="Its name on screen.")
    about: Passage = Field(description="What it is for, and where its questions come from.")
    sections: tuple[AuditSection, ...] = Field(min_length=1, description="Its sections, in order.")

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question:
        """The question with this id. Raises KeyError."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def section(self, key: str) -> AuditSection:
        """The section with this key. Raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    @property
    def mandatory_ids(self) -> frozenset[str]:
        """The ids of the questions that must be answered."""
        return frozenset(question.id for question in self.questions if question.mandatory)


class CycleTool(AuditTool):
    """A tool of the audit cycles."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    measures: MeasuresWord = Field(
        default=Measures.PRACTICE,
        description="practice or compliance: compliance checks are reported apart (WAL-29).",
    )
    for_kinds: tuple[CaseKindWord, ...] = Field(
        default=(), description="The kinds of case that it is for. Left out: any."
    )
    overall: bool = Field(default=True, description="Whether the whole is graded too (WAL-05).")
    overall_text: Passage = Field(
        default="Taking everything together, how good is the practice?",
        description="The question of the overall grade.",
    )
    improvement_plan_after: tuple[GradeWord, ...] = Field(
        default=(Grade.INADEQUATE, Grade.REQUIRES_IMPROVEMENT),
        description="The overall grades after which at least one action is mandatory (WAL-24).",
    )
