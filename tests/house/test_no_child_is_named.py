"""No mail, address, log line, notice or file name names a child: the whole scene told, swept for a month, and read."""

import datetime as dt
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.core import mail
from django.urls import reverse

from disputes.models import Dispute, Qap
from notifications.sender import send_mail
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.documents.reports import file_name_of
from qa_portal.outbox.models import Incident, Message

from . import (
    asking,
    table_audits,
    table_climbing,
    table_cycles,
    table_disputes,
    table_improvement,
    table_panels,
    table_plan,
    table_records,
    table_reports,
)
from . import scene as scenes

#: What the scene's children are called, and nobody else in it.
NAMES = re.compile(r"\bRobin\b|\bExample\d+\b|\bFrances\b|\bCarer\d+\b")


TABLES = (
    table_records, table_disputes, table_audits, table_climbing, table_cycles, table_panels, table_plan, table_reports,
    table_improvement,
)  # fmt: skip
#: Who opens a page, the first for whom it is.
READERS = ("iro_manager", "insights_manager", "other_team_manager", "team_manager")


@contextmanager
def _everything_logged(caplog) -> Iterator[None]:
    """The portal's own loggers say all that they can say, Django's all but its debugging, and it is kept.

    Django's templates dump their context when they are debugged; no setting of the portal turns that on.
    """
    with ExitStack() as levels:
        for name in ("qa_portal", "notifications", "audits", "disputes", "moderation"):
            levels.enter_context(caplog.at_level(logging.DEBUG, logger=name))
        levels.enter_context(caplog.at_level(logging.INFO, logger="django"))
        yield


def _month_of_sweeps() -> None:
    for day in (1, 4, 7, 8, 14, 21, 28, 35):
        with clock.standing_at(scenes.NOON + dt.timedelta(days=day)):
            sweep()
            send_mail()


def test_the_scene_has_names_that_would_be_seen(scene):
    for subject in Subject.objects.all():
        assert NAMES.search(subject.full_name)
    assert Subject.objects.count() > 20


def test_no_notice_mail_incident_deadline_or_file_name_names_a_child(scene, caplog):
    with asking.rolled_back(), _everything_logged(caplog):
        send_mail()
        _month_of_sweeps()
        told = [f"{m.heading} {m.text} {m.url}" for m in Message.objects.all()]
        told += [i.text for i in Incident.objects.all()] + [d.label for d in Deadline.objects.all()]
        told += [file_name_of(d) for d in Document.objects.all()]
        sent = [_all_of(each) for each in mail.outbox]
    assert len(told) > 300
    assert len(sent) > 100
    assert "sweep" in caplog.text
    assert [words for words in [*told, *sent] if NAMES.search(words)] == []
    assert not NAMES.search(caplog.text)


def _all_of(each) -> str:
    """Subject, text, HTML, headers and recipients of a mail."""
    others = " ".join(str(body) for body, _kind in each.alternatives)
    return f"{each.subject} {each.body} {others} {each.extra_headers} {each.to}"


def test_no_address_or_log_line_names_a_child_while_everything_is_read(scene, caplog):
    """Each page is opened by whoever it is for, and each record searched for; links, names of files and log lines stay
    silent."""
    clients = asking.clients(scene)
    client = clients["iro_manager"]
    links, opened = set(), set()
    with asking.rolled_back(), _everything_logged(caplog):
        for row in [row for table in TABLES for row in table.ROWS]:
            for who in [who for who in READERS if who in (row.gets or ())][:1]:
                opened.add(row.name)
                links |= _links(clients[who].get(asking.address(scene, row)))
        for name in ("home", "inbox", "records", "dispute_register"):
            links |= _links(client.get(reverse(name)))
        for subject in Subject.objects.all()[:10]:
            found = client.post(reverse("search"), {"q": subject.last_name})
            links |= _links(found) | {found.headers.get("Location", "")}
    assert len(links) > 100
    assert {"panel", "panel_wall", "moderation", "member_grade", "panel_calendar", "panel_pack"} <= opened
    assert {"report", "report_file", "report_pack", "reports", "improvement", "service_action"} <= opened
    assert [link for link in links if NAMES.search(link)] == []
    assert "request" in caplog.text
    assert not NAMES.search(caplog.text)
    assert Qap.objects.exists()
    assert Dispute.objects.exists()


def _links(answer) -> set[str]:
    """The links of a page, or the name of a file; of an archive also the names in it."""
    name = answer.headers.get("Content-Disposition", "")
    if not answer.streaming:
        said = answer.content.decode("utf-8", "replace")
        return {name, *re.findall(r'(?:href|action|src)="([^"]*)"', said)}
    body = io.BytesIO(b"".join(answer.streaming_content))
    return {name, *(zipfile.ZipFile(body).namelist() if zipfile.is_zipfile(body) else ())}
