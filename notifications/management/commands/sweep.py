"""``manage.py sweep``: say what is due now; ``--at … --dry-run``: show what a sweep would say at that moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.beat import run_beat
from notifications.rehearsal import Line, rehearse
from qa_portal import clock
from qa_portal.deadlines.words import weekday_time


class Command(BaseCommand):
    """Runs one beat of the sweep, or shows what it would do."""

    help = (
        "Says what is due to be said about deadlines, as beat does each minute. With --dry-run it shows what a sweep "
        "would say, at --at if given, and touches nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The moment, and whether to touch anything."""
        parser.add_argument("--at", help="a moment, London time: 2026-12-29T17:00 (only with --dry-run)")
        parser.add_argument("--dry-run", action="store_true", help="show it and touch nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        if not options["dry_run"]:
            if options["at"]:
                raise CommandError(
                    "--at shows what would be said at another moment, so it needs --dry-run. A real sweep has "
                    "one clock: now."
                )
            self.stdout.write(str(run_beat()))
            return
        at = _moment(options["at"]) if options["at"] else clock.now()
        shown = rehearse(at)
        self.stdout.write(f"A sweep on {weekday_time(at)} would say this. Nothing was changed.\n")
        if shown.flood:
            self.stdout.write(
                f"It would hold itself first: {shown.flood} alerts at once are more than a fifth of all open "
                "deadlines. It would go on after an hour.\n"
            )
        self._table(
            [("What", "Record", "Due", "Says", "To", "Why they")] + [_cells(line) for line in shown.lines]
        )
        self.stdout.write(
            f"\n{shown.deadlines} deadlines, {shown.missed} of them missed, {shown.messages} messages."
        )

    def _table(self, rows: list[tuple[str, ...]]) -> None:
        if len(rows) == 1:
            self.stdout.write("Nothing.")
            return
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        for row in rows:
            self.stdout.write(
                "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )


def _cells(line: Line) -> tuple[str, ...]:
    return (line.what, line.reference, line.due, line.says, line.to, line.why)


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} isn't a moment. Write it like 2026-12-29T17:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.LONDON)
