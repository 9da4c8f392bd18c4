"""Who holds role R for a team's work today."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qa_portal import clock
from qa_portal.people import actions
from qa_portal.people.directory import Directory, directory, forget_directory
from qa_portal.people.holding import Person, PostKey
from qa_portal.people.roles import Role
from tests.factories.people import council as small_council
from tests.factories.people import person, vacate
from tests.factories.records import child

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=clock.LONDON)
TODAY = NOON.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def c():
    forget_directory()
    with clock.standing_at(NOON):
        yield small_council()


def names(holding) -> set[str]:
    return {p.name for p in holding.people}


# -- the tree -----------------------------------------------------------------------------------------


def test_a_role_on_the_team_itself_is_found_first(c):
    assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.team_manager.name}


@pytest.mark.parametrize(
    ("role", "part"),
    [
        (Role.SERVICE_MANAGER, "service_manager"),
        (Role.HEAD_OF_SERVICE, "head_of_service"),
        (Role.SERVICE_DIRECTOR, "service_director"),
        (Role.CORPORATE_DIRECTOR, "corporate_director"),
    ],
)
def test_a_role_further_up_is_found_by_walking_up_the_tree(c, role, part):
    assert names(directory().who_holds(role, c.team.pk)) == {getattr(c, part).name}


def test_another_services_manager_is_never_the_answer(c):
    assert names(directory().who_holds(Role.SERVICE_MANAGER, c.other_team.pk)) == {
        c.other_service_manager.name
    }


def test_a_reviewing_post_in_a_unit_beside_the_team_serves_it(c):
    assert names(directory().who_holds(Role.IRO_MANAGER, c.team.pk)) == {c.iro_manager.name}


def test_an_unknown_team_and_no_team_find_nobody_for_a_manager_but_the_quality_team_hears(c):
    holding = directory().who_holds(Role.TEAM_MANAGER, None)
    assert holding.fell_to_quality_team
    assert names(holding) == {c.insights_member.name}


def test_a_tree_that_bites_its_tail_still_ends():
    book = Directory(on=TODAY, parent_of={1: 2, 2: 1})
    assert book.line_of_teams(1) == [1, 2]
    assert book.teams_under(1) == {1, 2}


def test_the_framework_of_a_team_is_its_own_or_the_nearest_above(c):
    actions.change_team(c.other_service, framework_key="merton", by=c.administrator)
    assert directory().framework_key_of(c.other_team.pk) == "merton"
    assert directory().framework_key_of(c.team.pk) == "mosaic-iro"


# -- vacancies ----------------------------------------------------------------------------------------


def test_a_vacancy_climbs_one_rung_and_says_so(c):
    vacate(Role.TEAM_MANAGER, c.team)
    holding = directory().who_holds(Role.TEAM_MANAGER, c.team.pk)
    assert names(holding) == {c.service_manager.name}
    assert holding.says == (
        "The post of Team Manager, Care Planning North is vacant, so this goes to "
        "Selma Service (Service Manager, Care Planning)."
    )
    assert not holding.fell_to_quality_team


def test_two_vacancies_climb_two_rungs(c):
    vacate(Role.TEAM_MANAGER, c.team)
    vacate(Role.SERVICE_MANAGER, c.service)
    assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.head_of_service.name}


def test_a_whole_empty_line_falls_to_the_quality_team_and_says_so(c):
    for role, team in (
        (Role.TEAM_MANAGER, c.team),
        (Role.SERVICE_MANAGER, c.service),
        (Role.HEAD_OF_SERVICE, c.department),
        (Role.ASSISTANT_DIRECTOR, c.department),
        (Role.SERVICE_DIRECTOR, c.department),
        (Role.CORPORATE_DIRECTOR, c.department),
    ):
        vacate(role, team)
    holding = directory().who_holds(Role.TEAM_MANAGER, c.team.pk)
    assert holding.fell_to_quality_team
    assert names(holding) == {c.insights_member.name}
    assert "vacant" in holding.says


def test_nobody_at_all_is_an_incident_and_never_an_error():
    book = Directory(on=TODAY)
    holding = book.who_holds(Role.TEAM_MANAGER, 7)
    assert holding.is_nobody
    assert holding.names == "nobody"
    assert "Nobody holds" in holding.says


def test_the_vacant_posts_work_is_in_the_next_rungs_hands(c):
    post = directory().post_for(Role.TEAM_MANAGER, c.team.pk)
    assert post.pk not in directory().posts_answered_by(c.service_manager.pk)
    vacate(Role.TEAM_MANAGER, c.team)
    assert post.pk in directory().posts_answered_by(c.service_manager.pk)


def test_one_person_on_two_rungs_can_be_skipped_upwards(c):
    actions.appoint(c.team_manager, role=Role.SERVICE_MANAGER, team=c.service, by=c.administrator)
    for appointment in c.service_manager.appointments.all():
        actions.end_appointment(appointment, by=c.administrator)
    book = directory()
    assert names(book.who_holds(Role.SERVICE_MANAGER, c.team.pk)) == {c.team_manager.name}
    skipped = book.who_holds(Role.SERVICE_MANAGER, c.team.pk, without=frozenset({c.team_manager.pk}))
    assert names(skipped) == {c.head_of_service.name}


def test_authority_can_be_told_from_silence(c):
    """Whoever asks for authority refuses an answer that fell to the quality team."""
    team = actions.create_team(name="Adults", kind="department", by=c.administrator)
    holding = directory().who_holds(Role.TEAM_MANAGER, team.pk)
    assert holding.fell_to_quality_team
    assert not directory().who_holds(Role.TEAM_MANAGER, c.team.pk).fell_to_quality_team


# -- dates, acting up, cover ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (-3, 0, True), (1, None, False), (-3, -1, False), (0, 0, True)],
)
def test_an_appointment_counts_from_its_first_day_to_its_last_both_included(c, starts, ends, holds):
    acting = person(by=c.administrator, name="Dana Dated")
    actions.appoint(
        acting,
        role=Role.TEAM_MANAGER,
        team=c.team,
        by=c.administrator,
        starts_on=TODAY + starts * DAY,
        ends_on=None if ends is None else TODAY + ends * DAY,
    )
    assert ("Dana Dated" in names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk))) is holds


def test_a_new_day_is_another_picture_without_any_change(c):
    vacate(Role.TEAM_MANAGER, c.team)
    starter = person(Role.TEAM_MANAGER, c.team, by=c.administrator, starts_on=TODAY + DAY)
    assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.service_manager.name}
    with clock.standing_at(NOON + DAY):
        assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {starter.name}


def test_acting_up_fills_a_vacancy(c):
    vacate(Role.TEAM_MANAGER, c.team)
    actions.appoint(c.social_worker, role=Role.TEAM_MANAGER, team=c.team, is_acting=True, by=c.administrator)
    book = directory()
    assert names(book.who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.social_worker.name}
    assert c.team.pk in book.teams_managed_by(c.social_worker.pk)


def cover(c, absent, by_whom, starts=0, ends=5):
    actions.record_cover(
        absent=absent,
        covered_by=by_whom,
        starts_on=TODAY + starts * DAY,
        ends_on=TODAY + ends * DAY,
        reason="Annual leave",
        by=c.administrator,
    )


def test_cover_answers_in_the_posts_of_whoever_is_away(c):
    cover(c, c.team_manager, c.sister_team_manager)
    book = directory()
    assert names(book.who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.sister_team_manager.name}
    assert c.team.pk in book.teams_managed_by(c.sister_team_manager.pk)
    assert book.acts_for(c.sister_team_manager.pk) == {c.sister_team_manager.pk, c.team_manager.pk}


def test_whoever_is_away_still_sees_their_own_teams(c):
    cover(c, c.team_manager, c.sister_team_manager)
    assert c.team.pk in directory().teams_managed_by(c.team_manager.pk)


def test_cover_that_is_over_or_yet_to_come_changes_nothing(c):
    cover(c, c.team_manager, c.sister_team_manager, starts=1)
    assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.team_manager.name}


def test_cover_by_somebody_who_has_left_doesnt_count(c):
    cover(c, c.team_manager, c.sister_team_manager)
    c.sister_team_manager.is_active = False
    c.sister_team_manager.save()
    assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.team_manager.name}


def test_the_cover_of_a_cover_who_is_away_answers(c):
    cover(c, c.team_manager, c.sister_team_manager)
    cover(c, c.sister_team_manager, c.other_team_manager)
    book = directory()
    assert names(book.who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.other_team_manager.name}
    assert names(book.who_holds(Role.TEAM_MANAGER, c.sister_team.pk)) == {c.other_team_manager.name}


def test_two_who_cover_for_each_other_leave_nothing_with_nobody(c):
    cover(c, c.team_manager, c.sister_team_manager)
    from qa_portal.people.models import Cover

    Cover.objects.create(
        absent=c.sister_team_manager,
        covered_by=c.team_manager,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="Leave",
    )
    assert directory().who_holds(Role.TEAM_MANAGER, c.team.pk).people
    assert directory().who_holds(Role.TEAM_MANAGER, c.sister_team.pk).people


def test_a_person_who_has_left_holds_nothing(c):
    c.team_manager.is_active = False
    c.team_manager.save()
    assert names(directory().who_holds(Role.TEAM_MANAGER, c.team.pk)) == {c.service_manager.name}
    assert directory().posts_of(c.team_manager.pk) == []


@pytest.mark.rule("MOS-12")
def test_each_stage_goes_to_the_person_who_holds_that_role_for_that_child(c):
    here, there = child(c), child(c, team=c.other_team)
    book = directory()
    wanted = {
        Role.TEAM_MANAGER: (c.team_manager, c.other_team_manager),
        Role.SERVICE_MANAGER: (c.service_manager, c.other_service_manager),
        Role.SERVICE_DIRECTOR: (c.service_director, c.service_director),
        Role.CORPORATE_DIRECTOR: (c.corporate_director, c.corporate_director),
    }
    for role, (mine, theirs) in wanted.items():
        assert names(book.who_holds(role, here.team_id)) == {mine.name}
        assert names(book.who_holds(role, there.team_id)) == {theirs.name}


# -- what it costs ------------------------------------------------------------------------------------


def test_an_unchanged_directory_costs_one_query_and_a_changed_one_six(c):
    directory()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _ in range(3):
            directory()
    assert len(asked) == 3
    actions.add_person(name="New Person", email="new@ambleford.example", by=c.administrator)
    with CaptureQueriesContext(connection) as asked:
        directory()
    assert len(asked) == 1 + 5


def test_asking_a_thousand_times_asks_the_database_once(c):
    book = directory()
    with CaptureQueriesContext(connection) as asked:
        for _ in range(1000):
            book.who_holds(Role.IRO_MANAGER, c.team.pk)
    assert len(asked) == 0


def test_signing_in_changes_nobodys_post_and_costs_no_renewal(c):
    held = directory()
    c.iro.last_login = NOON
    c.iro.save(update_fields=["last_login"])
    assert directory() is held


def test_two_thousand_people_are_read_once_and_answered_from_memory():
    book = Directory(on=TODAY, parent_of={0: None, **dict.fromkeys(range(1, 500), 0)})
    book.posts = {n: PostKey(n, Role.TEAM_MANAGER, n, f"Team {n}") for n in range(1, 500)}
    book.people = {n: Person(n, f"Person {n}", f"{n}@x.example") for n in range(2000)}
    book.held = {n: (n,) for n in range(1, 500)}
    assert {book.who_holds(Role.TEAM_MANAGER, n).people[0].pk for n in range(1, 500)} == set(range(1, 500))
