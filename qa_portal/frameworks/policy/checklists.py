"""Standards checklists: what is to be met by each conference and each review (KNO-16)."""

from pydantic import Field, field_validator

from .part import Key, MeetingWord, Part, Passage, Words


class Standard(Part):
    """One standard of a checklist."""

    id: Key = Field(description="Its name in the data; never changed once it has been used.")
    text: Passage = Field(description="Its words: what is to be met.")
    hint: Words | None = Field(default=None, description="What to look at.")


class Checklist(Part):
    """The standards checklist of one kind of meeting (KNO-16)."""

    meeting: MeetingWord = Field(description="Which meetings: looked_after_review, cp_conference.")
    title: Words = Field(description="What it is called.")
    standards: tuple[Standard, ...] = Field(
        min_length=1, max_length=40, description="The standards, in order."
    )

    @field_validator("standards")
    @classmethod
    def _has_none_twice(cls, standards: tuple[Standard, ...]) -> tuple[Standard, ...]:
        ids = [standard.id for standard in standards]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is there twice; each standard has an id of its own")
        return standards
