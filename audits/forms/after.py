"""What is typed once an audit is completed: check, panel, discussion, assurance, evidence, letters."""

from __future__ import annotations

from typing import Any

from audits.models import Audit
from qa_portal import clock
from qa_portal.documents.forms import CheckedUploadField
from qa_portal.forms import (
    ChoiceField,
    DateField,
    LongTextField,
    PortalForm,
    Section,
    SelectField,
    TextField,
    TickField,
)
from qa_portal.supervision.models import Supervision

ACCEPT, SEND_BACK = "accept", "send_back"
PREFIX = "at_"
YES, NO = "yes", "no"


class CheckForm(PortalForm):
    """The quality check: comments pinned to questions, the whole, and what becomes of it (WAL-08)."""

    verdict = ChoiceField(
        "What becomes of it?", [(ACCEPT, "Accept it"), (SEND_BACK, "Send it back with comments")]
    )
    says = LongTextField(
        "What do you say of the whole?",
        max_length=4000,
        rows=4,
        required=False,
        help_text="The reviewer reads it with the comments at the questions.",
    )
    discussion_offered = TickField("Offer the reviewer a discussion")

    reveals = {"verdict": {SEND_BACK: ("discussion_offered",)}}
    marks_no_optional = True

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        check = audit.policy.check
        if check is not None:
            self.fields[
                "discussion_offered"
            ].help_text = f"Then the amendments have {check.amend_with_discussion} working days."
        for question in audit.tool.questions:
            self.fields[PREFIX + question.id] = LongTextField(
                f"Comment on: {question.text}", max_length=2000, rows=2, required=False
            )

    def comment_fields(self) -> dict[str, Any]:
        """The comment fields by question id, for the template."""
        return {name.removeprefix(PREFIX): self[name] for name in self.fields if name.startswith(PREFIX)}

    def comments(self) -> list[tuple[str, str]]:
        """The comments that were written, as (question id, text) pairs, in the order of the questions."""
        return [
            (name.removeprefix(PREFIX), text)
            for name, text in self.cleaned_data.items()
            if name.startswith(PREFIX) and text
        ]

    def clean(self) -> dict[str, Any]:
        """What is sent back says why."""
        said = super().clean()
        written = said.get("says") or any(text for name, text in said.items() if name.startswith(PREFIX))
        if said.get("verdict") == SEND_BACK and not written:
            self.add_error("says", "Say what needs to be looked at again, here or at a question.")
        return said


class GradeForm(PortalForm):
    """An overall grade, on the scale of its procedure: a point where the whole is graded in points, else a grade."""

    grade = ChoiceField("Which grade?", [])
    reason_words = "Why?"

    marks_no_optional = True

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        self.audit = audit
        super().__init__(*args, **kwargs)
        scale = audit.policy.scale
        if scale.overall_in_points:
            self.fields["grade"] = SelectField(
                "Which point on the scale?",
                [("", ""), *((str(n), f"{n}: {scale.label(scale.grade_of(n))}") for n in scale.points)],
            )
        else:
            self.fields["grade"].choices = [(str(band.grade), band.label) for band in scale.bands]
            self.fields["grade"].hints = {str(band.grade): band.descriptor for band in scale.bands}

    def graded(self) -> dict[str, Any]:
        """The grade, and the point where it is one."""
        said, scale = self.cleaned_data["grade"], self.audit.policy.scale
        if not scale.overall_in_points:
            return {"grade": said, "point": None}
        return {"grade": str(scale.grade_of(int(said))), "point": int(said)}


class PanelForm(GradeForm):
    """The grade that a panel gave (MER-05)."""

    reason = LongTextField(
        "The panel’s reasons",
        rows=5,
        help_text="They stand in the report, beside the reviewer’s own.",
    )
    field_order = ("grade", "reason")


class LevelForm(GradeForm):
    """The level of concern that stands (MER-11)."""

    decision = LongTextField(
        "The decision and its reason", max_length=4000, rows=5, help_text="It stays in the grade history."
    )
    field_order = ("grade", "decision")


class LevelDisputeForm(PortalForm):
    """Why the level of concern is disputed."""

    reason = LongTextField(
        "Why isn’t the level right?",
        max_length=4000,
        rows=5,
        help_text="Say what on the record speaks for another level.",
    )


class AssuranceForm(PortalForm):
    """What the review of an inadequate record found (MER-10)."""

    reviewed_on = DateField("When did you review the record?", not_after="today")
    safety = LongTextField(
        "Is everyone whom it relates to safe?",
        rows=6,
        help_text="Each person: what you know, how you know it, and what was done today where it wasn’t so.",
    )
    quality = LongTextField(
        "How good is the work?", rows=6, help_text="What must change first, and who sees to it."
    )


class DiscussionForm(PortalForm):
    """The discussion of the findings, as supervision or management oversight (MER-15, WAL-15)."""

    kind = ChoiceField("How is it recorded?", Supervision.Kind.choices, inline=True)
    held_on = DateField("When was it?", not_after="today")
    reflection = LongTextField(
        "What did you reflect on?",
        rows=6,
        help_text="The findings and the grade, what you both think of them, and what they mean for this child.",
    )
    decisions = LongTextField("What was decided, who does it and by when?", rows=4, required=False)
    reasons = LongTextField("Were any actions changed, and why?", max_length=4000, rows=3, required=False)
    sections = (
        Section("", ("kind", "held_on")),
        Section("", ("reflection", "decisions", "reasons")),
    )


class ReflectionForm(PortalForm):
    """What became of the reflective conversation that was offered (MER-03)."""

    took_place = ChoiceField("Did it take place?", [(YES, "Yes"), (NO, "No, it wasn’t taken up")])
    held_on = DateField("When was it held?", not_after="today", required=False)
    words = LongTextField(
        "What came of it, or why wasn’t it taken up?",
        max_length=4000,
        rows=4,
        required=False,
        help_text="In a few words, if you want to. What was said stays between those who talked.",
    )

    reveals = {"took_place": {YES: ("held_on",)}}

    def clean(self) -> dict[str, Any]:
        """What took place has its day."""
        said = super().clean()
        if said.get("took_place") == YES and not said.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", "Enter the day on which it was held.")
        return said

    def recorded(self) -> dict[str, Any]:
        """As the action takes it."""
        said = dict(self.cleaned_data)
        return {**said, "took_place": said["took_place"] == YES}


class SignForm(PortalForm):
    """A signature."""

    signed = TickField("", required=True)

    def __init__(self, *args: Any, statement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].label = statement


class FinaliseForm(PortalForm):
    """The Team Manager's assurance, and that the discussion was read (MER-03, WAL-15)."""

    has_read = TickField("I have read what was recorded of the discussion", required=True)
    assurance = LongTextField(
        "What does the Team Manager assure?",
        max_length=4000,
        rows=5,
        help_text="In the manager’s own words where you can: that the child is safe, and the findings are acted on.",
    )


class EvidenceForm(PortalForm):
    """What shows one part of the loop (MER-08, NEW-02)."""

    evidence = LongTextField(
        "What shows it?",
        max_length=4000,
        rows=6,
        help_text="What you have seen on the record, heard from the child or family, or been told by whom.",
    )
    file = CheckedUploadField("A document that shows it", required=False)


class ChangedForm(PortalForm):
    """What changed for the child (NEW-02)."""

    changed = LongTextField(
        "What is different for the child?",
        max_length=4000,
        rows=6,
        help_text="What they would notice themselves. If nothing is, say so.",
    )


class FamilyLetterForm(PortalForm):
    """What was done with what a family said (KNO-08)."""

    done_with_it = LongTextField(
        "What have we done with what they told us?",
        max_length=4000,
        rows=6,
        help_text="Write to them, in plain words: what has changed, what will, and what can’t and why.",
    )


class LetterSentForm(PortalForm):
    """When and how a letter was sent."""

    sent_on = DateField("When was it sent?", not_after="today")
    how = TextField("How?", max_length=200, help_text="By post, by hand at a visit, by email.")


class NothingForm(PortalForm):
    """A step that needs no words."""


def today() -> Any:
    """The day that a form suggests."""
    return clock.today()
