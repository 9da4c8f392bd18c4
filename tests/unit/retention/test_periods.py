"""Until when a record is kept: the law's own periods, the procedure's, and what is never reckoned."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from qa_portal.children.models import Subject
from qa_portal.frameworks.policy import KeptFor, Retention
from qa_portal.retention.periods import anniversary, period_of

BORN, CLOSED = dt.date(2010, 5, 17), dt.date(2028, 5, 17)


def _record(**given) -> Subject:
    return Subject(**{"date_of_birth": BORN, "closed_on": CLOSED, "case_kind": "looked_after", **given})


def _until(record: Subject, *, was: bool = False, policy: Retention | None = None) -> dt.date | None:
    return period_of(record, was_looked_after=was, policy=policy or Retention()).until


@pytest.mark.rule("LAW-09")
def test_a_looked_after_child_is_kept_until_the_75th_anniversary_of_birth():
    period = period_of(_record(), was_looked_after=True, policy=Retention())

    assert period.until == dt.date(2085, 5, 17)
    assert not period.is_over(dt.date(2085, 5, 17))
    assert period.is_over(dt.date(2085, 5, 18))
    assert "2085" not in period.basis


@pytest.mark.rule("LAW-09")
@pytest.mark.parametrize(
    ("died_on", "until"),
    [
        (dt.date(2020, 1, 2), dt.date(2035, 1, 2)),
        (dt.date(2028, 5, 16), dt.date(2043, 5, 16)),  # the day before eighteen
        (dt.date(2028, 5, 17), dt.date(2085, 5, 17)),  # eighteen
    ],
)
def test_who_died_under_eighteen_is_kept_for_fifteen_years_from_death(died_on, until):
    assert _until(_record(died_on=died_on, closed_on=None)) == until


@pytest.mark.rule("LAW-09")
@pytest.mark.parametrize("kind", ["care_experienced", "adult", "child_in_need"])
def test_whoever_was_ever_looked_after_is_kept_by_law_whatever_the_procedure_says(kind):
    allowed = [kind] if kind != "care_experienced" else []
    policy = Retention(periods=tuple(KeptFor(kind=each, years=1) for each in allowed))

    assert _until(_record(case_kind=kind), was=True, policy=policy) == dt.date(2085, 5, 17)


@pytest.mark.rule("LAW-09")
def test_another_record_is_kept_as_the_procedure_says_and_for_good_where_it_says_nothing():
    policy = Retention(
        periods=(
            KeptFor(kind="fostering", years=10),
            KeptFor(kind="child_in_need", years=25, counted_from="birth"),
            KeptFor(kind="assessment", years=1, counted_from="birth"),
        )
    )

    assert _until(_record(case_kind="fostering"), policy=policy) == dt.date(2038, 5, 17)
    assert _until(_record(case_kind="child_in_need"), policy=policy) == dt.date(2035, 5, 17)
    # Never before it was closed, however early the years from birth end.
    assert _until(_record(case_kind="assessment"), policy=policy) == CLOSED
    assert _until(_record(case_kind="disability"), policy=policy) is None


@pytest.mark.rule("LAW-09")
@pytest.mark.parametrize("given", [{"closed_on": None}, {"date_of_birth": None}])
def test_an_open_record_or_one_without_a_date_of_birth_has_no_end(given):
    period = period_of(_record(**given), was_looked_after=True, policy=Retention())

    assert period.until is None
    assert period.lacks
    assert not period.is_over(dt.date(2200, 1, 1))


def test_the_anniversary_of_a_leap_day_is_the_first_of_march_where_there_is_none():
    assert anniversary(dt.date(2008, 2, 29), 75) == dt.date(2083, 3, 1)
    assert anniversary(dt.date(2008, 2, 29), 76) == dt.date(2084, 2, 29)


@pytest.mark.rule("LAW-09")
def test_a_procedure_cannot_shorten_what_the_law_says_nor_let_anybody_sign():
    for kind in ("looked_after", "care_experienced"):
        with pytest.raises(ValidationError, match="the law says"):
            Retention(periods=(KeptFor(kind=kind, years=1),))
    with pytest.raises(ValidationError, match="twice"):
        Retention(periods=(KeptFor(kind="adult", years=8), KeptFor(kind="adult", years=9)))
    with pytest.raises(ValidationError, match="heads of service"):
        Retention(signed_by=("social_worker",))
