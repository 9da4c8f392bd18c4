"""What is typed into a panel: its planning, a grade, what was agreed, feedback, minutes."""

from __future__ import annotations

from typing import Any

from audits.forms.after import GradeForm
from moderation.models import Panel
from qa_portal.forms import (
    ChoiceField,
    DateField,
    DateTimeField,
    LongTextField,
    MultipleChoiceField,
    NumberField,
    PortalForm,
    SelectField,
    TextField,
)

People = list[tuple[int, str]]


class ProcedureForm(PortalForm):
    """The procedure whose audits a panel moderates."""

    procedure = SelectField("Which procedure?", [])

    def __init__(self, *args: Any, procedures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["procedure"].choices = [("", ""), *procedures]


class PanelForm(PortalForm):
    """When and where a panel sits, who chairs it, who sits on it."""

    kind = ChoiceField("What is it?", Panel.Kind.choices)
    begins_at = DateTimeField("When does it begin?")
    place = TextField("Where?", required=False, help_text="A room, or the link of a meeting.")
    chair = SelectField("Who chairs it?", [], autocomplete=True)
    members = MultipleChoiceField(
        "Who else sits on it?",
        [],
        required=False,
        help_text="Whoever chairs it grades too. Each grades alone, and steps out of what they have to do with.",
    )
    marks_no_optional = True

    def __init__(
        self,
        *args: Any,
        sits: People,
        chairs: People,
        has_joint: bool,
        is_new: bool,
        is_planned: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].choices = [("", ""), *((str(pk), words) for pk, words in chairs)]
        self.fields["members"].choices = [(str(pk), words) for pk, words in sits]
        if not is_new or not has_joint:
            del self.fields["kind"]
        if not is_planned:
            self.fields["members"].label = "Who joins it?"
            self.fields["members"].help_text = "They are asked to grade as the others were."
        if not sits:
            del self.fields["members"]


class DrawForm(PortalForm):
    """How many are drawn by chance, and why again."""

    wanted = NumberField(
        "How many of the others, by chance?",
        required=False,
        least=0,
        most=200,
        help_text="Left out, the share that the procedure gives.",
    )
    reason = TextField("Why is it drawn again?", max_length=500)
    marks_no_optional = True

    def __init__(self, *args: Any, is_again: bool, is_joint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_again:
            del self.fields["reason"]
        if is_joint:
            del self.fields["wanted"]


class NothingForm(PortalForm):
    """A step that takes nothing with it."""


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=2000, rows=3)


class OwnGradeForm(GradeForm):
    """A member's own grade, given alone."""

    words = LongTextField(
        "Why this grade?",
        rows=5,
        help_text="What weighs most, against the descriptors. The panel sees it, with your name, in the end.",
    )
    field_order = ("grade", "words")


class StepOutForm(PortalForm):
    """A conflict of interest."""

    reason = LongTextField(
        "What is your conflict of interest?",
        max_length=500,
        rows=3,
        help_text="In a sentence. Whoever chairs the panel reads it.",
    )


class RevealForm(PortalForm):
    """Why it isn't waited for everybody; asked for only where somebody's grade isn't in."""

    reason = LongTextField("Why isn’t it waited for them?", max_length=2000, rows=3, required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, waiting: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if waiting:
            self.fields[
                "reason"
            ].help_text = f"Not in yet: {', '.join(waiting)}. The reason stands in the minutes."
        else:
            del self.fields["reason"]


class AgreeForm(GradeForm):
    """What the panel agreed: the grade with its reasons, and the quality of the audit apart from that."""

    reason = LongTextField(
        "The panel’s reasons", rows=5, help_text="They stand in the report, beside the reviewer’s own."
    )
    quality = ChoiceField("How good is the audit itself?", [])
    field_order = ("grade", "reason", "quality")

    def __init__(self, *args: Any, bands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bands:
            self.fields["quality"].choices = [(band.key, band.label) for band in bands]
            self.fields["quality"].hints = {band.key: band.descriptor for band in bands}
        else:
            del self.fields["quality"]


class FeedbackForm(PortalForm):
    """The feedback to whoever audited, on the procedure's template."""

    met_on = DateField("When did the moderator meet the auditor?", not_after="today", required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, headings: Any, asks_met: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for heading in headings:
            self.fields[heading.key] = LongTextField(heading.label, max_length=4000, rows=4)
        if asks_met:
            self.fields["met_on"] = self.fields.pop("met_on")
        else:
            del self.fields["met_on"]
        self.headings = [heading.key for heading in headings]

    def written(self) -> dict[str, Any]:
        """What the valid form gives, as ``give_feedback`` takes it."""
        data = self.cleaned_data
        return {"feedback": {key: data[key] for key in self.headings}, "met_on": data.get("met_on")}


class EndForm(PortalForm):
    """The minutes, and who took part."""

    attended = MultipleChoiceField("Who took part?", [], required=False)
    minutes = LongTextField(
        "Minutes",
        max_length=20_000,
        rows=10,
        help_text="Themes, what was decided, what is to follow. Grades, reasons and who stepped out are kept already.",
    )
    marks_no_optional = True

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attended"].choices = members


class LinesFilter(PortalForm):
    """Which audits of a draw are shown."""

    shows = SelectField(
        "Show", [("", "All"), ("on", "On the agenda"), ("off", "Not on the agenda")], required=False
    )
    marks_no_optional = True
