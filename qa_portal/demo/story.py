"""The demonstration as chapters: each app tells its own, through actions alone, so that it can happen."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.closures import current_calendar
from qa_portal.people.models import User

#: Everybody's password in the demonstration, and nowhere else.
PASSWORD = "demo-council-2026"  # noqa: S105 - meant to be known

#: The mail domain of the invented council; it can't exist.
DOMAIN = "demo.invalid"

Chapter = Callable[["Story"], None]
_chapters: list[tuple[int, Chapter]] = []


def register_chapter(order: int, chapter: Chapter) -> None:
    """Add a chapter; called from an app's ``ready``. Chapters are told in their order."""
    _chapters.append((order, chapter))


def tell_story() -> None:
    """Load the demonstration into an empty portal."""
    story = Story(clock.now())
    for _order, chapter in sorted(_chapters, key=lambda entry: entry[0]):
        chapter(story)


class Story:
    """Where the chapters find their people and their days.

    Everything is told as if it had been done on the working days before ``now``.
    """

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.calendar = current_calendar()
        self._people: dict[str, User] = {}

    def person(self, part: str) -> User:
        """A person by the part they play: ``iro``, ``team.manager``; the first half of their address."""
        if part not in self._people:
            self._people[part] = User.objects.get(email=f"{part}@{DOMAIN}")
        return self._people[part]

    def record(self, reference: str) -> Subject:
        """A record by its reference."""
        return Subject.objects.get(reference=reference)

    @contextlib.contextmanager
    def working_days_ago(self, days: int, at: str = "10:00") -> Iterator[dt.date]:
        """Stand so many working days before today, at a London time; never after the real now."""
        day = self.calendar.add_working_days(clock.london_date(self.now), -days)
        moment = min(clock.at_london(day, dt.time.fromisoformat(at)), self.now)
        with clock.standing_at(moment):
            yield day

    def working_days_ahead(self, days: int) -> dt.date:
        """The day so many working days after today; before it where ``days`` is negative."""
        return self.calendar.add_working_days(clock.london_date(self.now), days)
