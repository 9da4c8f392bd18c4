"""R9: of three hundred deadlines that fall due together one raises, one has a bad template, one reaches nobody, a
hundred times: the others are done in the same sweep, and each of the three is an incident in the end."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from random import Random

import pytest

from notifications import notices
from notifications.beat import run_beat
from notifications.sender import send_mail
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines import kinds
from qa_portal.deadlines.models import TRIES, Deadline
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.actions import create_team
from qa_portal.people.directory import forget_directory
from qa_portal.people.models import Appointment, Team
from qa_portal.people.roles import LINE_OF_QUALITY
from tests.factories.deadlines import KIND, a_kind, bystanders, many_running
from tests.factories.people import council

TRIALS = int(os.environ.get("BAD_ROWS_TRIALS", "100"))
MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=clock.LONDON)
DUE = dt.datetime(2026, 12, 7, 17, 0, tzinfo=clock.LONDON)
RAISES, BAD_TEMPLATE = "test_raises", "test_bad_template"


class Raises(kinds.DeadlineKind):
    """A kind whose page can't be named."""

    def url_of(self, deadline):
        raise RuntimeError("this row raises")


@pytest.fixture
def three_hundred(db, monkeypatch):
    """Three hundred of which most tell their holder alone; two bad kinds; a team in which nobody holds any post."""
    forget_directory()
    with a_kind(), clock.standing_at(MONDAY):
        kinds.register(Raises(RAISES, "Answer stage 1", "record"))
        kinds.register(kinds.DeadlineKind(BAD_TEMPLATE, "Answer stage 1", "record"))
        bad = notices.Wording(
            notices.ALERT.event,
            notices.ALERT.urgency,
            "It is with {nobody_knows_whom}.",
            "It is with {holders}.",
        )
        words = notices.wording_of
        monkeypatch.setattr(
            notices,
            "wording_of",
            lambda kind, occasion: bad if kind.key == BAD_TEMPLATE else words(kind, occasion),
        )
        c = council()
        rows = many_running(c, 300)
        bystanders(c, 1300)
        plan = [[DUE.astimezone(dt.UTC).isoformat(), "overdue:0", ["owner"]]]
        Deadline.objects.filter(pk__in=[row.pk for row in rows]).update(plan=plan, next_at=DUE)
        # Nobody is left to whom it could fall.
        Appointment.objects.filter(post__role__in=LINE_OF_QUALITY).delete()
        forget_directory()
        lonely = create_team(
            name="Nobody's",
            kind=Team.Kind.DEPARTMENT,
            parent=None,
            framework_key="mosaic-iro",
            by=c.administrator,
        )
        yield [row.pk for row in rows], c, lonely
        kinds.unregister(RAISES)
        kinds.unregister(BAD_TEMPLATE)
    forget_directory()


@pytest.mark.rule("NEW-01")
def test_three_bad_rows_hold_up_none_of_the_others(three_hundred):
    keys, c, lonely = three_hundred
    chance = Random("R9")
    wrong: list[str] = []
    for trial in range(TRIALS):
        bad = chance.sample(keys, 3)
        wrong += [f"trial {trial}: {each}" for each in _one_trial(keys, bad, lonely, c)]
        _as_before(keys, bad, c)
    assert not wrong, "\n".join(wrong[:20])


def _one_trial(keys, bad, lonely, c) -> list[str]:
    raises, bad_template, nobody = bad
    Deadline.objects.filter(pk=raises).update(kind=RAISES)
    Deadline.objects.filter(pk=bad_template).update(kind=BAD_TEMPLATE)
    Deadline.objects.filter(pk=nobody).update(owner_post=None)
    Subject.objects.filter(deadlines=nobody).update(team=lonely, practitioner=None, iro=None)
    wrong = []
    with clock.standing_at(DUE):
        run_beat()
    told = Counter(Message.objects.filter(deadline__in=keys).values_list("deadline_id", flat=True))
    if told != Counter(set(keys) - set(bad)):
        wrong.append(f"{len(told)} others were told in the same sweep")
    if Deadline.objects.filter(pk__in=set(keys) - set(bad), breached_at=DUE, next_at=None).count() != 297:
        wrong.append("not all others are breached in the same sweep")
    if _incidents() != {("nobody", nobody): 1}:
        wrong.append(f"after one sweep the incidents are {_incidents()}")
    for minutes in range(1, TRIES + 2):
        with clock.standing_at(DUE + dt.timedelta(minutes=minutes)):
            run_beat()
        if minutes == TRIES - 2 and ("set_aside", raises) in _incidents():
            wrong.append("set apart too early")
        if minutes == TRIES - 1 and len(_incidents()) != 3:
            wrong.append(f"after {TRIES} tries the incidents are {_incidents()}")
    if _incidents() != {("nobody", nobody): 1, ("set_aside", raises): 1, ("set_aside", bad_template): 1}:
        wrong.append(f"in the end the incidents are {_incidents()}")
    if list(Message.objects.filter(event="incidents_wait").values_list("recipient", flat=True)) != [
        c.administrator.pk
    ]:
        wrong.append("the administrator wasn't told once")
    if Message.objects.filter(deadline__in=keys).count() != 297:
        wrong.append("somebody was told twice")
    return wrong


def _incidents() -> dict[tuple[str, int], int]:
    return dict(Counter(Incident.objects.filter(closed_at=None).values_list("kind", "deadline_id")))


def _as_before(keys, bad, c) -> None:
    Incident.objects.all().delete()
    Message.objects.all().delete()
    fine = Deadline.objects.get(pk=next(pk for pk in keys if pk not in bad))
    Deadline.objects.filter(pk__in=bad).update(kind=KIND, owner_post=fine.owner_post)
    Subject.objects.filter(deadlines__in=bad).update(team=c.team, practitioner=c.social_worker, iro=c.iro)
    Deadline.objects.filter(pk__in=keys).update(
        next_at=DUE, breached_at=None, breach_handled_at=None, attempts=0, last_error="", set_aside_at=None
    )


@pytest.mark.rule("NEW-01")
def test_a_mail_with_a_bad_template_holds_up_none_of_the_others(three_hundred, monkeypatch):
    """It is tried three times, then it is an incident; the rest is sent in the same run."""
    from notifications import sender

    keys, _, _ = three_hundred
    with clock.standing_at(DUE):
        run_beat()
        bad = Message.objects.filter(deadline=keys[7]).get()
        make = sender.mail_of

        def mail_of(message):
            if message.pk == bad.pk:
                raise RuntimeError("a bad template")
            return make(message)

        monkeypatch.setattr(sender, "mail_of", mail_of)
        assert send_mail().sent == 299
    for minutes in (6, 32):
        assert not Incident.objects.exists()
        with clock.standing_at(DUE + dt.timedelta(minutes=minutes)):
            send_mail()
    assert list(Incident.objects.values_list("kind", "message")) == [("mail", bad.pk)]
