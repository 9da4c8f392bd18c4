"""The faults, how often each is tried in full and in the tests, on which database, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Fault:
    """One fault.

    ``work`` names its function: module and name. ``tenth`` is how often it is tried in ``make test``; ``waits`` says
    that it mostly waits for the next sweep, so that several can run side by side; ``own_server`` that it restarts one
    of its own, and can run beside the rest. ``if_not_met`` is what is known of the reason, and the plan.
    """

    row: str
    what: str
    work: str
    trials: int
    required: str
    tenth: int = 0
    databases: tuple[str, ...] = BOTH
    waits: bool = False
    own_server: bool = False
    if_not_met: str = ""

    @property
    def key(self) -> str:
        """What it is called for by: R8:an_hour_back."""
        return f"{self.row}:{self.work.partition(':')[2]}"


EACH_ONCE = "each breach alerted exactly once; state = alert = history = outbox"
BACK = "no deadline lost; alerts within two intervals of its return"
FULL = "an error is shown, nothing half-saved, recovers"

FAULTS = (
    Fault(
        "R1",
        "kill -9 of two racing sweepers and senders, at random moments; 300 due of 1,600 open",
        "crashes:kill_sweepers",
        200,
        f"{EACH_ONCE}; no mail lost; repeats ≤ kills, with the same Message-ID",
        tenth=20,
    ),
    Fault(
        "R2",
        "PostgreSQL restarted at once, mid-sweep and while mail is sent",
        "restarts:restart_mid_sweep",
        30,
        f"{EACH_ONCE}; no mail lost, at most one twice; workers go on by themselves",
        databases=(POSTGRESQL,),
        own_server=True,
    ),
    Fault(
        "R2",
        "PostgreSQL restarted at once, mid-request",
        "restarts:restart_mid_request",
        30,
        "no acknowledged POST lost, none half-saved; web goes on by itself",
        databases=(POSTGRESQL,),
        own_server=True,
    ),
    Fault("R3", "Redis flushed", "broker:redis_flushed", 30, BACK, tenth=3, waits=True),
    Fault("R3", "Redis stopped (SIGSTOP)", "broker:redis_frozen", 30, BACK, tenth=3, waits=True),
    Fault(
        "R3",
        "Redis killed",
        "broker:redis_killed",
        30,
        BACK,
        tenth=3,
        waits=True,
        if_not_met="On a machine loaded tenfold a worker, once in some sixty kills, connected again and took up no "
        "more work, or ended. Nothing is lost. Since then it ends itself and is started again (qa_portal/stalled.py).",
    ),
    Fault(
        "R4",
        "Redis frozen, or gone, during every POST",
        "posts:redis_away",
        5,
        "no 5xx, saved, answered ≤ 2 s",
    ),
    Fault(
        "R5",
        "beat dead",
        "broker:beat_dead",
        20,
        "/health red within 3 intervals; no duplicate, and none lost once beat is back",
        tenth=2,
        waits=True,
    ),
    Fault("R5", "two beats", "broker:two_beats", 20, "no duplicate", tenth=2, waits=True),
    Fault(
        "R6",
        "no sweep for an hour to ten days",
        "clocks:sweep_away",
        50,
        "on its return each is alerted once, with the true moment of its breach",
    ),
    Fault(
        "R8",
        "the clock jumps ten days ahead",
        "clocks:ten_days_ahead",
        20,
        "over 50 and over a fifth of all open is held, the administrators told once, and goes on after its hour",
        tenth=2,
    ),
    Fault("R8", "the clock goes an hour back", "clocks:an_hour_back", 20, EACH_ONCE, tenth=2),
    Fault(
        "R8",
        "the clocks change to summer or winter time",
        "clocks:clock_changes",
        20,
        f"{EACH_ONCE}, with its true moment; a hold lasts one hour",
        tenth=2,
    ),
    Fault(
        "R10",
        "SQLite, eight writers and a sweep, 60 s",
        "writers:write_all_at_once",
        5,
        "no “locked”, no lost update",
        tenth=1,
        databases=(SQLITE,),
    ),
    Fault("R12", "disk full: the database's", "disks:database_full", 20, FULL),
    Fault("R12", "disk full: that of documents", "disks:documents_full", 20, FULL),
    Fault("R12", "disk full: that of temporary files", "disks:temporary_full", 20, FULL),
    Fault(
        "R13",
        "kill -9 of two workers that make PDFs of two children",
        "papers:kill_papermakers",
        100,
        "attached once or visibly pending; never cut short, never on another child",
    ),
)
