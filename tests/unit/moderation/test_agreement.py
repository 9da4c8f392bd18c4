"""The statistics of calibration against published worked examples, and against a statistics library."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.calibration.agreement import FEWEST, agreement_of, linear, quadratic, weighted_kappa

#: SAS/STAT User's Guide, The FREQ Procedure, "Getting Started: Agreement Study" (skin condition, two dermatologists).
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
UNWEIGHTED = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]

#: Cohen (1968), Table 1: N = 200; disagreement 1 between the first two diagnoses, 3 and 6 with the third.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
COHEN_WEIGHTS = [[1 - v / 6 for v in row] for row in ([0, 1, 3], [1, 0, 6], [3, 6, 0])]

#: Twelve tables with what statsmodels 0.15 (stats.inter_rater.cohens_kappa) gives for linear and quadratic weights.
REFERENCE = json.loads((Path(__file__).parents[2] / "data" / "kappa_reference.json").read_text())


@pytest.mark.rule("NEW-03")
def test_cohens_own_example_of_weighted_kappa():
    assert weighted_kappa(COHEN, COHEN_WEIGHTS).value == pytest.approx(0.348, abs=0.0005)


@pytest.mark.parametrize(
    ("weights", "value", "error", "low", "high"),
    [(UNWEIGHTED, 0.3449, 0.0724, 0.2030, 0.4868), (linear(4), 0.5082, 0.0655, 0.3798, 0.6366)],
    ids=["simple", "weighted"],
)
@pytest.mark.rule("NEW-03")
def test_the_agreement_of_two_dermatologists_as_sas_prints_it(weights, value, error, low, high):
    found = weighted_kappa(SKIN, weights)
    assert (found.value, found.error, found.low, found.high) == pytest.approx(
        (value, error, low, high), abs=0.00005
    )


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: str(sum(map(sum, case["table"]))))
@pytest.mark.parametrize("weights", [linear, quadratic])
def test_a_statistics_library_says_the_same(case, weights):
    found, wanted = weighted_kappa(case["table"], weights(4)), case[weights.__name__]
    said = [found.value, found.error, found.low, found.high]
    # The interval ends at 1, which the library's may pass.
    assert said == pytest.approx([*wanted[:3], min(wanted[3], 1.0)], abs=1e-7)


TABLES = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=4, max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_what_holds_of_any_table(table):
    turned = [list(row) for row in zip(*table, strict=True)]
    found, other = agreement_of(table), agreement_of(turned)
    assert found.exact <= found.within_one <= found.number == sum(map(sum, table))
    assert found.exact + found.higher + found.lower == found.number
    # Who is called the reviewer changes the direction, and nothing else.
    assert (found.higher, found.lower) == (other.lower, other.higher)
    if found.kappa is None:
        assert other.kappa is None
    else:
        assert -1 <= found.kappa.low <= found.kappa.value <= found.kappa.high <= 1
        assert found.kappa.value == pytest.approx(other.kappa.value)
        assert found.kappa.error == pytest.approx(other.kappa.error, abs=1e-9)


def test_all_the_same_is_one_and_nothing_but_chance_is_nought():
    assert weighted_kappa([[5, 0], [0, 5]], linear(2)).value == pytest.approx(1)
    assert weighted_kappa([[5, 5], [5, 5]], linear(2)).value == pytest.approx(0)


@pytest.mark.parametrize("table", [[[0] * 4] * 4, [[9, 0, 0, 0], *[[0] * 4] * 3]])
def test_nothing_and_one_grade_alone_have_no_kappa(table):
    assert agreement_of(table).kappa is None


def test_the_direction_is_the_reviewers():
    table = [[4, 0, 0, 0], [3, 4, 0, 0], [0, 1, 4, 1], [0, 0, 0, 4]]
    found = agreement_of(table)
    assert (found.higher, found.lower, found.bias) == (4, 1, "Higher than the moderator")
    assert not found.is_too_few
    assert agreement_of([[FEWEST - 1, 0], [0, 0]]).is_too_few
