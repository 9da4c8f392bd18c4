"""The code that the trials guard, broken on purpose: each break must be noticed by the trials of its row, or these
guard nothing. ``python -m tests.faults --breaks``."""

from __future__ import annotations

from dataclasses import dataclass

from .table import POSTGRESQL, SQLITE

SWEEP, SAYING, WRITING = "notifications/sweep.py", "notifications/saying.py", "notifications/writing.py"
FLOOD, SENDER, BREACHES = "notifications/flood.py", "notifications/sender.py", "notifications/breaches.py"
REPORTS, STORE = "qa_portal/documents/reports.py", "qa_portal/documents/store.py"
MAKING = "qa_portal/documents/making.py"

#: R9 is a file of tests, the others are faults of the table.
BAD_ROWS = "R9:tests/faults/test_bad_rows.py"


@dataclass(frozen=True)
class Break:
    """One way to break the code.

    ``guard`` is the fault (or R9's tests) that must notice it in ``trials`` trials: a tenth, as in ``make test``, where
    the row has one. ``changes`` are (module, text, text in its place); each text is there once. ``sql`` takes something
    out of the database.
    """

    what: str
    guard: str
    trials: int
    changes: tuple[tuple[str, str, str], ...]
    database: str = SQLITE
    sql: str = ""

    @property
    def row(self) -> str:
        """R1."""
        return self.guard.partition(":")[0]


NO_LOCK = (
    SWEEP,
    '.only(*_READ).select_for_update(skip_locked=True, of=("self",))',
    ".only(*_READ)",
)

BREAKS = (
    Break(
        "the outbox is written after the commit, not in its transaction",
        "R1:kill_sweepers",
        20,
        (
            (
                WRITING,
                "    _save_messages(sayings)\n",
                "    connection.on_commit(lambda: _save_messages(sayings))\n",
            ),
        ),
    ),
    Break(
        "a mail is marked as sent before it is",
        "R1:kill_sweepers",
        20,
        (
            (
                SENDER,
                "                _hand_over(server, mail_of(message))\n",
                "                mark_sent([message.pk], message.message_id)\n"
                "                _hand_over(server, mail_of(message))\n",
            ),
        ),
    ),
    Break(
        "a sender claims its mails for no time",
        "R1:kill_sweepers",
        20,
        ((SENDER, "waiting(now).filter(pk__in=keys).update(mail_next_at=now + LEASE)", "pass"),),
    ),
    Break(
        "the row count doesn't decide who runs what follows from a breach",
        "R1:kill_sweepers",
        20,
        (
            (
                BREACHES,
                "if not Deadline.objects.filter(pk=pk, breach_handled_at=None).update(breach_handled_at",
                "if not Deadline.objects.filter(pk=pk).update(breach_handled_at",
            ),
        ),
    ),
    Break(
        "what follows from a missed clock of an audit is marked as done, and isn't",
        "R1:kill_sweepers",
        2,
        ((BREACHES, "if deadline.is_open:", 'if deadline.is_open and deadline.kind == "test_followed":'),),
    ),
    Break(
        "a safety alert climbs whether or not its clock still runs, and the row count doesn't decide who takes it up",
        "R1:kill_sweepers",
        20,
        (
            (
                BREACHES,
                "if not Deadline.objects.filter(pk=pk, breach_handled_at=None).update(breach_handled_at",
                'of_it = {} if deadline.kind == "safety_answer" else {"breach_handled_at": None}\n'
                "        if not Deadline.objects.filter(pk=pk, **of_it).update(breach_handled_at",
            ),
            (
                "audits/actions/alerting.py",
                "is_running = open_deadlines_of(fresh, CLOCK).filter(pk=deadline.pk).exists()",
                "is_running = True",
            ),
        ),
        POSTGRESQL,
    ),
    Break(
        "the sweep locks no row",
        "R1:kill_sweepers",
        20,
        (NO_LOCK,),
        POSTGRESQL,
    ),
    Break(
        "the sweep locks no row, doesn't look whether something was said, and the outbox has no unique constraint",
        "R1:kill_sweepers",
        20,
        (
            NO_LOCK,
            (WRITING, "WHERE NOT EXISTS (SELECT 1 FROM", "WHERE TRUE OR NOT EXISTS (SELECT 1 FROM"),
        ),
        POSTGRESQL,
        "DROP INDEX message_once_for_deadline",
    ),
    Break(
        "a breach is dated by the sweep that finds it",
        "R6:sweep_away",
        5,
        ((SAYING, "deadline.breached_at = deadline.due_at", "deadline.breached_at = now"),),
    ),
    Break(
        "a sweep looks back for no more than a day",
        "R6:sweep_away",
        5,
        (
            (
                FLOOD,
                "next_at__lte=now, set_aside",
                "next_at__lte=now, next_at__gt=now - dt.timedelta(1), set_aside",
            ),
        ),
    ),
    Break(
        "a flood isn't held",
        "R8:ten_days_ahead",
        2,
        ((FLOOD, "    if not alerts:\n", "    if True:\n"),),
    ),
    Break(
        "anything over fifty is a flood, however much is open",
        "R8:ten_days_ahead",
        2,
        ((FLOOD, "return alerts if still_open < enough else 0", "return alerts"),),
    ),
    Break(
        "a hold ends two minutes early",
        "R8:ten_days_ahead",
        2,
        ((FLOOD, "state.release_at <= now", "state.release_at <= now + dt.timedelta(minutes=2)"),),
    ),
    Break(
        "what was said within the hour is still to be said",
        "R8:an_hour_back",
        2,
        (
            (
                SAYING,
                "if each.at > now), default=None",
                "if each.at > now - dt.timedelta(hours=1)), default=None",
            ),
        ),
    ),
    Break(
        "a hold lasts an hour of the clock on the wall",
        "R8:clock_changes",
        2,
        (
            (
                FLOOD,
                "release_at=now + HOLD",
                'release_at=now.astimezone(__import__("zoneinfo").ZoneInfo(settings.TIME_ZONE)) + HOLD',
            ),
        ),
    ),
    Break(
        "a row that fails is never set apart",
        BAD_ROWS,
        5,
        ((SAYING, "if deadline.attempts >= TRIES:", "if False:"),),
    ),
    Break(
        "a row that fails takes its batch with it",
        BAD_ROWS,
        5,
        (
            (SWEEP, "return fail(row, now, error)", "raise"),
            (SWEEP, "sayings = [_alone(pk, now) for _, pk in places]", "sayings = []"),
        ),
    ),
    Break(
        "an alert that reaches nobody is passed over",
        BAD_ROWS,
        5,
        ((SAYING, "if occasion.tell and not to:", "if False:"),),
    ),
    Break(
        "a mail that can't be made is tried for ever",
        BAD_ROWS,
        5,
        ((SENDER, "has_failed = attempts >= TRIES", "has_failed = False"),),
    ),
    Break(
        "a paper is put on its record before it is stored whole",
        "R13:kill_papermakers",
        10,
        (
            (
                REPORTS,
                '    return store_bytes(pdf, "application/pdf")\n',
                '    of = {"size": len(pdf), "content_type": "application/pdf", "created_at": clock.now()}\n'
                "    file, _ = StoredFile.objects.get_or_create(\n"
                '        sha256=__import__("hashlib").sha256(pdf).hexdigest(), defaults=of\n'
                "    )\n"
                "    _put_on_record(document.pk, file)\n"
                '    return store_bytes(pdf, "application/pdf")\n',
            ),
        ),
    ),
    Break(
        "a file is written under its own name, not renamed when it is whole",
        "R13:kill_papermakers",
        20,
        (
            (
                STORE,
                'handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")',
                "handle, temporary = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), path",
            ),
        ),
    ),
    Break(
        "a paper is neither claimed nor looked at again before it is put on its record",
        "R13:kill_papermakers",
        20,
        (
            (MAKING, "    if not claim(rows, pk):\n", "    claim(rows, pk)\n    if False:\n"),
            (REPORTS, "if document.state != Document.State.PENDING:", "if False:"),
        ),
    ),
    Break(
        "the claim of a worker that died never runs out",
        "R13:kill_papermakers",
        10,
        ((MAKING, "next_try_at=now + CLAIM", "next_try_at=now + 1000 * CLAIM"),),
    ),
)
