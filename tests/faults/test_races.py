"""R11: two people, one item, one moment, for every transition.

One wins; the other is told plainly, with 409; nothing breaks; the history has one step, and what follows from it
(deadlines, requests, signatures, papers, notices) is there once. RACES says how many in all.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import os
import re
import threading
from collections import Counter
from itertools import cycle, islice
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from audits.models import GradeGiven
from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage, Qap, SignificantInformation
from moderation.models import MemberGrade, Moderation, Panel
from qa_portal import clock
from qa_portal.children.models import Meeting
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.outbox.models import Message
from qa_portal.people.directory import forget_directory
from qa_portal.requests.actions import open_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature
from qa_portal.workflow.steps import transitions_of
from tests.factories.people import sign_in
from tests.integration.editing import fields_of

from .panel_races import PANELS
from .races import QAPS, STAGES, THE_REST, the_council
from .racing import Race

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
GROUPS = {"qaps": QAPS, "stages": STAGES, "the rest": THE_REST, "panels": PANELS}
KINDS = sum(map(len, GROUPS.values()))
#: In all groups together: each kind twice, unless more are asked for.
RACES = int(os.environ.get("RACES", 2 * KINDS))

#: What follows from a step, counted.
FOLLOWS = (
    Deadline, RequestForResponse, Signature, Document, Qap, Dispute, DisputeStage, CafcassReferral, Moderation,
    MemberGrade, GradeGiven,
)  # fmt: skip
#: Steps that time alone takes.
BY_TIME = {"DisputeStage.finish_unconfirmed", "MemberGrade.leave"}


def test_every_transition_is_raced_for():
    """But for those that time alone takes, and a request's, which are taken with the step of what it is about."""
    raced = {race.name.split(" ")[0] for group in GROUPS.values() for race in group}
    models = (
        Qap, SignificantInformation, DisputeStage, Dispute, CafcassReferral, Meeting, Commendation, Panel, Moderation,
        MemberGrade,
    )  # fmt: skip
    there = {f"{model.__name__}.{step.name}" for model in models for step in transitions_of(model)}
    assert there - BY_TIME == raced


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("group", GROUPS)
def test_of_two_at_one_moment_one_wins_and_the_other_is_told(group):
    kinds = GROUPS[group]
    wrong: list[str] = []
    alone: dict[str, list[Counter]] = {}
    with clock.standing_at(MONDAY):
        forget_directory()
        c = the_council()
        for race in islice(cycle(kinds), RACES * len(kinds) // KINDS):
            if race.name not in alone:
                movers = race.movers[:1] if race.first == race.second else race.movers
                alone[race.name] = [_alone(c, race, who, move) for who, move in movers]
            wrong += [f"{race.name}: {said}" for said in _race(c, race, alone[race.name])]
    forget_directory()
    assert not wrong, "\n".join(f"{number} × {said}" for said, number in Counter(wrong).items())


def _alone(c: Any, race: Race, who: str, move: tuple[str, dict]) -> Counter:
    """What follows when nobody else is there."""
    thing = race.make(c)
    with clock.standing_at(MONDAY + dt.timedelta(days=race.days)):
        before = _counted()
        answer = _ready(race, _client(c, who), thing, move)()
        assert answer.status_code == 302, (
            f"{race.name} alone answers {answer.status_code}: {_words(answer)[:600]}"
        )
        return _counted() - before


def _race(c: Any, race: Race, alone: list[Counter]) -> list[str]:
    """One race; what was wrong with it."""
    thing = race.make(c)
    with clock.standing_at(MONDAY + dt.timedelta(days=race.days)):
        before, told = _counted(), set(Message.objects.values_list("pk", flat=True))
        steps = thing.history.count()
        sends = [_ready(race, _client(c, who), thing, move) for who, move in race.movers]
        answers = _together(*sends)
        follows = _counted() - before
    wrong = []
    statuses = sorted(getattr(answer, "status_code", repr(answer)) for answer in answers)
    if race.may_both and statuses == [302, 302]:
        follows = alone[0]
    elif statuses != [302, 409]:
        wrong.append(f"answered {statuses}")
    else:
        loser = next(answer for answer in answers if answer.status_code == 409)
        if not any(
            word in _words(loser)
            for word in ("meanwhile", "is now", "changed it on", "already", "completed", "returned")
        ):
            wrong.append("the second is not told what happened")
    if follows not in alone:
        wrong.append(f"{dict(follows)} follows, alone it is {[dict(each) for each in alone]}")
    moved = [row.step for row in thing.history.order_by("history_id")[steps:] if row.step]
    if len(moved) > 1 and len(set(moved)) < len(moved):
        wrong.append(f"its history has {moved}")
    new = Message.objects.exclude(pk__in=told).values_list("recipient", "heading", "url")
    twice = [each for each, number in Counter(new).items() if number > 1]
    if twice:
        wrong.append(f"told twice: {twice}")
    if said := race.ends(thing):
        wrong.append(said)
    return wrong


def _client(c: Any, who: str) -> Client:
    return sign_in(Client(raise_request_exception=False), c.people[who])


def _ready(race: Race, client: Client, thing: Any, move: tuple[str, dict]) -> Any:
    """The page, open before somebody; give what sends it."""
    page, said = move
    key = open_request(thing).pk if page in race.by_request else race.pages_of.get(page, _own_key)(thing)
    url = reverse(page, args=[key])
    opened = client.get(url)
    assert opened.status_code == 200, f"{url} answered {opened.status_code}"
    data = {name: list(values) for name, values in fields_of(opened).lists()} | said
    return lambda: client.post(url, data)


def _own_key(thing: Any) -> int:
    return thing.pk


def _together(*sends: Any) -> list[Any]:
    """Both at one moment, each in a thread and with a connection of its own; their answers."""
    gate = threading.Barrier(len(sends))
    answers: list[Any] = [None] * len(sends)

    def run(number: int) -> None:
        try:
            gate.wait(20)
            answers[number] = sends[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(run, number))
        for number in range(len(sends))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def _counted() -> Counter:
    found = Counter({model.__name__: model.objects.count() for model in FOLLOWS})
    found["open deadlines"] = Deadline.objects.filter(met_at=None, cancelled_at=None).count()
    return +found


def _words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
