"""How predicates become the permission of a step."""

from __future__ import annotations

from types import SimpleNamespace

from qa_portal.workflow.permissions import allows, by_time_alone

ACTIVE, LEFT = SimpleNamespace(is_active=True), SimpleNamespace(is_active=False)


def is_hers(user, thing) -> bool:
    return thing == "hers"


def is_new(user, thing) -> bool:
    return True


def never(user, thing) -> bool:
    return False


def test_all_of_the_predicates_must_hold_for_somebody_who_may_sign_in():
    assert allows(is_hers, is_new)("hers", ACTIVE) is True
    assert not allows(is_hers, is_new)("theirs", ACTIVE)
    assert not allows(is_hers, never)("hers", ACTIVE)
    assert not allows(is_hers)("hers", LEFT)
    assert not allows(is_hers)("hers", object())


def test_a_permission_has_the_name_of_its_predicates():
    assert allows(is_hers, is_new).__name__ == "is_hers_and_is_new"
    assert allows(SimpleNamespace(name="named")).__name__ == "named"


def test_what_time_alone_may_do_is_nobodys():
    assert by_time_alone("hers", ACTIVE) is False
