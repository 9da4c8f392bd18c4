"""Drop-down lists are drawn as Django draws them, however long."""

import re

import pytest
from django import forms

from qa_portal.forms import PortalForm, SelectField
from qa_portal.forms.selects import Choices, SelectWidget

PAIRS = [("", "Any"), ("1", "Court & care"), ("2", "<b>Duty</b>"), ('"', "Quoted ’ ' \""), ("12", "Twelve")]
ATTRIBUTES = {
    "class": "govuk-select",
    "data-autocomplete": "",
    "id": "id_team",
    "disabled": True,
    "size": False,
}


def parts(html: str) -> list[str]:
    """The tags of a list with their attributes in no order, and the text between them."""
    found = re.findall(r"<[^>]*>|[^<>\n]+", html)
    return [
        " ".join(sorted(each.strip("<>").split())) if each.startswith("<") else each.strip()
        for each in found
        if each.strip()
    ]


@pytest.mark.parametrize("chosen", [None, "", "1", 1, "2", '"', "12", "nothing of these", ["1"]])
@pytest.mark.parametrize("options", [PAIRS, Choices(PAIRS)])
def test_a_list_is_what_django_would_draw(chosen, options):
    ours = SelectWidget(choices=options).render("team", chosen, ATTRIBUTES)
    assert parts(ours) == parts(forms.Select(choices=PAIRS).render("team", chosen, ATTRIBUTES))
    assert ours.count(" selected") == (chosen != "nothing of these")


def test_what_is_chosen_is_not_remembered():
    widget = SelectWidget(choices=Choices(PAIRS))
    assert '<option value="1" selected>' in widget.render("team", "1")
    assert '<option value="1">' in widget.render("team", "2")


def test_options_in_groups_are_drawn():
    grouped = [("North", [("1", "Court")]), ("South", [("2", "Duty")])]
    assert "<optgroup" in SelectWidget(choices=grouped).render("team", "2")


class Filter(PortalForm):
    team = SelectField("Team", [("", "Any")], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = Choices(PAIRS)


def test_a_form_takes_what_is_among_the_choices_and_nothing_else():
    assert Filter({"team": "2"}).is_valid()
    assert not Filter({"team": "3"}).is_valid()
    assert '<option value="2" selected>&lt;b&gt;Duty&lt;/b&gt;</option>' in str(Filter({"team": "2"}))
