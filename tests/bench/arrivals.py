"""P11 and P9: requests that come when they come, at gunicorn as production runs it, with and without papers beside."""

from __future__ import annotations

import http.client
import io
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pikepdf
from django.utils.http import urlencode

from qa_portal import clock
from qa_portal.celery import app
from qa_portal.children.models import Subject
from qa_portal.documents.models import Document
from qa_portal.documents.papers import Fact, Head, Paper, Section, Table
from qa_portal.documents.store import read_bytes
from tests.servers import die_with_parent

from .asking import TOKEN, cookie_of, floor_cookie
from .pages import pages

#: A request that takes longer than this is an error to whoever waits.
PATIENCE_SECONDS = 20

Wish = tuple[str, str, str]  # address, cookies, the body of a form


def main(seconds: int = 60, fast_seconds: int = 30) -> Iterator[dict[str, Any]]:
    """The mix of pages, and the floor page, at 20 a second; the mix at 120 a second; at 20 beside two papers."""
    mix, floor = _mix(), [("/floor/", floor_cookie(), "")]
    with _gunicorn() as port:
        _load(port, mix, rate=10, seconds=max(3, len(mix) / 20))  # each worker has seen each page
        slow = _load(port, mix, rate=20, seconds=seconds)
        at_floor = _load(port, floor, rate=20, seconds=max(5, seconds // 3))
        fast = _load(port, mix, rate=120, seconds=fast_seconds)
        fast_floor = _load(port, floor, rate=120, seconds=max(5, fast_seconds // 3))
        yield {"what": "arrivals", "rate": 20, **slow, "floor_p95_ms": at_floor["p95_ms"]}
        yield {"what": "arrivals", "rate": 120, **fast, "floor_p95_ms": fast_floor["p95_ms"]}
        yield beside_papers(port, mix, seconds // 3)


def beside_papers(port: int, mix: list[Wish], seconds: int) -> dict[str, Any]:
    """P9: the mix at 20 a second, while the workers make two papers of forty pages."""
    worker = [
        Path(sys.executable).parent / "celery",
        "-A",
        "qa_portal",
        "worker",
        "--pool=threads",
        "--concurrency=4",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "preexec_fn": die_with_parent}
    workers = [
        subprocess.Popen([*worker, "--loglevel=ERROR", f"--hostname=bench{n}@localhost"], **quiet)
        for n in range(2)
    ]
    try:
        _wait_for_workers()
        without = _load(port, mix, rate=20, seconds=seconds)
        with ThreadPoolExecutor(1) as beside:
            papers = beside.submit(_make_two_papers)
            loaded = _load(port, mix, rate=20, seconds=seconds, until=papers.done)
        pages_each, took = papers.result()
    finally:
        _end(workers)
    return {
        "what": "beside papers",
        "ratio": loaded["p95_ms"] / without["p95_ms"],
        "p95_ms": loaded["p95_ms"],
        "without_p95_ms": without["p95_ms"],
        "errors": loaded["errors"],
        "requests": loaded["requests"],
        "pages_each": pages_each,
        "papers_seconds": took,
    }


# -- load ---------------------------------------------------------------------------------------------------


def _mix() -> list[Wish]:
    """The pages that are measured, each as often as the others, in a fixed disorder."""
    wishes: list[Wish] = []
    for page in pages():
        cookie = cookie_of(page.person) if page.person else ""
        each = page.requests()
        for _ in range(6):
            path, form = next(each)
            body = urlencode({"csrfmiddlewaretoken": TOKEN, **form}) if form is not None else ""
            wishes.append((path, cookie, body))
    random.Random(3).shuffle(wishes)
    return wishes


def _load(port: int, wishes: list[Wish], *, rate: int, seconds: float, until: Any = None) -> dict[str, Any]:
    """Ask at a fixed rate, whether or not answers have come; times count from when a request was due to be sent.

    With ``until`` it goes on (up to ten times as long) until that says so. What isn't answered so long after the last
    was sent is an error, and isn't waited for: a portal that can't keep up must not hold the benchmark up.
    """
    times: list[float] = []
    errors: list[str] = []
    lock = threading.Lock()
    began = time.perf_counter() + 0.2

    def ask(number: int) -> None:
        due = began + number / rate
        path, cookie, body = wishes[number % len(wishes)]
        try:
            status = _ask(port, path, cookie, body)
            found = "" if status in (200, 302) else str(status)
        except OSError as error:
            found = type(error).__name__
        with lock:
            times.append(time.perf_counter() - due)
            if found:
                errors.append(f"{found} {path}")

    crowd, asked = ThreadPoolExecutor(256), []
    while (number := len(asked)) < rate * seconds or (
        until is not None and not until() and number < 10 * rate * seconds
    ):
        time.sleep(max(0, began + number / rate - time.perf_counter()))
        asked.append(crowd.submit(ask, number))
        if until is not None and until() and number > rate:
            break
    wait(asked, timeout=PATIENCE_SECONDS)
    crowd.shutdown(cancel_futures=True)
    for number, each in enumerate(asked):
        if each.cancelled():
            times.append(time.perf_counter() - began - number / rate)
            errors.append("not answered")
    times.sort()
    return {
        "requests": len(times),
        "errors": len(errors),
        "p50_ms": times[len(times) // 2] * 1000,
        "p95_ms": times[int(len(times) * 0.95)] * 1000,
        "first_errors": errors[:3],
    }


def _ask(port: int, path: str, cookie: str, body: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST" if body else "GET", path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


class _gunicorn:
    """The web process of production, with the floor page beside; gives its port."""

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [Path(sys.executable).parent / "gunicorn", "--config=python:qa_portal.gunicorn"]
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [*command, f"--bind=127.0.0.1:{port}", "qa_portal.wsgi"],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"},
            stdout=self.log,
            stderr=self.log,
            preexec_fn=die_with_parent,
        )
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                if _ask(port, "/account/sign-in", "", "") == 200:
                    return port
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("gunicorn didn't start")

    def __exit__(self, *_: object) -> None:
        _end([self.process])
        self.log.close()


# -- papers -------------------------------------------------------------------------------------------------


def _wait_for_workers() -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if len(app.control.ping(timeout=0.5) or []) == 2:
            return
    raise RuntimeError("the workers didn't start")


def _make_two_papers() -> tuple[int, float]:
    """Have the workers make two papers; give their pages (0 when they didn't come), and how many seconds it took."""
    subject = Subject.objects.order_by("pk").first()
    long = {"kind": Document.Kind.REPORT, "report_key": "dispute", "content": asdict(_long_paper())}
    asked = [Document.objects.create(subject=subject, title="Forty pages", **long).pk for _ in range(2)]
    started = time.perf_counter()
    for _ in range(2):
        app.send_task("qa_portal.documents.tasks.make_documents", ignore_result=True)
    waiting = Document.objects.filter(pk__in=asked, state=Document.State.PENDING)
    while waiting.exists() and time.perf_counter() - started < 120:
        time.sleep(0.1)
    took = time.perf_counter() - started
    stored = Document.objects.filter(pk__in=asked, state=Document.State.STORED).select_related("file")
    if len(stored) < 2:
        return 0, took
    with pikepdf.open(io.BytesIO(read_bytes(stored[0].file))) as paper:
        return len(paper.pages), took


def _end(processes: list[subprocess.Popen]) -> None:
    """End them, those that are busy by force."""
    for each in processes:
        each.send_signal(signal.SIGTERM)
    for each in processes:
        try:
            each.wait(10)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()


def _long_paper() -> Paper:
    """Some forty pages of a dispute."""
    rows = tuple(
        (
            f"Friday {n} November 2026",
            f"Stage 1: event {n} of the chronology, told in a sentence.",
            "Demo Ash",
        )
        for n in range(1, 181)
    )
    passage = "The plan was promised and did not come. " * 30
    sections = tuple(
        Section(
            f"Stage {number}",
            facts=(Fact("Sent", "Friday 4 December 2026"),),
            passages=(passage,) * 2,
            tables=(Table("What happened, in order", ("When", "What", "Who"), rows),),
        )
        for number in range(1, 6)
    )
    return Paper(
        title="Dispute, with chronology and signatures",
        council="Demo Council",
        reference="C-1001",
        head=Head("Robin Demochild", (Fact("Reference", "C-1001"),)),
        stands="Open",
        written_on=str(clock.today()),
        sections=sections,
        procedure="The framework",
    )
