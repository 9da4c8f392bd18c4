import datetime as dt

import pytest
from django.utils.datastructures import MultiValueDict

from qa_portal import clock, forms
from qa_portal.forms.tables import apply_row_action


class IssueRow(forms.PortalForm):
    concern = forms.LongTextField("Concern", max_length=50)
    due_on = forms.DateField("Done by", required=False)


class Form(forms.PortalForm):
    held_on = forms.DateField("Held on", not_after="today")
    heard_at = forms.DateTimeField("Heard at", required=False)
    outcome = forms.ChoiceField("Outcome", [("yes", "Yes"), ("no", "No")])
    why_not = forms.TextField("Why not?")
    told = forms.YesNoField("Told?", required=False)
    views = forms.MultipleChoiceField("Views", [("a", "A"), ("b", "B")], required=False)
    sure = forms.TickField("Sure")
    issues = forms.RowTable(IssueRow, noun="issue", legend="Issues", fewest=1)

    reveals = {"outcome": {"no": ("why_not",)}}


def sent(**changes):
    data = {
        "held_on": ["1/12/2026"],
        "outcome": ["yes"],
        "issues-row": ["5", "new-ab12"],
        "issues-5-concern": ["Dental check"],
        "issues-new-ab12-concern": ["School"],
        "issues-new-ab12-due_on": ["4 December 2026"],
    }
    data |= {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
    return MultiValueDict(data)


@pytest.fixture(autouse=True)
def _third_of_december():
    with clock.standing_at(dt.datetime(2026, 12, 3, 12, tzinfo=dt.UTC)):
        yield


def test_rows_come_out_with_their_ids_beside_the_fields():
    form = Form(sent())
    assert form.is_valid(), form.error_lines
    assert form.cleaned_data["held_on"] == dt.date(2026, 12, 1)
    assert form.cleaned_data["issues"] == [
        {"id": 5, "key": "5", "concern": "Dental check", "due_on": None},
        {"id": None, "key": "new-ab12", "concern": "School", "due_on": dt.date(2026, 12, 4)},
    ]


def test_a_new_row_that_was_left_empty_does_not_count():
    form = Form(sent(**{"issues-new-ab12-concern": " ", "issues-new-ab12-due_on": ""}))
    assert form.is_valid(), form.error_lines
    assert [row["id"] for row in form.cleaned_data["issues"]] == [5]


def test_a_table_asks_for_its_fewest_rows():
    form = Form(sent(**{"issues-row": []}))
    assert not form.is_valid()
    assert [(line.message, line.anchor) for line in form.error_lines] == [
        ("Add at least one issue.", "rows-issues")
    ]


def test_a_refusal_in_a_row_names_the_row_and_links_to_its_field():
    form = Form(sent(**{"issues-new-ab12-due_on": "31/2/2026"}))
    assert not form.is_valid()
    [line] = form.error_lines
    assert line.message.startswith("Issue 2: February 2026 has 28 days")
    assert line.anchor == "id_issues-new-ab12-due_on"
    assert "issues" not in form.cleaned_data


def test_a_field_that_an_option_reveals_is_asked_for_with_that_option_alone():
    assert Form(sent(why_not="typed before")).is_valid()
    form = Form(sent(outcome="no"))
    assert not form.is_valid()
    assert [line.message for line in form.error_lines] == ["Fill in “Why not?”."]


def test_what_an_unchosen_option_would_reveal_is_not_taken():
    form = Form(sent(why_not="typed before"))
    assert form.is_valid()
    assert form.cleaned_data["why_not"] == ""


@pytest.mark.parametrize(
    ("character", "says"),
    [
        ("\x00", "can’t be stored"),
        ("\ud800", "can’t be stored"),
        ("\x1b", "can’t be stored"),
        ("\u202e", "turns the direction"),
    ],
)
def test_a_character_that_nobody_can_see_is_refused_and_located(character, says):
    form = Form(sent(**{"issues-5-concern": f"Dental{character} check"}))
    assert not form.is_valid()
    [line] = form.error_lines
    assert says in line.message
    assert "after “Dental”" in line.message


def test_a_text_that_is_too_long_says_by_how_much():
    form = Form(sent(**{"issues-5-concern": "x" * 1_000_000}))
    [line] = form.error_lines
    assert "must be 50 characters or fewer. It has 1,000,000: shorten it by 999,950." in line.message


def test_line_ends_are_stored_one_way():
    form = Form(sent(**{"issues-5-concern": "one\r\ntwo\rthree"}))
    assert form.is_valid()
    assert form.cleaned_data["issues"][0]["concern"] == "one\ntwo\nthree"


def test_a_date_after_its_bound_says_both():
    form = Form(sent(held_on="4/12/2026"))
    [line] = form.error_lines
    assert line.message == "This must be today or earlier. You entered Friday 4 December 2026."


def test_values_survive_the_way_through_text():
    stored = {
        "held_on": dt.date(2026, 12, 1),
        "heard_at": dt.datetime(2026, 6, 1, 13, 30, tzinfo=dt.UTC),
        "outcome": "yes",
        "told": False,
        "views": ["b", "a"],
        "sure": True,
        "issues": [{"id": 5, "concern": "Dental\ncheck", "due_on": dt.date(2026, 12, 4)}],
    }
    text = Form().to_text(stored)
    assert text["heard_at"] == ["1/6/2026", "14:30"]
    form = Form(Form().to_sent(text))
    assert form.is_valid(), form.error_lines
    for name in ("held_on", "heard_at", "outcome", "told", "sure"):
        assert form.cleaned_data[name] == stored[name]
    assert sorted(form.cleaned_data["views"]) == ["a", "b"]
    assert form.understood() == text == Form(values=text).typed()


def test_what_was_typed_wrongly_is_shown_as_it_was_typed():
    typed = Form(sent(held_on="31/2/2026")).typed()
    assert typed["held_on"] == "31/2/2026"
    assert 'value="31/2/2026"' in str(Form(values=typed)["held_on"])


def test_a_row_is_removed_only_when_that_was_confirmed():
    values = Form(sent()).typed()
    asked = apply_row_action(values, {"remove-row": "issues:5"}, Form.declared_tables)
    assert [row["key"] for row in asked["issues"] if row.get("asks_removal")] == ["5"]
    shown = Form(values=asked)
    assert [row.asks_removal for row in shown.tables["issues"].rows] == [True, False]
    gone = apply_row_action(values, {"confirm-remove-row": "issues:5"}, Form.declared_tables)
    assert Form(values=gone).tables["issues"].removed == ["5"]
    assert [row.key for row in Form(values=gone).tables["issues"].rows] == ["new-ab12"]


def test_every_kind_of_field_has_a_template():
    html = Form(sent()).render()
    for name in ("held_on", "heard_at_0", "outcome", "why_not", "told", "views", "sure", "issues-5-concern"):
        assert f'name="{name}"' in html, name
