import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_portal.drafts.merge import BOTH, MINE, THEIRS, UnknownRow, merge, rebase, settle


def row(key, text):
    return {"key": key, "text": text}


BASE = {"a": "1", "b": "2", "rows": [row("5", "five"), row("6", "six")]}


def changed(**changes):
    return {**BASE, **changes}


def test_what_only_one_changed_is_taken():
    merged = merge(BASE, changed(a="mine"), changed(b="theirs"))
    assert merged.values == changed(a="mine", b="theirs")
    assert not merged.conflicts
    assert merged.from_them == ["b"]


def test_what_both_changed_alike_is_no_conflict():
    assert not merge(BASE, changed(a="same"), changed(a="same")).conflicts


def test_what_both_changed_differently_is_kept_twice():
    [conflict] = merge(BASE, changed(a="mine"), changed(a="theirs")).conflicts
    assert (conflict.path, conflict.base, conflict.mine, conflict.theirs) == ("a", "1", "mine", "theirs")


def test_without_knowing_what_was_seen_every_difference_is_shown():
    assert {each.path for each in merge({}, changed(a="mine"), BASE).conflicts} == {"a"}


def test_rows_merge_field_by_field():
    mine = changed(rows=[row("5", "mine"), row("6", "six")])
    theirs = changed(rows=[row("5", "five"), row("6", "theirs")])
    merged = merge(BASE, mine, theirs)
    assert merged.values["rows"] == [row("5", "mine"), row("6", "theirs")]
    assert not merged.conflicts


def test_rows_that_both_added_both_stay():
    mine = changed(rows=[*BASE["rows"], row("new-1", "mine")])
    theirs = changed(rows=[*BASE["rows"], row("7", "theirs")])
    assert [each["text"] for each in merge(BASE, mine, theirs).values["rows"]] == [
        "five",
        "six",
        "theirs",
        "mine",
    ]


def test_a_form_sent_twice_adds_its_row_once():
    mine = changed(rows=[*BASE["rows"], row("new-1", "new")])
    theirs = changed(rows=[*BASE["rows"], row("7", "new")])
    assert merge(BASE, mine, theirs).values["rows"] == theirs["rows"]


def test_a_row_that_was_not_sent_is_not_taken_for_removed():
    assert merge(BASE, changed(rows=[row("5", "five")]), BASE).values["rows"] == BASE["rows"]


def test_a_row_that_they_took_out_and_i_left_alone_is_gone():
    merged = merge(BASE, BASE, changed(rows=[row("6", "six")]))
    assert merged.values["rows"] == [row("6", "six")]


def test_a_row_that_they_took_out_while_i_changed_it_is_a_conflict():
    mine, theirs = changed(rows=[row("5", "mine"), row("6", "six")]), changed(rows=[row("6", "six")])
    merged = merge(BASE, mine, theirs)
    [conflict] = merged.conflicts
    assert (conflict.path, conflict.mine, conflict.theirs) == ("rows-5-row", row("5", "mine"), None)
    assert settle(merged.values, merged.conflicts, {"rows-5-row": THEIRS})["rows"] == [row("6", "six")]
    kept = settle(merged.values, merged.conflicts, {"rows-5-row": MINE})["rows"]
    assert [each["text"] for each in kept] == ["six", "mine"]
    assert kept[1]["key"].startswith("new-")
    assert not merge(theirs, changed(rows=kept), theirs).conflicts


def test_a_row_that_i_took_out_while_they_changed_it_is_a_conflict():
    mine = changed(rows=[{"key": "5", "removed": True}, row("6", "six")])
    theirs = changed(rows=[row("5", "theirs"), row("6", "six")])
    merged = merge(BASE, mine, theirs)
    [conflict] = merged.conflicts
    assert (conflict.mine, conflict.theirs) == (None, row("5", "theirs"))
    kept = settle(merged.values, merged.conflicts, {"rows-5-row": THEIRS})["rows"]
    assert sorted(each["text"] for each in kept) == ["six", "theirs"]


def test_a_row_of_something_else_is_refused():
    with pytest.raises(UnknownRow):
        merge(BASE, changed(rows=[row("99", "swapped in")]), BASE)


def test_a_row_that_an_old_draft_alone_knows_becomes_a_new_one():
    [kept] = merge({}, {"rows": [row("99", "typed")]}, {"rows": []}, adopt=True).values["rows"]
    assert kept["text"] == "typed"
    assert kept["key"].startswith("new-")


def test_both_texts_can_stay():
    merged = merge(BASE, changed(a="mine"), changed(a="theirs"))
    assert settle(merged.values, merged.conflicts, {"a": BOTH})["a"] == "theirs\n\nmine"


TEXTS = st.sampled_from(["", "x", "y", "z"])
ROWS = st.lists(
    st.builds(row, st.sampled_from("123456"), TEXTS), unique_by=lambda each: each["key"], max_size=4
)
VALUES = st.fixed_dictionaries({"a": TEXTS, "b": TEXTS, "rows": ROWS})


@st.composite
def three_versions(draw):
    base = draw(VALUES)
    versions = [base]
    for own in ("mine", "theirs"):
        rows = []
        for each in base["rows"]:
            fate = draw(st.sampled_from(["keep", "change", "remove"]))
            if fate == "remove" and own == "mine":
                rows.append({"key": each["key"], "removed": True})
            elif fate != "remove":
                rows.append(row(each["key"], draw(TEXTS) if fate == "change" else each["text"]))
        if draw(st.booleans()):
            rows.append(row("new-1" if own == "mine" else "9", draw(TEXTS)))
        versions.append({"a": draw(TEXTS), "b": draw(TEXTS), "rows": rows})
    return versions


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(three_versions())
def test_nothing_that_either_wrote_is_lost(versions):
    base, mine, theirs = versions
    merged = merge(base, mine, theirs)
    kept = {str(value) for value in merged.values.values()} | {str(each) for each in merged.conflicts}
    texts = " ".join(kept)
    for name in ("a", "b"):
        for version in (mine, theirs):
            if version[name] != base[name]:
                assert f"'{version[name]}'" in texts or merged.values[name] == version[name]
    written = {each["key"]: each for each in base["rows"]}
    for version in (mine, theirs):
        for each in version["rows"]:
            if not each.get("removed") and written.get(each["key"]) != each:
                assert repr(each["text"]) in texts


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(three_versions())
def test_a_draft_over_their_version_finds_the_same_conflicts_again(versions):
    base, mine, theirs = versions
    merged = merge(base, mine, theirs)
    again = merge(rebase(theirs, merged.conflicts), merged.values, theirs)
    assert {each.path for each in again.conflicts} == {each.path for each in merged.conflicts}
