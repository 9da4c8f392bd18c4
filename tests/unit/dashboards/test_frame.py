import pytest
from django.urls import reverse

from qa_portal.dashboards import council, marks, navigation, slots


@pytest.mark.parametrize(
    "colour", ["#1d4f76", "#ffdd00", "#ffffff", "#7a9", "red", "", "#000;}body{display:none"]
)
def test_whatever_colour_a_council_has_its_words_can_be_read(colour):
    style = council.style(colour)
    parts = dict(each.split(":") for each in style.removeprefix(":root{").removesuffix("}").split(";"))
    assert council.contrast(parts["--council"], parts["--on-council"]) >= 4.5
    assert council.contrast(parts["--govuk-brand-colour"], "#ffffff") >= 4.5
    assert "display" not in style


def test_every_sign_has_a_word_and_each_icon_exists():
    for table in (marks.FLAGS, marks.REQUEST_STATES, marks.DUE, marks.TASKS):
        for mark in table.values():
            assert mark.word
            assert not mark.icon or mark.icon in marks.ICONS


def test_signs_that_stand_together_differ_by_more_than_colour():
    for table in (marks.FLAGS, marks.REQUEST_STATES, marks.DUE, marks.TASKS):
        assert len({mark.word for mark in table.values()}) == len(table)


def test_navigation_shows_what_is_there_and_for_this_person(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register_nav("Sign-in", "account_login", order=2)
    navigation.register_nav("Nowhere", "no-such-page")
    navigation.register_nav("Managers", "session_stay", shown_to=lambda user: user == "manager", order=1)
    assert [link.label for link in navigation.navigation_for("worker", "/")] == ["Sign-in"]
    links = navigation.navigation_for("manager", "/session/stay")
    assert [(link.label, link.current) for link in links] == [("Managers", True), ("Sign-in", False)]


def test_a_group_is_one_entry_and_its_pages_name_each_other(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register_nav("Signed in", "session_stay", order=1, group="Session")
    navigation.register_nav("Sign-in", "account_login", order=2, group="Session")
    navigation.register_nav(
        "Home", "home", shown_to=lambda user: user == "manager", order=3, group="Elsewhere"
    )
    first, sign_in = reverse("session_stay"), reverse("account_login")
    (link,) = navigation.navigation_for("worker", sign_in)
    assert (link.label, link.url, link.current, link.within) == ("Session", first, False, True)
    assert [(page.label, page.current) for page in link.pages] == [("Signed in", False), ("Sign-in", True)]
    (link,) = navigation.navigation_for("worker", f"{first}below/")
    assert (link.within, link.pages) == (True, ())
    assert [link.label for link in navigation.navigation_for("manager", "/")] == ["Session", "Home"]


def test_a_slot_is_filled_in_order_and_once(monkeypatch):
    monkeypatch.setattr(slots, "_fillings", slots.defaultdict(dict))

    def one(context, *args):
        return f"<b>{context['who']}</b>"

    def two(context, *args):
        return "<i></i>"

    slots.fill_slot("bell", two, order=9)
    slots.fill_slot("bell", one, order=1)
    slots.fill_slot("bell", one, order=1)
    assert slots.render_slot("bell", {"who": "me"}) == "<b>me</b><i></i>"
    assert slots.render_slot("nothing", {}) == ""
