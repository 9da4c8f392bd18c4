"""What everything with a process has in common."""

from __future__ import annotations

from typing import Any

from django.db import models
from django_fsm import FSMFieldMixin

from qa_portal.trail.together import SavedTogether

from .blockers import Blocker
from .wired import blockers_of, read_ground_of


class Stepped(SavedTogether):
    """Something that moves by steps of a state machine.

    ``version`` grows with each save of a form or step, so that two people on one thing are noticed.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def blockers_to(self, step: str) -> list[Blocker]:
        """What still stands in the way of a step, as sentences; an app's ``blockers.py`` answers (see ``wired``)."""
        return blockers_of(self, step)

    def read_ground(self) -> None:
        """Read what the rules of this row ask of others; called once it is locked, so that nothing is stale.

        Nothing but what its app has wired: what isn't read here is read when it is asked for. Lists that are read into
        the row are forgotten once the step is taken.
        """
        read_ground_of(self)

    def refresh_from_db(self, using: Any = None, fields: Any = None, **kwargs: Any) -> None:
        """Read the row again.

        django-fsm-2 switches protection off on the field object, which all threads share, while it
        refreshes, and leaves it off after an error. Taking the value out of this instance first lets
        the field accept the new one without touching what is shared.
        """
        taken_out = {
            field.attname
            for field in self._meta.concrete_fields
            if isinstance(field, FSMFieldMixin)
            and field.protected
            and field.attname in self.__dict__
            and (fields is None or field.attname in fields or field.name in fields)
        }
        for name in taken_out:
            del self.__dict__[name]
        self.__dict__["_being_read_again"] = taken_out
        try:
            super().refresh_from_db(using=using, fields=fields, **kwargs)
        finally:
            del self.__dict__["_being_read_again"]

    def get_deferred_fields(self) -> set[str]:
        """Django's; what is being read again counts as loaded, else it would be left out, and then be open to all."""
        return super().get_deferred_fields() - self.__dict__.get("_being_read_again", set())
