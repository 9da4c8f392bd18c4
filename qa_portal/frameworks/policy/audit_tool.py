"""The IRO's own short audit of care planning and review, which a looked-after review carries (MOS-23)."""

from pydantic import Field

from .part import AnswerWord, Key, Part, Passage, Words


class Question(Part):
    """One question."""

    id: Key = Field(
        description="Its name in the data; stable for good, so that answers can be counted over years."
    )
    text: Passage = Field(description="The question as it is asked.")
    hint: Passage | None = Field(
        default=None, description="What to think of when answering; shown under the question."
    )
    answer: AnswerWord = Field(description="How it is answered: yes_partly_no or text.")
    mandatory: bool = Field(
        default=True, description="Whether the review can't be completed without an answer."
    )


class AuditSection(Part):
    """Questions that belong together."""

    key: Key = Field(description="Its name in the data.")
    title: Words = Field(description="Its heading.")
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

    @property
    def mandatory_ids(self) -> frozenset[str]:
        """The ids of the questions that must be answered."""
        return frozenset(question.id for question in self.questions if question.mandatory)
