"""The draw: no constraint is ever broken, the same seed gives the same draw, and what falls short says why."""

from __future__ import annotations

import random
from collections import Counter
from itertools import permutations
from math import expm1

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.drawing import Case, Exclusion, Lots, Outcome, Reviewer, Rules, draw, first_by_lot
from audits.drawing.places import places_by_team

RESTRICTED = Exclusion("Restricted to named people", "It is restricted to named people.")
TOO_NEW = "It was allocated yesterday, which is less than 3 months ago."


@st.composite
def a_draw(draw_from):
    """A pool, reviewers, rules, a seed and a number wanted, all small and entangled."""
    teams, practitioners = st.integers(1, 4), st.integers(101, 106)
    people = st.integers(1, 5)
    cases = []
    for key in range(1, draw_from(st.integers(0, 14)) + 1):
        ties = draw_from(st.dictionaries(people, st.just(("was its reviewing officer",)), max_size=2))
        cases.append(
            Case(
                key=key,
                team=draw_from(teams),
                practitioner=draw_from(practitioners),
                excluded=RESTRICTED if draw_from(st.integers(0, 7)) == 0 else None,
                too_new=TOO_NEW if draw_from(st.integers(0, 3)) == 0 else "",
                ties=ties,
            )
        )
    reviewers = [
        Reviewer(
            key=key,
            name=f"Reviewer {key}",
            share=draw_from(st.integers(0, 3)),
            teams=frozenset(draw_from(st.sets(teams, max_size=2))),
            supervises=frozenset(draw_from(st.sets(practitioners, max_size=2))),
        )
        for key in range(1, draw_from(st.integers(0, 5)) + 1)
    ]
    rules = Rules(draw_from(st.booleans()), draw_from(st.booleans()), draw_from(st.booleans()))
    return (
        cases,
        reviewers,
        rules,
        draw_from(st.text("abc0", min_size=1, max_size=6)),
        draw_from(st.integers(0, 9)),
    )


def _drawn(cases, reviewers, rules, seed, wanted) -> Outcome:
    return draw(cases, reviewers, rules, seed=seed, wanted=wanted)


def _may(case: Case, reviewer: Reviewer, rules: Rules) -> bool:
    """The rules of a conflict of interest, said once more in other words than the portal's."""
    if rules.not_own_team and case.team in reviewer.teams:
        return False
    return case.practitioner not in {*reviewer.supervises, reviewer.key} and reviewer.key not in case.ties


def _most_that_can_be(cases, reviewers, rules) -> int:
    """How many can be paired at most, by trying every way (memoised over what is taken)."""
    units: dict[object, list[Case]] = {}
    for case in cases:
        if case.excluded is None:
            units.setdefault(case.practitioner if rules.one_a_cycle else ("case", case.key), []).append(case)
    open_to = [
        [n for n, who in enumerate(reviewers) if any(_may(case, who, rules) for case in group)]
        for group in units.values()
    ]
    seen: dict[tuple, int] = {}

    def best(at: int, left: tuple[int, ...]) -> int:
        if at == len(open_to):
            return 0
        if (at, left) not in seen:
            found = best(at + 1, left)
            for n in open_to[at]:
                if left[n]:
                    found = max(found, 1 + best(at + 1, (*left[:n], left[n] - 1, *left[n + 1 :])))
            seen[at, left] = found
        return seen[at, left]

    return best(0, tuple(who.share for who in reviewers))


@pytest.mark.rule("NEW-04")
@settings(max_examples=200, deadline=None)
@given(a_draw())
def test_no_constraint_is_ever_broken(given_draw):
    cases, reviewers, rules, _seed, wanted = given_draw
    outcome = _drawn(*given_draw)
    by_key = {who.key: who for who in reviewers}
    assert sorted(line.case.key for line in outcome.lines) == sorted(case.key for case in cases)
    assert all(line.because for line in outcome.lines)
    assert len(outcome.drawn) <= wanted
    for line in outcome.drawn:
        assert line.case.excluded is None
        assert _may(line.case, by_key[line.reviewer], rules)
        barred = {key for key, why in line.barred if why}
        assert barred == {who.key for who in reviewers if not _may(line.case, who, rules)}
    load = Counter(line.reviewer for line in outcome.drawn)
    assert all(load[who.key] <= who.share for who in reviewers)
    assert outcome.taken == {who.key: load[who.key] for who in reviewers}
    if rules.one_a_cycle:
        assert max(Counter(line.case.practitioner for line in outcome.drawn).values(), default=0) <= 1


@pytest.mark.rule("NEW-04")
@settings(max_examples=150, deadline=None)
@given(a_draw())
def test_as_many_are_drawn_as_can_be_and_what_is_missing_is_said(given_draw):
    cases, reviewers, rules, _seed, wanted = given_draw
    outcome = _drawn(*given_draw)
    assert len(outcome.drawn) == min(wanted, _most_that_can_be(cases, reviewers, rules))
    assert bool(outcome.infeasible) == (len(outcome.drawn) < wanted)
    if outcome.infeasible:
        # Never the number alone: something that can be mended.
        assert len(outcome.infeasible) > 1


@pytest.mark.rule("KNO-02")
@settings(max_examples=150, deadline=None)
@given(a_draw(), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_draw_whatever_the_order(given_draw, rng: random.Random):
    cases, reviewers, rules, seed, wanted = given_draw
    first = _drawn(cases, reviewers, rules, seed, wanted)
    rng.shuffle(cases)
    rng.shuffle(reviewers)
    again = _drawn(cases, reviewers, rules, seed, wanted)
    assert [(line.case.key, line.reviewer, line.because) for line in first.drawn] == [
        (line.case.key, line.reviewer, line.because) for line in again.drawn
    ]
    assert (first.infeasible, first.relaxed) == (again.infeasible, again.relaxed)


@pytest.mark.rule("WAL-02")
@settings(max_examples=150, deadline=None)
@given(a_draw())
def test_a_case_that_is_too_new_is_drawn_only_where_there_is_no_other(given_draw):
    cases, reviewers, rules, seed, wanted = given_draw
    outcome = _drawn(*given_draw)
    too_new = [line for line in outcome.drawn if line.case.too_new]
    if too_new:
        older = [case for case in cases if not case.too_new]
        assert len(draw(older, reviewers, rules, seed=seed, wanted=wanted).drawn) < len(outcome.drawn)
        assert any("more lately" in sentence for sentence in outcome.relaxed)
        assert all("too new" in line.because for line in too_new)


def test_a_lot_depends_on_seed_and_record_alone():
    assert Lots("one").lot_of(5) != Lots("two").lot_of(5)
    assert Lots("one").lot_of(5) == Lots("one").lot_of(5)
    assert 0 < min(Lots("s").lot_of(key) for key in range(2000)) < 0.01


def test_a_lot_can_be_reckoned_with_other_tools():
    import hashlib

    page, place = divmod(1000, 128)
    eight = hashlib.shake_256(f"abc:{page}".encode()).digest(1024)[place * 8 : place * 8 + 8]
    number = ((int.from_bytes(eight, "big") >> 12) + 0.5) / 2**52
    assert Lots("abc").lot_of(1000) == pytest.approx(number, abs=1e-12)
    assert Lots("abc").lot_of(1000) == -expm1(-Lots("abc").moment_of(1000))


def test_every_selection_is_as_likely_as_every_other():
    """Each of 10 cases in 4,000 draws of 3: 1,200 times each, and each pair 267 times, within five deviations."""
    cases, pairs = Counter(), Counter()
    for number in range(4000):
        chosen = first_by_lot(f"seed {number}", [(key, 1.0) for key in range(1, 11)], 3)
        cases.update(chosen)
        pairs.update(permutations(sorted(chosen), 2))
    assert all(abs(cases[key] - 1200) < 145 for key in range(1, 11))
    assert all(abs(pairs[a, b] - 267) < 79 for a, b in pairs if a < b)


def test_weights_draw_in_proportion():
    first = Counter(first_by_lot(f"seed {n}", [(1, 1.0), (2, 3.0)], 1)[0] for n in range(4000))
    assert abs(first[2] - 3000) < 137  # five standard deviations


def test_a_weighted_draw_keeps_the_lowest_of_many():
    weights = [(key, 1.0 + key % 7) for key in range(1, 20_001)]
    pages = Lots("seed")
    expected = sorted(weights, key=lambda pair: (pages.moment_of(pair[0]) / pair[1], pair[0]))[:50]
    assert first_by_lot("seed", weights, 50) == [key for key, _ in expected]


@pytest.mark.rule("WAL-02")
@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.integers(1, 30), st.tuples(st.integers(1, 50), st.integers(1, 50)), max_size=12),
    st.integers(0, 80),
    st.text("ab", min_size=1, max_size=4),
)
def test_places_are_spread_over_all_teams(given_teams, wanted, seed):
    sizes = {team: max(pair) for team, pair in given_teams.items()}
    most = {team: min(pair) for team, pair in given_teams.items()}
    places = places_by_team(sizes, most, wanted, seed)
    assert sum(places.values()) == min(wanted, sum(most.values()))
    assert all(0 <= places[team] <= most[team] for team in places)
    if wanted >= len(sizes):
        assert all(places[team] >= 1 for team in sizes)
    else:
        assert max(places.values(), default=0) <= 1


def test_places_follow_the_size_of_the_teams():
    assert places_by_team({1: 100, 2: 300, 3: 600}, {1: 99, 2: 99, 3: 99}, 10, "s") == {1: 1, 2: 3, 3: 6}


def test_a_part_of_a_place_goes_by_lot():
    """Two teams of 3 and 1 share 2 places: one each; of 6 places the larger gets 4 or 5, on the average 4.5."""
    got = Counter(places_by_team({1: 3, 2: 1}, {1: 9, 2: 9}, 6, f"s{n}")[1] for n in range(1000))
    assert set(got) == {4, 5}
    assert abs(got[5] - 500) < 80


@pytest.mark.rule("KNO-02")
def test_each_fate_says_why():
    cases = [
        Case(1, 1, 101),
        Case(2, 1, 101),
        Case(3, 2, 102, excluded=RESTRICTED),
        Case(4, 2, 103, too_new=TOO_NEW),
        Case(5, 3, 104, ties={1: ("was its reviewing officer until Friday 3 July 2026",)}),
    ]
    outcome = draw(cases, [Reviewer(1, "Ada", 1), Reviewer(2, "Bo", 1)], Rules(), seed="s", wanted=2)
    said = {line.case.key: line for line in outcome.lines}
    assert "Another case of the same practitioner" in said[1].because + said[2].because
    assert said[3].because == RESTRICTED.because
    assert said[3].lot is None
    assert said[4].because == f"{TOO_NEW} Enough others were found."
    assert said[5].reviewer == 2
    assert said[5].barred == ((1, "was its reviewing officer until Friday 3 July 2026"),)
    assert outcome.left_out == {"Restricted to named people": 1}


def test_a_draw_that_falls_short_says_what_would_mend_it():
    cases = [Case(1, 1, 101), Case(2, 1, 102), Case(3, 1, 103, excluded=RESTRICTED)]
    few = draw(cases, [Reviewer(1, "Ada", 1)], Rules(), seed="s", wanted=3)
    assert few.infeasible == (
        "3 cases were asked for, and 1 can be drawn and paired.",
        "Those who audit take 1 together. Give them larger shares, or ask for no more than 1.",
        "Only 2 practitioners have a case that may be audited in this cycle. Left out: restricted to named people (1).",
    )
    own = draw(cases, [Reviewer(1, "Ada", 2, frozenset({1}))], Rules(), seed="s", wanted=1)
    assert own.infeasible[1].startswith(
        "Ada could take 2 more, but may audit none of the cases that are left"
    )


def test_a_reviewer_makes_room_for_a_case_that_only_they_can_audit():
    """Greedy pairing would give Ada the first case and leave the second, which only she may audit, without anybody."""
    for seed in "abcdefghij":
        cases = [Case(1, 1, 101), Case(2, 2, 102)]
        reviewers = [Reviewer(1, "Ada", 1), Reviewer(2, "Bo", 1, frozenset({2}))]
        outcome = draw(cases, reviewers, Rules(), seed=seed, wanted=2)
        assert {line.case.key: line.reviewer for line in outcome.drawn} == {1: 2, 2: 1}
