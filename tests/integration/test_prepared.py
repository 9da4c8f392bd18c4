"""Reads whose SQL is made once: they give what the querysets would give, whatever the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Value
from django.test.utils import CaptureQueriesContext

from disputes.models import Dispute, DisputeStage, RecommendedAction
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.people.models import DirectoryVersion, Team
from qa_portal.reading.prepared import Keys, Parts, Start, prepared
from tests.factories.disputes import dispute_at
from tests.factories.people import council

pytestmark = pytest.mark.django_db


def parts_of(dispute: int, now: dt.datetime, today: dt.date) -> Parts:
    overdue = Deadline.objects.filter(subject=OuterRef("subject"), due_at__lt=now).order_by()
    history = DisputeStage.history.model.objects.filter(dispute=dispute).order_by()
    rows = [history.annotate(part=Value(word)).values_list("part", "state", "history_date") for word in "ab"]
    return {
        "dispute": Dispute.objects.filter(pk=dispute)
        .select_related("raised_by", "closed_by", "framework", "subject__team")
        .annotate(is_late=Exists(overdue))[:1],
        "stages": DisputeStage.objects.filter(dispute=dispute)[:50],
        "actions": RecommendedAction.objects.filter(stage__dispute=dispute).order_by("-pk")[:50],
        "clocks": Deadline.objects.filter(subject__disputes=dispute, starts_at__lt=now)[:50],
        "born": Subject.objects.filter(date_of_birth__lt=today).values_list("reference", "date_of_birth")[
            :50
        ],
        "version": DirectoryVersion.objects.values_list("token")[:1],
        "walked": rows[0].union(rows[1], all=True).order_by("-history_date", "part")[:50],
    }


def values_of(thing: object) -> object:
    """A model's columns and those of its relations that were read with it; anything else as it is."""
    if not hasattr(thing, "_meta"):
        return thing
    own = {f.attname: getattr(thing, f.attname) for f in thing._meta.concrete_fields}
    with_it = {name: values_of(value) for name, value in thing._state.fields_cache.items()}
    return own, with_it, getattr(thing, "is_late", None)


def test_each_part_is_what_its_queryset_gives_and_all_come_in_one_query(django_assert_num_queries):
    dispute = dispute_at("sent", council=council())
    known = {"dispute": dispute.pk, "now": clock.now() + dt.timedelta(days=30), "today": clock.today()}
    read = prepared(parts_of)
    read(**known)
    with django_assert_num_queries(1):
        found = read(**known)
    expected = {name: list(rows) for name, rows in parts_of(**known).items()}
    assert {name: len(rows) for name, rows in expected.items()} == {
        name: len(rows) for name, rows in found.items()
    }
    for name, rows in expected.items():
        assert [values_of(row) for row in found[name]] == [values_of(row) for row in rows], name


def test_the_arguments_are_those_of_each_call(django_assert_num_queries):
    here = council()
    one, two = dispute_at("drafted", council=here), dispute_at("sent", council=here)

    @prepared
    def stages_of(dispute: int) -> Parts:
        return {"stages": DisputeStage.objects.filter(dispute=dispute)[:10]}

    for dispute in (one, two, one):
        assert [s.dispute_id for s in stages_of(dispute=dispute.pk)["stages"]] == [dispute.pk]


def test_a_text_comes_back_letter_for_letter(db):
    here = council()
    words = (
        "“Ünïcode”, \\ back\\slash, 'quote', \"double\", \u202e right to left, \n line, 🙂, {json}, %s, %(x)s"
    )
    dispute = dispute_at("drafted", council=here)
    Dispute.objects.filter(pk=dispute.pk).update(concern=words)

    @prepared
    def one(dispute: int) -> Parts:
        return {
            "dispute": Dispute.objects.filter(pk=dispute, concern__contains="%s").annotate(twin=F("concern"))[
                :1
            ]
        }

    found = one(dispute=dispute.pk)["dispute"][0]
    assert (found.concern, found.twin) == (words, words)


def test_a_part_without_a_limit_is_refused():
    @prepared
    def everyone(team: int) -> Parts:
        return {"teams": Team.objects.filter(pk=team)}

    with pytest.raises(TypeError, match="'teams' has no limit"):
        everyone(team=1)


def test_an_argument_that_the_database_is_not_asked_with_is_refused():
    @prepared
    def everyone(team: int, other: int) -> Parts:
        return {"teams": Team.objects.filter(pk=team)[:1]}

    with pytest.raises(TypeError, match="other"):
        everyone(team=1, other=2)


def test_a_part_that_would_ask_again_for_each_relation_is_refused():
    @prepared
    def disputes(subject: int) -> Parts:
        return {"disputes": Dispute.objects.filter(subject=subject).prefetch_related("stages")[:1]}

    with pytest.raises(TypeError, match="prefetching"):
        disputes(subject=1)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 9])
def test_keys_are_those_of_each_call_however_many(number):
    here = council()
    teams = list(Team.objects.order_by("pk")[:number])

    @prepared
    def some(teams: Keys, without: Keys, backwards: bool) -> Parts:
        found = Team.objects.filter(pk__in=teams).exclude(pk__in=without)
        return {"teams": found.order_by("-pk" if backwards else "pk")[:20]}

    pks = tuple(team.pk for team in teams)
    assert len(pks) == number, here
    assert some(teams=pks, without=(), backwards=False)["teams"] == teams
    assert some(teams=pks, without=pks[:1], backwards=True)["teams"] == teams[1:][::-1]


@pytest.mark.parametrize("kind", [int, Start])
def test_a_slice_begins_where_it_is_said_and_what_is_not_given_is_not_asked(kind):
    here = council()
    names = sorted(Team.objects.values_list("name", flat=True))
    assert len(names) > 4, here

    def page(offset: int, named: str | None, without: int | None) -> Parts:
        found = Team.objects.order_by("name")
        if named:
            found = found.filter(name=named)
        if without:
            found = found.exclude(pk=without)
        return {"teams": found[offset : offset + 2]}

    page.__annotations__["offset"] = kind
    page = prepared(page)

    def asked(**known):
        return [team.name for team in page(**{"offset": 0, "named": None, "without": None} | known)["teams"]]

    for offset in (0, 1, 3):
        assert asked(offset=offset) == names[offset : offset + 2]
    assert asked(named=names[2]) == names[2:3]
    assert asked(named="100%_\\ sure %s") == []
    assert asked(without=Team.objects.get(name=names[0]).pk, offset=0) == names[1:3]


def test_without_keys_what_stands_beside_them_need_not_be_asked_with():
    @prepared
    def of_kind(framework: str, teams: Keys) -> Parts:
        return {"teams": Team.objects.filter(pk__in=teams, framework_key=framework)[:5]}

    assert of_kind(framework="mosaic-iro", teams=())["teams"] == []


def test_a_part_that_nothing_could_be_in_is_refused():
    """As of a small integer, to which what stands for an argument doesn't fit: it would never find anything."""

    @prepared
    def nobody(team: int) -> Parts:
        return {"teams": Team.objects.filter(pk=team).none()[:1]}

    with pytest.raises(TypeError, match="'teams' is empty whatever"):
        nobody(team=1)


def test_what_was_told_in_a_transaction_that_failed_is_still_known(django_assert_num_queries):
    dispute = dispute_at("drafted", council=council())

    @prepared
    def stages_of(dispute: int) -> Parts:
        return {"stages": DisputeStage.objects.filter(dispute=dispute)[:10]}

    with transaction.atomic():
        assert stages_of(dispute=dispute.pk)["stages"]
        transaction.set_rollback(True)
    with django_assert_num_queries(1):
        assert stages_of(dispute=dispute.pk)["stages"]


def test_on_a_connection_that_ends_with_the_request_each_statement_is_sent_whole(monkeypatch):
    dispute = dispute_at("drafted", council=council())
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)

    @prepared
    def stages_of(dispute: int) -> Parts:
        return {"stages": DisputeStage.objects.filter(dispute=dispute)[:10]}

    with CaptureQueriesContext(connection) as asked:
        assert stages_of(dispute=dispute.pk)["stages"]
    assert [query["sql"][:4] for query in asked] == ["WITH"]
