"""What every part of a framework is made of: strict, closed, unchangeable models, and words from closed lists."""

import re
from datetime import time
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from qa_portal.deadlines.calendar import Duration
from qa_portal.frameworks import vocabulary
from qa_portal.frameworks.vocabulary import Relation, Role


class Part(BaseModel):
    """A part of a framework: nothing is converted, nothing unknown is let in, nothing changes afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def chosen(word: object, allowed: dict[str, object], what: str) -> object:
    """The member of ``allowed`` that ``word`` names; refused, with the words there are, if it names none."""
    if isinstance(word, Enum) and word.value in allowed:
        return allowed[word.value]
    if isinstance(word, str) and word in allowed:
        return allowed[word]
    raise PydanticCustomError(
        "unknown_word", "unknown {what} {word}", {"what": what, "word": repr(word), "allowed": list(allowed)}
    )


def _word(members: type[Enum], what: str) -> BeforeValidator:
    allowed = {member.value: member for member in members}
    return BeforeValidator(lambda word: chosen(word, allowed, what), json_schema_input_type=str)


_RECIPIENTS = {
    member.value: member for member in (*Role, *Relation)
}  # a relation wins over the role of its name

RoleWord = Annotated[Role, _word(Role, "role")]
RecipientWord = Annotated[
    Role | Relation, BeforeValidator(lambda word: chosen(word, _RECIPIENTS, "role or relation"))
]
CaseKindWord = Annotated[vocabulary.CaseKind, _word(vocabulary.CaseKind, "kind of case")]
SubjectKindWord = Annotated[vocabulary.SubjectKind, _word(vocabulary.SubjectKind, "kind of record")]
ClockWord = Annotated[vocabulary.ClockName, _word(vocabulary.ClockName, "clock")]
LadderWord = Annotated[vocabulary.LadderName, _word(vocabulary.LadderName, "ladder")]
InformalWord = Annotated[vocabulary.Informal, _word(vocabulary.Informal, "way with informal resolution")]
QapStartWord = Annotated[vocabulary.QapStart, _word(vocabulary.QapStart, "start of a QAP")]
QapNextWord = Annotated[vocabulary.QapNext, _word(vocabulary.QapNext, "next action of a QAP")]
DisputeNextWord = Annotated[vocabulary.DisputeNext, _word(vocabulary.DisputeNext, "next action of a stage")]
AnswerWord = Annotated[vocabulary.AnswerKind, _word(vocabulary.AnswerKind, "kind of answer")]

GradeWord = Annotated[vocabulary.Grade, _word(vocabulary.Grade, "grade")]
MeasuresWord = Annotated[vocabulary.Measures, _word(vocabulary.Measures, "measure")]
PracticeWord = Annotated[vocabulary.Practice, _word(vocabulary.Practice, "way with it")]
ModerationWhenWord = Annotated[
    vocabulary.ModerationWhen, _word(vocabulary.ModerationWhen, "moment of moderation")
]
FilingWord = Annotated[vocabulary.Filing, _word(vocabulary.Filing, "moment of filing")]
MeetingWord = Annotated[vocabulary.MeetingKind, _word(vocabulary.MeetingKind, "kind of meeting")]
ActivityWord = Annotated[vocabulary.ActivityKind, _word(vocabulary.ActivityKind, "kind of activity")]
CountedFromWord = Annotated[vocabulary.CountedFrom, _word(vocabulary.CountedFrom, "beginning of a period")]
ReportWord = Annotated[vocabulary.ReportName, _word(vocabulary.ReportName, "report")]


def _clock_time(given: object) -> object:
    if isinstance(given, time):
        return given
    if isinstance(given, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
        return time.fromisoformat(given)
    raise PydanticCustomError("clock_time", 'should be a time of day such as "17:00", in quotation marks')


ClockTime = Annotated[
    time, BeforeValidator(_clock_time), PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str)
]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FrameworkKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,49}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Passage = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Delay(Duration):
    """How long after something; 0 means at once. Exactly one of working days and hours."""

    working_days: int | None = Field(
        None, ge=0, le=260, description="Working days afterwards; 0 means at once."
    )
    hours: int | None = Field(None, ge=0, le=8760, description="Elapsed hours afterwards; 0 means at once.")

    @property
    def is_at_once(self) -> bool:
        """Whether there is no delay at all."""
        return not self.working_days and not self.hours


def is_longer(one: Duration, other: Duration) -> bool | None:
    """Whether ``one`` lasts longer than ``other``; None where working days and hours can't be compared."""
    if not (one.working_days or one.hours):
        return False
    if not (other.working_days or other.hours):
        return True
    if (one.working_days is None) != (other.working_days is None):
        return None
    return (one.working_days or one.hours) > (other.working_days or other.hours)
