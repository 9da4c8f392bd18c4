"""What can be typed into a record's pages: input only, the actions decide."""

from __future__ import annotations

from typing import Any

from qa_portal import clock
from qa_portal.forms import (
    ChoiceField,
    DateField,
    DateTimeField,
    LongTextField,
    MultipleChoiceField,
    PortalForm,
    RowTable,
    Section,
    SelectField,
    TextField,
    TickField,
)

from .models import CaseNote, Contact, LegalStatus, Meeting, Subject
from .staff import PersonField

NOT_RECORDED = ("", "Not recorded")


class DetailsForm(PortalForm):
    """What a record says of its subject, and why it is corrected."""

    first_name = TextField("First name", max_length=80, width=20)
    last_name = TextField("Last name", max_length=80, width=20)
    known_as = TextField("Known as", max_length=80, width=20, required=False)
    date_of_birth = DateField("Date of birth", not_after="today", required=False)
    died_on = DateField("Date of death", not_after="today", required=False)
    other_reference = TextField(
        "Another system’s reference",
        max_length=60,
        width=20,
        required=False,
        help_text="The number of the same person in another system, such as the NHS number.",
    )
    case_kind = SelectField("Kind of case", Subject.CaseKind.choices)
    sex = SelectField("Sex", [NOT_RECORDED, *Subject.Sex.choices], required=False)
    ethnicity = SelectField("Ethnicity", [NOT_RECORDED, *Subject.Ethnicity.choices], required=False)
    disability = SelectField("Disability", [NOT_RECORDED, *Subject.Disability.choices], required=False)
    reason = TextField(
        "What was wrong, and how do you know?",
        max_length=300,
        required=False,
        help_text="Kept with the correction: “Birth certificate seen on the visit”.",
    )
    sections = (
        Section("Name", ("first_name", "last_name", "known_as")),
        Section("Dates", ("date_of_birth", "died_on")),
        Section("Case", ("case_kind", "other_reference")),
        Section("Equality", ("sex", "ethnicity", "disability")),
        Section("Why", ("reason",)),
    )


class CaseNoteForm(PortalForm):
    """A case note."""

    title = TextField(
        "Title",
        max_length=100,
        help_text="Say what it is about in 100 characters or fewer: it is read in lists.",
    )
    type = ChoiceField("Type", CaseNote.Type.choices, inline=True)
    occurred_at = DateTimeField("When it was", not_after_now=True)
    text = LongTextField("Note", max_length=20_000, rows=8)
    is_significant = TickField("This is a significant event: show it in the chronology")


class FollowUpForm(PortalForm):
    """A follow-up of a case note."""

    occurred_at = DateTimeField("When it was", not_after_now=True)
    text = LongTextField("What followed", max_length=20_000, rows=6)
    is_significant = TickField("This is a significant event: show it in the chronology")


class NoteFilterForm(PortalForm):
    """Which notes are listed."""

    marks_no_optional = True

    type = SelectField("Type", [("", "All types"), *CaseNote.Type.choices], required=False)
    significant = TickField("Significant events only")


class LegalStatusForm(PortalForm):
    """A new legal status, and which ones it replaces."""

    status = SelectField("Legal status", [("", ""), *LegalStatus.Status.choices])
    starts_on = DateField("From", not_after="today")
    replaces = MultipleChoiceField(
        "Does it replace one of these?",
        [],
        required=False,
        help_text="Those that you tick end on the same day.",
    )

    def __init__(self, *args: Any, running: list[LegalStatus], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].choices = [(str(s.pk), str(s)) for s in running]
        if not running:
            del self.fields["replaces"]


class LegalStatusEndForm(PortalForm):
    """The day on which a legal status ended."""

    ends_on = DateField("It ended on", not_after="today")


class ContactForm(PortalForm):
    """A new contact detail."""

    kind = ChoiceField("What is it?", Contact.Kind.choices, inline=True)
    detail = LongTextField("Address or number", max_length=500, rows=3)
    is_concealed = TickField("Conceal it: the record shows that it exists, and nothing of it")
    concealed_because = TextField(
        "Why it is concealed",
        max_length=200,
        required=False,
        help_text="Only needed when you conceal it. Everyone who sees the record reads this, so don’t say where it is.",
    )


class ContactChangeForm(PortalForm):
    """A contact detail that has changed."""

    detail = LongTextField("Address or number", max_length=500, rows=3)
    reason = TextField("Why it changes", max_length=300, required=False)


class ConcealForm(PortalForm):
    """Why a contact detail is concealed."""

    concealed_because = TextField(
        "Why is it concealed?",
        max_length=200,
        help_text="Everyone who sees the record reads this, so don’t say where it is: “Risk from a relative”.",
    )


class ReasonForm(PortalForm):
    """Why something is done that needs saying."""

    reason = LongTextField("Why?", max_length=1000, rows=3, help_text="It stays in the record’s history.")


class SiblingForm(PortalForm):
    """Whose sibling this is."""

    reference = TextField(
        "The sibling’s reference", max_length=30, width=20, help_text="The council’s case number."
    )


class NamedPersonRow(PortalForm):
    """One of the people to whom a restricted record stays open."""

    person = PersonField("Name")


class RestrictForm(PortalForm):
    """To whom a record stays open, and why to nobody else."""

    people = RowTable(NamedPersonRow, noun="person", legend="To whom does it stay open?", fewest=1, most=20)
    reason = LongTextField(
        "Why is it restricted?",
        max_length=1000,
        rows=3,
        help_text="The named people read it. It stays in the record’s history.",
    )
    sections = (Section("", ("people", "reason")),)


class EmergencyForm(PortalForm):
    """Why a restricted record is needed now."""

    reason = LongTextField(
        "Why do you need this record now?",
        max_length=1000,
        rows=3,
        help_text="The people named on the record and the IRO Manager read it at once.",
    )


class MeetingForm(PortalForm):
    """The reviewing officer's own short record of a review or conference. All of it can be left for later."""

    marks_no_optional = True

    held_on = DateField("Held on")
    took_part = ChoiceField("How did the child take part?", Meeting.TookPart.choices, required=False)
    child_view = LongTextField(
        "What did the child say?",
        max_length=5000,
        rows=4,
        required=False,
        help_text="In their own words, as far as you can.",
    )
    summary = LongTextField("Summary", max_length=10_000, rows=6, required=False)
    decisions = LongTextField(
        "Decisions", max_length=10_000, rows=6, required=False, help_text="Who does what, and by when."
    )
    next_on = DateField("Date of the next review", required=False)

    sections = (
        Section("When", ("held_on",)),
        Section("The child’s part", ("took_part", "child_view")),
        Section("What was discussed and decided", ("summary", "decisions")),
        Section("Next", ("next_on",)),
    )

    def __init__(self, *args: Any, is_about_child: bool = True, words: str = "review", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_on"].label = f"Date of the next {words}"
        if not is_about_child:
            del self.fields["took_part"], self.fields["child_view"]


class AccessFilterForm(PortalForm):
    """Whose looks, and when."""

    marks_no_optional = True

    person = PersonField("Person", required=False)
    from_on = DateField("From", required=False)
    until_on = DateField("Until", required=False)


class AccessOfPersonForm(PortalForm):
    """What one person saw, and when."""

    marks_no_optional = True

    person = PersonField("Whose looks?")
    from_on = DateField("From", required=False)
    until_on = DateField("Until", required=False)


class TrailFilterForm(PortalForm):
    """What sort of change."""

    marks_no_optional = True

    of = SelectField("What changed", [], required=False)

    def __init__(self, *args: Any, sorts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [("", "Everything"), *sorts]


class ChronologyFilterForm(PortalForm):
    """Which entries of the chronology."""

    marks_no_optional = True

    sort = SelectField("What", [], required=False)

    def __init__(self, *args: Any, sorts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort"].choices = [("", "Everything"), *((sort, sort) for sort in sorts)]


class SiblingsForm(PortalForm):
    """To which siblings' records something is copied (LEE-08)."""

    to = MultipleChoiceField("To which records?", [])

    def __init__(self, *args: Any, siblings: list[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), f"{each.full_name}, {each.reference}") for each in siblings]
        self.fields["to"].choices = choices
        if len(choices) == 1:
            self.fields["to"].initial = [choices[0][0]]

    @property
    def chosen(self) -> list[int]:
        """The keys of the records."""
        return [int(key) for key in self.cleaned_data["to"]]


def this_moment() -> Any:
    """Now, to the minute, as a form suggests it."""
    return clock.now().replace(second=0, microsecond=0)
