"""R2: PostgreSQL cut off and started again, in the middle of a sweep and in the middle of requests."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import shutil
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import Error, connections
from django.test import Client
from django.urls import reverse

from disputes.models import Commendation
from notifications import sender
from notifications.models import SweepState
from qa_portal import celery, clock
from qa_portal.children.models import CaseNote
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from tests.factories.people import sign_in
from tests.integration.editing import fields_of
from tests.servers import PostgreSQL

from . import scene, web
from .checking import breached_once, followed_once, mailed, nothing_set_apart
from .findings import Found
from .ground import Ground, wait_for
from .running import SECOND, running

#: How long a sender keeps what it claimed, here: so that a trial needn't wait ten minutes for a dead one's.
LEASE = dt.timedelta(seconds=4)
MAIL_EVERY_SECONDS = 5


@contextlib.contextmanager
def own_server(ground: Ground) -> Iterator[tuple[PostgreSQL, Ground]]:
    """A PostgreSQL that acknowledges only what a killed server keeps, and a portal to copy on it."""
    place = Path(tempfile.mkdtemp(dir=ground.folder, prefix="cluster-"))
    server = PostgreSQL(place / "server")
    server.create()
    server.start()
    try:
        # Copied with a checkpoint: in a copy from the log alone, a crash sets the sequences of keys back.
        here = Ground(place / "portals", server.url(), strategy="FILE_COPY")
        here.build(scene.lay)
        yield server, here
    finally:
        connections.close_all()
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def impatient_sender() -> Iterator[None]:
    """A short lease, and mail every few seconds."""
    celery.app.loader.import_default_modules()
    entry = next(
        each for each in celery.app.conf.beat_schedule.values() if each["task"] == "notifications.send_mail"
    )
    before = sender.LEASE, entry["schedule"]
    sender.LEASE, entry["schedule"] = LEASE, MAIL_EVERY_SECONDS
    try:
        yield
    finally:
        sender.LEASE, entry["schedule"] = before


def restart_mid_sweep(ground: Ground, trials: int, chance: Random) -> Found:
    """Each trial: 300 fall due at once, a worker sweeps and sends, and the server is cut off meanwhile."""
    found = Found(
        "{breaches} breaches alerted once; {sweeping} restarts within a sweep, {sending} while mail was sent; "
        "{repeats} mails came twice; worker and beat went on by themselves each time"
    )
    with own_server(ground) as (server, here), impatient_sender():
        for _ in range(trials):
            with running(here) as portal:
                _all_due(here, clock.now() + 0.7 * SECOND)
                place = _restart_somewhere(server, chance)
                wrong = [] if wait_for(_all_done, 60, 0.1) else [f"not done after a minute: {portal.logs()}"]
                wrong += breached_once(here.scene.expected) + followed_once(here.scene.follows)
                of_mail, repeats = mailed(1)
                wrong += of_mail + nothing_set_apart()
                if portal.worker.is_over or portal.beats[0].is_over:
                    wrong.append("a process ended")
            found.add(wrong)
            found.counts.update(breaches=len(here.scene.expected), repeats=repeats)
            found.counts[place] += 1
    return found


def _all_due(ground: Ground, due: dt.datetime) -> None:
    scene.fall_due(Deadline.objects.filter(pk__in=ground.scene.expected), lambda: due)


def _restart_somewhere(server: PostgreSQL, chance: Random) -> str:
    """Wait for the sweep, or for the mail, and cut the server off within the moment that it takes; give which."""
    sweeping = chance.random() < 0.6

    def has_begun() -> bool:
        if sweeping:
            state = SweepState.objects.get()
            busy = state.last_finished_at is None or state.last_started_at > state.last_finished_at
            return busy or Message.objects.filter(urgency="alert").exists()
        return Message.objects.filter(urgency="alert", mail="sent").exists()

    wait_for(has_begun, 20, 0.002)
    time.sleep(chance.uniform(0, 0.3 if sweeping else 0.8))
    connections.close_all()
    server.restart_at_once()
    return "sweeping" if sweeping else "sending"


def _all_done() -> bool:
    try:
        waiting = Deadline.objects.filter(next_at__lte=clock.now()).exists()
        unhandled = Deadline.objects.filter(breached_at__isnull=False, breach_handled_at=None).exists()
        alerts = Message.objects.filter(urgency="alert")
        return not (waiting or unhandled) and alerts.exists() and not alerts.exclude(mail="sent").exists()
    except Error:
        connections.close_all()
        return False


def restart_mid_request(ground: Ground, trials: int, chance: Random) -> Found:
    """Three people write on records without a pause while the server is cut off; the web server stays as it is."""
    found = Found(
        "{acknowledged} acknowledged POSTs, all there once and whole; {cut} were cut off and none of them is there in "
        "part; the longest pause was {longest} s; the web process went on by itself each time"
    )
    with own_server(ground) as (server, here), here.portal() as folder, web.serving(folder) as port:
        writers = [Writer(here, port, name) for name in ("case_note_add", "commend", "case_note_add")]
        for _ in range(trials):
            connections.close_all()
            threads = [threading.Thread(target=writer.write_for_a_while) for writer in writers]
            stop = time.monotonic() + 0.5
            for writer, thread in zip(writers, threads, strict=True):
                writer.restarted = threading.Event()
                thread.start()
            time.sleep(chance.uniform(0.1, stop - time.monotonic()))
            server.restart_at_once()
            for writer in writers:
                writer.restarted.set()
            for thread in threads:
                thread.join(60)
            wrong = [said for writer in writers for said in writer.wrong]
            connections.close_all()
            wrong += [said for writer in writers for said in writer.look()]
            found.add(wrong)
        found.counts["acknowledged"] = sum(len(writer.acknowledged) for writer in writers)
        found.counts["cut"] = sum(len(writer.cut) for writer in writers)
        found.counts["longest"] = round(max(writer.longest for writer in writers), 1)
    return found


class Writer:
    """Somebody who sends the same form again and again, each time with a text of its own."""

    def __init__(self, ground: Ground, port: int, page: str) -> None:
        council, record = ground.scene.council, ground.scene.children[0]
        self.page, self.port = page, port
        self.url = reverse(page, args=[record.pk])
        client = sign_in(Client(), council.iro)
        opened = client.get(self.url)
        self.fields = dict(fields_of(opened).lists())
        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        self.fields["csrfmiddlewaretoken"] = [token]
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
        self.acknowledged: list[str] = []
        self.cut: list[str] = []
        self.wrong: list[str] = []
        self.longest = 0.0
        self.restarted = threading.Event()
        self._number = 0

    def write_for_a_while(self) -> None:
        """Write until two were acknowledged after the restart; twenty seconds without one are too long."""
        self.wrong, since, last = [], 0, time.monotonic()
        while since < 2:
            self._number += 1
            word = f"{self.page} {id(self)} {self._number}."
            after = self.restarted.is_set()
            if self._send(word):
                self.acknowledged.append(word)
                self.longest = max(self.longest, time.monotonic() - last)
                last = time.monotonic()
                since += after
            else:
                self.cut.append(word)
                time.sleep(0.05)
            if time.monotonic() - last > 20:
                self.wrong.append(f"{self.page} doesn't go on after the restart")
                return

    def _send(self, word: str) -> bool:
        said = {"title": word, "text": word, "practice": word, "difference": word, "type": "case_note"}
        data = {name: [said[name]] if name in said else values for name, values in self.fields.items()}
        for name in said:
            if name in ("title", "text") and self.page == "case_note_add":
                data[name] = [word]
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            head = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            server.request("POST", self.url, urllib.parse.urlencode(data, doseq=True), head)
            answer = server.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            server.close()
        # 400 is Django's answer when the session's own row can't be saved.
        if answer.status not in (302, 400, 500, 503):
            self.wrong.append(f"{self.page} answered {answer.status}: {body[:500]!r}")
        return answer.status == 302

    def look(self) -> list[str]:
        """What is wrong with what was written: an acknowledged one is there once; one that was cut off once or never;
        each with its history and with those who are told of it."""
        rows = self._rows()
        wrong = [
            f"{word!r} was acknowledged and is lost"
            for word in self.acknowledged
            if len(rows.get(word, ())) != 1
        ]
        wrong += [
            f"{word!r} is there {len(rows[word])} times" for word in self.cut if len(rows.get(word, ())) > 1
        ]
        for word, found in rows.items():
            for row in found:
                if row.history.count() != 1:
                    wrong.append(f"{word!r} has {row.history.count()} rows of history")
                told = Message.objects.filter(about_type__model="commendation", about_id=row.pk).exists()
                if self.page == "commend" and not told:
                    wrong.append(f"nobody was told of {word!r}")
        return wrong

    def _rows(self) -> dict[str, list[Any]]:
        kind, field = (CaseNote, "title") if self.page == "case_note_add" else (Commendation, "practice")
        found: dict[str, list[Any]] = {}
        for row in kind.objects.filter(**{f"{field}__startswith": f"{self.page} {id(self)} "}):
            found.setdefault(getattr(row, field), []).append(row)
        return found
